"""How large the arrays of a run will be, before anything is computed.

A file of a few lines can ask for a product that no memory holds. Only the shapes of the leaves are
needed to see that coming.
"""

import math
from collections.abc import Mapping

import numpy as np

from core.engine import Array
from core.graph import Graph, Node
from core.messages import StudioError

MOST_ELEMENTS = 20_000_000  # of all values of a run together

Shape = tuple[int, ...]


def check(graph: Graph, leaves: Mapping[str, Array]) -> None:
    """Refuse a run that would need too much memory.

    Raises:
        StudioError: it names the node at which it gets too much.
    """
    shapes: dict[str, Shape] = {}
    for leaf in graph.leaves:
        given = leaves.get(leaf.id)
        shapes[leaf.id] = np.shape(np.asarray(leaf.literal)) if given is None else given.shape
    total = 0
    for node in graph.nodes:
        if node.op is not None:
            shapes[node.id] = _result(node, [shapes[source] for source in node.inputs])
        total += math.prod(shapes[node.id])
        if total > MOST_ELEMENTS:
            raise StudioError("export.damaged.memory", node=node.id)


def _result(node: Node, shapes: list[Shape]) -> Shape:
    """The shape of a result; where the shapes do not fit, a guess: the run will say so."""
    assert node.op is not None
    if node.op.name in ("matmul", "affine") and len(shapes[0]) > 0 < len(shapes[1]):
        return (*shapes[0][:-1], *(shapes[1][-1:] if len(shapes[1]) > 1 else ()))
    if node.op.name in ("sum", "mean", "mse", "softmax_cross_entropy"):
        return ()
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        return max(shapes, key=math.prod)

"""How large the arrays of a run will be, and how long it takes, before anything is computed.

A formula of one line can ask for a product that no memory holds. Only the shapes of the leaves are
needed to see that coming.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from core import engine
from core.graph import Graph
from core.messages import StudioError
from core.ops.axes import Shape, out_shape, work

# Of all values of a run together: 0.4 GB. With gradients and contributions a run holds up to five
# times as much. The net that trains stays far below: a batch of 100 has some 0.2 million.
MOST_NUMBERS = 50_000_000

# Products of one forward pass; the backward pass has twice as many. An ordinary processor does
# some ten thousand million a second, so the window answers within a few seconds at the worst.
MOST_PRODUCTS = 10_000_000_000


def check(graph: Graph, leaves: Mapping[str, ArrayLike]) -> None:
    """Refuse a run that would need too much memory, or too long.

    Raises:
        StudioError: it names the node at which it gets too much.
    """
    sizes, numbers, products = shapes(graph, leaves), 0, 0
    for node in graph.nodes:
        if node.op is None:
            numbers += math.prod(sizes[node.id])
        else:
            made, terms = work(node.op, [sizes[source] for source in node.inputs])
            numbers, products = numbers + made, products + terms
        if numbers > MOST_NUMBERS:
            raise StudioError("core.run.memory", node=node.id, limit=MOST_NUMBERS // 1_000_000)
        if products > MOST_PRODUCTS:
            raise StudioError("core.run.time", node=node.id)


def shapes(graph: Graph, leaves: Mapping[str, ArrayLike]) -> dict[str, Shape]:
    """Of each node; where the inputs of one do not fit, a guess."""
    found: dict[str, Shape] = {}
    for node in graph.nodes:
        if node.op is None:
            given = leaves.get(node.id, node.literal)
            found[node.id] = () if given is None else np.shape(given)  # the run says what lacks
        else:
            found[node.id] = out_shape(node.op, [found[source] for source in node.inputs])
    return found


def runs(graph: Graph, leaves: Mapping[str, ArrayLike]) -> bool:
    """Does the forward pass go through with these values? What no memory holds is not tried."""
    try:
        check(graph, leaves)
        engine.forward(graph, leaves)
    except StudioError:
        return False
    return True

"""A graph that is cut at a node, whose value becomes an input that can be pushed."""

import numpy as np

from core.engine import Array
from core.graph import Graph, Node
from core.trace import Trace


def cut(graph: Graph, node: str) -> Graph:
    """The same graph with `node` as an input, and without what only it needed."""
    freed = Graph(tuple(Node(n.id) if n.id == node else n for n in graph.nodes), graph.output)
    if node in freed.ancestors:
        return freed.upto(graph.output)
    part = freed.upto(graph.output)
    return Graph((Node(node), *part.nodes), graph.output)


def pushable(trace: Trace) -> tuple[str, ...]:
    """The nodes that a push makes sense for: those with a gradient."""
    return tuple(node.id for node in trace.graph.nodes if node.id in trace.gradients)


def pushed(value: Array, index: tuple[int, ...] | None, epsilon: float) -> Array:
    """A copy in float64 with ε added to one element, or to all of them."""
    moved = np.array(value, np.float64)  # never a NumPy scalar
    with np.errstate(all="ignore"):
        if index is None:
            moved += epsilon
        else:
            moved[index] += epsilon
    return moved

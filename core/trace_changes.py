"""What is different: from one moment of a run to the next, and from one run to another.

Whoever shows a run asks here what has to be shown anew, and whether what is shown may stay where
it is.
"""

from collections.abc import Iterable

from core.engine import Array
from core.graph import Edge, Graph, Node
from core.trace import Accumulate, Event, Forward, Propagate, Seed, Trace

_ORDER = ("forward_count", "value_index", "edge_index", "arrivals", "total_index")  # of a Trace


def touched(trace: Trace, start: int, end: int) -> tuple[set[str], set[Edge]]:
    """The nodes and edges that look different once events number `start` … `end` are over."""
    nodes: set[str] = set()
    edges: set[Edge] = set()
    for event in trace.events[max(start, 0) : end + 1]:
        more, wires = concerned(trace, event)
        nodes |= more
        edges |= wires
        if isinstance(event, Forward):
            edges.update(trace.graph.consumers(event.node))
    return nodes, edges


def concerned(trace: Trace, event: Event) -> tuple[set[str], set[Edge]]:
    """The nodes and edges on which something moves while an event is in progress."""
    match event:
        case Propagate(edge=edge):
            return {edge.source, edge.target}, {edge}
        case Forward(node=node):
            return {node}, set(trace.graph.incoming(node))
        case Seed(node=node) | Accumulate(node=node):
            return {node}, set()


def differing(
    before: Trace, after: Trace, nodes: Iterable[str], edges: Iterable[Edge]
) -> tuple[set[str], set[Edge]]:
    """Those of the nodes and edges of one graph that have other numbers in another run of it."""
    other = {
        node
        for node in nodes
        if not _equal(after.values[node], before.values[node])
        or not _equal(after.gradients.get(node), before.gradients.get(node))
    }
    wires = {
        edge
        for edge in edges
        if not _equal(after.values[edge.source], before.values[edge.source])
        or not _equal(after.contribution(edge), before.contribution(edge))
    }
    return other | {edge.source for edge in wires}, wires


def _equal(one: Array | None, other: Array | None) -> bool:
    if one is other:
        return True
    if one is None or other is None or one.shape != other.shape:
        return False
    return bool((one == other).all())


def same_structure(one: Graph, other: Graph) -> bool:
    """Are these one graph, apart from the numbers of its constants? Then runs of them have the
    same events in the same order."""
    if one is other:
        return True
    if one.output != other.output or len(one) != len(other):
        return False
    return all(map(_same_node, one.nodes, other.nodes))


def same_events(one: Trace, other: Trace) -> bool:
    """Have two runs of one structure the same events in the same order? By other rules the
    backward pass may go another way."""
    return type(one) is type(other) is Trace and same_structure(one.graph, other.graph)


def share_order(before: Trace, after: Trace) -> None:
    """What has been looked up about the order of one run holds for another with the same events,
    as for each of those that follow while a hand turns a number."""
    if same_events(before, after):
        known = vars(before)
        vars(after).update({name: known[name] for name in _ORDER if name in known})


def alike(one: Trace, other: Trace) -> bool:
    """Two runs of the same structure, with arrays of the same shapes: everything is drawn in the
    same places."""
    if not same_structure(one.graph, other.graph):
        return False
    return all(value.shape == other.values[node].shape for node, value in one.values.items())


def _same_node(one: Node, other: Node) -> bool:
    if one is other:
        return True
    known = one.id == other.id and one.op is other.op and one.inputs == other.inputs
    return known and one.role is other.role

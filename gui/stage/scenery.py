"""What every item of the stage looks at when it paints: the frame, and how things look.

Items keep no state of what happens. They ask the frame of the moment, so that playing,
scrubbing and stepping back are one and the same thing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.engine import Array
from core.graph import Edge, Node
from core.playback import Frame, Phase
from core.trace import Accumulate, Event, Forward, Propagate, Seed, Trace
from gui.appearance import Appearance
from gui.stage.highlight import NOTHING, Highlight
from gui.theme import Theme


@dataclass
class Scenery:
    """The moment that is shown, and how it is to look."""

    appearance: Appearance
    frame: Frame
    highlight: Highlight = NOTHING

    @property
    def theme(self) -> Theme:
        return self.appearance.theme

    @property
    def trace(self) -> Trace:
        return self.frame.trace

    def value(self, node: str) -> Array | None:
        """What to write on a node. The value of a leaf is given: it shows from the start."""
        given = self.trace.graph.node(node).op is None
        return self.trace.values[node] if given else self.frame.value(node)

    def gradient(self, node: str) -> Array | None:
        """The gradient, or the part of it that has arrived."""
        state = self.frame.gradient(node)
        if state is None:
            return None
        return state.total if state.total is not None else sum(state.terms[1:], state.terms[0])

    @property
    def travelled(self) -> tuple[Edge, ...]:
        """The edges that the event in progress travels along."""
        if self.frame.progress > 0:
            match self.frame.event:
                case Forward(node=node):
                    return self.trace.graph.incoming(node)
                case Propagate(edge=edge):
                    return (edge,)
        return ()

    @property
    def at_work(self) -> set[str]:
        """The nodes that are at work in the event of the moment."""
        event = self.frame.event
        if event is None or self.frame.index == len(self.trace):
            return set()
        return concerned(self.trace, event)[0]

    def active(self, node: str) -> Phase | None:
        """Is `node` at work in the event of the moment, and in which direction?"""
        if self.frame.index == len(self.trace):
            return None  # all is done
        match self.frame.event:
            case Forward(node=name) if name == node:
                return Phase.FORWARD
            case Seed(node=name) | Accumulate(node=name) if name == node:
                return Phase.BACKWARD
            case Propagate(edge=edge) if node in (edge.source, edge.target):
                return Phase.BACKWARD
        return None


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


def alike(one: Trace, other: Trace) -> bool:
    """Two runs of one graph, apart from the numbers of its constants, with arrays of the same
    shapes: everything is drawn in the same places."""
    a, b = one.graph, other.graph
    if a is not b and (a.output != b.output or len(a) != len(b)):
        return False
    if a is not b and not all(map(_same_node, a.nodes, b.nodes)):
        return False
    return all(value.shape == other.values[node].shape for node, value in one.values.items())


def _same_node(one: Node, other: Node) -> bool:
    if one is other:
        return True
    known = one.id == other.id and one.op is other.op and one.inputs == other.inputs
    return known and one.role is other.role

"""The record of one run: every event of the forward and the backward pass, in order.

The engine computes; the trace only writes down. Playing, scrubbing, stepping back and
exporting all read this record, so nothing on the screen advances the maths.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core import engine
from core.engine import Array, Tape
from core.graph import Edge, Graph
from core.ops import Op


@dataclass(frozen=True, eq=False)
class Forward:
    """`node` got its value."""

    node: str
    value: Array


@dataclass(frozen=True, eq=False)
class Seed:
    """The backward pass starts: the gradient of the output with respect to itself is 1."""

    node: str
    gradient: Array


@dataclass(frozen=True, eq=False, init=False)
class Propagate:
    """`contribution` = `upstream` · `local` travelled back along `edge`.

    `slope` computes `local`: a large graph has thousands of them, and one is looked at at a time.
    `share` is the contribution before it was summed over the axes along which the source had
    been repeated (broadcast); the contribution itself where nothing was repeated.
    """

    edge: Edge
    upstream: Array
    slope: Callable[[], Array | None]
    contribution: Array
    share: Array

    def __init__(
        self,
        edge: Edge,
        upstream: Array,
        slope: Callable[[], Array | None],
        contribution: Array,
        share: Array,
    ) -> None:
        # a run of 1 000 nodes makes 2 000 of these; what dataclass writes takes three times as long
        fields = self.__dict__
        fields["edge"], fields["upstream"], fields["slope"] = edge, upstream, slope
        fields["contribution"], fields["share"] = contribution, share

    @cached_property
    def local(self) -> Array | None:
        """∂target/∂source, known by itself only for elementwise ops; otherwise None."""
        return self.slope()


@dataclass(frozen=True, eq=False)
class Accumulate:
    """Several contributions have reached `node`; `total` is their sum."""

    node: str
    terms: tuple[Array, ...]
    total: Array


Event = Forward | Seed | Propagate | Accumulate


def result(event: Event) -> Array:
    """What an event leaves behind."""
    match event:
        case Forward(value=array) | Seed(gradient=array):
            return array
        case Propagate(contribution=array) | Accumulate(total=array):
            return array


def place(event: Event) -> str:
    """The node at which an event happens; of what travels along an edge, the one it comes from."""
    return event.edge.target if isinstance(event, Propagate) else event.node


def _finite(array: Array) -> bool:
    return isfinite(array) if array.ndim == 0 else bool(np.isfinite(array).all())


@dataclass(frozen=True, eq=False)
class Trace:
    """One run of `graph`. `values` and `gradients` are by node id.

    A gradient is absent where the backward pass does not go (constants, data, labels). The tape
    is kept as it is: beside the values it holds only what ops remember for their rules.
    """

    graph: Graph
    events: tuple[Event, ...]
    tape: Tape
    gradients: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.events)

    @property
    def values(self) -> Mapping[str, Array]:
        return self.tape.values

    def arguments(self, node: str) -> tuple[Any, ...]:
        """What the rules of an operation get after the upstream gradient."""
        return self.tape.arguments[node]

    @cached_property
    def forward_count(self) -> int:
        """How many events belong to the forward pass; they come first."""
        return sum(isinstance(event, Forward) for event in self.events)

    @cached_property
    def value_index(self) -> dict[str, int]:
        """By node: the index of the event that gave it its value."""
        return {e.node: i for i, e in enumerate(self.events) if isinstance(e, Forward)}

    @cached_property
    def edge_index(self) -> dict[Edge, int]:
        """By edge: the index of the event that travelled back along it."""
        return {e.edge: i for i, e in enumerate(self.events) if isinstance(e, Propagate)}

    @cached_property
    def arrivals(self) -> dict[str, tuple[int, ...]]:
        """By node: the indices of the events that brought it a contribution, in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for edge, i in self.edge_index.items():
            found[edge.source].append(i)
        return {node: tuple(indices) for node, indices in found.items()}

    def arrived(self, node: str, index: int | None = None) -> tuple[Array, ...]:
        """The contributions that have come to `node` when `index` events are over, or all are."""
        over = len(self) if index is None else index
        events = (self.events[i] for i in self.arrivals.get(node, ()) if i < over)
        return tuple(event.contribution for event in events if isinstance(event, Propagate))

    def terms(self, node: str, index: int) -> tuple[Array, ...]:
        """What the gradient of `node` is the sum of when `index` events are over."""
        return self.arrived(node, index)

    def contribution(self, edge: Edge) -> Array | None:
        """What comes back along `edge`; None where the backward pass does not go."""
        index = self.edge_index.get(edge)
        event = self.events[index] if index is not None else None
        return event.contribution if isinstance(event, Propagate) else None

    def op(self, node: str) -> Op | None:
        """The op whose rules ran at `node`; None at a leaf."""
        return self.graph.node(node).op

    @cached_property
    def total_index(self) -> dict[str, int]:
        """By node: the index of the event after which its gradient is complete. Where nothing
        will arrive (an input that the output does not depend on) it is 0 from the seed on."""
        found = dict.fromkeys(self.gradients, self.forward_count)
        found |= {node: indices[-1] for node, indices in self.arrivals.items()}
        for i, event in enumerate(self.events):
            if isinstance(event, Seed | Accumulate):
                found[event.node] = i
        return found

    @cached_property
    def not_finite(self) -> dict[str, int]:
        """The nodes at which infinity or nan arises, in order: something that is not finite comes
        out of them although all that went in is. By node: the index of the event that it did in."""
        finals = (*self.values.values(), *self.gradients.values())
        if all(map(_finite, finals)):
            return {}  # looking at every event takes ten times as long
        found: dict[str, int] = {}
        for i, event in enumerate(self.events):
            if not _finite(result(event)) and all(map(_finite, self._read_by(event))):
                found.setdefault(place(event), i)
        return found

    @property
    def first_not_finite(self) -> int | None:
        """The index of the event from which on numbers are infinite or nan; None if none are."""
        return next(iter(self.not_finite.values()), None)

    def _read_by(self, event: Event) -> Iterator[Array]:
        """What an event makes its result of."""
        match event:
            case Forward(node=node):
                yield from (self.values[source] for source in self.graph.node(node).inputs)
            case Propagate(edge=edge, upstream=upstream):
                yield from (upstream, self.values[edge.target])
                yield from (self.values[source] for source in self.graph.node(edge.target).inputs)
            case Accumulate(terms=terms):
                yield from terms


def run(graph: Graph, leaves: Mapping[str, ArrayLike]) -> Trace:
    """Run `graph` forward and backward and write down everything that happens.

    Args:
        leaves: values of the leaves, by node id; a literal serves where none is given.

    Raises:
        StudioError: a leaf has no value, or shapes do not fit.
    """
    tape = engine.forward(graph, leaves)
    events: list[Event] = [Forward(node.id, tape.values[node.id]) for node in graph.nodes]
    gradients = engine.unreached(graph, tape)
    events.extend(_backward_events(graph, tape, gradients))
    return Trace(graph, tuple(events), tape, gradients)


def _backward_events(graph: Graph, tape: Tape, gradients: dict[str, Array]) -> Iterator[Event]:
    expected = Counter(edge.source for edge in graph.backward_edges)
    terms: dict[str, list[Array]] = defaultdict(list)
    way = engine.backward(graph, tape, gradients)
    yield Seed(graph.output, gradients[graph.output])
    for edge, share, contribution in way:
        slope = partial(_local, graph, tape, edge)
        yield Propagate(edge, gradients[edge.target], slope, contribution, share)
        arrived = terms[edge.source]
        arrived.append(contribution)
        if 1 < len(arrived) == expected[edge.source]:
            yield Accumulate(edge.source, tuple(arrived), gradients[edge.source])


def _local(graph: Graph, tape: Tape, edge: Edge) -> Array | None:
    """∂target/∂source, element by element: the edge's own rule with an upstream gradient of 1."""
    op = graph.node(edge.target).op
    if op is None or not op.elementwise:
        return None
    target = tape.values[edge.target]
    if tape.values[edge.source].shape != target.shape:
        return None
    with np.errstate(all="ignore"):
        return engine.propagate(graph, tape, edge, np.ones_like(target))

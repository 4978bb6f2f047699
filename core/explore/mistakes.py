"""Backward passes with the mistakes in them that people make, and what each does to a graph.

A run with mistakes is a trace like any other: it can be played, stepped and scrubbed. It is wrong
in its gradients only; `core/explore/verdict.py` finds where, by finite differences.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from core import engine
from core import trace as tracing
from core.engine import Array, Tape
from core.explore.wrong_rules import UNDIVIDED, WRONG_DERIVATIVES
from core.graph import DIFFERENTIABLE, Edge, Graph
from core.ops import Op
from core.trace import Accumulate, Event, Forward, Propagate, Seed, Trace


class Mistake(StrEnum):
    OVERWRITE = "overwrite"  # grad = … in the place of grad += …
    ORDER = "order"  # breadth first: nodes hand on before all contributions have come
    STALE = "stale"  # a second backward pass on gradients that nobody has set to zero
    DERIVATIVE = "derivative"  # an activation with another function's derivative
    MEAN = "mean"  # a mean whose gradient is not divided


@dataclass(frozen=True, eq=False)
class FlawedTrace(Trace):
    """A run with mistakes in it. `left` is what gradients held before it began, by node."""

    mistakes: frozenset[Mistake]
    left: Mapping[str, Array]

    @cached_property
    def right(self) -> Trace:
        """The run as it should be. Whatever is said about the mistakes is measured by it."""
        leaves = {leaf.id: self.values[leaf.id] for leaf in self.graph.leaves}
        return tracing.run(self.graph, leaves)

    def op(self, node: str) -> Op | None:
        return _op(self.graph, node, self.mistakes)

    def terms(self, node: str, index: int) -> tuple[Array, ...]:
        arrived = self.arrived(node, index)
        if Mistake.OVERWRITE in self.mistakes:
            return arrived[-1:]
        if node in self.left and arrived:
            return (self.left[node], *arrived)
        return arrived


def run(
    graph: Graph, leaves: Mapping[str, ArrayLike], mistakes: frozenset[Mistake] = frozenset()
) -> Trace:
    """Run `graph` with these mistakes; with none of them, as it should be.

    Raises:
        StudioError: a leaf has no value, or shapes do not fit.
    """
    if not mistakes:
        return tracing.run(graph, leaves)
    tape = engine.forward(graph, leaves)
    left: dict[str, Array] = {}
    if Mistake.STALE in mistakes:
        once: dict[str, Array] = {}
        for _ in _backward(graph, tape, once, mistakes, {}):
            pass
        wanted = {leaf.id for leaf in graph.leaves if leaf.role in DIFFERENTIABLE}
        left = {node: gradient for node, gradient in once.items() if node in wanted}
    events: list[Event] = [Forward(node.id, tape.values[node.id]) for node in graph.nodes]
    gradients = engine.unreached(graph, tape)
    events.extend(_backward(graph, tape, gradients, mistakes, left))
    return FlawedTrace(graph, tuple(events), tape, gradients, mistakes, left)


def order(graph: Graph, mistakes: frozenset[Mistake]) -> tuple[Edge, ...]:
    """The edges in the order in which the pass travels them."""
    if Mistake.ORDER not in mistakes:
        return graph.backward_edges
    below: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.backward_edges:
        below[edge.target].append(edge)
    travelled: list[Edge] = []
    seen, queue = {graph.output}, deque([graph.output])
    while queue:
        for edge in below[queue.popleft()]:
            travelled.append(edge)
            if edge.source not in seen:
                seen.add(edge.source)
                queue.append(edge.source)
    return tuple(travelled)


def _backward(
    graph: Graph,
    tape: Tape,
    gradients: dict[str, Array],
    mistakes: frozenset[Mistake],
    left: Mapping[str, Array],
) -> Iterator[Event]:
    """The events of the pass; `gradients` is filled on the way."""
    gradients |= left
    gradients[graph.output] = np.ones_like(tape.values[graph.output])
    yield Seed(graph.output, gradients[graph.output])
    expected = Counter(edge.source for edge in graph.backward_edges)
    arrived: dict[str, list[Array]] = defaultdict(list)
    for edge in order(graph, mistakes):
        event = _propagate(graph, tape, edge, gradients[edge.target], mistakes)
        node, terms = edge.source, arrived[edge.source]
        terms.append(event.contribution)
        if Mistake.OVERWRITE in mistakes or node not in gradients:
            gradients[node] = event.contribution
        else:
            with np.errstate(all="ignore"):
                gradients[node] = gradients[node] + event.contribution
        yield event
        every = (left[node], *terms) if node in left else tuple(terms)
        complete = len(terms) == expected[node] and len(every) > 1
        if complete and Mistake.OVERWRITE not in mistakes:
            yield Accumulate(node, every, gradients[node])


def _propagate(
    graph: Graph, tape: Tape, edge: Edge, upstream: Array, mistakes: frozenset[Mistake]
) -> Propagate:
    op = _op(graph, edge.target, mistakes)
    assert op is not None
    rule, target = op.rule(edge.slot), tape.values[edge.target]
    assert rule is not None
    arguments, source = tape.arguments[edge.target], tape.values[edge.source]

    def slope() -> Array | None:
        if not op.elementwise or source.shape != target.shape:
            return None
        with np.errstate(all="ignore"):
            return rule(np.ones_like(target), *arguments)

    with np.errstate(all="ignore"):
        share = rule(upstream, *arguments)
    contribution = engine.unbroadcast(share, source.shape)
    return Propagate(edge, upstream, slope, contribution, share)


def _op(graph: Graph, node: str, mistakes: frozenset[Mistake]) -> Op | None:
    """The op of a node with its rules as wrong as the mistakes make them."""
    op = graph.node(node).op
    if op is None:
        return None
    if Mistake.DERIVATIVE in mistakes and op.name in WRONG_DERIVATIVES:
        return WRONG_DERIVATIVES[op.name]
    if Mistake.MEAN in mistakes and op.name in UNDIVIDED:
        return UNDIVIDED[op.name]
    return op

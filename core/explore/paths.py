"""The chain rule path by path, beside the backward pass that does it in one sweep.

A node takes effect on the output along paths, and its gradient is the sum over all of them of
the product of the local derivatives on the way (Goodfellow et al., *Deep Learning*, sec. 6.5.3).
The paths may be exponentially many: `ladder(n)` has 2ⁿ of them and 2n edges. They are counted
without being walked, numbered in a fixed order, and each one can be had by its number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import engine
from core.engine import Array, Tape
from core.graph import DIFFERENTIABLE, Edge, Graph
from core.trace import Propagate, Trace

Path = tuple[Edge, ...]  # from the output back to the node, as gradients travel


@dataclass(frozen=True)
class Paths:
    """All paths from the output of `graph` back to `node`, in the order of the ops' inputs.

    Only edges with a backward rule count. The output itself has one path, of no edges. Counts
    are Python's integers: exact, however large.
    """

    graph: Graph
    node: str

    @property
    def count(self) -> int:
        return self._below.get(self.graph.output, 0)

    @property
    def edge_count(self) -> int:
        """How many different edges the paths consist of: the backward pass travels each once."""
        return sum(edge.source in self._below for edge in self._ways)

    @property
    def total_length(self) -> int:
        """The edges of all paths together, each counted as often as it is travelled."""
        return self._lengths.get(self.graph.output, 0)

    def travelled_before(self, number: int) -> int:
        """The edges of the paths 0 … number − 1 together, without walking them."""
        travelled = 0
        for depth, chosen in enumerate(self[number]):
            for edge in self.graph.incoming(chosen.target)[: chosen.slot]:
                ways = self.through(edge)
                if ways:
                    travelled += (depth + 1) * ways + self._lengths[edge.source]
        return travelled

    def __getitem__(self, number: int) -> Path:
        """Path number 0 … count − 1, found from the counts in as many steps as it has edges.

        Raises:
            IndexError: there are not so many.
        """
        if not 0 <= number < self.count:
            raise IndexError(number)
        path: list[Edge] = []
        here = self.graph.output
        while here != self.node:
            for edge in self.graph.incoming(here):
                ways = self.through(edge)
                if number < ways:
                    break
                number -= ways
            path.append(edge)
            here = edge.source
        return tuple(path)

    def __iter__(self) -> Iterator[Path]:
        number = 0
        while number < self.count:  # range() ends at 2⁶³
            yield self[number]
            number += 1

    def through(self, edge: Edge) -> int:
        """Of the paths that have come to the target of `edge`: how many ways go on along it."""
        return self._below.get(edge.source, 0) if edge in self._usable else 0

    @cached_property
    def _lengths(self) -> dict[str, int]:
        """By node: the edges of all ways from there to the node, as often as they are travelled."""
        lengths = dict.fromkeys(self._below, 0)
        for edge in reversed(self._ways):
            if edge.source in self._below:
                lengths[edge.target] += lengths[edge.source] + self._below[edge.source]
        return lengths

    @cached_property
    def _ways(self) -> tuple[Edge, ...]:
        """The edges of the backward pass, but none that starts at the node itself."""
        return tuple(e for e in self.graph.backward_edges if e.target != self.node)

    @cached_property
    def _usable(self) -> frozenset[Edge]:
        return frozenset(self._ways)

    @cached_property
    def _below(self) -> dict[str, int]:
        """By node: in how many ways one gets from there to the node; absent where in none."""
        counts = {self.node: 1}
        if self.node not in {self.graph.output, *(edge.source for edge in self._ways)}:
            return {}
        for edge in reversed(self._ways):  # forwards, so that what lies below is complete
            if edge.source in counts:
                counts[edge.target] = counts.get(edge.target, 0) + counts[edge.source]
        return counts


def count_paths(graph: Graph) -> dict[str, int]:
    """By node that gradients reach: how many paths lead there from the output, in one pass."""
    counts = {graph.output: 1}
    for edge in graph.backward_edges:
        counts[edge.source] = counts.get(edge.source, 0) + counts[edge.target]
    return counts


def _total_lengths(graph: Graph, counts: dict[str, int]) -> dict[str, int]:
    """By node: the edges of all paths that lead there, each as often as it is travelled."""
    lengths = {graph.output: 0}
    for edge in graph.backward_edges:
        longer = lengths[edge.target] + counts[edge.target]
        lengths[edge.source] = lengths.get(edge.source, 0) + longer
    return lengths


def differentiable(graph: Graph) -> tuple[str, ...]:
    """The leaves that gradients are asked for and reach."""
    reached = {edge.source for edge in graph.backward_edges} | {graph.output}
    return tuple(n.id for n in graph.leaves if n.role in DIFFERENTIABLE and n.id in reached)


@dataclass(frozen=True)
class Work:
    """What two ways to the same gradients cost. One multiplication for each edge that is
    travelled: upstream gradient times local derivative (of arrays, one backward rule)."""

    paths: int
    by_paths: int
    by_backprop: int


def work(graph: Graph, node: str | None = None) -> Work:
    """For the gradient of one node, or of all inputs and parameters together.

    The backward pass for one node needs only the edges on its paths; for all inputs it needs
    every edge once, however many inputs there are.
    """
    if node is not None:
        ways = Paths(graph, node)
        return Work(ways.count, ways.total_length, ways.edge_count)
    counts, leaves = count_paths(graph), differentiable(graph)
    lengths = _total_lengths(graph, counts)
    return Work(
        sum(counts[leaf] for leaf in leaves),
        sum(lengths[leaf] for leaf in leaves),
        len(graph.backward_edges),
    )


@dataclass(frozen=True, eq=False)
class Walk:
    """One path and the gradient that travels along it alone: at the output, after its first
    edge, …, and at the node. `locals` are the factors, where ops are elementwise."""

    path: Path
    products: tuple[Array, ...]
    locals: tuple[Array | None, ...]

    @property
    def product(self) -> Array:
        """What this path contributes to the gradient of the node."""
        return self.products[-1]


def walk(trace: Trace, path: Path) -> Walk:
    """Apply the rules of the path to the seed, one after the other.

    The factors are those that the trace has recorded.
    """
    graph, tape = trace.graph, trace.tape
    products = [np.ones_like(tape.values[graph.output])]
    factors: list[Array | None] = []
    for edge in path:
        products.append(_along(graph, tape, edge, products[-1]))
        event = trace.events[trace.edge_index[edge]]
        factors.append(event.local if isinstance(event, Propagate) else None)
    return Walk(path, tuple(products), tuple(factors))


def running_sum(paths: Paths, tape: Tape, number: int) -> Array:
    """What the paths 0 … number contribute together.

    They are not walked one by one. Where path `number` leaves a node, all paths through the
    inputs before it have been taken: what they carry is put in there, and one backward pass
    hands it on.
    """
    graph = paths.graph
    seeds: dict[str, Array] = {}
    product = np.ones_like(tape.values[graph.output])
    for chosen in paths[number]:
        for edge in graph.incoming(chosen.target)[: chosen.slot]:
            if paths.through(edge):
                _add(seeds, edge.source, _along(graph, tape, edge, product))
        product = _along(graph, tape, chosen, product)
    for _ in engine.walk(graph, tape, seeds):
        pass
    _add(seeds, paths.node, product)
    return seeds[paths.node]


def _add(sums: dict[str, Array], node: str, term: Array) -> None:
    with np.errstate(all="ignore"):
        sums[node] = sums[node] + term if node in sums else term


def _along(graph: Graph, tape: Tape, edge: Edge, upstream: Array) -> Array:
    with np.errstate(all="ignore"):
        share = engine.propagate(graph, tape, edge, upstream)
    return engine.unbroadcast(share, tape.values[edge.source].shape)

"""Forward mode and reverse mode: the two orders in which the chain rule can be multiplied out.

Reverse mode starts with 1 at one number of the output and carries gradients back: one sweep
gives the derivative of that number by *every* input. Forward mode starts with 1 at one number of
an input and carries tangents along with the values: one sweep gives the derivative of *every*
output by that number. So a loss of 39 760 parameters takes 1 sweep back, or 39 760 forward
(Griewank and Walther, *Evaluating Derivatives*, ch. 3; Baydin et al., 2018).

The ops have backward rules only, and need no others. A rule is linear in the upstream gradient:
it multiplies by the transposed Jacobian. Of an elementwise op that matrix is diagonal, and its
own transpose; any other is found by applying the rule to the basis vectors of the output.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core import engine
from core.engine import Array, Tape
from core.explore.paths import differentiable
from core.graph import Edge, Graph
from core.messages import StudioError

MOST_BASIS = 512  # applications of one rule that a forward sweep makes at most, and …
MOST_WORK = 2_000_000  # … numbers that they may give together


class Mode(StrEnum):
    FORWARD = "forward"
    REVERSE = "reverse"


@dataclass(frozen=True)
class Seed:
    """The number that a sweep starts from: one element of one node."""

    node: str
    index: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Step:
    """`node` got its tangent (or gradient) through these edges; the first step is the seed."""

    node: str
    edges: tuple[Edge, ...]
    value: Array


@dataclass(frozen=True, eq=False)
class Sweep:
    """One sweep over the graph. `values` are tangents or gradients by node, each of the shape of
    the node's value; nodes that the sweep does not touch are absent: theirs are 0."""

    mode: Mode
    seed: Seed
    steps: tuple[Step, ...]
    values: Mapping[str, Array]


@dataclass(frozen=True)
class Count:
    """How many numbers go in and out of a graph, which is how many sweeps each mode needs."""

    inputs: int
    outputs: int

    def sweeps(self, mode: Mode) -> int:
        return self.inputs if mode is Mode.FORWARD else self.outputs


def count(graph: Graph, values: Mapping[str, Array]) -> Count:
    """Of the inputs and parameters that have derivatives (labels have none), and of the output."""
    inputs = sum(values[leaf].size for leaf in seeded(graph))
    return Count(inputs, values[graph.output].size)


def seeded(graph: Graph) -> tuple[str, ...]:
    """The leaves that forward mode starts at: those that gradients reach, and those that nothing
    depends on, whose derivative is 0. Labels are read, but have no derivative."""
    wanted = {*differentiable(graph), *graph.unreached}
    return tuple(leaf.id for leaf in graph.leaves if leaf.id in wanted)


def seed_at(graph: Graph, values: Mapping[str, Array], mode: Mode, number: int) -> Seed:
    """The seed of sweep `number`, in the order of the nodes and of their elements.

    Raises:
        IndexError: the mode needs fewer.
    """
    nodes = seeded(graph) if mode is Mode.FORWARD else (graph.output,)
    for node in nodes:
        if number < values[node].size:
            index = np.unravel_index(number, values[node].shape)
            return Seed(node, tuple(int(i) for i in index))
        number -= values[node].size
    raise IndexError(number)


def sweep(graph: Graph, tape: Tape, mode: Mode, seed: Seed) -> Sweep:
    """One sweep from `seed`.

    Raises:
        StudioError: forward mode, and an op whose Jacobian is too large; it names the node.
    """
    start = np.zeros(tape.values[seed.node].shape)
    start[seed.index] = 1.0
    run = _forward if mode is Mode.FORWARD else _reverse
    return run(graph, tape, seed, start)


def _reverse(graph: Graph, tape: Tape, seed: Seed, start: Array) -> Sweep:
    values = {seed.node: start}
    ways: dict[str, list[Edge]] = {seed.node: []}
    for edge, _, _ in engine.walk(graph, tape, values):
        ways.setdefault(edge.source, []).append(edge)
    done = {node: i for i, node in enumerate(reversed([node.id for node in graph.nodes]))}
    order = sorted(ways, key=done.__getitem__)
    steps = tuple(Step(node, tuple(ways[node]), values[node]) for node in order)
    return Sweep(Mode.REVERSE, seed, steps, values)


def _forward(graph: Graph, tape: Tape, seed: Seed, start: Array) -> Sweep:
    values = {seed.node: start}
    steps = [Step(seed.node, (), start)]
    for node in graph.operations:
        ways = [e for e in graph.incoming(node.id) if e.source in values and graph.rule(e)]
        if node.id == seed.node or not ways or node.id not in graph.ancestors:
            continue
        with np.errstate(all="ignore"):
            total = sum(
                (push(graph, tape, edge, values[edge.source]) for edge in ways),
                start=np.zeros(tape.values[node.id].shape),
            )
        values[node.id] = total
        steps.append(Step(node.id, tuple(ways), total))
    return Sweep(Mode.FORWARD, seed, tuple(steps), values)


def push(graph: Graph, tape: Tape, edge: Edge, tangent: Array) -> Array:
    """What a tangent of the source of `edge` gives its target: Jacobian times tangent.

    Raises:
        StudioError: the Jacobian is too large to be had from its rule.
    """
    op, out = graph.node(edge.target).op, tape.values[edge.target]
    assert op is not None
    with np.errstate(all="ignore"):
        if op.elementwise:
            return engine.propagate(graph, tape, edge, np.broadcast_to(tangent, out.shape))
        if not affordable(out, tangent):
            raise StudioError(
                "explore.sweeps.too_large", node=edge.target, op=op.name, numbers=out.size
            )
        return _by_basis(graph, tape, edge, tangent)


def affordable(out: Array, source: Array) -> bool:
    """Can the Jacobian between arrays of these sizes be had, row by row?"""
    return out.size <= MOST_BASIS and out.size * source.size <= MOST_WORK


def _by_basis(graph: Graph, tape: Tape, edge: Edge, tangent: Array) -> Array:
    """Row k of the Jacobian is what the rule makes of basis vector k."""
    pushed = np.zeros(tape.values[edge.target].shape)
    for index in np.ndindex(pushed.shape):
        basis = np.zeros(pushed.shape)
        basis[index] = 1.0
        row = engine.propagate(graph, tape, edge, basis)
        pushed[index] = (engine.unbroadcast(row, tangent.shape) * tangent).sum()
    return pushed


def obstacle(graph: Graph, values: Mapping[str, Array]) -> str | None:
    """The first node whose Jacobian is too large for a forward sweep; None if there is none."""
    for edge in graph.backward_edges[::-1]:
        op = graph.node(edge.target).op
        fits = affordable(values[edge.target], values[edge.source])
        if op is not None and not op.elementwise and not fits:
            return edge.target
    return None

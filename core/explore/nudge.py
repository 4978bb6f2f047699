"""Push a node a little, and see what the output does: what a gradient means, by experiment.

The graph is cut at the node, whose value becomes an input, and what depends on it is computed
again with the value moved by ε. To first order the output changes by gradient · ε.

The difference quotient misses the derivative for two reasons (Nocedal and Wright, *Numerical
Optimization*, sec. 8.1; Press et al., *Numerical Recipes*, sec. 5.7):

    truncation   |f″|/2 · ε one-sided,  |f‴|/6 · ε² central: falls as ε shrinks
    rounding     about u · |f| / ε, u = 2⁻⁵³: grows as ε shrinks

so that there is a best ε, near √(2u|f/f″|) one-sided and near ∛(3u|f/f‴|) central. Across a kink
neither holds: the quotient mixes the slopes of both sides.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from core import engine
from core.engine import Array, Tape
from core.explore.cut import cut
from core.explore.kink import Kink, find_kink
from core.explore.last_digit import next_tape
from core.explore.quotients import Push, Regime, Scan
from core.following import finish
from core.graph import Graph, Node
from core.trace import Trace

Value = TypeVar("Value")
Steps = Generator[None, None, Value]  # yields before each pass, which takes long in a large graph
EPSILONS: Array = np.logspace(0, -15, 61)
ROUNDING = float(np.finfo(np.float64).eps) / 2  # u: of a number that is rounded once
_SLACK = 4  # how many times a gradient is rounded, about, in a graph that one can look at
_TINIEST = float(np.finfo(np.float64).tiny)  # numbers below it have fewer digits than others
_STRAIGHT = 1e-3  # ε above which rounding is too small to speak of, where there is nothing else
_NEAR = 1e-3  # where the curvature is looked for, relative to the size of the number


@dataclass(frozen=True, eq=False)
class Experiment:
    """One node of one run, ready to be pushed. `index` is the element of an array that is pushed;
    None pushes all of them alike. Works on float64 copies; an output of several numbers counts
    as their sum, as the backward pass has it."""

    trace: Trace
    node: str
    index: tuple[int, ...] | None = None
    # what is known by now
    _pushes: dict[float, Push] = field(default_factory=dict, init=False)
    _kinks: dict[float, Kink | None] = field(default_factory=dict, init=False)
    _bend: list[tuple[float, tuple[float, float]]] = field(default_factory=list, init=False)

    @cached_property
    def graph(self) -> Graph:
        return cut(self.trace.graph, self.node)

    @cached_property
    def _leaves(self) -> Mapping[str, Array]:
        values = {leaf.id: self.trace.values[leaf.id] for leaf in self.graph.leaves}
        return {k: v.astype(np.float64) if v.dtype.kind == "f" else v for k, v in values.items()}

    @cached_property
    def before(self) -> Mapping[str, Array]:
        """Every value before the push."""
        leaves = (self.trace.values[leaf.id] for leaf in self.trace.graph.leaves)
        if all(value.dtype == np.float64 or value.dtype.kind != "f" for value in leaves):
            return self.trace.values
        return engine.forward(self.graph, self._leaves).values

    @cached_property
    def _downstream(self) -> tuple[Node, ...]:
        """The operations between the pushed node and the output."""
        graph, reached = self.trace.graph, {self.node}
        for node in graph.operations:
            if node.id in graph.ancestors and reached.intersection(node.inputs):
                reached.add(node.id)
        return tuple(n for n in graph.operations if n.id in reached and n.id != self.node)

    @cached_property
    def _before(self) -> float:
        """The output before the push."""
        with np.errstate(all="ignore"):
            return float(self.before[self.trace.graph.output].sum())

    @cached_property
    def slope(self) -> float:
        """The gradient of what is pushed, by backpropagation."""
        return self._slope_at(0.0)

    def values(self, epsilon: float) -> Mapping[str, Array]:
        """Every value after a push: of what depends on the node another one."""
        tape = Tape({**self.before, self.node: self._pushed(epsilon)})
        engine.compute(self._downstream, tape)
        return tape.values

    def output(self, epsilon: float) -> float:
        with np.errstate(all="ignore"):
            return float(self.values(epsilon)[self.trace.graph.output].sum())

    def changes(self, epsilon: float) -> dict[str, Array]:
        """How far each node moved that depends on the pushed one, itself included."""
        after = self.values(epsilon)
        moved = (self.node, *(node.id for node in self._downstream))
        with np.errstate(all="ignore"):
            return {name: after[name] - self.before[name] for name in moved}

    def push(self, epsilon: float) -> Push:
        """Push by ε, which is not 0 but may be negative."""
        return finish(self._pushing(epsilon))

    def _pushing(self, epsilon: float) -> Steps[Push]:
        if epsilon not in self._pushes:
            yield
            before = self._before
            yield
            after = self.output(epsilon)
            yield
            opposite = self.output(-epsilon)
            with np.errstate(all="ignore"):
                one_sided = np.float64(after - before) / epsilon
                central = np.float64(after - opposite) / (2 * epsilon)
            yield
            push = Push(epsilon, before, after, self.slope, float(one_sided), float(central))
            self._pushes[epsilon] = push
        return self._pushes[epsilon]

    def central(self, h: float) -> float:
        """The central difference quotient alone."""
        with np.errstate(all="ignore"):
            return (self.output(h) - self.output(-h)) / (2 * h)

    def scan(self, epsilons: Array = EPSILONS) -> Scan:
        """Push by each ε. Two forward passes for each, and a few backward for the theory."""
        return finish(self.scanning(epsilons))

    def scanning(self, epsilons: Array) -> Steps[Scan]:
        """The same, to be given up between two passes."""
        pushes = []
        for epsilon in epsilons:
            pushes.append((yield from self._pushing(float(epsilon))))
        yield from self._bending()
        with np.errstate(all="ignore"):
            one_sided = np.array([abs(p.one_sided - p.slope) for p in pushes])
            central = np.array([abs(p.central - p.slope) for p in pushes])
            first, second = (self.truncation(epsilons, order) for order in (1, 2))
            rounding = self.rounding(epsilons)
            return Scan(epsilons, one_sided, central, first + rounding, second + rounding)

    def truncation(self, epsilon: Array, order: int) -> Array:
        """The expected error of the one-sided (order 1) or central (order 2) quotient that comes
        from the curve being no straight line."""
        second, third = self.curvature
        with np.errstate(all="ignore"):
            return abs(second) / 2 * epsilon if order == 1 else abs(third) / 6 * epsilon**2

    def measurable(self, epsilon: float) -> bool:
        """Are the numbers that this push is judged by all finite?"""
        push = self.push(epsilon)
        curvature = self.curvature if self._room else ()
        return bool(np.isfinite([push.change, push.slope, push.central, *curvature]).all())

    def rounding(self, epsilon: Array) -> Array:
        """The expected error that comes from the output having 53 binary digits."""
        with np.errstate(all="ignore"):
            return ROUNDING * abs(self._before) / epsilon

    def looking(self, epsilon: float) -> Steps[None]:
        """Find out what `regime` and `kink` are asked for, to be given up between two passes."""
        yield from self._pushing(epsilon)
        yield from self._bending()
        yield from self._looking_for_kink(epsilon)

    def regime(self, epsilon: float) -> Regime:
        """Which errors are larger at this ε: those that shrink with it, or those that grow."""
        at = np.array(epsilon)
        bend, twist, grain = self.truncation(at, 1), self.truncation(at, 2), self.rounding(at)
        if not np.isfinite(self.stands).any():
            return Regime.STUCK
        if not self.measurable(epsilon):
            return Regime.BEYOND
        if kink := self.kink(epsilon):
            return Regime.KINK_NEAR if kink.at else Regime.KINK_HERE
        if self.curvature == (0, 0) and epsilon > _STRAIGHT:
            return Regime.STRAIGHT
        if twist > grain:
            return Regime.TRUNCATION
        return Regime.CENTRAL_ROUNDED if bend > grain else Regime.ROUNDING

    def kink(self, epsilon: float) -> Kink | None:
        """Where the slope jumps, within ε on either side; by less than rounding hides is by 0."""
        return finish(self._looking_for_kink(epsilon))

    def _looking_for_kink(self, epsilon: float) -> Steps[Kink | None]:
        if epsilon not in self._kinks:
            found = yield from find_kink(self._slope_at, epsilon, 2 * ROUNDING * self._size)
            if found is not None and found.jump <= (yield from self._lost(found.at, epsilon)):
                found = None
            self._kinks[epsilon] = found
        return self._kinks[epsilon]

    def _lost(self, at: float, epsilon: float) -> Steps[float]:
        """What a slope may differ by, and nobody could tell it from rounding."""
        of_the_output = float(self.rounding(np.array(epsilon)))
        return max(of_the_output, _SLACK * (yield from self._slope_noise(at)))

    @cached_property
    def stands(self) -> Array:
        """The numbers that are pushed, where they are."""
        value = self.trace.values[self.node]
        return np.ravel(value if self.index is None else value[self.index])

    @cached_property
    def _size(self) -> float:
        """Of the largest number that moves if it is pushed: ∞ does not."""
        moving = self.stands[np.isfinite(self.stands)]
        return float(np.abs(moving).max(initial=0.0))

    @property
    def _room(self) -> float:
        """How far from here the curvature is looked for: before the next kink; 0 at a kink."""
        return finish(self._bending())[0]

    @property
    def curvature(self) -> tuple[float, float]:
        """f″ and f‴ of the output along the push, by differences of gradients, which are exact
        but for rounding: a difference that is no larger than that is 0. Nan at a kink, where
        the curve has neither."""
        return finish(self._bending())[1]

    def _bending(self) -> Steps[tuple[float, tuple[float, float]]]:
        """Room and curvature."""
        if not self._bend:
            room = _NEAR * max(self._size, 1.0)
            while kink := (yield from self._looking_for_kink(room)):
                room = abs(kink.at) / 2
            slopes = []
            for step in (-room, 0.0, room) if room else ():
                yield
                slopes.append(np.float64(self._slope_at(step)))
            self._bend.append((room, _curvature(room, slopes)))
        return self._bend[0]

    def _slope_at(self, epsilon: float) -> float:
        return self._slope(self._tape(epsilon))

    def _slope_noise(self, epsilon: float) -> Steps[float]:
        """How far the slope moves when all that the rules read moves by its last digit. Where
        tanh is nearly 1, the last digit of 1 - tanh² is all there is: the slope goes in stairs."""
        yield
        tape = self._tape(epsilon)
        slope, moved = self._slope(tape), []
        for to in (0.0, np.inf):
            yield
            moved.append(abs(self._slope(next_tape(tape, to)) - slope))
        return float(np.nan_to_num(moved, nan=np.inf).max()) + _TINIEST

    def _tape(self, epsilon: float) -> Tape:
        return engine.forward(self.graph, {**self._leaves, self.node: self._pushed(epsilon)})

    def _slope(self, tape: Tape) -> float:
        gradient = engine.gradients(self.graph, tape).get(self.node, np.zeros(()))
        with np.errstate(all="ignore"):
            return float(gradient.sum() if self.index is None else gradient[self.index])

    def _pushed(self, epsilon: float) -> Array:
        value = np.array(self.before[self.node], np.float64)  # a copy, never a NumPy scalar
        with np.errstate(all="ignore"):
            if self.index is None:
                value += epsilon
            else:
                value[self.index] += epsilon
        return value


def _curvature(room: float, slopes: Sequence[np.float64]) -> tuple[float, float]:
    """f″ and f‴ by the slopes at -room, 0 and room; nan without any."""
    if not slopes:
        return np.nan, np.nan
    h, (below, here, above) = np.float64(room), slopes
    with np.errstate(all="ignore"):  # next to the largest numbers it is infinite, or nan
        first, second = above - below, above - 2 * here + below
        noise = _SLACK * ROUNDING * (abs(above) + 2 * abs(here) + abs(below))
        lost = [abs(d) <= noise < np.inf for d in (first, second)]
        first, second = np.where(lost, 0.0, (first, second))
        return float(first / (2 * h)), float(second / np.square(h))

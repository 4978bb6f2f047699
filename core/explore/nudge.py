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

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from core import engine
from core.engine import Array, Tape
from core.explore.cut import cut, pushed
from core.explore.inside import smaller_inside
from core.explore.kink import Kink, find_kink
from core.explore.last_digit import slope_noise
from core.explore.quotients import ROUNDING, SLACK, Push, Regime, Scan, bends
from core.explore.special import STEP, has_pole, stands_alone
from core.following import finish
from core.graph import Graph, Node
from core.trace import Trace

Value = TypeVar("Value")
Steps = Generator[None, None, Value]  # yields before each pass, which takes long in a large graph
EPSILONS: Array = np.logspace(0, -15, 61)
_STRAIGHT = 1e-3  # ε above which rounding is too small to speak of, where there is nothing else
_NEAR = 1e-3  # where the curvature is looked for, relative to the size of the number
_QUARTERINGS = 24  # … and how often closer, if that reaches where there is no curve


@dataclass(frozen=True, eq=False)
class Experiment:
    """One node of one run, ready to be pushed, all of it or the element at `index`. Works on
    float64 copies; an output of several numbers counts as their sum, as in the backward pass."""

    trace: Trace
    node: str
    index: tuple[int, ...] | None = None
    # what is known by now
    _pushes: dict[float, Push] = field(default_factory=dict, init=False)
    _kinks: dict[float, Kink | None] = field(default_factory=dict, init=False)
    _inside: dict[float, float | None] = field(default_factory=dict, init=False)
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
        with np.errstate(all="ignore"):
            return float(self.before[self.trace.graph.output].sum())

    @cached_property
    def slope(self) -> float:
        """The gradient of what is pushed, by backpropagation."""
        return self._slope(self._tape(0.0))

    def values(self, epsilon: float) -> Mapping[str, Array]:
        """Every value after a push: of what depends on the node another one."""
        moved = pushed(self.before[self.node], self.index, epsilon)
        tape = Tape({**self.before, self.node: moved})
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
            outputs = before, after, opposite
            push = Push(epsilon, *outputs, self.slope, float(one_sided), float(central))
            self._pushes[epsilon] = push
        return self._pushes[epsilon]

    def central(self, h: float) -> float:
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
        yield from self._looking_inside(epsilon)

    def regime(self, epsilon: float) -> Regime:
        """Which errors are larger at this ε: those that shrink with it, or those that grow."""
        at = np.array(epsilon)
        bend, twist, grain = self.truncation(at, 1), self.truncation(at, 2), self.rounding(at)
        if not np.isfinite(self.stands).any():
            return Regime.STUCK
        if not np.isfinite([self._before, self.slope]).all():
            return Regime.UNDEFINED
        if (push := self.push(epsilon)).outside:
            return Regime.OUTSIDE if self.inside(epsilon) else Regime.EDGE
        if not self.measurable(epsilon):
            return Regime.BEYOND
        if abs(push.central - self.slope) > abs(self.slope) / 2 and has_pole(self.output, epsilon):
            return Regime.POLE
        if kink := self.kink(epsilon):
            return Regime.KINK_NEAR if kink.at else Regime.KINK_HERE
        if self.is_chosen:
            return Regime.CHOSEN
        if self.curvature == (0, 0) and push.flat:
            return Regime.FLAT
        if self.curvature == (0, 0) and epsilon > _STRAIGHT:
            return Regime.STRAIGHT
        if twist > grain:
            return Regime.TRUNCATION
        return Regime.CENTRAL_ROUNDED if bend > grain else Regime.ROUNDING

    @property
    def is_chosen(self) -> bool:
        """Where no kink is found: do some cancel, at which backpropagation chose the slopes?"""
        return self._room == 0

    def inside(self, epsilon: float) -> float | None:
        """The largest of some smaller ε at which it is one on both sides; None if none is."""
        return finish(self._looking_inside(epsilon))

    def _looking_inside(self, epsilon: float) -> Steps[float | None]:
        if epsilon not in self._inside:
            found = yield from smaller_inside(self._pushing, epsilon, EPSILONS[::4])
            self._inside[epsilon] = found
        return self._inside[epsilon]

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
        return max(
            float(self.rounding(np.array(epsilon))), SLACK * (yield from self._slope_noise(at))
        )

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
        if not self._bend:
            room = _NEAR * max(self._size, 1.0)
            while kink := (yield from self._looking_for_kink(room)):
                room = abs(kink.at) / 2
            noise, step = (yield from self._slope_noise(0.0)), STEP * max(self._size, 1.0)
            room = 0.0 if (yield from stands_alone(self._slope_at, step, noise)) else room
            slopes = yield from self._slopes(room)
            for _ in range(_QUARTERINGS):
                if not slopes or np.isfinite(slopes).all() or not np.isfinite(slopes[1]):
                    break
                room /= 4
                slopes = yield from self._slopes(room)
            self._bend.append((room, bends(room, slopes)))
        return self._bend[0]

    def _slopes(self, room: float) -> Steps[list[np.float64]]:
        slopes = []
        for step in (-room, 0.0, room) if room else ():
            yield
            slopes.append(np.float64(self._slope_at(step)))
        return slopes

    def _slope_at(self, epsilon: float) -> float:
        """Nan where there is no curve: the rule of ln gives 1/x also where there is no ln x."""
        tape = self._tape(epsilon)
        curve = np.isfinite(tape.values[self.trace.graph.output]).all()
        return self._slope(tape) if curve else np.nan

    def _slope_noise(self, epsilon: float) -> Steps[float]:
        yield
        return (yield from slope_noise(self._tape(epsilon), self._slope))

    def _tape(self, epsilon: float) -> Tape:
        moved = pushed(self.before[self.node], self.index, epsilon)
        return engine.forward(self.graph, {**self._leaves, self.node: moved})

    def _slope(self, tape: Tape) -> float:
        gradient = engine.gradients(self.graph, tape).get(self.node, np.zeros(()))
        with np.errstate(all="ignore"):
            return float(gradient.sum() if self.index is None else gradient[self.index])

"""One step of one racer taken apart: arrows on the map, the rule with its numbers, the scaling.

Everything is read off the recorded path: points, gradients and memory before and after the step.
Only what the rule names on the way is worked out here (μ v, η g), so an arrow that ends where the
racer went is a check of the picture, not a second rule; the tests hold it to that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from core.engine import Array
from core.explain.formulas import written
from core.format import latex_number
from core.surfaces.race.descent import Path
from core.surfaces.race.racer import Racer

DIGITS = 3


class Part(StrEnum):
    """What an arrow stands for."""

    GRADIENT = "gradient"  # −η g: the step of plain gradient descent
    CARRIED = "carried"  # μ v: what is left of the velocity
    STEP = "step"  # what was done
    AHEAD = "ahead"  # to the point that is looked ahead to
    SCALED = "scaled"  # the step along one axis, after its own scaling
    UNCORRECTED = "uncorrected"  # the step of m and v without their correction
    DECAY = "decay"  # −η λ θ


@dataclass(frozen=True, eq=False)
class Arrow:
    """From tail to head, points of the plane."""

    part: Part
    tail: Array
    head: Array


@dataclass(frozen=True, eq=False)
class Anatomy:
    """Step number `step` + 1 of a path: from `points[step]` to `points[step + 1]`.

    lines: the rule with its numbers, in TeX. scale: by what each axis of the gradient (of the
    mean gradient, for Adam) was multiplied; None where both got the same.
    """

    step: int
    arrows: tuple[Arrow, ...]
    lines: tuple[str, ...]
    scale: Array | None = None


@dataclass(frozen=True, eq=False)
class _Facts:
    """What is known of the step: settings, and the numbers before and after."""

    set: Mapping[str, Any]
    x: Array
    g: Array
    after: Array
    old: Mapping[str, Array]
    new: Mapping[str, Array]
    t: int
    flat: bool  # a curve over x: numbers are written for x alone

    def arrow(self, part: Part, move: Array, tail: Array | None = None) -> Arrow:
        tail = self.x if tail is None else tail
        return Arrow(part, tail, tail + move)

    def v(self, value: Array) -> str:
        """A vector in TeX; a number on a curve."""
        numbers = [written(each, DIGITS) for each in np.atleast_1d(value)]
        if self.flat:
            return f"({numbers[0]})" if numbers[0].startswith("{-}") else numbers[0]
        return f"({numbers[0]},\\, {numbers[-1]})"

    def n(self, name: str) -> str:
        """A hyperparameter in TeX."""
        return latex_number(float(self.set[name]), 4)


def anatomy(racer: Racer, path: Path, step: int, *, flat: bool = False) -> Anatomy | None:
    """The step that follows point number `step`; None if the path ends there."""
    if not 0 <= step < len(path.points) - 1:
        return None
    optimizer = racer.at(step)
    settings = {each.name: getattr(optimizer, each.name) for each in racer.rule.hyperparameters}
    facts = _Facts(
        settings,
        path.points[step],
        path.gradients[step],
        path.points[step + 1],
        {name: states[step] for name, states in path.states.items()},
        {name: states[step + 1] for name, states in path.states.items()},
        step + 1,
        flat,
    )
    with np.errstate(all="ignore"):
        return _RULES[racer.optimizer](facts, step)


def _sgd(f: _Facts, step: int) -> Anatomy:
    move = -f.set["lr"] * f.g
    line = rf"\theta = {f.v(f.x)} - {f.n('lr')} \cdot {f.v(f.g)} = {f.v(f.after)}"
    return Anatomy(step, (f.arrow(Part.GRADIENT, move), f.arrow(Part.STEP, f.after - f.x)), (line,))


def _momentum(f: _Facts, step: int) -> Anatomy:
    carried, pull = f.set["momentum"] * f.old["v"], -f.set["lr"] * f.g
    arrows = (
        f.arrow(Part.CARRIED, carried),
        f.arrow(Part.GRADIENT, pull, f.x + carried),
        f.arrow(Part.STEP, f.new["v"]),
    )
    moved = rf"\theta = {f.v(f.x)} + {f.v(f.new['v'])} = {f.v(f.after)}"
    return Anatomy(step, arrows, (_velocity(f), moved))


def _velocity(f: _Facts) -> str:
    old, pull = f.v(f.old["v"]), f.v(f.g)
    return rf"v = {f.n('momentum')} \cdot {old} - {f.n('lr')} \cdot {pull} = {f.v(f.new['v'])}"


def _nesterov(f: _Facts, step: int) -> Anatomy:
    """θ is the point looked ahead to; behind it lies the one without looking ahead."""
    mu = f.set["momentum"]
    behind = f.x - mu * f.old["v"]
    arrows = (
        f.arrow(Part.CARRIED, mu * f.old["v"], behind),
        f.arrow(Part.GRADIENT, -f.set["lr"] * f.g),
        f.arrow(Part.AHEAD, mu * f.new["v"], behind + f.new["v"]),
        f.arrow(Part.STEP, f.after - f.x),
    )
    moved = (
        rf"\theta = {f.v(f.x)} - {f.n('momentum')} \cdot {f.v(f.old['v'])}"
        rf" + {latex_number(1 + mu, 4)} \cdot {f.v(f.new['v'])} = {f.v(f.after)}"
    )
    return Anatomy(step, arrows, (_velocity(f), moved))


def _look_ahead(f: _Facts, step: int) -> Anatomy:
    ahead = f.set["momentum"] * f.old["v"]
    arrows = (
        f.arrow(Part.AHEAD, ahead),
        f.arrow(Part.GRADIENT, -f.set["lr"] * f.g, f.x + ahead),
        f.arrow(Part.STEP, f.new["v"]),
    )
    seen = (
        rf"g = \nabla L{f.v(f.x + ahead) if not f.flat else f'({f.v(f.x + ahead)})'} = {f.v(f.g)}"
    )
    moved = rf"\theta = {f.v(f.x)} + {f.v(f.new['v'])} = {f.v(f.after)}"
    return Anatomy(step, arrows, (seen, _velocity(f), moved))


def _legs(f: _Facts, tail: Array) -> tuple[Arrow, ...]:
    """The scaled step from `tail` along x, then along y: each axis has a scaling of its own."""
    along_x = np.array([f.after[0] - tail[0], 0.0])
    legs = [f.arrow(Part.SCALED, along_x, tail)]
    if not f.flat:
        legs.append(f.arrow(Part.SCALED, f.after - tail - along_x, tail + along_x))
    return tuple(legs)


def _adagrad(f: _Facts, step: int) -> Anatomy:
    memory = rf"h = {f.v(f.old['h'])} + {f.v(f.g)}^2 = {f.v(f.new['h'])}"
    return _divided(f, step, memory)


def _rmsprop(f: _Facts, step: int) -> Anatomy:
    rate = f.set["decay_rate"]
    memory = (
        rf"h = {f.n('decay_rate')} \cdot {f.v(f.old['h'])}"
        rf" + {latex_number(1 - rate, 3)} \cdot {f.v(f.g)}^2 = {f.v(f.new['h'])}"
    )
    return _divided(f, step, memory)


def _divided(f: _Facts, step: int, memory: str) -> Anatomy:
    divisor = np.sqrt(f.new["h"]) + f.set["eps"]
    moved = (
        rf"\theta = {f.v(f.x)} - {f.n('lr')} \cdot \frac{{{f.v(f.g)}}}{{{f.v(divisor)}}}"
        rf" = {f.v(f.after)}"
    )
    pull = f.arrow(Part.GRADIENT, -f.set["lr"] * f.g)
    arrows = (pull, *_legs(f, f.x), f.arrow(Part.STEP, f.after - f.x))
    return Anatomy(step, arrows, (memory, moved), f.set["lr"] / divisor)


def _adam(f: _Facts, step: int) -> Anatomy:
    b1, b2, eps, lr = (f.set[name] for name in ("beta1", "beta2", "eps", "lr"))
    m, v = f.new["m"], f.new["v"]
    corrected = f.set["bias_correction"]
    m_share, v_share = (1 - b1**f.t, 1 - b2**f.t) if corrected else (1.0, 1.0)
    m_hat, v_hat = m / m_share, v / v_share
    decay = -lr * f.set.get("weight_decay", 0.0) * f.x
    divisor = np.sqrt(v_hat) + eps
    lines = [
        rf"m = {f.n('beta1')} \cdot {f.v(f.old['m'])} + {latex_number(1 - b1, 3)} \cdot {f.v(f.g)}"
        rf" = {f.v(m)}",
        rf"v = {f.n('beta2')} \cdot {f.v(f.old['v'])}"
        rf" + {latex_number(1 - b2, 3)} \cdot {f.v(f.g)}^2 = {f.v(v)}",
    ]
    if corrected:
        lines.append(
            rf"\hat{{m}} = \frac{{m}}{{{latex_number(m_share, 3)}}} = {f.v(m_hat)}"
            rf" \quad \hat{{v}} = \frac{{v}}{{{latex_number(v_share, 3)}}} = {f.v(v_hat)}"
        )
    shrunk = rf" - {f.v(-decay)}" if decay.any() else ""
    lines.append(
        rf"\theta = {f.v(f.x)}{shrunk} - {f.n('lr')} \cdot"
        rf" \frac{{{f.v(m_hat)}}}{{{f.v(divisor)}}} = {f.v(f.after)}"
    )
    arrows = [f.arrow(Part.GRADIENT, -lr * f.g)]
    if corrected:
        arrows.append(f.arrow(Part.UNCORRECTED, -lr * m / (np.sqrt(v) + eps), f.x + decay))
    if decay.any():
        arrows.append(f.arrow(Part.DECAY, decay))
    arrows += [*_legs(f, f.x + decay), f.arrow(Part.STEP, f.after - f.x)]
    return Anatomy(step, tuple(arrows), tuple(lines), lr / divisor)


_RULES: dict[str, Callable[[_Facts, int], Anatomy]] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "nesterov_lookahead": _look_ahead,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adam,
}

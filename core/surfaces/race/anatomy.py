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
from core.explain.formulas import tidied
from core.surfaces.race.arithmetic import Formula, Line, Term, Worked, Writer, worked
from core.surfaces.race.descent import Path
from core.surfaces.race.racer import Racer


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

    @property
    def length(self) -> float:
        return float(np.hypot(*(self.head - self.tail)))


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

    def line(
        self,
        name: str,
        formula: Formula,
        result: Array,
        before: Array | None = None,
        then: float | None = None,
    ) -> Worked:
        return worked(Line(name, formula, result, before, then), self.flat)

    def moved(self, formula: Formula) -> str:
        """The line that tells where the step has led."""
        return self.line(r"\theta", formula, self.after, self.x).tex


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
    lr = f.set["lr"]
    line = f.moved(lambda w: w(f.x) - w.setting(lr) * w(f.g))
    arrows = f.arrow(Part.GRADIENT, -lr * f.g), f.arrow(Part.STEP, f.after - f.x)
    return Anatomy(step, arrows, (line,))


def _momentum(f: _Facts, step: int) -> Anatomy:
    carried, pull = f.set["momentum"] * f.old["v"], -f.set["lr"] * f.g
    arrows = (
        f.arrow(Part.CARRIED, carried),
        f.arrow(Part.GRADIENT, pull, f.x + carried),
        f.arrow(Part.STEP, f.new["v"]),
    )
    return Anatomy(step, arrows, (_velocity(f), f.moved(lambda w: w(f.x) + w(f.new["v"]))))


def _velocity(f: _Facts) -> str:
    mu, lr = f.set["momentum"], f.set["lr"]
    return f.line(
        "v", lambda w: w.setting(mu) * w(f.old["v"]) - w.setting(lr) * w(f.g), f.new["v"]
    ).tex


def _nesterov(f: _Facts, step: int) -> Anatomy:
    """θ is the point looked ahead to; behind it lies the one without looking ahead."""
    mu, old, new = f.set["momentum"], f.old["v"], f.new["v"]
    behind = f.x - mu * old
    arrows = (
        f.arrow(Part.CARRIED, mu * old, behind),
        f.arrow(Part.GRADIENT, -f.set["lr"] * f.g),
        f.arrow(Part.AHEAD, mu * new, behind + new),
        f.arrow(Part.STEP, f.after - f.x),
    )
    moved = f.moved(lambda w: w(f.x) - w.setting(mu) * w(old) + w.setting(1 + mu) * w(new))
    return Anatomy(step, arrows, (_velocity(f), moved))


def _look_ahead(f: _Facts, step: int) -> Anatomy:
    ahead = f.set["momentum"] * f.old["v"]
    arrows = (
        f.arrow(Part.AHEAD, ahead),
        f.arrow(Part.GRADIENT, -f.set["lr"] * f.g, f.x + ahead),
        f.arrow(Part.STEP, f.new["v"]),
    )
    moved = f.line(r"\theta", lambda w: w(f.x) + w(f.new["v"]), f.after, f.x)
    write = Writer(moved.digits, f.flat)
    there, slope = write(f.x + ahead).tex, write(f.g).tex
    at = f"'({there})" if f.flat else there
    seen = tidied(rf"g = \nabla L{at} = {slope}")
    return Anatomy(step, arrows, (seen, _velocity(f), moved.tex))


def _legs(f: _Facts, tail: Array) -> tuple[Arrow, ...]:
    """The scaled step from `tail` along x, then along y: each axis has a scaling of its own."""
    along_x = np.array([f.after[0] - tail[0], 0.0])
    legs = [f.arrow(Part.SCALED, along_x, tail)]
    if not f.flat:
        legs.append(f.arrow(Part.SCALED, f.after - tail - along_x, tail + along_x))
    return tuple(legs)


def _adagrad(f: _Facts, step: int) -> Anatomy:
    return _divided(f, step, f.line("h", lambda w: w(f.old["h"]) + w(f.g).squared, f.new["h"]).tex)


def _rmsprop(f: _Facts, step: int) -> Anatomy:
    return _divided(f, step, _mean(f, "h", f.set["decay_rate"], squares=True).tex)


def _mean(f: _Facts, name: str, rate: float, *, squares: bool, then: float | None = None) -> Worked:
    """A running mean of the gradients, or of their squares."""

    def formula(w: Writer) -> Term:
        g = w(f.g).squared if squares else w(f.g)
        return w.setting(rate) * w(f.old[name]) + w.setting(1 - rate) * g

    return f.line(name, formula, f.new[name], then=then)


def _divided(f: _Facts, step: int, memory: str) -> Anatomy:
    lr, divisor = f.set["lr"], np.sqrt(f.new["h"]) + f.set["eps"]
    moved = f.moved(lambda w: w(f.x) - w.setting(lr) * (w(f.g) / w(divisor)))
    pull = f.arrow(Part.GRADIENT, -lr * f.g)
    arrows = (pull, *_legs(f, f.x), f.arrow(Part.STEP, f.after - f.x))
    return Anatomy(step, arrows, (memory, moved), lr / divisor)


def _adam(f: _Facts, step: int) -> Anatomy:
    b1, b2, eps, lr = (f.set[name] for name in ("beta1", "beta2", "eps", "lr"))
    m, v = f.new["m"], f.new["v"]
    corrected = f.set["bias_correction"]
    m_share, v_share = (1 - b1**f.t, 1 - b2**f.t) if corrected else (1.0, 1.0)
    m_hat, v_hat = m / m_share, v / v_share
    decay = -lr * f.set.get("weight_decay", 0.0) * f.x
    divisor = np.sqrt(v_hat) + eps
    of_m = _mean(f, "m", b1, squares=False, then=m_share if corrected else None)
    of_v = _mean(f, "v", b2, squares=True, then=v_share if corrected else None)
    lines = [of_m.tex, of_v.tex]
    if corrected:
        lines.append(rf"{of_m.then} \quad \quad {of_v.then}")

    def formula(w: Writer) -> Term:
        kept = w(f.x) - w(-decay) if decay.any() else w(f.x)
        return kept - w.setting(lr) * (w(m_hat) / w(divisor))

    lines.append(f.moved(formula))
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

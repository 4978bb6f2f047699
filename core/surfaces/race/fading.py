"""Who stands still only as long as its rule remembers how steep it was before.

RMSprop and Adam divide by the root of a running mean of squares: it fades, and on the same slope
the steps grow again. AdaGrad's sum does not.
"""

from dataclasses import replace

import numpy as np

from core.engine import Array
from core.optimizers.adaptive import Adam, RMSprop
from core.surfaces.functions.surface import Surface
from core.surfaces.race.arrival import LATELY, still
from core.surfaces.race.descent import Path, descend
from core.surfaces.race.racer import LEARNING_RATE, Racer

_MEMORIES = {RMSprop: ("h", "decay_rate"), Adam: ("v", "beta2")}  # of squares, and what is kept
_STEEPER = 10.0  # times


def fades_in(surface: Surface, racer: Racer, path: Path) -> int | None:
    """In how many steps will all of that have faded that is far steeper than the slope at the end
    of the path, along one of the axes? v ρⁿ = g². None if it would get nowhere then either, or if
    it remembers no such thing, or what is beyond all numbers: that never fades."""
    roots, kept = _memory(racer, path)
    slopes = abs(path.gradients[-1])
    steep = (slopes > 0) & (roots > _STEEPER * slopes)
    if not steep.any() or not kept:
        return None
    excess = np.log(roots[steep]) - np.log(slopes[steep])
    steps = 2 * float(excess.min()) / -np.log(kept)
    if not np.isfinite(steps):
        return None
    last = max(len(path.points) - 2, 0) + round(steps)
    return round(steps) if _moves(surface, racer, path, float(racer.at(last).lr)) else None


def remembers_steeper(racer: Racer, path: Path) -> bool:
    """Does it divide by slopes far steeper than that at the end of its path?"""
    roots, _ = _memory(racer, path)
    return bool(np.hypot(*roots) > _STEEPER * np.hypot(*path.gradients[-1]))


def _memory(racer: Racer, path: Path) -> tuple[Array, float]:
    """The roots, (2,), by which it divides at the end of its path, and which share of the squares
    is kept at each step; zeros for a rule that forgets nothing."""
    kind = next((each for each in _MEMORIES if issubclass(racer.rule, each)), None)
    if kind is None:
        return np.zeros(2), 0.0
    memory, kept = _MEMORIES[kind]
    return np.sqrt(path.states[memory][-1]), float(racer.value(kept))


def _moves(surface: Surface, racer: Racer, path: Path, rate: float) -> bool:
    """Would it get anywhere from the end of its path, remembering nothing? A schedule may have
    come to a rate that no racer can begin with, or to 0."""
    known = next(each for each in racer.rule.hyperparameters if each.name == LEARNING_RATE)
    if rate < known.low:
        return False
    settings = {**racer.settings, LEARNING_RATE: rate}
    x, y = map(float, path.points[-1])
    fresh = descend(surface, replace(racer, settings=settings, schedule="constant"), (x, y), LATELY)
    return not bool(still(surface, list(fresh.points[:, None]))[0])

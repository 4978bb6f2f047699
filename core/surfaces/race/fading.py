"""Who stands still only as long as its rule remembers how steep it was before.

RMSprop and Adam divide by the root of a running mean of squares: it fades, and on the same slope
the steps grow again. AdaGrad's sum does not.
"""

from dataclasses import replace

import numpy as np

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
    kind = next((each for each in _MEMORIES if issubclass(racer.rule, each)), None)
    if kind is None:
        return None
    memory, kept = _MEMORIES[kind]
    slopes, squares = abs(path.gradients[-1]), path.states[memory][-1]
    steep = (slopes > 0) & (np.sqrt(squares) > _STEEPER * slopes)
    if not steep.any():
        return None
    excess = np.log(squares[steep]) - 2 * np.log(slopes[steep])
    steps = float(excess.min()) / -np.log(racer.value(kept))
    if not np.isfinite(steps):
        return None
    last = max(len(path.points) - 2, 0) + round(steps)
    return round(steps) if _moves(surface, racer, path, float(racer.at(last).lr)) else None


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

"""Who stands still only as long as its rule remembers how steep it was before.

RMSprop and Adam divide by the root of a running mean of squares: it fades, and on the same slope
the steps grow again. AdaGrad's sum does not.
"""

from dataclasses import replace

from core.optimizers.adaptive import Adam, RMSprop
from core.surfaces.functions.surface import Surface
from core.surfaces.race.arrival import LATELY, still
from core.surfaces.race.descent import Path, descend
from core.surfaces.race.racer import LEARNING_RATE, Racer


def will_move(surface: Surface, racer: Racer, path: Path) -> bool:
    """Would it get anywhere from the end of its path if it had forgotten that?"""
    if not issubclass(racer.rule, Adam | RMSprop):
        return False
    rate = racer.at(max(len(path.points) - 2, 0)).lr
    settings = {**racer.settings, LEARNING_RATE: float(rate)}
    x, y = map(float, path.points[-1])
    fresh = descend(surface, replace(racer, settings=settings, schedule="constant"), (x, y), LATELY)
    return not bool(still(surface, list(fresh.points[:, None]))[0])

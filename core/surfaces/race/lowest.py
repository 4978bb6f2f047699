"""Which minima are the lowest, by the heights of the picture, and how far a path is from them."""

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.search import minima_of
from core.surfaces.race.arrival import nearest
from core.surfaces.race.descent import Path
from core.surfaces.race.relief import heights_of, spread

_EQUAL = 1e-6  # of the picture's heights: no more is as low
_ROUNDING = 16 * np.finfo(float).eps  # of a height


def distances(
    surface: Surface, path: Path, minima: tuple[Minimum, ...] | None = None
) -> Array | None:
    """How far each point of the path is from the nearest of the lowest minima; None where there
    is no minimum. minima: those of the surface's picture, unless others are given."""
    lowest = lowest_of(surface, minima_of(surface) if minima is None else minima)
    return nearest(path.points, lowest)[1] if lowest else None


def lowest_of(surface: Surface, minima: tuple[Minimum, ...]) -> tuple[Minimum, ...]:
    """Those that no other is lower than; Himmelblau's function has four."""
    least = min((each.height for each in minima), default=0.0)
    slack = _EQUAL * spread(surface) + _ROUNDING * abs(least)
    return tuple(each for each in minima if each.height <= least + slack)


def nearest_of(minima: tuple[Minimum, ...], point: Array) -> Minimum | None:
    """The one of these minima that is nearest to a point."""
    return minima[int(nearest(point[None], minima)[0][0])] if minima else None


def goes_deeper(surface: Surface, minimum: Minimum) -> bool:
    """Does the picture go deeper than this minimum, down to its edge?"""
    lowest, _ = heights_of(surface)
    slack = _EQUAL * spread(surface) + _ROUNDING * abs(minimum.height)
    return bool(lowest < minimum.height - slack)

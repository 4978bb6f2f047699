"""When somebody has arrived: near enough, and there to stay."""

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface

ARRIVED = 0.005  # of the picture's diagonal: so near to a minimum counts as there
LATELY = 10  # who has been there for so many steps has come to stay, however it swings
_AHEAD = 5  # strides like the last one: so has who would still be there then


def tolerance(surface: Surface) -> float:
    """How near to a minimum counts as there."""
    (left, right), (bottom, top) = surface.x_range, surface.y_range
    return ARRIVED * float(np.hypot(right - left, 0 if surface.is_curve else top - bottom))


def ahead(last: Array, before: Array) -> Array:
    """Where somebody would be who went on as with the last stride; points (…, 2)."""
    there: Array = last + _AHEAD * (last - before)
    return there

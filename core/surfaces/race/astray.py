"""Who has gone far out, and goes on. A rule may jump far away and come back, or descend to a
minimum that lies there: only the end of a path tells."""

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface

FAR = 10.0  # times as far as the picture reaches, and the start
_GROWS = 1.01  # by a hundredth within a quarter of the way: who swings, or arrives, does not


def reach(surface: Surface, starts: Array) -> Array:
    """How far from the picture's middle, along each axis, is far for a path from each start:
    (..., 2) for starts (..., 2)."""
    low, high = np.transpose([surface.x_range, surface.y_range])
    half = (high - low) / 2
    with np.errstate(over="ignore"):
        outside = (abs(starts - (low + high) / 2) / half).max(axis=-1, keepdims=True)
        found: Array = FAR * half * np.maximum(1.0, outside)
    return found


def outward(surface: Surface, points: Array, reach: Array) -> Array:
    """How far out each point is, in reaches: (...,) for points (..., 2); NaN for no number."""
    with np.errstate(all="ignore"):
        middle = np.mean([surface.x_range, surface.y_range], axis=1)
        along = abs(points - middle) / reach
        # max() along so short an axis takes three times as long
        found: Array = np.maximum(along[..., 0], along[..., 1])
    return found


def far_since(surface: Surface, points: Array) -> int | None:
    """The step from which on a path through these points, (n, 2), is far out up to its end; None
    if it is not at its end."""
    far = _of_path(surface, points) > 1
    inside = np.flatnonzero(~far)
    since = int(inside[-1]) + 1 if len(inside) else 0
    return since if since < len(far) else None


def goes_on_outward(surface: Surface, points: Array) -> bool:
    """Is a path through these points far out at its end, and further than before?"""
    out = _of_path(surface, points)
    third, fourth = quarters(len(out) - 1)
    return bool(leaving(out[-1], out[third].max(initial=0.0), out[fourth].max(initial=0.0)))


def quarters(last: int) -> tuple[slice, slice]:
    """The steps of the third and of the fourth quarter of so many."""
    half, late = last // 2 + 1, 3 * last // 4 + 1
    return slice(half, late), slice(late, last + 1)


def leaving(out: Array, before: Array, lately: Array) -> Array:
    """Of those who are so far `out` at their end, and were at most so far before and lately, in
    the third and the fourth quarter of their way: who is far out, and on the way further out?"""
    found: Array = (out > 1) & (lately > _GROWS * before)
    return found


def _of_path(surface: Surface, points: Array) -> Array:
    return outward(surface, points, reach(surface, points[0]))

"""Heights at which contour lines are drawn, for any surface: huge, negative, without a bottom.

The heights in view decide. A few of them may be infinite or absurdly large (a pole, a wall); they
must not take all the lines for themselves.
"""

from enum import StrEnum

import numpy as np

from core.engine import Array

_SMALLEST = 1e-300
_ABSURD = 1e150  # heights beyond it count as walls; their differences would overflow


class Climb(StrEnum):
    """How levels climb from the lowest to the highest."""

    FITTED = "fitted"  # so that half of the view lies below half of the lines
    EVEN = "even"
    LOG = "log"  # in decades above the lowest


_DECADES = 0.5, 30.0  # at least, at most
_LOWEST = 0.01  # share of the view that lies below where a logarithmic climb begins
_BENDS = (0.5, 8.0)
_WALL = 0.985  # share of the view's heights above which is wall


def scale_of(heights: Array) -> float:
    """By what heights must be divided so that differences between most of them are numbers."""
    sizes = abs(heights[np.isfinite(heights)])
    typical = float(np.quantile(sizes, _WALL)) if sizes.size else 0.0
    return max(typical / _ABSURD, 1.0)


def levels(
    heights: Array,
    count: int,
    climb: Climb = Climb.FITTED,
    *,
    low: float | None = None,
    bend: float | None = None,
) -> Array:
    """`count` increasing heights for contour lines, strictly above the lowest in view.

    heights: of the points in view, any shape; what is not a finite number does not count.
    low: what is known to be the lowest (a minimum between two points of the mesh).
    bend: levels climb as (i / n)^bend; 1 is even, 2 makes the lines of a bowl evenly spaced, more
        keeps a valley in sight at the foot of high walls. None: chosen so that the median of the
        view lies at half of the levels.
    """
    finite = heights[abs(heights) < _ABSURD]
    if finite.size == 0:
        return np.zeros(0)
    bottom = min(float(finite.min()), np.inf if low is None else low)
    top = _top(finite, bottom)
    if not top - bottom > abs(bottom) * 1e-13 + _SMALLEST:
        return np.zeros(0)
    share = np.arange(1, count + 1) / (count + 1)
    if climb is Climb.LOG:
        climb_by = 10 ** (decades(finite, bottom, top) * (share - 1))
        return _increasing(bottom + (top - bottom) * climb_by)
    if climb is Climb.EVEN:
        bend = 1.0
    elif bend is None:
        bend = fitted_bend(finite, bottom, top)
    return _increasing(bottom + (top - bottom) * share**bend)


def decades(heights: Array, bottom: float, top: float) -> float:
    """How many of them a logarithmic climb has: so many that hardly anything lies below the first
    line, for the lowest point alone, or a steep edge down to it, would take most of them."""
    low = (float(np.quantile(heights, _LOWEST)) - bottom) / (top - bottom)
    return float(np.clip(-np.log10(max(low, _SMALLEST)), *_DECADES))


def fitted_bend(heights: Array, bottom: float, top: float) -> float:
    """The bend with which half of the levels lie below the median height."""
    middle = (float(np.median(heights)) - bottom) / (top - bottom)
    if not 0 < middle < 1:
        return _BENDS[1] if middle <= 0 else _BENDS[0]
    return float(np.clip(np.log(middle) / np.log(0.5), *_BENDS))


def _top(heights: Array, bottom: float) -> float:
    """The highest that counts: a pole or a wall that is thousands of times higher does not."""
    highest, wall = float(heights.max()), float(np.quantile(heights, _WALL))
    return highest if highest - bottom < 30 * (wall - bottom) else wall


def _increasing(heights: Array) -> Array:
    """Without those that rounding made equal."""
    return np.unique(heights)

"""What a path does in the long run: whether its strides grow, and where its loss tends.

Where slopes are bounded, as those of sin(x), a rule that cannot come to rest is thrown about, or
walks off evenly, but is thrown no further each time, and gets no higher: it does not diverge.
"""

from itertools import pairwise

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface
from core.surfaces.race.descent import Ending, Path, is_lost

_PARTS = 8  # of the second half of a path
_ROUNDING = 1e-9  # of a loss
_MOSTLY = 0.9  # of the steps
_KEPT = 0.1  # of the fall that slopes promise: who keeps less of it steps over hills


def overshoots(whole: Path, since: int) -> bool:
    """Is each stride from this step on longer than those before, by quarters of the way?"""
    with np.errstate(all="ignore"):
        strides = np.hypot(*np.diff(whole.points[since:], axis=0).T)
    longest = [each.max() for each in np.array_split(strides, 4) if len(each)]
    return len(longest) > 1 and all(b > a for a, b in pairwise(longest))


def runs_downhill(whole: Path) -> bool:
    """Does its loss fall at nearly every step of late, or get less and less high in the long run,
    and by what the slopes promise? Who walks off evenly over the hills of sin(x) may fall a little,
    too. Of who came to the end of all numbers, whether it came there downhill."""
    if whole.ending is not None:
        return whole.ending is Ending.ESCAPED
    losses = _late(whole)
    mostly = (np.diff(losses) < 0).mean() >= _MOSTLY or _rises(-_highest(losses))
    return bool(mostly) and float(losses[0] - losses[-1]) >= _KEPT * _promised(whole)


def wanders(whole: Path) -> bool:
    """Is it led neither uphill nor downhill in the long run? Who diverges gets higher and higher in
    the second half of its way, or is far higher there than it ever was in the first."""
    if whole.ending is not None or runs_downhill(whole):
        return False
    early, late = whole.losses[: len(whole.losses) // 2 + 1], _late(whole)
    higher = late.max() - early.max()
    return bool(higher <= 0 or (higher <= np.ptp(early) and not _rises(_highest(late))))


def is_gone(surface: Surface, whole: Path) -> bool:
    """Is it lost, and to lead uphill or downhill for ever?"""
    return is_lost(surface, whole) and not wanders(whole)


def _late(whole: Path) -> Array:
    return whole.losses[(len(whole.losses) - 1) // 2 :]


def _promised(whole: Path) -> float:
    """How far down the same steps would lead if the slopes were the same all along each."""
    late = slice((len(whole.losses) - 1) // 2, None)
    with np.errstate(all="ignore"):
        along = whole.gradients[late][:-1] * np.diff(whole.points[late], axis=0)
    return float(abs(along.sum(axis=1)).sum())


def _highest(losses: Array) -> Array:
    """Of each part; in parts of two and more the two sides of a swing are both in each."""
    parts = max(1, min(_PARTS, len(losses) // 2))
    return np.array([each.max() for each in np.array_split(losses, parts)])


def _rises(heights: Array) -> bool:
    grown = np.diff(heights) > _ROUNDING * abs(heights[:-1])
    return len(grown) > 0 and bool(grown.all())

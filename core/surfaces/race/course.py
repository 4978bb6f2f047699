"""What a path does in the long run: whether its strides grow, and where its loss tends.

Where slopes are bounded, as those of sin(x), a rule that cannot come to rest is thrown about, or
walks off evenly, but is thrown no further each time, and gets no higher: it does not diverge.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface
from core.surfaces.race.ahead import bottoms_ahead
from core.surfaces.race.arrival import LATELY
from core.surfaces.race.astray import reach
from core.surfaces.race.descent import Ending, Path, is_lost

_PARTS = 8  # of the second half of a path
_ROUNDING = 1e-9  # of a loss
_MOSTLY = 0.9  # of the steps
_KEPT = 0.1  # of the fall that slopes promise: who keeps less of it steps over hills


@dataclass(frozen=True, eq=False)
class Tendency:
    """What tells where the losses of some paths tend, (n,) or a single number each; `late` is the
    second half of the way. falling: at which share of its steps. fall: from its begin to its end.
    promised: how far down the same steps would lead if the slopes were the same all along each.
    highest: (parts, n), of each part of it. early_highest, early_lowest: of the first half."""

    falling: Array
    fall: Array
    promised: Array
    highest: Array
    early_highest: Array
    early_lowest: Array

    @property
    def downhill(self) -> Array:
        """Does the loss fall at nearly every step of late, or get less and less high in the long
        run, and by what the slopes promise? Who walks off evenly over the hills of sin(x) may fall
        a little, too."""
        mostly = (self.falling >= _MOSTLY) | _rises(-self.highest)
        found: Array = mostly & (self.fall >= _KEPT * self.promised)
        return found

    @property
    def nowhere(self) -> Array:
        """Does it lead neither uphill nor downhill? Who diverges gets higher and higher in the
        second half of its way, or is far higher there than it ever was in the first."""
        higher = self.highest.max(axis=0) - self.early_highest
        as_before = higher <= self.early_highest - self.early_lowest
        found: Array = ~self.downhill & ((higher <= 0) | (as_before & ~_rises(self.highest)))
        return found


def parts_of(late: int) -> list[Array]:
    """The numbers of so many late steps in each part; in parts of two and more the two sides of a
    swing are both in each."""
    return np.array_split(np.arange(late), max(1, min(_PARTS, late // 2)))


def _tendency(whole: Path) -> Tendency:
    half = (len(whole.losses) - 1) // 2
    late, early = whole.losses[half:], whole.losses[: len(whole.losses) // 2 + 1]
    with np.errstate(all="ignore"):
        along = whole.gradients[half:][:-1] * np.diff(whole.points[half:], axis=0)
        return Tendency(
            falling=(np.diff(late) < 0).mean(),
            fall=late[0] - late[-1],
            promised=abs(along.sum(axis=1)).sum(),
            highest=np.array([late[each].max() for each in parts_of(len(late))]),
            early_highest=early.max(),
            early_lowest=early.min(),
        )


def overshoots(whole: Path, since: int) -> bool:
    """Is each stride from this step on longer than those before, by quarters of the way?"""
    with np.errstate(all="ignore"):
        strides = np.hypot(*np.diff(whole.points[since:], axis=0).T)
    longest = [each.max() for each in np.array_split(strides, 4) if len(each)]
    return len(longest) > 1 and all(b > a for a, b in pairwise(longest))


def runs_downhill(whole: Path) -> bool:
    """Of who came to the end of all numbers, whether it came there downhill."""
    if whole.ending is not None:
        return whole.ending is Ending.ESCAPED
    return bool(_tendency(whole).downhill)


def wanders(whole: Path) -> bool:
    """Is it led neither uphill nor downhill in the long run?"""
    return whole.ending is None and bool(_tendency(whole).nowhere)


def bottom_ahead(surface: Surface, whole: Path) -> Array | None:
    """Where somebody who runs downhill comes to the lowest place of its way if it goes straight
    on, (2,); None if that falls without end, or it does not run downhill."""
    if whole.ending is not None or not runs_downhill(whole):
        return None
    before, here = whole.points[-LATELY:][0], whole.points[-1]
    far = np.hypot(*reach(surface, whole.points[0]))
    found = bottoms_ahead(surface, before[None], here[None], whole.losses[:1], np.array([far]))[0]
    return found if np.isfinite(found).all() else None


def is_gone(surface: Surface, whole: Path) -> bool:
    """Is it lost, and to lead uphill or downhill for ever?"""
    lost = is_lost(surface, whole) and not wanders(whole)
    return lost and bottom_ahead(surface, whole) is None


def _rises(heights: Array) -> Array:
    with np.errstate(all="ignore"):
        grown = np.greater(np.diff(heights, axis=0), _ROUNDING * abs(heights[:-1]))
    found: Array = grown.all(axis=0) & (len(grown) > 0)
    return found

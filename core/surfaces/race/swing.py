"""Who swings to and fro over a valley or a minimum: whether its swings grow for ever."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.engine import Array
from core.optimizers import Optimizer
from core.surfaces.functions.curvature import curvatures_along
from core.surfaces.functions.surface import Surface
from core.surfaces.race.astray import reach
from core.surfaces.race.course import overshoots
from core.surfaces.race.descent import Ending, Path, is_lost
from core.surfaces.race.pull import Pull, pull
from core.surfaces.race.racer import Racer

_SWINGS = 0.6  # share of steps that turn back, from which on a path swings
_SETTLED = 0.01  # of the strides of a path: what is left of them when its swings die out
_SHORTER = 0.99  # of a longest stride: swings that only come closer to a bound lose less at last
_ROUNDING = 1e-9  # of a loss
_PARTS, _FEWEST, _TURNS = 4, 12, 3  # of a way; steps, and turns, of each part of one that cycles
_SAME = 0.9  # of a width: as wide
_LOOKS = 64  # on each side of a swing, ever further out


def swings(path: Path) -> bool:
    """Do most of the last steps turn back on the one before?"""
    strides = np.diff(path.points[-21:], axis=0)
    if len(strides) < 4:
        return False
    back = (strides[1:] * strides[:-1]).sum(axis=1) < 0
    return bool(back.mean() > _SWINGS)


def cycles(path: Path, whole: Path, least: float) -> bool:
    """Does it go round for ever, in turns that may be longer than a step? From the last part of
    the race to the end of the whole path it turns in each part, lately between the same two
    places, and so it will: wider apart than `least`."""
    late = max(len(path.points) // 2, 8)
    begin = len(path.points) - late
    parts = np.array_split(whole.points[begin:], _PARTS)
    if whole.ending is not None or begin < 0 or min(map(len, parts)) < _FEWEST:
        return False
    axis = int(np.ptp(whole.points[begin:], axis=0).argmax())
    ways = [part[:, axis] for part in parts]
    turned = [np.count_nonzero(np.diff(np.sign(np.diff(way)))) for way in ways]
    widths, middles = np.transpose([(np.ptp(way), way.max() + way.min()) for way in ways])
    steady = widths[-1] > _SAME * widths[-2] and np.ptp(middles[1:]) < (1 - _SAME) * widths[-1]
    in_the_end = min(float(widths[-1]), _limit(*map(float, widths[1:])))
    stays_wide = in_the_end > max(least, _SAME * widths[-1])
    return bool(min(turned) >= _TURNS and steady and stays_wide)


def _limit(first: float, second: float, third: float) -> float:
    """Of numbers that shrink by a share at each step, where they will end (Aitken's Δ²): 0 for
    swings that are damped, and what is left of those that come to a cycle."""
    before, lately = first - second, second - third
    if abs(lately) <= _ROUNDING * third:
        return third
    return third - lately**2 / (before - lately) if before > lately else -float("inf")


def dies_out(path: Path, whole: Path) -> bool:
    """Are its last strides next to nothing beside those not long before, or will they, to the end
    of the whole path, be shorter and shorter?"""
    before, *_, after = _longest(path.points[-21:])
    later = _longest(whole.points[max(len(path.points) - 21, 0) :])
    return after <= _SETTLED * before or all(b < _SHORTER * a for a, b in pairwise(later))


def _longest(points: Array) -> list[float]:
    """Of the strides in each quarter of a way through these points, (n, 2)."""
    strides = np.hypot(*np.diff(points, axis=0).T)
    return [float(each.max()) for each in np.array_split(strides, 4)]


def rises(path: Path) -> bool:
    """Has its loss been higher and higher of late, and no lower in between?"""
    late = path.losses[len(path.losses) // 2 :]
    highest = [each.max() for each in np.array_split(late, max(1, min(4, len(late) // 2)))]
    higher = all(b > a + _ROUNDING * abs(a) for a, b in pairwise(highest))
    return higher and bool(path.losses[-1] > path.losses.min())


@dataclass(frozen=True, eq=False)
class Swing:
    """The last one of a path. along: (2,), its direction and length, without what goes on along
    a valley."""

    surface: Surface
    racer: Racer
    path: Path

    @property
    def along(self) -> Array:
        strides = np.diff(self.path.points[-3:], axis=0)
        swing: Array = strides[1] - strides[0]
        return swing

    @property
    def rule(self) -> Optimizer:
        """As it was set for the last step."""
        return self.racer.at(len(self.path.points) - 2)

    @property
    def pull(self) -> Pull | None:
        """At the point to which it has led."""
        x, y = map(float, self.path.points[-1])
        return pull(self.surface, self.rule, (x, y), self.along)

    def diverges(self, whole: Path) -> bool:
        """Do the swings grow, and for ever? Where the surface is flatter further out they only
        come ever closer to some bound, and may still do so when the whole path ends."""
        found = self.pull
        if found is None or not found.too_hard or not rises(self.path):
            return False
        if is_lost(self.surface, whole):
            grows = overshoots(whole, len(self.path.points) - 2)
            uphill = whole.losses[-1] > self.path.losses[-1]
            return grows and bool(uphill) and whole.ending in (None, Ending.DIVERGED)
        return rises(whole) and not self.racer.paced and self._too_hard_all_the_way_out(found)

    def _too_hard_all_the_way_out(self, found: Pull) -> bool:
        """Along the line of the swing, as far as is far."""
        here, along = self.path.points[-1], self.along
        length = float(np.hypot(*along))
        farthest = float(np.hypot(*reach(self.surface, self.path.points[0])))
        out = np.geomspace(length, max(farthest, length), _LOOKS)
        offsets = np.concatenate([-out, np.linspace(-length, length, _LOOKS), out])
        x, y = (here + offsets[:, None] * along / length).T
        bends = curvatures_along(self.surface, x, y, along)
        return all(found.at(float(bend)).too_hard for bend in bends)

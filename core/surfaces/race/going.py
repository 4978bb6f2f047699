"""Who goes on outward for ever: what a verdict asks of one path, asked of many that walk together,
of which nothing is kept but what tells."""

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface
from core.surfaces.race.ahead import bottoms_ahead
from core.surfaces.race.astray import leaving, outward, quarters, reach
from core.surfaces.race.course import Tendency, parts_of
from core.surfaces.race.walk import Stance


class Going:
    """How one racer goes from each start, (n, 2), in so many steps."""

    def __init__(self, surface: Surface, starts: Array, steps: int) -> None:
        count = len(starts)
        self._surface, self._steps = surface, steps
        self._reach = reach(surface, starts)
        self._third, self._fourth = quarters(steps)
        parts = parts_of(steps + 1 - steps // 2)
        self._part = np.repeat(np.arange(len(parts)), [len(each) for each in parts])
        self._highest = np.full((len(parts), count), -np.inf)
        self._early = np.full((2, count), -np.inf)  # the highest, and how far down the lowest
        self._falls, self._promised = np.zeros((2, count))
        self._out, self._before, self._far = np.zeros((3, count))
        self._begun = self._middle = self._height = np.zeros(count)
        self._points = self._slopes = np.zeros((count, 2))

    def look(self, stance: Stance) -> None:
        """At each step, from the start on."""
        step, points, heights = stance.step, stance.points[0], stance.heights[0]
        if step == 0:
            self._begun = heights.copy()
        if step <= (self._steps + 1) // 2:
            np.fmax(self._early[0], heights, out=self._early[0])
            np.fmax(self._early[1], -heights, out=self._early[1])
        since = step - self._steps // 2
        if since >= 0:
            self._look_late(since, points, heights)
            self._points, self._height = points.copy(), heights.copy()
            self._slopes = stance.gradients[0].copy()
        if step >= self._third.start:
            self._out = outward(self._surface, points, self._reach)
            farthest = self._far if step >= self._fourth.start else self._before
            np.fmax(farthest, self._out, out=farthest)

    def _look_late(self, since: int, points: Array, heights: Array) -> None:
        highest = self._highest[self._part[since]]
        np.fmax(highest, heights, out=highest)
        if since == 0:
            self._middle = heights.copy()
            return
        with np.errstate(all="ignore"):
            along = self._slopes * (points - self._points)
            self._promised += abs(along[:, 0] + along[:, 1])
        self._falls += heights < self._height

    def for_ever(self, before: Array, who: Array) -> Array:
        """Who of these, (n,), is far out at the end and on the way further out, led downhill or
        uphill, with no bottom ahead? before: where they were a little earlier, (n, 2)."""
        found = who & leaving(self._out, self._before, self._far)
        with np.errstate(all="ignore"):
            tends = Tendency(
                falling=self._falls / max(1, len(self._part) - 1),
                fall=self._middle - self._height,
                promised=self._promised,
                highest=self._highest,
                early_highest=self._early[0],
                early_lowest=-self._early[1],
            )
            found &= ~tends.nowhere
            downhill = np.flatnonzero(found & tends.downhill)
        far = np.hypot(*self._reach.T)
        at = before[downhill], self._points[downhill], self._begun[downhill], far[downhill]
        found[downhill] = np.isnan(bottoms_ahead(self._surface, *at)).any(axis=1)
        return found

"""Basins of attraction: the plane coloured by where a racer ends that starts there.

The picture is filled in coarse to fine: each round computes a mesh with twice as many points on a
side. All starts of a round walk together, so that a step is one pass of the engine.
"""

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Range, Surface
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.nearest_minimum_index import NOWHERE, NearestMinimumIndex
from core.surfaces.race.arrival import (
    LATELY,
    arrival_radii,
    minima_around,
    near,
    settled,
    square_of,
    still,
)
from core.surfaces.race.going import Going
from core.surfaces.race.racer import Racer
from core.surfaces.race.walk import Stance, walking

ROUNDS = (24, 48, 96, 192)  # points on the longer side
UNDER_WAY = NOWHERE  # has not arrived in so many steps
LOST = -2  # far out and going on for ever, uphill or down, or where the function has no slope
BEYOND = -3  # at rest at a minimum that is not among those asked for: out of view
NOTHING = -4  # began in the plane where the function has no value; on a curve that is LOST
_BLOCK = 8000  # points that walk together: they fit the processor's cache
_WORK = 20_000  # points × steps between two pauses


@dataclass(frozen=True, eq=False)
class Basins:
    """ends: (rows, columns), the number of the minimum in `minima`, or UNDER_WAY, or LOST, or
    BEYOND, or NOTHING; row 0 is the lowest y. steps: after how many steps a point was there to
    stay. done: share of all rounds, from 0 to 1."""

    x_range: Range
    y_range: Range
    ends: Array
    steps: Array
    minima: tuple[Minimum, ...]
    done: float


def filling(
    surface: Surface,
    racer: Racer,
    x_range: Range,
    y_range: Range,
    steps: int,
    seed: int,
    minima: tuple[Minimum, ...],
    rounds: tuple[int, ...] = ROUNDS,
    race: int | None = None,
) -> Iterator[Basins | None]:
    """The basins of these minima in ever finer meshes; None after each small piece of work. race:
    the steps of a race, at whose end whoever rests at a minimum has arrived, as a verdict has it,
    even if he leaves it again within the steps that are given."""
    width, height = x_range[1] - x_range[0], y_range[1] - y_range[0]
    index = NearestMinimumIndex(minima, arrival_radii(surface, minima))
    yield from index.drawing()
    for i, longest in enumerate(rounds):
        longer = max(width, height)
        columns = max(2, round(longest * width / longer))
        rows = 1 if surface.is_curve else max(2, round(longest * height / longer))
        x = _middles(x_range, columns)
        y = np.zeros(1) if surface.is_curve else _middles(y_range, rows)
        mesh = np.stack(np.meshgrid(x, y), axis=-1)
        found: list[tuple[Array, Array]] = []
        for points in np.array_split(mesh.reshape(-1, 2), max(1, round(rows * columns / _BLOCK))):
            fates = _Fates(surface, index, points, steps)
            for stance in walking(surface, [racer], points, steps, seed):
                fates.look(stance)
                if stance.step == race != steps:
                    yield from fates.rest()
                if (stance.step + 1) * len(points) // _WORK > stance.step * len(points) // _WORK:
                    yield None
            yield from fates.end()
            found.append((fates.ends, fates.since))
        ends, since = (
            np.concatenate(each).reshape(rows, columns) for each in zip(*found, strict=True)
        )
        done = (i + 1) / len(rounds)
        yield Basins(x_range, y_range, ends, since, minima, done)


def _middles(ends: Range, count: int) -> Array:
    """The middles of so many equal cells."""
    low, high = ends
    middles: Array = low + (np.arange(count) + 0.5) * (high - low) / count
    return middles


class _Fates:
    """Which minimum each point is at, and since when; who has no number left is lost at once, who
    is far out and going on for ever at the end."""

    def __init__(
        self, surface: Surface, index: NearestMinimumIndex, starts: Array, steps: int
    ) -> None:
        self._surface, self._index = surface, index
        self._going = Going(surface, starts, steps)
        self._lost = np.zeros(len(starts), bool)
        self._nothing = np.zeros(len(starts), bool)
        self._at = np.full(len(starts), UNDER_WAY)
        self._since = np.zeros(len(starts), int)
        self._lately: deque[Array] = deque(maxlen=LATELY)
        self._slopes = np.zeros((len(starts), 2))
        self.ends = np.full(len(starts), UNDER_WAY)
        self.since = np.zeros(len(starts), int)

    def look(self, stance: Stance) -> None:
        points, heights, slopes = stance.points[0], stance.heights[0], stance.gradients[0]
        finite = np.isfinite(slopes)
        # all() along so short an axis takes ten times as long
        self._lost |= ~(np.isfinite(heights) & finite[:, 0] & finite[:, 1])
        if stance.step == 0 and not self._surface.is_curve:
            self._nothing = np.isnan(heights)
        self._going.look(stance)
        at = self._index.at(points)
        self._since = np.where(at == self._at, self._since, stance.step)
        self._at, self._slopes = at, slopes
        self._lately.append(points.copy())

    def rest(self) -> Generator[None, None, None]:
        """Whoever rests at a minimum now has arrived there."""
        rests = still(self._surface, list(self._lately))
        yield from self._arrive(rests & ~self._lost)

    def end(self) -> Generator[None, None, None]:
        """Where each has arrived, by the rule by which a verdict says so; who has not, and
        goes on outward for ever, is lost."""
        yield from self._arrive(~self._lost & (self.ends == UNDER_WAY))
        left = self.ends == UNDER_WAY
        self._lost |= ~np.isfinite(self._lately[-1]).all(axis=1)
        yield
        self._lost |= self._going.for_ever(self._lately[0], left & ~self._lost)
        self.ends[left & self._lost] = LOST
        self.ends[self._nothing] = NOTHING
        self.since = np.where(left, self._since, self.since)

    def _arrive(self, who: Array) -> Generator[None, None, None]:
        """Who of these is at a minimum to stay, known or not?"""
        lately = list(self._lately)
        yield
        ends = np.where(who, settled(lately, self._index.exactly), UNDER_WAY)
        yield
        rests = still(self._surface, lately) | ~self._slopes.any(axis=1)
        left = np.flatnonzero(who & (ends == UNDER_WAY) & rests)
        squares, which = np.unique(
            square_of(self._surface, lately[-1][left]), axis=0, return_inverse=True
        )
        for i, (column, row) in enumerate(squares.tolist()):
            minima = minima_around(self._surface, (column, row))
            yield
            if minima:
                here = left[which.ravel() == i]
                found = settled([each[here] for each in lately], near(self._surface, minima))
                ends[here[found != UNDER_WAY]] = BEYOND
        came = who & (ends != UNDER_WAY)
        self.ends[came], self.since[came] = ends[came], self._since[came]

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
from core.surfaces.race.descent import reach
from core.surfaces.race.racer import Racer
from core.surfaces.race.walk import Stance, walking

ROUNDS = (24, 48, 96, 192)  # points on the longer side
UNDER_WAY = NOWHERE  # has not arrived in so many steps
LOST = -2  # thrown out, or run away, or where the function has no slope
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

    def covers(self, x_range: Range, y_range: Range) -> bool:
        """Do they reach as far as these ranges? Those of a curve, in one row, at any height."""
        pairs = [(self.x_range, x_range), (self.y_range, y_range)]
        pairs = pairs[: min(len(self.ends), 2)]
        return all(own[0] <= asked[0] and asked[1] <= own[1] for own, asked in pairs)


def filling(
    surface: Surface,
    racer: Racer,
    x_range: Range,
    y_range: Range,
    steps: int,
    seed: int,
    minima: tuple[Minimum, ...],
    rounds: tuple[int, ...] = ROUNDS,
) -> Iterator[Basins | None]:
    """The basins of these minima in ever finer meshes; None after each small piece of work."""
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
            fates = _Fates(surface, index, points)
            for stance in walking(surface, [racer], points, steps, seed):
                fates.look(stance)
                if (stance.step + 1) * len(points) // _WORK > stance.step * len(points) // _WORK:
                    yield None
            ends = yield from fates.ending()
            found.append((ends, fates.since))
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
    """Which minimum each point is at, and since when; who has been lost, stays lost."""

    def __init__(self, surface: Surface, index: NearestMinimumIndex, starts: Array) -> None:
        self._surface, self._index = surface, index
        self._middle = np.mean([surface.x_range, surface.y_range], axis=1)
        self._reach = reach(surface, starts)
        self._lost = np.zeros(len(starts), bool)
        self._nothing = np.zeros(len(starts), bool)
        self._at = np.full(len(starts), UNDER_WAY)
        self._lately: deque[Array] = deque(maxlen=LATELY)
        self._slopes = np.zeros((len(starts), 2))
        self.since = np.zeros(len(starts), int)

    def look(self, stance: Stance) -> None:
        points, heights, slopes = stance.points[0], stance.heights[0], stance.gradients[0]
        sound = np.isfinite(heights) & np.isfinite(slopes).all(axis=1)
        with np.errstate(all="ignore"):
            inside = (abs(points - self._middle) <= self._reach).all(axis=1)
        self._lost |= ~(sound & inside)
        if stance.step == 0 and not self._surface.is_curve:
            self._nothing = np.isnan(heights)
        at = self._index.at(points)
        self.since = np.where(at == self._at, self.since, stance.step)
        self._at, self._slopes = at, slopes
        self._lately.append(points.copy())

    def ending(self) -> Generator[None, None, Array]:
        """Where each has arrived, by the rule by which a verdict says so."""
        lately = list(self._lately)
        yield
        ends = settled(lately, self._index.exactly)
        yield
        ends[self._lost] = LOST
        ends[self._nothing] = NOTHING
        rests = still(self._surface, lately) | ~self._slopes.any(axis=1)
        left = np.flatnonzero((ends == UNDER_WAY) & rests)
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
        return ends

"""Basins of attraction: the plane coloured by where a racer ends that starts there.

The picture is filled in coarse to fine: each round computes a mesh with twice as many points on a
side. All starts of a round walk together, so that a step is one pass of the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Range, Surface
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.nearest_minimum_index import NOWHERE, NearestMinimumIndex
from core.surfaces.minima.search import minima_within
from core.surfaces.race.descent import reach
from core.surfaces.race.racer import Racer
from core.surfaces.race.verdict import tolerance

ROUNDS = (24, 48, 96, 192)  # points on the longer side
UNDER_WAY = NOWHERE  # not near a minimum yet
LOST = -2  # thrown out, or run away, or where the function has no value or no slope
_NEAR = 4.0  # times as near as a verdict wants it: who has come so near will arrive
_BLOCK = 8000  # points that walk together: they fit the processor's cache
_WORK = 20_000  # points × steps between two pauses


@dataclass(frozen=True, eq=False)
class Basins:
    """ends: (rows, columns), the number of the minimum in `minima`, or UNDER_WAY, or LOST; row 0
    is the lowest y. steps: after how many steps a point was there to stay. done: share of all
    rounds, from 0 to 1."""

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
    seed: int = 0,
    rounds: tuple[int, ...] = ROUNDS,
) -> Iterator[Basins | None]:
    """The basins in ever finer meshes; None after each small piece of work."""
    width, height = x_range[1] - x_range[0], y_range[1] - y_range[0]
    minima = minima_within(surface, x_range, y_range)
    nearest = NearestMinimumIndex(minima, _NEAR * tolerance(surface))
    for i, longest in enumerate(rounds):
        longer = max(width, height)
        columns = max(2, round(longest * width / longer))
        rows = 1 if surface.is_curve else max(2, round(longest * height / longer))
        x = _middles(x_range, columns)
        y = np.zeros(1) if surface.is_curve else _middles(y_range, rows)
        mesh = np.stack(np.meshgrid(x, y), axis=-1)
        found: list[tuple[Array, Array]] = []
        for points in np.array_split(mesh.reshape(-1, 2), max(1, round(rows * columns / _BLOCK))):
            for outcome in _walk(surface, racer, nearest, points, steps, seed):
                found += [] if outcome is None else [outcome]
                yield None
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


def _walk(
    surface: Surface,
    racer: Racer,
    nearest: NearestMinimumIndex,
    points: Array,
    steps: int,
    seed: int,
) -> Iterator[tuple[Array, Array] | None]:
    """Walk from all points at once; for each where it ended, and since when it was there."""
    optimizer = racer.make()
    batches = surface.batches.draw(seed, steps + 1) if surface.batches else None
    here = points.copy()
    fates = _Fates(surface, nearest, points)
    work = 0
    for step in range(steps + 1):
        with np.errstate(all="ignore"):
            memory = [table["point"] for table in optimizer.state.values() if "point" in table]
            looked = optimizer.look_ahead(here, *memory) if memory else here
            batch = None
            if surface.batches and batches is not None:
                batch = dict(zip(surface.batches.names, batches[step], strict=True))
            heights, *slopes = surface.slope(looked[:, 0], looked[:, 1], batch)
            if looked is not here or batch is not None:
                heights = surface.values(here[:, 0], here[:, 1])
            fates.look(here, np.stack([heights, *slopes]), step)
            if step == steps:
                break
            for name, value in racer.pace(step).items():
                setattr(optimizer, name, value)
            optimizer.update({"point": here}, {"point": np.stack(slopes, axis=1)})
        work += len(points)
        if work >= _WORK:
            work = 0
            yield None
    yield fates.ends(), fates.since


class _Fates:
    """Which minimum each point is near to, and since when; who has been lost, stays lost."""

    def __init__(self, surface: Surface, nearest: NearestMinimumIndex, starts: Array) -> None:
        self._nearest = nearest
        self._middle = np.mean([surface.x_range, surface.y_range], axis=1)
        self._reach = reach(surface, starts)
        self._lost = np.zeros(len(starts), bool)
        self._at = np.full(len(starts), UNDER_WAY)
        self.since = np.zeros(len(starts), int)

    def look(self, points: Array, found: Array, step: int) -> None:
        """found: (3, n), height and slopes at each point."""
        sound = np.isfinite(found).all(axis=0)
        self._lost |= ~(sound & (abs(points - self._middle) <= self._reach).all(axis=1))
        at = self._nearest.at(points)
        self.since = np.where(at == self._at, self.since, step)
        self._at = at

    def ends(self) -> Array:
        return np.where(self._lost, LOST, self._at)

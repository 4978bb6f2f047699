"""Basins of attraction: the plane coloured by where a racer ends that starts there.

The picture is filled in coarse to fine: each round computes a mesh with twice as many points on a
side. All starts of a round walk together, so that a step is one pass of the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.surfaces.minima import minima_of
from core.surfaces.racer import Racer
from core.surfaces.surface import Point, Range, Surface
from core.surfaces.verdict import tolerance

ROUNDS = (24, 48, 96, 192)  # points on the longer side
UNDER_WAY = -1  # nowhere near a minimum yet
LOST = -2  # thrown out, or run away
FAR = 10.0  # as for paths
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
    minima: tuple[Point, ...]
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
    for i, longest in enumerate(rounds):
        longer = max(width, height)
        columns = max(2, round(longest * width / longer))
        rows = 1 if surface.is_curve else max(2, round(longest * height / longer))
        x = _middles(x_range, columns)
        y = np.zeros(1) if surface.is_curve else _middles(y_range, rows)
        mesh = np.stack(np.meshgrid(x, y), axis=-1)
        found: list[tuple[Array, Array]] = []
        for points in np.array_split(mesh.reshape(-1, 2), max(1, round(rows * columns / _BLOCK))):
            for outcome in _walk(surface, racer, points, steps, seed):
                found += [] if outcome is None else [outcome]
                yield None
        ends, since = (
            np.concatenate(each).reshape(rows, columns) for each in zip(*found, strict=True)
        )
        done = (i + 1) / len(rounds)
        yield Basins(x_range, y_range, ends, since, minima_of(surface), done)


def _middles(ends: Range, count: int) -> Array:
    """The middles of so many equal cells."""
    low, high = ends
    middles: Array = low + (np.arange(count) + 0.5) * (high - low) / count
    return middles


def _walk(
    surface: Surface, racer: Racer, points: Array, steps: int, seed: int
) -> Iterator[tuple[Array, Array] | None]:
    """Walk from all points at once; for each where it ended, and since when it was there."""
    optimizer = racer.make()
    batches = surface.batches.draw(seed, steps) if surface.batches else None
    here, looked = points.copy(), points
    near = _Near(surface, len(points))
    work = 0
    for step in range(steps):
        with np.errstate(all="ignore"):
            near.look(here, step)
            memory = [table["point"] for table in optimizer.state.values() if "point" in table]
            looked = optimizer.look_ahead(here, *memory) if len(memory) else here
            batch = None
            if surface.batches and batches is not None:
                batch = dict(zip(surface.batches.names, batches[step], strict=True))
            slopes = surface.slope(looked[:, 0], looked[:, 1], batch)[1:]
            for name, value in racer.pace(step).items():
                setattr(optimizer, name, value)
            optimizer.update({"point": here}, {"point": np.stack(slopes, axis=1)})
        work += len(points)
        if work >= _WORK:
            work = 0
            yield None
    with np.errstate(all="ignore"):
        near.look(here, steps)
    yield near.ends(), near.since


class _Near:
    """Which minimum each point is near to, and since when; who has been lost, stays lost."""

    def __init__(self, surface: Surface, count: int) -> None:
        self._minima = np.array(minima_of(surface)).reshape(-1, 2)
        self._reach = _NEAR * tolerance(surface)
        low, high = np.transpose([surface.x_range, surface.y_range])
        self._middle, self._far = (low + high) / 2, FAR * (high - low) / 2
        self._lost = np.zeros(count, bool)
        self._at = np.full(count, UNDER_WAY)
        self.since = np.zeros(count, int)

    def look(self, points: Array, step: int) -> None:
        self._lost |= ~(abs(points - self._middle) <= self._far).all(axis=1)
        if not len(self._minima):
            return
        away = np.stack([np.hypot(*(points - minimum).T) for minimum in self._minima])
        nearest = away.argmin(axis=0)
        at = np.where(away.min(axis=0) <= self._reach, nearest, UNDER_WAY)
        self.since = np.where(at == self._at, self.since, step)
        self._at = at

    def ends(self) -> Array:
        return np.where(self._lost, LOST, self._at)

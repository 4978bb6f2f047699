"""Which minimum is near? Looked up in a raster, however many minima and long floors there are.

The raster is drawn once, in small pieces: around every sample of a minimum a disc, as a stamp. It
remembers the sample, so that the distance can be taken from the point itself where it matters.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from core.engine import Array
from core.surfaces.minima.minimum import FlatRegion, Minimum, beside

NOWHERE = -1
_FINE = 6  # cells of the raster to the largest radius
_DIAGONAL = 0.5**0.5  # half of a cell's: so far the cell that holds a sample is from it at most
_MOST = 1500  # … and on a side
_AT_ONCE = 100_000  # cells that are stamped at once


class NearestMinimumIndex:
    """Tells for points, (n, 2), the number of the nearest minimum if it is within that one's
    radius, or NOWHERE, once it has been drawn: `at` to within a cell of the raster, `exactly` at
    more cost."""

    def __init__(self, minima: Sequence[Minimum], radii: ArrayLike) -> None:
        self._minima, self._radii = minima, np.broadcast_to(radii, len(minima))
        reach = float(np.max(radii, initial=0.0))
        ends = np.concatenate([np.zeros((0, 2)), *(each.points for each in minima)])
        self._samples = ends
        self._along = np.concatenate([np.zeros((0, 2)), *(each.along for each in minima)])
        self._owner = np.repeat(np.arange(len(minima)), [len(each.points) for each in minima])
        low, high = ends.min(axis=0, initial=np.inf), ends.max(axis=0, initial=-np.inf)
        span = high - low + 2 * reach
        self._cell = max(reach / _FINE, float(span.max(initial=0.0)) / _MOST)
        self._stamped = reach + self._cell  # a point in reach may be half a cell's diagonal off
        margin = self._stamped + float(abs(self._along).max(initial=0.0))
        self._low = low - margin
        span = high - low + 2 * margin
        shape = np.ceil(span / self._cell).astype(int) + 1 if len(ends) else (0, 0)
        self._nearest = np.full(shape, NOWHERE)
        self._sample = np.full(shape, NOWHERE)
        self._away = np.full(shape, self._stamped)

    def drawing(self) -> Iterator[None]:
        """Draw it, a few samples at a time."""
        first = 0
        for number, minimum in enumerate(self._minima):
            wide = self._stamped + float(abs(minimum.along).max())
            side = 2 * int(np.ceil(wide / self._cell)) + 1
            stamp = np.moveaxis(np.indices((side, side)), 0, -1) - side // 2
            samples = np.arange(first, first + len(minimum.points))
            for some in np.array_split(samples, 1 + len(samples) * side**2 // _AT_ONCE):
                self._stamp(number, some, stamp)
                yield
            first += len(samples)
            if minimum.flat_region is not None:
                yield from self._fill(number, minimum.flat_region)

    def _fill(self, number: int, region: FlatRegion) -> Iterator[None]:
        width, height = self._nearest.shape
        for columns in np.array_split(np.arange(width), 1 + self._nearest.size // _AT_ONCE):
            cells = np.stack(np.meshgrid(columns, np.arange(height), indexing="ij"), axis=-1)
            covered = cells[region.covers(self._low + cells * self._cell)]
            self._nearest[tuple(covered.T)] = number
            yield

    def _stamp(self, number: int, samples: Array, stamp: Array) -> None:
        points, along = self._samples[samples], self._along[samples]
        middles = np.rint((points - self._low) / self._cell).astype(int)
        places = middles[:, None, None] + stamp
        there = ((places >= 0) & (places < self._nearest.shape)).all(axis=-1)
        offsets = self._low + places * self._cell - points[:, None, None]
        found, cells = beside(offsets, along[:, None, None])[there], tuple(places[there].T)
        np.minimum.at(self._away, cells, found)
        closest = found <= self._away[cells]
        cells = tuple(each[closest] for each in cells)
        inside = found[closest] <= max(self._radii[number], self._cell * _DIAGONAL)
        self._nearest[cells] = np.where(inside, number, NOWHERE)
        of = np.broadcast_to(samples[:, None, None], there.shape)
        self._sample[cells] = of[there][closest]

    def at(self, points: Array) -> Array:
        return self._look_up(self._nearest, points)

    def exactly(self, points: Array) -> Array:
        sample = self._look_up(self._sample, points)
        found = np.flatnonzero(sample != NOWHERE)
        which = sample[found]
        away = beside(points[found] - self._samples[which], self._along[which])
        reached = away <= self._radii[self._owner[which]]
        number = np.full(len(points), NOWHERE)
        number[found[reached]] = self._owner[which[reached]]
        for i, minimum in enumerate(self._minima):
            if minimum.flat_region is not None:
                number[minimum.flat_region.covers(points)] = i
        return number

    def _look_up(self, raster: Array, points: Array) -> Array:
        # Column by column: all() along so short an axis takes longer than all the rest. No number
        # is nowhere, as it is neither more nor less than any.
        (left, low), (columns, rows) = self._low, raster.shape
        with np.errstate(all="ignore"):
            x, y = (points[:, 0] - left) / self._cell, (points[:, 1] - low) / self._cell
            there = (x >= -0.5) & (x < columns - 0.5) & (y >= -0.5) & (y < rows - 0.5)
        found = np.full(len(points), NOWHERE)
        found[there] = raster[np.rint(x[there]).astype(int), np.rint(y[there]).astype(int)]
        return found

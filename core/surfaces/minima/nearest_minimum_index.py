"""Which minimum is near? Looked up in a raster, however many minima and long floors there are.

The raster is drawn once, in small pieces: around every sample of a minimum a disc, as a stamp.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from core.engine import Array
from core.surfaces.minima.minimum import FlatRegion, Minimum, beside

NOWHERE = -1
_FINE = 6  # cells of the raster to a reach
_MOST = 1500  # … and on a side
_AT_ONCE = 100_000  # cells that are stamped at once


class NearestMinimumIndex:
    """`at` tells for points, (n, 2), the number of the nearest minimum within reach, or NOWHERE,
    once it has been drawn."""

    def __init__(self, minima: Sequence[Minimum], reach: float) -> None:
        self._minima, self._reach = minima, reach
        ends = np.concatenate([np.zeros((0, 2)), *(each.points for each in minima)])
        self._low = ends.min(axis=0, initial=np.inf) - reach
        span = ends.max(axis=0, initial=-np.inf) + reach - self._low
        self._cell = max(reach / _FINE, float(span.max(initial=0.0)) / _MOST)
        shape = np.ceil(span / self._cell).astype(int) + 1 if len(ends) else (0, 0)
        self._nearest = np.full(shape, NOWHERE)
        self._away = np.full(shape, reach)

    def drawing(self) -> Iterator[None]:
        """Draw it, a few samples at a time."""
        side = int(np.ceil(2 * self._reach / self._cell)) + 2
        stamp = np.moveaxis(np.indices((side, side)), 0, -1)
        for number, minimum in enumerate(self._minima):
            pieces = 1 + len(minimum.points) * side**2 // _AT_ONCE
            samples = (np.array_split(each, pieces) for each in (minimum.points, minimum.along))
            for points, along in zip(*samples, strict=True):
                self._stamp(number, points, along, stamp)
                yield
            if minimum.flat_region is not None:
                yield from self._fill(number, minimum.flat_region)

    def _fill(self, number: int, region: FlatRegion) -> Iterator[None]:
        width, height = self._nearest.shape
        for columns in np.array_split(np.arange(width), 1 + self._nearest.size // _AT_ONCE):
            cells = np.stack(np.meshgrid(columns, np.arange(height), indexing="ij"), axis=-1)
            covered = cells[region.covers(self._low + cells * self._cell)]
            self._nearest[tuple(covered.T)] = number
            yield

    def _stamp(self, number: int, points: Array, along: Array, stamp: Array) -> None:
        first = np.rint((points - self._reach - self._low) / self._cell).astype(int)
        places = first[:, None, None] + stamp
        there = ((places >= 0) & (places < self._nearest.shape)).all(axis=-1)
        offsets = self._low + places * self._cell - points[:, None, None]
        found, cells = beside(offsets, along[:, None, None])[there], tuple(places[there].T)
        closer = found <= self._away[cells]
        cells = tuple(each[closer] for each in cells)
        np.minimum.at(self._away, cells, found[closer])
        self._nearest[cells] = number

    def at(self, points: Array) -> Array:
        with np.errstate(all="ignore"):
            places = np.nan_to_num((points - self._low) / self._cell, nan=-1.0)
        there = ((places >= -0.5) & (places < np.array(self._nearest.shape) - 0.5)).all(axis=1)
        found = np.full(len(points), NOWHERE)
        found[there] = self._nearest[tuple(np.rint(places[there]).astype(int).T)]
        return found

"""Which minimum is near? Looked up in a raster, however many minima and long floors there are.

The raster is drawn once: around every sample of a minimum a disc, as a stamp.
"""

from collections.abc import Sequence

import numpy as np

from core.engine import Array
from core.surfaces.minima.minimum import Minimum, beside

NOWHERE = -1
_FINE = 6  # cells of the raster to a reach
_MOST = 1500  # … and on a side
_AT_ONCE = 1_000_000  # cells that are stamped at once


class NearestMinimumIndex:
    """`at` tells for points, (n, 2), the number of the nearest minimum within reach, or NOWHERE."""

    def __init__(self, minima: Sequence[Minimum], reach: float) -> None:
        ends = np.concatenate([np.zeros((0, 2)), *(each.points for each in minima)])
        self._low = ends.min(axis=0, initial=np.inf) - reach
        span = ends.max(axis=0, initial=-np.inf) + reach - self._low
        self._cell = max(reach / _FINE, float(span.max(initial=0.0)) / _MOST)
        shape = np.ceil(span / self._cell).astype(int) + 1 if len(ends) else (0, 0)
        self._nearest = np.full(shape, NOWHERE)
        away = np.full(shape, reach)
        for number, minimum in enumerate(minima):
            found = self._around(minimum, shape, reach)
            closer = found <= away
            away[closer], self._nearest[closer] = found[closer], number
            if minimum.flat_region is not None:
                middles = self._low + np.moveaxis(np.indices(shape), 0, -1) * self._cell
                self._nearest[minimum.flat_region.covers(middles)] = number

    def _around(self, minimum: Minimum, shape: tuple[int, int], reach: float) -> Array:
        """How far each cell is from a minimum; infinity beyond its samples' stamps."""
        away = np.full(shape, np.inf)
        side = int(np.ceil(2 * reach / self._cell)) + 2
        stamp = np.moveaxis(np.indices((side, side)), 0, -1)
        pieces = 1 + len(minimum.points) * side**2 // _AT_ONCE
        for points, along in zip(
            np.array_split(minimum.points, pieces),
            np.array_split(minimum.along, pieces),
            strict=True,
        ):
            first = np.rint((points - reach - self._low) / self._cell).astype(int)
            places = first[:, None, None] + stamp
            there = ((places >= 0) & (places < shape)).all(axis=-1)
            offsets = self._low + places * self._cell - points[:, None, None]
            found = beside(offsets, along[:, None, None])
            np.minimum.at(away, tuple(places[there].T), found[there])
        return away

    def at(self, points: Array) -> Array:
        places = np.nan_to_num((points - self._low) / self._cell, nan=-1.0)
        there = ((places >= -0.5) & (places < np.array(self._nearest.shape) - 0.5)).all(axis=1)
        found = np.full(len(points), NOWHERE)
        found[there] = self._nearest[tuple(np.rint(places[there]).astype(int).T)]
        return found

"""Which minimum is near? Looked up in a raster, however many minima and long floors there are.

The raster is drawn once: around every sample of a minimum a disc, as a stamp.
"""

from collections.abc import Sequence

import numpy as np

from core.engine import Array
from core.surfaces.minimum import Minimum, beside

NOWHERE = -1
_FINE = 6  # cells of the raster to a reach
_MOST = 1500  # … and on a side


class Nearness:
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
            for point, along in zip(minimum.points, minimum.along, strict=True):
                self._stamp(away, number, point, along, reach)
            if minimum.plain is not None:
                middles = self._low + np.moveaxis(np.indices(shape), 0, -1) * self._cell
                self._nearest[minimum.plain.covers(middles)] = number

    def _stamp(self, away: Array, number: int, point: Array, along: Array, reach: float) -> None:
        first = np.maximum(np.rint((point - reach - self._low) / self._cell).astype(int), 0)
        last = np.rint((point + reach - self._low) / self._cell).astype(int) + 1
        window = slice(first[0], last[0]), slice(first[1], last[1])
        places = np.moveaxis(np.indices(away[window].shape), 0, -1) + first
        found = beside(self._low + places * self._cell - point, along)
        closer = found <= away[window]
        away[window][closer] = found[closer]
        self._nearest[window][closer] = number

    def at(self, points: Array) -> Array:
        places = np.nan_to_num((points - self._low) / self._cell, nan=-1.0)
        there = ((places >= -0.5) & (places < np.array(self._nearest.shape) - 0.5)).all(axis=1)
        found = np.full(len(points), NOWHERE)
        found[there] = self._nearest[tuple(np.rint(places[there]).astype(int).T)]
        return found

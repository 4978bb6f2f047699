"""The losses over a part of the plane, on a grid, and smoothly in between."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Point, Range


@dataclass(frozen=True, eq=False)
class LossGrid:
    """losses: (n, n), row 0 at the lowest y. done: the share of the grid that has been computed;
    what has not been is interpolated from a coarser grid. It can be drawn like a `Surface`."""

    x_range: Range
    y_range: Range
    losses: Array
    done: float

    is_curve: ClassVar[bool] = False
    minima: ClassVar[tuple[Point, ...]] = ()
    bend: ClassVar[float | None] = None

    def covers(self, x_range: Range, y_range: Range) -> bool:
        """Does the grid reach as far as these ranges?"""
        pairs = (self.x_range, x_range), (self.y_range, y_range)
        return all(own[0] <= asked[0] and asked[1] <= own[1] for own, asked in pairs)

    def mesh(self, x: Array, y: Array) -> Array:
        """The heights over a mesh, (len(y), len(x)); NaN outside of the grid."""
        rows, columns = self.losses.shape
        tame = np.clip(np.nan_to_num(self.losses, nan=1e30, posinf=1e30), -1e30, 1e30)
        up = _weights(y, self.y_range, rows)
        across = _weights(x, self.x_range, columns)
        heights = up @ tame @ across.T
        cells = np.ix_(_cells(y, self.y_range, rows), _cells(x, self.x_range, columns))
        corners = [tame[:-1, :-1], tame[:-1, 1:], tame[1:, :-1], tame[1:, 1:]]
        low, high = np.min(corners, axis=0), np.max(corners, axis=0)
        heights = np.clip(heights, low[cells], high[cells])  # a cubic overshoots beside a wall
        heights[~_inside(y, self.y_range)] = np.nan
        heights[:, ~_inside(x, self.x_range)] = np.nan
        return heights


def finer(losses: Array, count: int) -> Array:
    """A square grid blown up to `count` points on a side, smoothly."""
    weights = _weights(np.linspace(0, 1, count), (0.0, 1.0), len(losses))
    return weights @ losses @ weights.T


def _inside(values: Array, ends: Range) -> Array:
    room = 1e-9 * (ends[1] - ends[0])
    inside: Array = (values >= ends[0] - room) & (values <= ends[1] + room)
    return inside


def _cells(values: Array, ends: Range, count: int) -> Array:
    """The cell of `count` even points in which each value lies."""
    at = np.clip((values - ends[0]) / (ends[1] - ends[0]), 0, 1) * (count - 1)
    cells: Array = np.minimum(at.astype(int), count - 2)
    return cells


def _weights(values: Array, ends: Range, count: int) -> Array:
    """How much each of `count` even points counts at each value: cubic convolution with
    a = −1/2 (Keys, "Cubic convolution interpolation for digital image processing", 1981)."""
    at = np.clip((values - ends[0]) / (ends[1] - ends[0]), 0, 1) * (count - 1)
    cell = _cells(values, ends, count)
    t = at - cell
    kernel = np.stack(
        [
            ((-0.5 * t + 1) * t - 0.5) * t,
            (1.5 * t - 2.5) * t * t + 1,
            ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t,
        ]
    )
    weights = np.zeros((len(values), count))
    rows = np.arange(len(values))
    for offset, share in zip((-1, 0, 1, 2), kernel, strict=True):
        beyond = cell + offset
        if offset in (0, 1):
            np.add.at(weights, (rows, beyond), share)
            continue
        # past the edge the line goes on straight: f(−1) = 2 f(0) − f(1)
        edge, inner = (0, 1) if offset < 0 else (count - 1, count - 2)
        out = (beyond < 0) | (beyond >= count)
        np.add.at(weights, (rows[~out], beyond[~out]), share[~out])
        np.add.at(weights, (rows[out], np.full(out.sum(), edge)), 2 * share[out])
        np.add.at(weights, (rows[out], np.full(out.sum(), inner)), -share[out])
    return weights

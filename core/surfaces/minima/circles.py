"""Circles around places of a mesh: how high the surface is on them, and where it is lowest. Of a
curve, a circle is the two points on either side."""

import numpy as np

from core.engine import Array
from core.surfaces.minima.mesh_grid import MeshGrid

_ANGLES = 32
_CLOSER = 7  # times in a turn: so much closer to the lowest angle
_TURNS, _FEWER_TURNS = 11, 6


def spokes(grid: MeshGrid, circles: int, places: int) -> Array:
    """The angles at which circles around places are looked at, (circles, places, angles)."""
    turns = np.arange(_ANGLES) if grid.axes == 2 else np.array([0, _ANGLES // 2])
    return np.broadcast_to(2 * np.pi * turns / _ANGLES, (circles, places, len(turns)))


def on_circle(grid: MeshGrid, places: Array, radii: Array, angles: Array) -> Array:
    """The heights at angles, (…, n, angles), of circles around places, (n, 2)."""
    return grid.values(_points(grid, places, radii, angles))


def lowest_points(grid: MeshGrid, places: Array, radii: Array) -> tuple[Array, Array]:
    """The lowest point of the circle around each place, (n, 2), and its height. radii: (n,)."""
    wide, angles = radii[None, :, None], spokes(grid, 1, len(places))
    heights = on_circle(grid, places, wide, angles)
    heights = np.where(np.isfinite(heights), heights, np.inf)
    if grid.axes == 2:
        best, low = closer(grid, places, wide, heights, _FEWER_TURNS)
    else:
        best, low = np.take_along_axis(angles, heights.argmin(2)[..., None], 2)[..., 0], heights
        low = low.min(axis=2)
    return _points(grid, places, wide, best[..., None])[0, :, 0], low[0]


def closer(
    grid: MeshGrid, places: Array, radii: Array, heights: Array, turns: int = _TURNS
) -> tuple[Array, Array]:
    """Angle and height of the lowest point on each circle, (circles, n) both, closer and closer to
    the lowest of some angles. heights: at the `spokes`, infinite where there are none."""
    count = heights.shape[2]
    best = heights.argmin(axis=2)
    # The floor of a valley crosses the circle twice, and leads down at one of the places.
    opposite = (best[..., None] + np.arange(count // 4, count - count // 4)) % count
    other = np.take_along_axis(heights, opposite, 2).argmin(axis=2)[..., None]
    other = np.take_along_axis(opposite, other, 2)
    best = 2 * np.pi / count * np.concatenate([best[..., None], other], axis=2)
    reach = 2 * np.pi / count
    for _ in range(turns):
        angles = best[..., None] + reach * np.linspace(-1, 1, 2 * _CLOSER + 3)
        tried = on_circle(grid, places[:, None], radii[..., None], angles)
        heights = np.where(np.isfinite(tried), tried, np.inf)
        lowest = heights.argmin(axis=3)[..., None]
        best, reach = np.take_along_axis(angles, lowest, 3)[..., 0], reach / _CLOSER
    lower = heights.min(axis=3).argmin(axis=2)[..., None]
    return np.take_along_axis(best, lower, 2)[..., 0], heights.min(axis=(2, 3))


def _points(grid: MeshGrid, places: Array, radii: Array, angles: Array) -> Array:
    away = radii[..., None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return grid.turned(places[..., None, :] + away)

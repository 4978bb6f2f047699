"""A landscape looked at from the side: parallel projection of a grid of heights.

Points lie in a box: x and y from −1 to 1, heights from 0 to 1. With azimuth a and elevation e the
viewer looks along (sin a, cos a) across the ground, down at the angle e.
"""

from dataclasses import dataclass, replace

import numpy as np

from core.engine import Array

TALL = 0.9  # height of the box, in half-widths
_STEPS = 60  # of a line of sight across the box
_LIFT = 0.015  # a path lies on the ground: it is not hidden by its own slope
ZOOMS = (0.5, 4.0)
LOW, HIGH = np.radians(8), np.radians(85)


@dataclass(frozen=True)
class Camera:
    """Where one looks from, and how near; angles in radians."""

    azimuth: float = np.radians(-32)
    elevation: float = np.radians(35)
    zoom: float = 1.0

    def turned(self, across: float, up: float) -> "Camera":
        """From further round, and from higher; never from below the ground."""
        elevation = float(np.clip(self.elevation + up, LOW, HIGH))
        return replace(self, azimuth=self.azimuth + across, elevation=elevation)

    def nearer(self, factor: float) -> "Camera":
        return replace(self, zoom=float(np.clip(self.zoom * factor, *ZOOMS)))

    def depth(self, x: Array, y: Array) -> Array:
        """How far away across the ground; the far is painted first."""
        away: Array = x * np.sin(self.azimuth) + y * np.cos(self.azimuth)
        return away

    def project(self, x: Array, y: Array, height: Array) -> tuple[Array, Array]:
        """Across and up on the picture."""
        across = x * np.cos(self.azimuth) - y * np.sin(self.azimuth)
        up = self.depth(x, y) * np.sin(self.elevation)
        return across, up + TALL * height * np.cos(self.elevation)

    def hidden(self, points: Array, heights: Array) -> Array:
        """Of points (n, 3) in the box, which lie behind the grid of heights (rows, columns)?

        From each point one goes towards the viewer and compares the line of sight, which climbs
        by tan e, with the ground below it.
        """
        t = np.linspace(0, 2 * np.sqrt(2), _STEPS)[1:]
        x = points[:, :1] - t * np.sin(self.azimuth)
        y = points[:, 1:2] - t * np.cos(self.azimuth)
        sight = TALL * points[:, 2:] + t * np.tan(self.elevation)
        ground = TALL * sampled(heights, x, y)
        inside = (abs(x) <= 1) & (abs(y) <= 1)
        behind: Array = (inside & (ground > sight + _LIFT)).any(axis=1)
        return behind


def sampled(heights: Array, x: Array, y: Array) -> Array:
    """The grid at places of the box, linear in between; 0 where it has no value."""
    rows, columns = heights.shape
    tame = np.nan_to_num(heights)
    across = np.clip((x + 1) / 2, 0, 1) * (columns - 1)
    up = np.clip((y + 1) / 2, 0, 1) * (rows - 1)
    i, j = np.minimum(up.astype(int), rows - 2), np.minimum(across.astype(int), columns - 2)
    s, t = across - j, up - i
    low = (1 - s) * tame[i, j] + s * tame[i, j + 1]
    high = (1 - s) * tame[i + 1, j] + s * tame[i + 1, j + 1]
    found: Array = (1 - t) * low + t * high
    return found


def thinned(heights: Array, every: int) -> Array:
    """A finer grid with only every so many rows and columns left, each the mean of those around
    it, nearer ones counting more: what lies between two of them shows all the same. NaN where one
    of them has no value."""
    weights = np.bartlett(2 * every + 1)[1:-1] / every
    for axis in (0, 1):
        room = [(every - 1, every - 1) if each == axis else (0, 0) for each in (0, 1)]
        windows = np.lib.stride_tricks.sliding_window_view(
            np.pad(heights, room, mode="edge"), len(weights), axis=axis
        )
        heights = np.moveaxis(np.moveaxis(windows, axis, 0)[::every] @ weights, 0, axis)
    return heights

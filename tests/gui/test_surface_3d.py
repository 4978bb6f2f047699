"""The ground of the landscape in three dimensions, as it is painted."""

import numpy as np
from PySide6.QtGui import QImage, QPainter

from core.surfaces.camera import LOW, Camera
from gui.appearance import Appearance
from gui.arena.surface_3d_painter import paint_surface

SIZE, SCALE = 400, 120


def test_the_floor_of_a_valley_that_is_seen_edge_on_has_no_teeth(dressed: Appearance) -> None:
    """It runs across the cells, whose other corners lie on the slopes, and is the lower outline."""
    camera = Camera(azimuth=np.radians(-45), elevation=LOW)

    def pixels(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        across, up = camera.project(x, y, z)
        return np.stack([SIZE / 2 + SCALE * across, SIZE / 2 - SCALE * up], axis=-1)

    places = np.linspace(-1, 1, 23)
    heights = abs(np.subtract.outer(places, places)) / 2
    middles = (places[:-1] + places[1:]) / 2
    picture = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    valley = abs(np.subtract.outer(middles, middles)) / 2
    paint_surface(painter, heights, valley, np.zeros(0), camera, pixels, dressed)
    painter.end()
    painted = np.array(
        [[picture.pixelColor(x, y).alpha() > 0 for x in range(SIZE)] for y in range(SIZE)]
    )
    columns = np.flatnonzero(painted.any(axis=0))[10:-10]
    lowest = SIZE - painted[::-1, columns].argmax(axis=0)
    assert len(columns) > 300 and np.ptp(lowest) <= 1

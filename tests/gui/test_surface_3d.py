"""The ground of the landscape in three dimensions, as it is painted."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from core.surfaces import Climb
from core.surfaces.camera import LOW, Camera
from gui.appearance import Appearance
from gui.arena.surface_3d import Surface3D
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


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("size", [(230, 240), (330, 240), (900, 700)])
def test_the_numbers_of_the_axes_are_whole_and_cover_nothing(
    theme: str, size: tuple[int, int], dressed: Appearance, qtbot
) -> None:
    dressed.set_theme(theme)
    parent = QWidget()
    qtbot.addWidget(parent)
    view = Surface3D(dressed, parent)
    view.resize(*size)
    view.show_surface(None, QRectF(-7.32, -11.4, 17.7, 24.8), Climb.FITTED, ("PC1", "PC2"))
    for azimuth in range(-180, 180, 7):
        for elevation in (0.2, 0.6, 1.2):
            view.look_from(Camera(float(np.radians(azimuth)), elevation))
            boxes = [box for _, _, box in view.axis_labels()]
            assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
            assert all(QRectF(view.rect()).contains(box) for box in boxes)
    view.look_from(Camera())
    assert [words for words, _, _ in view.axis_labels()] == [
        "−7.32", "10.4", "−11.4", "13.4", "PC1", "PC2"
    ]  # fmt: skip

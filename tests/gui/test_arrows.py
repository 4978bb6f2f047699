"""However short an arrow is, one sees where it points, or a dot."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from core.surfaces.race.anatomy import Anatomy, Arrow, Part
from gui.appearance import Appearance
from gui.arena.arrows import Arrows
from gui.arena.racer_style import arrow_colour

_SIDE, _ZOOM = 90, 8  # pixels; how often each is divided to look between them


def heights(appearance: Appearance, length: float) -> list[int]:
    """How high the step's arrow of this length is, from tail to tip, in parts of a pixel."""
    arrows = Arrows(appearance)
    ends = np.array([20.0, 30.0]), np.array([20.0 + length, 30.0])
    arrows.show_anatomy(Anatomy(0, (Arrow(Part.STEP, *ends),), ()))
    picture = QImage(_SIDE * _ZOOM, _SIDE * _ZOOM, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.scale(_ZOOM, _ZOOM)
    arrows.paint_pixels(painter, QTransform(), QRectF(0, 0, _SIDE, _SIDE))
    painter.end()
    wanted = arrow_colour(appearance.theme, Part.STEP)
    columns = range(picture.width())
    found = [
        sum(QColor(picture.pixel(x, y)) == wanted for y in range(picture.height())) for x in columns
    ]
    return [height for height in found if height]


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("length", [6.0, 9.0, 13.0, 30.0])
def test_the_shaft_is_slimmer_than_the_head_and_the_head_ends_in_a_tip(
    appearance: Appearance, theme: str, length: float
) -> None:
    appearance.set_theme(theme)
    found = heights(appearance, appearance.px(length))
    shaft, head = found[len(found) // 8], max(found)
    assert head >= 2 * shaft
    assert found.index(head) > len(found) // 8 and found[-1] < 0.3 * head


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_an_arrow_too_short_to_have_parts_is_a_dot(appearance: Appearance, theme: str) -> None:
    appearance.set_theme(theme)
    found = heights(appearance, appearance.px(3))
    assert len(found) >= 3 * _ZOOM and max(found) == pytest.approx(len(found), abs=_ZOOM / 2)
    assert found[0] < 0.6 * max(found) > found[-1]

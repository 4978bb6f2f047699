"""However short an arrow is, one sees where it points, or a dot."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from pytestqt.qtbot import QtBot

from core.surfaces.race.anatomy import Anatomy, Arrow, Part
from gui.appearance import Appearance
from gui.arena.arrows import Arrows
from gui.arena.panel import ArenaPanel
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
    pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)
    found = (pixels == arrow_colour(appearance.theme, Part.STEP).rgb()).sum(axis=0)
    return found[found > 0].tolist()


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


def zoomed(arena: ArenaPanel, qtbot: QtBot, optimizer: str, step: int) -> tuple[Anatomy, QRectF]:
    """What is taken apart, and the part of the plane in view after a zoom to it."""
    arena.resize(1264, 780)
    arena.editor.set_focus(optimizer)
    arena.pages.show_page("step")
    arena.seek(step)
    arena.finish()
    with qtbot.waitSignal(arena.view.view_moved):
        arena.zoom_to_step()
    assert arena.pages.step.anatomy is not None
    return arena.pages.step.anatomy, arena.view.area


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "momentum", "rmsprop"])
def test_a_zoom_to_a_step_shows_all_of_its_arrows(
    arena: ArenaPanel, qtbot: QtBot, optimizer: str
) -> None:
    """Adam's step without the correction is six times as long as the one with it: cut, it ended
    before that one."""
    found, view = zoomed(arena, qtbot, optimizer, 7)
    assert all(view.contains(QPointF(*arrow.head)) for arrow in found.arrows)
    longest = max(arrow.length for arrow in found.arrows)
    assert longest > 0.3 * min(view.width(), view.height())
    keys = arena.pages.step.keys
    assert not any("longer than shown" in key.text() for key in keys.values())


def test_an_arrow_of_another_order_is_cut_and_said_to_be(arena: ArenaPanel, qtbot: QtBot) -> None:
    """On Beale's walls the gradient is a thousand times as long as what Adam makes of it."""
    arena.editor.set_surface("beale")
    arena.editor.move_start(0, 4.0, 4.0)
    arena.settle()
    found, view = zoomed(arena, qtbot, "adam", 0)
    step, pull = (
        next(arrow for arrow in found.arrows if arrow.part is part)
        for part in (Part.STEP, Part.GRADIENT)
    )
    assert pull.length > 100 * step.length
    assert view.contains(QPointF(*step.head)) and not view.contains(QPointF(*pull.head))
    keys = arena.pages.step.keys
    assert "longer than shown" in keys[Part.GRADIENT].text()
    assert "longer than shown" not in keys[Part.STEP].text()


def test_an_arrow_that_leaves_the_view_is_cut_at_its_border(appearance: Appearance) -> None:
    arrows = Arrows(appearance)
    ends = np.array([20.0, 45.0]), np.array([500.0, 45.0])
    arrows.show_anatomy(Anatomy(0, (Arrow(Part.UNCORRECTED, *ends),), ()))
    picture = QImage(_SIDE, _SIDE, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    arrows.paint_pixels(painter, QTransform(), QRectF(0, 0, _SIDE, _SIDE))
    painter.end()
    wanted = arrow_colour(appearance.theme, Part.UNCORRECTED)
    row = [QColor(picture.pixel(x, 45)) == wanted for x in range(_SIDE)]
    last = max(x for x, inked in enumerate(row) if inked)
    assert _SIDE - 14 <= last < _SIDE - 5
    assert arrows.cut_at(QRectF(0, 0, _SIDE, _SIDE)) == {Part.UNCORRECTED}
    assert not arrows.cut_at(QRectF(0, 0, 600, 600))


def inked(appearance: Appearance, made: tuple[Arrow, ...], part: Part) -> int:
    """How many pixels have the colour of an arrow."""
    arrows = Arrows(appearance)
    arrows.show_anatomy(Anatomy(0, made, ()))
    picture = QImage(_SIDE, _SIDE, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    arrows.paint_pixels(painter, QTransform(), QRectF(0, 0, _SIDE, _SIDE))
    painter.end()
    seen = [QColor(picture.pixel(x, y)) for x in range(_SIDE) for y in range(_SIDE)]
    return seen.count(arrow_colour(appearance.theme, part))


@pytest.mark.parametrize("longer", [0.3, 3.0])
def test_of_two_arrows_that_go_the_same_way_the_shorter_lies_above(
    appearance: Appearance, longer: float
) -> None:
    """Adam's step was hidden by the one without the correction."""
    tail, lengths = np.array([10.0, 45.0]), (20.0, 20.0 * longer)
    parts = Part.STEP, Part.UNCORRECTED
    made = tuple(
        Arrow(part, tail, tail + np.array([length, 0.0]))
        for part, length in zip(parts, lengths, strict=True)
    )
    short = min(made, key=lambda arrow: arrow.length)
    alone = inked(appearance, (short,), short.part)
    assert inked(appearance, made, short.part) == alone > 4

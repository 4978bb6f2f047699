"""A lesson keeps in view what it is about: the map, and what it says of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.surfaces.race.presets import PRESETS
from gui.arena.panel import ArenaPanel

SHORT = [(420, 330), (600, 330)]  # one above the other, side by side


@pytest.fixture
def arena(arena: ArenaPanel) -> ArenaPanel:
    arena.resize(*SHORT[0])
    return arena


def seen(widget: QWidget) -> bool:
    QApplication.processEvents()
    return not widget.visibleRegion().isEmpty()


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("size", SHORT)
@pytest.mark.parametrize("name", PRESETS)
def test_no_lesson_hides_the_map(arena: ArenaPanel, name: str, size: tuple[int, int]) -> None:
    arena.resize(*size)
    arena.open_lesson(name)
    assert seen(arena.view) and seen(arena.controls.lesson.line)


def test_a_page_that_somebody_opens_in_a_lesson_stays(arena: ArenaPanel) -> None:
    arena.open_lesson("rate")
    arena.pages.show_page("compare")
    assert seen(arena.pages.compare.chart) and arena.pages.page == "compare"
    arena.resize(430, 330)
    assert seen(arena.pages.compare.chart) and arena.pages.page == "compare"


def test_a_lesson_keeps_the_map_when_the_room_becomes_short(arena: ArenaPanel) -> None:
    arena.resize(460, 620)
    arena.open_lesson("rate")
    assert arena.pages.page == "compare" and seen(arena.view)
    assert seen(arena.controls.caption) and not seen(arena.controls.lesson)
    arena.resize(*SHORT[0])
    assert seen(arena.view) and seen(arena.controls.lesson.line)


def test_the_line_unfolds_to_the_whole_sentence(arena: ArenaPanel) -> None:
    arena.open_lesson("rate")
    line = arena.controls.lesson
    said = arena.controls.caption.text()
    assert seen(line.line) and line.line.toolTip() == said != line.line.shown_text()
    press(line.unfold)
    assert seen(line.whole) and line.whole.text() == said and not seen(line.line)
    press(line.unfold)
    assert seen(line.line) and not seen(line.whole)


def test_the_line_is_closed_until_a_lesson_is_opened(arena: ArenaPanel) -> None:
    arena.open_lesson("rate")
    press(arena.controls.lesson.close_line)
    arena.editor.set_steps(30)
    assert not seen(arena.controls.lesson)
    arena.open_lesson("rate")
    assert seen(arena.controls.lesson.line)
    press(arena.controls.lesson.close_line)
    arena.open_lesson("ball")
    assert seen(arena.controls.lesson.line)


def test_the_line_goes_with_the_lesson(arena: ArenaPanel) -> None:
    arena.open_lesson("rate")
    arena.set_surface("beale")
    assert not seen(arena.controls.lesson)
    arena.editor.undo()
    assert seen(arena.controls.lesson.line)


def test_a_dock_as_small_as_can_be_has_no_room_for_the_line(arena: ArenaPanel) -> None:
    arena.resize(arena.minimumSizeHint())
    arena.open_lesson("ball")
    assert not seen(arena.controls.lesson) and seen(arena.view)

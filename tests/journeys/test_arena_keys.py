"""The keyboard is in the race: its keys, its slider and its field do what one means there."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.arena.panel import ArenaPanel
from gui.main_window import MainWindow


@pytest.fixture
def arena(qtbot: QtBot, window: MainWindow) -> ArenaPanel:
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible() and window.arena.session.is_recorded)
    return window.arena


def test_end_and_home_move_the_race(qtbot: QtBot, window: MainWindow, arena: ArenaPanel) -> None:
    """End went to the last event of the stage."""
    arena.view.setFocus()
    before = window.player.playback.position
    QApplication.processEvents()
    qtbot.keyClick(arena.view, Qt.Key.Key_End)
    assert arena.position == arena.steps
    qtbot.keyClick(arena.view, Qt.Key.Key_Home)
    assert arena.position == 0
    arena.pages.racers.legend.entries["adam"].swatch.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_End)
    assert arena.position == arena.steps
    assert window.player.playback.position == before
    window.stage.view.setFocus()
    qtbot.keyClick(window.stage.view, Qt.Key.Key_End)
    assert window.player.playback.at_end


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_the_race_goes_where_one_clicks(qtbot: QtBot, arena: ArenaPanel, share: float) -> None:
    """It went five steps further, and back again with the next click."""
    arena.seek(15)
    slider = arena.transport.slider
    left = Qt.MouseButton.LeftButton
    for _ in range(2):
        place = QPoint(round(share * slider.width()), slider.height() // 2)
        qtbot.mouseClick(slider, left, pos=place)
        assert abs(arena.position - share * arena.steps) < 0.06 * arena.steps


def test_the_cursor_stays_where_one_has_typed(qtbot: QtBot, arena: ArenaPanel) -> None:
    """After Enter it was before the first letter."""
    field = arena.controls.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "x**2 + 3*y**2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "0")
    assert field.text() == "x**2 + 3*y**20"

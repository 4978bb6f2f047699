"""Who has the keyboard in a window where the stage makes way for a panel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from core.messages import Message
from gui.main_window import MainWindow
from tests.dock_hands import WORK, click_tab


def press(qtbot: QtBot, key: Qt.Key) -> None:
    """Where the keyboard is, as a hand does."""
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key)


@pytest.mark.parametrize("name", WORK)
def test_the_keyboard_goes_to_the_panel_for_which_the_stage_folds(
    small: MainWindow, name: str
) -> None:
    """Not to a row of tabs, nor to a card behind one; and back to the stage with it."""
    click_tab(small, "explore")
    click_tab(small, name)
    assert not small.stage.isVisible()
    focus = QApplication.focusWidget()
    assert focus is not None and not isinstance(focus, QTabBar)
    assert focus is small.docks[name].widget()
    other = WORK[WORK.index(name) - 1]
    click_tab(small, other)
    assert QApplication.focusWidget() is small.docks[other].widget()
    small.place.strip.setFocus()
    small.place.strip.click()
    assert small.stage.isVisible() and small.stage.view.hasFocus()


def test_the_keys_of_playing_play_the_race_for_which_the_stage_folds(
    qtbot: QtBot, small: MainWindow
) -> None:
    before = small.player.playback.position
    click_tab(small, "arena")
    arena, key = small.arena, Qt.Key
    arena.finish()
    press(qtbot, key.Key_Space)
    assert arena.session.replay.playing and not small.player.playing
    press(qtbot, key.Key_Space)
    assert not arena.session.replay.playing
    arena.seek(0.0)
    for pressed, position in (
        (key.Key_Right, 1),
        (key.Key_PageDown, 2),
        (key.Key_Left, 1),
        (key.Key_PageUp, 0),
        (key.Key_End, arena.steps),
        (key.Key_Home, 0),
    ):
        press(qtbot, pressed)
        assert arena.position == position, pressed
    assert small.player.playback.position == before
    assert small.docks.front is small.docks["arena"] and not small.stage.isVisible()


def test_a_tool_on_the_folded_stage_does_not_take_the_keys(qtbot: QtBot, small: MainWindow) -> None:
    click_tab(small, "explore")
    small.explore.choose("paths")
    click_tab(small, "arena")
    small.arena.finish()
    small.arena.seek(0.0)
    press(qtbot, Qt.Key.Key_Right)
    assert small.arena.position == 1


def test_space_trains_while_the_training_has_the_room(qtbot: QtBot, small: MainWindow) -> None:
    click_tab(small, "training")
    press(qtbot, Qt.Key.Key_Space)
    assert small.session.wants_to_run and not small.player.playing
    press(qtbot, Qt.Key.Key_Space)
    assert not small.session.wants_to_run and not small.stage.isVisible()


def test_in_the_lab_the_keys_of_playing_do_nothing(qtbot: QtBot, small: MainWindow) -> None:
    click_tab(small, "lab")
    before, example = small.player.playback.position, small.director.example
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_PageDown):
        press(qtbot, key)
    assert small.player.playback.position == before and not small.player.playing
    assert small.director.example == example and small.docks.front is small.docks["lab"]


def test_who_writes_in_a_panel_goes_on_when_something_is_told(
    qtbot: QtBot, small: MainWindow
) -> None:
    """It is told above the panel, and nobody has turned to it."""
    click_tab(small, "arena")
    small.arena.view.setFocus()
    small.notice.say(Message("canvas.why.nothing"))
    qtbot.waitUntil(small.notice.isVisible)
    assert small.arena.view.hasFocus() and not small.stage.isVisible()


def test_nothing_hidden_is_played_while_a_panel_is_presented(
    qtbot: QtBot, window: MainWindow
) -> None:
    """Nor is a button pressed to which nobody has gone."""
    window.docks.show("arena")
    window.presentation.toggle(window.docks["arena"])
    assert QApplication.focusWidget() is window.docks["arena"].widget()
    press(qtbot, Qt.Key.Key_Space)
    assert window.arena.session.replay.playing and not window.player.playing
    window.presentation.leave()
    assert window.stage.view.hasFocus()


@pytest.mark.parametrize("name", WORK)
def test_a_window_that_comes_to_the_front_gives_the_keyboard_to_the_panel_not_to_the_strip(
    qtbot: QtBot, small: MainWindow, name: str
) -> None:
    """As after a start: the stage has folded before the window was active."""
    click_tab(small, name)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is other)
    small.docks[name].widget().clearFocus()
    assert small.focusWidget() is None
    small.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is small)
    assert QApplication.focusWidget() is small.docks[name].widget()

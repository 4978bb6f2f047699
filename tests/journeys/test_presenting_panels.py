"""A panel has the whole screen, or a window that one can work in, and goes back to its place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolBar
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.widgets import DockTitle


def test_the_panel_in_front_is_presented_and_escape_brings_all_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.docks.show("training")
    qtbot.waitUntil(lambda: not window.docks["training"].visibleRegion().isEmpty())
    before = window.docks["training"].width()
    qtbot.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert window.isFullScreen() and window.centralWidget().isHidden()
    qtbot.waitUntil(lambda: window.docks["training"].width() > 0.9 * window.width())
    assert window.docks["training"].height() > 0.9 * window.height()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen() and window.centralWidget().isVisible()
    assert all(bar.isVisible() for bar in window.findChildren(QToolBar))
    assert window.menuWidget().isVisible()
    qtbot.waitUntil(lambda: abs(window.docks["training"].width() - before) < 40)
    assert not window.docks["training"].visibleRegion().isEmpty()


def test_the_panel_with_the_keyboard_is_the_one_that_is_meant(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.docks.show("lab")
    window.lab.setFocus()
    window.docks.show("training")
    window.training.commands.train.setFocus()
    assert window.docks.front is window.docks["training"]


def test_a_panel_in_a_window_of_its_own_has_room(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.show("training")
    dock = window.docks["training"]
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    narrow = dock.width()
    window.actions_by_name["detach"].trigger()
    assert dock.isFloating() and dock.width() > 1.6 * narrow
    room = dock.screen().availableGeometry()
    assert room.contains(dock.geometry())


def test_a_panel_torn_off_by_its_button_has_the_keyboard(window: MainWindow) -> None:
    """Space is for the panel: the button that brings it back had the focus ring."""
    dock = window.docks["lab"]
    window.docks.show("lab")
    title = dock.titleBarWidget()
    assert isinstance(title, DockTitle)
    title.float_button.click()
    QApplication.processEvents()
    assert dock.isFloating() and dock.isActiveWindow()
    assert dock.focusWidget() is dock.widget()


def test_a_panel_that_comes_back_is_in_front(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.show("lab")
    dock = window.docks["lab"]
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    dock.setFloating(True)
    window.docks.show("arena")
    dock.setFloating(False)
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    assert window.docks["arena"].visibleRegion().isEmpty()


@pytest.mark.parametrize("hurried", [False, True])
def test_the_panel_is_as_wide_as_the_theme_needs(
    qtbot: QtBot, window: MainWindow, hurried: bool
) -> None:
    """However quickly somebody goes through the themes."""
    dock, appearance = window.docks["training"], window.appearance
    window.docks.show("training")

    def settle() -> None:
        qtbot.waitUntil(lambda: window.docks.settled)

    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    light = dock.width()
    appearance.set_theme("projector")
    qtbot.waitUntil(lambda: dock.width() > 1.1 * light)
    wide = dock.width()
    for name in ("light", "dark", "projector", "light", "dark", "projector"):
        appearance.set_theme(name)
        if not hurried:
            settle()
    settle()
    qtbot.waitUntil(lambda: abs(dock.width() - wide) < 10)
    appearance.set_theme("light")
    settle()
    qtbot.waitUntil(lambda: abs(dock.width() - light) < 10)


def test_a_panel_that_is_torn_off_is_the_one_that_is_taken_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    """By the same key, without a click in between."""
    docks, torn = window.docks, window.docks["lab"]
    docks.show("lab")
    torn.widget().setFocus()
    qtbot.waitUntil(lambda: docks.front is torn)
    window.actions_by_name["detach"].trigger()
    assert [dock for dock in docks.by_name.values() if dock.isFloating()] == [torn]
    window.actions_by_name["detach"].trigger()
    assert not any(dock.isFloating() for dock in docks.by_name.values())

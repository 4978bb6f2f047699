"""Somebody makes the window smaller, and large again: everything is as wide as before."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.dock_hands import drag_border, settle


def widths(window: MainWindow) -> dict[str, int]:
    docks = {name: window.docks[name] for name in ("examples", "card")}
    return {name: dock.width() for name, dock in docks.items() if dock.isVisible()}


def resize(qtbot: QtBot, window: MainWindow, width: int, height: int) -> dict[str, int]:
    window.resize(width, height)
    QApplication.processEvents()
    settle(qtbot, window)
    return widths(window)


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("dragged", [0, -60, 40])
def test_a_window_narrowed_and_widened_is_as_it_was(
    qtbot: QtBot, open_window, theme: str, dragged: int
) -> None:
    window = open_window("en", theme)
    before = resize(qtbot, window, 1280, 800)
    if dragged:
        drag_border(window, dragged)
        settle(qtbot, window)
        assert widths(window)["card"] == before["card"] - dragged
        before = widths(window)
    assert resize(qtbot, window, 800, 800) != before
    assert resize(qtbot, window, 1280, 800) == before
    for width in range(1280, 800, -60):  # a hand takes its time
        resize(qtbot, window, width, 800)
    for width in range(800, 1280, 60):
        resize(qtbot, window, width, 800)
    assert resize(qtbot, window, 1280, 800) == before


def test_also_if_it_had_other_colours_in_between(qtbot: QtBot, open_window) -> None:
    window = open_window("en", "light")
    before = resize(qtbot, window, 1280, 800)
    resize(qtbot, window, 800, 800)
    for theme in ("dark", "light"):
        window.appearance.set_theme(theme)
        QApplication.processEvents()
        settle(qtbot, window)
    assert resize(qtbot, window, 1280, 800) == before

"""The list of examples may stand above or below the stage: there it takes no width from panels."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.dock_hands import drag_border, settle, width
from tests.journeys.conftest import Open

AREA = Qt.DockWidgetArea


def put_examples(qtbot: QtBot, window: MainWindow, area: Qt.DockWidgetArea) -> None:
    window.addDockWidget(area, window.docks["examples"])
    QApplication.processEvents()
    settle(qtbot, window)


@pytest.fixture
def projected(qtbot: QtBot, open_window: Open) -> MainWindow:
    """With the examples, which step aside on a projector unless somebody wants them."""
    window = open_window(theme="projector")
    window.docks.show("examples")
    settle(qtbot, window)
    return window


def widths(qtbot: QtBot, window: MainWindow) -> list[int]:
    """Of the panels on the right, each in front."""
    found = []
    for name in ("card", "explore", "training"):
        window.docks.show(name)
        settle(qtbot, window)
        found.append(width(window, name))
    return found


@pytest.mark.parametrize("area", [AREA.TopDockWidgetArea, AREA.BottomDockWidgetArea])
def test_no_panel_is_narrower_for_examples_above_or_below(
    qtbot: QtBot, projected: MainWindow, area: Qt.DockWidgetArea
) -> None:
    beside = widths(qtbot, projected)
    put_examples(qtbot, projected, area)
    now = widths(qtbot, projected)
    assert all(one >= other for one, other in zip(now, beside, strict=True)), (now, beside)


def test_examples_come_back_from_below_as_wide_as_they_were(
    qtbot: QtBot, window: MainWindow
) -> None:
    """A border that is dragged meanwhile tells nothing about their width."""
    settle(qtbot, window)
    before = width(window, "examples")
    put_examples(qtbot, window, AREA.BottomDockWidgetArea)
    assert width(window, "examples") > 2 * before
    drag_border(window, -40)
    settle(qtbot, window)
    put_examples(qtbot, window, AREA.LeftDockWidgetArea)
    window.docks.widths.apply()
    settle(qtbot, window)
    assert width(window, "examples") == before


def test_examples_among_the_tabs_take_no_width(qtbot: QtBot, projected: MainWindow) -> None:
    beside = widths(qtbot, projected)
    projected.tabifyDockWidget(projected.docks["card"], projected.docks["examples"])
    QApplication.processEvents()
    settle(qtbot, projected)
    now = widths(qtbot, projected)
    assert all(one >= other for one, other in zip(now, beside, strict=True)), (now, beside)

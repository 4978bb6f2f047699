"""Somebody drags the border between map and pages, and finds it there the next day."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.journeys.test_landscape import landscape_of


def drag(border: QSplitter, by: int) -> list[int]:
    """By so many pixels, down or to the right; the sizes then."""
    handle, left = border.handle(1), Qt.MouseButton.LeftButton
    start = handle.rect().center()
    across = border.orientation() is Qt.Orientation.Horizontal
    end = QPointF(start + (QPoint(by, 0) if across else QPoint(0, by)))
    QTest.mousePress(handle, left, pos=start)
    there = handle.mapToGlobal(end)
    held = QMouseEvent(  # QTest's own moves hold no button
        QEvent.Type.MouseMove, end, there, left, left, Qt.KeyboardModifier(0)
    )
    QApplication.sendEvent(handle, held)
    QTest.mouseRelease(handle, left, pos=start)
    return border.sizes()


def race(qtbot: QtBot, window: MainWindow) -> QSplitter:
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible(), timeout=5000)
    qtbot.waitUntil(lambda: window.docks.settled)
    return window.arena.arrangement.border


def test_the_border_is_tomorrow_where_it_was_dragged(qtbot: QtBot, open_window) -> None:
    """Once for each page that is arranged in its own way, and for the net as for a surface."""
    today = open_window()
    border, dragged = race(qtbot, today), {}
    for page, by in (("racers", -40), ("compare", 60)):
        today.arena.pages.show_page(page)
        before = border.sizes()
        dragged[page] = drag(border, by)
        assert abs(dragged[page][0] - before[0]) > 20
    net = landscape_of(qtbot, today)._splitter
    qtbot.waitUntil(lambda: net.sizes()[0] > 0)
    of_net = drag(net, -50)
    today.close()
    tomorrow = open_window(language=None, theme=None)
    tomorrow.docks.show("arena")
    again = tomorrow.arena.landscape._splitter
    qtbot.waitUntil(lambda: again.sizes() == pytest.approx(of_net, abs=3))
    tomorrow.arena.set_surface("ravine")
    border = race(qtbot, tomorrow)
    for page, sizes in dragged.items():
        tomorrow.arena.pages.show_page(page)
        qtbot.waitUntil(lambda sizes=sizes: border.sizes() == pytest.approx(sizes, abs=3))

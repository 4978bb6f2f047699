"""What hands do with the docks of a window: turn to a tab, drag a border."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow

WORK = ("training", "lab", "arena")  # what is worked in by itself


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.docks.settled)


def width(window: MainWindow, name: str) -> int:
    return window.docks[name].width()


def lay_out() -> None:
    """What Qt does before it paints the next picture, and no more than that."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # type: ignore[arg-type]


def click_tab(window: MainWindow, name: str) -> None:
    """What a hand does, up to the next picture."""
    title = window.docks[name].windowTitle()
    for row in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        for index in range(row.count()):
            if row.tabText(index) == title:
                at = row.tabRect(index).center()
                QTest.mouseClick(row, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
                lay_out()
                return
    raise AssertionError(f"no tab of {name}")


def drag_border(window: MainWindow, by: int) -> None:
    """The border between stage and panels, by so many pixels to the right."""
    y = window.place.mapTo(window, window.place.rect().center()).y()
    start = window.place.mapTo(window, QPoint(window.place.width(), 0)).x()
    x = next(x for x in range(start, start + 30) if window.isSeparator(QPoint(x, y)))
    left, end = Qt.MouseButton.LeftButton, QPoint(x + by, y)
    QTest.mousePress(window, left, pos=QPoint(x, y))
    held = QMouseEvent(  # QTest's own moves hold no button
        QEvent.Type.MouseMove, end, window.mapToGlobal(end), left, left, Qt.KeyboardModifier(0)
    )
    QApplication.sendEvent(window, held)
    QApplication.processEvents()
    QTest.mouseRelease(window, left, pos=end)
    QApplication.processEvents()

"""Tabs of docks name all panels, however little room there is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from gui.appearance import Appearance
from gui.dock_tabs import DockTabs
from gui.i18n import Translator

NAMES = ("card", "training", "lab", "arena", "explore")
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea


def make_window(qtbot: QtBot, appearance: Appearance, translator: Translator) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    docks = {name: QDockWidget(window) for name in NAMES}
    for name, dock in docks.items():
        dock.setObjectName(name)
        dock.setWidget(QWidget())
        window.addDockWidget(RIGHT, dock)
        if name != "card":
            window.tabifyDockWidget(docks["card"], dock)
    window.resize(900, 300)
    window.show()
    qtbot.waitUntil(lambda: window.findChild(QTabBar) is not None)
    DockTabs(window, docks, appearance, translator)
    return window


def texts(window: QMainWindow) -> list[str]:
    row = window.findChild(QTabBar)
    return [row.tabText(index) for index in range(row.count())]


@pytest.mark.parametrize(
    "language, width, narrow, wide",
    [("en", 300, "Race", "Optimizer race"), ("zh_CN", 255, "赛跑", "优化器赛跑")],
)
def test_names_become_short_where_there_is_no_room_and_long_again(
    qtbot: QtBot,
    appearance: Appearance,
    translator: Translator,
    language: str,
    width: int,
    narrow: str,
    wide: str,
) -> None:
    translator.set_language(language)
    window = make_window(qtbot, appearance, translator)
    qtbot.waitUntil(lambda: wide in texts(window))
    window.resize(width, 300)
    qtbot.waitUntil(lambda: narrow in texts(window) and wide not in texts(window))
    row = window.findChild(QTabBar)
    assert row.sizeHint().width() <= row.width()
    window.resize(900, 300)
    qtbot.waitUntil(lambda: wide in texts(window))


def test_a_row_that_comes_later_is_looked_at_too(
    qtbot: QtBot, appearance: Appearance, translator: Translator
) -> None:
    """As when a layout is restored: its names stayed those that suited the row before."""
    window = QMainWindow()
    qtbot.addWidget(window)
    docks = {name: QDockWidget(window) for name in NAMES}
    for name, dock in docks.items():
        dock.setObjectName(name)
        dock.setWidget(QWidget())
        window.addDockWidget(RIGHT, dock)
    window.resize(300, 600)
    window.show()
    DockTabs(window, docks, appearance, translator)
    QApplication.processEvents()
    assert docks["arena"].windowTitle() == "Optimizer race", "there is no row that is too narrow"
    for name in NAMES[1:]:
        window.tabifyDockWidget(docks["card"], docks[name])
    qtbot.waitUntil(lambda: "Race" in texts(window))
    row = window.findChild(QTabBar)
    assert row.sizeHint().width() <= row.width()

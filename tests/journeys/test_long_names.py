"""Somebody gives things long names: they are read whole, and no panel moves for them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.dock_hands import settle

LONG = "a_very_long_name_for_a_node_without_end"
LONG_TEXTS = {
    "total_loss": f"{LONG} = x1 + weight; total_loss = {LONG} ** 2",
    "loss_of_the_whole_thing": f"{LONG} = 学习率 * x1 + x_12_under; "
    f"loss_of_the_whole_thing = {LONG} * {LONG}",
    "整个批次的平均损失": "某个名字很长很长的中间结果节点 = 学习率 * 输入; "
    "整个批次的平均损失 = 某个名字很长很长的中间结果节点 ** 2",
}


def type_expression(qtbot: QtBot, window: MainWindow, text: str, output: str) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QApplication.clipboard().setText(text)
    qtbot.keyClick(window.expression.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.stage.frame.trace.graph.output == output)


def widths(qtbot: QtBot, window: MainWindow) -> dict[str, int]:
    QApplication.processEvents()
    settle(qtbot, window)
    docks = {name: window.docks[name] for name in ("card", "examples")}
    shown = {name: dock.width() for name, dock in docks.items() if dock.isVisible()}
    return shown | {"stage": window.stage.width()}


def is_whole(label: QLabel) -> bool:
    """Does every line of the text end within the label, and the last one above its lower edge?"""
    layout, room = QTextLayout(QLabel.text(label), label.font()), label.contentsRect()
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room.width())
        height += line.height()
        if line.naturalTextWidth() > room.width() + 1:
            return False
    layout.endLayout()
    return height <= room.height() + 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_no_panel_moves_for_a_long_name_and_all_of_it_is_read(
    qtbot: QtBot, open_window, theme: str, language: str
) -> None:
    window = open_window(language, theme, size=(1024, 768))
    before = widths(qtbot, window)
    for output, text in LONG_TEXTS.items():
        type_expression(qtbot, window, text, output)
        for index in range(len(window.stage.frame.trace)):
            window.player.seek(index + 0.5)
            assert widths(qtbot, window) == before, window.stage.caption.text()
            assert is_whole(window.stage.caption), window.stage.caption.text()
    type_expression(qtbot, window, "y = x*2", "y")
    assert widths(qtbot, window) == before

"""Who turns the wheel over a page wants it to scroll: no field that lies on the way may change."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QScrollBar,
    QWidget,
)

from gui.main_window import MainWindow


def is_played(control: QWidget) -> bool:
    """On a bar that plays, the wheel goes through the steps."""
    above = control.parentWidget()
    return above is not None and ("Transport" in type(above).__name__ or is_played(above))


def fields_of(dock: QDockWidget) -> list[QWidget]:
    found = [each for kind in (QAbstractSpinBox, QComboBox) for each in dock.findChildren(kind)]
    sliders = [
        each for each in dock.findChildren(QAbstractSlider) if not isinstance(each, QScrollBar)
    ]
    return [each for each in (*found, *sliders) if not is_played(each)]


def value(field: QWidget) -> object:
    if isinstance(field, QAbstractSpinBox):
        return field.text()
    return field.currentIndex() if isinstance(field, QComboBox) else field.value()


def turn_wheel(field: QWidget, turn: int) -> None:
    where, held = QPointF(field.rect().center()), Qt.KeyboardModifier.NoModifier
    phase, button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    event = QWheelEvent(where, where, QPoint(), QPoint(0, turn), button, held, phase, False)
    QApplication.sendEvent(field, event)


def assert_calm(dock: QDockWidget) -> None:
    fields = fields_of(dock)
    assert fields
    for field in fields:
        assert field.focusPolicy() is not Qt.FocusPolicy.WheelFocus, field
        before = value(field)
        for turn in (120, -120):
            turn_wheel(field, turn)
            assert value(field) == before, field


@pytest.mark.parametrize("name", ["training", "arena"])
def test_scrolling_past_a_field_of_a_panel_does_not_change_it(
    window: MainWindow, name: str
) -> None:
    window.docks.show(name)
    window.stage.view.setFocus()
    assert_calm(window.docks[name])


def test_nor_past_one_of_the_lab(window: MainWindow) -> None:
    window.docks.show("lab")
    for page in window.lab.catalogue.cards:
        window.lab.choose(page)
    window.stage.view.setFocus()
    assert_calm(window.docks["lab"])


def test_nor_past_one_of_a_tool(window: MainWindow) -> None:
    window.docks.show("explore")
    for tool in window.explore.cards:
        window.explore.choose(tool)
    window.stage.view.setFocus()
    assert_calm(window.docks["explore"])

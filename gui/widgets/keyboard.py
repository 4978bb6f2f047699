"""Who gets the keyboard after a click of the mouse."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QTabBar,
    QWidget,
)

_CLICKED = (QAbstractButton, QComboBox, QAbstractSlider, QTabBar, QAbstractItemView)


def leave_keyboard_to_stage(root: QWidget) -> None:
    """A click on a button, a list or a slider does not take the keyboard with it.

    Space and the arrows go on moving the stage; who wants them for a control reaches it by Tab.
    """
    for control in root.findChildren(QWidget):
        if isinstance(control, _CLICKED) and control.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)

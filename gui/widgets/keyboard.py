"""Who gets the keyboard after a click of the mouse, and when what has it is hidden."""

from collections.abc import Iterable

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


def hand_keyboard_on(hidden: Iterable[QWidget], heir: QWidget) -> None:
    """Before widgets are hidden: if one of them, or what stands in it, has the keyboard, `heir`
    gets it. Qt would give it to whatever comes next in the window, to be typed over."""
    focus = heir.window().focusWidget()
    if focus is not None and any(each is focus or each.isAncestorOf(focus) for each in hidden):
        heir.setFocus(Qt.FocusReason.OtherFocusReason)

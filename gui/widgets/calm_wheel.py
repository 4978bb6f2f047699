"""Fields on a page that scrolls: who turns the wheel there wants the page to move."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class CalmWheel(QObject):
    """The wheel turns only a field that has the focus, and does not give it: scrolling past must
    not change anything."""

    def __init__(self, fields: Iterable[QWidget | None], parent: QObject) -> None:
        super().__init__(parent)
        for field in fields:
            if field is None:
                continue
            if field.focusPolicy() is Qt.FocusPolicy.WheelFocus:
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        passing = event.type() is QEvent.Type.Wheel
        if passing and isinstance(field, QWidget) and not field.hasFocus():
            event.ignore()
            return True
        return False

"""Work that waits until somebody looks: imports and data that the first lesson does not need."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstSight(QObject):
    """Calls `prepare` once, right after `widget` has been painted for the first time.

    Being shown is not enough: Qt shows a dock that lies behind another tab, but paints it only
    when it comes to the front.
    """

    def __init__(self, widget: QWidget, prepare: Callable[[], object]) -> None:
        super().__init__(widget)
        self._prepare = prepare
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._call)
        return False

    def _call(self) -> None:
        self._prepare()

"""A scroll area that comes to rest, whatever stands in it."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_NESTED = 4  # changes of size that may follow from each other


class SteadyScrollArea(QScrollArea):
    """Its widget is as wide as the area, and it has no frame.

    Qt gives the widget another size whenever that has got another size. If it is lower the less
    width it has, or in the middle of being arranged anew, its scroll bar comes and goes, each
    within the one before, until there is no room on the stack: the program ends. Here that stops
    after a few times.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._depth = 0  # before Qt asks for the first event
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        if self._depth >= _NESTED:
            return False
        self._depth += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._depth -= 1

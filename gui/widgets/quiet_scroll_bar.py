"""A scroll bar whose room is always kept."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QScrollBar


class QuietScrollBar(QScrollBar):
    """Not seen where there is nothing to scroll, so that what is beside it keeps its width: lines
    that are broken to a width would make a bar necessary that needs width."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)

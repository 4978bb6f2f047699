"""The sentence above the stage, which leaves the room to the graph."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.widgets import Sentence, unbroken

_MOST = 3  # lines, before the last sentences are left to the tooltip
_END = re.compile(r"(?<=\.) +|(?<=。) *")  # of a sentence; not the point of a number


class Caption(Sentence):
    """Of several sentences those that fit into three lines, the first one in any case; all of
    them are in the tooltip, and with whoever said them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "title")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    def shown_text(self) -> str:
        """What is to be read, in the width that there is."""
        return self._shortened(self.contentsRect().width())

    def heightForWidth(self, width: int) -> int:
        return self._height(self._shortened(width), width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.shown_text()
        QLabel.setText(self, unbroken(shown))
        self.setToolTip(self.text() if shown != self.text() else "")

    def _shortened(self, width: int) -> str:
        sentences = [part for part in _END.split(self.text()) if part]
        shown, most = self.text(), _MOST * self.fontMetrics().lineSpacing()
        while len(sentences) > 1 and self._height(shown, width) > most:
            sentences.pop()
            shown = f"{' '.join(sentences)} …"
        return shown

    def _height(self, text: str, width: int) -> int:
        """In pixels, wrapped into `width`."""
        flags = int(self.alignment() | Qt.TextFlag.TextWordWrap)
        return self.fontMetrics().boundingRect(0, 0, width, 0, flags, unbroken(text)).height()

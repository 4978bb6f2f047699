"""The sentence above the stage, which leaves the room to the graph."""

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.widgets import Sentence, breakable, unbroken

_MOST = 3  # lines, before the last sentences are left to the tooltip
_WORD = re.compile(r" +|(?<=[，：；])")  # where one ends
_END = re.compile(r"(?<=\.) +|(?<=。) *")  # of a sentence; not the point of a number


class Caption(Sentence):
    """Of several sentences what fits into three lines; all of them are in the tooltip, and with
    whoever said them. It takes the width there is, and never asks for more: the panels beside the
    stage do not move for a long name."""

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

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.shown_text()
        QLabel.setText(self, self._laid_out(shown, self.contentsRect().width()))
        self.setToolTip(self.text() if shown != self.text() else "")

    def _shortened(self, width: int) -> str:
        """The first sentences, if they fill more than a line; else as many words as there is room
        for. A single sentence is never cut."""
        text = self.text()
        ends = [found.start() for found in _END.finditer(text) if found.end() < len(text)]
        if not ends or self._lines(text, width) <= _MOST:
            return text
        told = self._longest(text, ends, width)
        if self._lines(told, width) == 1:
            words = [found.end() for found in _WORD.finditer(text)]
            told = self._longest(text, [*ends[:1], *words], width)
        return f"{told} …"

    def _longest(self, text: str, ends: list[int], width: int) -> str:
        """The longest beginning that fits; if none does, the shortest."""
        beginnings = [text[:end].rstrip() for end in sorted(ends)]
        fits = (each for each in reversed(beginnings) if self._lines(f"{each} …", width) <= _MOST)
        return next(fits, beginnings[0])

    def _lines(self, text: str, width: int) -> int:
        """How many. A line is higher here than its font says, by the rounding of pixels."""
        return round(self._height(text, width) / self._height("x", width))

    def _height(self, text: str, width: int) -> int:
        """In pixels, wrapped into `width`."""
        flags = int(self.alignment() | Qt.TextFlag.TextWordWrap)
        laid_out = self._laid_out(text, width)
        return self.fontMetrics().boundingRect(0, 0, width, 0, flags, laid_out).height()

    def _laid_out(self, text: str, width: int) -> str:
        """With all that says where it may be broken, and where not."""
        return breakable(unbroken(text), width, self.fontMetrics().horizontalAdvance)

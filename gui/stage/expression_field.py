"""A line for formulas: monospaced, with a wave under what is wrong, and ↑ ↓ for its owner."""

from math import sin

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.appearance import Appearance


class ExpressionField(QLineEdit):
    """A line in a monospaced font that can underline a place with a wave."""

    recalled = Signal(int)  # −1 for ↑, +1 for ↓
    escaped = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._column: int | None = None
        self._wrong = False
        self.setProperty("role", "code")
        self.setMaxLength(4000)

    @property
    def column(self) -> int | None:
        """The underlined place, counted from 1."""
        return self._column

    def mark(self, column: int | None, wrong: bool = True) -> None:
        """Underline what stands at `column`; None underlines nothing."""
        self._column = column
        if wrong != self._wrong:
            self._wrong = wrong
            self.setProperty("invalid", wrong)
            self.style().unpolish(self)
            self.style().polish(self)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert(one_line(QGuiApplication.clipboard().text()))
            self.textEdited.emit(self.text())
        elif event.key() == Qt.Key.Key_Up:
            self.recalled.emit(-1)
        elif event.key() == Qt.Key.Key_Down:
            self.recalled.emit(1)
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._column is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._appearance.theme.error, 1.5 * self._appearance.factor))
        painter.drawPolyline(self._wave())

    def _wave(self) -> QPolygonF:
        """From the wrong character to the end of its word."""
        assert self._column is not None
        text, metrics = self.text(), self.fontMetrics()
        start = min(self._column - 1, len(text))
        end = start + 1
        while end < len(text) and text[start].isalnum() and (text[end].isalnum()):
            end += 1
        cursor = self.cursorRect()
        here = cursor.center().x() - metrics.horizontalAdvance(text[: self.cursorPosition()])
        left = here + metrics.horizontalAdvance(text[:start])
        right = max(here + metrics.horizontalAdvance(text[:end]), left + self._appearance.px(8))
        px = self._appearance.px
        base = self.rect().center().y() + metrics.height() / 2
        points = [QPointF(x, base + px(2) * sin((x - left) / px(2))) for x in range(left, right)]
        return QPolygonF(points)


def one_line(text: str) -> str:
    """Several lines of definitions as one."""
    return "; ".join(line.strip().rstrip(";") for line in text.splitlines() if line.strip())

"""A line for formulas: monospaced, a wave under what is wrong, a ground behind the brackets at the
cursor, and ↑ ↓ for its owner.

A bracket that is typed brings its partner along, and both go together with Backspace; typing the
partner steps over it. So what is being typed is a formula at almost every moment.
"""

from math import sin

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from core.language.cursor import brackets_at, is_balanced, one_line
from core.language.expression import MAX_LENGTH
from gui.appearance import Appearance
from gui.widgets import restyle

_SIDE, _FADE = 8, 28  # px beside the text (as in `fields.qss`); in which it fades
_PAIRS = {"(": ")", "[": "]"}
_BEFORE_PAIR = " )],;+-*/@=），；"  # what may stand behind a bracket that brings its partner


class ExpressionField(QLineEdit):
    """A line in a monospaced font that can underline a place with a wave."""

    recalled = Signal(int)  # −1 for ↑, +1 for ↓
    escaped = Signal()
    list_wanted = Signal()  # Alt + ↓: everything that was entered
    scrolled = Signal()  # the text stands elsewhere now, which Qt knows only when it paints

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._column: int | None = None
        self._origin = 0.0
        self.setProperty("role", "code")
        self.setMaxLength(MAX_LENGTH)
        self.cursorPositionChanged.connect(self.update)

    @property
    def column(self) -> int | None:
        """The underlined place, counted from 1."""
        return self._column

    def mark(self, column: int | None, wrong: bool = True) -> None:
        """Underline what stands at `column`; None underlines nothing."""
        self._column = column
        restyle(self, invalid=wrong)
        self.update()

    def replace(self, text: str, cursor: int) -> None:
        """Another text, as if it had been typed: one step for Ctrl + Z."""
        self.selectAll()
        self.insert(text)
        self.setCursorPosition(cursor)
        self.textEdited.emit(self.text())

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert(one_line(QGuiApplication.clipboard().text()))
            self.textEdited.emit(self.text())
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.list_wanted.emit()
        elif event.key() == Qt.Key.Key_Up:
            self.recalled.emit(-1)
        elif event.key() == Qt.Key.Key_Down:
            self.recalled.emit(1)
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif not self._paired(event):
            super().keyPressEvent(event)

    def _paired(self, event: QKeyEvent) -> bool:
        """Keys that treat two brackets as a pair. True if this was one."""
        typed, text, cursor = event.text(), self.text(), self.cursorPosition()
        after = text[cursor : cursor + 1]
        if typed in _PAIRS and self.hasSelectedText():
            chosen = self.selectedText()
            self._insert(f"{typed}{chosen}{_PAIRS[typed]}", back=1)
        elif typed in _PAIRS and (not after or after in _BEFORE_PAIR) and is_balanced(text):
            self._insert(typed + _PAIRS[typed], back=1)
        elif typed and typed in _PAIRS.values() and after == typed and is_balanced(text):
            self.setCursorPosition(cursor + 1)
        elif self._stands_in_empty_pair(event):
            self.setSelection(cursor - 1, 2)
            self._insert("")
        else:
            return False
        return True

    def _stands_in_empty_pair(self, event: QKeyEvent) -> bool:
        text, cursor = self.text(), self.cursorPosition()
        return (
            event.key() == Qt.Key.Key_Backspace
            and not event.modifiers()
            and not self.hasSelectedText()
            and text[cursor - 1 : cursor + 1] in ("()", "[]")
            and cursor > 0
            and is_balanced(text)
        )

    def _insert(self, text: str, back: int = 0) -> None:
        self.insert(text)
        self.setCursorPosition(self.cursorPosition() - back)
        self.textEdited.emit(self.text())

    # what lies over the text

    def x_of(self, character: int) -> float:
        """Where a character begins, in pixels; it may have been scrolled out of sight."""
        metrics, text = QFontMetricsF(self.font()), self.text()
        here = metrics.horizontalAdvance(text[: self.cursorPosition()])
        there = metrics.horizontalAdvance(text[:character])
        return self.cursorRect().center().x() + there - here

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.x_of(0) != self._origin:
            self._origin = self.x_of(0)
            self.scrolled.emit()
        self._fade()
        brackets = brackets_at(self.text(), self.cursorPosition()) if self.hasFocus() else None
        if self._column is None and brackets is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margin = self._appearance.px(3)
        painter.setClipRect(self.rect().adjusted(margin, margin, -margin, -1))
        theme = self._appearance.theme
        if brackets is not None and brackets.partner is None:
            self._ground(painter, brackets.at, theme.error)
        elif brackets is not None and brackets.partner is not None:
            self._ground(painter, brackets.at, theme.forward)
            self._ground(painter, brackets.partner, theme.forward)
        if self._column is not None:
            painter.setPen(QPen(theme.error, 1.5 * self._appearance.factor))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(self._wave(self._column))

    def _fade(self) -> None:
        """A formula that goes on beyond a side fades there, where it would seem to end."""
        px, theme = self._appearance.px, self._appearance.theme
        left, right = px(_SIDE), self.width() - px(_SIDE)
        ground = QColor(theme.panel if self.hasFocus() else theme.sunken)
        clear = QColor(ground)
        clear.setAlpha(0)
        beyond = ((self.x_of(0) < left - 1, left), (self.x_of(len(self.text())) > right + 1, right))
        painter = QPainter(self)
        for goes_on, side in beyond:
            if goes_on:
                inwards = side + px(_FADE) * (1 if side == left else -1)
                shade = QLinearGradient(side, 0, inwards, 0)
                shade.setColorAt(0, ground)
                shade.setColorAt(1, clear)
                room = QRectF(QPointF(side, 0), QPointF(inwards, self.height())).normalized()
                edge = px(_SIDE) / 2
                painter.fillRect(room.adjusted(0, edge, 0, -edge), shade)

    def _ground(self, painter: QPainter, character: int, colour: QColor) -> None:
        """A soft ground behind one character: so thin a colour that it may lie over it."""
        left, right = self.x_of(character), self.x_of(character + 1)
        height = QFontMetricsF(self.font()).height()
        room = QRectF(left, self.rect().center().y() - height / 2, right - left, height)
        fill, edge = QColor(colour), QColor(colour)
        fill.setAlphaF(0.18)
        edge.setAlphaF(0.55)
        painter.setPen(QPen(edge, self._appearance.px(1)))
        painter.setBrush(fill)
        painter.drawRoundedRect(room, self._appearance.px(3), self._appearance.px(3))

    def _wave(self, column: int) -> QPolygonF:
        """From the wrong character to the end of its word."""
        text, px = self.text(), self._appearance.px
        start = min(column - 1, len(text))
        end = start + 1
        while end < len(text) and text[start].isalnum() and text[end].isalnum():
            end += 1
        left = self.x_of(start)
        right = max(self.x_of(end), left + px(8))
        base = self.rect().center().y() + QFontMetricsF(self.font()).height() / 2
        count = round(right - left) + 1
        points = [QPointF(left + i, base + px(2) * sin(i / px(2))) for i in range(count)]
        return QPolygonF(points)

"""The names that could be meant, in a list under the word that is being typed.

It never takes the keyboard: the field keeps it and says where to go.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from core.language.completion import Suggestion
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.text_painting import LEFT, line_height, write

_ROWS = 8
_WIDEST = 560


class SuggestionList(QFrame):
    """Signature and a line about each; the current one on the colour of a selection."""

    clicked = Signal(object)  # Suggestion
    shown = Signal(bool)  # it has come, or gone

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._look = appearance
        self._translator = translator
        self._entries: Sequence[Suggestion] = ()
        self._row = self._top = 0
        self._stepped = False
        translator.bind(self.setAccessibleName, "edit.suggest.name")
        translator.changed.connect(self.update)
        appearance.changed.connect(self.hide)
        self.hide()

    @property
    def current(self) -> Suggestion:
        return self._entries[self._row]

    @property
    def entries(self) -> Sequence[Suggestion]:
        return self._entries

    @property
    def stepped(self) -> bool:
        """Has somebody moved the choice by keys?"""
        return self._stepped

    def offer(self, entries: Sequence[Suggestion]) -> None:
        """Show these, where the list stands."""
        self._entries = entries
        self._row = self._top = 0
        self._stepped = False
        window = self.parentWidget()
        assert window is not None
        self.setFixedSize(self.sizeHint().boundedTo(window.size()))
        self.show()
        self.raise_()
        self.update()

    def step(self, rows: int) -> None:
        """Move the choice; beyond an end lies the other one, for single steps."""
        self._stepped = True
        last = len(self._entries) - 1
        row = self._row + rows
        if abs(rows) == 1:
            row %= last + 1
        self._choose(max(0, min(row, last)))

    def _choose(self, row: int) -> None:
        self._row = row
        self._top = min(max(self._top, row - self._shown + 1), row)
        self.update()

    @property
    def _shown(self) -> int:
        return min(_ROWS, len(self._entries))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.shown.emit(False)

    # how it looks

    def sizeHint(self) -> QSize:
        px = self._look.px
        small, name = QFontMetricsF(self._look.font("small")), self._name_width
        about = max((small.horizontalAdvance(self._about(e)) for e in self._entries), default=0)
        width = min(name + about + px(46), px(_WIDEST))
        return QSize(round(width), self._shown * self._height + 2 * px(5))

    @property
    def _name_width(self) -> float:
        """Of the widest signature."""
        metrics = QFontMetricsF(self._look.font("mono", bold=True))
        return max((metrics.horizontalAdvance(_signature(e)) for e in self._entries), default=0.0)

    @property
    def about_room(self) -> float:
        """How wide the line about an entry may be."""
        return self._about_in(self._place(0), self._name_width).width()

    def _about_in(self, room: QRectF, name: float) -> QRectF:
        px = self._look.px
        return room.adjusted(px(8) + name + px(18), 0, -px(6), 0)

    @property
    def _height(self) -> int:
        return round(line_height(self._look.font("mono", bold=True)) + self._look.px(7))

    def _about(self, entry: Suggestion) -> str:
        return self._translator.say(entry.about)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name = self._name_width
        for i in range(self._top, self._top + self._shown):
            self._paint_row(painter, self._place(i - self._top), self._entries[i], i, name)
        if len(self._entries) > self._shown:
            self._paint_bar(painter)

    def _place(self, line: int) -> QRectF:
        px = self._look.px
        room = QRectF(px(5), px(5) + line * self._height, self.width() - 2 * px(5), self._height)
        return room.adjusted(0, 0, -px(7) * (len(self._entries) > self._shown), 0)

    def _paint_row(
        self, painter: QPainter, room: QRectF, entry: Suggestion, row: int, name: float
    ) -> None:
        theme, px = self._look.theme, self._look.px
        if row == self._row:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.selection)
            painter.drawRoundedRect(room, px(5), px(5))
        bold, plain = self._look.font("mono", bold=True), self._look.font("mono")
        ink = theme.forward if row == self._row else theme.ink
        left = room.adjusted(px(8), 0, 0, 0)
        write(painter, left, entry.name, bold, ink, LEFT)
        left.adjust(QFontMetricsF(bold).horizontalAdvance(entry.name), 0, 0, 0)
        write(painter, left, _signature(entry)[len(entry.name) :], plain, theme.muted, LEFT)
        about = self._about_in(room, name)
        font = self._look.font("small")
        text = QFontMetricsF(font).elidedText(
            self._about(entry), Qt.TextElideMode.ElideRight, about.width()
        )
        write(painter, about, text, font, theme.muted, LEFT)

    def _paint_bar(self, painter: QPainter) -> None:
        """How far down the list one is."""
        px, total = self._look.px, len(self._entries)
        height = self.height() - 2 * px(6)
        top = px(6) + height * self._top / total
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(self._look.theme.track)
        bar = QRectF(self.width() - px(8), top, px(4), height * self._shown / total)
        painter.drawRoundedRect(bar, px(2), px(2))

    # the mouse

    def _row_at(self, y: float) -> int | None:
        line = int((y - self._look.px(5)) // self._height)
        return self._top + line if 0 <= line < self._shown else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row is not None:
            self._choose(row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row is not None:
            self._choose(row)
            self.clicked.emit(self.current)

    def wheelEvent(self, event: QWheelEvent) -> None:
        lines = -1 if event.angleDelta().y() > 0 else 1
        self._top = max(0, min(self._top + lines, len(self._entries) - self._shown))
        self.update()
        event.accept()


def _signature(entry: Suggestion) -> str:
    return f"{entry.name}({', '.join(entry.arguments)})" if entry.is_operation else entry.name

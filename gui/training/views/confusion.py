"""The confusion matrix: which digit is read as which. Rows are what an image is, columns what the
net read; beside each row stands the share of it that was read correctly."""

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import CLASSES
from core.format import whole
from core.training.predictions import Predictions
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.theme import contrast
from gui.training.number_formats import percent
from gui.training.shades import mixed

Cell = tuple[int, int]  # label, guess

_SMALLEST, _LARGEST = 15, 40  # pixels across a cell
_LINE = 0.7  # of a line of text: as low as a cell may be
_SHRUNK = 0.72  # of the usual letters; before they are smaller yet, a number is rounded
_PALEST = 0.12  # of the colour, for a cell with a single image
_KEYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionMatrix(QWidget):
    """A click or the arrow keys choose a cell; a second click, or Escape, chooses none."""

    chosen = Signal(object)  # Cell, or None
    pointed = Signal(object)  # the Cell under the mouse, or None

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._reading: Predictions | None = None
        self.cell: Cell | None = None
        self._pointed: Cell | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        translator.bind(self.setAccessibleName, "watch.confusion.name")
        translator.changed.connect(self.update)
        appearance.changed.connect(self._on_appearance)

    def show_reading(self, reading: Predictions | None) -> None:
        self._reading = reading
        self.update()

    def choose(self, cell: Cell | None) -> None:
        if cell != self.cell:
            self.cell = cell
            self.chosen.emit(cell)
            self.update()

    # where things are

    def sizeHint(self) -> QSize:
        side = self._appearance.px(26)
        return QSize(self._left() + CLASSES * side + self._right(), self._top() + CLASSES * side)

    def minimumSizeHint(self) -> QSize:
        side = self._appearance.px(_SMALLEST)
        return QSize(self._left() + CLASSES * side + self._right(), self._top() + CLASSES * side)

    def height_for(self, width: int, room: int) -> int:
        """How high it wants to be in so narrow a column: cells are squares, but lower where that
        makes all of them to be seen in the `room`, and high enough for a number."""
        px = self._appearance.px
        side = min((width - self._left() - self._right()) // CLASSES, px(_LARGEST))
        least = min(side, round(_LINE * self._small().height()))
        return self._top() + CLASSES * min(side, max((room - self._top()) // CLASSES, least))

    def square(self, cell: Cell) -> QRectF:
        """Where a cell is painted."""
        side, high = self._side()
        label, guess = cell
        return QRectF(self._left() + guess * side, self._top() + label * high, side, high)

    def cell_at(self, x: float, y: float) -> Cell | None:
        side, high = self._side()
        guess, label = int((x - self._left()) // side), int((y - self._top()) // high)
        inside = 0 <= guess < CLASSES and 0 <= label < CLASSES
        return (label, guess) if inside else None

    def _side(self) -> tuple[int, int]:
        """Width and height of a cell."""
        px = self._appearance.px
        wide = (self.width() - self._left() - self._right()) // CLASSES
        high = (self.height() - self._top()) // CLASSES
        least = px(_SMALLEST) // 2
        side = max(min(wide, px(_LARGEST)), least)
        return side, max(min(side, high), least)

    def _small(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font("small"))

    def _left(self) -> int:
        return self._appearance.px(20)

    def _top(self) -> int:
        return 2 * self._small().height() + self._appearance.px(2)

    def _right(self) -> int:
        return self._small().horizontalAdvance(percent(1.0)) + self._appearance.px(6)

    # what is painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._appearance.font("small"))
        self._paint_names(painter)
        for label in range(CLASSES):
            for guess in range(CLASSES):
                self._paint_cell(painter, (label, guess))
        self._paint_marks(painter)
        painter.setFont(self._appearance.font("small"))
        if self._reading is not None:
            self._paint_shares(painter, self._reading)

    def _paint_names(self, painter: QPainter) -> None:
        painter.setPen(self._appearance.theme.muted)
        line = QRectF(0, 0, self.square((0, CLASSES - 1)).right(), self._small().height())
        axes = self._translator.tr("watch.confusion.axes")
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, axes)
        for digit in range(CLASSES):
            square = self.square((digit, digit))
            column = QRectF(square.left(), line.bottom(), square.width(), line.height())
            row = QRectF(0, square.top(), self._left(), square.height())
            painter.drawText(column, Qt.AlignmentFlag.AlignCenter, str(digit))
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, str(digit))

    def _paint_cell(self, painter: QPainter, cell: Cell) -> None:
        theme, square = self._appearance.theme, self.square(cell).adjusted(0.5, 0.5, -0.5, -0.5)
        colour = self._colour(cell)
        painter.fillRect(square, colour)
        painter.setPen(QPen(theme.border, 1))
        painter.drawRect(square)
        count = int(self._reading.confusion[cell]) if self._reading is not None else 0
        if count:
            inks = (theme.ink, theme.panel)
            painter.setPen(max(inks, key=lambda ink: contrast(ink, colour)))
            words, font = self.writing(count, square.width() - 3)
            font.setPixelSize(max(1, min(font.pixelSize(), int(square.height() - 2))))
            painter.setFont(font)
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, words)

    def writing(self, count: int, room: float) -> tuple[str, QFont]:
        """How a number is written in a cell of this width. It may be small, but is never left out:
        an empty cell means that there is no such image."""
        font = QFont(self._appearance.font("small"))
        for words in _ways_to_write(count):
            needed = self._small().horizontalAdvance(words)
            if room >= _SHRUNK * needed:
                break
        if needed > room:
            font.setPixelSize(max(1, int(font.pixelSize() * room / needed)))
        return words, font

    def _colour(self, cell: Cell) -> QColor:
        """Right in the colour of parameters, wrong in that of errors, both by the square root of
        the share of the row: a handful among a thousand is still to be seen."""
        theme, label = self._appearance.theme, cell[0]
        if self._reading is None or not self._reading.confusion[cell]:
            return theme.panel
        row = self._reading.confusion[label]
        share = (row[cell[1]] / row.sum()) ** 0.5
        full = theme.parameter if cell[0] == cell[1] else theme.backward
        return mixed(theme.panel, full, _PALEST + (1 - _PALEST) * float(share))

    def _paint_marks(self, painter: QPainter) -> None:
        """Around the cell that is chosen, and the one that is pointed at."""
        theme, px = self._appearance.theme, self._appearance.px
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for cell, width in ((self._pointed, 1), (self.cell, 2)):
            if cell is not None:
                painter.setPen(QPen(theme.ink, px(width)))
                painter.drawRect(self.square(cell).adjusted(0.5, 0.5, -0.5, -0.5))
        if self.hasFocus() and self.cell is None:
            painter.setPen(QPen(theme.forward, px(2)))
            painter.drawRect(self.square((0, 0)).united(self.square((CLASSES - 1, CLASSES - 1))))

    def _paint_shares(self, painter: QPainter, reading: Predictions) -> None:
        painter.setPen(self._appearance.theme.ink)
        for label, share in enumerate(reading.recalls):
            square = self.square((label, CLASSES - 1))
            room = QRectF(square.right(), square.top(), self._right(), square.height())
            words = percent(float(share)) if share == share else "—"
            where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, where, words)

    # the hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.cell_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.cell_at(event.position().x(), event.position().y())
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(None if found == self.cell else found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is not None:
            label, guess = self.cell or (0, 0)
            moved = (label + step[0]) % CLASSES, (guess + step[1]) % CLASSES
            self.choose(moved if self.cell is not None else (0, 0))
        elif event.key() == Qt.Key.Key_Escape and self.cell is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def place_of(self, cell: Cell) -> QPoint:
        """The middle of a cell."""
        return self.square(cell).center().toPoint()

    def _point_at(self, cell: Cell | None) -> None:
        if cell != self._pointed:
            self._pointed = cell
            self.pointed.emit(cell)
            self.update()

    def _on_appearance(self) -> None:
        self.updateGeometry()
        self.update()


def _ways_to_write(count: int) -> list[str]:
    """The shorter last; the whole number is told where one points."""
    if count < 1000:
        return [whole(count)]
    return [whole(count), f"{count / 1000:.1f}k", f"{count / 1000:.0f}k"]

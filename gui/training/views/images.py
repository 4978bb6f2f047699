"""Images that were read, each with what it is, what it was read as, and how surely."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import SIDE
from core.engine import Array
from gui.appearance import Appearance
from gui.training.digit_image import ink
from gui.training.number_formats import percent

MOST = 60  # images that are shown; the surest come first
_PICTURE, _GAP = 48, 8
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, eq=False)
class Shown:
    """One image: its index in the data set, its pixels (784 bytes), and what was made of it."""

    index: int
    pixels: Array
    label: int
    guess: int
    confidence: float

    @property
    def right(self) -> bool:
        return self.label == self.guess


class ImageGrid(QWidget):
    """As many in a row as there is room for. A click, or Enter, opens one."""

    opened = Signal(object)  # the Shown
    pointed = Signal(object)  # the Shown under the mouse, or None

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.images: list[Shown] = []
        self._marked = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._on_appearance)

    def show_images(self, images: list[Shown]) -> None:
        self.images = images
        self._mark(min(self._marked, len(images) - 1))
        self.updateGeometry()
        self.update()

    def place(self, index: int) -> QRect:
        """The card of an image."""
        card, columns = self._card(), self._columns()
        row, column = divmod(index, columns)
        gap = self._appearance.px(_GAP)
        return QRect(column * (card.width() + gap), row * (card.height() + gap), *card.toTuple())

    def index_at(self, x: float, y: float) -> int:
        inside = (i for i in range(len(self.images)) if self.place(i).contains(int(x), int(y)))
        return next(inside, -1)

    def sizeHint(self) -> QSize:
        rows = -(-max(len(self.images), 1) // self._columns())
        return QSize(self._appearance.px(200), rows * (self._card().height() + self._gap()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._card().width(), self.sizeHint().height())

    def _gap(self) -> int:
        return self._appearance.px(_GAP)

    def _card(self) -> QSize:
        letters = QFontMetrics(self._appearance.font("small"))
        widest = max(letters.horizontalAdvance(percent(0.999)), letters.horizontalAdvance("0 → 0"))
        side = max(self._appearance.px(_PICTURE), widest)
        return QSize(side, side + 2 * letters.height())

    def _columns(self) -> int:
        width = self._card().width() + self._gap()
        return max((self.width() + self._gap()) // width, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._appearance.font("small"))
        for index, image in enumerate(self.images):
            card = self.place(index)
            if card.intersects(event.rect()):
                self._paint_card(painter, image, card, index == self._marked)

    def _paint_card(self, painter: QPainter, image: Shown, card: QRect, marked: bool) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        square = QRect(card.topLeft(), QSize(card.width(), card.width()))
        painter.drawImage(square, ink(image.pixels.reshape(SIDE, SIDE), theme))
        painter.setPen(QPen(theme.forward if marked else theme.border, px(2 if marked else 1)))
        painter.drawRect(QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5))
        line = QRect(card.left(), square.bottom() + 1, card.width(), painter.fontMetrics().height())
        painter.setPen(theme.right if image.right else theme.wrong)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, f"{image.label} → {image.guess}")
        painter.setPen(theme.muted)
        below = line.translated(0, line.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, percent(image.confidence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mark(self.index_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mark(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position().x(), event.position().y())
        if event.button() is Qt.MouseButton.LeftButton and index >= 0:
            self.opened.emit(self.images[index])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is not None and self.images:
            self._mark((self._marked + step) % len(self.images))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._marked >= 0:
            self.opened.emit(self.images[self._marked])
        else:
            super().keyPressEvent(event)

    def _mark(self, index: int) -> None:
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if index >= 0 else Qt.CursorShape.ArrowCursor
        )
        if index != self._marked:
            self._marked = index
            self.pointed.emit(self.images[index] if 0 <= index < len(self.images) else None)
            self.update()

    def _on_appearance(self) -> None:
        self.updateGeometry()
        self.update()

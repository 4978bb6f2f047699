"""How probable each digit is, as bars; one of them can be asked for."""

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import CLASSES
from core.engine import Array
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.number_formats import percent

_ROW, _LEAST = 19, 15  # pixels


class Bars(QWidget):
    """A click on a digit asks what would make the image one; another click takes that back."""

    asked = Signal(object)  # the digit, or None

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.shares: Array | None = None
        self.wanted: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._hovered: int | None = None
        self._row = _ROW
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        translator.bind(self.setToolTip, "lab_draw.bars.tip")
        translator.bind(self.setAccessibleName, "lab_draw.bars.name")
        appearance.changed.connect(self.updateGeometry)

    def show_shares(self, shares: Array | None) -> None:
        """Probabilities (10,), or None while there is nothing to read."""
        self.shares = shares
        self.update()

    def make_small(self, small: bool) -> None:
        """Whether the room is so low that the rows have to stand close."""
        self._row = _LEAST if small else _ROW
        self.updateGeometry()

    def ask(self, digit: int | None) -> None:
        if digit != self.wanted:
            self.wanted = digit
            self.update()
            self.asked.emit(digit)

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(160), CLASSES * self._appearance.px(self._row))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(104), CLASSES * self._appearance.px(_LEAST))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        digit = self._digit_at(event)
        if event.button() is Qt.MouseButton.LeftButton and digit is not None:
            self.ask(None if digit == self.wanted else digit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._digit_at(event))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def _digit_at(self, event: QMouseEvent) -> int | None:
        digit = int(event.position().y() * CLASSES / max(self.height(), 1))
        return digit if 0 <= digit < CLASSES else None

    def _hover(self, digit: int | None) -> None:
        if digit != self._hovered:
            self._hovered = digit
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = -1 if self.shares is None else int(np.argmax(self.shares))
        for digit in range(CLASSES):
            share = 0.0 if self.shares is None else float(self.shares[digit])
            self._paint_row(painter, digit, share, best=digit == best)

    def _paint_row(self, painter: QPainter, digit: int, share: float, *, best: bool) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        font = self._appearance.font("small", bold=best)
        metrics = QFontMetricsF(font)
        height = self.height() / CLASSES
        row = QRectF(0, digit * height, self.width(), height)
        name, figure = metrics.horizontalAdvance("00"), metrics.horizontalAdvance(percent(1.0))
        track = row.adjusted(name + px(4), height * 0.22, -figure - px(8), -height * 0.22)
        if digit in (self._hovered, self.wanted):  # it can be clicked
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(row, px(4), px(4))
        painter.setFont(font)
        painter.setPen(theme.backward_text if digit == self.wanted else theme.ink)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, str(digit))
        if self.shares is not None:
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, percent(share))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.track)
        painter.drawRoundedRect(track, px(3), px(3))
        if round(1000 * share):  # what reads 0.0 % is nothing to be seen
            track.setWidth(max(track.width() * share, px(2)))
            painter.setBrush(theme.forward)
            painter.drawRoundedRect(track, px(3), px(3))

"""The legend at the foot of the stage: what the colours of a card mean."""

from math import ceil

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.text_painting import LEFT, line_height, text_width, write

_RAMP, _SHORTEST = 64, 16  # px of the bar of colours
_GAP = 12  # px before the words


class Legend(QWidget):
    """Values above, gradients below; blue below zero, orange above it. Where there is less room,
    first the words go, then the bar gets shorter: its two signs are always there."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        appearance.changed.connect(self._on_change)
        translator.changed.connect(self._on_change)
        self._on_change()

    @property
    def text(self) -> str:
        return self._translator.tr("stage.legend.cards")

    def sizeHint(self) -> QSize:
        font, px = self._appearance.font("small"), self._appearance.px
        words = px(_GAP) + text_width(self.text, font) + px(4)
        width = px(_RAMP) + self._ends + words
        return QSize(round(width), round(line_height(font)) + px(8))

    def minimumSizeHint(self) -> QSize:
        shortest = self._appearance.px(_SHORTEST) + self._ends
        return QSize(ceil(shortest), self.sizeHint().height())

    @property
    def ramp(self) -> QRectF:
        """Where the bar of colours is, between its signs."""
        px = self._appearance.px
        width = min(px(_RAMP), self.width() - self._ends)
        return QRectF(self._ends / 2, self.height() / 2 - px(4), width, px(8))

    @property
    def says(self) -> bool:
        """Is there room for the words?"""
        return self.width() >= self.sizeHint().width()

    @property
    def _ends(self) -> float:
        """The width of both signs, with a gap between each and the bar."""
        font = self._appearance.font("small")
        return text_width("−", font) + text_width("+", font) + self._appearance.px(12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look, theme, px = self._appearance, self._appearance.theme, self._appearance.px
        font = look.font("small")
        ramp = self.ramp
        colours = QLinearGradient(ramp.topLeft(), ramp.topRight())
        stops = (theme.heat_negative, theme.heat_zero, theme.heat_positive)
        for place, colour in zip((0.0, 0.5, 1.0), stops, strict=True):
            colours.setColorAt(place, colour)
        painter.setPen(QPen(theme.grid, px(1)))
        painter.setBrush(colours)
        painter.drawRect(ramp)
        row = QRectF(0, 0, self.width(), self.height())
        write(painter, row, "−", font, theme.muted, LEFT)
        row.setLeft(ramp.right() + px(6))
        write(painter, row, "+", font, theme.muted, LEFT)
        if self.says:
            row.setLeft(row.left() + self._ends / 2 - px(6) + px(_GAP))
            write(painter, row, self.text, font, theme.muted, LEFT)

    def _on_change(self) -> None:
        self.updateGeometry()
        self.update()

"""The legend at the foot of the stage: what the colours of a card mean."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.text_painting import LEFT, line_height, text_width, write


class Legend(QWidget):
    """Values above, gradients below; blue below zero, orange above it."""

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
        ends = 2 * text_width("−", font) + px(12)
        width = px(64) + ends + px(12) + text_width(self.text, font) + px(4)
        return QSize(round(width), round(line_height(font)) + px(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look, theme, px = self._appearance, self._appearance.theme, self._appearance.px
        font = look.font("small")
        minus = text_width("−", font)
        middle = self.height() / 2
        ramp = QRectF(minus + px(6), middle - px(4), px(64), px(8))
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
        row.setLeft(row.left() + minus + px(12))
        write(painter, row, self.text, font, theme.muted, LEFT)

    def _on_change(self) -> None:
        self.updateGeometry()
        self.update()

"""Where an update ratio lies between far too timid and far too bold, on a logarithmic scale."""

from math import isfinite, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.appearance import Appearance

GUIDE = 1e-3  # a healthy update, relative to the weights (CS231n)
_LOW, _HIGH = -6.0, 0.0  # powers of ten at the ends


class RatioGauge(QWidget):
    """A line with a tick at 10⁻³ and a dot at the ratio."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._ratio: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.updateGeometry)

    def show_ratio(self, ratio: float | None) -> None:
        if ratio != self._ratio:
            self._ratio = ratio
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(48), self._appearance.px(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(30), self._appearance.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(0, (self.height() - px(3)) / 2, self.width(), px(3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.track)
        painter.drawRoundedRect(line, px(1.5), px(1.5))
        painter.setPen(QPen(theme.muted, px(1.5)))
        guide = self._place(GUIDE)
        painter.drawLine(QPointF(guide, 1), QPointF(guide, self.height() - 1))
        if self._ratio is not None and isfinite(self._ratio):
            painter.setPen(QPen(theme.panel, px(1)))
            painter.setBrush(theme.forward)
            radius = px(4)
            painter.drawEllipse(
                QPointF(self._place(self._ratio), self.height() / 2), radius, radius
            )

    def _place(self, ratio: float) -> float:
        """The x of a ratio, with room for half a dot at both ends."""
        power = log10(ratio) if ratio > 0 else _LOW
        share = min(max((power - _LOW) / (_HIGH - _LOW), 0.0), 1.0)
        edge = self._appearance.px(5)
        return edge + share * (self.width() - 2 * edge)

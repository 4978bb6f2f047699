"""A short training at a glance: the share of images read correctly, and the loss."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.checks import Curve
from core.format import number
from core.history import decimate
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.number_formats import whole_percent

_POINTS = 400
_TALLEST = 2.0  # times the first loss


class Sparkline(QWidget):
    """Both curves from the first step to the last; their newest values above."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.curve = Curve()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        translator.bind(self.setAccessibleName, "lab_checks.page.curve")
        translator.bind(self.setToolTip, "lab_checks.page.curve")
        translator.changed.connect(self.update)
        appearance.changed.connect(self.updateGeometry)

    def show_curve(self, curve: Curve) -> None:
        self.curve = curve
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(180), self._appearance.px(92))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(120), self._appearance.px(92))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.curve.losses:
            return
        theme, px, curve = self._appearance.theme, self._appearance.px, self.curve
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        line = QFontMetricsF(painter.font()).height()
        tr = self._translator.tr
        words = {
            "parameter": f"{tr('lab_checks.page.accuracy')} {whole_percent(curve.accuracies[-1])}",
            "loss": f"{tr('lab_checks.page.loss')} {number(curve.losses[-1], 3)}",
        }
        x = 0.0
        for role, text in words.items():
            painter.setPen(getattr(theme, role))
            width = QFontMetricsF(painter.font()).horizontalAdvance(text)
            painter.drawText(QRectF(x, 0, width + 1, line), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + px(16)
        area = QRectF(self.rect()).adjusted(px(1), line + px(5), -px(1), -px(2))
        painter.setPen(QPen(theme.grid, px(1)))
        for y in (area.top(), area.bottom()):
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setClipRect(area.adjusted(-px(2), -px(2), px(2), px(2)))
        self._draw(painter, area, curve.losses, self._highest(), "loss")
        self._draw(painter, area, curve.accuracies, 1.0, "parameter")

    def _highest(self) -> float:
        """The loss at the upper line. What rises far above the first leaves the picture."""
        first = self.curve.losses[0] if math.isfinite(self.curve.losses[0]) else 1.0
        highest = max(loss for loss in (first, *self.curve.losses) if math.isfinite(loss))
        return min(highest, _TALLEST * first)

    def _draw(
        self, painter: QPainter, area: QRectF, values: tuple[float, ...], top: float, role: str
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        steps, heights = decimate(np.arange(len(values)), values, _POINTS)
        across = area.width() / max(len(values) - 1, 1)
        points = [
            QPointF(area.left() + x * across, area.bottom() - y / (top or 1.0) * area.height())
            for x, y in zip(steps, heights, strict=True)
            if math.isfinite(y)
        ]
        painter.setPen(QPen(getattr(theme, role), px(theme.plot_width)))
        painter.drawPolyline(QPolygonF(points))

"""How large the differences are: one bar for each half decade, and the line of the tutorials."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.format import power
from core.gradcheck import AGREEMENT, ErrorHistogram
from core.gradcheck.error_histogram import BINS, HIGHEST, LOWEST, PER_DECADE
from gui.appearance import Appearance
from gui.i18n import Translator

_TICKS = 7  # at most so many powers of ten below the bars


class DifferenceChart(QWidget):
    """Heights are logarithmic, so that one number that is off is seen beside forty thousand."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.histogram = ErrorHistogram()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        translator.bind(self.setAccessibleName, "lab_gradient_check.chart.name")
        translator.changed.connect(self.update)
        appearance.changed.connect(self.updateGeometry)

    def show_histogram(self, histogram: ErrorHistogram) -> None:
        self.histogram = histogram
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(240), self._appearance.px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(160), self._appearance.px(150))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        line = QFontMetricsF(painter.font()).height()
        px = self._appearance.px
        area = QRectF(self.rect()).adjusted(px(2), line + px(2), -px(2), -2.2 * line)
        self._paint_bars(painter, area)
        self._paint_axis(painter, area, line)
        self._paint_limit(painter, area, line)

    def _x(self, area: QRectF, exponent: float) -> float:
        return area.left() + (exponent - LOWEST) / (HIGHEST - LOWEST) * area.width()

    def _paint_bars(self, painter: QPainter, area: QRectF) -> None:
        theme = self._appearance.theme
        top = math.log10(1 + max(int(self.histogram.bins.max()), 9))
        width = area.width() / BINS
        limit = (math.log10(AGREEMENT) - LOWEST) * PER_DECADE
        for counts, kinked in ((self.histogram.bins, False), (self.histogram.kinked, True)):
            heights = np.log10(1 + counts) / top * area.height()
            for place in np.flatnonzero(counts):
                left, height = area.left() + place * width, float(heights[place])
                bar = QRectF(left + 0.5, area.bottom() - height, width - 1, height)
                painter.fillRect(bar, theme.wrong if place >= limit else theme.forward)
                if kinked:  # told by its pattern as well as by its colour
                    painter.fillRect(bar, theme.panel)
                    painter.fillRect(bar, QBrush(theme.path, Qt.BrushStyle.BDiagPattern))
                    painter.setPen(QPen(theme.path, self._appearance.px(1)))
                    painter.drawRect(bar)

    def _paint_axis(self, painter: QPainter, area: QRectF, line: float) -> None:
        theme, px, flags = self._appearance.theme, self._appearance.px, Qt.AlignmentFlag
        painter.setPen(QPen(theme.outline, px(1)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(theme.muted)
        step = math.ceil((HIGHEST - LOWEST) / _TICKS)
        for exponent in range(LOWEST + step, HIGHEST, step):
            x = self._x(area, exponent)
            place = QRectF(x - px(30), area.bottom() + px(2), px(60), line)
            painter.drawText(place, flags.AlignHCenter, power(exponent))
        below = QRectF(0, area.bottom() + 1.15 * line, self.width(), line)
        painter.drawText(
            below, flags.AlignHCenter, self._translator.tr("lab_gradient_check.chart.across")
        )
        first = QRectF(area.left(), area.bottom() + px(2), px(60), line)
        painter.drawText(first, flags.AlignLeft, "0")

    def _paint_limit(self, painter: QPainter, area: QRectF, line: float) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        x = self._x(area, math.log10(AGREEMENT))
        painter.setPen(QPen(theme.wrong, px(1.5)))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        words = self._translator.tr(
            "lab_gradient_check.chart.limit", limit=power(round(math.log10(AGREEMENT)))
        )
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(words) + 1
        left = min(max(x - width / 2, 0.0), self.width() - width)
        painter.drawText(QRectF(left, 0, width, line), Qt.AlignmentFlag.AlignVCenter, words)

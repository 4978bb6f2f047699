"""The points of a data set, the curve that a net draws through them, and where it bends."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.engine import Array
from core.format import number
from core.scenes.curve import Curve
from gui.appearance import Appearance
from gui.i18n import Translator

_POINT = 3.5
_HINGE = 9.0


class FitPlot(QWidget):
    """Between the curve's ends, and as high as the points need; the curve may leave it."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._translator = appearance, translator
        self._points: tuple[Array, Array] | None = None
        self.curve: Curve | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        translator.bind(self.setAccessibleName, "scenes.fit.plot")
        translator.changed.connect(self.update)
        appearance.changed.connect(self.update)

    def show_fit(self, x: Array, t: Array, curve: Curve) -> None:
        self._points, self.curve = (np.ravel(x), np.ravel(t)), curve
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(180), self._appearance.px(130))

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(280), self._appearance.px(220))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.curve is None or self._points is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        area = self._area()
        self._paint_axes(painter, area)
        painter.save()
        painter.setClipRect(area)
        self._paint_hinges(painter, area)
        self._paint_points(painter, area)
        self._paint_curve(painter, area)
        painter.restore()
        self._paint_legend(painter)

    # where things are

    def _area(self) -> QRectF:
        assert self.curve is not None
        px, metrics = self._appearance.px, QFontMetricsF(self._appearance.font("small"))
        words = [number(y, 2) for y in _ticks(*self.curve.heights)]
        beside = max([px(24), *map(metrics.horizontalAdvance, words)]) + px(6)
        line = metrics.height()
        return QRectF(self.rect()).adjusted(beside, 1.4 * line, -px(4), -1.3 * line)

    def _at(self, area: QRectF, x: float, y: float) -> QPointF:
        """Where a point is; neither of its numbers is nan."""
        assert self.curve is not None
        left, right = self.curve.x[0], self.curve.x[-1]
        low, high = self.curve.heights
        across, up = (x - left) / (right - left), (y - low) / (high - low)
        up = min(max(up, -9.0), 9.0)  # far outside is far enough
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    # what is painted

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        assert self.curve is not None
        line = painter.fontMetrics().height()
        low, high = self.curve.heights
        centre = Qt.AlignmentFlag.AlignCenter
        for y in _ticks(low, high):
            at = self._at(area, float(self.curve.x[0]), y)
            painter.setPen(QPen(theme.grid, px(1)))
            painter.drawLine(at, QPointF(area.right(), at.y()))
            painter.setPen(theme.muted)
            place = QRectF(0, at.y() - line / 2, area.left() - px(4), line)
            painter.drawText(place, centre, number(y, 2))
        free = 0.0  # from here on
        for x in _ticks(float(self.curve.x[0]), float(self.curve.x[-1])):
            at, words = self._at(area, x, low), number(x, 2)
            wide = painter.fontMetrics().horizontalAdvance(words) + px(6)
            place = QRectF(at.x() - wide / 2, area.bottom() + px(2), wide, line)
            if free <= place.left() and place.right() <= self.width():
                painter.drawText(place, centre, words)
                free = place.right()

    def _paint_points(self, painter: QPainter, area: QRectF) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        assert self._points is not None
        painter.setPen(QPen(theme.data, px(1.5)))
        painter.setBrush(theme.panel)
        for x, t in zip(*self._points, strict=True):
            if np.isfinite(x) and not np.isnan(t):
                painter.drawEllipse(self._at(area, float(x), float(t)), px(_POINT), px(_POINT))

    def _paint_curve(self, painter: QPainter, area: QRectF) -> None:
        theme = self._appearance.theme
        assert self.curve is not None
        seen = ~np.isnan(self.curve.y)
        pairs = zip(self.curve.x[seen], self.curve.y[seen], strict=True)
        painter.setPen(QPen(theme.forward, 1.4 * theme.plot_width * self._appearance.factor))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([self._at(area, float(x), float(y)) for x, y in pairs]))

    def _paint_hinges(self, painter: QPainter, area: QRectF) -> None:
        """A dashed line and a mark on the axis where a unit switches on or off."""
        theme, px = self._appearance.theme, self._appearance.px
        assert self.curve is not None
        for x in () if self.curve.hinges is None else self.curve.hinges:
            foot = self._at(area, float(x), self.curve.heights[0])
            painter.setPen(QPen(theme.parameter, px(1), Qt.PenStyle.DashLine))
            painter.drawLine(foot, QPointF(foot.x(), area.top()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.parameter)
            side = px(_HINGE)
            corners = [foot - QPointF(side / 2, 0), foot + QPointF(side / 2, 0)]
            painter.drawPolygon(QPolygonF([*corners, foot - QPointF(0, side)]))

    def _paint_legend(self, painter: QPainter) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        line, x = painter.fontMetrics().height(), 0.0
        parts = [("○", "data", theme.data), ("━", "net", theme.forward)]
        if self.curve is not None and self.curve.hinges is not None:
            parts.append(("▲", "hinges", theme.parameter))
        for sign, name, colour in parts:
            words = self._translator.tr(f"scenes.fit.{name}")
            for text, ink in ((sign, colour), (words, theme.muted)):
                width = painter.fontMetrics().horizontalAdvance(text)
                painter.setPen(ink)
                place = QRectF(x, 0, width + 2, line)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
                x += width + px(4 if text is sign else 12)


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers, three to six of them, between two that are some way apart."""
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough)
    return [step * i for i in range(math.ceil(low / step), math.floor(high / step) + 1)]

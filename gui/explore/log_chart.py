"""A small chart with a logarithmic axis: curves over powers of ten, or over a count."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.format import power
from gui.appearance import Appearance

_FLOOR = 1e-17  # what is smaller, and 0, lies on the floor
_MOST_TICKS = 5


@dataclass(frozen=True, eq=False)
class Curve:
    """Points with y above zero. `role` is the theme's name of its colour; an expected curve is
    thin and dashed."""

    x: np.ndarray
    y: np.ndarray
    role: str
    words: str
    expected: bool = False


class LogChart(QWidget):
    """Curves with a legend above; a line marks where one stands, and a click chooses a place."""

    picked = Signal(float)  # x, under the mouse

    def __init__(
        self, appearance: Appearance, *, log_x: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._log_x = log_x
        self._curves: Sequence[Curve] = ()
        self._mark: float | None = None
        self._x_words = ""
        self._x_range, self._y_range = (0.0, 1.0), (0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        appearance.changed.connect(self.update)

    def show_curves(self, curves: Sequence[Curve], x_words: str) -> None:
        self._curves, self._x_words = curves, x_words
        if curves:
            self._x_range, self._y_range = self._range_x(), self._range_y()
        self.setAccessibleName(", ".join(curve.words for curve in curves if curve.words))
        self.update()

    def mark(self, x: float | None) -> None:
        """Where one stands."""
        self._mark = x
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(160), self._appearance.px(120))

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(260), self._appearance.px(165))

    # axes

    def _at(self, x: float | np.ndarray) -> np.ndarray:
        return np.log10(x) if self._log_x else np.asarray(x, float)

    def _range_x(self) -> tuple[float, float]:
        every = np.concatenate([self._at(curve.x) for curve in self._curves])
        return float(every.min()), max(float(every.max()), float(every.min()) + 1)

    def _range_y(self) -> tuple[int, int]:
        seen = [c.y[np.isfinite(c.y) & (c.y > _FLOOR)] for c in self._curves if not c.expected]
        every = np.concatenate([*seen, np.array([], float)])
        if not len(every):
            return -16, 0
        low, high = math.floor(np.log10(every.min())), math.ceil(np.log10(every.max()))
        return low, max(high, low + 1)

    def _area(self) -> QRectF:
        px, line = self._appearance.px, self._line()
        legend = line * (1 + len(self._legend_rows()))
        return QRectF(self.rect()).adjusted(px(38), legend, -px(10), -2.6 * line)

    def _line(self) -> float:
        return float(self._metrics().height())

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._appearance.font("small"))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._curves:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        area = self._area()
        self._paint_legend(painter)
        self._paint_grid(painter, area)
        painter.save()
        painter.setClipRect(area.adjusted(-2, -2, 2, 2))
        for curve in self._curves:
            self._paint_curve(painter, area, curve)
        if self._mark is not None:
            x = self._place_x(area, self._mark)
            painter.setPen(QPen(self._appearance.theme.ink, self._appearance.px(1.5)))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.restore()

    def _place_x(self, area: QRectF, x: float) -> float:
        low, high = self._x_range
        share = (float(self._at(np.float64(x))) - low) / (high - low)
        return area.left() + share * area.width()

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        theme, px, line = self._appearance.theme, self._appearance.px, self._line()
        low, high = self._y_range
        flags = Qt.AlignmentFlag
        for exponent in range(low, high + 1, max(1, math.ceil((high - low) / _MOST_TICKS))):
            y = area.bottom() - (exponent - low) / (high - low) * area.height()
            painter.setPen(QPen(theme.grid, px(1)))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.muted)
            painter.drawText(
                self._beside(area, y), flags.AlignRight | flags.AlignVCenter, power(exponent)
            )
        left, right = self._x_range
        step = max(1, math.ceil((right - left) / _MOST_TICKS))
        for tick in range(math.ceil(left), math.floor(right) + 1, step):
            x = area.left() + (tick - left) / (right - left) * area.width()
            words = power(tick) if self._log_x else str(tick)
            painter.drawText(self._below(area, x), flags.AlignHCenter, words)
        below = QRectF(area.left(), area.bottom() + 1.5 * line, area.width(), line * 1.1)
        painter.drawText(below, flags.AlignHCenter | flags.AlignVCenter, self._x_words)

    def _beside(self, area: QRectF, y: float) -> QRectF:
        """The room of a number beside the axis that goes up."""
        line = self._line()
        return QRectF(0, y - line / 2, area.left() - self._appearance.px(5), line)

    def _below(self, area: QRectF, x: float) -> QRectF:
        """… and under the other one: below the lowest one beside it, which it would touch."""
        wide = self._appearance.px(60)
        return QRectF(x - wide / 2, area.bottom() + 0.5 * self._line(), wide, self._line())

    def _lines(self, area: QRectF, curve: Curve) -> list[QPolygonF]:
        """The curve in pieces: where it is nan it has no place, neither far up nor far down."""
        low, high = self._y_range
        heights = np.log10(np.maximum(np.nan_to_num(curve.y, posinf=1e300), _FLOOR))
        shares = np.clip((heights - low) / (high - low), -0.2, 1.2)
        pieces: list[list[QPointF]] = [[]]
        for x, y, share in zip(curve.x, curve.y, shares, strict=True):
            if np.isnan(y):
                pieces.append([])
                continue
            across = self._place_x(area, float(x))
            pieces[-1].append(QPointF(across, area.bottom() - float(share) * area.height()))
        return [QPolygonF(piece) for piece in pieces if piece]

    def _paint_curve(self, painter: QPainter, area: QRectF, curve: Curve) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        pen = QPen(getattr(theme, curve.role), px(1 if curve.expected else theme.plot_width))
        if curve.expected:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in self._lines(area, curve):
            painter.drawPolyline(line)

    def _legend_rows(self) -> list[list[Curve]]:
        """The curves that have a name, in as many lines as they need."""
        rows: list[list[Curve]] = []
        room, used = float(self.width()), math.inf
        for curve in (c for c in self._curves if c.words):
            width = self._metrics().horizontalAdvance(curve.words) + self._appearance.px(34)
            if used + width > room:
                rows.append([])
                used = 0.0
            rows[-1].append(curve)
            used += width
        return rows

    def _paint_legend(self, painter: QPainter) -> None:
        theme, px, line = self._appearance.theme, self._appearance.px, self._line()
        for i, row in enumerate(self._legend_rows()):
            x, middle = 0.0, (i + 0.5) * line
            for curve in row:
                width = px(1 if curve.expected else theme.plot_width)
                pen = QPen(getattr(theme, curve.role), width)
                if curve.expected:
                    pen.setStyle(Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(QPointF(x, middle), QPointF(x + px(18), middle))
                painter.setPen(theme.muted)
                advance = self._metrics().horizontalAdvance(curve.words)
                place = QRectF(x + px(23), i * line, advance + px(4), line)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, curve.words)
                x += advance + px(34)

    # choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pick(event)

    def _pick(self, event: QMouseEvent) -> None:
        area = self._area()
        if not self._curves or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        low, high = self._x_range
        share = min(max((event.position().x() - area.left()) / area.width(), 0.0), 1.0)
        x = low + share * (high - low)
        self.picked.emit(10.0**x if self._log_x else x)

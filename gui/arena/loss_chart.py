"""The losses over the steps, as far as the race has been played.

The axes are those of the whole race, so that nothing jumps while it runs. The loss axis counts
in decades where all losses are above zero; a surface without a bottom gets an even axis.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.format import number
from core.surfaces import Path
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import marker_path

_LEAST = 1e-9  # losses below it are drawn on the floor of the chart
_TICKS = 4  # at most so many numbers on the loss axis


class LossChart(QWidget):
    """One curve for each racer that is switched on."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._paths: Mapping[str, Path] = {}
        self._length = 1
        self._position = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        translator.bind(self.setAccessibleName, "arena.chart.name")

    def show_race(self, paths: Mapping[str, Path], length: int, position: float) -> None:
        """The paths to draw, in a race of so many steps, up to `position`."""
        self._paths, self._length, self._position = paths, length, position
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(120), self._appearance.px(90))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._paths:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        scale = Scale.of([path.losses for path in self._paths.values()])
        area = self._paint_axes(painter, scale)
        for name, path in self._paths.items():
            self._paint_curve(painter, area, scale, name, path)

    def _paint_axes(self, painter: QPainter, scale: "Scale") -> QRectF:
        """Numbers, grid and names; returns the area that is left for the curves."""
        theme, px = self._appearance.theme, self._appearance.px
        metrics = painter.fontMetrics()
        labels = {tick: scale.label(tick) for tick in scale.ticks()}
        left = max(map(metrics.horizontalAdvance, labels.values()), default=0) + px(8)
        line = metrics.height()
        area = QRectF(self.rect()).adjusted(left, 1.7 * line, -px(8), -line - px(4))
        flags = Qt.AlignmentFlag
        for tick, label in labels.items():
            y = area.bottom() - float(scale.share(tick)) * area.height()
            painter.setPen(QPen(theme.grid, px(1)))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.muted)
            place = QRectF(0, y - line / 2, area.left() - px(6), line)
            painter.drawText(place, flags.AlignRight | flags.AlignVCenter, label)
        words = self._translator.tr("arena.chart.loss")
        painter.drawText(QRectF(0, 0, self.width(), line), flags.AlignLeft, words)
        below = QRectF(area.left(), area.bottom() + px(4), area.width(), line)
        painter.drawText(below, flags.AlignLeft, "0")
        painter.drawText(below, flags.AlignRight, str(self._length))
        painter.drawText(below, flags.AlignHCenter, self._translator.tr("arena.chart.steps"))
        return area

    def _paint_curve(
        self, painter: QPainter, area: QRectF, scale: "Scale", name: str, path: Path
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        look = theme.racer(name)
        losses = path.losses[: int(self._position) + 1]
        heights = area.bottom() - scale.share(losses) * area.height()
        steps = area.left() + np.arange(len(losses)) / self._length * area.width()
        curve = QPolygonF([QPointF(x, y) for x, y in zip(steps, heights, strict=True)])
        pen = QPen(look.colour, px(theme.plot_width), c=Qt.PenCapStyle.FlatCap)
        if look.dash:
            pen.setDashPattern(look.dash)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(curve)
        painter.setPen(QPen(look.colour, px(theme.plot_width)))
        painter.setBrush(look.colour)
        painter.drawPath(marker_path(look.marker, px(4)).translated(curve.last()))


class Scale:
    """The loss axis: heights from 0 to 1 for losses from the lowest to the highest."""

    def __init__(self, low: float, high: float) -> None:
        self._decades = low >= 0
        if self._decades:
            low = float(math.floor(math.log10(max(low, _LEAST))))
            high = max(float(math.ceil(math.log10(max(high, _LEAST)))), low + 1)
        self._low, self._high = low, max(high, low + _LEAST + 1e-6 * abs(low))

    @classmethod
    def of(cls, losses: Sequence[np.ndarray]) -> "Scale":
        """An axis for all losses; those that blow up run out of it at the top."""
        start = float(losses[0][0])
        every = np.concatenate(losses)
        tame = every[np.isfinite(every) & (every <= 100 * max(abs(start), 1.0))]
        return cls(float(tame.min(initial=start)), float(tame.max(initial=start)))

    def share(self, loss: float | np.ndarray) -> np.ndarray:
        """How far up a loss lies; a little beyond 1 at most."""
        measure = np.log10(np.maximum(loss, _LEAST)) if self._decades else np.asarray(loss)
        with np.errstate(over="ignore"):  # a racer that blew up is off the axis in any case
            return np.clip((measure - self._low) / (self._high - self._low), 0.0, 1.05)

    def ticks(self) -> list[float]:
        """Losses to write on the axis: powers of ten, or round numbers."""
        span = self._high - self._low
        if self._decades:
            powers = range(int(self._low), int(self._high) + 1, math.ceil(span / _TICKS))
            return [10.0**power for power in powers]
        unit = 10.0 ** math.floor(math.log10(span / _TICKS))
        step = next(unit * m for m in (1, 2, 5, 10) if span / (unit * m) <= _TICKS)
        first = math.ceil(self._low / step)
        return [i * step for i in range(first, math.floor(self._high / step) + 1)]

    def label(self, loss: float) -> str:
        """10⁻⁶, not 1×10⁻⁶."""
        return number(loss, 2).removeprefix("1×")

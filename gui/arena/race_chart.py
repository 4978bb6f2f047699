"""One measure of every racer over the steps, as far as the race has been played.

The axes are those of the whole race, so that nothing jumps while it runs. The upright axis counts
in decades where all numbers are above zero; a surface without a bottom gets an even axis.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.format import number, whole
from gui.appearance import Appearance
from gui.arena.colormap import mix
from gui.arena.racer_style import racer_style
from gui.i18n import Translator
from gui.theme import RacerLook, Theme
from gui.widgets import marker_path

_LEAST = 1e-9  # of the highest loss, or of 1: lower ones are drawn on the floor of the chart
_MOST = 1e300  # what is beyond runs out of the axis
_FEW = 2.0  # decades
_LADDER = (1, 2, 5)
_TICKS = 4  # at most so many numbers on the loss axis


class RaceChart(QWidget):
    """One curve for each racer that is switched on. A click or a drag seeks its step."""

    sought = Signal(float)

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
        *,
        titled: bool = True,
    ) -> None:
        """titled: the measure's name stands above the axis."""
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._titled = titled
        self.curves: Mapping[str, np.ndarray] = {}
        self._scale: Scale | None = None
        self._measure, self._nothing = "loss", "arena.chart.nothing"
        self._length = self._total = 1
        self._position = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        translator.bind(self.setAccessibleName, "arena.chart.name")

    def show_race(
        self,
        series: Mapping[str, np.ndarray],
        length: int,
        measure: str,
        total: int | None = None,
        nothing: str = "arena.chart.nothing",
    ) -> None:
        """A number for each step of everybody, in a race of so many steps; `measure` names it.
        `total` is the last step's number, where some steps were left out; `nothing` the key
        of what is said where there is no curve. A curve ends before
        its first number that is none: a line to it would lead anywhere."""
        self.curves = {id: values[:n] for id, values in series.items() if (n := _sound(values))}
        self._length, self._measure, self._nothing = max(length, 1), measure, nothing
        self._total = self._length if total is None else total
        self._scale = Scale.of(list(self.curves.values())) if self.curves else None
        self.update()

    def show_position(self, position: float) -> None:
        """Draw as far as the race has come; the rest faintly."""
        self._position = position
        self.update()

    def style_of(self, name: str, theme: Theme) -> RacerLook:
        """How a curve is drawn."""
        return racer_style(name, theme)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(120), self._appearance.px(96 if self._titled else 72))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        if self._scale is None:
            painter.setPen(self._appearance.theme.muted)
            words = self._translator.tr(self._nothing)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, words)
            return
        area = self._paint_axes(painter, self._scale)
        for name, values in self.curves.items():
            self._paint_curve(painter, area, self._scale, name, values)

    def _left(self) -> float:
        """Where the curves begin; the numbers stand left of it."""
        metrics = QFontMetrics(self._appearance.font("small"))
        labels = [self._scale.label(tick) for tick in self._scale.ticks()] if self._scale else []
        return max(map(metrics.horizontalAdvance, labels), default=0) + self._appearance.px(8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left, right = self._left(), self.width() - self._appearance.px(8)
        share = (event.position().x() - left) / max(right - left, 1)
        self.sought.emit(float(round(min(max(share, 0.0), 1.0) * self._length)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)

    def _paint_axes(self, painter: QPainter, scale: "Scale") -> QRectF:
        """Numbers, grid and names; returns the area that is left for the curves."""
        theme, px = self._appearance.theme, self._appearance.px
        metrics = painter.fontMetrics()
        left = self._left()
        line = metrics.height()
        above = 1.7 * line if self._titled else 0.7 * line
        area = QRectF(self.rect()).adjusted(left, above, -px(8), -line - px(4))
        flags = Qt.AlignmentFlag
        for y, label in _apart(scale, area, line):
            painter.setPen(QPen(theme.grid, px(1)))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.muted)
            place = QRectF(0, y - line / 2, area.left() - px(6), line)
            painter.drawText(place, flags.AlignRight | flags.AlignVCenter, label)
        if self._titled:
            words = self._translator.tr(f"arena.chart.{self._measure}")
            painter.drawText(QRectF(0, 0, self.width(), line), flags.AlignLeft, words)
        below = QRectF(area.left(), area.bottom() + px(4), area.width(), line)
        painter.drawText(below, flags.AlignLeft, "0")
        painter.drawText(below, flags.AlignRight, whole(self._total))
        painter.drawText(below, flags.AlignHCenter, self._translator.tr("arena.chart.steps"))
        return area

    def _paint_curve(
        self, painter: QPainter, area: QRectF, scale: "Scale", name: str, values: np.ndarray
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        style = self.style_of(name, theme)
        heights = area.bottom() - scale.share(values) * area.height()
        steps = area.left() + np.arange(len(values)) / self._length * area.width()
        points = [QPointF(x, y) for x, y in zip(steps, heights, strict=True)]
        now = min(int(self._position), len(points) - 1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        faint = QPen(mix(theme.panel, style.colour, 0.3), px(1))
        painter.setPen(faint)
        painter.drawPolyline(QPolygonF(points[now:]))
        pen = QPen(style.colour, px(theme.plot_width), c=Qt.PenCapStyle.FlatCap)
        if style.dash:
            pen.setDashPattern(style.dash)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points[: now + 1]))
        painter.setPen(QPen(style.colour, px(theme.plot_width)))
        painter.setBrush(style.colour)
        painter.drawPath(marker_path(style.marker, px(4)).translated(points[now]))


def _apart(scale: "Scale", area: QRectF, line: float) -> list[tuple[float, str]]:
    """The heights of the ticks and what is written there, from below; those for whose number there
    is no room are left out."""
    found: list[tuple[float, str]] = []
    for tick in scale.ticks():
        y = area.bottom() - float(scale.share(tick)) * area.height()
        if not found or found[-1][0] - y >= line:
            found.append((y, scale.label(tick)))
    return found


def _sound(values: np.ndarray) -> int:
    """How many numbers there are before the first that is none."""
    odd = np.flatnonzero(~np.isfinite(values))
    return int(odd[0]) if len(odd) else len(values)


class Scale:
    """The loss axis: heights from 0 to 1 for losses from the lowest to the highest."""

    def __init__(self, low: float, high: float) -> None:
        low, high = (min(max(each, -_MOST), _MOST) for each in (low, high))
        self._decades = low >= 0
        self._fine = False  # fewer than two decades: 1, 2, 5, 10 …
        self._floor = _floor(high)
        self._cut = low < self._floor  # something is drawn on the floor that lies below it
        if self._decades:
            low, high = math.log10(max(low, self._floor)), math.log10(max(high, self._floor))
            if high - low > _FEW:
                low, high = float(math.floor(low)), float(math.ceil(high))
            else:  # whole decades would squeeze the curves
                self._fine = True
                low = _rung(low, up=False)
                high = max(_rung(high, up=True), low + math.log10(2))
        self._low, self._high = low, max(high, low + 1e-9 + 1e-6 * abs(low))

    @classmethod
    def of(cls, losses: Sequence[np.ndarray]) -> "Scale":
        """An axis for all losses; those that blow up run out of it at the top."""
        start = float(losses[0][0])
        every = np.concatenate(losses)
        tame = every[np.isfinite(every) & (every <= 100 * max(abs(start), 1.0))]
        return cls(float(tame.min(initial=start)), float(tame.max(initial=start)))

    def share(self, loss: float | np.ndarray) -> np.ndarray:
        """How far up a loss lies; a little beyond 1 at most."""
        measure = np.log10(np.maximum(loss, self._floor)) if self._decades else np.asarray(loss)
        with np.errstate(over="ignore"):  # a racer that blew up is off the axis in any case
            return np.clip((measure - self._low) / (self._high - self._low), 0.0, 1.05)

    def ticks(self) -> list[float]:
        """Losses to write on the axis: powers of ten, or round numbers."""
        span = self._high - self._low
        if self._decades:
            if self._fine:
                powers_of = range(math.floor(self._low), math.ceil(self._high) + 1)
                every = [m * 10.0**p for p in powers_of for m in _LADDER]
                ends = 10.0 ** (self._low - 1e-9), 10.0 ** (self._high + 1e-9)
                found = [value for value in every if ends[0] <= value <= ends[1]]
                return found[:: math.ceil(len(found) / (_TICKS + 1))]
            powers = range(int(self._low), int(self._high) + 1, math.ceil(span / _TICKS))
            return [10.0**power for power in powers]
        unit = 10.0 ** math.floor(math.log10(span / _TICKS))
        step = next(unit * m for m in (1, 2, 5, 10) if span / (unit * m) <= _TICKS)
        first = math.ceil(self._low / step)
        return [i * step for i in range(first, math.floor(self._high / step) + 1)]

    def label(self, loss: float) -> str:
        """10⁻⁶, not 1×10⁻⁶; and "≤" where all lie that are below the axis."""
        words = number(loss, 2).removeprefix("1×")
        lowest = self._decades and self._cut and loss <= 1.01 * self._floor
        return f"≤ {words}" if lowest else words


def _floor(high: float) -> float:
    """The lowest loss of an axis in decades, a power of ten: zero would be infinitely far down."""
    top = min(high, 1.0) if high > 0 else 1.0
    return 10.0 ** math.floor(math.log10(max(_LEAST * top, 10 * np.finfo(float).tiny)))


def _rung(exponent: float, *, up: bool) -> float:
    """The exponent of the nearest of … 0.5, 1, 2, 5, 10 … above, or below."""
    decade = math.floor(exponent)
    rungs = [decade + math.log10(m) for m in (*_LADDER, 10)]
    if up:
        return min(r for r in rungs if r >= exponent - 1e-9)
    return max(r for r in rungs if r <= exponent + 1e-9)

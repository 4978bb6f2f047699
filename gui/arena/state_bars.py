"""What an optimizer remembers, as small bars over the steps: v, m or h along x and along y.

Two axes stand side by side where there is room: the page is read beside a map, and it is short.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.surfaces import Path
from gui.appearance import Appearance
from gui.arena.colormap import mix
from gui.arena.value_words import value_words
from gui.i18n import Translator

_ROW, _HIGHEST = 17, 40  # unscaled pixels: what is read for long stands below them
_GAP = 6
_DIGITS = 3
_MOST = 1e300  # of what is drawn
_LEAST = 34  # of the bars themselves, so that there are two rows side by side
_TIGHT = 25  # … where the widest numbers have to do with fewer digits for it


class StateBars(QWidget):
    """One row of bars for each memory and axis; a click seeks its step."""

    sought = Signal(float)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._translator = appearance, translator
        self._rows: list[tuple[str, np.ndarray]] = []
        self._label = self._figure = 0  # pixels, left and right of the bars
        self._length, self._step = 1, 0
        self._columns = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        translator.bind(self.setAccessibleName, "arena.step.state")
        translator.bind(self.setToolTip, "arena.step.state")
        for source in (appearance.changed, translator.changed):
            source.connect(self._fit)

    def show_path(self, path: Path | None, length: int, flat: bool) -> None:
        """The memory along a path in a race of so many steps; g itself comes first."""
        self._rows = []
        if path is not None:
            tables = {"g": path.gradients, **path.states}
            axes = "x" if flat else "xy"
            self._rows = [
                (f"{name} {axis}", table[:, i])
                for name, table in tables.items()
                for i, axis in enumerate(axes)
            ]
        self._length = max(length, 1)
        self._fit()
        self.update()

    def show_step(self, step: int) -> None:
        if step != self._step:
            self._step = step
            self.update()

    @property
    def _lines(self) -> int:
        return max(-(-len(self._rows) // self._columns), 1)

    @property
    def _least(self) -> int:
        """Pixels of a row in which no letter is cut."""
        letters = QFontMetrics(self._appearance.font("small")).height()
        return max(self._appearance.px(_ROW), letters)

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(200), self._least * self._lines)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """As much room beside the bars as the widest name and the widest number ask for; where
        two rows side by side would leave no bars, the widest numbers give way."""
        px, metrics = self._appearance.px, self._metrics
        gap = px(_GAP)
        names = [name for name, _ in self._rows]
        self._label = max(map(metrics.horizontalAdvance, names), default=0) + gap
        full, short = (self._widest(digits) + gap for digits in (_DIGITS, 1))
        side = (self.width() - gap) // 2 - self._label  # for bars and number, in one of two columns
        self._columns = 2 if side >= min(full + px(_LEAST), short + px(_TIGHT)) else 1
        tight = self._columns == 2 and side < full + px(_LEAST)
        self._figure = min(full, side - px(_TIGHT)) if tight else full
        self.setMaximumHeight(max(px(_HIGHEST), self._least) * self._lines)
        self.updateGeometry()

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._appearance.font("small"))

    def _widest(self, digits: int) -> int:
        """How wide a number can be in the course of the race, with so many digits."""
        metrics, language = self._metrics, self._translator.language
        widest = max("0123456789", key=metrics.horizontalAdvance)
        figures = [each for _, values in self._rows for each in _longest(values, digits)]
        texts = (value_words(each, digits, language).replace("8", widest) for each in figures)
        return max(map(metrics.horizontalAdvance, texts), default=0)

    def _area(self, row: int) -> QRectF:
        """Of the bars; their name stands left of it, the number of the moment right."""
        px = self._appearance.px
        line, column = divmod(row, self._columns)
        whole = self.width() / self._columns
        left = column * whole + self._label + (px(_GAP) if column else 0)
        width = (column + 1) * whole - self._figure - left
        high = self.height() / self._lines
        return QRectF(left, line * high + px(1.5), max(width, 10), high - px(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        for row, (name, values) in enumerate(self._rows):
            self._paint_row(painter, self._area(row), name, values)

    def written(self, value: float) -> str:
        """As it stands beside the bars: with as many digits as there is room for."""
        room, metrics = self._figure - self._appearance.px(_GAP), self._metrics
        language = self._translator.language
        texts = [value_words(value, digits, language) for digits in range(_DIGITS, 0, -1)]
        return next((each for each in texts if metrics.horizontalAdvance(each) <= room), texts[-1])

    def _paint_row(self, painter: QPainter, area: QRectF, name: str, known: np.ndarray) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        values = np.where(np.isfinite(known), known, 0.0).clip(-_MOST, _MOST)
        low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
        span = (high - low) or 1.0
        heights = area.bottom() - (values - low) / span * area.height()
        zero = area.bottom() + low / span * area.height()
        painter.setPen(QPen(theme.grid, px(1)))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        stride = area.width() / (self._length + 1)
        now = min(self._step, len(values) - 1)
        if stride >= 2:
            gap = min(stride * 0.25, px(2))
            painter.setPen(Qt.PenStyle.NoPen)
            over, under = theme.positive, theme.negative
            pale = mix(theme.panel, over, 0.3), mix(theme.panel, under, 0.3)
            for k, height in enumerate(heights):
                up, down = (over, under) if k <= now else pale
                painter.setBrush(up if values[k] >= 0 else down)
                left = area.left() + k * stride
                painter.drawRect(QRectF(left, min(height, zero), stride - gap, abs(zero - height)))
        else:
            self._paint_many(painter, area, heights, zero, stride, now)
        x = area.left() + (now + 0.5) * stride
        painter.setPen(QPen(theme.ink, px(1)))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        flags = Qt.AlignmentFlag
        middle = flags.AlignVCenter | Qt.TextFlag.TextDontClip  # letters are higher than low bars
        painter.setPen(theme.muted)
        label = QRectF(area.left() - self._label, area.top(), self._label, area.height())
        painter.drawText(label, flags.AlignLeft | middle, name)
        painter.setPen(theme.ink)
        figure = QRectF(area.right(), area.top(), self._figure, area.height())
        painter.drawText(figure, flags.AlignRight | middle, self.written(known[now]))

    def _paint_many(
        self,
        painter: QPainter,
        area: QRectF,
        heights: np.ndarray,
        zero: float,
        stride: float,
        now: int,
    ) -> None:
        """Bars narrower than two pixels flow into an area."""
        theme = self._appearance.theme
        x = area.left() + (np.arange(len(heights)) + 0.5) * stride
        for part, share in ((slice(now, None), 0.3), (slice(0, now + 1), 0.8)):
            points = [QPointF(a, b) for a, b in zip(x[part], heights[part], strict=True)]
            if len(points) > 1:
                ends = [QPointF(points[-1].x(), zero), QPointF(points[0].x(), zero)]
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(mix(theme.panel, theme.forward, share))
                painter.drawPolygon(QPolygonF([*points, *ends]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        column = int(event.position().x() * self._columns / max(self.width(), 1))
        area = self._area(min(max(column, 0), self._columns - 1))
        share = (event.position().x() - area.left()) / area.width()
        step = int(share * (self._length + 1))
        self.sought.emit(float(min(max(step, 0), self._length)))


def _longest(values: np.ndarray, digits: int) -> list[float]:
    """A number of so many eights for each size among these, and what is no number: to write
    thousands of numbers out for their widths would take too long."""
    sizes = abs(values[np.isfinite(values) & (values != 0)])
    powers = np.unique(np.floor(np.log10(sizes)))
    least, most = np.log10([np.finfo(float).tiny, np.finfo(float).max]).astype(int)
    sign = -1.0 if (values < 0).any() else 1.0
    eights = [float(f"8.{'8' * (digits - 1)}e{p:.0f}") for p in powers.clip(least, most - 1)]
    return [0.0, *(sign * each for each in eights), *values[~np.isfinite(values)][:1]]

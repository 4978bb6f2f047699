"""A bar for each net and one for the ensemble, each with the interval that chance leaves it."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.ensemble import interval
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.number_formats import whole_percent
from gui.training.shades import mixed

_ROW, _LOW_ROW, _LOWEST_ROW = 24, 20, 13  # unscaled pixels from bar to bar
_TICKS = 4


class Bars(QWidget):
    """Test accuracies from left to right; the axis begins where its first number says."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._translator = appearance, translator
        self._seeds: Sequence[int] = ()
        self._accuracies: Sequence[float] = ()
        self._together: float | None = None
        self._images = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        translator.bind(self.setAccessibleName, "lab_ensemble.bars.name")
        translator.changed.connect(self.update)
        appearance.changed.connect(self.updateGeometry)

    def show_nets(
        self,
        seeds: Sequence[int],
        accuracies: Sequence[float],
        together: float | None,
        images: int,
    ) -> None:
        """The nets there will be, what the first of them reached on so many images, and what they
        reach together so far."""
        self._seeds, self._accuracies, self._together = seeds, accuracies, together
        self._images = images
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        rows = len(self._seeds) + 1
        height = rows * self._appearance.px(_LOWEST_ROW) + self._appearance.px(40)
        return QSize(self._appearance.px(200), height)

    def sizeHint(self) -> QSize:
        rows = len(self._seeds) + 1
        height = rows * self._appearance.px(_LOW_ROW) + self._appearance.px(34)
        return QSize(self._appearance.px(280), height)

    def _metrics(self) -> QFontMetrics:
        """Of the letters of the ensemble, the widest."""
        return QFontMetrics(self._appearance.font("small", bold=True))

    @property
    def begin(self) -> float:
        """Where the bars begin."""
        return self._span()[0]

    def _words(self) -> list[str]:
        singles = [self._translator.tr("lab_ensemble.bars.net", seed=seed) for seed in self._seeds]
        return [*singles, self._translator.tr("lab_ensemble.bars.together")]

    def _span(self) -> tuple[float, float]:
        """From where to where the axis goes: all intervals, and a little more."""
        known = [*self._accuracies, *([] if self._together is None else [self._together])]
        ends = [interval(share, self._images) for share in known]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        margin = 0.25 * (high - low)
        return max(low - margin, 0.0), min(high + margin / 2, 1.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._accuracies:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        px, line, words = self._appearance.px, self._metrics().height(), self._words()
        left = max(map(self._metrics().horizontalAdvance, words)) + px(8)
        right = self._metrics().horizontalAdvance("99.99 %") + px(8)
        rows = min(px(_ROW), (self.height() - 1.5 * line) / len(words))
        area = QRectF(left, 0, self.width() - left - right, rows * len(words))
        self._paint_axis(painter, area)
        shares = [*self._accuracies, *[None] * (len(self._seeds) - len(self._accuracies))]
        for row, (name, share) in enumerate(zip(words, [*shares, self._together], strict=True)):
            place = QRectF(area.left(), row * rows, area.width(), rows)
            self._paint_row(painter, place, name, share)

    def _x(self, area: QRectF, share: float) -> float:
        low, high = self._span()
        return area.left() + (share - low) / ((high - low) or 1.0) * area.width()

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        theme, px, line = self._appearance.theme, self._appearance.px, self._metrics().height()
        low, high = self._span()
        for share in _round_numbers(low, high):
            x = self._x(area, share)
            painter.setPen(QPen(theme.grid, px(1)))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(theme.muted)
            place = QRectF(x - px(40), area.bottom() + px(3), px(80), line)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, whole_percent(share))

    def _paint_row(self, painter: QPainter, place: QRectF, name: str, share: float | None) -> None:
        theme, px, flags = self._appearance.theme, self._appearance.px, Qt.AlignmentFlag
        together = name == self._words()[-1]
        painter.setFont(self._appearance.font("small", bold=together))
        painter.setPen(theme.ink if together else theme.muted)
        label = QRectF(0, place.top(), place.left() - px(8), place.height())
        painter.drawText(label, flags.AlignRight | flags.AlignVCenter, name)
        if share is None:
            return
        inset = min(place.height() * 0.18, px(5))
        bar = place.adjusted(0, inset, 0, -inset)
        bar.setRight(self._x(place, share))
        tint = theme.parameter if together else theme.forward
        painter.fillRect(bar, mixed(tint, theme.panel, 0.5 if together else 0.85))
        painter.setPen(QPen(tint, px(1)))
        painter.drawRect(bar)
        self._paint_interval(painter, place, share)
        painter.setPen(theme.ink)
        figure = QRectF(place.right() + px(8), place.top(), self.width(), place.height())
        painter.drawText(figure, flags.AlignLeft | flags.AlignVCenter, f"{100 * share:.2f}\u202f%")

    def _paint_interval(self, painter: QPainter, place: QRectF, share: float) -> None:
        px, middle = self._appearance.px, place.center().y()
        low, high = (self._x(place, end) for end in interval(share, self._images))
        painter.setPen(QPen(self._appearance.theme.ink, px(1.5)))
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        for end in (low, high):
            painter.drawLine(QPointF(end, middle - px(3)), QPointF(end, middle + px(3)))


def _round_numbers(low: float, high: float) -> list[float]:
    """A few round numbers between two shares."""
    if high <= low:
        return [low]
    unit = 10.0 ** math.floor(math.log10((high - low) / _TICKS))
    step = next(unit * n for n in (1, 2, 5, 10) if (high - low) / (unit * n) <= _TICKS)
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]

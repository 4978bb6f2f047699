"""The trials on two logarithmic axes, coloured by what they reached."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.format import number, power
from core.search import LogRange, Outcome, Trial
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.axis import log_ticks
from gui.training.lab.search.columns import key_of
from gui.training.number_formats import percent
from gui.widgets import marker_path

_X, _Y = "learning_rate", "weight_decay"
_MAP = "viridis"
_NEAR = 14  # pixels within which a point is meant
_COMMON = 0.25  # of the trials lie at or below the lowest colour: those that learned nothing
_ROOM = 34  # unscaled pixels between two numbers on an axis
_SHAPES = ("o", "d")  # of the coarse and of the finer trials


@dataclass(frozen=True)
class Cloud:
    """What is to be seen. `ranges` are those of the plan, `frame` those of the finer stage."""

    ranges: Mapping[str, LogRange]
    outcomes: Sequence[Outcome] = ()
    running: Sequence[Trial] = ()
    frame: Mapping[str, LogRange] | None = None


class Scatter(QWidget):
    """Learning rate to the right, weight decay upwards; a click chooses a trial."""

    picked = Signal(str)  # the key of an outcome

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._translator = appearance, translator
        self._cloud: Cloud | None = None
        self._chosen: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        translator.bind(self.setAccessibleName, "lab_search.scatter.name")
        translator.changed.connect(self.update)
        appearance.changed.connect(self.update)

    def show_cloud(self, cloud: Cloud | None) -> None:
        self._cloud = cloud
        self.update()

    def choose(self, keys: frozenset[str]) -> None:
        """Ring these trials."""
        self._chosen = keys
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(160), self._appearance.px(130))

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(280), self._appearance.px(150))

    # places

    def _area(self) -> QRectF:
        px, line = self._appearance.px, self.fontMetrics().height()
        return QRectF(self.rect()).adjusted(px(46), 1.4 * line, -px(12), -2.2 * line)

    def place(self, trial: Trial) -> QPointF:
        """Where a trial lies, in pixels."""
        assert self._cloud is not None
        area = self._area()
        x, y = (_share(self._cloud.ranges[name], float(getattr(trial, name))) for name in (_X, _Y))
        return QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())

    def _at(self, point: QPointF) -> Outcome | None:
        """The outcome nearest to a point, if one is near."""
        if self._cloud is None or not self._cloud.outcomes:
            return None

        def distance(outcome: Outcome) -> float:
            away = self.place(outcome.trial) - point
            return math.hypot(away.x(), away.y())

        nearest = min(self._cloud.outcomes, key=distance)
        return nearest if distance(nearest) <= self._appearance.px(_NEAR) else None

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._cloud is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._appearance.font("small"))
        self._paint_axes(painter, self._cloud)
        self._paint_frame(painter, self._cloud)
        scale = ColourScale.of(self._cloud.outcomes)
        if scale is not None:
            self._paint_key(painter, scale)
        for trial in self._cloud.running:
            painter.setPen(QPen(self._appearance.theme.muted, self._appearance.px(1.5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.place(trial), *(2 * [self._appearance.px(5)]))
        for outcome in sorted(self._cloud.outcomes, key=lambda each: each.accuracy or 0.0):
            self._paint_outcome(painter, outcome, scale)

    def _paint_axes(self, painter: QPainter, cloud: Cloud) -> None:
        theme, px, area = self._appearance.theme, self._appearance.px, self._area()
        line, flags = painter.fontMetrics().height(), Qt.AlignmentFlag
        painter.setPen(QPen(theme.grid, px(1)))
        painter.drawRect(area)
        wide = painter.fontMetrics().horizontalAdvance
        ticks = ticks_apart(cloud.ranges[_X], area.width(), wide)
        for tick, words in zip(ticks, in_one_notation(ticks), strict=True):
            x = area.left() + _share(cloud.ranges[_X], 10**tick) * area.width()
            painter.setPen(QPen(theme.grid, px(1)))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(theme.muted)
            place = QRectF(x - px(40), area.bottom() + px(2), px(80), line)
            painter.drawText(place, flags.AlignHCenter, words)
        ticks = _ticks(cloud.ranges[_Y], area.height() / px(_ROOM))
        for tick, words in zip(ticks, in_one_notation(ticks), strict=True):
            y = area.bottom() - _share(cloud.ranges[_Y], 10**tick) * area.height()
            painter.setPen(QPen(theme.grid, px(1)))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.muted)
            place = QRectF(0, y - line / 2, area.left() - px(5), line)
            painter.drawText(place, flags.AlignRight | flags.AlignVCenter, words)
        below = QRectF(area.left(), area.bottom() + line, area.width(), 1.2 * line)
        words = self._translator.tr(f"network.setting.{_X}")
        painter.drawText(below, flags.AlignHCenter | flags.AlignVCenter, words)
        above = QRectF(0, 0, self.width(), line)
        painter.drawText(above, flags.AlignLeft, self._translator.tr(f"network.setting.{_Y}"))

    def _paint_frame(self, painter: QPainter, cloud: Cloud) -> None:
        """Where the finer trials are drawn from."""
        if cloud.frame is None:
            return
        area, ends = self._area(), []
        for name in (_X, _Y):
            span = cloud.frame[name]
            ends.append([_share(cloud.ranges[name], end) for end in (span.low, span.high)])
        (left, right), (low, high) = ends
        corner = QPointF(area.left() + left * area.width(), area.bottom() - high * area.height())
        frame = QRectF(corner.x(), corner.y(), (right - left) * area.width(), 0)
        frame.setHeight((high - low) * area.height())
        pen = QPen(self._appearance.theme.forward, self._appearance.px(1.5), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)

    def _paint_outcome(
        self, painter: QPainter, outcome: Outcome, scale: "ColourScale | None"
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        place, known = self.place(outcome.trial), outcome.accuracy
        chosen = key_of(outcome) in self._chosen
        painter.setPen(QPen(theme.ink, px(2.5) if chosen else px(1)))
        if known is None or scale is None:
            painter.setPen(QPen(theme.error, px(2)))
            painter.drawPath(marker_path("x", px(5)).translated(place))
            return
        painter.setBrush(scale.colour(known))
        shape = _SHAPES[min(outcome.trial.stage, len(_SHAPES) - 1)]
        painter.drawPath(marker_path(shape, px(8) if chosen else px(6)).translated(place))

    def _paint_key(self, painter: QPainter, scale: "ColourScale") -> None:
        """A strip of the colours above the axes, with the accuracies at its ends."""
        theme, px, area = self._appearance.theme, self._appearance.px, self._area()
        line = painter.fontMetrics().height()
        low, high = f"≤ {percent(scale.low)}", percent(scale.high)
        width = min(px(90), int(area.width() / 4))
        right = area.right() - painter.fontMetrics().horizontalAdvance(high) - px(5)
        strip = QRectF(right - width, px(3), width, line - px(4))
        for i in range(width):
            colour = scale.colour(scale.low + (scale.high - scale.low) * i / max(width - 1, 1))
            painter.fillRect(QRectF(strip.left() + i, strip.top(), 1.5, strip.height()), colour)
        painter.setPen(theme.muted)
        flags = Qt.AlignmentFlag
        left = QRectF(0, 0, strip.left() - px(5), line)
        words = low, self._translator.tr(f"network.setting.{_Y}")
        if sum(map(painter.fontMetrics().horizontalAdvance, words)) + px(10) < left.width():
            painter.drawText(left, flags.AlignRight | flags.AlignVCenter, low)
        rest = QRectF(strip.right() + px(5), 0, self.width(), line)
        painter.drawText(rest, flags.AlignLeft | flags.AlignVCenter, high)

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None:
            self.picked.emit(key_of(found))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(found) if found else "", self)
            return True
        return super().event(event)

    def words(self, outcome: Outcome) -> str:
        """What is said of a trial under the mouse."""
        trial = outcome.trial
        return self._translator.tr(
            "lab_search.scatter.reading",
            accuracy=percent(outcome.accuracy) if outcome.accuracy is not None else "—",
            rate=number(trial.learning_rate),
            decay=number(trial.weight_decay, 3),
            hidden=trial.hidden,
        )


@dataclass(frozen=True)
class ColourScale:
    """Colours for accuracies. Whatever learned nothing shares the lowest, so that the good ones can
    be told apart."""

    low: float
    high: float

    @staticmethod
    def of(outcomes: Sequence[Outcome]) -> "ColourScale | None":
        known = [each.accuracy for each in outcomes if each.accuracy is not None]
        if not known:
            return None
        return ColourScale(float(np.quantile(known, _COMMON)), max(known))

    def colour(self, accuracy: float) -> QColor:
        share = (accuracy - self.low) / ((self.high - self.low) or 1.0)
        found: QColor = pg.colormap.get(_MAP).map(min(max(share, 0.0), 1.0), mode="qcolor")
        return found


def _share(span: LogRange, value: float) -> float:
    """How far along its axis a value lies."""
    width = span.decades
    return (math.log10(value) - math.log10(span.low)) / width if width else 0.5


def _ticks(span: LogRange, most: float) -> list[float]:
    """Powers of ten, as exponents, that fit."""
    low, high = math.log10(span.low), math.log10(span.high)
    return log_ticks(low, high, (high - low) / max(most, 1.0)) if high > low else [low]


def ticks_apart(span: LogRange, length: float, wide: Callable[[str], float]) -> list[float]:
    """As many as have room for their words beside each other on an axis of `length` pixels."""
    gap = wide("00")
    found: list[float] = []
    for most in range(int(length / wide("0.1")), 0, -1):
        found = _ticks(span, most)
        places = [_share(span, 10**tick) * length for tick in found]
        halves = [wide(words) / 2 for words in in_one_notation(found)]
        ends = zip(pairwise(places), pairwise(halves), strict=True)
        if all(b - a >= left + right + gap for (a, b), (left, right) in ends):
            break
    return found


def in_one_notation(ticks: Sequence[float]) -> list[str]:
    """What stands at powers of ten, given as exponents: as powers if all are whole, as decimals if
    none is long, else each with its power."""
    if all(map(_is_whole, ticks)):
        return [power(round(tick)) for tick in ticks]
    plain = [number(10**tick, 3) for tick in ticks]
    return [_with_power(tick) for tick in ticks] if any("×" in words for words in plain) else plain


def _with_power(tick: float) -> str:
    if _is_whole(tick):
        return power(round(tick))
    decade = math.floor(tick)
    return f"{number(10 ** (tick - decade), 3)}×{power(decade)}"


def _is_whole(tick: float) -> bool:
    return abs(tick - round(tick)) < 1e-9

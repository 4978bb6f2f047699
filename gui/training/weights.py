"""The first layer's weights: what each hidden unit looks for, as a picture of 28×28 pixels.

Coloured as everywhere (see `gui/heat.py`): the same weights look the same here and on the stage.
"""

from functools import lru_cache
from math import ceil, isqrt, sqrt

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.engine import Array
from gui.appearance import Appearance
from gui.heat import limit_of, signed
from gui.training.throttle import Throttle

INTERVAL = 0.2  # seconds between two pictures
_SMALLEST = 22  # pixels across a picture; units that would be smaller are left out
_LARGEST = 112
_GAP = 3
_FIRST_LIMIT = 0.05


class WeightPictures(QWidget):
    """A grid of pictures, one for each hidden unit, as large as there is room for."""

    hovered = Signal(int)  # the hidden unit under the mouse, or −1
    rescaled = Signal()  # other limits, or another number of pictures

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._weights: Array | None = None
        self._pictures = QImage()  # one below the other: coloured at once, not one by one
        self.unit_under_mouse = -1
        self._throttle = Throttle(INTERVAL)
        self.limit = _FIRST_LIMIT
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        appearance.changed.connect(self._redraw)

    @property
    def total(self) -> int:
        """How many hidden units there are."""
        return 0 if self._weights is None else self._weights.shape[1]

    @property
    def shown(self) -> int:
        """How many of them there is room for."""
        columns, rows, _ = self._grid()
        return min(columns * rows, self.total)

    def range_of(self, unit: int) -> tuple[float, float]:
        """The smallest and the largest weight of one hidden unit."""
        assert self._weights is not None
        return float(self._weights[:, unit].min()), float(self._weights[:, unit].max())

    def begin(self) -> None:
        """Forget the limits of the run before."""
        self.limit = _FIRST_LIMIT

    def show_weights(self, weights: Array, *, now: bool) -> None:
        """Paint W1 (pixels, units), at most five times a second unless it has to be `now`."""
        if now or self._throttle.is_due:
            with self._throttle:
                self._weights = weights
                self.limit = limit_of(weights, self.limit)
                self._redraw()
                self.rescaled.emit()

    @property
    def columns(self) -> dict[str, Array]:
        """The weights of each unit, by pixels; none before there are any."""
        weights = self._weights
        return {} if weights is None else {f"unit_{n + 1}": w for n, w in enumerate(weights.T)}

    def unit_at(self, x: float, y: float) -> int:
        """The hidden unit whose picture is there, or −1."""
        columns, _, side = self._grid()
        gap = self._appearance.px(_GAP)
        column, row = int(x // (side + gap)), int(y // (side + gap))
        inside = x % (side + gap) < side and y % (side + gap) < side and column < columns
        unit = row * columns + column
        return unit if inside and 0 <= unit < self.shown else -1

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(300), self._appearance.px(140))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(120), self._appearance.px(2 * _SMALLEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rescaled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, px = self._appearance.theme, self._appearance.px
        columns, _, side = self._grid()
        across, gap = self._pictures.width(), px(_GAP)
        frames: list[QRect] = []
        for unit in range(self.shown):
            row, column = divmod(unit, columns)
            place = QRect(column * (side + gap), row * (side + gap), side, side)
            painter.drawImage(place, self._pictures, QRect(0, unit * across, across, across))
            frames.append(place.adjusted(0, 0, -1, -1))
        painter.setPen(QPen(theme.border, px(1)))
        painter.drawRects(frames)
        if 0 <= self.unit_under_mouse < len(frames):
            painter.setPen(QPen(theme.ink, px(2)))
            painter.drawRect(frames[self.unit_under_mouse])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.unit_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(-1)

    def _point_at(self, unit: int) -> None:
        if unit != self.unit_under_mouse:
            self.unit_under_mouse = unit
            QToolTip.hideText()  # it is of another unit
            self.hovered.emit(unit)
            self.update()

    def _grid(self) -> tuple[int, int, int]:
        """Columns, rows and the side of a picture: large ones that all fit, few gaps at the end."""
        px, gap = self._appearance.px, self._appearance.px(_GAP)
        room = self.width() + gap, self.height() + gap
        return _grid(max(self.total, 1), *room, gap, px(_SMALLEST), px(_LARGEST))

    def _redraw(self) -> None:
        """Colour the pictures."""
        if self._weights is None:
            return
        side, theme = isqrt(self._weights.shape[0]), self._appearance.theme
        units = self._weights[: side * side].T.reshape(-1, side)
        self._pictures = signed(units, self.limit, theme)
        self.update()


@lru_cache(maxsize=8)
def _grid(
    total: int, width: int, height: int, gap: int, smallest: int, largest: int
) -> tuple[int, int, int]:
    best, most = (1, 1, 0), 0.0
    for columns in range(1, total + 1):
        rows = ceil(total / columns)
        side = min(width // columns, height // rows, largest + gap) - gap
        worth = side * sqrt(total / (columns * rows))
        if worth > most:
            best, most = (columns, rows, side), worth
    if best[2] >= smallest:
        return best
    return max(width // (smallest + gap), 1), max(height // (smallest + gap), 1), smallest

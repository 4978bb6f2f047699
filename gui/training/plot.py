"""Curves over the steps of a run. The mouse reads values, and a drag looks nearer (see `zoom`).

What is drawn is thinned to about two points a pixel of the part that is looked at, so nothing is
lost to whoever looks nearer.
"""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.engine import Array
from core.history import Floats, decimate
from gui.appearance import Appearance
from gui.training.axis import Wording
from gui.training.free_place import FreePlaces
from gui.training.plot_base import Paper, Range
from gui.training.shades import mixed
from gui.training.zoom import DragBox

MOST_POINTS = 2000
_NO_BARS = (np.array([0.0, 1.0]), np.zeros(1))  # columns have one edge more than heights

_NOTHING = (np.zeros(0), np.zeros(0))
_DOT = 7  # unscaled pixels across

Colour = Callable[[], QColor]


class Plot(Paper):
    """Under the mouse, a line and what the curves read there."""

    hovered = Signal(object)  # the x under the mouse, or None
    zoomed = Signal(bool)  # whether a part is looked at
    menu_wanted = Signal(QPoint)  # where on the screen

    def __init__(
        self, appearance: Appearance, x_wording: Wording, y_wording: Wording, parent: QWidget | None
    ) -> None:
        super().__init__(appearance, x_wording, y_wording, parent)
        self._curves: list[tuple[pg.PlotCurveItem, Colour, float]] = []
        self._bars: list[tuple[pg.PlotCurveItem, Colour]] = []
        self._points: dict[pg.PlotCurveItem, tuple[Floats, Floats]] = {}
        self._dots = self.add_spots()
        self._heat: pg.ImageItem | None = None
        self._log = False
        self._places: FreePlaces | None = None  # among these curves, of this size in this part:
        self._placed: tuple[QRect, QRect, Range] | None = None
        self._home: Range = (0.0, 1.0, 0.0, 1.0)
        self._part: Range | None = None
        self._drag = DragBox(self)
        self.dress()

    # what is in it

    def add_curve(self, colour: Colour, width: float) -> pg.PlotCurveItem:
        """A curve whose colour is asked for anew when the theme changes; `width` is relative."""
        curve = pg.PlotCurveItem(antialias=True)
        curve.setSegmentedLineMode("on")  # antialiased lines are eight times slower in one piece
        self._curves.append((curve, colour, width))
        self._box.addItem(curve, ignoreBounds=True)
        self.dress()
        return curve

    def add_bars(self, colour: Colour) -> pg.PlotCurveItem:
        """Columns that stand side by side: `draw` them with one edge more than heights."""
        bars = pg.PlotCurveItem(*_NO_BARS, stepMode="center", fillLevel=0)
        self._bars.append((bars, colour))
        self._box.addItem(bars, ignoreBounds=True)
        self.dress()
        return bars

    def add_spots(self) -> pg.ScatterPlotItem:
        """Points of any shape, above the curves; their heights are those of `height_of`."""
        spots = pg.ScatterPlotItem(pxMode=True)
        spots.setZValue(1)
        self._box.addItem(spots, ignoreBounds=True)
        return spots

    def height_of(self, y: Floats) -> Floats:
        """Where on the axis a number stands; nowhere if it is none of a logarithmic axis."""
        return np.log10(np.where(y > 0, y, np.nan)) if self._log else y

    def draw_heat(self, levels: Array | None, place: Range, colour: Colour) -> None:
        """A table of numbers from 0 to 1 as a picture in `place`, its first row at the bottom;
        None takes it away."""
        if self._heat is None:
            self._heat = pg.ImageItem(axisOrder="row-major")
            self._box.addItem(self._heat, ignoreBounds=True)
        self._heat.setVisible(levels is not None)
        if levels is not None:
            left, right, low, high = place
            panel, full = self._appearance.theme.panel, colour()
            steps = [mixed(panel, full, n / 255) for n in range(256)]
            shades = np.array([(c.red(), c.green(), c.blue()) for c in steps], np.uint8)
            picture = shades[np.rint(255 * levels).astype(np.uint8)]
            self._heat.setImage(picture, levels=(0, 255))
            self._heat.setRect(left, low, right - left, high - low)

    def set_log(self, on: bool) -> None:
        self._log, self._places = on, None
        self._up.setLogMode(False, on)
        self.zoom_back()

    def draw(self, curve: pg.PlotCurveItem, x: Floats, y: Floats) -> None:
        """Show these points; on a logarithmic axis those above zero."""
        self._points[curve], self._places = (x, y), None
        self._put(curve)
        self._dot()

    def remove(self, curve: pg.PlotCurveItem) -> None:
        """Take a curve away, for good."""
        self._curves = [each for each in self._curves if each[0] is not curve]
        self._points.pop(curve, None)
        self._places = None
        self._dot()
        self._box.removeItem(curve)

    def clear_curves(self) -> None:
        for curve in [*self._points]:
            bars = self._is_bars(curve)
            curve.setData(
                *(_NO_BARS if bars else (_NO_BARS[1][:0],) * 2), stepMode="center" if bars else None
            )
        self._points.clear()
        self._places = None
        self._dots.clear()

    def _dot(self) -> None:
        """A line of one point is none: it gets a dot, in the colour of its curve."""
        lone = [each for each in self._curves if len(self._points.get(each[0], _NOTHING)[0]) == 1]
        if not lone and not len(self._dots.data):
            return
        self._dots.clear()
        for curve, colour, _ in lone:
            x, y = self._points[curve]
            brush, size = pg.mkBrush(colour()), self._appearance.px(_DOT)
            self._dots.addPoints(x, self.height_of(y), size=size, pen=None, brush=brush)

    def _is_bars(self, curve: pg.PlotCurveItem) -> bool:
        return any(bars is curve for bars, _ in self._bars)

    def _put(self, curve: pg.PlotCurveItem) -> None:
        """Hand over the points of the part that is looked at, as many as there are pixels for."""
        x, y = self._points[curve]
        if self._is_bars(curve):
            curve.setData(x, y, stepMode="center")
            return
        if self._log:
            x, y = x[y > 0], np.log10(y[y > 0])
        if self._part is not None:  # and the neighbours, to which lines lead out of sight
            left, right, _, _ = self._part
            first, last = np.searchsorted(x, left), np.searchsorted(x, right, side="right")
            seen = slice(max(first - 1, 0), last + 1)
            x, y = x[seen], y[seen]
        curve.setData(*decimate(x, y, min(MOST_POINTS, max(2 * self.width(), 200))))

    # which part is looked at

    @property
    def is_zoomed(self) -> bool:
        return self._part is not None

    @property
    def seen(self) -> Range:
        return self._part or self._home

    def look_at(self, right: float, low: float, high: float, left: float = 0.0) -> None:
        """What there is to be seen, from `left` to `right`; a part that was chosen stays."""
        if self._log:
            low, high = np.log10(max(low, high / 1e6)), np.log10(high)
        margin = 0.04 * (high - low) or 0.1
        self._home = (left, right, low - margin * self._log, high + margin)
        if self._part is None:
            self._show(self._home)

    def zoom_to(self, part: Range) -> None:
        """Look at a part only, until `zoom_back`."""
        left, right, low, high = part
        if right > left and high > low:
            self._part = part
            self._after_zoom()

    @Slot()
    def zoom_back(self) -> None:
        if self._part is not None:
            self._part = None
            self._after_zoom()

    def _after_zoom(self) -> None:
        self._show(self.seen)
        for curve in self._points:
            self._put(curve)
        self.zoomed.emit(self.is_zoomed)

    @Slot()
    def dress(self) -> None:
        """Take the colours, widths and fonts of the moment."""
        super().dress()
        self._dot()
        theme, px = self._appearance.theme, self._appearance.px
        for curve, colour, width in self._curves:
            curve.setPen(pg.mkPen(colour(), width=px(10 * width * theme.plot_width) / 10))
        for bars, colour in self._bars:
            bars.setPen(pg.mkPen(colour(), width=1))
            bars.setBrush(mixed(colour(), theme.panel, 0.55))

    # what is read

    def show_lines(self, x: float, lines: Sequence[str]) -> None:
        """Mark a place and say what it reads, where that covers no curve: below each other, or
        in as few columns as need be; rather over the numbers of an axis than over a curve."""
        places, found = self._free_places(), []
        for room, columns in product((self._frame(), self.rect()), range(1, len(lines) + 1)):
            rows = (lines[at : at + columns] for at in range(1, len(lines), columns))
            words = "\n".join((lines[0], *map(" · ".join, rows)))
            self.show_reading(x, words)
            if columns > 1 and self.reading.width() > room.width():
                continue
            covered, place = places.find(self.reading.size(), room)
            cut_off = not room.contains(QRect(place, self.reading.size()))
            found.append(((cut_off, covered), words, place))
            if not (cut_off or covered):
                break
        _, words, place = min(found, key=lambda each: each[0])
        self.show_reading(x, words)
        self.reading.move(place)

    def _free_places(self) -> FreePlaces:
        placed = self._frame(), self.rect(), self.seen
        if self._places is None or placed != self._placed:
            self._places, self._placed = FreePlaces(self._in_pixels()), placed
        return self._places

    def _in_pixels(self) -> list[tuple[Floats, Floats]]:
        frame, (left, right, low, high) = self._frame(), self.seen
        across, up = frame.width() / (right - left), frame.height() / (high - low)
        return [
            (frame.left() + across * (x - left), frame.bottom() - up * (self.height_of(y) - low))
            for curve, (x, y) in self._points.items()
            if not self._is_bars(curve)
        ]

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag.begin(event.position().toPoint(), self._frame(), self._appearance.factor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        self._drag.move(place)
        reads = self._frame().contains(place) and not self._drag.active
        self.hovered.emit(self._at(place).x() if reads else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        box = self._drag.end(event.position().toPoint())
        if box is not None:
            one, other = self._at(box.bottomLeft()), self._at(box.topRight())
            self.zoom_to((one.x(), other.x(), one.y(), other.y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.zoom_back()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Back to the whole; where that is seen already, the menu."""
        if self.is_zoomed:
            self.zoom_back()
        else:
            self.menu_wanted.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # whoever scrolls past means the page

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

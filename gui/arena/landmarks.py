"""What stays where it is on the map: grid, starts, minima, and the names of the axes."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QTransform

from core.surfaces import Minimum, Point
from gui.appearance import Appearance
from gui.arena.colormap import mix
from gui.arena.map_item import MapItem
from gui.arena.racer_style import basin_colours

RING = 7.5
_CROSS = 6.0
_ALONG = 0.0, 0.25, 0.5, 0.75  # of the axis, from its end: where its name may stand
_REACH = 9  # from the middle of a mark to its end
_LINES = 8  # of a grid, at most, across the longer side


class Landmarks(MapItem):
    """A ring around each start; a cross hair in every minimum, or a line along its floor; x and y
    in the corners."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._starts: tuple[Point, ...] = ()
        self._minima: tuple[Minimum, ...] = ()
        self.filled: tuple[bool, ...] = ()
        self._grid = False
        self._focused = False
        self._coloured = False
        self._names = ("x", "y")
        self.ends: Sequence[Point] = ()  # of the paths, which the names of the axes leave free

    def show_ends(self, ends: Sequence[Point]) -> None:
        if ends != self.ends:
            self.ends = ends
            self.update()

    def show_starts(self, starts: tuple[Point, ...]) -> None:
        if starts != self._starts:
            self._starts = starts
            self.update()

    def show_minima(self, minima: tuple[Minimum, ...], filled: Sequence[bool] = ()) -> None:
        """filled: which of them have a filled centre, none if nothing is said."""
        self._minima, self.filled = minima, tuple(filled)
        self.update()

    def name_axes(self, across: str, up: str) -> None:
        self._names = (across, up)
        self.update()

    @property
    def names(self) -> tuple[str, str]:
        """Of the axes."""
        return self._names

    def set_grid(self, on: bool) -> None:
        self._grid = on
        self.update()

    def set_coloured(self, on: bool) -> None:
        """Each minimum in the colour of its basin."""
        if on is not self._coloured:
            self._coloured = on
            self.update()

    def set_focused(self, on: bool) -> None:
        """The arrow keys move the first start."""
        self._focused = on
        self.update()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        if self._grid:
            self._paint_grid(painter, to_pixels, area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        colours = basin_colours(theme)
        for i, minimum in enumerate(self._minima):
            colour = colours[i % len(colours)] if self._coloured else theme.ink
            if minimum.is_floor:
                self._stroke(painter, _floor(minimum, to_pixels), colour)
            else:
                spot = to_pixels.map(QPointF(*minimum.point))
                self._stroke(painter, self._cross_hair(spot), colour)
                if self.filled[i : i + 1] == (True,):
                    self._fill(painter, spot, colour)
        for i, start in enumerate(self._starts):
            spot = to_pixels.map(QPointF(*start))
            if not (math.isfinite(spot.x()) and math.isfinite(spot.y())):
                continue  # over a gap of a curve, or where it has run out of all numbers
            ring, radius = QPainterPath(), px(RING)
            ring.addEllipse(spot, radius, radius)
            lit = self._focused and i == 0
            self._stroke(painter, ring, theme.forward if lit else theme.ink, 1.5 if lit else 1.0)
        self._write_axes(painter, to_pixels, area)

    def _paint_grid(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        theme = self._appearance.theme
        painter.setPen(QPen(mix(theme.grid, theme.muted, 0.35), self._appearance.px(1)))
        view = self.viewRect()
        for low, high, is_x in (
            (view.left(), view.right(), True),
            (view.top(), view.bottom(), False),
        ):
            for value in _round_values(low, high):
                spot = QPointF(value, 0) if is_x else QPointF(0, value)
                place = to_pixels.map(spot)
                ends = (
                    (QPointF(place.x(), area.top()), QPointF(place.x(), area.bottom()))
                    if is_x
                    else (QPointF(area.left(), place.y()), QPointF(area.right(), place.y()))
                )
                painter.drawLine(*ends)

    def _cross_hair(self, centre: QPointF) -> QPainterPath:
        path, reach = QPainterPath(), float(self._appearance.px(_CROSS))
        path.addEllipse(centre, reach * 0.55, reach * 0.55)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            path.moveTo(centre + QPointF(dx, dy) * reach * 0.55)
            path.lineTo(centre + QPointF(dx, dy) * reach * 1.4)
        return path

    def _fill(self, painter: QPainter, centre: QPointF, colour: QColor) -> None:
        radius = float(self._appearance.px(_CROSS)) * 0.55
        disc = QPainterPath()
        disc.addEllipse(centre, radius, radius)
        painter.fillPath(disc, colour)

    def _stroke(
        self, painter: QPainter, path: QPainterPath, colour: QColor, thicker: float = 1.0
    ) -> None:
        """A line with a casing, so that it is seen on any ground."""
        theme, px = self._appearance.theme, self._appearance.px
        painter.strokePath(path, QPen(theme.panel, px(4.5)))
        painter.strokePath(path, QPen(colour, px(theme.outline_width) * thicker))

    def _write_axes(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        painter.setFont(self._appearance.font("small", bold=True))
        painter.setPen(self._appearance.theme.muted)
        for name, place in zip(self._names, self.places_of_names(to_pixels, area), strict=True):
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)

    def places_of_names(self, to_pixels: QTransform, area: QRectF) -> list[QRectF]:
        """Those of x and of y: along its axis, as near to its end as it covers no path's end. One
        out of view is marked at the border."""
        px, metrics = self._appearance.px, QFontMetrics(self._appearance.font("small", bold=True))
        inside = area.adjusted(px(7), px(7), -px(7), -px(7))
        marks = [to_pixels.map(QPointF(*each)) for each in self._starts]
        marks += [_into(area, to_pixels.map(QPointF(*each))) for each in self.ends]
        found = []
        for name, along_x in zip(self._names, (True, False), strict=True):
            wide, high = metrics.horizontalAdvance(name) + 2, metrics.height()
            across, up = inside.width() - wide, inside.height() - high
            places = [
                QRectF(inside.left() + (1 - share) * across, inside.bottom() - high, wide, high)
                if along_x
                else QRectF(inside.left(), inside.top() + share * up, wide, high)
                for share in _ALONG
            ]
            found.append(_freest(places, marks, px(_REACH)))
        return found


def _freest(places: Sequence[QRectF], marks: Sequence[QPointF], reach: float) -> QRectF:
    """The first of those that cover the fewest marks, each of which reaches so far."""

    def covered(place: QRectF) -> int:
        around = place.adjusted(-reach, -reach, reach, reach)
        return sum(around.contains(mark) for mark in marks)

    return min(places, key=covered)


def _into(area: QRectF, spot: QPointF) -> QPointF:
    x = min(max(spot.x(), area.left()), area.right())
    return QPointF(x, min(max(spot.y(), area.top()), area.bottom()))


def _floor(minimum: Minimum, to_pixels: QTransform) -> QPainterPath:
    """The line along a valley, or around a plain."""
    path = QPainterPath()
    for start, end in minimum.pieces:
        path.moveTo(to_pixels.map(QPointF(*start)))
        path.lineTo(to_pixels.map(QPointF(*end)))
    return path


def _round_values(low: float, high: float) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten, a few of them."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    unit = 10.0 ** math.floor(math.log10((high - low) / _LINES))
    step = next(unit * m for m in (1, 2, 5, 10) if (high - low) / (unit * m) <= _LINES)
    first = math.ceil(low / step)
    return [i * step for i in range(first, math.floor(high / step) + 1)]

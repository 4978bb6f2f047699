"""What stays where it is on the map: the start, the minima, and the names of the axes."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QTransform

from core.surfaces import Point
from gui.appearance import Appearance
from gui.arena.map_item import MapItem

_RING = 7.5
_CROSS = 6.0


class Landmarks(MapItem):
    """A ring around the start, a cross hair in every minimum, x and y in the corners."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._start: Point = (0.0, 0.0)
        self._minima: tuple[Point, ...] = ()

    def show_start(self, start: Point) -> None:
        self._start = start
        self.update()

    def show_minima(self, minima: tuple[Point, ...]) -> None:
        self._minima = minima
        self.update()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y in self._minima:
            self._stroke(painter, self._cross_hair(to_pixels.map(QPointF(x, y))))
        ring = QPainterPath()
        radius = self._appearance.px(_RING)
        ring.addEllipse(to_pixels.map(QPointF(*self._start)), radius, radius)
        self._stroke(painter, ring)
        self._write_axes(painter, area)

    def _cross_hair(self, centre: QPointF) -> QPainterPath:
        path, reach = QPainterPath(), float(self._appearance.px(_CROSS))
        path.addEllipse(centre, reach * 0.55, reach * 0.55)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            path.moveTo(centre + QPointF(dx, dy) * reach * 0.55)
            path.lineTo(centre + QPointF(dx, dy) * reach * 1.4)
        return path

    def _stroke(self, painter: QPainter, path: QPainterPath) -> None:
        """A line in ink with a casing, so that it is seen on any ground."""
        theme, px = self._appearance.theme, self._appearance.px
        painter.strokePath(path, QPen(theme.panel, px(4.5)))
        painter.strokePath(path, QPen(theme.ink, px(theme.outline_width)))

    def _write_axes(self, painter: QPainter, area: QRectF) -> None:
        gap = self._appearance.px(7)
        inside = area.adjusted(gap, gap, -gap, -gap)
        painter.setFont(self._appearance.font("small", bold=True))
        painter.setPen(self._appearance.theme.muted)
        flags = Qt.AlignmentFlag
        painter.drawText(inside, flags.AlignRight | flags.AlignBottom, "x")
        painter.drawText(inside, flags.AlignLeft | flags.AlignTop, "y")

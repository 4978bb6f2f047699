"""The surface as a map: filled contours, the lower the nearer to the colour of the panel.

Low ground is light on a light theme and dark on a dark one, because that is where the paths end
up and must be seen best. The map is drawn once for each surface, size and theme, into a pixmap;
a frame of the race only copies it.
"""

import contourpy
import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from core.surfaces import Surface, levels
from gui.appearance import Appearance
from gui.arena.ramp import mix, ramp

_APART = 40.0  # unscaled pixels of the plot's shorter side to each contour line …
_FEWEST, _MOST = 7, 15  # … of the surface's own range
_CELL = 2.0  # pixels between two points of the mesh
_COARSE = 81  # points on a side of the mesh that finds the lowest and the highest ground


class Contours(pg.GraphicsObject):
    """Fills the visible part of the plot with the map of one surface."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._surface: Surface | None = None
        self._picture: QPixmap | None = None

    def show_surface(self, surface: Surface) -> None:
        self._surface = surface
        self.redraw()

    def redraw(self) -> None:
        """Draw the map anew at the next paint."""
        self._picture = None
        self.update()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()
        self.redraw()

    def boundingRect(self) -> QRectF:
        return self.viewRect() or QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._surface is None:
            return
        area = painter.transform().mapRect(self.viewRect())
        if self._picture is None:
            ratio = painter.device().devicePixelRatioF()
            self._picture = self._draw(self._surface, area, ratio)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(area.topLeft(), self._picture)
        painter.restore()

    def _draw(self, surface: Surface, area: QRectF, ratio: float) -> QPixmap:
        """The map of what is in view, as large as `area` on the screen."""
        picture = QPixmap((area.size() * ratio).toSize().expandedTo(QSize(1, 1)))
        picture.setDevicePixelRatio(ratio)
        x, y, to_pixels = _mesh(self.viewRect(), area)
        heights = surface.values(*np.meshgrid(x, y))
        short = min(area.width(), area.height()) / self._appearance.factor
        count = round(min(max(short / _APART, _FEWEST), _MOST))
        heights_of = _levels(surface, heights, count)
        ground, *colours = ramp(self._appearance.theme, len(heights_of) + 1)
        picture.fill(ground)
        kind = contourpy.FillType.ChunkCombinedOffset
        contours = contourpy.contour_generator(x, y, heights, fill_type=kind)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for level, colour in zip(heights_of, colours, strict=True):
            region = to_pixels.map(_above(contours, level))
            line = mix(colour, self._appearance.theme.muted, 0.25)
            painter.setPen(QPen(line, self._appearance.px(1)))
            painter.setBrush(colour)
            painter.drawPath(region)
        painter.end()
        return picture


def _mesh(view: QRectF, area: QRectF) -> tuple[np.ndarray, np.ndarray, QTransform]:
    """The grid of x and y in view and a little beyond it, and the way from there to pixels."""
    across, up = view.width() / area.width(), view.height() / area.height()  # units a pixel
    x, y = (
        np.linspace(low - 2 * _CELL * unit, high + 2 * _CELL * unit, int(pixels / _CELL) + 4)
        for low, high, unit, pixels in (
            (view.left(), view.right(), across, area.width()),
            (view.top(), view.bottom(), up, area.height()),
        )
    )
    to_pixels = QTransform.fromScale(1 / across, -1 / up).translate(-view.left(), -view.bottom())
    return x, y, to_pixels


def _levels(surface: Surface, heights: np.ndarray, count: int) -> np.ndarray:
    return levels(heights, count, bend=surface.bend)


def _above(contours: contourpy.ContourGenerator, level: float) -> QPainterPath:
    """The region higher than `level`: outlines, and holes that the odd-even rule leaves out."""
    chunks, offsets, *_ = contours.filled(level, np.inf)
    points, starts = chunks[0], offsets[0]
    if points is None or starts is None:
        return QPainterPath()
    connected = np.ones(len(points), np.int32)
    connected[starts[1:] - 1] = 0
    return pg.arrayToQPath(points[:, 0], points[:, 1], connected)

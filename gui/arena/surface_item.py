"""The surface as a map: filled contours or a heatmap, the lower the nearer to the panel's colour.

Low ground is light on a light theme and dark on a dark one, because that is where the paths end
up and must be seen best. The map is drawn once for each view, size and theme, into a pixmap; a
frame of the race only copies it. While somebody pans or zooms it is drawn from fewer points.
"""

from functools import lru_cache

import contourpy
import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from core.surfaces import Climb, HeightField, levels, scale_of
from core.surfaces.fineness import ROUGH, UNREADABLE, averaged, roughness
from gui.appearance import Appearance
from gui.arena.colormap import colormap, mix
from gui.arena.map_style import MapForm, MapStyle

_APART = 40.0  # unscaled pixels of the plot's shorter side to each contour line
_FEWEST, _MOST = 7, 15
_POINTS, _POINTS_MOVING = 60_000, 12_000  # of the mesh
_POINTS_FINE, _MESHES = 500_000, 3  # where a surface is finer than those; meshes for its mean
_CELL = 2.0  # pixels between two points of the mesh, at least
_ABSURD = 1e150
_HATCH = 6  # points of the mesh between two lines of a hatching
_SHADES = 128


class SurfaceItem(pg.GraphicsObject):
    """Fills the visible part of the plot with the map of one surface."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._surface: HeightField | None = None
        self._picture: QPixmap | None = None
        self._style = MapStyle()
        self._moving = False
        self._bare = False

    def show_surface(self, surface: HeightField | None) -> None:
        """None: there is nothing to be known of it yet."""
        self._surface = surface
        self.redraw()

    @property
    def surface(self) -> HeightField | None:
        return self._surface

    def set_style(self, style: MapStyle) -> None:
        self._style = style
        self.redraw()

    def set_moving(self, moving: bool) -> None:
        """Somebody pans or zooms: be quick, not fine."""
        if moving is not self._moving:
            self._moving = moving
            self.redraw()

    def set_bare(self, bare: bool) -> None:
        """Only lines: something else colours the ground."""
        if bare is not self._bare:
            self._bare = bare
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
        if self._surface is None or self._surface.is_curve:
            return
        area = painter.transform().mapRect(self.viewRect())
        if area.width() < 2 or area.height() < 2:
            return
        if self._picture is None:
            self._picture = self._draw(self._surface, area, painter.device().devicePixelRatioF())
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(area.topLeft(), self._picture)
        painter.restore()

    def _draw(self, surface: HeightField, area: QRectF, ratio: float) -> QPixmap:
        """The map of what is in view, as large as `area` on the screen."""
        picture = QPixmap((area.size() * ratio).toSize().expandedTo(QSize(1, 1)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent if self._bare else self._appearance.theme.panel)
        most = _POINTS_MOVING if self._moving else _POINTS
        cell = max(_CELL, float(np.sqrt(area.width() * area.height() / most)))
        fine = not self._moving and not self._bare and self._roughness(surface, area, cell) > ROUGH
        if fine:
            cell = finest(area)
        x, y, to_pixels = _mesh(self.viewRect(), area, cell)
        heights = surface.mesh(x, y)
        scale = scale_of(heights)
        heights = heights / scale
        short = min(area.width(), area.height()) / self._appearance.factor
        count = round(min(max(short / _APART, _FEWEST), _MOST))
        heights_of_lines = self._levels(surface, heights, count, scale)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if fine:  # lines would be nothing but lines
            if self._roughness(surface, area, cell) > UNREADABLE:
                heights = averaged(surface, x, y, _MESHES) / scale
            self._paint_heat(painter, x, y, to_pixels, heights, heights_of_lines)
        elif self._style.form is MapForm.HEAT and not self._bare:
            self._paint_heat(painter, x, y, to_pixels, heights, heights_of_lines)
        else:
            self._paint_contours(painter, x, y, to_pixels, heights, heights_of_lines)
        self._paint_nothing(painter, x, y, to_pixels, heights)
        painter.end()
        return picture

    def _roughness(self, surface: HeightField, area: QRectF, cell: float) -> float:
        view = self.viewRect()
        across, up = (view.left(), view.right()), (view.top(), view.bottom())
        return roughness(surface, across, up, int(area.width() / cell), int(area.height() / cell))

    def _levels(
        self, surface: HeightField, heights: np.ndarray, count: int, scale: float
    ) -> np.ndarray:
        lowest = [float(surface.mesh(*np.transpose([m]))[0, 0]) / scale for m in surface.minima]
        view = self.viewRect()
        seen = [
            h for h, m in zip(lowest, surface.minima, strict=True) if view.contains(QPointF(*m))
        ]
        bend = None if self._style.climb is not Climb.FITTED else surface.bend
        return levels(heights, count, self._style.climb, low=min(seen, default=None), bend=bend)

    def _paint_contours(
        self,
        painter: QPainter,
        x: np.ndarray,
        y: np.ndarray,
        to_pixels: QTransform,
        heights: np.ndarray,
        lines: np.ndarray,
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        tame = np.clip(np.where(np.isnan(heights), np.nan, heights), -_ABSURD, _ABSURD)
        kind = contourpy.FillType.ChunkCombinedOffset
        contours = contourpy.contour_generator(x, y, np.ma.masked_invalid(tame), fill_type=kind)
        ground, *colours = colormap(theme, len(lines) + 1) if len(lines) else [theme.panel]
        if not self._bare:
            painter.fillRect(painter.viewport(), ground)
        for level, colour in zip(lines, colours, strict=True):
            line = mix(colour, theme.ink if self._bare else theme.muted, 0.25)
            region = to_pixels.map(_above(contours, level))
            if not self._bare:  # the line covers the edge, which may be as rough as is quick
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.fillPath(region, colour)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.strokePath(region, QPen(line, px(1)))

    def _paint_heat(
        self,
        painter: QPainter,
        x: np.ndarray,
        y: np.ndarray,
        to_pixels: QTransform,
        heights: np.ndarray,
        lines: np.ndarray,
    ) -> None:
        finite = heights[abs(heights) < _ABSURD]
        if not finite.size:
            return
        if not len(lines):
            lines = np.array([finite.min()])
        stops = np.array([min(finite.min(), lines[0]), *lines])
        shares = np.interp(
            np.nan_to_num(heights, nan=stops[0]), stops, np.linspace(0, 1, len(stops))
        )
        shades = _shades(self._appearance.theme.name, self._appearance)
        _paint_image(painter, x, y, to_pixels, shades[(shares * (_SHADES - 1)).astype(int)])

    def _paint_nothing(
        self,
        painter: QPainter,
        x: np.ndarray,
        y: np.ndarray,
        to_pixels: QTransform,
        heights: np.ndarray,
    ) -> None:
        """Where the function has no value, cross-hatched ground: plain stripes are basins."""
        nothing = np.isnan(heights)
        if not nothing.any():
            return
        theme = self._appearance.theme
        row, column = np.indices(heights.shape)
        hatch = ((row + column) % _HATCH < 1) | ((row - column) % _HATCH < 1)
        image = np.zeros(heights.shape, np.uint32)
        image[nothing] = theme.background.rgba()
        image[nothing & hatch] = theme.border.rgba()
        _paint_image(painter, x, y, to_pixels, image)


@lru_cache(maxsize=8)
def _shades(name: str, appearance: Appearance) -> np.ndarray:
    """The ramp of a theme as ARGB numbers."""
    return np.array([c.rgba() for c in colormap(appearance.theme, _SHADES)], np.uint32)


def finest(area: QRectF) -> float:
    """Pixels between two points of the mesh of a surface that needs many."""
    return max(1.0, float(np.sqrt(area.width() * area.height() / _POINTS_FINE)))


def _paint_image(
    painter: QPainter, x: np.ndarray, y: np.ndarray, to_pixels: QTransform, argb: np.ndarray
) -> None:
    """An image whose pixels lie around the points of the mesh; row 0 is the lowest y."""
    rows, columns = argb.shape
    flipped = np.ascontiguousarray(argb[::-1])
    image = QImage(flipped.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32)
    dx, dy = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
    plane = QRectF(x[0] - dx, y[0] - dy, x[-1] - x[0] + 2 * dx, y[-1] - y[0] + 2 * dy)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(to_pixels.mapRect(plane), image)


def _mesh(view: QRectF, area: QRectF, cell: float) -> tuple[np.ndarray, np.ndarray, QTransform]:
    """The grid of x and y in view and a little beyond it, and the way from there to pixels."""
    across, up = view.width() / area.width(), view.height() / area.height()  # units a pixel
    x, y = (
        np.linspace(low - 2 * cell * unit, high + 2 * cell * unit, int(pixels / cell) + 4)
        for low, high, unit, pixels in (
            (view.left(), view.right(), across, area.width()),
            (view.top(), view.bottom(), up, area.height()),
        )
    )
    to_pixels = QTransform.fromScale(1 / across, -1 / up).translate(-view.left(), -view.bottom())
    return x, y, to_pixels


def _above(contours: contourpy.ContourGenerator, level: float) -> QPainterPath:
    """The region higher than `level`: outlines, and holes that the odd-even rule leaves out."""
    chunks, offsets, *_ = contours.filled(level, np.inf)
    points, starts = chunks[0], offsets[0]
    if points is None or starts is None:
        return QPainterPath()
    connected = np.ones(len(points), np.int32)
    connected[starts[1:] - 1] = 0
    return pg.arrayToQPath(points[:, 0], points[:, 1], connected)

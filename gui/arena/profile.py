"""A function of x alone as a curve, for the lessons in one dimension."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QTransform

from core.surfaces import Surface, levels
from core.surfaces.fineness import band
from gui.appearance import Appearance
from gui.arena.colormap import mix
from gui.arena.map_item import MapItem

_ROOM = 0.12  # of the height, kept free above and below
_HIGHEST, _FLATTEST = 1e150, 1e-150  # heights that a picture can hold, and tell apart


class Profile(MapItem):
    """The curve over what is in view, and the ground beneath it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._surface: Surface | None = None
        self._known: tuple[object, tuple[np.ndarray, np.ndarray] | None] | None = None

    def show_surface(self, surface: Surface) -> None:
        self._surface = surface
        self.update()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        if self._surface is None or not self._surface.is_curve:
            return
        view = self.viewRect()
        columns = max(int(area.width()), 4)
        found = self._band(columns, view.height() / max(area.height(), 1.0))
        x = np.linspace(view.left(), view.right(), columns // 2)
        heights = self._surface.values(x, 0.0)
        if found is not None:
            x = view.left() + (np.arange(columns) + 0.5) * view.width() / columns
            heights = found[0]
        top, bottom = view.bottom() + view.height(), view.top() - view.height()
        sound, clipped = np.isfinite(heights), np.clip(heights, bottom, top)
        for run in np.split(np.arange(len(x)), np.flatnonzero(np.diff(sound)) + 1):
            if len(run) < 2 or not sound[run[0]]:
                continue
            line = _mapped(to_pixels, x[run], clipped[run])
            self._paint_ground(painter, line, area.bottom())
            painter.setPen(self._pen)
            if found is None:
                painter.drawPolyline(line)
            else:
                upper = _mapped(to_pixels, x[run], np.clip(found[1][run], bottom, top))
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.drawLines(_columns(line, upper))
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    @property
    def _pen(self) -> QPen:
        theme, px = self._appearance.theme, self._appearance.px
        return QPen(mix(theme.panel, theme.ink, 0.55), px(theme.plot_width))

    def _paint_ground(self, painter: QPainter, line: QPolygonF, bottom: float) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        ground = QPolygonF(line)
        ground.append(QPointF(line.last().x(), bottom + px(4)))
        ground.append(QPointF(line.first().x(), bottom + px(4)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(theme.panel, theme.forward, 0.12))
        painter.drawPolygon(ground)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _band(self, columns: int, pixel: float) -> tuple[np.ndarray, np.ndarray] | None:
        """Where the curve goes up and down within few pixels, what it covers of each column."""
        assert self._surface is not None
        view = self.viewRect()
        key = self._surface, view.left(), view.right(), columns, pixel
        if self._known is None or self._known[0] != key:
            found = band(self._surface, (view.left(), view.right()), columns, pixel)
            self._known = key, found
        return self._known[1]


def _mapped(to_pixels: QTransform, x: np.ndarray, heights: np.ndarray) -> QPolygonF:
    points = zip(x.tolist(), heights.tolist(), strict=True)
    return QPolygonF([to_pixels.map(QPointF(*point)) for point in points])


def _columns(lower: QPolygonF, upper: QPolygonF) -> list[QLineF]:
    """A stroke in each column, as far as those beside it, so that they hang together."""
    strokes, before = [], (lower.first().y(), upper.first().y())
    for below, above in zip(lower.toList(), upper.toList(), strict=True):
        low, high = max(below.y(), before[1]), min(above.y(), before[0])
        strokes.append(QLineF(below.x(), low, below.x(), high))
        before = below.y(), above.y()
    return strokes


def curve_view(surface: Surface) -> QRectF:
    """The part of the plane in which a curve is shown at first: its own x, and its heights."""
    left, right = surface.x_range
    heights = surface.values(np.linspace(left, right, 401), 0.0)
    finite = heights[abs(heights) < _HIGHEST]
    if not finite.size:
        return QRectF(left, -1, right - left, 2)
    low, high = float(finite.min()), float(finite.max())
    walls = levels(finite, 3)
    if len(walls) and high - low > 4 * (walls[-1] - low):
        high = float(walls[-1])
    room = _ROOM * (high - low) if high - low > _FLATTEST else 1.0
    return QRectF(left, low - room, right - left, high - low + 2 * room)

"""A function of x alone as a curve, for the lessons in one dimension."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QTransform

from core.surfaces import Surface, levels
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

    def show_surface(self, surface: Surface) -> None:
        self._surface = surface
        self.update()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        if self._surface is None or not self._surface.is_curve:
            return
        theme, px = self._appearance.theme, self._appearance.px
        view = self.viewRect()
        x = np.linspace(view.left(), view.right(), max(int(area.width() / 2), 2))
        heights = self._surface.values(x, 0.0)
        sound = np.isfinite(heights)
        clipped = np.clip(heights, view.top() - view.height(), view.bottom() + view.height())
        for run in np.split(np.arange(len(x)), np.flatnonzero(np.diff(sound)) + 1):
            if len(run) < 2 or not sound[run[0]]:
                continue
            line = QPolygonF(
                [to_pixels.map(QPointF(a, b)) for a, b in zip(x[run], clipped[run], strict=True)]
            )
            floor = area.bottom() + px(4)
            ground = QPolygonF(line)
            ground.append(QPointF(line.last().x(), floor))
            ground.append(QPointF(line.first().x(), floor))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(theme.panel, theme.forward, 0.12))
            painter.drawPolygon(ground)
            painter.setPen(QPen(mix(theme.panel, theme.ink, 0.55), px(theme.plot_width)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(line)


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

"""The plane coloured by where each start ends; the more steps it takes, the fainter."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from core.surfaces.race.basins import BEYOND, LOST, NOTHING, Basins
from gui.appearance import Appearance
from gui.arena.colormap import mix
from gui.arena.map_item import MapItem
from gui.arena.racer_style import basin_colours
from gui.theme import Theme

_STRONG, _FAINT = 0.55, 0.22  # share of the colour where a start arrives at once, or very late
_SHADES = 8
_STRIPE = 3  # points of the mesh: how wide the stripes are where an end is out of view


class BasinItem(MapItem):
    """Shows what there is of the basins so far."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._basins: Basins | None = None
        self._image: QImage | None = None

    def show_basins(self, basins: Basins | None) -> None:
        if basins is not self._basins:
            self._basins, self._image = basins, None
            self.update()

    def dress(self) -> None:
        self._image = None
        super().dress()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        basins = self._basins
        if basins is None:
            return
        if self._image is None:
            self._image = self._draw(basins)
        (left, right), (bottom, top) = basins.x_range, basins.y_range
        plane = QRectF(left, bottom, right - left, top - bottom)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, basins.done == 1)
        painter.drawImage(to_pixels.mapRect(plane), self._image)

    @property
    def colours(self) -> list[QColor]:
        """Those of the basins in the picture, from the one that is reached at once on."""
        basins, theme = self._basins, self._appearance.theme
        if basins is None:
            return []
        kinds = min(len(basins.minima), len(basin_colours(theme)))
        return [shade for end in range(kinds) for shade in _shades(theme, end)]

    def _draw(self, basins: Basins) -> QImage:
        theme = self._appearance.theme
        argb = np.full(basins.ends.shape, theme.panel.rgba(), np.uint32)
        argb[basins.ends == LOST] = mix(theme.panel, theme.muted, 0.3).rgba()
        argb[basins.ends == NOTHING] = theme.background.rgba()  # the ground is cross-hatched there
        stripes = np.indices(basins.ends.shape).sum(axis=0) // _STRIPE % 2 == 0
        argb[(basins.ends == BEYOND) & stripes] = mix(theme.panel, theme.muted, 0.45).rgba()
        longest = max(int(basins.steps.max()), 1)
        late = np.minimum(basins.steps * _SHADES // (longest + 1), _SHADES - 1)
        for end in range(len(basins.minima)):
            for shade, colour in enumerate(_shades(theme, end)):
                argb[(basins.ends == end) & (late == shade)] = colour.rgba()
        flipped = np.ascontiguousarray(argb[::-1])
        rows, columns = flipped.shape
        return QImage(flipped.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32).copy()


def _shades(theme: Theme, end: int) -> list[QColor]:
    """Of the basin of one minimum, for those that arrive at once to those that arrive late."""
    colours = basin_colours(theme)
    shares = np.linspace(_STRONG, _FAINT, _SHADES).tolist()
    return [mix(theme.panel, colours[end % len(colours)], share) for share in shares]

"""The ground of a landscape in three dimensions: cells painted back to front, each with its light
and with the pieces of the contour lines that cross it, so that what is nearer covers both.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import contourpy
import numpy as np
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.surfaces.camera import TALL, Camera
from gui.appearance import Appearance
from gui.arena.colormap import colormap, mix

_SHADES, _LIGHTS = 40, 16
_STRENGTH = 1.6  # times the colours of a map: here the ground must stand out from the panel
_DARK = 0.45  # of darkness in what lies in the shade
_LINE = 0.4  # of ink in a contour line
_WHOLE = -1  # a cell that is drawn in one piece
_LAST = 0.995  # of the height: above the last level all is equally high
Pixels = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]  # of points of the box, (…, 2)


def paint_surface(
    painter: QPainter,
    heights: np.ndarray,
    middles: np.ndarray,
    levels: np.ndarray,
    camera: Camera,
    pixels: Pixels,
    appearance: Appearance,
) -> None:
    """heights: (side, side), each a share of the box's height, NaN where there is none; middles:
    (side − 1, side − 1), in the middles of the cells; levels: those of the heights at which there
    is a line."""
    side = len(heights)
    places = np.linspace(-1, 1, side)
    corners = pixels(*np.meshgrid(places, places), np.nan_to_num(heights))
    middle = (places[:-1] + places[1:]) / 2
    shade, light = _shade(heights), _light(heights, camera)
    table = _colours(appearance.theme.name, appearance)
    cells, lines = _lines(heights, levels, pixels)
    whole = ~np.isnan(heights)
    whole = whole[:-1, :-1] & whole[1:, :-1] & whole[:-1, 1:] & whole[1:, 1:]
    order = np.argsort(-camera.depth(*np.meshgrid(middle, middle)), axis=None)
    order = order[whole.ravel()[order]]
    rings = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], 2)
    first, last = np.searchsorted(cells, (order, order + 1))
    tones = zip(shade.ravel()[order].tolist(), light.ravel()[order].tolist(), strict=True)
    folds = _folds(rings, heights, middles).ravel()[order].tolist()
    drawn = zip(tones, rings.reshape(-1, 4, 2)[order].tolist(), folds, first, last, strict=True)
    for (high, lit), ring, fold, begin, end in drawn:  # Python's own numbers: Qt takes them faster
        colour, ink = table[high][lit]
        painter.setPen(QPen(colour, 0.6))
        painter.setBrush(colour)
        spots = [QPointF(x, y) for x, y in ring]
        if fold == _WHOLE:
            painter.drawPolygon(QPolygonF(spots))
        else:
            painter.drawPolygon(QPolygonF(spots[fold : fold + 3]))
            painter.drawPolygon(QPolygonF([spots[fold - 2], spots[fold - 1], spots[fold]]))
        if begin < end:
            painter.setPen(QPen(ink, appearance.px(1)))
            painter.drawLines([QLineF(*ends) for ends in lines[begin:end].tolist()])


def _folds(rings: np.ndarray, heights: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """A cell whose ring, (…, 4, 2) in pixels, has a dent or crosses itself is drawn as two
    triangles, or the floor of a valley that is seen edge-on would have teeth. The first of the
    corners, 0 or 1, between which it is folded: along which the ground is the straighter."""
    sides = np.roll(rings, -1, axis=2) - rings
    earlier = np.roll(sides, 1, axis=2)
    left = earlier[..., 0] * sides[..., 1] > earlier[..., 1] * sides[..., 0]
    means = (heights[:-1, :-1] + heights[1:, 1:]) / 2, (heights[:-1, 1:] + heights[1:, :-1]) / 2
    straighter = abs(means[1] - middles) < abs(means[0] - middles)
    return np.where(left.all(axis=2) | ~left.any(axis=2), _WHOLE, straighter)


def _lines(
    heights: np.ndarray, levels: np.ndarray, pixels: Pixels
) -> tuple[np.ndarray, np.ndarray]:
    """All pieces of contour lines and of the ground's edge, (n, 4) in pixels, in the order of the
    cells that they cross, (n,)."""
    side = len(heights)
    contours = contourpy.contour_generator(z=np.ma.masked_invalid(heights))
    ways = []
    for level in np.minimum(levels, _LAST):
        found: Any = contours.lines(level)
        ways += [np.column_stack([line, np.full(len(line), level)]) for line in found]
    count, first, last = np.arange(side), np.zeros(side), np.full(side, side - 1)
    ways += [
        np.column_stack([first, count, heights[:, 0]]),
        np.column_stack([last, count, heights[:, -1]]),
        np.column_stack([count, first, heights[0]]),
        np.column_stack([count, last, heights[-1]]),
    ]
    begin = np.concatenate([way[:-1] for way in ways])
    end = np.concatenate([way[1:] for way in ways])
    known = np.isfinite(begin + end).all(axis=1)
    begin, end = begin[known], end[known]
    column, row = np.clip((begin + end)[:, :2].T / 2, 0, side - 2).astype(int)
    cells = row * (side - 1) + column
    order = np.argsort(cells, kind="stable")
    ends = [
        pixels(2 * each[:, 0] / (side - 1) - 1, 2 * each[:, 1] / (side - 1) - 1, each[:, 2])
        for each in (begin[order], end[order])
    ]
    return cells[order], np.concatenate(ends, axis=1)


def _shade(heights: np.ndarray) -> np.ndarray:
    """How high each cell lies."""
    tame = np.nan_to_num(heights)
    mean = (tame[:-1, :-1] + tame[1:, :-1] + tame[:-1, 1:] + tame[1:, 1:]) / 4
    return (mean * (_SHADES - 1)).astype(int)


def _light(heights: np.ndarray, camera: Camera) -> np.ndarray:
    """How much light each cell gets, from the upper left."""
    tame = np.nan_to_num(heights)
    slope_x = (tame[:-1, 1:] - tame[:-1, :-1]) * TALL * (len(tame) - 1) / 2
    slope_y = (tame[1:, :-1] - tame[:-1, :-1]) * TALL * (len(tame) - 1) / 2
    side = camera.azimuth + np.radians(60)
    facing = slope_x * np.cos(side) - slope_y * np.sin(side)
    light = (1 + facing / np.sqrt(1 + slope_x**2 + slope_y**2)) / 2
    return np.clip(light * _LIGHTS, 0, _LIGHTS - 1).astype(int)


@lru_cache(maxsize=4)
def _colours(name: str, appearance: Appearance) -> list[list[tuple[QColor, QColor]]]:
    """The colours of a theme's ground and of the lines upon it, by height, then by light."""
    theme = appearance.theme
    dark = min(theme.ink, theme.background, key=QColor.lightness)
    shares = [_DARK * (1 - k / (_LIGHTS - 1)) for k in range(_LIGHTS)]
    return [
        [(lit, mix(lit, theme.ink, _LINE)) for lit in (mix(c, dark, share) for share in shares)]
        for c in colormap(theme, _SHADES, _STRENGTH)
    ]

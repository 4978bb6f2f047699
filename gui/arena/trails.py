"""The racers on the map: the way behind each of them, and their heads on top.

Every line has a casing in the panel's colour, as roads on a map have, so that it is seen on any
ground and at crossings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from gui.appearance import Appearance
from gui.arena.map_item import MapItem
from gui.arena.racer_style import racer_style
from gui.theme import RacerLook
from gui.widgets import marker_path

_FAR = 8000.0  # pixels; a line that goes further is cut there, dashes would take for ever
_DOTS_APART = 7.0  # pixels between two steps from which on each step gets its own dot
_HEAD = 6.5
_QUIET = 0.3  # opacity
_TAIL = 60  # steps that are drawn with casing and dashes, of a long trembling path
_INSET = 11.0  # of a head that waits at the edge because its racer is out of view


@dataclass(frozen=True, eq=False)
class Trail:
    """Who walks, the points behind and the racer itself as the last of them, (n, 2), and whether
    it is the walk from the first start, which is drawn strongest."""

    id: str
    points: np.ndarray
    first: bool = True
    quiet: bool = False  # somebody else's step is taken apart

    def __eq__(self, other: object) -> bool:
        """Is the same seen of both?"""
        return (
            isinstance(other, Trail)
            and (self.id, self.first, self.quiet) == (other.id, other.first, other.quiet)
            and np.array_equal(self.points, other.points, equal_nan=True)
        )


class Trails(MapItem):
    """The trails of all racers that are switched on."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._trails: Sequence[Trail] = ()
        self._apart = False

    def show_trails(self, trails: Sequence[Trail]) -> None:
        """While they stay as they are, as when a new race is not recorded yet, nothing is
        painted: it would take the time that recording needs."""
        if list(trails) != list(self._trails):
            self._trails = trails
            self._apart = any(each.quiet for each in trails)  # then arrows begin at a head
            self.update()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        theme = self._appearance.theme
        drawn = [(each, _pixels(each.points, to_pixels)) for each in self._trails]
        drawn = [(each, pieces) for each, pieces in drawn if pieces]
        for each, pieces in drawn:
            painter.setOpacity(_QUIET if each.quiet else 1.0)
            for points in pieces:
                self._paint_line(painter, racer_style(each.id, theme), points, each.first)
        for each, pieces in drawn:
            head, lost = pieces[-1][-1], bool(np.isnan(each.points[-1]).any())
            out = lost or not area.contains(QPointF(*head))
            size = _HEAD * (0.7 if each.quiet or self._apart or not each.first else 1.0)
            painter.setOpacity(_QUIET if each.quiet else 1.0)
            if not (each.quiet and out):
                self._paint_head(painter, racer_style(each.id, theme), head, area, size, out=out)

    def _paint_line(
        self, painter: QPainter, style: RacerLook, points: np.ndarray, first: bool
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        points = _thinned(points)
        if len(points) > 2 * _TAIL:  # what lies long behind: thin, or it would take too long
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_pen(style.colour, 1.0))
            painter.drawPolyline(arrayToQPolygonF(*points[: 1 - _TAIL].T))
            points = points[-_TAIL:]
        line = arrayToQPolygonF(*points.T)
        width = float(px(theme.plot_width)) * (1.0 if first else 0.7)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(theme.panel, width + px(2.5)))
        painter.drawPolyline(line)
        pen = _pen(style.colour, width)
        if style.dash:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern(style.dash)
        painter.setPen(pen)
        painter.drawPolyline(line)
        strides = np.hypot(*np.diff(points, axis=0).T)
        if len(strides) and np.median(strides) > px(_DOTS_APART):
            painter.setPen(_pen(style.colour, 2.2 * width))
            painter.drawPoints(line)

    def _paint_head(
        self,
        painter: QPainter,
        style: RacerLook,
        head: np.ndarray,
        area: QRectF,
        size: float,
        *,
        out: bool,
    ) -> None:
        """The racer's marker; hollow, and at the edge, while the racer is out of view. Over a gap
        of a curve it waits, as hollow, where it was seen last."""
        theme, px = self._appearance.theme, self._appearance.px
        inset = px(_INSET)
        inside = area.adjusted(inset, inset, -inset, -inset)
        x = min(max(head[0], inside.left()), inside.right())
        y = min(max(head[1], inside.top()), inside.bottom())
        marker = marker_path(style.marker, px(size)).translated(*((x, y) if out else head))
        width = px(theme.plot_width)
        painter.setBrush(theme.panel)
        painter.setPen(_pen(theme.panel, width + px(3)))
        painter.drawPath(marker)
        painter.setBrush(theme.panel if out else style.colour)
        painter.setPen(_pen(style.colour, width))
        painter.drawPath(marker)


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(
        colour,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def _pixels(points: np.ndarray, to_pixels: QTransform) -> list[np.ndarray]:
    """The points in pixels, in pieces: a line is broken where a point is no number, as over a gap
    of a curve. With such points Qt would draw for ever."""
    there = ~np.isnan(points).any(axis=1)
    pieces = np.split(np.arange(len(points)), np.flatnonzero(np.diff(there)) + 1)
    return [_piece(points[rows], to_pixels) for rows in pieces if there[rows].all()]


def _piece(points: np.ndarray, to_pixels: QTransform) -> np.ndarray:
    """All of them numbers; the last one, should it be far away, drawn nearer along its line."""
    t = to_pixels
    matrix = np.array([[t.m11(), t.m12()], [t.m21(), t.m22()]])
    pixels = np.clip(points, -1e100, 1e100) @ matrix + (t.dx(), t.dy())
    if len(pixels) > 1:
        leap = pixels[-1] - pixels[-2]
        pixels[-1] = pixels[-2] + leap * min(1.0, _FAR / max(abs(leap).max(), 1e-9))
    return np.clip(pixels, -2 * _FAR, 2 * _FAR)


def _thinned(points: np.ndarray) -> np.ndarray:
    """Without points that lie within half a pixel of the one before; the head stays."""
    strides = np.hypot(*np.diff(points, axis=0).T)
    return points[np.append(strides > 0.5, True)] if len(strides) else points

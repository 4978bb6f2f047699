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

_MARGIN = 50.0  # unscaled pixels beyond the view, where a line is cut: dashes would never end
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
        drawn = [(each, pixels) for each, pixels in drawn if np.isfinite(pixels).all(axis=1).any()]
        corners = (area.left(), area.right(), area.top(), area.bottom())
        reach = max(map(abs, corners)) + self._appearance.px(_MARGIN)
        for each, pixels in drawn:
            painter.setOpacity(_QUIET if each.quiet else 1.0)
            self._paint_way(painter, racer_style(each.id, theme), pixels, reach, each.first)
        for each, pixels in drawn:
            known = np.isfinite(pixels).all(axis=1)
            head = np.clip(pixels[known][-1], -reach, reach)
            out = not known[-1] or not area.contains(QPointF(*head))
            size = _HEAD * (0.7 if each.quiet or self._apart or not each.first else 1.0)
            painter.setOpacity(_QUIET if each.quiet else 1.0)
            if not (each.quiet and out):
                self._paint_head(painter, racer_style(each.id, theme), head, area, size, out=out)

    def _paint_way(
        self, painter: QPainter, style: RacerLook, pixels: np.ndarray, reach: float, first: bool
    ) -> None:
        pixels = thinned(pixels)
        if len(pixels) > 2 * _TAIL:  # what lies long behind: thin, or it would take too long
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_pen(style.colour, 1.0))
            for points in pieces_within(pixels[: 1 - _TAIL], reach):
                painter.drawPolyline(arrayToQPolygonF(*points.T))
            pixels = pixels[-_TAIL:]
        for points in pieces_within(pixels, reach):
            self._paint_line(painter, style, points, first)

    def _paint_line(
        self, painter: QPainter, style: RacerLook, points: np.ndarray, first: bool
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
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


def _pixels(points: np.ndarray, to_pixels: QTransform) -> np.ndarray:
    """The points in pixels; no number where a point is none."""
    t = to_pixels
    matrix = np.array([[t.m11(), t.m12()], [t.m21(), t.m22()]])
    return np.clip(points, -1e100, 1e100) @ matrix + (t.dx(), t.dy())


def pieces_within(pixels: np.ndarray, reach: float) -> list[np.ndarray]:
    """A line through these points, (n, 2), as far as it runs within a square that reaches so far
    from the origin, in pieces: it is broken where it leaves the square, and where a point is no
    number, as over a gap of a curve."""
    if len(pixels) == 1 or (abs(pixels) <= reach).all():
        return [pixels] if (abs(pixels) <= reach).all() else []
    beyond = abs(pixels) > reach
    aside = (beyond[:-1] & beyond[1:] & ((pixels[:-1] > 0) == (pixels[1:] > 0))).any(axis=1)
    near = np.flatnonzero(~aside)  # most of a long way out is seen to be so at once
    before, after = pixels[near], pixels[near + 1]
    begin, end = _cut(before, after, reach), _cut(after, before, reach)
    seen = np.isfinite(begin).all(axis=1) & np.isfinite(end).all(axis=1)
    seen &= _new(begin, end, (begin != before).any(axis=1) & (end != after).any(axis=1))
    joined = seen[:-1] & seen[1:] & (np.diff(near) == 1) & (end[:-1] == begin[1:]).all(axis=1)
    rows = np.flatnonzero(seen)
    runs = np.split(rows, np.flatnonzero(~joined[rows[:-1]]) + 1) if len(rows) else []
    return [np.vstack([begin[run], end[run[-1:]]]) for run in runs]


def _new(begin: np.ndarray, end: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Which stretches are to be drawn: of those that lead from outside right `across` the square
    each once. Who swings ever wider would draw the same line a thousand times."""
    new = np.ones(len(begin), bool)
    rows = np.flatnonzero(across)
    ends = np.rint(np.stack([begin[rows], end[rows]]))
    keys = np.concatenate([ends.min(axis=0), ends.max(axis=0), ends[0] <= ends[1]], axis=1)
    keys[:, 5] = keys[:, 4] == keys[:, 5]  # does it rise or fall?
    _, first = np.unique(keys[:, [0, 1, 2, 3, 5]], axis=0, return_index=True)
    new[rows] = False
    new[rows[first]] = True
    return new


def _cut(near: np.ndarray, far: np.ndarray, reach: float) -> np.ndarray:
    """The near end of each stretch, or the place where it enters the square; no number where it
    stays outside. Taken from the far end: numbers at the near one may have no room for it."""
    found = near.copy()
    for axis in (0, 1):
        for side in (-reach, reach):
            out = (found[:, axis] - side) * side > 0
            with np.errstate(all="ignore"):
                share = (side - far[:, axis]) / (found[:, axis] - far[:, axis])
                place = far[:, 1 - axis] + share * (found[:, 1 - axis] - far[:, 1 - axis])
            enters = (share >= 0) & (share <= 1)
            found[out, 1 - axis] = np.where(enters, place, np.nan)[out]
            found[out, axis] = np.where(enters, side, np.nan)[out]
    found[(abs(found) > reach * (1 + 1e-9)).any(axis=1)] = np.nan
    return found


def thinned(points: np.ndarray) -> np.ndarray:
    """One point for every half pixel of the way, and both its ends: a path of a thousand tiny
    steps is as long as one of a few."""
    strides = np.hypot(*np.diff(points, axis=0).T)
    way = np.cumsum(np.where(np.isfinite(strides), strides, 1.0))
    kept = np.diff(np.floor(way / 0.5), prepend=0.0) > 0
    kept[-1:] = True
    return points[np.append(True, kept)] if len(strides) else points

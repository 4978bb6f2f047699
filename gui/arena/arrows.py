"""The arrows of one step taken apart, and the names at their heads.

An arrow whose head lies out of view is cut at the border, and its shaft is dashed: its direction
counts then, not its length. A short one is a small arrow, or a dot: with a shaft as wide as it is
long nobody could tell where it points.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from core.surfaces.race.anatomy import Anatomy, Arrow, Part
from gui.appearance import Appearance
from gui.arena.arrow_sample import CUT
from gui.arena.map_item import MapItem
from gui.arena.racer_style import arrow_colour

_EDGE = 10.0  # unscaled pixels from the border to the head of an arrow that is cut there
_SHORTEST = 2.0  # pixels
_HEAD = 9.0
_BROAD = 2.2  # shafts: the head is never less
_SHARE = 0.6  # of the length for the head; a shorter arrow is smaller in every part
_DOT = 5.0  # unscaled pixels: what is shorter has no parts that could be told apart
ORDER = (
    Part.STEP,
    Part.SCALED,
    Part.DECAY,
    Part.UNCORRECTED,
    Part.CARRIED,
    Part.AHEAD,
    Part.GRADIENT,
)


class Arrows(MapItem):
    """Shows the arrows of a step; none while nothing is taken apart."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._arrows: tuple[Arrow, ...] = ()
        self._hidden: frozenset[Part] = frozenset()

    def show_anatomy(self, anatomy: Anatomy | None, hidden: frozenset[Part] = frozenset()) -> None:
        arrows = anatomy.arrows if anatomy else ()
        if (arrows, hidden) != (self._arrows, self._hidden):
            self._arrows, self._hidden = arrows, hidden
            self.update()

    def cut_at(self, view: QRectF) -> frozenset[Part]:
        """Those that are longer than is shown while this part of the plane is in view."""
        found = (
            arrow.part
            for arrow in self._arrows
            if view.contains(QPointF(*arrow.tail)) and not view.contains(QPointF(*arrow.head))
        )
        return frozenset(found) - self._hidden

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        shown = [arrow for arrow in self._arrows if arrow.part not in self._hidden]
        for arrow in sorted(shown, key=_from_below):
            tail, head = (_pixel(end, to_pixels) for end in (arrow.tail, arrow.head))
            cut = area.contains(tail) and not area.contains(head)
            if cut:
                head = _within(tail, head, area, px(_EDGE))
            way = head - tail
            length = float(np.hypot(way.x(), way.y()))
            if length < _SHORTEST or not np.isfinite(length):
                continue
            width = px(theme.plot_width) * (1.6 if arrow.part is Part.STEP else 1.15)
            self._paint_arrow(painter, tail, head, width, arrow_colour(theme, arrow.part), cut)

    def _paint_arrow(
        self,
        painter: QPainter,
        tail: QPointF,
        head: QPointF,
        width: float,
        colour: QColor,
        cut: bool,
    ) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        way = head - tail
        length = float(np.hypot(way.x(), way.y()))
        if length < px(_DOT):
            painter.setPen(QPen(theme.panel, px(1.2)))
            painter.setBrush(colour)
            painter.drawEllipse(head, px(_DOT) / 2, px(_DOT) / 2)
            return
        whole = max(px(_HEAD), _BROAD * width)
        size = min(whole, _SHARE * length)
        width *= size / whole
        halo = px(2.5) * size / whole
        along, aside = way / length, QPointF(-way.y(), way.x()) / length
        neck = head - along * size
        tip = QPainterPath(head)
        tip.lineTo(neck + aside * size * 0.5)
        tip.lineTo(neck - aside * size * 0.5)
        tip.closeSubpath()
        cap = Qt.PenCapStyle.FlatCap
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.panel, width + halo, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(tail, neck)
        painter.setPen(QPen(theme.panel, halo, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(tip)
        pen = QPen(colour, width, c=cap)
        if cut:
            pen.setDashPattern(CUT)
        painter.setPen(pen)
        painter.drawLine(tail, neck)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPath(tip)


def _pixel(point: np.ndarray, to_pixels: QTransform) -> QPointF:
    x, y = np.clip(point, -1e12, 1e12)
    return to_pixels.map(QPointF(float(x), float(y)))


def _from_below(arrow: Arrow) -> tuple[float, int]:
    """Of two that go the same way the much shorter one lies above, or nobody would see it."""
    with np.errstate(divide="ignore"):
        return -float(np.round(np.log2(arrow.length))), ORDER.index(arrow.part)


def _within(tail: QPointF, head: QPointF, area: QRectF, edge: float) -> QPointF:
    """Where an arrow that leaves the area ends: at some distance from its border, unless it begins
    nearer to it."""
    inside = area.adjusted(edge, edge, -edge, -edge)
    area = inside if inside.contains(tail) else area
    shares = [1.0]
    for start, end, low, high in (
        (tail.x(), head.x(), area.left(), area.right()),
        (tail.y(), head.y(), area.top(), area.bottom()),
    ):
        if not low <= end <= high:
            shares.append(((high if end > start else low) - start) / (end - start))
    return tail + (head - tail) * min(shares)

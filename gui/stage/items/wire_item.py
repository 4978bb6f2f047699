"""A wire: values flow to the right above it, gradients to the left below it."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.engine import Array
from core.explain.narration import blocked
from core.format import number
from core.graph import Edge
from core.trace import Forward, Propagate
from gui.stage.items.emphasis import BAND, badge, colour_of
from gui.stage.items.motion import magnitude, thickness, within
from gui.stage.layout.coordinates import Point
from gui.stage.layout.wire_labels import TRIED, Anchor
from gui.stage.render_state import RenderState
from gui.stage.text_painting import cross, halo, line_height, text_room, text_width, triangle

STOP = 0.16  # of the way back from the gate, where a blocked gradient stops
_LONG = 6  # points of a wire that crosses other columns
_WIDEST, _HIGHEST = 16, 8  # of the figures beside a wire, in heights of their letters


class WireItem(QGraphicsItem):
    """One edge, painted from the frame of the render state."""

    def __init__(
        self, edge: Edge, route: Sequence[Point], anchor: Anchor | None, state: RenderState
    ) -> None:
        super().__init__()
        self.edge = edge
        self._route = route
        self._state = state
        self._anchor = anchor  # None: an array, whose numbers are in its card
        self._drawn: QPainterPath | None = None
        self._figures = self._figure_bounds()
        self._room = self._bounds()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    @property
    def path(self) -> QPainterPath:
        """The curve, made when it is first drawn."""
        if self._drawn is None:
            self._drawn = smooth(self._route)
        return self._drawn

    def _bounds(self) -> QRectF:
        """The curve, which stays between its points, and its figures."""
        size = self._state.appearance.text_px("body")
        xs, ys = zip(*self._route, strict=True)
        left, top = min(xs), min(ys)
        room = QRectF(left, top, max(xs) - left, max(ys) - top)
        return room.adjusted(-size, -size, size, size) | self._figures

    def _figure_bounds(self) -> QRectF:
        """Where the figures are, whatever they are."""
        if self._anchor is None:
            return QRectF()
        size = self._state.appearance.text_px("body")
        figures = QRectF(0, 0, _WIDEST * size, _HIGHEST * size)
        figures.moveCenter(QPointF(*self._anchor.point))
        return figures

    def boundingRect(self) -> QRectF:
        return self._room

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if len(self._route) > _LONG and not self._passes(option.exposedRect):
            return
        tone = self._state.highlight.edges.get(self.edge)
        if tone is not None:
            self._stroke(painter, self.path, colour_of(tone, self._state.theme), BAND)
        self._line(painter)
        if self._shows_figures and self._figures.intersects(option.exposedRect):
            self._labels(painter)
        if tone is not None:
            badge(painter, self.path.pointAtPercent(0.85), tone, self._state.appearance)

    def _passes(self, area: QRectF) -> bool:
        """Is any of it in `area`? A long wire passes through little of its box."""
        size = self._state.appearance.text_px("body")
        left, right = area.left() - _HIGHEST * size, area.right() + _HIGHEST * size
        top, bottom = area.top() - _HIGHEST * size, area.bottom() + _HIGHEST * size
        return any(
            x0 <= right and x1 >= left and min(y0, y1) <= bottom and max(y0, y1) >= top
            for (x0, y0), (x1, y1) in pairwise(self._route)
        )

    def paint_along(self, painter: QPainter, path: QPainterPath, anchor: Anchor | None) -> None:
        """Paint the wire where it is on its way from one layout to another."""
        place = self._drawn, self._anchor
        self._drawn, self._anchor = path, anchor if self._anchor is not None else None
        option = QStyleOptionGraphicsItem()
        option.exposedRect = self._room
        self.paint(painter, option)
        self._drawn, self._anchor = place

    # room for notes

    def figure_rooms(self) -> list[QRectF]:
        """Where the figures of this wire stand, or will stand."""
        if not self._shows_figures:
            return []
        font = self._state.appearance.font("body", bold=True)
        trace = self._state.trace
        texts = [number(trace.values[self.edge.source])]
        returned = trace.contribution(self.edge)
        if returned is not None:
            texts.append(_with_room_for_sign(returned))
        beside = zip(texts, (True, False), strict=False)
        return [text_room(self._beside(text, above=above), text, font) for text, above in beside]

    @property
    def _shows_figures(self) -> bool:
        """Arrays are not written here; and a note takes the place of the figures."""
        return self._anchor is not None and self.edge not in self._state.highlight.notes

    def note_places(self, size: tuple[float, float]) -> list[QPointF]:
        """Where a note may stand: on the wire, near its middle."""
        return [self.path.pointAtPercent(share) for share in TRIED]

    # the line

    def _line(self, painter: QPainter) -> None:
        theme = self._state.theme
        contribution = self._settled()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if contribution is None:
            self._stroke(painter, self.path, theme.forward if self._passed() else theme.grid, 1.0)
        elif contribution.any():
            self._stroke(painter, self.path, theme.backward, thickness(magnitude(contribution)))
        else:
            self._stroke(painter, self.path, theme.grid, 1.0)
            if self._stopped_here():
                self._mark(painter)
        self._growing(painter)

    def _passed(self) -> bool:
        return self._state.frame.value(self.edge.target) is not None

    def _settled(self) -> Array | None:
        """What has come back along this wire."""
        return self._state.frame.contribution(self.edge)

    def _growing(self, painter: QPainter) -> None:
        """The part that the pulse of the moment has already passed."""
        frame, theme = self._state.frame, self._state.theme
        if frame.progress == 0:
            return
        match frame.event:
            case Forward(node=node) if node == self.edge.target:
                done = self.path.trimmed(0, within(frame.progress, 0, 0.6))
                self._stroke(painter, done, theme.forward, 1.4)
            case Propagate(edge=edge, contribution=gradient) if edge == self.edge:
                if gradient.any():
                    done = self.path.trimmed(1 - within(frame.progress, 0, 1), 1)
                    self._stroke(painter, done, theme.backward, thickness(magnitude(gradient)))

    def _stroke(self, painter: QPainter, path: QPainterPath, colour: QColor, factor: float) -> None:
        width = self._state.theme.wire_width * self._state.appearance.factor * factor
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _stopped_here(self) -> bool:
        trace = self._state.trace
        event = trace.events[trace.edge_index[self.edge]]
        return isinstance(event, Propagate) and blocked(event)

    def _mark(self, painter: QPainter) -> None:
        px = self._state.appearance.px
        here = self.path.pointAtPercent(1 - STOP)
        cross(painter, here, px(11), self._state.theme.backward, px(3))

    # the figures

    def _labels(self, painter: QPainter) -> None:
        state, theme = self._state, self._state.theme
        font = state.appearance.font("body", bold=True)
        value, contribution = state.value(self.edge.source), self._settled()
        known = state.frame.value(self.edge.source) is not None
        if value is not None and known:
            text = number(value)
            halo(painter, self._beside(text, above=True), text, font, theme.forward, theme.panel)
        if contribution is not None:
            self._gradient(painter, contribution)

    def _gradient(self, painter: QPainter, gradient: Array) -> None:
        """The number, with its sign as a shape before it."""
        look, theme = self._state.appearance, self._state.theme
        font = look.font("body", bold=True)
        room, value = _with_room_for_sign(gradient), float(gradient.reshape(()))
        centre = self._beside(room, above=False)
        halo(painter, centre, room, font, theme.backward_text, theme.panel)
        if value:
            left = centre.x() - text_width(room, font) / 2 + look.px(5)
            triangle(painter, QPointF(left, centre.y()), look.px(7), theme.backward_text, value > 0)

    def _beside(self, text: str, *, above: bool) -> QPointF:
        """The centre for a text that does not touch the wire."""
        assert self._anchor is not None
        look = self._state.appearance
        font = look.font("body", bold=True)
        size = text_width(text, font), line_height(font)
        return QPointF(*self._anchor.beside(*size, look.px(3), above=above))


def _with_room_for_sign(gradient: Array) -> str:
    """The number, after an em space that holds the place of the sign's shape."""
    text = number(gradient)
    return f"\u2003{text}" if gradient.any() else text


def smooth(route: Sequence[Point]) -> QPainterPath:
    """A curve through the points of a route, level at each of them."""
    points = [QPointF(x, y) for x, y in route]
    path = QPainterPath(points[0])
    for before, after in pairwise(points):
        middle = (before.x() + after.x()) / 2
        path.cubicTo(QPointF(middle, before.y()), QPointF(middle, after.y()), after)
    return path

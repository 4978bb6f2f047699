"""A wire: values flow to the right above it, gradients to the left below it."""

from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.engine import Array
from core.explain.narration import blocked
from core.format import number
from core.graph import Edge
from core.trace import Forward, Propagate
from gui.appearance import Appearance
from gui.stage.highlight import NOTHING, Highlight
from gui.stage.items.emphasis import BAND, badge, colour_of
from gui.stage.items.motion import magnitude, thickness, within
from gui.stage.items.wire_path import PIECE, STOP, joined, wire_pen
from gui.stage.layout.curves import Cubic, Point, cubics, hull, room_of, short_pieces
from gui.stage.layout.spatial_index import Boxes
from gui.stage.layout.spatial_index import within as lying_in
from gui.stage.layout.wire_labels import TRIED, Anchor, Figures
from gui.stage.render_state import RenderState
from gui.stage.text_painting import cross, halo, shortest, text_width, triangle

_AHEAD = 0.25  # of what a view shows, around it
_NEARER = 2  # times as large as when somebody looked: worth to look again
_WIDEST, _HIGHEST = 8, 4  # reach of the figures beside a wire, in heights of their letters


class WireItem(QGraphicsItem):
    """One edge, painted from the frame of the render state."""

    def __init__(
        self,
        edge: Edge,
        route: Sequence[Point],
        anchor: Anchor | None,
        size: Figures | None,
        state: RenderState,
    ) -> None:
        super().__init__()
        self.edge = edge
        self._route = route
        self._state = state
        self._anchor, self._size = anchor, size  # None: its numbers stand at a node
        self._covered: tuple[Highlight, frozenset[bool]] = NOTHING, frozenset()  # above, below?
        self._drawn: QPainterPath | None = None
        self._alone = True
        self._asked, self._scale = QRectF(), 0.0  # where somebody looked, and how large it was; …
        self._near = False  # … is it near there, and …
        self._part: QPainterPath | None = None  # … which part of it, if not all
        self._figures = self._figure_bounds()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    @property
    def path(self) -> QPainterPath:
        """The curve, made when it is first drawn."""
        if self._drawn is None:
            self._drawn = joined(self._pieces)
        return self._drawn

    @cached_property
    def _pieces(self) -> list[Cubic]:
        return short_pieces(self._route, PIECE)

    @cached_property
    def _hulls(self) -> Boxes:
        return np.array([hull(piece) for piece in self._pieces]).reshape(-1, 4)

    @property
    def alone(self) -> bool:
        """Does it draw its line itself? Of many, those that rest are drawn together."""
        return self._alone

    @alone.setter
    def alone(self, alone: bool) -> None:
        if alone is not self._alone:
            self.prepareGeometryChange()
            self._alone = alone

    @cached_property
    def _room(self) -> QRectF:
        """The curve and its figures."""
        size = self._state.appearance.text_px("body")
        room = QRectF()
        for left, top, right, bottom in map(room_of, cubics(self._route)):
            room |= QRectF(
                left - size, top - size, right - left + 2 * size, bottom - top + 2 * size
            )
        return room | self._figures

    def _figure_bounds(self) -> QRectF:
        """Where the figures are, whatever they are."""
        if self._anchor is None:
            return QRectF()
        wide, high = figure_reach(self._state.appearance)
        figures = QRectF(0, 0, 2 * wide, 2 * high)
        figures.moveCenter(QPointF(*self._anchor.point))
        return figures

    def boundingRect(self) -> QRectF:
        return self._room if self._alone else self._figures

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self._alone:
            if self._shows_figures:
                self._labels(painter)
            return
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        self._paint(painter, self._seen_in(option.exposedRect, scale), option.exposedRect)

    def _paint(self, painter: QPainter, path: QPainterPath | None, area: QRectF) -> None:
        tone = self._state.highlight.edges.get(self.edge)
        if path is not None and tone is not None:
            self._stroke(painter, path, colour_of(tone, self._state.theme), BAND)
        if path is not None:
            self._line(painter, path)
        if self._shows_figures and self._figures.intersects(area):
            self._labels(painter)
        if path is not None and tone is not None:
            badge(painter, self.path.pointAtPercent(0.85), tone, self._state.appearance)

    def _seen_in(self, area: QRectF, scale: float) -> QPainterPath | None:
        """What of it is in `area`, or so near that its stroke or a mark on it is, if anything: a
        long wire passes through little of its box, and to paint a line takes as long as the line
        is. Also what is a little further away, so that a view which moves need not ask again; one
        that has come much nearer, by its scale, must: it sees far less."""
        if scale > _NEARER * self._scale or not self._asked.contains(area):
            self._scale = scale
            reach = _AHEAD * max(area.width(), area.height())
            reach += self._state.appearance.text_px("body")
            self._asked = asked = area.adjusted(-reach, -reach, reach, reach)
            box = (asked.left(), asked.top(), asked.right(), asked.bottom())
            seen = lying_in(self._hulls, box)
            whole = len(seen) == len(self._pieces)
            self._part = None if whole or not seen else joined([self._pieces[i] for i in seen])
            self._near = bool(seen)
        return (self._part or self.path) if self._near else None

    def paint_along(self, painter: QPainter, path: QPainterPath, anchor: Anchor | None) -> None:
        """Paint the wire where it is on its way from one layout to another."""
        place = self._drawn, self._anchor
        self._drawn, self._anchor = path, anchor if self._anchor is not None else None
        self._paint(painter, path, self._room)
        self._drawn, self._anchor = place

    # room for notes

    def figure_rooms(self) -> list[QRectF]:
        """Where the figures of this wire stand, or will stand."""
        return [room for above in (True, False) if not (room := self._beside(above)).isEmpty()]

    def give_way(self, note: QRectF) -> None:
        """A note covers a part of the scene: leave out the figures that are there, as long as
        there is this highlight."""
        if not self._figures.intersects(note):  # most of the wires that pass there
            return
        light = self._state.highlight
        under = {above for above in (True, False) if self._beside(above).intersects(note)}
        before = self._covered[1] if self._covered[0] is light else frozenset()
        if under - before:
            self._covered = light, before | under
            self.update()

    @property
    def _shows_figures(self) -> bool:
        """Arrays are not written here; and a note takes the place of the figures."""
        return self._anchor is not None and self.edge not in self._state.highlight.notes

    def note_places(self, size: tuple[float, float]) -> list[QPointF]:
        """Where a note may stand: on the wire, near its middle."""
        return [self.path.pointAtPercent(share) for share in TRIED]

    # the line

    def _line(self, painter: QPainter, path: QPainterPath) -> None:
        theme = self._state.theme
        contribution = self._settled()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if contribution is None:
            self._stroke(painter, path, theme.forward if self._passed() else theme.grid, 1.0)
        elif contribution.any():
            self._stroke(painter, path, theme.backward, thickness(magnitude(contribution)))
        else:
            self._stroke(painter, path, theme.grid, 1.0)
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
        painter.setPen(wire_pen(self._state, colour, factor))
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
        room = self._beside(above=True)
        if value is not None and known and not room.isEmpty():
            text = shortest(partial(number, value), font, room.width())
            place = self._close(room, text, font)
            halo(painter, place, text, font, theme.forward, theme.panel)
        room = self._beside(above=False)
        if contribution is not None and not room.isEmpty():
            self._gradient(painter, room, contribution)

    def _gradient(self, painter: QPainter, room: QRectF, gradient: Array) -> None:
        """The number, with its sign as a shape before it."""
        look, theme = self._state.appearance, self._state.theme
        font, value = look.font("body", bold=True), float(gradient.reshape(()))
        space = "\u2003" if value else ""  # holds the place of the sign's shape
        text = shortest(lambda digits: space + number(gradient, digits), font, room.width())
        place = self._close(room, text, font)
        if halo(painter, place, text, font, theme.backward_text, theme.panel) and value:
            left = place.left() + look.px(5)
            triangle(
                painter,
                QPointF(left, room.center().y()),
                look.px(7),
                theme.backward_text,
                value > 0,
            )

    def _close(self, room: QRectF, text: str, font: QFont) -> QRectF:
        """The part of the room that a text takes: on the side of the wire."""
        assert self._anchor is not None
        place = QRectF(room)
        place.setWidth(min(text_width(text, font), room.width()))
        away = abs(self._anchor.normal[0]) * (room.width() - place.width()) / 2
        right = room.center().x() > self._anchor.point[0]
        place.moveCenter(room.center() - QPointF(away if right else -away, 0.0))
        return place

    def _beside(self, above: bool) -> QRectF:
        """The room of the value or of the gradient; an empty one where it is not written."""
        if self._anchor is None or self._size is None or not self._shows_figures:
            return QRectF()
        light, covered = self._covered
        if above in covered and light is self._state.highlight:
            return QRectF()
        left, top, right, bottom = self._anchor.boxes(self._size)[0 if above else 1]
        return QRectF(left, top, right - left, bottom - top)


def figure_reach(look: Appearance) -> tuple[float, float]:
    """How far figures may be from their anchor, across and down."""
    size = look.text_px("body")
    return _WIDEST * size, _HIGHEST * size

"""Notes: short texts at nodes and on wires, where they cover nothing and cannot be mistaken for
those of a neighbour."""

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.graph import Edge
from gui.appearance import Appearance
from gui.stage.highlight import Highlight, Tone
from gui.stage.items.box_grid import BoxGrid
from gui.stage.items.emphasis import colour_of
from gui.stage.items.node_geometry import drawn_rooms
from gui.stage.items.node_item import NodeItem
from gui.stage.items.wire_item import WireItem
from gui.stage.layout.spatial_index import SpatialIndex
from gui.stage.text_painting import line_height, text_width, write

_ASTRAY = 1e6  # worse than covering anything
_CLEAR = 8  # px between a note and any other node: closer, it would seem to be that one's
_NEAR = 400  # px around a note in which there may be something that it could cover


class NoteItem(QGraphicsItem):
    """A short text over everything else, in a frame of its tone."""

    def __init__(
        self, text: str, tone: Tone | None, look: Appearance, size: tuple[float, float]
    ) -> None:
        super().__init__()
        self.text = text
        self._tone, self._look = tone, look
        width, height = size
        self._room = QRectF(-width / 2, -height / 2, width, height)
        self.setZValue(4)

    def boundingRect(self) -> QRectF:
        return self._room.adjusted(-2, -2, 2, 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        theme, corner = self._look.theme, self._look.px(5)
        colour = colour_of(self._tone, theme)
        painter.setPen(QPen(colour, self._look.px(1.4)))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(self._room, corner, corner)
        write(painter, self._room, self.text, _font(self._look), colour)


def note_size(text: str, look: Appearance) -> tuple[float, float]:
    """Width and height of a note."""
    font = _font(look)
    return text_width(text, font) + look.px(12), line_height(font) + look.px(4)


def gap(one: QRectF, other: QRectF) -> float:
    """How far two boxes are from each other; 0 where they touch."""
    wide = max(one.left() - other.right(), other.left() - one.right(), 0.0)
    high = max(one.top() - other.bottom(), other.top() - one.bottom(), 0.0)
    return math.hypot(wide, high)


def free_place(
    tried: Sequence[QPointF],
    size: tuple[float, float],
    taken: Sequence[QRectF],
    own: Sequence[QRectF] = (),
    others: Sequence[QRectF] = (),
) -> QRectF:
    """The first of the places where nothing else stands; else the one that covers least. A note
    of what is drawn at `own` never stands as near to one of the `others`."""

    def covered(room: QRectF) -> float:
        hits = (room & other for other in taken if room.intersects(other))
        cost = sum(hit.width() * hit.height() for hit in hits)
        if own and others:
            near, away = (min(gap(room, each) for each in rooms) for rooms in (own, others))
            cost += _ASTRAY * (away <= near)
        return cost

    rooms = []
    for centre in tried:
        room = QRectF(0, 0, *size)
        room.moveCenter(centre)
        rooms.append(room)
    costs: list[float] = []
    for room in rooms:
        costs.append(covered(room))
        if not costs[-1]:  # the others need not be looked at
            return room
    return rooms[costs.index(min(costs))]


def _font(look: Appearance) -> QFont:
    return look.font("small", bold=True)


def put_up(
    highlight: Highlight,
    nodes: Mapping[str, NodeItem],
    wires: Mapping[Edge, WireItem],
    places: SpatialIndex,
    look: Appearance,
) -> list[NoteItem]:
    """The notes of a highlight, each where it covers least."""
    notes: list[NoteItem] = []
    stood = BoxGrid(look.px(_NEAR))
    for part, text in highlight.notes.items():
        item = nodes.get(part) if isinstance(part, str) else wires.get(part)
        if item is None:
            continue
        size = note_size(text, look)
        tried = item.note_places(size)
        x, y, near = tried[0].x(), tried[0].y(), look.px(_NEAR)
        area = (x - near, y - near, x + near, y + near)
        own: list[QRectF] = []
        others: list[QRectF] = []
        for node in places.nodes_in(area):
            other = nodes[node]
            drawn = drawn_rooms(other.style, other.body)
            (own if other is item else others).extend(map(other.mapRectToScene, drawn))
        clear = look.px(_CLEAR)
        taken = own + [room.adjusted(-clear, -clear, clear, clear) for room in others]
        for edge in places.edges_in(area):
            taken += wires[edge].figure_rooms()
        taken += stood.near(area)
        note = NoteItem(text, highlight.tone(part), look, size)
        note.setPos(free_place(tried, size, taken, own, others).center())
        notes.append(note)
        stood.add(note.sceneBoundingRect())
    return notes

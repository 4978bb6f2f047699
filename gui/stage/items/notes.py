"""Notes: short texts at nodes and on wires, where they cover nothing and cannot be mistaken for
those of a neighbour."""

import math
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from core.graph import Edge
from gui.appearance import Appearance
from gui.stage.highlight import NOTHING, Highlight, Tone
from gui.stage.items.box_grid import BoxGrid
from gui.stage.items.emphasis import colour_of
from gui.stage.items.node_geometry import drawn_rooms
from gui.stage.items.node_item import NodeItem
from gui.stage.items.wire_item import WireItem
from gui.stage.layout.spatial_index import SpatialIndex
from gui.stage.layout.wire_labels import Box
from gui.stage.text_painting import line_height, text_width, write

_ASTRAY = 1e6  # worse than covering anything
_GIVES_WAY = 0.1  # as bad as covering anything else is covering a figure, which can be left out
_BESIDE = 90  # px from a wire to the far end of a figure beside it, at most
_CLEAR = 8  # px between a note and any other node: closer, it would seem to be that one's
_CELL = 100  # px, about as large as a note


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
    figures: Sequence[QRectF] = (),
) -> QRectF:
    """The first of the places where nothing else stands; else the one that covers least. A note
    of what is drawn at `own` never stands as near to one of the `others`; `figures` give way."""

    def covered(room: QRectF) -> float:
        cost = _shared(room, taken) + _GIVES_WAY * _shared(room, figures)
        if own and others:
            near, away = (min(gap(room, each) for each in rooms) for rooms in (own, others))
            cost += _ASTRAY * (away <= near)
        return cost

    rooms = [_room(centre, size) for centre in tried]
    costs: list[float] = []
    for room in rooms:
        costs.append(covered(room))
        if not costs[-1]:  # the others need not be looked at
            return room
    return rooms[costs.index(min(costs))]


def _shared(room: QRectF, taken: Iterable[QRectF]) -> float:
    """How much of a place is taken."""
    hits = (room & other for other in taken if room.intersects(other))
    return sum(hit.width() * hit.height() for hit in hits)


def _font(look: Appearance) -> QFont:
    return look.font("small", bold=True)


class NoteLayer:
    """The notes of one layout, each put up when a view comes near to what it is about. From afar,
    where none could be read, there are none."""

    def __init__(
        self,
        scene: QGraphicsScene,
        nodes: Mapping[str, NodeItem],
        wires: Mapping[Edge, WireItem],
        places: SpatialIndex,
        look: Appearance,
    ) -> None:
        self._scene, self._look = scene, look
        self._nodes, self._wires, self._places = nodes, wires, places
        self._highlight = NOTHING
        self._waiting: dict[str | Edge, str] = {}
        self._taken, self._figures = BoxGrid(look.px(_CELL)), BoxGrid(look.px(_CELL))
        self._minded: set[Edge] = set()  # wires whose figures are among them
        self._far = False
        self._page = QRectF()
        self.items: list[NoteItem] = []

    def show(self, highlight: Highlight, page: QRectF) -> None:
        """These notes from now on, on this page, as soon as they are revealed."""
        self._page = page
        for note in self.items:
            self._scene.removeItem(note)
        self.items, self._highlight = [], highlight
        cell = self._look.px(_CELL)
        self._taken, self._figures, self._minded = BoxGrid(cell), BoxGrid(cell), set()
        parts = (part for part in highlight.notes if part in self._nodes or part in self._wires)
        self._waiting = {part: highlight.notes[part] for part in parts}

    def reveal(self, area: QRectF | None, *, far: bool) -> None:
        """A view shows `area` (None: everything), in full or from afar."""
        if far is not self._far:
            self._far = far
            for note in self.items:
                note.setVisible(not far)
        if far or not self._waiting:
            return
        wanted, wires = list(self._waiting), list(self._wires)
        if area is not None:
            box = _box(area)
            wires = self._places.edges_in(box)
            seen = {*self._places.nodes_in(box), *wires}
            wanted = [part for part in wanted if part in seen]
        if wanted:
            self._mind(wires)
        for part in wanted:
            self._put_up(part, self._waiting.pop(part))

    def _mind(self, wires: Iterable[Edge]) -> None:
        """The figures of these wires are not to be covered."""
        for edge in wires:
            if edge not in self._minded:
                self._minded.add(edge)
                for room in self._wires[edge].figure_rooms():
                    self._figures.add(room)

    def _put_up(self, part: str | Edge, text: str) -> None:
        """Where it covers least."""
        item = self._nodes[part] if isinstance(part, str) else self._wires[part]
        size = note_size(text, self._look)
        tried = [_within(place, size, self._page) for place in item.note_places(size)]
        own = _drawn(item) if isinstance(item, NodeItem) else []
        clear = self._look.px(_CLEAR)
        area = _box(_around(tried, size, own, clear))
        others = [
            room
            for node in self._places.nodes_in(area)
            if (other := self._nodes[node]) is not item
            for room in _drawn(other)
        ]
        taken = own + [room.adjusted(-clear, -clear, clear, clear) for room in others]
        taken += self._taken.near(area)
        figures = self._figures.near(area)
        note = NoteItem(text, self._highlight.tone(part), self._look, size)
        note.setPos(free_place(tried, size, taken, own, others, figures).center())
        self._taken.add(note.sceneBoundingRect())
        room, far = note.sceneBoundingRect(), self._look.px(_BESIDE)
        for edge in self._places.edges_in(_box(room.adjusted(-far, -far, far, far))):
            self._wires[edge].give_way(room)
        self.items.append(note)
        self._scene.addItem(note)


def _drawn(item: NodeItem) -> list[QRectF]:
    """What is drawn of a node, in the scene."""
    return [room.translated(item.pos()) for room in drawn_rooms(item.style, item.body)]


def _around(
    tried: Sequence[QPointF], size: tuple[float, float], own: Sequence[QRectF], clear: float
) -> QRectF:
    """All that a note could cover in any of its places, and all that could be as near to it as its
    own node is."""
    left, right = min(at.x() for at in tried), max(at.x() for at in tried)
    top, bottom = min(at.y() for at in tried), max(at.y() for at in tried)
    room = QRectF(left, top, right - left, bottom - top)
    room.adjust(-size[0] / 2, -size[1] / 2, size[0] / 2, size[1] / 2)
    farthest = max(
        (min(gap(_room(at, size), each) for each in own) for at in tried) if own else (0.0,)
    )
    reach = max(clear, farthest) + 1
    return room.adjusted(-reach, -reach, reach, reach)


def _within(centre: QPointF, size: tuple[float, float], page: QRectF) -> QPointF:
    """The nearest place where all of a note is on the page."""
    wide, high = (max(side - part, 0.0) / 2 for side, part in zip(_size(page), size, strict=True))
    off = centre - page.center()
    held = QPointF(min(max(off.x(), -wide), wide), min(max(off.y(), -high), high))
    return page.center() + held


def _size(room: QRectF) -> tuple[float, float]:
    return room.width(), room.height()


def _room(centre: QPointF, size: tuple[float, float]) -> QRectF:
    width, height = size
    return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)


def _box(area: QRectF) -> Box:
    return area.left(), area.top(), area.right(), area.bottom()

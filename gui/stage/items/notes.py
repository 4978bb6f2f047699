"""Notes: short texts at nodes and on wires, where they cover nothing and cannot be mistaken for
those of a neighbour. Where there is no such place, a line leads to one further away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsScene,
    QStyleOptionGraphicsItem,
    QWidget,
)

from core.graph import Edge
from gui.appearance import Appearance
from gui.stage.highlight import NOTHING, Highlight, Tone
from gui.stage.items.box_grid import BoxGrid
from gui.stage.items.emphasis import REACH, colour_of
from gui.stage.items.node_geometry import drawn_rooms, line_ends
from gui.stage.items.node_item import NodeItem
from gui.stage.items.note_rooms import NO_BOXES, Boxes, free_place, gap, led_place, room_at
from gui.stage.items.wire_item import WireItem
from gui.stage.layout.spatial_index import SpatialIndex
from gui.stage.layout.wire_labels import Box
from gui.stage.text_painting import line_height, text_width, write

_BESIDE = 90  # px from a wire to the far end of a figure beside it, at most
_CLEAR = 8  # px between a note and any other node: closer, it would seem to be that one's
_STROKE = 1.4  # px, of its frame and of a line to it
_STEP = 8  # px between the places that are looked at for a note at the end of a line
_FAR = 320  # px that such a line reaches in each direction, at most
_POINTS = 32  # of a wire, which a note had better not cover
_BROAD = 6  # px, such a wire with the band under it
_CELL = 100  # px, about as large as a note


class NoteItem(QGraphicsItem):
    """A short text over everything else, in a frame of its tone."""

    def __init__(
        self, text: str, tone: Tone | None, look: Appearance, size: tuple[float, float]
    ) -> None:
        super().__init__()
        self.text = text
        self.line: QGraphicsLineItem | None = None  # to what it is about, where that is far away
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
        painter.setPen(QPen(colour, self._look.px(_STROKE)))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(self._room, corner, corner)
        write(painter, self._room, self.text, _font(self._look), colour)


def note_size(text: str, look: Appearance) -> tuple[float, float]:
    """Width and height of a note."""
    font = _font(look)
    return text_width(text, font) + look.px(12), line_height(font) + look.px(4)


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
        self._ways: dict[Edge, Boxes] = {}  # of wires that a note could have covered
        self._far = False
        self._page = QRectF()
        self.items: list[NoteItem] = []

    def show(self, highlight: Highlight, page: QRectF) -> None:
        """These notes from now on, on this page, as soon as they are revealed."""
        self._page = page
        for item in self._parts():
            self._scene.removeItem(item)
        self.items, self._highlight = [], highlight
        cell = self._look.px(_CELL)
        self._taken, self._figures, self._minded = BoxGrid(cell), BoxGrid(cell), set()
        parts = (part for part in highlight.notes if part in self._nodes or part in self._wires)
        self._waiting = {part: highlight.notes[part] for part in parts}

    def reveal(self, area: QRectF | None, *, far: bool) -> None:
        """A view shows `area` (None: everything), in full or from afar."""
        if far is not self._far:
            self._far = far
            for item in self._parts():
                item.setVisible(not far)
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
        beside = {part: self._beside(part) for part in wanted}
        for part in wanted:  # where all the others have their places
            note = beside[part] or self._led(part) or self._beside(part, dodging=False)
            if note is not None:
                self.items.append(note)
            del self._waiting[part]

    def _mind(self, wires: Iterable[Edge]) -> None:
        """The figures of these wires are not to be covered."""
        for edge in wires:
            if edge not in self._minded:
                self._minded.add(edge)
                for room in self._wires[edge].figure_rooms():
                    self._figures.add(room)

    def _beside(self, part: str | Edge, *, dodging: bool = True) -> NoteItem | None:
        """A note close to what it is about, if there is room; `dodging` wires, too."""
        item = self._item(part)
        size = note_size(self._waiting[part], self._look)
        tried = [_within(place, size, self._page) for place in item.note_places(size)]
        own = self._drawn(item) if isinstance(item, NodeItem) else []
        clear = self._look.px(_CLEAR)
        area = _box(_around(tried, size, own, clear))
        others, figures = self._drawn_in(area, but=item), self._figures.near(area)
        taken = [*own, *self._taken.near(area)]
        if isinstance(item, NodeItem) and item.editable:
            del own[1:]  # the line under a leaf is empty for long: nothing is near to that
        wires = self._wires_in(area, but=item) if dodging else NO_BOXES
        room = free_place(tried, size, taken, own, others, figures, wires, clear)
        return self._put_up(part, room) if room is not None else None

    def _led(self, part: str | Edge) -> NoteItem | None:
        """A note further away, and a line to it; none where everything is full."""
        item, size = self._item(part), note_size(self._waiting[part], self._look)
        if isinstance(item, NodeItem):
            body, *own = self._drawn(item)
            ends = [item.pos() + end for end in line_ends(item.style, item.body)]
        else:
            ends, own = [item.path.pointAtPercent(0.5)], []
            body = QRectF(ends[0], QSizeF())
        far, clear, step = (self._look.px(size) for size in (_FAR, _CLEAR / 2, _STEP))
        page = self._page & body.adjusted(-far, -far, far, far)
        area = _box(page)
        taken = [*own, *self._drawn_in(area, but=item), *self._taken.near(area)]
        figures, wires = self._figures.near(area), self._wires_in(area)
        found = led_place(body, ends, size, page, taken, figures, wires, clear, step)
        if found is None:
            return None
        room, line = found
        note = self._put_up(part, room)
        note.line = QGraphicsLineItem(line)
        colour = colour_of(self._highlight.tone(part), self._look.theme)
        note.line.setPen(QPen(colour, self._look.px(_STROKE)))
        note.line.setZValue(0.5)  # over the wires, and under the nodes, where it ends
        self._scene.addItem(note.line)
        return note

    def _put_up(self, part: str | Edge, room: QRectF) -> NoteItem:
        """In this room, where others no longer come; and figures give way."""
        size = room.width(), room.height()
        note = NoteItem(self._waiting[part], self._highlight.tone(part), self._look, size)
        note.setPos(room.center())
        room, far = note.sceneBoundingRect(), self._look.px(_BESIDE)
        self._taken.add(room)
        for edge in self._places.edges_in(_box(room.adjusted(-far, -far, far, far))):
            self._wires[edge].give_way(room)
        self._scene.addItem(note)
        return note

    def _parts(self) -> Iterator[QGraphicsItem]:
        """The notes and the lines to them."""
        for note in self.items:
            yield note
            if note.line is not None:
                yield note.line

    def _item(self, part: str | Edge) -> NodeItem | WireItem:
        return self._nodes[part] if isinstance(part, str) else self._wires[part]

    def _drawn_in(self, area: Box, but: NodeItem | WireItem) -> list[QRectF]:
        """What is drawn there of all nodes but this."""
        items = (self._nodes[node] for node in self._places.nodes_in(area))
        return [room for item in items if item is not but for room in self._drawn(item)]

    def _drawn(self, item: NodeItem) -> list[QRectF]:
        """What is drawn of a node, in the scene, with the ring around one that is emphasised."""
        body, *others = drawn_rooms(item.style, item.body)
        ring = self._look.px(REACH) if item.node in self._highlight.nodes else 0.0
        rooms = [body.adjusted(-ring, -ring, ring, ring), *others]
        return [room.translated(item.pos()) for room in rooms]

    def _wires_in(self, area: Box, but: NodeItem | WireItem | None = None) -> Boxes:
        """Points of the wires there, as broad as a wire."""
        edges = [edge for edge in self._places.edges_in(area) if self._wires[edge] is not but]
        for edge in edges:
            if edge not in self._ways:
                self._ways[edge] = _along(self._wires[edge], self._look.px(_BROAD) / 2)
        return np.vstack([NO_BOXES, *(self._ways[edge] for edge in edges)])


def _along(wire: WireItem, reach: float) -> Boxes:
    """Squares around some points of a wire."""
    shares = (step / _POINTS for step in range(_POINTS + 1))
    points = [(at.x(), at.y()) for at in map(wire.path.pointAtPercent, shares)]
    return np.array([(x - reach, y - reach, x + reach, y + reach) for x, y in points])


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
        (min(gap(room_at(at, size), each) for each in own) for at in tried) if own else (0.0,)
    )
    reach = max(clear, farthest) + 1
    return room.adjusted(-reach, -reach, reach, reach)


def _within(centre: QPointF, size: tuple[float, float], page: QRectF) -> QPointF:
    """The nearest place where all of a note is on the page."""
    sides = page.width(), page.height()
    wide, high = (max(side - part, 0.0) / 2 for side, part in zip(sides, size, strict=True))
    off = centre - page.center()
    held = QPointF(min(max(off.x(), -wide), wide), min(max(off.y(), -high), high))
    return page.center() + held


def _box(area: QRectF) -> Box:
    return area.left(), area.top(), area.right(), area.bottom()

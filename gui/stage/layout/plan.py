"""The plan of a stage: the style of each node, and a layout that suits the room there is.

A graph can be drawn with much room or with little, in one row or in several. What is drawn is what
can be shown largest in the window as it is; whatever makes a graph harder to follow has to be
worth its price.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from core.engine import Array, is_scalar
from core.format import number
from core.graph import Edge, Graph
from core.names import called
from core.trace import Propagate, Trace
from gui.appearance import Appearance
from gui.stage.items.node_measure import roomy, styles
from gui.stage.items.node_style import CROWD, Density, NodeStyle, letters
from gui.stage.layout.coordinates import Gaps, Layout, layout
from gui.stage.layout.curves import cubics, room_of
from gui.stage.layout.kinds import Kind, worth
from gui.stage.layout.layering import Layered, layered
from gui.stage.layout.rows import in_rows
from gui.stage.layout.wire_labels import Anchor, Figures, anchors
from gui.stage.text_painting import least, ruler

_GOOD = 0.95  # of the full size: no reason to change to another plan
_MOST_FOLDED = 80  # beyond this rows are too many to be read as a whole
_MOST_ROWS = 6
_LARGE = 40  # nodes; beyond this no plan but the smallest ones has a chance to be read
LARGEST = 1.8  # a small graph is not blown up beyond this by itself
EDGE = 10  # px that are left free around a graph
_SHORT = "0.00", "0.0"  # as much room has each figure on a wire, and where there is little
_USUAL = "0.123"  # as much room has a figure on a wire where there is some

Size = tuple[float, float]


@dataclass(frozen=True)
class Plan:
    """What each node looks like, where it stands, and how its wires and their figures run."""

    styles: Mapping[str, NodeStyle]
    layout: Layout
    anchors: Mapping[Edge, Anchor]
    figures: Mapping[Edge, Figures]
    kind: Kind
    needed: float  # the scale from which on it can be read from the last row …
    legible: float  # … and from which on the numbers in a sketch can be, too

    def renamed(self, before: Graph, after: Graph) -> "Plan":
        """The same plan where constants have other numbers, which are their names."""
        if after is before:
            return self
        other = [n.id for n, was in zip(after.nodes, before.nodes, strict=True) if n != was]
        if not other:
            return self
        titles = {node: replace(self.styles[node], title=called(after, node)) for node in other}
        return replace(self, styles={**self.styles, **titles})


@dataclass(frozen=True)
class _Draft:
    """A plan without its figures, which take the longest: enough to say how large it is."""

    kind: Kind
    styles: Mapping[str, NodeStyle]
    layout: Layout
    figures: Mapping[Edge, Figures]
    needed: float  # the scale at which it can be read from the last row …
    legible: float  # … and at which the numbers in a sketch can be, too
    edge: float  # the room that is left free around it
    arrays: bool

    @cached_property
    def size(self) -> Size:
        """Width and height of the whole."""
        xs, ys = [], []
        for node, (x, y) in self.layout.positions.items():
            extent = self.styles[node].extent
            xs += [x - extent.width / 2, x + extent.width / 2]
            ys += [y - extent.above, y + extent.below]
        for edge, route in self.layout.routes.items():
            if self.kind.rows > 1:
                for piece in cubics(route):  # wires turn round beside the rows
                    left, _, right, _ = room_of(piece)
                    xs += [left, right]
            if edge in self.figures:
                size, heights = self.figures[edge], [y for _, y in route]
                reach = size.height + size.gap
                ys += [min(heights) - reach * bool(size.value), max(heights) + reach]
        around = 2 * self.edge
        return max(xs) - min(xs) + around, max(ys) - min(ys) + around

    def wide_for(self, room: Size) -> bool:
        """Does its width say how large it can be shown? Then more rows may help."""
        (width, height), (wide, high) = self.size, room
        return width * high > height * wide

    def scale(self, room: Size) -> float:
        """How large it can be shown in `room`."""
        return min(have / need for have, need in zip(room, self.size, strict=True))

    def folded(self, rows: int, room: Size) -> float:
        """How many times as large as needed it could be shown in so many rows, at best."""
        return min(rows * room[0] / self.size[0], room[1] / self.size[1], 1.0) / self.needed

    def worth(self, room: Size) -> float:
        """How well it can be read, less what it costs."""
        return worth(min(self.scale(room), 1.0) / self.needed, self.kind, self.arrays)

    @cached_property
    def plan(self) -> Plan:
        extents = {node: style.extent for node, style in self.styles.items()}
        found, written = anchors(self.layout, extents, self.figures)
        read_from = self.needed, self.legible
        return Plan(self.styles, self.layout, found, written, self.kind, *read_from)


class Planner:
    """Makes the plans of one trace, each when it is first wanted. They can show every run of its
    graph: rooms are made for usual numbers, and longer ones are written shorter or smaller, so
    that nothing moves while a number is turned."""

    def __init__(self, trace: Trace, appearance: Appearance) -> None:
        self.trace = trace
        self._look = appearance
        self._drafts: dict[Kind, _Draft | None] = {}
        self._texts: dict[Density, tuple[Mapping[str, NodeStyle], dict[Edge, Figures]]] = {}

    def best(self, room: Size) -> Plan:
        """The plan that suits a room, whatever was shown before."""
        easy = self._draft(Kind())
        assert easy is not None
        crowded = len(self.trace.graph) > CROWD  # no plan of it can be read as a whole
        if crowded or easy.scale(room) >= _GOOD:
            return easy.plan
        best = easy
        for kind in self._kinds():
            if (draft := self._candidate(kind, room, best)) is not None:
                best = draft
        return best.plan

    def readable(self, kind: Kind, room: Size) -> Plan | None:
        """The plan of that kind, if everybody can read it in this room."""
        draft = self._draft(kind)
        return draft.plan if draft is not None and draft.scale(room) >= draft.needed else None

    def _candidate(self, kind: Kind, room: Size, best: _Draft) -> _Draft | None:
        """The draft of a kind, if it is better than the best one so far."""
        goal = best.worth(room)
        if worth(1 / self._needed(kind.density), kind, self._arrays) <= goal:
            return None  # it cannot be, even at full size
        if kind.rows > 1 and not self._may_be_folded(kind, room, goal):
            return None
        draft = self._draft(kind)
        return draft if draft is not None and draft.worth(room) > goal else None

    def _may_be_folded(self, kind: Kind, room: Size, goal: float) -> bool:
        """Is it too wide in fewer rows, can it not be folded without bundles, and would it be
        better than the `goal` if rows were nothing but parts of a single one?"""
        single = self._draft(Kind(kind.density))
        if single is None or worth(single.folded(kind.rows, room), kind, self._arrays) <= goal:
            return False
        loose = replace(kind, bundled=False)
        if kind.bundled and self._draft(loose) is not None:
            return False
        fewer = [self._draft(replace(k, rows=kind.rows - 1)) for k in {kind, loose}]
        return any(draft is not None and draft.wide_for(room) for draft in fewer)

    def easy(self) -> Plan:
        """The plan with the most room."""
        draft = self._draft(Kind())
        assert draft is not None
        return draft.plan

    def _kinds(self) -> list[Kind]:
        """All but the easy one, those first that cost least."""
        most = _MOST_ROWS if len(self.trace.graph) <= _MOST_FOLDED else 1
        some = [d for d in Density if self._arrays or d is not Density.DENSE]  # it is about cells
        if len(self.trace.graph) > _LARGE:
            some = some[-1 - self._arrays :]
        kinds = [Kind(density, rows) for density in some for rows in range(1, most + 1)]
        kinds += [replace(kind, bundled=True) for kind in kinds if kind.rows > 1]
        return sorted(set(kinds) - {Kind()}, key=lambda kind: (kind.price, kind.rows))

    def _draft(self, kind: Kind) -> _Draft | None:
        if kind.rows == 1:
            kind = Kind(kind.density)  # nothing leads to another row
        if kind not in self._drafts:
            self._drafts[kind] = self._drawn_up(kind)
        return self._drafts[kind]

    def _drawn_up(self, kind: Kind) -> _Draft | None:
        trace, look = self.trace, self._look
        if kind.density not in self._texts:
            texts = styles(trace, look, kind.density), figures(trace, look, kind.density)
            self._texts[kind.density] = texts
        shown, written = self._texts[kind.density]
        extents = {node: style.extent for node, style in shown.items()}
        labels = {edge: (max(f.value, f.gradient), f.reach) for edge, f in written.items()}
        gaps = self._gaps(kind.density)
        if kind.rows == 1:
            placed: Layout | None = layout(trace.graph, extents, labels, gaps, self._net)
        else:
            placed = in_rows(trace.graph, extents, labels, gaps, kind.rows, bundled=kind.bundled)
        if placed is None:
            return None
        smallest = min(letters(style, trace.values[node], look) for node, style in shown.items())
        needed, legible = self._needed(kind.density), least(look) / smallest
        edge, arrays = look.px(EDGE), self._arrays
        return _Draft(kind, shown, placed, written, needed, legible, edge, arrays)

    def _needed(self, density: Density) -> float:
        """The scale at which everybody can read what a plan says without being come near."""
        letters = "small" if self._arrays and density is not Density.SKETCH else "body"
        return least(self._look) / self._look.text_px(letters)

    @cached_property
    def _net(self) -> Layered:
        return layered(self.trace.graph)

    @cached_property
    def _arrays(self) -> bool:
        return any(not is_scalar(value) for value in self.trace.values.values())

    def _gaps(self, density: Density) -> Gaps:
        plain = {
            Density.EASY: Gaps(46 if self._arrays else 72, 30, 8, 5),
            Density.TIGHT: Gaps(28, 16, 7, 4),
            Density.TERSE: Gaps(26, 10, 7, 3),
            Density.DENSE: Gaps(16, 8, 6, 3),
            Density.SKETCH: Gaps(20, 8, 6, 3),
        }[density]
        factor = self._look.factor
        return Gaps(*(factor * gap for gap in (plain.column, plain.row, plain.port, plain.reach)))


def figures(trace: Trace, appearance: Appearance, density: Density) -> dict[Edge, Figures]:
    """The room for the numbers on each wire; arrays are not written there. Where few words are
    made, a wire says nothing that stands at a node as well: only what a node that is read more
    than once gets back along each of its wires. In a sketch, wires are bare."""
    if density is Density.SKETCH:
        return {}
    font = appearance.font("body", bold=True)
    measure, sign, gap = ruler(font), float(font.pixelSize()), appearance.px(3)
    usual = measure.width(_USUAL) + sign
    readers = Counter(edge.source for edge in trace.graph.edges)
    crowded = len(trace.graph) > CROWD

    short = _SHORT[density >= Density.TERSE]

    def width(value: Array) -> float:
        return usual - sign if crowded else measure.width(roomy(number(value), short))

    room: dict[Edge, Figures] = {}
    for edge in trace.graph.edges:
        value = trace.values[edge.source]
        if not is_scalar(value) or (density >= Density.TERSE and readers[edge.source] == 1):
            continue
        gradient, index = 0.0, trace.edge_index.get(edge)
        if index is not None:
            event = trace.events[index]
            assert isinstance(event, Propagate)
            gradient = width(event.contribution) + sign
        shown = width(value) if density < Density.TERSE else 0.0
        room[edge] = Figures(shown, gradient, measure.height, gap, usual)
    return room

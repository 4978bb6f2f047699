"""A long graph in several rows, read like a text: left to right, then on at the left of the next.

Each row is laid out as a graph of its own. A wire that leads on leaves its row at the right, runs
back between the rows, and enters the next one at the left; there a vertex without a size keeps a
lane free for it, as bends do between layers. Where many wires lead on, those that carry the same
value are one until they reach the row in which it is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from core.graph import Edge, Graph, Node, Role
from core.ops import OPS
from gui.stage.layout.coordinates import Extent, Gaps, Layout, Point, layout
from gui.stage.layout.layering import layered, ranks

MOST_BACK = 2  # wires between two rows; with more of them, nobody could follow one with the eye,
MOST_BUNDLES = 6  # but for a few more that go to different places
_FEW = 4  # rows; of more, not as many ways to break them are tried

Labels = Mapping[Edge, tuple[float, float]]


def in_rows(
    graph: Graph,
    extents: Mapping[str, Extent],
    labels: Labels,
    gaps: Gaps,
    count: int,
    *,
    bundled: bool = False,
) -> Layout | None:
    """Lay out `graph` in `count` rows; None where it has no places at which to break it. All the
    wires of one node that lead on may be `bundled`."""
    widths = _widths(graph, extents, labels, gaps)
    row_of = _broken(graph, widths, count, bundled)
    if row_of is None:
        return None
    led = _led_on(graph, row_of, bundled)
    rows = _rows(graph, row_of, led, count)
    placed = [_placed(row, led, extents, labels, gaps) for row in rows]
    return _stacked(graph, row_of, led, rows, placed, extents, labels, gaps)


# where it is broken


def _widths(graph: Graph, extents: Mapping[str, Extent], labels: Labels, gaps: Gaps) -> list[float]:
    """Of each layer, with the figures beside it."""
    rank = ranks(graph)
    widths = [0.0] * (max(rank.values()) + 1)
    for node, at in rank.items():
        room = max((labels.get(e, (0.0, 0.0))[0] for e in graph.consumers(node)), default=0.0)
        widths[at] = max(widths[at], extents[node].width + gaps.column + room)
    return widths


def _broken(
    graph: Graph, widths: Sequence[float], count: int, bundled: bool
) -> dict[str, int] | None:
    """The row of each node, so that the widest row is as short as can be."""
    rank = ranks(graph)
    best: tuple[float, dict[str, int]] | None = None
    for cuts in _cuts(widths, count):
        ends = (0, *cuts, len(widths))
        widest = max(sum(widths[a:b]) for a, b in pairwise(ends))
        if best is None or widest < best[0]:
            row_of = _assigned(graph, rank, cuts)
            if _can_be_followed(graph, row_of, count, bundled):
                best = widest, row_of
    return best[1] if best else None


def _cuts(widths: Sequence[float], count: int) -> list[tuple[int, ...]]:
    """Ways to break layers into rows of about the same width: the first layer of each new row."""
    total = sum(widths)
    found: list[tuple[int, ...]] = [()]
    for row in range(1, count):
        goal, so_far, near = total * row / count, 0.0, 0
        for i, width in enumerate(widths):
            if so_far + width / 2 > goal:
                break
            so_far, near = so_far + width, i + 1
        found = [
            (*cuts, at)
            for cuts in found
            for at in range(near - 1, near + (2 if count <= _FEW else 1))
            if (cuts[-1] if cuts else 0) < at < len(widths)
        ]
    return found


def _assigned(graph: Graph, rank: Mapping[str, int], cuts: Sequence[int]) -> dict[str, int]:
    """By node: its row. Leaves stand in the row in which they are first read."""

    def row(node: str) -> int:
        return sum(rank[node] >= cut for cut in cuts)

    found = {}
    for node in graph.nodes:
        readers = [row(edge.target) for edge in graph.consumers(node.id)]
        found[node.id] = row(node.id) if node.op or not readers else min(readers)
    return found


def _can_be_followed(graph: Graph, row_of: Mapping[str, int], count: int, bundled: bool) -> bool:
    """Does every row have an op, and do few wires lead to the next one?"""
    full = {row_of[node.id] for node in graph.operations}
    between: list[set[str]] = [set() for _ in range(count)]
    for edge, name in _led_on(graph, row_of, bundled).items():
        for row in range(row_of[edge.source], row_of[edge.target]):
            between[row].add(name)
    most = MOST_BUNDLES if bundled else MOST_BACK
    return len(full) == count and max(map(len, between)) <= most


def _led_on(graph: Graph, row_of: Mapping[str, int], bundled: bool) -> dict[Edge, str]:
    """The edges to other rows, and the name of the wire that each of them is there."""
    return {
        # no name of a node has a space in it
        edge: f"{edge.source} " if bundled else f"{edge.target} {edge.slot}"
        for edge in graph.edges
        if row_of[edge.target] > row_of[edge.source]
    }


# the rows


@dataclass
class _Row:
    """A part of a graph, and by wire the vertices at which wires enter and leave it."""

    nodes: list[Node] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    exits: dict[str, str] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        return Graph(tuple(self.nodes), self.nodes[-1].id)


def _rows(
    graph: Graph, row_of: Mapping[str, int], led: Mapping[Edge, str], count: int
) -> list[_Row]:
    rows = [_Row() for _ in range(count)]
    for edge, wire in led.items():
        for i in range(row_of[edge.source], row_of[edge.target]):
            rows[i].exits[wire] = f"{wire} from"
            rows[i + 1].entries[wire] = f"{wire} to"
    for row in rows:
        row.nodes += [Node(name, Role.DATA) for name in row.entries.values()]
    for node in graph.nodes:
        row = rows[row_of[node.id]]
        inputs = tuple(
            row.entries[led[e]] if e in led else e.source for e in graph.incoming(node.id)
        )
        row.nodes.append(replace(node, inputs=inputs))
    sources = {wire: edge.source for edge, wire in led.items()}
    for row in rows:
        for wire, name in row.exits.items():
            source = row.entries.get(wire, sources[wire])
            row.nodes.append(Node(name, Role.OPERATION, OPS["relu"], (source,)))
    return rows


def _placed(
    row: _Row, led: Mapping[Edge, str], extents: Mapping[str, Extent], labels: Labels, gaps: Gaps
) -> Layout:
    """One row, laid out by itself. A wire that leads on has its figures between the rows."""
    graph, sizes = row.graph, dict(extents)
    room = {edge: labels[edge] for edge in graph.edges if edge in labels}
    heights = _heights(led, labels)
    for wire, name in (*row.entries.items(), *row.exits.items()):
        sizes[name] = Extent(0, heights[wire], heights[wire], 0)
    net = layered(graph, first=row.entries.values())
    return layout(graph, sizes, room, gaps, net)


def _heights(led: Mapping[Edge, str], labels: Labels) -> dict[str, float]:
    """By wire: the height of the figures beside it."""
    found: dict[str, float] = {}
    for edge, wire in led.items():
        found[wire] = max(found.get(wire, 0.0), labels.get(edge, (0.0, 0.0))[1])
    return found


# rows below each other


def _stacked(
    graph: Graph,
    row_of: Mapping[str, int],
    led: Mapping[Edge, str],
    rows: Sequence[_Row],
    placed: Sequence[Layout],
    extents: Mapping[str, Extent],
    labels: Labels,
    gaps: Gaps,
) -> Layout:
    positions: dict[str, Point] = {}
    routes: dict[Edge, tuple[Point, ...]] = {}
    leaving: dict[str, tuple[Point, ...]] = {}  # by wire, as far as the right end of its row
    heights = _heights(led, labels)
    sources = {wire: edge.source for edge, wire in led.items()}
    top = 0.0
    for i, (row, part) in enumerate(zip(rows, placed, strict=True)):
        box = _Box.of(row, part, extents)
        lanes, turns = {}, {}
        inside = _from_inside(leaving, row)
        for n, wire in enumerate(inside):
            height = max(heights[wire], gaps.port)
            lanes[wire] = top + height
            turns[wire] = tuple(gaps.port * (2 + k) for k in (n, len(inside) - 1 - n))
            top += 2 * height + gaps.port
        shift = (-box.left, (top + gaps.row if lanes else top) - box.top)
        for node in row.nodes:
            if node.id in extents:
                positions[node.id] = _moved(part.positions[node.id], shift)
        arriving: dict[str, tuple[Point, ...]] = {}
        for wire, name in row.entries.items():
            start = _moved((box.left - gaps.reach, part.positions[name][1]), shift)
            out, lane, (right, left) = leaving.pop(wire), lanes[wire], turns[wire]
            back = ((out[-1][0] - right, lane), (start[0] + left, lane))
            arriving[wire] = (*out, *back, start)
        for edge in graph.edges:
            if row_of[edge.target] != i:
                continue
            wire = led.get(edge, "")
            inner = Edge(row.entries[wire], edge.target, edge.slot) if wire else edge
            way = tuple(_moved(point, shift) for point in part.routes[inner])
            routes[edge] = (*arriving.get(wire, ()), *way)
        for wire, name in row.exits.items():
            way = part.routes[Edge(row.entries.get(wire, sources[wire]), name, 0)]
            end = (box.right + gaps.reach, way[-1][1])
            on = tuple(_moved(point, shift) for point in (*way, end))
            leaving[wire] = (*arriving.get(wire, ()), *on)
        top = shift[1] + box.bottom + gaps.row
    return Layout(positions, {edge: routes[edge] for edge in graph.edges})


def _from_inside(leaving: Mapping[str, tuple[Point, ...]], row: _Row) -> list[str]:
    """The wires between two rows, top to bottom: the lowest exit turns round first, inside of
    those that come from further up."""
    return sorted(row.entries, key=lambda wire: -leaving[wire][-1][1])


def _moved(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1]


@dataclass(frozen=True)
class _Box:
    """The room of a row."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, row: _Row, part: Layout, extents: Mapping[str, Extent]) -> "_Box":
        corners = []
        for node in row.nodes:
            (x, y), size = part.positions[node.id], extents.get(node.id, Extent(0, 0, 0, 0))
            half = size.width / 2
            corners.append((x - half, y - size.above, x + half, y + size.below))
        left, top, right, bottom = zip(*corners, strict=True)
        return cls(min(left), min(top), max(right), max(bottom))

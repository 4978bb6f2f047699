"""A long graph in several rows, read like a text: left to right, then on at the left of the next.

Each row is laid out as a graph of its own. A wire that leads on leaves its row at the right, runs
back between the rows, and enters the next one at the left; there a vertex without a size keeps a
lane free for it, as bends do between layers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from core.graph import Edge, Graph, Node, Role
from core.ops import OPS
from gui.stage.layout.coordinates import Extent, Gaps, Layout, Point, layout
from gui.stage.layout.layering import layered, ranks

MOST_BACK = 2  # wires between two rows; with more of them, nobody could follow one with the eye

Labels = Mapping[Edge, tuple[float, float]]


def in_rows(
    graph: Graph, extents: Mapping[str, Extent], labels: Labels, gaps: Gaps, count: int
) -> Layout | None:
    """Lay out `graph` in `count` rows; None where it has no places at which to break it."""
    row_of = _broken(graph, extents, labels, gaps, count)
    if row_of is None:
        return None
    rows = _rows(graph, row_of, count)
    placed = [_placed(row, extents, labels, gaps) for row in rows]
    return _stacked(graph, row_of, rows, placed, extents, labels, gaps)


# where it is broken


def _broken(
    graph: Graph, extents: Mapping[str, Extent], labels: Labels, gaps: Gaps, count: int
) -> dict[str, int] | None:
    """The row of each node, so that the widest row is as short as can be."""
    rank = ranks(graph)
    last = max(rank.values())
    widths = [0.0] * (last + 1)
    for node, at in rank.items():
        room = max((labels.get(e, (0.0, 0.0))[0] for e in graph.consumers(node)), default=0.0)
        widths[at] = max(widths[at], extents[node].width + gaps.column + room)
    best: tuple[float, dict[str, int]] | None = None
    for cuts in _cuts(widths, count):
        row_of = _assigned(graph, rank, cuts)
        if _can_be_followed(graph, row_of, count):
            ends = (0, *cuts, last + 1)
            widest = max(sum(widths[a:b]) for a, b in pairwise(ends))
            if best is None or widest < best[0]:
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
            for at in range(near - 1, near + 2)
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


def _can_be_followed(graph: Graph, row_of: Mapping[str, int], count: int) -> bool:
    """Does every row have an op, and do few wires lead to the next one, and none further?"""
    back = [0] * count
    for edge in graph.edges:
        steps = row_of[edge.target] - row_of[edge.source]
        if steps > 1:
            return False
        back[row_of[edge.source]] += steps
    full = {row_of[node.id] for node in graph.operations}
    return len(full) == count and max(back) <= MOST_BACK


# the rows


@dataclass
class _Row:
    """A part of a graph, and the vertices at which wires enter and leave it."""

    nodes: list[Node] = field(default_factory=list)
    entries: dict[Edge, str] = field(default_factory=dict)
    exits: dict[Edge, str] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        return Graph(tuple(self.nodes), self.nodes[-1].id)


def _rows(graph: Graph, row_of: Mapping[str, int], count: int) -> list[_Row]:
    rows = [_Row() for _ in range(count)]
    for edge in graph.edges:
        before, after = rows[row_of[edge.source]], rows[row_of[edge.target]]
        if before is not after:
            # no name of a node has a space in it
            before.exits[edge] = f"{edge.target} {edge.slot} from"
            after.entries[edge] = f"{edge.target} {edge.slot} to"
    for row in rows:
        row.nodes += [Node(name, Role.DATA) for name in row.entries.values()]
    for node in graph.nodes:
        row = rows[row_of[node.id]]
        inputs = tuple(row.entries.get(e, e.source) for e in graph.incoming(node.id))
        row.nodes.append(replace(node, inputs=inputs))
    for row in rows:
        for edge, name in row.exits.items():
            row.nodes.append(Node(name, Role.OPERATION, OPS["relu"], (edge.source,)))
    return rows


def _placed(row: _Row, extents: Mapping[str, Extent], labels: Labels, gaps: Gaps) -> Layout:
    """One row, laid out by itself. A wire that leads on has its figures between the rows."""
    graph, sizes = row.graph, dict(extents)
    room = {edge: labels[edge] for edge in graph.edges if edge in labels}
    for edge, name in (*row.entries.items(), *row.exits.items()):
        height = labels.get(edge, (0.0, 0.0))[1]
        sizes[name] = Extent(0, height, height, 0)
    net = layered(graph, first=row.entries.values())
    return layout(graph, sizes, room, gaps, net)


# rows below each other


def _stacked(
    graph: Graph,
    row_of: Mapping[str, int],
    rows: Sequence[_Row],
    placed: Sequence[Layout],
    extents: Mapping[str, Extent],
    labels: Labels,
    gaps: Gaps,
) -> Layout:
    positions: dict[str, Point] = {}
    routes: dict[Edge, tuple[Point, ...]] = {}
    leaving: dict[Edge, tuple[Point, ...]] = {}
    top = 0.0
    for row, part in zip(rows, placed, strict=True):
        box = _Box.of(row, part, extents)
        lanes, turns = {}, {}
        inside = _from_inside(leaving, row)
        for i, edge in enumerate(inside):
            height = max(labels.get(edge, (0.0, 0.0))[1], gaps.port)
            lanes[edge] = top + height
            turns[edge] = tuple(gaps.port * (2 + n) for n in (i, len(inside) - 1 - i))
            top += 2 * height + gaps.port
        shift = (-box.left, (top + gaps.row if lanes else top) - box.top)
        for node in row.nodes:
            if node.id in extents:
                positions[node.id] = _moved(part.positions[node.id], shift)
        for edge in graph.edges:
            if row_of[edge.source] == row_of[edge.target] and edge in part.routes:
                routes[edge] = tuple(_moved(point, shift) for point in part.routes[edge])
        for edge, name in row.entries.items():
            into = part.routes[Edge(name, edge.target, edge.slot)]
            start = _moved((box.left - gaps.reach, into[0][1]), shift)
            out, lane, (right, left) = leaving.pop(edge), lanes[edge], turns[edge]
            back = ((out[-1][0] - right, lane), (start[0] + left, lane))
            routes[edge] = (*out, *back, start, *(_moved(point, shift) for point in into))
        for edge, name in row.exits.items():
            out = part.routes[Edge(edge.source, name, 0)]
            end = (box.right + gaps.reach, out[-1][1])
            leaving[edge] = tuple(_moved(point, shift) for point in (*out, end))
        top = shift[1] + box.bottom + gaps.row
    return Layout(positions, {edge: routes[edge] for edge in graph.edges})


def _from_inside(leaving: Mapping[Edge, tuple[Point, ...]], row: _Row) -> list[Edge]:
    """The wires between two rows, top to bottom: the lowest exit turns round first, inside of
    those that come from further up."""
    return sorted(row.entries, key=lambda edge: -leaving[edge][-1][1])


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

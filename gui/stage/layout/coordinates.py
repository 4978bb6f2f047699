"""Where everything stands: a graph and the sizes of its nodes in, positions and wires out.

No Qt here: what is drawn can be tested as numbers. Columns are the layers of `layers.py`.
Heights are found column by column: every node wants to stand level with its neighbours, in the
given order and without touching, which is a least-squares problem with an order (isotonic
regression; de Leeuw et al., *Isotone optimization in R*, 2009) that is solved exactly.
Ops count for more than leaves, so the spine of a network runs straight and its parameters
hang above and below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from core.graph import Edge, Graph, Role
from gui.stage.layout.curves import Point
from gui.stage.layout.layering import Layered, layered

_OP, _BEND, _LEAF = 1.0, 2.0, 0.001  # how strongly each pulls at its neighbours
_SWEEPS = 6
_CROWDED, _HIGHEST = 150, 2.5  # nodes; beyond this, no graph is so many times as high as wide
_LARGE, _FEWER_SWEEPS = 1500, 3  # vertices; the last sweeps only polish


@dataclass(frozen=True)
class Extent:
    """The room one node takes: `above` and `below` the line on which its wires meet it.

    `width` is all of it; `body` is the part, in its middle, that wires touch.
    """

    width: float
    above: float
    below: float
    body: float


@dataclass(frozen=True)
class Gaps:
    """Free room between things."""

    column: float = 48.0
    row: float = 28.0
    port: float = 8.0  # between the ends of two wires at one node
    reach: float = 5.0  # between the end of a wire and the node


@dataclass(frozen=True)
class Layout:
    """Node positions (centre of the body, on its wire line) and a route for each edge.

    Neighbouring points of a route are joined by a curve that is level at both of them.
    """

    positions: Mapping[str, Point]
    routes: Mapping[Edge, tuple[Point, ...]]


def layout(
    graph: Graph,
    extents: Mapping[str, Extent],
    labels: Mapping[Edge, tuple[float, float]],
    gaps: Gaps | None = None,
    net: Layered | None = None,
) -> Layout:
    """Lay out `graph`. `labels` gives the width and height of the figures on each wire, `net` its
    layers, if they are known."""
    gaps, net = gaps or Gaps(), net or layered(graph)
    boxes = _boxes(net, extents, labels)
    y = _heights(net, boxes, graph, gaps)
    columns = _columns(net, boxes, labels, gaps)
    if len(graph) > _CROWDED:
        columns = _wider(columns, max(y) - min(y))
    positions = {
        node: ((columns[net.rank[i]][0] + columns[net.rank[i]][1]) / 2, y[i])
        for i, node in enumerate(net.nodes)
    }
    ends = _ports(graph, net, y, gaps)
    ranks = dict(zip(net.nodes, net.rank, strict=False))
    bodies = _bodies(net, boxes, columns, gaps)
    routes = {}
    for edge in graph.edges:
        bends = [(x, y[b]) for b in net.bends[edge] for x in columns[net.rank[b]]]
        (x0, y0), (x1, _) = positions[edge.source], positions[edge.target]
        start = x0 + extents[edge.source].body / 2 + gaps.reach
        end = x1 - extents[edge.target].body / 2 - gaps.reach
        # a wire leaves and enters level, past whatever is wider in the same column
        leave = max(start, bodies[ranks[edge.source]][1])
        enter = min(end, bodies[ranks[edge.target]][0])
        points = [(start, y0), (leave, y0), *bends, (enter, ends[edge]), (end, ends[edge])]
        routes[edge] = tuple(dict.fromkeys(points))
    return Layout(positions, routes)


def _boxes(
    net: Layered, extents: Mapping[str, Extent], labels: Mapping[Edge, tuple[float, float]]
) -> list[Extent]:
    """The extents of all vertices; a bend is as high as the figures on its wire."""
    boxes = [extents[node] for node in net.nodes] + [Extent(0, 0, 0, 0)] * (
        len(net.rank) - len(net.nodes)
    )
    for edge, chain in net.bends.items():
        _, height = labels.get(edge, (0.0, 0.0))
        for bend in chain:
            boxes[bend] = Extent(0, height, height, 0)
    return boxes


def _columns(
    net: Layered,
    boxes: Sequence[Extent],
    labels: Mapping[Edge, tuple[float, float]],
    gaps: Gaps,
) -> list[Point]:
    """Left and right end of each column. Figures on a wire need room beside the column."""
    widths = [max(boxes[vertex].width for vertex in layer) for layer in net.layers]
    rank = dict(zip(net.nodes, net.rank, strict=False))
    room = [0.0] * len(widths)
    for edge, (width, _) in labels.items():
        before = rank[edge.target] - 1
        room[before] = max(room[before], width)
    steps = (w + r + gaps.column for w, r in zip(widths, room, strict=True))
    starts = accumulate(steps, initial=0.0)
    return [(x, x + w) for x, w in zip(starts, widths, strict=False)]


def _wider(columns: Sequence[Point], height: float) -> list[Point]:
    """The columns of a high graph stand further apart, or all its wires would be upright."""
    width = columns[-1][1]
    more = max(height / _HIGHEST - width, 0.0) / max(len(columns) - 1, 1)
    return [(left + i * more, right + i * more) for i, (left, right) in enumerate(columns)]


def _bodies(
    net: Layered, boxes: Sequence[Extent], columns: Sequence[Point], gaps: Gaps
) -> list[Point]:
    """Left and right end of what stands in each column, without the lines under it."""
    widest = [max(boxes[vertex].body for vertex in layer) / 2 + gaps.reach for layer in net.layers]
    middles = [(left + right) / 2 for left, right in columns]
    return [(x - half, x + half) for x, half in zip(middles, widest, strict=True)]


def _heights(net: Layered, boxes: Sequence[Extent], graph: Graph, gaps: Gaps) -> list[float]:
    """The height of every vertex."""
    pull = [_OP if _on_spine(graph, node) else _LEAF for node in net.nodes]
    pull += [_BEND] * (len(net.rank) - len(net.nodes))
    before, after = _neighbours(net, pull)
    both = [one + other for one, other in zip(before, after, strict=True)]
    y = [0.0] * len(boxes)
    spacing = [_spacing(layer, boxes, gaps) for layer in net.layers]
    pulls = [[pull[v] for v in layer] for layer in net.layers]
    for sweep in range(_SWEEPS if len(boxes) < _LARGE else _FEWER_SWEEPS):
        rightwards = sweep % 2 == 0
        near = both if sweep > 1 else before if rightwards else after
        order = range(len(net.layers)) if rightwards else reversed(range(len(net.layers)))
        for rank in order:
            layer = net.layers[rank]
            wanted = [_level(near[v], y) if near[v] else y[v] for v in layer]
            for v, height in zip(layer, spread(wanted, pulls[rank], spacing[rank]), strict=True):
                y[v] = height
    return y


_Pulls = list[tuple[int, float]]  # neighbours, and how strongly each pulls


def _neighbours(net: Layered, pull: Sequence[float]) -> tuple[list[_Pulls], list[_Pulls]]:
    """By vertex: what pulls at it from the left, and from the right."""
    before: list[_Pulls] = [[] for _ in net.rank]
    after: list[_Pulls] = [[] for _ in net.rank]
    for link in net.links:
        before[link.target].append((link.source, pull[link.source]))
        after[link.source].append((link.target, pull[link.target]))
    return before, after


def _level(near: _Pulls, y: Sequence[float]) -> float:
    """The mean height of the neighbours."""
    total = weight = 0.0
    for vertex, strength in near:
        total += strength * y[vertex]
        weight += strength
    return total / weight


def _on_spine(graph: Graph, node: str) -> bool:
    """Ops, and the data that go in at the front: what a network's main line runs through."""
    leads = any(edge.slot == 0 for edge in graph.consumers(node))
    return graph.node(node).op is not None or (graph.node(node).role is Role.DATA and leads)


def _spacing(layer: Sequence[int], boxes: Sequence[Extent], gaps: Gaps) -> list[float]:
    return [boxes[one].below + gaps.row + boxes[two].above for one, two in pairwise(layer)]


def spread(
    wanted: Sequence[float], weights: Sequence[float], spacing: Sequence[float]
) -> list[float]:
    """The heights nearest to `wanted` in weighted least squares with at least `spacing` between.

    Pool-adjacent-violators: what would overlap is merged into a block and moves as one.
    """
    if len(wanted) == 1:
        return list(wanted)
    offsets = list(accumulate(spacing, initial=0.0))
    blocks: list[tuple[float, float, int]] = []  # mean, weight, how many
    for want, weight, offset in zip(wanted, weights, offsets, strict=False):
        mean, total, count = want - offset, weight, 1
        while blocks and blocks[-1][0] >= mean:
            earlier, heavier, more = blocks.pop()
            mean = (earlier * heavier + mean * total) / (heavier + total)
            total, count = total + heavier, count + more
        blocks.append((mean, total, count))
    flat = [mean for mean, _, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=False)]


def _ports(graph: Graph, net: Layered, y: Sequence[float], gaps: Gaps) -> dict[Edge, float]:
    """The height at which each edge ends: side by side, in the order in which wires arrive."""
    index = {node: i for i, node in enumerate(net.nodes)}
    ends: dict[Edge, float] = {}
    for node in graph.operations:
        here = y[index[node.id]]
        came = {e: y[(net.bends[e] or (index[e.source],))[-1]] for e in graph.incoming(node.id)}
        arriving = sorted(came, key=lambda e: (came[e], e.slot))
        level = [i for i, edge in enumerate(arriving) if abs(came[edge] - here) < gaps.port]
        middle = level[0] if len(level) == 1 else (len(arriving) - 1) / 2
        for i, edge in enumerate(arriving):
            ends[edge] = here + (i - middle) * gaps.port
    return ends

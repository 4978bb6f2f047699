"""The layout as numbers: nothing overlaps, everything flows to the right, leaves are near."""

import sys
from collections.abc import Callable
from itertools import accumulate, combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.graph import Edge, Graph, Node, Role
from core.language.expression import parse
from core.ops import OPS
from gui.stage.layout.coordinates import Extent, Gaps, Layout, layout, spread
from gui.stage.layout.curves import all_cubics, cubics, room_of, rooms, sample
from gui.stage.layout.kinds import Kind
from gui.stage.layout.layering import layered
from gui.stage.layout.plan import Plan
from gui.stage.layout.rows import in_rows
from gui.stage.layout.spatial_index import SpatialIndex
from gui.stage.layout.wire_labels import MOST_WIRES, Anchor, Figures, _clear, _overlaps, anchors
from tests.big_graphs import wide

Box = tuple[float, float, float, float]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any graph: shared inputs, squares, dead ends, several parts."""
    nodes = [Node(f"x{i}") for i in range(draw(st.integers(1, 5)))]
    for i in range(draw(st.integers(0, 25))):
        op = OPS[draw(st.sampled_from(["add", "relu", "affine", "multiply"]))]
        sources = tuple(draw(st.sampled_from(nodes)).id for _ in op.inputs)
        nodes.append(Node(f"n{i}", Role.OPERATION, op, sources))
    return Graph(tuple(nodes), nodes[-1].id)


sizes = st.builds(
    lambda body, foot, above, below: Extent(max(body, foot), above, below, body),
    *(st.floats(10, 200) for _ in range(4)),
)


def box(placed: Layout, extents: dict[str, Extent], node: str) -> Box:
    (x, y), size = placed.positions[node], extents[node]
    return x - size.width / 2, y - size.above, x + size.width / 2, y + size.below


def overlap(one: Box, other: Box) -> bool:
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > 1e-6
        and min(one[3], other[3]) - max(one[1], other[1]) > 1e-6
    )


@given(graphs(), st.data())
@settings(max_examples=60, deadline=None)
def test_nodes_never_overlap_and_wires_go_right(graph: Graph, data: st.DataObject) -> None:
    extents = {node.id: data.draw(sizes) for node in graph.nodes}
    placed = layout(graph, extents, dict.fromkeys(graph.edges, (30.0, 15.0)))
    boxes = [box(placed, extents, node.id) for node in graph.nodes]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    for route in placed.routes.values():
        assert all(before[0] <= after[0] for before, after in pairwise(route))
        assert route[0][0] < route[-1][0]


@given(graphs())
@settings(max_examples=30, deadline=None)
def test_the_same_graph_is_drawn_the_same_way(graph: Graph) -> None:
    extents = {node.id: Extent(80, 40, 60, 80) for node in graph.nodes}
    assert layout(graph, extents, {}) == layout(graph, extents, {})


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(0.01, 10)), min_size=1), st.data())
def test_spread_keeps_distance_and_leaves_what_fits(rows: list, data: st.DataObject) -> None:
    wanted, weights = [w for w, _ in rows], [w for _, w in rows]
    spacing = [data.draw(st.floats(0, 50)) for _ in rows[1:]]
    placed = spread(wanted, weights, spacing)
    gaps = [after - before for before, after in pairwise(placed)]
    assert all(gap >= room - 1e-6 for gap, room in zip(gaps, spacing, strict=True))
    if all(b - a > room for (a, b), room in zip(pairwise(wanted), spacing, strict=True)):
        assert placed == pytest.approx(wanted)


def placed(text: str) -> tuple[Graph, Layout]:
    graph = parse(text)
    extents = {node.id: Extent(100, 40, 60, 100) for node in graph.nodes}
    return graph, layout(graph, extents, dict.fromkeys(graph.edges, (40.0, 15.0)))


def test_the_parameters_of_a_layer_hang_above_and_below_its_line() -> None:
    _, drawn = placed("A = affine(X, W1, b1); Z = relu(A); S = affine(Z, W2, b2)")
    at = drawn.positions
    assert at["W1"][1] < at["X"][1] < at["b1"][1]
    assert at["W2"][1] < at["Z"][1] < at["b2"][1]
    assert at["W2"][0] == at["Z"][0]  # beside the op that reads it, not at the far left
    assert abs(at["A"][1] - at["Z"][1]) < 1
    assert abs(at["S"][1] - at["Z"][1]) < 1


def test_operands_stand_in_the_order_in_which_they_are_written() -> None:
    _, drawn = placed("e = (a - b) / (c - d)")
    heights = [drawn.positions[name][1] for name in "abcd"]
    assert heights == sorted(heights)


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_no_order_has_more_crossings_than_that_of_the_formula(graph: Graph) -> None:
    net = layered(graph)
    assert net.crossings(net.layers) <= net.crossings(net._by_operands())


@pytest.mark.parametrize("more", ["", "*p"])
def test_a_term_more_does_not_turn_a_tangled_formula_upside_down(more: str) -> None:
    _, drawn = placed(f"u = x*y{more} + sin(x)/z; v = max(x, y); f = u - v")
    assert drawn.positions["u"][1] < drawn.positions["v"][1]


def test_both_wires_of_a_square_can_be_told_apart() -> None:
    graph, drawn = placed("y = x * x")
    one, other = (sample(drawn.routes[edge]) for edge in graph.edges)
    assert abs(one - other).max() > 15


def test_wires_pass_nodes_at_a_distance() -> None:
    """A long wire runs in a lane of its own, not across what lies between."""
    graph, drawn = placed("y = relu(relu(relu(x) + 1) + 1) + x")
    extents = {node.id: Extent(100, 40, 60, 100) for node in graph.nodes}
    for edge, route in drawn.routes.items():
        for node in graph.nodes:
            if node.id in (edge.source, edge.target):
                continue
            left, top, right, bottom = box(drawn, extents, node.id)
            hits = [left < x < right and top < y < bottom for x, y in sample(route)]
            assert not any(hits), f"{edge} runs across {node.id}"


TANGLED = "a=x*w; b=a+x; c=b*a; d=c+x; e=d*b+a; f=e*x+c; g=f+x+a+b+c; h=g*d"


def test_no_wire_of_a_tangled_graph_runs_across_a_node() -> None:
    """However many wires are long, each has a lane."""
    graph, drawn = placed(TANGLED)
    body = Extent(100, 40, 40, 100)
    for edge, route in drawn.routes.items():
        for node in {node.id for node in graph.nodes} - {edge.source, edge.target}:
            left, top, right, bottom = box(drawn, {node: body}, node)
            hits = [left < x < right and top < y < bottom for x, y in sample(route)]
            assert not any(hits), f"{edge} runs across {node}"


def test_wires_of_one_node_are_one_between_the_rows_of_a_tangled_graph() -> None:
    graph = parse(TANGLED)
    extents = {node.id: Extent(60, 30, 50, 60) for node in graph.nodes}
    assert in_rows(graph, extents, {}, Gaps(), 2) is None, "nobody could follow so many"
    drawn = in_rows(graph, extents, {}, Gaps(), 2, bundled=True)
    assert drawn is not None
    assert drawn.routes.keys() == set(graph.edges) and len(drawn.positions) == len(graph)
    back = {
        edge: [(a, b) for a, b in pairwise(route) if b[0] < a[0] - 100]
        for edge, route in drawn.routes.items()
    }
    lanes = {(edge.source, *piece) for edge, pieces in back.items() for piece in pieces}
    assert len(lanes) == len({edge.source for edge, pieces in back.items() if pieces}) > 2
    for edge, route in drawn.routes.items():
        start, end = drawn.positions[edge.source], drawn.positions[edge.target]
        assert route[0][1] == start[1] and route[0][0] == start[0] + 30 + Gaps().reach
        assert abs(route[-1][1] - end[1]) < 30 and route[-1][0] == end[0] - 30 - Gaps().reach


def test_a_wire_may_pass_through_a_whole_row() -> None:
    """x is read in the first row and in the last one."""
    rungs = "; ".join(f"a{i + 1} = a{i} + a{i}" for i in range(1, 9))
    graph = parse(f"a1 = x + x; {rungs}; y = a9 * x")
    extents = {node.id: Extent(60, 30, 50, 60) for node in graph.nodes}
    drawn = in_rows(graph, extents, {}, Gaps(), 3, bundled=True)
    assert drawn is not None
    long = next(e for e in graph.edges if (e.source, e.target) == ("x", "y"))
    heights = [y for _, y in drawn.routes[long]]
    assert min(heights) <= drawn.positions["x"][1] and max(heights) <= drawn.positions["y"][1] + 50
    for (x, y), node in ((drawn.positions[n], n) for n in drawn.positions if n not in "xy"):
        inside = [abs(px - x) < 30 and abs(py - y) < 30 for px, py in sample(drawn.routes[long])]
        assert not any(inside), node


def test_figures_keep_clear_of_nodes_and_of_each_other() -> None:
    graph, drawn = placed("y = x*x + exp(x)*x")
    extents = {node.id: Extent(100, 40, 60, 100) for node in graph.nodes}
    size = Figures(30, 40, 15, 3)
    boxes = [box(drawn, extents, node.id) for node in graph.nodes]
    found, kept = anchors(drawn, extents, dict.fromkeys(graph.edges, size))
    assert all(figures == size for figures in kept.values()), "there is room for all of them"
    for anchor in found.values():
        for width, above in ((size.value, True), (size.gradient, False)):
            x, y = anchor.beside(width, size.height, size.gap, above=above)
            label = (x - width / 2, y - 7.5, x + width / 2, y + 7.5)
            assert not any(overlap(label, other) for other in boxes)
            boxes.append(label)


def test_a_thousand_nodes_with_one_shared_input() -> None:
    """Lanes are only kept while there are not too many: no explosion, all nodes placed."""
    nodes = [Node("x"), Node("n0", Role.OPERATION, OPS["relu"], ("x",))]
    for i in range(1, 1000):
        nodes.append(Node(f"n{i}", Role.OPERATION, OPS["add"], (f"n{i - 1}", "x")))
    graph = Graph(tuple(nodes), nodes[-1].id)
    drawn = layout(graph, {n.id: Extent(80, 40, 60, 80) for n in nodes}, {}, Gaps())
    assert len(drawn.positions) == 1001
    assert len(drawn.routes) == len(graph.edges)


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called in it. Counted, since clocks differ."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def test_figures_of_a_hundred_nodes_find_their_places_without_a_look_at_each_pair() -> None:
    """All pairs of boxes, one by one, are a million calls."""
    graph = parse("y = " + " + ".join(f"x{i} * w{i}" for i in range(30)))
    extents = {node.id: Extent(60, 20, 30, 60) for node in graph.nodes}
    placed = layout(graph, extents, dict.fromkeys(graph.edges, (30.0, 15.0)))
    figures = dict.fromkeys(graph.edges, Figures(30, 30, 15, 3))
    assert 100 < len(figures) < MOST_WIRES
    found: dict[Edge, Anchor] = {}
    calls = calls_of(lambda: found.update(anchors(placed, extents, figures)[0]))
    assert found.keys() == figures.keys()
    assert calls < 600 * len(figures)


corners = st.tuples(*[st.floats(-50, 50), st.floats(0.5, 40)] * 2)


@given(corners, st.lists(corners, min_size=1, max_size=5))
def test_how_much_of_a_box_is_covered(one, others) -> None:
    boxes = np.array([(x, y, x + w, y + h) for x, w, y, h in [one, *others]])
    for other, covered in zip(boxes[1:], _overlaps(boxes[0], boxes[1:]), strict=True):
        wide = min(boxes[0, 2], other[2]) - max(boxes[0, 0], other[0])
        high = min(boxes[0, 3], other[3]) - max(boxes[0, 1], other[1])
        share = wide * high / ((boxes[0, 2] - boxes[0, 0]) * (boxes[0, 3] - boxes[0, 1]))
        assert covered == pytest.approx(0.3 + 0.7 * share if wide > 0 < high else 0.0)


@pytest.mark.parametrize("shape", [(1, 1000), (1000, 1)])
def test_figures_are_compared_along_the_longer_side_with_all_they_could_cover(shape) -> None:
    corners = np.random.default_rng(0).uniform(0, 1, (400, 2)) * shape
    boxes = np.hstack([corners, corners + 0.6])
    covered = _overlaps(boxes, boxes) > 0
    clear = [not covered[row, :row].any() for row in range(100, 400)]
    assert 0 < sum(clear) < 300
    assert _clear(boxes[:100], boxes[100:]).tolist() == clear


steps = st.tuples(st.integers(-60, 80), st.sampled_from([0, 0, 30, -45]))


@given(st.lists(st.lists(steps, min_size=1, max_size=6), max_size=4))
def test_the_rooms_of_many_curves_are_those_of_their_pieces(moves) -> None:
    routes = [
        list(accumulate([(0, 0), *way], lambda p, d: (p[0] + d[0], p[1] + d[1]))) for way in moves
    ]
    curves, owners = all_cubics(routes)
    boxes = rooms(curves)
    pieces = [(i, room_of(piece)) for i, route in enumerate(routes) for piece in cubics(route)]
    assert owners.tolist() == [i for i, _ in pieces]
    np.testing.assert_allclose(boxes, np.array([box for _, box in pieces]).reshape(-1, 4))


def test_the_wires_of_a_thousand_nodes_are_found_without_a_look_at_each_piece() -> None:
    graph = wide(1000)
    extents = dict.fromkeys((node.id for node in graph.nodes), Extent(60, 20, 30, 60))
    placed = layout(graph, extents, {})
    index = SpatialIndex(Plan({}, placed, {}, {}, Kind(), 1.0, 1.0))
    assert calls_of(lambda: index.wires) < 2 * len(graph.edges)

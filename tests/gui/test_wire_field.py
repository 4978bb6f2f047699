"""The wires of a crowd, which are drawn together: one cannot see that they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from core.graph import Edge, Graph, Node, Role
from core.ops import OPS
from core.playback import frame_at
from core.trace import Trace, run
from gui.appearance import Appearance
from gui.stage.highlight import Highlight, Tone
from gui.stage.items.node_style import CROWD
from gui.stage.items.wire_path import STOP
from gui.stage.layout.curves import lines_near
from gui.stage.scene import StageScene
from tests.big_graphs import dag, ladder

_SHEET = QSize(300, 240)

corners = st.tuples(st.floats(-9e3, 9e3), st.floats(-9e3, 9e3))


EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)
curves = st.lists(st.lists(corners, min_size=4, max_size=4), min_size=1, max_size=4)


@given(curves, st.floats(0.05, 20))
def test_lines_run_where_the_curves_do(curves, most: float) -> None:
    pieces = np.array(curves)
    lines, rows = lines_near(pieces, EVERYWHERE, most)
    assert np.unique(rows).tolist() == list(range(len(pieces)))
    t = np.linspace(0, 1, 200)[:, None]
    for row, (a, b, c, d) in enumerate(pieces):
        mine = lines[rows == row]
        assert (mine[0, :2] == a).all() and (mine[-1, 2:] == d).all()
        assert (mine[1:, :2] == mine[:-1, 2:]).all(), "one begins where the last has ended"
        curve = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
        away = [distance(point, mine) for point in curve]
        assert max(away) <= 1.001 * most + 1e-6


def distance(point: np.ndarray, lines: np.ndarray) -> float:
    """From a point to the nearest of some lines."""
    start, way = lines[:, :2], lines[:, 2:] - lines[:, :2]
    share = ((point - start) * way).sum(axis=1) / np.maximum((way**2).sum(axis=1), 1e-12)
    nearest = start + np.clip(share, 0, 1)[:, None] * way
    return float(np.hypot(*(nearest - point).T).min())


@given(curves, corners)
def test_only_what_is_near_becomes_lines(curves, corner) -> None:
    pieces, (x, y) = np.array(curves), corner
    area = x, y, x + 300.0, y + 200.0
    everything, rows = lines_near(pieces, EVERYWHERE, 1.0)
    near = lines_near(pieces, area, 1.0)
    few = {(row, *line) for line, row in zip(*map(np.ndarray.tolist, near), strict=True)}
    every = {(r, *line) for line, r in zip(everything.tolist(), rows.tolist(), strict=True)}
    assert few <= every
    for row, x0, y0, x1, y1 in every - few:
        inside = (0.05 + 0.9 * t for t in np.linspace(0, 1, 20))
        points = ((x0 + t * (x1 - x0), y0 + t * (y1 - y0)) for t in inside)
        assert not any(x + 2 < u < x + 298 and y + 2 < v < y + 198 for u, v in points), row


def test_a_level_wire_is_one_line_and_one_that_turns_round_is_not() -> None:
    level = [(0.0, 5.0), (400.0, 5.0), (400.0, 5.0), (800.0, 5.0)]
    round_ = [(0.0, 5.0), (400.0, 5.0), (400.0, 5.0), (0.0, 5.0)]
    _, rows = lines_near(np.array([level, round_]), EVERYWHERE, 0.1)
    assert (rows == 0).sum() == 1 < (rows == 1).sum()


@pytest.fixture(scope="module")
def trace() -> Trace:
    """A graph in which wires are long and cross, and some gates are closed."""
    graph = dag(CROWD + 20)
    gates = [Node(f"g{i}", Role.OPERATION, OPS["relu"], (f"x{i}",)) for i in range(8)]
    made, last = [*graph.nodes, *gates], graph.output
    for gate in gates:
        made.append(Node(f"s{gate.id}", Role.OPERATION, OPS["add"], (last, gate.id)))
        last = made[-1].id
    values = {f"x{i}": np.array(0.1 * (i - 3.5)) for i in range(20)}
    return run(Graph(tuple(made), last), values)


@pytest.fixture
def scene(appearance: Appearance, trace: Trace) -> StageScene:
    scene = StageScene(appearance)
    scene.build(trace)
    return scene


def looked_at(scene: StageScene, edge: Edge, scale: float) -> QRectF:
    """What a small view shows of a wire, around the place where a gradient may be stopped."""
    area = QRectF(0, 0, _SHEET.width() / scale, _SHEET.height() / scale)
    area.moveCenter(scene.wires[edge].path.pointAtPercent(1 - STOP))
    return area


def drawn(scene: StageScene, area: QRectF) -> np.ndarray:
    """The scene as a view shows it, without its nodes."""
    sheet = QImage(_SHEET, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFF)
    scene.reveal(area, _SHEET.width() / area.width())
    for item in scene.nodes.made.values():
        item.hide()
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scene.render(painter, QRectF(sheet.rect()), area)
    painter.end()
    pixels = np.frombuffer(sheet.constBits(), np.uint8).reshape(*_SHEET.toTuple()[::-1], 4)
    return pixels[..., :3].astype(int)


def one_by_one(scene: StageScene, edges) -> None:
    """From now on each of these wires is drawn by itself, as in a small graph, without figures."""
    assert scene._items is not None and scene._items.field is not None
    scene._items.field.hide()
    for edge in edges:
        scene.wires[edge].alone = True


@pytest.mark.parametrize("share", [0.0, 0.35, 0.8, 1.0])
@pytest.mark.parametrize("scale", [0.6, 1.0, 3.0])
def test_a_crowd_of_wires_looks_like_its_wires(
    appearance: Appearance, trace: Trace, scene: StageScene, share: float, scale: float
) -> None:
    scene.set_frame(frame_at(trace, float(int(share * len(trace)))))
    edge = max(trace.graph.edges, key=lambda edge: len(scene.plan.layout.routes[edge]))
    area = looked_at(scene, edge, scale)
    for wire in scene.wires.values():  # figures lie over all of them here, and there between them
        wire._anchor = None
    together = drawn(scene, area)
    one_by_one(scene, trace.graph.edges)
    alone = drawn(scene, area)
    off = np.abs(together - alone).max(axis=2)
    assert (together < 240).any(), "nothing is to be seen there"
    assert (off > 60).mean() < 1e-3
    assert off.mean() < 2


def test_a_closed_gate_is_crossed_in_a_crowd_too(scene: StageScene, trace: Trace) -> None:
    edge = Edge("x0", "g0", 0)
    area = looked_at(scene, edge, 2.0)
    theme = scene.state.theme.backward
    colour = [theme.blue(), theme.green(), theme.red()]
    crossed = []
    for position in (trace.edge_index[edge], len(trace)):
        scene.set_frame(frame_at(trace, float(position)))
        crossed.append(
            drawn(scene, area)[_SHEET.height() // 2, _SHEET.width() // 2].tolist() == colour
        )
    assert crossed == [False, True]


def test_what_is_at_work_or_emphasised_is_drawn_by_itself(scene: StageScene, trace: Trace) -> None:
    scene.reveal(scene.content(), 1.0)
    at_work = [edge for edge, wire in scene.wires.made.items() if wire.alone]
    assert at_work == []
    edge = trace.graph.edges[-1]
    scene.set_frame(frame_at(trace, trace.edge_index[edge] + 0.5))
    other = trace.graph.edges[0]
    scene.set_highlight(Highlight(edges={other: Tone.PATH}, dim=True))
    assert {e for e, wire in scene.wires.made.items() if wire.alone} == {edge, other}
    scene.set_frame(frame_at(trace, 0.0))
    scene.set_highlight(Highlight())
    assert not any(wire.alone for wire in scene.wires.made.values())


def test_a_wire_that_only_passes_by_needs_no_item(appearance: Appearance) -> None:
    """The input of a ladder is read by each of its steps: all these wires pass its beginning."""
    scene = StageScene(appearance)
    graph = ladder(1000)
    scene.build(run(graph, {"x": np.array(0.1)}))
    x, y = scene.plan.layout.positions["n400"]
    area = QRectF(x - 300, y - 2000, 600, 4000)
    scene.reveal(area, 1.0)
    passing = scene.index.edges_in((area.left(), area.top(), area.right(), area.bottom()))
    assert len(passing) > 500
    assert len(scene.wires.made) < 20

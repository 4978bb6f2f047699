"""Anything in any order: hands that do not know what they do never break the stage."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint

from core.graph import Edge
from core.language.expression import parse
from gui.stage.hands.palette_entries import leaves, operations
from tests.gui.test_canvas import Table
from tests.hands import Hands

TEXTS = ("e = (a + b) * (b + 1)", "y = sigmoid(w * x + b)", "L = mse(affine(X, W, b), t)")
OPS = [entry.name for entry in operations()]
SIMPLE = ("delete", "make_output", "split", "fold", "reset_value", "reset_all", "undo", "redo")

deeds = st.tuples(
    st.sampled_from((*SIMPLE, "replace", "wrap", "rename", "wire", "put", "into", "drag", "wheel")),
    st.integers(0, 99),
    st.integers(0, 99),
)


def do(hands: Hands, deed: str, which: int, other: int) -> None:
    graph, commands = hands.bench.document.graph, hands.canvas.commands
    node = graph.nodes[which % len(graph)].id
    edge = graph.edges[other % len(graph.edges)] if graph.edges else None
    entry = [*operations(), *leaves()][other % (len(OPS) + 2)]
    match deed:
        case "replace" | "wrap":
            commands.run(deed, node, OPS[other % len(OPS)])
        case "rename":
            commands.edits.rename(node, ("rate", "x1", "α", "1x", "sin", "b")[other % 6])
        case "wire" if edge is not None:
            commands.edits.wire(Edge(node, edge.target, edge.slot))
        case "put":
            commands.edits.put(entry, reading=node if other % 3 else "")
        case "into" if edge is not None:
            commands.edits.put(entry, into=edge)
        case "drag":
            hands.drag(hands.at(node), hands.at(node) + QPoint(other - 50, which - 50))
        case "wheel":
            hands.wheel(hands.at(node), other % 7 - 3)
        case name if name in SIMPLE:
            commands.run(name, node)


@pytest.fixture
def monkey(qtbot, dressed, translator) -> Table:
    return Table(qtbot, dressed, translator)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(TEXTS), st.lists(deeds, max_size=12))
def test_whatever_is_done_the_text_says_the_graph(monkey: Table, text: str, done: list) -> None:
    monkey.open(text)
    for deed in done:
        do(monkey, *deed)
        document = monkey.bench.document
        assert len(parse(document.expression)) == len(document.graph)
        assert monkey.bench.trace.graph is document.graph
        assert set(monkey.stage.scene.nodes) == {node.id for node in document.graph.nodes}
        assert monkey.view.selection in ("", *monkey.stage.scene.nodes)

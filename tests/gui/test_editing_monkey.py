"""Anything in any order: hands that do not know what they do never break the stage."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from core.documents.document import Document
from core.graph import Edge
from core.language.expression import parse
from gui.stage.editing.gestures.ports import ports_of
from gui.stage.editing.palette_entries import leaves, operations
from tests.gui.test_editing import Table
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
    graph, commands = hands.bench.document.graph, hands.editor.commands
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
    max_examples=30,
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


MEANWHILE = (
    *("text", "value", "undo", "redo", "delete"),
    *("theme", "scale", "language", "training"),
)

holds = st.tuples(
    st.booleans(),
    st.integers(0, 99),
    st.lists(
        st.tuples(st.sampled_from((*MEANWHILE, "value", "move", "move")), st.integers(0, 99)),
        max_size=6,
    ),
    st.sampled_from(("drop", "escape")),
)


def meanwhile(monkey: Table, translator, held: str, deed: str, which: int) -> None:
    """What somebody else does while the hand is on the node `held`."""
    document: Document = monkey.bench.document
    match deed:
        case "text":
            monkey.open(TEXTS[which % len(TEXTS)])
        case "value":
            monkey.bench.set_value(held, (np.ones((2, 3)), 4.0, np.ones(8))[which % 3])
        case "theme":
            monkey.look.set_theme(("dark", "light", "projector")[which % 3])
        case "scale":
            monkey.look.zoom((-1, 1, 3)[which % 3])
        case "language":
            translator.set_language(("zh_CN", "en")[which % 2])
        case "training":
            monkey.bench.set_locked(True)
            monkey.bench.show(document, monkey.bench.trace)
            monkey.bench.set_locked(bool(which % 2))
        case _:
            do(monkey, deed, which, which)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(TEXTS), st.lists(holds, max_size=4))
def test_whatever_happens_to_what_a_hand_holds_the_stage_goes_on(
    monkey: Table, translator, text: str, held: list
) -> None:
    monkey.bench.set_locked(False)
    monkey.open(text)
    for by_port, which, deeds_meanwhile, end in held:
        graph = monkey.bench.document.graph
        node = graph.nodes[which % len(graph)].id
        at = monkey.at(node)
        if by_port:
            ports = list(ports_of(monkey.stage.scene, graph, node, monkey.look))
            at = monkey.view.mapFromScene(ports[which % len(ports)].at)
        monkey.drag(at, at + QPoint(20, which - 50), drop=False)
        for deed, other in deeds_meanwhile:
            if deed == "move":
                monkey.move(at + QPoint(other, other - 50))
            else:
                meanwhile(monkey, translator, node, deed, other)
            monkey.view.grab()
        if end == "escape":
            monkey.key(Qt.Key.Key_Escape)
        monkey.drop(at + QPoint(30, 70))
        monkey.palette.hide()
        document = monkey.bench.document
        assert len(parse(document.expression)) == len(document.graph)
        assert set(monkey.stage.scene.nodes) == {node.id for node in document.graph.nodes}

"""A graph is built by hand, without typing; the formula and the canvas follow each other."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.explain.formulas import Kind
from core.graph import Edge
from gui.main_window import MainWindow
from tests.hands import Hands, Keys

VOID = QPoint(30, 20)  # a place on the canvas where nothing is


@pytest.fixture
def hands(window: MainWindow) -> Hands:
    return Hands(window.stage, window.editor, window.workbench, window.appearance)


def type_expression(qtbot: QtBot, window: MainWindow, text: str) -> None:
    field = window.expression.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.workbench.document.text == text)


def ops(hands: Hands) -> list[str]:
    return [node.op.name for node in hands.bench.document.graph.operations]


def test_build_the_chain_rule_from_one_input(
    qtbot: QtBot, window: MainWindow, hands: Hands
) -> None:
    type_expression(qtbot, window, "a = 2")
    hands.click(hands.at("a"))
    hands.key(Qt.Key.Key_A)
    hands.choose("add")
    c = hands.view.selection
    hands.key(Qt.Key.Key_F2)
    hands.type("c")
    assert c and hands.bench.document.graph.output == "c"
    (other,) = (n.id for n in hands.bench.document.graph.leaves if n.id != "a")
    hands.click(hands.at(other))
    hands.key(Qt.Key.Key_F2)
    hands.type("b")
    assert "a + b" in hands.text
    hands.click(hands.at("c"))
    hands.key(Qt.Key.Key_W)
    hands.choose("multiply")
    hands.key(Qt.Key.Key_F2)
    hands.type("e")
    hands.drag(hands.port_of("e", 1), hands.at("b"))
    assert ops(hands) == ["add", "multiply"]
    hands.drag(hands.port_of("e", 1), VOID)
    hands.choose("add")
    hands.drag(hands.port_of(hands.view.selection, 1), VOID)
    hands.choose("1")
    hands.double_click(hands.at("b"))
    hands.type("1")
    assert (hands.value("e"), hands.gradient("b"), hands.gradient("a")) == (6, 5, 2)
    assert window.expression.text == hands.text
    for _ in range(60):
        window.workbench.undo()
    assert window.workbench.undo_label is None


def test_each_side_follows_the_other(qtbot: QtBot, window: MainWindow, hands: Hands) -> None:
    hands.click(hands.at("d"))
    hands.key(Qt.Key.Key_Delete)
    assert window.expression.text == "e = (a + b) * b"
    type_expression(qtbot, window, "e = (a + b) * sin(b)")
    assert "sin" in ops(hands)
    hands.drag(hands.port_of("c", 1), hands.at("a"))
    assert window.expression.text == "e = (a + a) * sin(b)"
    hands.drag(hands.at("b"), hands.at("b") + QPoint(60, 0))
    assert window.expression.text == "e = (a + a) * sin(b)"
    for wanted in ("e = (a + a) * sin(b)", "e = (a + b) * sin(b)"):
        window.stage.view.setFocus()
        QTest.keyClick(window.stage.view, Qt.Key.Key_Z, Keys.ControlModifier)
        assert window.expression.text == wanted


@pytest.mark.parametrize(
    ("text", "node", "steps"),
    [
        ("y = sigmoid(x)", "y", ["negate", "exp", "add", "reciprocal"]),
        ("Y = affine(X, W, b)", "Y", ["matmul", "add"]),
        ("L = softmax_cross_entropy(S, t)", "L", ["softmax", "cross_entropy"]),
    ],
)
def test_a_composite_is_split_into_steps_and_folded_back(
    qtbot: QtBot, window: MainWindow, hands: Hands, text: str, node: str, steps: list[str]
) -> None:
    type_expression(qtbot, window, text)
    window.player.to_end()
    leaf = hands.bench.document.graph.leaves[0].id
    value, gradient = hands.value(node), hands.gradient(leaf)
    hands.menu(hands.at(node))["split"].trigger()
    assert ops(hands) == steps
    assert np.allclose(hands.value(node), value)
    assert np.allclose(hands.gradient(leaf), gradient)
    assert window.expression.text != text
    hands.menu(hands.at(node))["fold"].trigger()
    assert window.expression.text == text


def test_the_loss_of_a_net_is_split_to_see_p_minus_t(
    qtbot: QtBot, window: MainWindow, hands: Hands
) -> None:
    """The tutorials' last layer: softmax, then cross-entropy, and what cancels between them."""
    window.director.open("small_net")
    window.player.to_end()
    before, text = hands.bench.document.graph, window.expression.text
    gradients = {leaf: np.array(hands.gradient(leaf)) for leaf in ("W1", "b1", "W2", "b2")}
    menu = hands.menu(hands.at("L"))["split"]
    assert "softmax, CE" in menu.text()
    menu.trigger()
    assert window.expression.text.endswith("P = softmax(A2); L = cross_entropy(P, t)")
    for leaf, gradient in gradients.items():
        np.testing.assert_allclose(hands.gradient(leaf), gradient, rtol=0, atol=1e-15)
    window.docks.show("card")
    trace = window.stage.frame.trace
    window.player.seek(trace.edge_index[Edge("A2", "P", 0)] + 0.5)
    card = window.card
    shown = {line.kind: line for line in card.lines if line.isVisible()}
    assert shown[Kind.WHOLE].label.text() == "Softmax and cross-entropy as one"
    assert "(P − t)/4 is left for A₂" in card.why.text()
    assert "back through softmax to A₂: (P − t)/4 is left" in window.stage.caption.text()
    for _ in range(2):
        window.workbench.undo()
        assert window.expression.text == text and "P" not in hands.bench.document.graph
        window.workbench.redo()
        assert "P" in hands.bench.document.graph
    hands.menu(hands.at("L"))["fold"].trigger()
    assert hands.bench.document.graph == before and window.expression.text == text


def test_two_arrays_of_a_loss_get_another_length_one_after_the_other(
    qtbot: QtBot, window: MainWindow, hands: Hands
) -> None:
    type_expression(qtbot, window, "L = mse(y, t)")
    for node, typed in (("y", "[1, 2, 3, 4]"), ("t", "[4, 3, 2, 1]")):
        hands.editor.commands.run("edit_value", node)
        hands.type(typed)
        assert not hands.field.isVisible(), hands.field.problem
        told = window.stage.caption.text()
        assert ("Undo takes all of it back" in told and "(4,)" in told) is (node == "y")
    assert hands.value("L") == 5


def test_a_wire_that_would_close_a_loop_is_refused_in_place(
    window: MainWindow, hands: Hands
) -> None:
    hands.drag(hands.port_of("e", None), hands.port_of("d", 0))
    assert window.expression.text == "e = (a + b) * (b + 1)"
    assert "loop" in window.stage.caption.text()
    assert not window.notice.isVisible()


def test_all_of_it_by_keyboard(window: MainWindow, hands: Hands) -> None:
    view = window.stage.view
    view.setFocus()
    for _ in range(3):
        hands.key(Qt.Key.Key_Tab)
    while view.selection != "c":
        hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_R)
    hands.choose("max")
    assert window.expression.text == "e = max(a, b) * (b + 1)"
    hands.key(Qt.Key.Key_Left, Keys.AltModifier)
    assert view.selection in ("a", "b")
    before = hands.value(view.selection)
    hands.key(Qt.Key.Key_Up)
    assert hands.value(view.selection) > before
    QTest.keyClick(view, Qt.Key.Key_Z, Keys.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_Z, Keys.ControlModifier)
    assert window.expression.text == "e = (a + b) * (b + 1)"


def test_the_sheet_of_keys_lists_what_the_stage_does(window: MainWindow) -> None:
    window.keys.toggle()
    words = window.keys.words()
    assert {"Undo", "New node", "Rename the node", "F2", "Del  Backspace"} <= set(words)
    assert {"Double-click on", "An operation", "Replace it", "A wire"} <= set(words)


def test_what_was_split_is_folded_back_to_what_it_was(
    qtbot: QtBot, window: MainWindow, hands: Hands
) -> None:
    """X @ W + -Z is an affine layer, too, and that is what it is for whoever has typed it."""

    def last() -> str:
        return window.workbench.document.graph.node("L").inputs[0]

    type_expression(qtbot, window, "L = mean(X @ W + -Z)")
    hands.click(hands.at(last()))
    hands.key(Qt.Key.Key_F)
    assert hands.text == "L = mean(affine(X, W, -Z))"
    text = "L = mean(X @ W - Z)"
    type_expression(qtbot, window, text)
    for _ in range(2):
        hands.click(hands.at(last()))
        hands.key(Qt.Key.Key_S)
        assert hands.text == "L = mean(X @ W + -Z)"
        hands.key(Qt.Key.Key_F)
        assert hands.text == text

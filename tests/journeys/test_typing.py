"""Somebody types with the help of the field, edits by hand in between, and comes back tomorrow."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core import editing
from core.editing import composites
from core.format import number
from core.messages import Message
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.journeys.conftest import Open

LABEL = Message("window.edit.text")


def start_typing(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.expression.field.hasFocus)


def test_a_formula_is_typed_with_suggestions(qtbot: QtBot, window: MainWindow) -> None:
    start_typing(qtbot, window)
    field = window.expression.field
    qtbot.keyClicks(field, "y = sigm")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.keyClicks(field, "w*x + b")
    qtbot.waitUntil(lambda: window.stage.frame.trace.graph.output == "y")
    assert window.expression.text == "y = sigmoid(w*x + b)"
    assert not window.expression.shown_problem
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not field.hasFocus()


def test_a_number_copied_off_the_screen_is_pasted(qtbot: QtBot, window: MainWindow) -> None:
    start_typing(qtbot, window)
    field = window.expression.field
    QGuiApplication.clipboard().setText(f"y = x * {number(12_345)}")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.stage.frame.trace.graph.output == "y")
    graph = window.stage.frame.trace.graph
    assert [node.literal for node in graph.leaves] == [None, 12_345]
    assert not window.expression.shown_problem


def test_what_is_typed_in_front_leaves_the_other_nodes_in_place(
    qtbot: QtBot, window: MainWindow
) -> None:
    start_typing(qtbot, window)
    field = window.expression.field
    field.setCursorPosition(4)
    qtbot.keyClicks(field, "a * ")
    qtbot.waitUntil(lambda: len(window.stage.frame.trace.graph.operations) == 4)
    graph = window.stage.frame.trace.graph
    assert graph.node("c").inputs == ("a", "b") and graph.node("d").inputs == ("b", "1")


def test_an_edit_by_hand_is_shown_as_text_and_undone(qtbot: QtBot, window: MainWindow) -> None:
    bench, bar = window.workbench, window.expression
    assert bench.apply(editing.wrap(bench.document.graph, "c", "sigmoid"), LABEL)
    assert bar.text == "e = sigmoid(a + b) * (b + 1)"
    wrapped = bench.document.graph
    assert bench.apply(composites.split(wrapped, "f"), LABEL)
    assert bar.text == "e = reciprocal(1 + exp(-(a + b))) * (b + 1)"
    assert bench.apply(composites.fold(bench.document.graph, "f"), LABEL)
    assert bar.text == "e = sigmoid(a + b) * (b + 1)"
    assert bench.apply(editing.rename(bench.document.graph, "b", "bias"), LABEL)
    assert bar.text == "e = sigmoid(a + bias) * (bias + 1)"
    assert bench.trace.values["bias"] == 1  # its value went along
    for _ in range(4):
        bench.undo()
    assert bar.text == "e = (a + b) * (b + 1)"
    start_typing(qtbot, window)
    qtbot.keyClick(bar.field, Qt.Key.Key_End)
    qtbot.keyClicks(bar.field, " * 2")
    qtbot.waitUntil(lambda: len(bench.document.graph.operations) == 4)


def test_the_history_is_there_tomorrow(qtbot: QtBot, open_window: Open) -> None:
    window = open_window()
    start_typing(qtbot, window)
    qtbot.keyClicks(window.expression.field, "f = p * q")
    qtbot.keyClick(window.expression.field, Qt.Key.Key_Return)
    start_typing(qtbot, window)
    qtbot.keyClicks(window.expression.field, "g = p + q")
    qtbot.keyClick(window.expression.field, Qt.Key.Key_Return)
    window.close()
    again = open_window()
    start_typing(qtbot, again)
    qtbot.keyClick(again.expression.field, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: again.stage.frame.trace.graph.output == "f")
    assert again.expression.text == "f = p * q"


def test_keys_of_the_list_are_no_shortcuts_of_the_window(qtbot: QtBot, window: MainWindow) -> None:
    start_typing(qtbot, window)
    field = window.expression.field
    qtbot.keyClicks(field, "y = ")
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    assert window.expression.aids.list.isVisible()
    assert window.expression.text == "y = "  # it has not gone on to the next example
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not window.expression.aids.list.isVisible() and field.hasFocus()


def test_what_was_entered_outlives_a_crash(open_window, tmp_path) -> None:
    """It is written down when it is entered: nothing else may come in time."""
    window = open_window()
    window.expression.field.setText("y = q * q")
    window.expression.field.setModified(True)
    QTest.keyClick(window.expression.field, Qt.Key.Key_Return)
    window.editor.hint.dismiss()
    store = Settings(tmp_path / "settings.ini")
    assert store.get("stage/history", [])[-1:] == ["y = q * q"]
    assert store.get("stage/hint_seen", False)


def type_slowly(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Each letter is read before the next one comes."""
    for letter in text:
        qtbot.keyClicks(window.expression.field, letter)
        qtbot.waitUntil(lambda: not window.expression._pause.isActive())


def test_an_array_of_the_example_before_does_not_slip_into_a_new_formula(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.director.open("affine")
    bench = window.workbench
    start_typing(qtbot, window)
    type_slowly(qtbot, window, "b * x + W * q")
    assert {name: value.ndim for name, value in bench.document.values.items()} == dict.fromkeys(
        "bxWq", 0
    )


def test_who_types_on_keeps_the_arrays(qtbot: QtBot, window: MainWindow) -> None:
    window.director.open("affine")
    bench = window.workbench
    kept = dict(bench.document.values)
    start_typing(qtbot, window)
    qtbot.keyClick(window.expression.field, Qt.Key.Key_End)
    type_slowly(qtbot, window, " * p + q + r + s")
    assert all(bench.document.values[name] is kept[name] for name in kept)
    assert bench.document.values["p"].ndim == 0


def test_the_stage_waits_for_the_hand_that_is_in_a_formula(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert not window.stage.composing()
    start_typing(qtbot, window)
    assert not window.stage.composing(), "nothing has been typed yet"
    qtbot.keyClick(window.expression.field, Qt.Key.Key_End)
    qtbot.keyClicks(window.expression.field, " * c")
    qtbot.waitUntil(lambda: "c" in window.stage.frame.trace.graph)
    assert window.stage.composing()
    qtbot.keyClick(window.expression.field, Qt.Key.Key_Return)
    assert not window.stage.composing()

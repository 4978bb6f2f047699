"""Somebody types an expression, plays it, breaks it, mends it, and changes an input."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.documents.document import read
from core.playback import Phase
from gui.main_window import MainWindow


def type_expression(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.expression.field, text)


def test_the_window_opens_on_the_chain_rule(window: MainWindow) -> None:
    assert window.expression.text == "e = (a + b) * (b + 1)"
    assert window.examples.current == "chain_rule"
    assert window.stage.frame is not None
    assert window.stage.frame.trace.gradients["b"] == 5


def test_type_an_expression_and_scrub_it(qtbot: QtBot, window: MainWindow) -> None:
    type_expression(qtbot, window, "f = (p + q) * r")
    qtbot.waitUntil(lambda: window.stage.frame.trace.graph.output == "f")
    qtbot.keyClick(window.stage.view, Qt.Key.Key_End)
    frame = window.stage.frame
    assert frame.phase is Phase.BACKWARD
    values = frame.trace.values
    assert np.isclose(frame.gradient("r").total, values["p"] + values["q"])
    qtbot.keyClick(window.stage.view, Qt.Key.Key_Left)
    assert window.stage.frame.position == len(frame.trace) - 1
    window.transport.timeline.sought.emit(2.5)
    assert window.stage.frame.position == 2.5
    assert window.stage.frame.value("f") is None  # not computed yet at this moment


def test_space_plays_to_the_end_by_itself(qtbot: QtBot, window: MainWindow) -> None:
    window.player.set_speed(4.0)
    qtbot.keyClick(window.stage.view, Qt.Key.Key_Space)
    assert window.player.playing
    qtbot.waitUntil(lambda: not window.player.playing, timeout=20_000)
    assert window.player.playback.at_end


def test_break_it_and_the_last_good_graph_stays(qtbot: QtBot, window: MainWindow) -> None:
    before = window.stage.frame.trace
    type_expression(qtbot, window, "e = sn(a)")
    qtbot.waitUntil(lambda: bool(window.expression.shown_problem))
    assert "did you mean “sin”" in window.expression.shown_problem
    assert "column 5" in window.expression.shown_problem
    assert window.stage.frame.trace is before
    window.handlers.switch_language()
    assert "是不是想写" in window.expression.shown_problem
    type_expression(qtbot, window, "e = sin(a)")
    qtbot.waitUntil(lambda: window.stage.frame.trace.graph.node("e").op.name == "sin")
    assert not window.expression.shown_problem


def test_change_an_input_in_place(qtbot: QtBot, window: MainWindow) -> None:
    window.player.to_end()
    window.editor.commands.run("edit_value", "a")
    field = window.editor.commands.field
    field.selectAll()
    qtbot.keyClicks(field, "10")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.stage.frame.trace.values["e"] == (10 + 1) * (1 + 1)
    assert window.stage.frame.trace.gradients["b"] == 13
    assert window.player.playback.at_end  # it stays where it was


def test_values_survive_another_expression(qtbot: QtBot, window: MainWindow) -> None:
    type_expression(qtbot, window, "g = a * b * c")
    qtbot.waitUntil(lambda: window.stage.frame.trace.graph.output == "g")
    values = window.stage.frame.trace.values
    assert (values["a"], values["b"]) == (2, 1)  # from the chain-rule example


def test_look_and_language_change_in_the_middle(qtbot: QtBot, window: MainWindow) -> None:
    window.player.set_speed(4.0)
    window.player.play()
    qtbot.waitUntil(lambda: window.player.playback.position > 1)
    for theme in ("dark", "projector", "light"):
        window.appearance.set_theme(theme)
        window.handlers.switch_language()
        assert window.player.playing
    qtbot.waitUntil(lambda: not window.player.playing, timeout=20_000)
    assert window.stage.frame.trace.gradients["b"] == 5


def test_page_keys_walk_through_the_examples(qtbot: QtBot, window: MainWindow) -> None:
    window.player.to_end()
    qtbot.keyClick(window.stage.view, Qt.Key.Key_PageDown)
    assert window.examples.current == "gates"
    assert window.player.playback.position == 0
    qtbot.keyClick(window.stage.view, Qt.Key.Key_PageUp)
    assert window.examples.current == "chain_rule"


def test_close_in_the_middle_of_playing(qtbot: QtBot, window: MainWindow) -> None:
    window.player.play()
    window.close()
    assert window.ended_cleanly
    assert not window.player.playing


def test_an_array_of_one_number_is_shown(qtbot: QtBot, window: MainWindow) -> None:
    for text in ("y = [[1, 2]] @ [[3], [4]]", "x = [3]; y = x * 2", "x = [[3]]; y = x * 2"):
        window.director.open_expression(text, {})
        window.player.to_end()
        assert not window.grab().isNull()
        assert window.stage.frame.trace.graph.output == "y"


def test_an_input_may_take_another_shape(qtbot: QtBot, window: MainWindow) -> None:
    window.director.open_expression("y = sum(x * x)", {})
    for text, total in (("[1, 2, 3]", 14), ("[[1, 2], [3, 4]]", 30), ("5", 25)):
        window.editor.commands.run("edit_value", "x")
        window.editor.commands.field.setText(text)
        qtbot.keyClick(window.editor.commands.field, Qt.Key.Key_Return)
        assert window.stage.frame.trace.values["y"] == total


def test_half_a_formula_outlives_a_number_that_is_moved(window: MainWindow) -> None:
    window.director.open_expression("e = (a + b) * (b + 1)", {})
    field = window.expression.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "e = (a + b) * (b + ")  # its bracket closes by itself
    half = field.text()
    window.workbench.set_value("a", 2.5)
    assert field.text() == half != window.workbench.document.expression
    window.director.open_document(read("e = (a + b) * (b + 1)"))
    assert field.text() == "e = (a + b) * (b + 1)", "what is opened is said, whatever was typed"


def test_escape_leaves_a_formula_that_cannot_be_run(qtbot: QtBot, window: MainWindow) -> None:
    """It can be read, but the stage refuses it: its text never was that of the stage."""
    window.director.open_expression("e = (a + b) * (b + 1)", {})
    field = window.expression.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "L = sum([1,2,3]*[1,2])")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.expression.shown_problem
    assert window.expression.says(window.workbench.document.expression)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == window.workbench.document.expression == "e = (a + b) * (b + 1)"
    assert not window.expression.shown_problem
    field.setText("e = (a + b) * 2")  # and afterwards a good one is taken as ever
    field.setModified(True)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.workbench.document.expression == "e = (a + b) * 2"

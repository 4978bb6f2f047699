"""Gestures that somebody else cuts short: the document changes while a hand holds a part of it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from pytestqt.exceptions import capture_exceptions

from core.examples import EXAMPLES
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.gestures.keys import STAGE_KEYS
from tests.gui.test_editing import Table, cell_of
from tests.hands import STEP


@pytest.fixture
def table(qtbot, dressed: Appearance, translator: Translator) -> Table:
    table = Table(qtbot, dressed, translator)
    table.open(EXAMPLES["chain_rule"].expression, a=2.0, b=1.0)
    return table


def _taken(table: Table, at: QPoint, away: QPoint) -> QPoint:
    """Take what is at a point of the stage, and hold it there."""
    table.drag(at, at + away, drop=False)
    return at + away


def test_a_number_in_the_hand_that_becomes_an_array_is_let_go(table: Table) -> None:
    end = _taken(table, table.at("a"), QPoint(5 * STEP, 0))
    table.bench.set_value("a", np.ones(8))
    table.move(end + QPoint(5 * STEP, 0))
    table.view.grab()
    table.drop(end)
    assert table.value("a") == [1.0] * 8


def test_a_cell_in_the_hand_whose_array_shrinks_is_let_go(table: Table) -> None:
    table.open("y = sum(x * 2)", x=[1.0, 2.0, 3.0])
    at = cell_of(table, "x")
    end = _taken(table, at, QPoint(5 * STEP, 0))
    table.bench.set_value("x", 4.0)
    table.move(end + QPoint(5 * STEP, 0))
    table.view.grab()
    table.drop(end)
    assert table.value("x") == 4.0


@pytest.mark.parametrize("slot", [None, 0])
def test_a_wire_in_the_hand_whose_node_goes_is_let_go(table: Table, slot: int | None) -> None:
    end = _taken(table, table.port_of("c", slot), QPoint(50, 120))
    table.open("y = sigmoid(w * x)")
    table.view.grab()
    table.drop(end)
    assert table.text == "y = sigmoid(w * x)"
    assert not table.palette.isVisible()


def test_undo_in_the_middle_of_a_drag_takes_back_the_drag_and_no_more(table: Table) -> None:
    table.bench.set_value("a", 5.0)
    end = _taken(table, table.at("b"), QPoint(5 * STEP, 0))
    table.bench.undo()
    table.move(end + QPoint(5 * STEP, 0))
    table.key(Qt.Key.Key_Escape)
    table.drop(end)
    assert (table.value("a"), table.value("b")) == (5.0, 1.0)


def test_training_that_starts_in_the_middle_of_a_drag_leaves_it_refused(table: Table) -> None:
    end = _taken(table, table.at("a"), QPoint(5 * STEP, 0))
    table.bench.set_locked(True)
    table.bench.show(table.bench.document.with_value("a", 7.0), table.bench.trace)
    table.move(end + QPoint(5 * STEP, 0))
    table.drop(end)
    assert float(table.bench.document.values["a"]) == 7.0
    assert "Pause" in table.stage.caption.text()


@pytest.mark.parametrize("name", STAGE_KEYS)
@pytest.mark.parametrize("node", ["y", "x"])
def test_every_key_of_the_stage_answers_for_every_node(table: Table, name: str, node: str) -> None:
    table.open("y = sum(x * 2)", x=[1.0, 2.0])
    for keys in STAGE_KEYS[name]:
        table.view.select(node)
        combination = QKeySequence(keys)[0]
        with capture_exceptions() as raised:
            table.key(combination.key(), combination.keyboardModifiers())
        assert not raised
        table.field.close_field()
        table.palette.hide()


def test_up_says_why_it_moves_neither_an_operation_nor_an_array(table: Table) -> None:
    table.open("y = sum(x * 2)", x=[1.0, 2.0])
    table.view.select("y")
    table.key(Qt.Key.Key_Up)
    assert "computed" in table.stage.caption.text()
    table.view.select("x")
    table.key(Qt.Key.Key_Down)
    assert "array" in table.stage.caption.text()

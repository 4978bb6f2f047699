"""The stage under the hands of a user: numbers dragged, wires led, nodes put in and taken away."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from core.documents.document import read
from core.examples import EXAMPLES
from core.explain.provenance import Part
from core.messages import Message
from core.playback import frame_at
from core.trace import Trace
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.edit_controller import EditController
from gui.stage.editing.editable_numbers import EditableNumber
from gui.stage.editing.gestures.double_click import Place
from gui.stage.panel import StagePanel
from gui.workbench import Workbench
from tests.hands import NONE, STEP, Hands, Keys


class Table(Hands):
    """A stage and a workbench by themselves."""

    def __init__(self, qtbot, appearance: Appearance, translator: Translator) -> None:
        bench, stage = Workbench(), StagePanel(appearance, translator)
        editor = EditController(stage, bench, appearance, translator, stage)
        super().__init__(stage, editor, bench, appearance)
        qtbot.addWidget(stage)
        bench.traced.connect(self._show)
        bench.refused.connect(stage.set_caption)
        stage.resize(820, 640)
        with qtbot.waitExposed(stage):
            stage.show()
        stage.activateWindow()

    def _show(self, trace: Trace) -> None:
        self.stage.set_frame(frame_at(trace, float(len(trace))))

    def open(self, text: str, **values: object) -> None:
        known = {name: np.asarray(value) for name, value in values.items()}
        self.bench.open(read(text, known), Message("window.edit.open"))


@pytest.fixture
def table(qtbot, dressed: Appearance, translator: Translator) -> Table:
    table = Table(qtbot, dressed, translator)
    table.open(EXAMPLES["chain_rule"].expression, a=2.0, b=1.0)
    return table


# numbers


def test_a_drag_changes_a_number_and_everything_after_it(table: Table) -> None:
    start = table.at("b")
    table.drag(start, start + QPoint(20 * STEP, 0))
    assert table.value("b") == 3.0
    assert table.value("e") == 20.0
    assert float(table.bench.trace.gradients["b"]) == 9.0


@pytest.mark.parametrize(
    ("way", "held", "expected"),
    [
        (QPoint(5 * STEP, 0), NONE, 2.5),
        (QPoint(-5 * STEP, 0), NONE, 1.5),
        (QPoint(0, -5 * STEP), NONE, 2.5),
        (QPoint(0, 5 * STEP), NONE, 1.5),
        (QPoint(5 * STEP, 0), Keys.ShiftModifier, 2.05),
        (QPoint(5 * STEP, 0), Keys.ControlModifier, 7.0),
    ],
)
def test_right_and_up_are_more(table: Table, way: QPoint, held, expected: float) -> None:
    start = table.at("a")
    table.drag(start, start + way, held)
    assert table.value("a") == expected


def test_one_drag_is_one_step_of_undo(table: Table) -> None:
    start = table.at("a")
    table.drag(start, start + QPoint(40, 0))
    table.drag(start, start + QPoint(40, 0))
    moved = table.value("a")
    table.bench.undo()
    assert 2 < table.value("a") < moved
    table.bench.undo()
    assert table.value("a") == 2
    table.bench.redo()
    table.bench.redo()
    assert table.value("a") == moved


def test_escape_takes_a_drag_back(table: Table) -> None:
    start = table.at("a")
    undoes = table.bench.undo_label
    table.drag(start, start + QPoint(40, 0), drop=False)
    assert table.value("a") != 2
    table.key(Qt.Key.Key_Escape)
    assert table.value("a") == 2
    table.drop(start + QPoint(40, 0))
    assert table.value("a") == 2
    assert (table.bench.undo_label, table.bench.redo_label) == (undoes, None)


def test_escape_takes_back_nothing_that_the_drag_has_not_done(table: Table) -> None:
    table.open("L = softmax_cross_entropy(s, t)", s=[[1.0, 2.0, 3.0]], t=[0])
    table.bench.set_value("s", [[1.0, 2.0, 5.0]])
    before = table.bench.undo_label
    where = cell_of(table, "t")
    table.drag(where, where - QPoint(10 * STEP, 0), drop=False)
    table.key(Qt.Key.Key_Escape)
    assert table.value("s") == [[1.0, 2.0, 5.0]]
    assert table.bench.undo_label == before


def test_a_click_is_not_a_drag(table: Table) -> None:
    where = table.at("a")
    table.drag(where, where + QPoint(2, 1))
    assert table.value("a") == 2
    assert table.view.selection == "a"


def test_a_drag_beside_the_numbers_moves_the_stage(table: Table) -> None:
    before, start = table.at("c"), table.at("c")
    table.drag(start, start + QPoint(30, 20))
    assert (table.at("c") - before - QPoint(30, 20)).manhattanLength() <= 8
    assert table.value("a") == 2


def test_a_constant_is_dragged_and_the_text_follows(table: Table) -> None:
    start = table.at("1")
    table.drag(start, start + QPoint(10 * STEP, 0))
    assert table.text == "e = (a + b) * (b + 2)"
    assert table.value("e") == 9.0


def test_the_wheel_and_the_arrows_move_in_single_steps(table: Table) -> None:
    table.wheel(table.at("a"), 1)
    assert table.value("a") == 2.1
    table.wheel(table.at("a"), -2, Keys.ShiftModifier)
    assert table.value("a") == 2.08
    table.wheel(table.at("a"), 1, Keys.AltModifier)
    assert table.value("a") == 3
    table.click(table.at("a"))
    table.key(Qt.Key.Key_Down)
    table.key(Qt.Key.Key_Down)
    assert table.value("a") == 2.8
    table.key(Qt.Key.Key_Up, Keys.ControlModifier)
    assert table.value("a") == 4
    table.bench.undo()
    assert table.value("a") == 2, "steps in a row are one"


def test_one_goes_down_evenly_through_zero(table: Table) -> None:
    for _ in range(12):
        table.wheel(table.at("b"), -1)
    assert table.value("b") == -0.2


def test_a_cell_of_an_array_is_dragged_by_itself(table: Table) -> None:
    table.open("y = sum(x * w)", x=[1.0, 2.0, 3.0], w=[0.5, 0.5, 0.5])
    numbers = table.editor.commands.numbers
    item = table.stage.scene.nodes["x"]
    cells = [
        QPoint(x, table.at("x").y() + dy)
        for x in range(table.at("x").x() - 80, table.at("x").x() + 80, 4)
        for dy in range(-60, 60, 6)
    ]
    where = next(c for c in cells if (s := numbers.at(QPointF(c))) and s.index[-1] == 1)
    assert item.contains(item.mapFromScene(table.view.mapToScene(where)))
    table.drag(where, where + QPoint(4 * STEP, 0))
    assert table.value("x") == [1.0, 2.4, 3.0]
    table.double_click(where)
    table.type("-7")
    assert table.value("x") == [1.0, -7.0, 3.0]


def test_labels_move_by_whole_classes(table: Table) -> None:
    table.open("L = softmax_cross_entropy(s, t)", s=[[1.0, 2.0, 3.0]], t=[1])
    table.wheel(cell_of(table, "t"), 1)
    assert table.value("t") == [2]


def cell_of(table: Table, node: str) -> QPoint:
    """A point over a number of an array."""
    numbers, place = table.editor.commands.numbers, table.at(node)
    points = (place + QPoint(0, dy) for dy in range(-60, 60, 4))
    return next(at for at in points if numbers.at(QPointF(at)) is not None)


def test_training_locks_the_numbers_and_says_so(table: Table) -> None:
    table.bench.set_locked(True)
    start = table.at("a")
    table.drag(start, start + QPoint(40, 0))
    assert table.value("a") == 2
    assert "Pause" in table.stage.caption.text()


# typing


def test_a_double_click_types_a_value_in_place(table: Table) -> None:
    table.double_click(table.at("a"))
    field, item = table.field.geometry(), table.stage.scene.nodes["a"]
    name, number = (
        table.view.mapFromScene(item.mapRectToScene(room)).boundingRect()
        for room in (item.title_room, item.number_room)
    )
    digits = table.look.px(16)  # the old number is not to be seen under the new one
    assert field.height() > digits and abs(field.center().y() - number.center().y()) < 4
    assert field.top() >= name.bottom() - 2, "whose number it is stays in sight"
    table.type("-2.5")
    assert table.value("a") == -2.5
    assert not table.editor.commands.field.isVisible()


@pytest.mark.parametrize("size", [(420, 380), (340, 300)])
def test_the_name_stays_in_sight_where_a_leaf_is_one_line(table: Table, size) -> None:
    table.open("y = sigmoid(w0*x0 + w1*x1 + w2)", w0=2.0, x0=-1.0, w1=-3.0, x1=-2.0, w2=-3.0)
    table.stage.resize(*size)
    QApplication.processEvents()
    item = table.stage.scene.nodes["w0"]
    assert item.style.compact
    table.double_click(table.at("w0"))
    name = item.mapRectToScene(item.title_room)
    name.setRight(item.mapRectToScene(item.number_room).left() - table.look.px(4))
    assert not table.field.geometry().intersects(table.view.mapFromScene(name).boundingRect())


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-300, -2.5, [1 / 3, 1e22, -0.0], [[1.0], [2.0]]])
def test_enter_on_an_untouched_value_changes_nothing(table: Table, value) -> None:
    table.open("y = sum(x)", x=value)
    before = table.bench.document
    table.editor.commands.run("edit_value", "x")
    QTest.keyClick(table.field, Qt.Key.Key_Return)
    assert not table.field.isVisible()
    assert table.bench.document is before


def test_what_was_typed_is_still_there_after_a_look_at_another_window(table: Table) -> None:
    table.double_click(table.at("a"))
    table.field.setText("3.14159")
    away = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(table.field, away)
    assert table.field.isVisible() and table.field.text() == "3.14159"
    away = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.MouseFocusReason)
    QApplication.sendEvent(table.field, away)
    assert not table.field.isVisible()


def test_what_cannot_be_read_is_explained_and_changes_nothing(table: Table) -> None:
    field = table.editor.commands.field
    table.double_click(table.at("a"))
    table.type("two")
    assert "two" in field.problem
    assert field.isVisible()
    QTest.keyClicks(field, "2")
    assert field.problem == "", "the next key takes the complaint back"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert table.value("a") == 2


def test_a_value_that_does_not_fit_is_explained_where_it_was_typed(table: Table) -> None:
    table.open("y = sum(x @ w)", x=[[1.0, 2.0]], w=[[1.0], [1.0]])
    table.double_click(table.at("x"))
    table.editor.commands.run("edit_value", "x")
    table.type("[1, 2, 3]")
    assert table.editor.commands.field.problem
    table.editor.commands.field.setText("[[3, 4]]")
    QTest.keyClick(table.editor.commands.field, Qt.Key.Key_Return)
    assert table.value("x") == [[3, 4]]


def test_enter_types_at_the_selected_leaf(table: Table) -> None:
    table.view.setFocus()
    table.key(Qt.Key.Key_Tab)
    table.key(Qt.Key.Key_Tab)
    assert table.view.selection == "b"
    table.key(Qt.Key.Key_Return)
    table.type("4")
    assert table.value("b") == 4


def test_a_computed_value_says_what_to_change_instead(table: Table) -> None:
    table.click(table.at("c"))
    table.key(Qt.Key.Key_Return)
    assert not table.editor.commands.field.isVisible()
    assert "computed from a, b" in table.stage.caption.text()


# starting values


def test_reset_goes_back_to_the_value_it_came_with(table: Table) -> None:
    for node in ("a", "b", "1"):
        table.drag(table.at(node), table.at(node) + QPoint(50, 0))
    actions = table.menu(table.at("a"))
    actions["reset_value"].trigger()
    assert table.value("a") == 2
    assert table.value("b") != 1
    table.menu(table.at("b"))["reset_all"].trigger()
    assert (table.value("b"), table.value("1")) == (1, 1)
    table.bench.undo()
    assert table.value("b") != 1, "one step of undo"
    assert not table.menu(table.at("a"))["reset_value"].isEnabled()


def test_another_document_brings_other_starts(table: Table) -> None:
    table.open("y = a * 2", a=7.0)
    table.drag(table.at("a"), table.at("a") + QPoint(50, 0))
    table.menu(table.at("a"))["reset_value"].trigger()
    assert table.value("a") == 7


def test_undo_brings_the_starts_of_the_document_back(table: Table) -> None:
    table.drag(table.at("a"), table.at("a") + QPoint(50, 0))
    table.open("y = a * 2", a=7.0)
    table.bench.undo()
    table.menu(table.at("a"))["reset_value"].trigger()
    assert table.value("a") == 2
    table.click(table.at("a"))
    table.editor.commands.edits.rename("a", "rate")
    table.drag(table.at("rate"), table.at("rate") + QPoint(50, 0))
    table.menu(table.at("rate"))["reset_value"].trigger()
    assert table.value("rate") == 2, "another name, the same start"


# selection


def test_a_click_selects_and_escape_lets_go(table: Table) -> None:
    table.click(table.at("c"))
    assert table.stage.scene.nodes["c"].focused
    table.key(Qt.Key.Key_Right, Keys.AltModifier)
    assert table.view.selection == "e"
    table.key(Qt.Key.Key_Left, Keys.AltModifier)
    assert table.view.selection in ("c", "d")
    table.key(Qt.Key.Key_Escape)
    assert table.view.selection == ""
    table.click(table.at("a"))
    table.click(QPoint(5, 5))
    assert table.view.selection == ""


# wires


def test_a_wire_is_led_to_another_port(table: Table) -> None:
    table.drag(table.port_of("a", None), table.port_of("d", 1))
    assert table.text == "e = (a + b) * (b + a)"
    assert len(table.bench.document.graph) == 5, "nobody reads the 1 any more"
    table.bench.undo()
    table.drag(table.port_of("d", 1), table.at("a"))
    assert table.text == "e = (a + b) * (b + a)", "from the other end"


def test_a_loop_is_refused_with_a_sentence(table: Table) -> None:
    table.drag(table.port_of("e", None), table.port_of("c", 0))
    assert table.text == "e = (a + b) * (b + 1)"
    assert "loop" in table.stage.caption.text()


def test_a_wire_that_is_let_go_of_asks_what_is_to_be_there(table: Table) -> None:
    table.drag(table.port_of("d", 1), QPoint(40, 600))
    table.choose("5")
    assert table.text == "e = (a + b) * (b + 5)"
    table.drag(table.port_of("d", 1), QPoint(40, 600))
    table.choose("sigm")
    assert table.text == "e = (a + b) * (b + sigmoid(5))"
    table.drag(table.port_of("d", 0), QPoint(40, 600))
    table.choose("a")
    assert table.text == "e = (a + b) * (a + sigmoid(5))"


def test_an_output_that_is_let_go_of_is_read_by_a_new_node(table: Table) -> None:
    table.drag(table.port_of("e", None), QPoint(700, 560))
    table.choose("tanh")
    assert table.bench.document.graph.output == table.view.selection
    assert "tanh(" in table.text


def test_a_slip_at_a_port_opens_nothing(table: Table) -> None:
    where = table.port_of("d", 1)
    table.drag(where, where + QPoint(7, 0))
    assert not table.editor.commands.palette.isVisible()


# nodes


def test_the_palette_opens_by_key_and_takes_the_first(table: Table) -> None:
    table.click(table.at("e"))
    table.key(Qt.Key.Key_A)
    table.choose("sq")
    assert table.text == "e = (a + b) * (b + 1); sqrt(e)"
    table.bench.undo()
    assert table.text == "e = (a + b) * (b + 1)"


def test_escape_and_a_click_elsewhere_close_the_palette(table: Table) -> None:
    palette = table.editor.commands.palette
    table.key(Qt.Key.Key_A)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert table.view.hasFocus()
    table.key(Qt.Key.Key_A)
    table.click(QPoint(6, 6))
    assert not palette.isVisible()
    assert table.text == "e = (a + b) * (b + 1)"


def test_what_nobody_knows_is_said_in_the_palette(table: Table) -> None:
    palette = table.editor.commands.palette
    table.key(Qt.Key.Key_A)
    QTest.keyClicks(palette.field, "2 apples")
    assert palette.entries() == []
    assert "2 apples" in palette.nothing.text()
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_an_operation_is_replaced_from_the_menu(table: Table) -> None:
    ops = table.menu(table.at("c"))["replace"].menu()
    group = next(
        a for a in ops.actions() if a.menu() and a.menu().actions()[0].objectName() == "max"
    )
    group.menu().aboutToShow.emit()
    group.menu().actions()[0].trigger()
    assert table.text == "e = max(a, b) * (b + 1)"


def test_a_node_is_wrapped(table: Table) -> None:
    table.click(table.at("d"))
    table.key(Qt.Key.Key_W)
    table.choose("exp")
    assert table.text == "e = (a + b) * exp(b + 1)"


def test_a_node_is_renamed_in_place_and_taken_names_are_refused(table: Table) -> None:
    table.click(table.at("a"))
    table.key(Qt.Key.Key_F2)
    caption = table.stage.caption.text()
    table.type("b")
    assert "b" in table.editor.commands.field.problem
    assert table.stage.caption.text() == caption, "it is said once"
    table.editor.commands.field.selectAll()
    QTest.keyClicks(table.editor.commands.field, "rate")
    QTest.keyClick(table.editor.commands.field, Qt.Key.Key_Return)
    assert table.text == "e = (rate + b) * (b + 1)"
    assert table.value("rate") == 2, "it keeps its value"
    assert table.view.selection == "rate"


@pytest.mark.parametrize("node", ["a", "c", "e"])
def test_a_name_is_typed_where_it_stands(table: Table, node: str) -> None:
    """Also that of an operation, which has no value to be found by."""
    table.click(table.at(node))
    table.key(Qt.Key.Key_F2)
    assert table.view.place_of(node).toRect().contains(table.field.geometry().center())


def test_the_name_of_an_array_is_typed_in_its_title_row(table: Table) -> None:
    table.open("y = sum(x @ w)", x=[[1.0, 2.0]], w=[[1.0], [1.0]])
    table.editor.commands.run("rename", "x")
    place = table.view.place_of("x")
    assert place.top() - 8 < table.field.geometry().top() < place.top() + 0.3 * place.height()


def test_delete_and_undo(table: Table) -> None:
    table.click(table.at("a"))
    table.key(Qt.Key.Key_Delete)
    assert table.text == "e = b * (b + 1)"
    table.bench.undo()
    assert table.text == "e = (a + b) * (b + 1)"
    assert table.value("a") == 2


@pytest.mark.parametrize(
    ("text", "node", "steps"),
    [
        ("y = sigmoid(x)", "y", ["negate", "exp", "add", "reciprocal"]),
        ("Y = affine(X, W, b)", "Y", ["matmul", "add"]),
    ],
)
def test_a_composite_is_split_and_folded(
    table: Table, text: str, node: str, steps: list[str]
) -> None:
    table.open(text)
    before = table.value(node)
    table.click(table.at(node))
    table.key(Qt.Key.Key_S)
    assert [n.op.name for n in table.bench.document.graph.operations] == steps
    assert np.allclose(table.value(node), before)
    table.click(table.at(node))
    table.key(Qt.Key.Key_F)
    assert table.text == text
    table.bench.undo()
    table.bench.undo()
    assert table.text == text


def test_another_node_becomes_the_output(table: Table) -> None:
    table.click(table.at("c"))
    table.key(Qt.Key.Key_O)
    assert table.bench.document.graph.output == "c"


def test_entries_that_cannot_be_chosen_say_why(table: Table) -> None:
    actions = table.menu(table.at("e"))
    for name in ("edit_value", "make_output", "split", "reset_value"):
        assert not actions[name].isEnabled(), name
        assert len(actions[name].toolTip()) > 10
    assert actions["delete"].isEnabled()
    assert not table.menu(table.at("a"))["replace"].isEnabled()


def test_the_menu_says_what_undo_would_undo(table: Table, translator: Translator) -> None:
    table.drag(table.at("b"), table.at("b") + QPoint(50, 0))
    assert table.menu(QPoint(5, 5))["undo"].text() == "Undo: change b"
    assert table.editor.buttons.undo.toolTip() == "Undo: change b (Ctrl+Z)"
    translator.set_language("zh_CN")
    assert "撤销" in table.editor.buttons.undo.toolTip()
    table.bench.undo()
    table.bench.undo()
    assert not table.editor.buttons.undo.isEnabled()


def test_the_line_for_newcomers_goes_after_the_first_use(table: Table) -> None:
    assert table.editor.hint.isVisible()
    table.wheel(table.at("a"), 1)
    assert not table.editor.hint.isVisible()
    table.stage.resize(700, 600)
    assert not table.editor.hint.isVisible()


def test_the_selected_node_is_brought_into_sight(table: Table) -> None:
    table.view.zoom(9, QPointF(table.at("a")))
    seen = table.port.rect()
    assert not seen.contains(table.at("e"))
    table.click(table.at("a"))
    for _ in range(2):
        table.key(Qt.Key.Key_Right, Keys.AltModifier)
    assert table.view.selection == "e"
    assert seen.contains(table.at("e"))


# double clicks


def test_every_kind_of_place_has_a_double_click(table: Table) -> None:
    """On a number, an operation, its name, a wire, the empty stage."""
    middle = table.at("c")
    item = table.stage.scene.nodes["c"]
    under = table.view.mapFromScene(item.mapToScene(QPointF(0, item.body.bottom() + 12)))
    wire = table.stage.scene.wires[table.bench.document.graph.incoming("e")[0]]
    along = table.view.mapFromScene(wire.path.pointAtPercent(0.5))
    found = {
        Place.NUMBER: table.at("a"),
        Place.OPERATION: middle,
        Place.NAME: under,
        Place.WIRE: along,
        Place.CANVAS: QPoint(6, 6),
    }
    asked = {}
    for place, at in found.items():
        assert table.editor.double_click.place(QPointF(at)) is place
        table.double_click(at)
        asked[place] = table.field.accessibleName() if table.field.isVisible() else heading(table)
        table.stage.activateWindow()
        QTest.keyClick(QApplication.focusWidget() or table.view, Qt.Key.Key_Escape)
        assert not table.field.isVisible() and not table.palette.isVisible()
    assert asked == {
        Place.NUMBER: "Value of a",
        Place.OPERATION: "Replace c by",
        Place.NAME: "Name of c",
        Place.WIRE: "Put into the wire c → e",
        Place.CANVAS: "New node",
    }


def heading(table: Table) -> str:
    assert table.palette.isVisible()
    return table.palette.heading.text()


def test_an_operation_is_replaced_by_a_double_click(table: Table) -> None:
    table.double_click(table.at("c"))
    table.choose("max")
    assert table.text == "e = max(a, b) * (b + 1)"


def test_the_name_of_an_array_is_renamed_by_a_double_click(table: Table) -> None:
    table.open("y = W @ x", W=[[1.0, 2.0], [3.0, 4.0]], x=[1.0, 2.0])
    table.stage.finish_motion()
    for node in ("W", "y"):
        item = table.stage.scene.nodes[node]
        name = item.mapToScene(item.title_room.center())
        table.double_click(table.view.mapFromScene(name))
        assert table.field.accessibleName() == f"Name of {node}" and table.field.isVisible()
        table.type(f"{node}2")
    assert table.text == "y2 = W2 @ x"


def test_a_picture_that_is_still_to_come_offers_no_other_operation(table: Table) -> None:
    table.open("Y = X @ W; L = sum(Y)", X=[[1.0, 2.0]], W=[[1.0, 2.0], [3.0, 4.0]])
    item = table.stage.scene.nodes["Y"]
    middle = item.mapToScene(item.picture_room(Part.VALUE).center())
    table.stage.set_frame(frame_at(table.bench.trace, 0.0))
    table.double_click(table.view.mapFromScene(middle))
    assert not table.palette.isVisible()
    assert table.stage.caption.text().startswith("Nothing has arrived at Y yet")


def test_a_card_is_all_picture_below_its_name(table: Table) -> None:
    """A double click on the rim, or on the gap between values and gradients, comes nearer too."""
    table.open("Y = X @ W; L = sum(Y)", X=[[1.0, 2.0]], W=[[1.0, 2.0], [3.0, 4.0]])
    table.stage.finish_motion()
    table.stage.set_frame(frame_at(table.bench.trace, len(table.bench.trace)))
    item, view = table.stage.scene.nodes["Y"], table.view
    values, gradients = (item.picture_room(part) for part in (Part.VALUE, Part.GRADIENT))
    gap = QPointF(0, (values.bottom() + gradients.top()) / 2)
    for beside in (gap, QPointF(item.body.left() + 2, values.center().y())):
        at, before = view.mapFromScene(item.mapToScene(beside)), view.zoom_factor
        assert table.editor.double_click.place(QPointF(at)) is Place.PICTURE
        table.double_click(at)
        assert not table.palette.isVisible()
        table.stage.finish_motion()
        assert view.zoom_factor > before
        QTest.keyClick(view, Qt.Key.Key_Escape)
        table.stage.finish_motion()


@pytest.mark.parametrize("node", ["a", "c"])
def test_the_menu_writes_in_bold_what_a_double_click_does(table: Table, node: str) -> None:
    actions = table.menu(table.at(node))
    assert table.editor.menu.defaultAction() is actions["edit_value" if node == "a" else "replace"]
    table.menu(QPoint(5, 5))
    assert table.editor.menu.defaultAction().objectName() == "add_node"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_tooltip_says_what_a_double_click_does(table: Table, translator, language: str) -> None:
    translator.set_language(language)
    for node, place in (("a", Place.NUMBER), ("c", Place.OPERATION)):
        at = table.at(node)
        help_event = QHelpEvent(QEvent.Type.ToolTip, at, table.port.mapToGlobal(at))
        QApplication.sendEvent(table.port, help_event)
        assert translator.tr(f"canvas.double.{place}") in QToolTip.text()
    QToolTip.hideText()


def test_what_a_node_is_computed_from_is_said_once(table: Table) -> None:
    table.open("y = x * x", x=2.0)
    reason = table.menu(table.at("y"))["edit_value"].toolTip()
    assert reason == "y is computed from x: change those instead."


def test_a_number_that_is_gone_has_no_room(table: Table) -> None:
    """Its array became a smaller one while the pointer was over it."""
    table.open("y = sum(x * x)", x=np.ones((3, 4)))
    numbers = table.editor.commands.numbers
    last = EditableNumber("x", (2, 3))
    assert numbers.has(last) and not numbers.room(last).isEmpty()
    table.open("y = sum(x * x)", x=np.ones((2, 3)))
    assert not numbers.has(last) and numbers.room(last).isEmpty()

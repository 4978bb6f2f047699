"""Suggestions, hints, brackets and history: everything by the keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.expression.expression_bar import ExpressionBar

Key = Qt.Key


@pytest.fixture
def bar(qtbot, dressed: Appearance, translator: Translator) -> Iterator[ExpressionBar]:
    window = QWidget()
    bar = ExpressionBar(dressed, translator)
    column = QVBoxLayout(window)
    column.addWidget(bar)
    column.addStretch(1)
    qtbot.addWidget(window)
    window.resize(500, 400)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    bar.field.setFocus()
    yield bar  # and the window lives on


def offered(bar: ExpressionBar) -> list[str]:
    return [entry.name for entry in bar.aids.list.entries] if bar.aids.list.isVisible() else []


def typed(bar: ExpressionBar, text: str) -> None:
    QTest.keyClicks(bar.field, text)


def test_tab_takes_a_suggestion_and_the_cursor_stands_in_its_brackets(bar, qtbot) -> None:
    typed(bar, "y = si")
    assert offered(bar) == ["sin", "sigmoid"]
    QTest.keyClick(bar.field, Key.Key_Down)
    with qtbot.waitSignal(bar.field.textEdited):
        QTest.keyClick(bar.field, Key.Key_Tab)
    assert bar.text == "y = sigmoid()"
    with qtbot.waitSignal(bar.graph_changed):
        typed(bar, "x")
    assert bar.text == "y = sigmoid(x)"
    assert bar.field.hasFocus() and not offered(bar)


def test_enter_takes_a_suggestion_and_only_the_next_one_leaves(bar, qtbot) -> None:
    typed(bar, "y = sigm")
    with qtbot.assertNotEmitted(bar.left):
        QTest.keyClick(bar.field, Key.Key_Return)
    assert bar.text == "y = sigmoid()"
    typed(bar, "x")
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.field, Key.Key_Return)


def test_escape_closes_the_list_first(bar, qtbot) -> None:
    bar.show_text("y = x")
    bar.field.end(False)
    typed(bar, " + si")
    with qtbot.assertNotEmitted(bar.left):
        QTest.keyClick(bar.field, Key.Key_Escape)
    assert not offered(bar) and bar.text == "y = x + si"
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.field, Key.Key_Escape)


def test_a_text_from_elsewhere_ends_the_suggestions(bar, dressed: Appearance) -> None:
    typed(bar, "y = si")
    bar.show_text("y = a * b")
    assert not offered(bar)
    bar.field.selectAll()
    typed(bar, "y = affine(")
    assert bar.aids.hint.isVisible()
    dressed.set_theme("dark")
    assert not bar.aids.hint.isVisible()


def test_the_list_goes_along_when_the_window_changes(bar, qtbot) -> None:
    typed(bar, "y = " + "a + " * 8 + "si")
    bar.window().resize(300, 400)
    qtbot.waitUntil(lambda: bar.window().rect().contains(bar.aids.list.geometry()))


def test_arrows_move_in_the_list_and_not_in_the_history(bar) -> None:
    bar.history = ["y = a * b"]
    typed(bar, "y = si")
    QTest.keyClick(bar.field, Key.Key_Up)
    assert bar.aids.list.current.name == "sigmoid" and bar.text == "y = si"
    QTest.keyClick(bar.field, Key.Key_Down)
    assert bar.aids.list.current.name == "sin"
    QTest.keyClick(bar.field, Key.Key_Escape)
    QTest.keyClick(bar.field, Key.Key_Up)
    assert bar.text == "y = a * b"


def test_one_letter_and_whole_names_are_left_alone(bar, qtbot) -> None:
    typed(bar, "y = a")
    assert not offered(bar)
    typed(bar, " + sin")
    assert not offered(bar)
    QTest.keyClick(bar.field, Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert offered(bar) == ["sin"]


def test_everything_is_offered_on_demand_and_the_mouse_takes_it(bar) -> None:
    typed(bar, "rate = 2; y = ")
    QTest.keyClick(bar.field, Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert offered(bar)[:3] == ["rate", "y", "add"]
    QTest.keyClick(bar.field, Key.Key_PageDown)
    assert bar.aids.list.current.name == offered(bar)[8]
    QTest.mouseClick(
        bar.aids.list,
        Qt.MouseButton.LeftButton,
        pos=QPointF(30, bar.aids.list.height() - 12).toPoint(),
    )
    assert bar.text.startswith("rate = 2; y = ") and bar.text.endswith("()")


def test_the_list_stands_under_the_word_inside_the_window(bar, qtbot) -> None:
    typed(bar, "y = " + "a + " * 30 + "si")
    field = bar.field

    def under() -> None:
        word = field.mapTo(field.window(), QPointF(field.x_of(len(bar.text) - 2), 0).toPoint())
        assert abs(bar.aids.list.x() - word.x()) < 30 or (
            bar.aids.list.geometry().right() >= field.window().width() - 2
        )
        assert field.window().rect().contains(bar.aids.list.geometry())

    qtbot.waitUntil(under)


def test_the_argument_that_is_typed_is_bold(bar) -> None:
    typed(bar, "y = affine(")
    assert bar.aids.hint.isVisible() and ">X</b>" in bar.aids.hint.text()
    typed(bar, "A, ")
    assert ">W</b>" in bar.aids.hint.text()
    typed(bar, "V, c)")
    assert not bar.aids.hint.isVisible()
    QTest.keyClick(bar.field, Key.Key_Left)
    typed(bar, " ")
    assert ">b</b>" in bar.aids.hint.text()
    bar.field.clearFocus()
    assert not bar.aids.hint.isVisible()


def test_the_sentence_about_a_mistake_makes_room_for_the_hint(bar, qtbot) -> None:
    typed(bar, "y = affine(A, ")
    qtbot.waitUntil(lambda: bar.shown_problem != "")
    assert bar.problem.y() >= bar.aids.hint.geometry().bottom()


def test_a_bracket_brings_its_partner(bar) -> None:
    typed(bar, "e = (a + b) * ((c)")
    assert bar.text == "e = (a + b) * ((c))"
    typed(bar, ") + [1")
    assert bar.text == "e = (a + b) * ((c)) + [1]"


def test_backspace_takes_both_of_an_empty_pair(bar) -> None:
    typed(bar, "e = exp(")
    assert bar.text == "e = exp()"
    QTest.keyClick(bar.field, Key.Key_Backspace)
    assert bar.text == "e = exp"


def test_a_selection_is_put_into_brackets(bar) -> None:
    typed(bar, "e = a + b")
    bar.field.setSelection(4, 5)
    typed(bar, "(")
    assert bar.text == "e = (a + b)"


def test_no_partner_before_a_name_or_for_an_unbalanced_text(bar) -> None:
    typed(bar, "e = a")
    bar.field.setCursorPosition(4)
    typed(bar, "(")
    assert bar.text == "e = (a"
    bar.field.end(False)
    typed(bar, ")")
    assert bar.text == "e = (a)"


def test_brackets_at_the_cursor_are_marked(bar, dressed: Appearance) -> None:
    typed(bar, "e = (a)")
    bar.field.setCursorPosition(0)
    plain = bar.field.grab().toImage()
    bar.field.setCursorPosition(7)
    paired = bar.field.grab().toImage()
    bar.field.setText("e = (a")
    bar.field.setCursorPosition(5)
    alone = bar.field.grab().toImage()
    x, y = round(bar.field.x_of(4)) + 2, plain.height() // 2 - 6
    colours = [image.pixelColor(x, y) for image in (plain, paired, alone)]
    assert len({colour.name() for colour in colours}) == 3
    assert colours[2].redF() > colours[2].blueF()


def test_the_wave_scrolls_with_the_text_and_stays_inside(bar, dressed: Appearance) -> None:
    bar.field.setText("y = foo(a) + " + "b * " * 40 + "b")
    QTest.keyClick(bar.field, Key.Key_Return)
    assert bar.field.column == 5
    bar.field.end(False)
    scrolled = bar.field.grab().toImage()
    bar.field.home(False)
    home = bar.field.grab().toImage()

    def wave(image) -> int:
        error = dressed.theme.error
        return sum(
            abs(image.pixelColor(x, y).red() - error.red()) < 12
            and abs(image.pixelColor(x, y).green() - error.green()) < 12
            for x in range(6, image.width() - 6)
            for y in range(image.height() // 2 + 6, image.height() - 4)
        )

    assert wave(home) > 10 and wave(scrolled) == 0


def test_the_mistake_is_underlined_after_full_width_letters(bar) -> None:
    bar.field.setText("损失 = 甲 * 乙 + foo（丙）")
    QTest.keyClick(bar.field, Key.Key_Return)
    assert bar.field.column == 14
    metrics = bar.field.fontMetrics()
    width = bar.field.x_of(13) - bar.field.x_of(0)
    assert width == pytest.approx(metrics.horizontalAdvance("损失 = 甲 * 乙 + "), abs=1)


def test_somebody_in_the_middle_of_a_formula_is_left_in_peace(bar, qtbot) -> None:
    bar.show_text("y = a * b")
    bar.field.end(False)
    typed(bar, " * ")
    qtbot.waitUntil(lambda: not bar._pause.isActive())
    assert bar.shown_problem == ""  # it has been read, and is no formula yet
    qtbot.waitUntil(lambda: bar.shown_problem != "")


def test_pasted_lines_may_have_brackets_and_comments(bar, qtbot) -> None:
    QGuiApplication.clipboard().setText("c = (a  # one\n + b)\ne = c * foo(2)\n")
    QTest.keySequence(bar.field, "Ctrl+V")
    assert bar.text == "c = (a + b); e = c * foo(2)"
    qtbot.waitUntil(lambda: bar.field.column == 22)


def test_the_history_is_a_list_of_different_texts(bar, qtbot) -> None:
    assert not bar.past.button.isEnabled()
    for text in ("y = a * b", "y = a + b", "y = a * b"):
        bar.field.selectAll()
        typed(bar, text)
        QTest.keyClick(bar.field, Key.Key_Return)
    assert bar.history == ["y = a + b", "y = a * b"]
    assert bar.past.button.isEnabled()


def test_a_refused_formula_is_not_remembered(bar, qtbot) -> None:
    typed(bar, "y = relu(a, b)")
    QTest.keyClick(bar.field, Key.Key_Return)
    assert "takes one argument" in bar.shown_problem
    assert bar.history == []


def test_what_was_typed_and_left_is_remembered_too(bar, qtbot) -> None:
    with qtbot.waitSignal(bar.graph_changed):
        typed(bar, "y = a * b")
    bar.field.clearFocus()
    assert bar.history == ["y = a * b"]


def test_the_list_of_earlier_expressions(bar, qtbot) -> None:
    bar.history = ["y = a * b", "y = a & b", "y = " + " + ".join(["x"] * 300)]
    QTest.keyClick(bar.field, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = bar.past.menu
    actions = [action for action in menu.actions() if action.data()]
    assert [a.data() for a in actions] == bar.history[::-1]
    assert "…" in actions[0].text() and "&&" in actions[1].text()
    with qtbot.waitSignal(bar.graph_changed):
        actions[2].trigger()
    assert bar.text == "y = a * b"
    menu.close()


def test_the_history_can_be_forgotten(bar) -> None:
    bar.history = ["y = a * b"]
    bar.past.open()
    bar.past.menu.actions()[-1].trigger()
    bar.past.menu.close()
    assert bar.history == [] and not bar.past.button.isEnabled()


def test_enter_leaves_a_short_name_as_it_was_typed(bar, qtbot) -> None:
    typed(bar, "y = w + si")
    assert offered(bar)
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar.field, Key.Key_Return)
    assert not offered(bar) and bar.text == "y = w + si"


def test_enter_takes_a_choice_made_by_keys(bar) -> None:
    typed(bar, "y = x + si")
    QTest.keyClick(bar.field, Key.Key_Down)
    QTest.keyClick(bar.field, Key.Key_Return)
    assert bar.text == "y = x + sigmoid()"


def test_the_sentence_waits_until_the_list_has_gone(bar, qtbot) -> None:
    typed(bar, "y = mse(soft")
    assert offered(bar)
    bar._complain()  # the pause is over
    assert not bar.shown_problem
    QTest.keyClick(bar.field, Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(bar.shown_problem))
    typed(bar, "m")
    assert offered(bar) and not bar.shown_problem

"""Typing a graph: read on the fly, mistakes shown in their place, nothing lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.messages import Message, catalogue
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.expression.expression_bar import ExpressionBar


@pytest.fixture
def bar(qtbot, dressed: Appearance, translator: Translator) -> Iterator[ExpressionBar]:
    window = QWidget()
    bar = ExpressionBar(dressed, translator)
    column = QVBoxLayout(window)
    column.addWidget(bar)
    column.addStretch(1)
    qtbot.addWidget(window)
    window.resize(700, 300)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    bar.field.setFocus()
    yield bar  # and the window lives on


def retype(bar: ExpressionBar, text: str) -> None:
    bar.field.selectAll()
    QTest.keyClicks(bar.field, text)


def test_it_is_read_while_one_types(bar: ExpressionBar, qtbot) -> None:
    with qtbot.waitSignal(bar.graph_changed) as told:
        retype(bar, "y = a * b")
    graph, text = told.args
    assert graph.output == "y"
    assert text == "y = a * b"


def test_a_mistake_is_shown_in_its_place_and_the_graph_stays(bar: ExpressionBar, qtbot) -> None:
    bar.show_text("y = a * b")
    with qtbot.assertNotEmitted(bar.graph_changed):
        retype(bar, "y = a * foo(b)")
        qtbot.waitUntil(lambda: bar.shown_problem != "")
    assert "foo" in bar.shown_problem
    assert bar.field.column == 9
    assert bar.problem.isVisible()
    top = bar.problem.mapToGlobal(bar.problem.rect().topLeft()).y()
    assert top >= bar.field.mapToGlobal(bar.field.rect().bottomLeft()).y()


def test_the_wave_is_under_the_mistake(bar: ExpressionBar, qtbot, dressed: Appearance) -> None:
    bar.field.setText("y = a * foo(b)")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    picture = bar.field.grab().toImage()
    error = dressed.theme.error
    low = [
        x
        for x in range(8, picture.width() - 8)
        for y in range(picture.height() // 2 + 6, picture.height() - 4)
        if abs(picture.pixelColor(x, y).red() - error.red()) < 20
        and abs(picture.pixelColor(x, y).green() - error.green()) < 40
    ]
    letter = bar.field.fontMetrics().horizontalAdvance("m")
    start = bar.field.cursorRect().center().x() - 6 * letter  # the cursor is at the end
    assert min(low) == pytest.approx(start, abs=letter)
    assert max(low) == pytest.approx(start + 3 * letter, abs=letter)


def test_correcting_it_takes_the_complaint_away(bar: ExpressionBar, qtbot) -> None:
    retype(bar, "y = a *")
    qtbot.waitUntil(lambda: bar.shown_problem != "")
    with qtbot.waitSignal(bar.graph_changed):
        QTest.keyClicks(bar.field, " b")
    assert bar.shown_problem == ""
    assert bar.field.column is None


def test_the_complaint_changes_its_language(
    bar: ExpressionBar, qtbot, translator: Translator
) -> None:
    retype(bar, "y = foo(b)")
    qtbot.waitUntil(lambda: bar.shown_problem != "")
    english = bar.shown_problem
    translator.set_language("zh_CN")
    assert bar.shown_problem != english
    assert "foo" in bar.shown_problem


def test_arrows_recall_what_was_entered(bar: ExpressionBar, qtbot) -> None:
    for text in ("y = a * b", "y = a + b", "y = a - b"):
        retype(bar, text)
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
    QTest.keyClick(bar.field, Qt.Key.Key_Up)
    assert bar.text == "y = a + b"
    with qtbot.waitSignal(bar.graph_changed) as told:
        QTest.keyClick(bar.field, Qt.Key.Key_Up)
    assert told.args[1] == bar.text == "y = a * b"
    QTest.keyClick(bar.field, Qt.Key.Key_Up)
    assert bar.text == "y = a * b"
    QTest.keyClick(bar.field, Qt.Key.Key_Down)
    QTest.keyClick(bar.field, Qt.Key.Key_Down)
    assert bar.text == "y = a - b"


def test_pasted_lines_become_definitions(bar: ExpressionBar, qtbot) -> None:
    QGuiApplication.clipboard().setText("c = a + b\n\ne = c * 2\n")
    bar.field.clear()
    with qtbot.waitSignal(bar.graph_changed):
        QTest.keySequence(bar.field, "Ctrl+V")
    assert bar.text == "c = a + b; e = c * 2"


def test_a_caption_says_what_was_not_typed(
    bar: ExpressionBar, qtbot, translator: Translator
) -> None:
    retype(bar, "y = foo(b)")
    qtbot.waitUntil(lambda: bar.shown_problem != "")
    bar.show_caption(Message("stage.example.neuron"))
    assert bar.text == ""
    assert bar.shown_problem == ""
    assert bar.field.placeholderText() == catalogue("en")["stage.example.neuron"]
    translator.set_language("zh_CN")
    assert bar.field.placeholderText() == catalogue("zh_CN")["stage.example.neuron"]


def test_a_text_from_elsewhere_is_shown_and_not_read_again(bar: ExpressionBar, qtbot) -> None:
    bar.show_text("y = a * b")
    retype(bar, "y = a * foo(b)")
    qtbot.waitUntil(lambda: bar.shown_problem != "")
    with qtbot.assertNotEmitted(bar.graph_changed, wait=200):
        QTest.keyClicks(bar.field, " + ")
        bar.show_text("y = sigmoid(a * b)")
    assert (bar.text, bar.good) == ("y = sigmoid(a * b)", "y = sigmoid(a * b)")
    assert bar.shown_problem == "" and bar.field.column is None
    assert not bar.editing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("y = a|b * c", "y = a|b + c"),
        ("y = a * b|", "y = sigmoid(a * b)|"),
        ("y = x * b| + 1", "y = sin(x) * b| + 1"),
        ("y = a * b| + 1", "y = a|"),
    ],
)
def test_the_cursor_stays_beside_its_neighbours(bar: ExpressionBar, old: str, new: str) -> None:
    bar.field.setText(old.replace("|", ""))
    bar.field.setCursorPosition(old.index("|"))
    bar.show_text(new.replace("|", ""))
    assert bar.field.cursorPosition() == new.index("|")


def test_a_long_text_from_elsewhere_is_shown_from_its_beginning(bar: ExpressionBar) -> None:
    bar.show_text("y = a")
    bar.field.end(False)
    bar.field.clearFocus()
    bar.show_text("; ".join(f"a{i} = x + {i}" for i in range(60)))
    assert bar.field.cursorPosition() == 0


@pytest.mark.parametrize(("taken", "waits"), [(5, 80), (200, 200), (9000, 240)])
def test_what_takes_long_to_show_waits_for_a_longer_pause(
    bar: ExpressionBar, monkeypatch: pytest.MonkeyPatch, taken: int, waits: int
) -> None:
    """A graph of a thousand nodes is not shown between two letters of one who types on."""
    monkeypatch.setattr(QElapsedTimer, "elapsed", lambda clock: taken)
    bar.field.setText("y = a * b")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    QTest.keyClicks(bar.field, " + 1")
    assert bar._pause.isActive() and bar._pause.interval() == waits

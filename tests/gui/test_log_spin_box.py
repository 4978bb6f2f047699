"""Learning rates are typed as people write them and stepped as they are tried: 1, 2, 5, 10."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.widgets import LogSpinBox
from gui.widgets.log_spin_box import number_text, parse_number, rung

UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down


@pytest.fixture
def box(qtbot) -> LogSpinBox:
    box = LogSpinBox(0.01, 1e-6, 10)
    qtbot.addWidget(box)
    box.show()
    return box


def enter(qtbot, box: LogSpinBox, text: str) -> float:
    box.selectAll()
    if text.isascii():
        qtbot.keyClicks(box, text)
    else:
        box.lineEdit().insert(text)  # as an input method does
    qtbot.keyClick(box, Qt.Key.Key_Return)
    return box.value()


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("1e-3", 0.001, "0.001"),
        ("0.25", 0.25, "0.25"),
        ("0,5", 0.5, "0.5"),
        ("1e−5", 1e-5, "1e-5"),
        ("3.3E-4", 3.3e-4, "0.00033"),
        ("100", 10, "10"),
        ("1e-9", 1e-6, "1e-6"),
    ],
)
def test_typing(qtbot, box: LogSpinBox, typed: str, value: float, shown: str) -> None:
    assert enter(qtbot, box, typed) == pytest.approx(value)
    assert box.text() == shown


@pytest.mark.parametrize("typed", ["", "e", "-", "0", "-1", "1e", "nan", "inf", "pi"])
def test_nonsense_leaves_the_value(qtbot, box: LogSpinBox, typed: str) -> None:
    assert enter(qtbot, box, typed) in (0.01, 1.0)  # "1e" may have been taken as far as "1"
    assert parse_number(typed) is None


def test_an_arrow_goes_on_from_what_is_typed(qtbot, box: LogSpinBox) -> None:
    box.selectAll()
    qtbot.keyClicks(box, "0.03")
    qtbot.keyClick(box, UP)
    assert box.value() == 0.05


def test_a_number_half_typed_is_no_error(box: LogSpinBox) -> None:
    states = QValidator.State
    assert box.validate("1e-", 3)[0] is states.Intermediate
    assert box.validate("1e-3", 4)[0] is states.Acceptable
    assert box.validate("1e5", 3)[0] is states.Intermediate
    assert box.validate("abc", 3)[0] is states.Intermediate


def test_keys_walk_the_ladder(qtbot, box: LogSpinBox) -> None:
    for wanted in (0.02, 0.05, 0.1, 0.2):
        qtbot.keyClick(box, UP)
        assert box.value() == pytest.approx(wanted)
    for wanted in (0.1, 0.05, 0.02, 0.01, 0.005):
        qtbot.keyClick(box, DOWN)
        assert box.value() == pytest.approx(wanted)


def test_the_ladder_ends_at_the_bounds(qtbot, box: LogSpinBox) -> None:
    box.setValue(7)
    qtbot.keyClick(box, UP)
    qtbot.keyClick(box, UP)
    assert box.value() == 10
    box.setValue(1.5e-6)
    qtbot.keyClick(box, DOWN)
    qtbot.keyClick(box, DOWN)
    assert box.value() == 1e-6


def test_with_shift_it_moves_by_ten_percent(qtbot, box: LogSpinBox, monkeypatch) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    monkeypatch.setattr(
        "gui.widgets.log_spin_box.QGuiApplication.keyboardModifiers", staticmethod(lambda: shift)
    )
    box.stepBy(1)
    assert box.value() == pytest.approx(0.011)
    box.stepBy(-1)
    assert box.value() == pytest.approx(0.01)


def wheel(box: LogSpinBox) -> None:
    up = QWheelEvent(
        *(QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120)),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier),
        *(Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(box, up)


def test_the_wheel_turns_only_a_field_with_the_focus(qtbot, box: LogSpinBox) -> None:
    box.clearFocus()
    wheel(box)
    assert box.value() == 0.01
    box.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    wheel(box)
    assert box.value() == pytest.approx(0.02)


def test_it_speaks_like_code_in_every_language(qtbot, box: LogSpinBox) -> None:
    box.setValue(0.0005)
    assert box.text() == "0.0005"
    assert box.text().isascii()


def test_senseless_bounds_are_refused(qapp) -> None:
    with pytest.raises(ValueError, match="above zero"):
        LogSpinBox(1, 0, 1)


@given(st.floats(1e-9, 1e6))
def test_what_is_shown_can_be_typed_again(value: float) -> None:
    assert parse_number(number_text(value)) == pytest.approx(value, rel=1e-5)


@given(st.floats(1e-9, 1e6), st.integers(1, 6))
def test_the_ladder_is_monotonous_and_reversible(value: float, steps: int) -> None:
    assert rung(value, steps) > value > rung(value, -steps)
    on_it = rung(value, 1)
    assert rung(rung(on_it, steps), -steps) == pytest.approx(on_it)


def test_three_rungs_are_a_decade() -> None:
    ladder = list(itertools.accumulate(range(9), lambda value, _: rung(value, 1), initial=1e-4))
    assert ladder == pytest.approx([1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1])


def test_zero_stands_below_the_least_number(qtbot) -> None:
    box = LogSpinBox(0.0, 1e-3, 1, zero=True)
    qtbot.addWidget(box)
    box.show()
    assert box.text() == "0"
    seen = []
    for key in (UP, UP, DOWN, DOWN, DOWN):
        qtbot.keyClick(box, key)
        seen.append(box.value())
    assert seen == [1e-3, 2e-3, 1e-3, 0, 0]
    assert enter(qtbot, box, "0.5") == 0.5 and enter(qtbot, box, "0") == 0
    assert enter(qtbot, box, "1e-9") == 1e-3  # typed: the least that there is

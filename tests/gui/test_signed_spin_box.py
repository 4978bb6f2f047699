"""The field of a coordinate writes the minus of the program, and reads that of the keyboard."""

import pytest
from PySide6.QtCore import Qt

from core.format import MINUS
from gui.widgets import LogSpinBox, SignedSpinBox


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-7.0, f"x {MINUS}7"),
        (-0.25, f"x {MINUS}0.25"),
        (2.0, "x 2"),
        (-0.0, "x 0"),
        (-1e-9, f"x {MINUS}1e{MINUS}9"),
    ],
)
def test_it_is_written_with_a_minus(qtbot, value: float, written: str) -> None:
    field = SignedSpinBox(minimum=-100, prefix="x ")
    qtbot.addWidget(field)
    field.setValue(value)
    assert field.text() == written


@pytest.mark.parametrize("sign", ["-", MINUS])
def test_either_minus_may_be_typed(qtbot, sign: str) -> None:
    field = SignedSpinBox(minimum=-100)
    qtbot.addWidget(field)
    field.lineEdit().selectAll()
    field.lineEdit().insert(f"{sign}2.5")
    field.interpretText()
    assert field.value() == -2.5 and field.text() == f"{MINUS}2.5"


def entered(qtbot, field: SignedSpinBox, typed: str) -> float:
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return field.value()


@pytest.mark.parametrize("kind", [SignedSpinBox, LogSpinBox])
def test_what_is_shown_can_be_typed_and_what_nobody_typed_is_kept(qtbot, kind: type) -> None:
    field = kind()
    field.setRange(0, 10)
    field.setKeyboardTracking(False)
    qtbot.addWidget(field)
    field.show()
    exact = 1 + 1e-9
    field.setValue(exact)
    assert field.text() == "1" and field.value() == exact
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.clearFocus()
    assert field.value() == exact  # as nobody has typed
    assert entered(qtbot, field, "pi") == exact and field.text() == "1"
    with qtbot.waitSignal(field.valueChanged):
        assert entered(qtbot, field, "1") == 1


def test_it_takes_small_numbers(qtbot) -> None:
    field = SignedSpinBox(minimum=-9, maximum=9, prefix="x ", places=3)
    qtbot.addWidget(field)
    assert [entered(qtbot, field, each) for each in ("0.0004", "-1e-5")] == [0.0004, -1e-5]
    assert field.text() == f"x {MINUS}1e{MINUS}5"
    assert entered(qtbot, field, "1.0004") == 1.0004 and field.text() == "x 1.0004"


def test_arrows_come_to_round_numbers(qtbot) -> None:
    field = SignedSpinBox(minimum=-1, maximum=1, singleStep=0.1, places=3)
    qtbot.addWidget(field)
    field.setValue(0.20028)
    for value in (0.3, 0.4, 0.5):
        qtbot.keyClick(field, Qt.Key.Key_Up)
        assert field.value() == value
    for _ in range(9):
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 1.0


def test_an_arrow_goes_on_from_what_is_typed(qtbot) -> None:
    field = SignedSpinBox(maximum=9, singleStep=0.1, places=3, keyboardTracking=False)
    qtbot.addWidget(field)
    field.selectAll()
    qtbot.keyClicks(field, "2.5")
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 2.6


def test_a_narrow_field_writes_fewer_digits_and_keeps_them_all(qtbot) -> None:
    field = SignedSpinBox(minimum=-9, maximum=9, prefix="x ")
    qtbot.addWidget(field)
    field.setValue(-1.2345678e-5)
    field.show()
    shown = []
    for width in (200, 90, 200):
        field.setFixedWidth(width)
        shown.append(field.text())
        room = field.lineEdit().width()
        assert field.fontMetrics().horizontalAdvance(field.text()) <= room
    assert shown[0] == shown[2] == f"x {MINUS}1.23457e{MINUS}5"
    assert shown[1].startswith(f"x {MINUS}1.2") and shown[1].endswith(f"e{MINUS}5")
    assert field.value() == -1.2345678e-5


def test_what_is_too_large_is_the_very_end_of_a_narrow_field(qtbot) -> None:
    field = SignedSpinBox(maximum=0.99999)
    qtbot.addWidget(field)
    field.show()
    field.setFixedWidth(60)
    assert entered(qtbot, field, "2") == 0.99999

"""The field of a coordinate writes the minus of the program, and reads that of the keyboard."""

import pytest

from core.format import MINUS
from gui.widgets import SignedSpinBox


@pytest.mark.parametrize(
    ("value", "written"),
    [(-7.0, f"x {MINUS}7"), (-0.25, f"x {MINUS}0.25"), (2.0, "x 2"), (-1e-9, "x 0")],
)
def test_it_is_written_with_a_minus(qtbot, value: float, written: str) -> None:
    field = SignedSpinBox(decimals=3, minimum=-100, prefix="x ")
    qtbot.addWidget(field)
    field.setValue(value)
    assert field.text() == written


@pytest.mark.parametrize("sign", ["-", MINUS])
def test_either_minus_may_be_typed(qtbot, sign: str) -> None:
    field = SignedSpinBox(decimals=3, minimum=-100)
    qtbot.addWidget(field)
    field.lineEdit().selectAll()
    field.lineEdit().insert(f"{sign}2.5")
    field.interpretText()
    assert field.value() == -2.5 and field.text() == f"{MINUS}2.5"

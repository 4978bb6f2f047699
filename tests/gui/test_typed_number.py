"""Number fields read what is typed in the same way, and turn nothing into another number."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox

from core.format import MINUS, number
from core.language.literals import read_value
from gui.arena.panel import ArenaPanel
from gui.widgets import LogSpinBox, SignedSpinBox, WholeSpinBox
from gui.widgets.typed_number import read_number, read_whole


def enter(qtbot, field: QAbstractSpinBox, typed: str) -> float:
    """Letter by letter, as a hand or an input method does, to the end."""
    field.lineEdit().selectAll()
    for letter in typed:
        if letter.isascii():
            qtbot.keyClicks(field, letter)
        else:
            field.lineEdit().insert(letter)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return field.value()


NUMBERS = [
    ("1.5", 1.5),
    ("1,5", 1.5),
    ("1，5", 1.5),
    ("１．５", 1.5),
    ("１。５", 1.5),
    (" .5 ", 0.5),
    ("1e-3", 0.001),
    ("1E−3", 0.001),
    ("１ｅ－３", 0.001),
    ("2.", 2.0),
    ("10⁻³", 0.001),
    ("1.5×10⁻³", 0.0015),
]


@pytest.mark.parametrize(("typed", "number"), NUMBERS)
def test_every_field_reads_a_number_alike(qtbot, typed: str, number: float) -> None:
    assert read_number(typed) == number
    for field in (
        SignedSpinBox(minimum=-9, maximum=9, prefix="x ", value=7.0),
        LogSpinBox(7.0, 1e-6, 9.0),
    ):
        qtbot.addWidget(field)
        assert enter(qtbot, field, typed) == number


@pytest.mark.parametrize("typed", ["-1,5", "−1.5", "－１．５"])
def test_it_may_be_negative(qtbot, typed: str) -> None:
    field = SignedSpinBox(minimum=-9, maximum=9, prefix="x ")
    qtbot.addWidget(field)
    assert enter(qtbot, field, typed) == -1.5 and field.text() == f"x {MINUS}1.5"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("20", 20),
        ("２０", 20),
        ("1 000", 1000),
        ("1,000", 1000),
        ("1，000", 1000),
        ("1e3", 1000),
        ("10³", 1000),
    ],
)
def test_a_whole_number_may_stand_in_groups(qtbot, typed: str, number: int) -> None:
    field = WholeSpinBox(minimum=5, maximum=2000, value=60)
    qtbot.addWidget(field)
    assert enter(qtbot, field, typed) == read_whole(typed) == number
    assert field.text() == str(number)


NO_NUMBERS = ["", "1e", "1.2.3", "--1", "1,000,5", "-", "e3", "1e999", "1-3"]
NO_NUMBERS += ["1/2", "2*3", "0x10", "5q", "1 2/", "½ 1"]


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_what_is_no_number_leaves_the_one_that_was(qtbot, typed: str) -> None:
    assert read_number(typed) is None and read_whole(typed) is None
    for field in (
        SignedSpinBox(minimum=-9, maximum=9, value=7.0),
        WholeSpinBox(minimum=5, maximum=2000, value=7),
        LogSpinBox(7.0, 1e-6, 9.0),
    ):
        field.setKeyboardTracking(False)
        qtbot.addWidget(field)
        assert enter(qtbot, field, typed) == 7 and field.text() == "7"


@pytest.mark.parametrize("typed", ["1,5", "1e-3", "0.5"])
def test_a_fraction_is_no_whole_number(qtbot, typed: str) -> None:
    field = WholeSpinBox(minimum=0, maximum=2000, value=60)
    field.setKeyboardTracking(False)
    qtbot.addWidget(field)
    assert enter(qtbot, field, typed) == 60 and field.text() == "60"


def test_what_is_too_large_is_the_end_of_the_field(qtbot) -> None:
    coordinate = SignedSpinBox(minimum=-9, maximum=9, value=7.0)
    coordinate.setKeyboardTracking(False)
    steps = WholeSpinBox(minimum=5, maximum=2000, value=60)
    for field in (coordinate, steps):
        qtbot.addWidget(field)
    assert [enter(qtbot, coordinate, each) for each in ("1e-4", "0", "-20", "30")] == [
        1e-4,
        0,
        -9,
        9,
    ]
    assert [enter(qtbot, steps, each) for each in ("3", "3000", "-7")] == [5, 2000, 5]


@pytest.mark.parametrize("kind", [SignedSpinBox, WholeSpinBox])
def test_nobody_types_into_the_words_around_a_number(qtbot, kind: type) -> None:
    """Qt would write them twice."""
    field = kind(prefix="at ", suffix=" px", maximum=90, value=7)
    qtbot.addWidget(field)
    places = [(1, Qt.Key.Key_Backspace), (2, Qt.Key.Key_Backspace), (7, Qt.Key.Key_Backspace)]
    for place, key in (*places, (7, Qt.Key.Key_Q)):
        field.lineEdit().setCursorPosition(place)
        qtbot.keyClick(field, key)
        assert field.text() == "at 7 px"


def test_the_fields_of_a_race_read_as_its_learning_rate_does(qtbot, arena: ArenaPanel) -> None:
    """A start at 1,5 went to 15, and one at 1e-3 to 13."""
    setup = arena.pages.setup
    arena.pages.show_page("setup")
    _, x, y, _ = setup._fields[0]
    for typed, place in (("1,5", 1.5), ("1，25", 1.25), ("1e-3", 0.001)):
        enter(qtbot, x, typed)
        enter(qtbot, y, f"-{typed}")
        assert arena.session.setup.start == (place, -place)
    steps = arena.session.setup.steps
    for typed in ("1,5", "1e-3"):
        enter(qtbot, setup.steps, typed)
        assert arena.session.setup.steps == steps and setup.steps.value() == steps
    enter(qtbot, setup.steps, "４０")
    assert arena.session.setup.steps == 40


@pytest.mark.parametrize("typed", ["3²", "10₃", "2⁵", "²", "10^3"])
def test_a_digit_that_is_high_or_low_is_no_digit_like_the_others(qtbot, typed: str) -> None:
    assert read_number(typed) is read_whole(typed) is None
    field = LogSpinBox(7.0, 1e-6, 999.0)
    qtbot.addWidget(field)
    assert enter(qtbot, field, typed) == 7.0


def test_groups_of_digits_as_they_are_shown_are_read() -> None:
    assert read_number(number(27_024.5, 7)) == 27_024.5
    assert read_whole(number(1_234_567.0)) == 1_234_567
    assert read_value(number(-27_024.0).replace(MINUS, "-")) == -27_024

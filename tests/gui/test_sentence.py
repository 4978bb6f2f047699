"""Sentences are wrapped between words, and not within a formula."""

import pytest
from PySide6.QtGui import QTextLayout, QTextOption

from gui.widgets import Sentence, unbroken


def lines(text: str, width: float) -> list[str]:
    """The text as Qt wraps it into lines so wide."""
    layout = QTextLayout(unbroken(text))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    found = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        found.append(layout.text()[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    shown = (line.replace("\N{WORD JOINER}", "").strip() for line in found)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in shown]


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("What is left of both together is (P − t)/2, and nothing else of it.", "(P − t)/2"),
        ("The derivative was computed from its input, 1 − x², not its output.", "1 − x²"),
        ("σ′ was computed from the input, x(1 − x), not from the output.", "x(1 − x)"),
        ("It gets the gradient of what follows, ∂L/∂y = 3, from above.", "= 3"),
        ("平方的导数：上游梯度 (3 · 2) 再乘以这个数。", "(3 · 2)"),
    ],
)
def test_a_formula_is_in_one_line_whatever_the_width(qapp, text: str, formula: str) -> None:
    seen = {tuple(lines(text, width)) for width in range(120, 600, 5)}
    assert len(seen) > 3, "it is wrapped in several ways"
    assert all(any(formula in line for line in wrapped) for wrapped in seen)


def test_words_and_long_sums_are_wrapped_as_ever(qapp) -> None:
    for text in (
        "A bracket (with words in it) and a number.",
        "It is (that) = all",
        "rate × slope",
    ):
        assert unbroken(text) == text
    total = " + ".join(f"{n}.25" for n in range(40))
    assert len(lines(f"s = {total} = 780", 200)) > 8


def test_what_is_read_aloud_and_copied_is_what_was_said(qtbot) -> None:
    sentence = Sentence()
    qtbot.addWidget(sentence)
    sentence.setText("This is (P − t)/2.")
    assert sentence.text() == sentence.accessibleName() == "This is (P − t)/2."

"""What stands around the cursor, and what could be meant. In the texts `|` is the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.completion import is_known, suggestions, taken
from core.language.cursor import (
    Brackets,
    Call,
    brackets_at,
    call_at,
    is_balanced,
    one_line,
    word_at,
)
from core.language.expression import OTHER_NAMES
from core.messages import LANGUAGES
from core.ops import OPS


def at(marked: str) -> tuple[str, int]:
    return marked.replace("|", ""), marked.index("|")


def names(marked: str) -> list[str]:
    return [suggestion.name for suggestion in suggestions(*at(marked))]


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        ("e = si|", "si"),
        ("e = si|gm + 1", "sigm"),
        ("e = |si", ""),
        ("e = 2|", ""),
        ("e = 2x|", "x"),
        ("e = _x|", "_x"),
        ("e = 12\u202f345|", ""),
        ("损失 = 甲|", "甲"),
        ("e = W1|", "W1"),
        ("e = a # si|", ""),
    ],
)
def test_the_word_at_the_cursor(marked, word):
    text, cursor = at(marked)
    start, end = word_at(text, cursor)
    assert text[start:end] == word


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("(a + b)|", Brackets(6, 0)),
        ("|(a + b)", Brackets(0, 6)),
        ("f(|(a))", Brackets(1, 5)),
        ("(a|", None),
        ("(|a", Brackets(0, None)),
        ("a)|", Brackets(1, None)),
        ("([a)|", Brackets(3, None)),
        ("（甲 + [1, 2]）|", Brackets(11, 0)),
        ("(a; b)|", Brackets(5, None)),
        ("a # (|", None),
    ],
)
def test_brackets_and_their_partners(marked, found):
    assert brackets_at(*at(marked)) == found


def test_balance():
    assert is_balanced("e = max（a, [1, 2]) # ((")
    assert not is_balanced("(a") and not is_balanced("a)") and not is_balanced("(a; b)")


@pytest.mark.parametrize(
    ("marked", "call"),
    [
        ("affine(|", Call("affine", 0, 0)),
        ("e = affine(X, |", Call("affine", 4, 1)),
        ("affine(X, relu(W|), b)", Call("relu", 10, 0)),
        ("affine(X, relu(W)|, b)", Call("affine", 0, 1)),
        ("affine(X, W，b|)", Call("affine", 0, 2)),
        ("affine(X, [1, 2|], b)", Call("affine", 0, 1)),
        ("affine((X, |", Call("affine", 0, 0)),
        ("sin(x)|", None),
        ("(a, b|", None),
        ("foo(a, |", None),
        ("sin(x; a|", None),
    ],
)
def test_the_function_whose_arguments_are_typed(marked, call):
    assert call_at(*at(marked)) == call


def test_names_of_the_text_come_before_operations():
    assert names("sum_of = a + b; e = su|")[:2] == ["sum_of", "sum"]
    assert names("e = si|") == ["sin", "sigmoid"]
    assert names("e = ent|") == ["cross_entropy", "softmax_cross_entropy"]


@pytest.mark.parametrize(("other", "name"), OTHER_NAMES.items())
def test_operations_are_found_under_their_other_names(other, name):
    assert name in names(f"e = {other}|")


def test_nothing_typed_offers_everything():
    assert {*OPS, "e", "a"} <= set(names("e = a + |"))
    assert names("e = qqq|") == []


def test_every_suggestion_says_what_it_is():
    for suggestion in suggestions("y = 1; ", 7):
        assert all(suggestion.about.text(language) for language in LANGUAGES)
        assert suggestion.is_operation == (suggestion.name in OPS)


@pytest.mark.parametrize(
    ("marked", "after"),
    [
        ("e = sig|", "e = sigmoid(|)"),
        ("e = sig|(x)", "e = sigmoid(|x)"),
        ("e = si|g + 1", "e = sigmoid(|) + 1"),
        ("alpha = 1; e = al|", "alpha = 1; e = alpha|"),
        ("λ = 1; e = |", "λ = 1; e = λ|"),
    ],
)
def test_taking_a_suggestion(marked, after):
    text, cursor = at(marked)
    wanted = "sigmoid" if "sigm" in after else ("alpha" if "alpha" in after else "λ")
    chosen = next(s for s in suggestions(text, cursor) if s.name == wanted)
    found = taken(text, cursor, chosen)
    assert (found.text, found.cursor) == at(after)


def test_what_is_complete_needs_no_suggestions():
    assert is_known(*at("e = sin|")) and is_known(*at("alpha = 1; e = alpha|"))
    assert not is_known(*at("alpha = 1; e = alp|"))


@given(st.text("ab(（[)]］,;#\n λ1甲", max_size=20), st.data())
def test_any_text_and_any_cursor(text, data):
    cursor = data.draw(st.integers(0, len(text)))
    found = brackets_at(text, cursor)
    if found and found.partner is not None:
        assert brackets_at(text, found.partner + 1).partner is not None
    call_at(text, cursor)
    for suggestion in suggestions(text, cursor)[:3]:
        assert suggestion.name in taken(text, cursor, suggestion).text


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("a = 1;\nb", "a = 1; b"),
        ("c = a + b\r\n\n  e = c * 2\n", "c = a + b; e = c * 2"),
        ("e = (a\n  + b)\nf = e", "e = (a + b); f = e"),
        ("e = max（a,\n b）；\nf = e", "e = max（a, b）; f = e"),
        ("# note\na = 1  # one\nb = a * 2", "a = 1; b = a * 2"),
        ("a = 1  # one", "a = 1  # one"),
        ("", ""),
    ],
)
def test_several_lines_become_one(lines, line):
    assert one_line(lines) == line

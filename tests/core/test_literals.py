"""Numbers and rows of numbers as text."""

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core.language.literals import MAX_AXES, MAX_TEXT, NotLiteralError, read_literal, read_value
from core.messages import LANGUAGES, StudioError


@given(
    arrays(
        float,
        st.just(()) | array_shapes(max_dims=MAX_AXES, max_side=3),
        elements=st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_what_numpy_writes_as_a_list_is_read_back_to_the_bit(array):
    read = read_value(repr(array.tolist()))
    assert read.dtype == np.float64 and read.shape == array.shape
    np.testing.assert_array_equal(read, array)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        (" -0.5\n", -0.5),
        ("−2", -2),
        ("+1e-3", 0.001),
        ("1_000", 1000),
        ("[1, -2, +3]", [1, -2, 3]),
        ("[[1, 2],\n [3, 4]]", [[1, 2], [3, 4]]),
        ("［［１，２］，［−３，４．５］］", [[1, 2], [-3, 4.5]]),
    ],
)
def test_what_people_type(text, value):
    np.testing.assert_array_equal(read_value(text), value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "1 2",
        "1; 2",
        "1\n2",
        "x = 1",
        "nan",
        "inf",
        "1e999",
        "-1e999",
        "9" * 5000,
        "True",
        "'3'",
        "2j",
        "(1, 2)",
        "[]",
        "[[]]",
        "[1, [2]]",
        "[[1, 2], [3]]",
        "[1, x]",
        "[1, True]",
        "[[[[[1]]]]]",
        "[1, 2",
        "1is 2",
        "'\\d'",
        "\0",
        "\ud800",
        "__import__('os')",
        "[i for i in [1]]",
        "[" * 10_000,
        "-" * 100_000 + "1",
        "1+" * 90_000 + "1",
    ],
)
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(StudioError) as caught:
        read_value(text, "W")
    assert caught.value.message.key == "core.value.not_a_value"
    for language in LANGUAGES:
        sentence = caught.value.message.text(language)
        assert "W" in sentence and len(sentence) < 200


@given(st.text(alphabet="0123456789.eE+-−[], \nx_１，［］", max_size=40) | st.text(max_size=40))
def test_any_text_is_an_array_of_numbers_or_a_sentence(text):
    try:
        assert np.isfinite(read_value(text)).all()
    except StudioError as error:
        assert error.message.key.startswith("core.value.")


def test_a_text_too_long_to_be_typed_is_not_even_parsed(monkeypatch):
    monkeypatch.setattr(ast, "parse", None)
    with pytest.raises(StudioError) as caught:
        read_value("1" * (MAX_TEXT + 1))
    assert caught.value.message.key == "core.value.too_long"


@pytest.mark.parametrize(
    ("text", "key", "culprit"),
    [
        ("[1, 'x']", "not_a_number", "'x'"),
        ("[1, 1e999]", "too_large", "1e999"),
        ("[[1], [2, 3]]", "matrix", "[[1], [2, 3]]"),
        ("[1, [2, x]]", "matrix", "[2, x]"),
    ],
)
def test_the_part_that_is_wrong_is_named(text, key, culprit):
    with pytest.raises(NotLiteralError) as caught:
        read_literal(ast.parse(text, mode="eval").body)
    assert caught.value.key == key
    assert ast.get_source_segment(text, caught.value.tree) == culprit


@pytest.mark.parametrize("text", ["x", "f(1)", "-x", "- -1", "(1, 2)"])
def test_what_is_something_else_is_not_a_literal(text):
    assert read_literal(ast.parse(text, mode="eval").body) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", 1 / 3),
        ("-2**0.5", -(2**0.5)),
        ("(1 + 2) × 4", 12.0),
        ("[[1/2, -3*2]]", [[0.5, -6.0]]),
        ("--3", 3.0),
    ],
)
def test_a_value_may_be_worked_out(text, value):
    assert read_value(text).tolist() == value


@pytest.mark.parametrize(
    "text", ["1/0", "9**9**9", "(-1)**0.5", "a/3", "[1, 2]*3", "1//2", "1e308*10"]
)
def test_arithmetic_without_a_number_as_its_result_is_no_value(text):
    with pytest.raises(StudioError, match="is not a value"):
        read_value(text, "a")


def test_no_sentence_has_the_marks_of_code_in_it():
    """A backtick is for a manual; people read quotation marks."""
    folder = Path(__file__).resolve().parents[2] / "resources" / "i18n"
    assert not [path for path in folder.rglob("*.toml") if "`" in path.read_text("utf-8")]

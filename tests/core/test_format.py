"""One formatter for every number on the screen."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.format import (
    MINUS,
    NARROW,
    as_given,
    latex_number,
    number,
    on_axis,
    shape,
    whole,
)

SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (3, "3"),
        (3.0, "3"),
        (0, "0"),
        (-0.0, "0"),
        (-0.25, "−0.25"),
        (1 / 3, "0.3333"),
        (2 / 3, "0.6667"),
        (100, "100"),
        (1234.5678, "1235"),
        (12345, "12\u202f345"),
        (27024.0, "27\u202f024"),
        (12345.67, "12\u202f346"),
        (-99999, "−99\u202f999"),
        (9999.9, "10\u202f000"),
        (1234567, "1\u202f234\u202f567"),
        (9999999.4, "9\u202f999\u202f999"),
        (9999999.6, "1×10⁷"),
        (12345678, "1.235×10⁷"),
        (0.99999, "1"),
        (123456, "123\u202f456"),
        (0.0001, "0.0001"),
        (0.000012, "1.2×10⁻⁵"),
        (-1e-300, "−1×10⁻³⁰⁰"),
        (5e-324, "4.941×10⁻³²⁴"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (np.nan, "nan"),
        (np.float32(0.1), "0.1"),
        (np.array(2.5), "2.5"),
        (True, "1"),
    ],
)
def test_numbers_as_they_are_written(x, text):
    assert number(x) == text


@pytest.mark.parametrize(
    ("x", "spacing", "text"),
    [
        (-1.8485, 0.0005, "−1.8485"),
        (-1.85, 0.0005, "−1.85"),
        (2.75, 0.25, "2.75"),
        (1e13 + 5, 5.0, "10\u202f000\u202f000\u202f000\u202f005"),
        (5.551115123125783e-17, 0.1, "0"),
        (0.30000000000000004, 0.1, "0.3"),
        (-4.0, 2.0, "−4"),
        (3e-7, 1e-7, "3×10⁻⁷"),
        (2e20, 1e20, "2×10²⁰"),
        (0.0, 0.0, "0"),
    ],
)
def test_numbers_at_an_axis_have_the_digits_of_its_spacing(x, spacing, text):
    assert on_axis(x, spacing) == text


@given(
    st.floats(-1e6, 1e6),
    st.sampled_from([n * 10.0**p for n in (1, 2, 2.5, 5) for p in range(-8, 6)]),
)
def test_no_number_at_an_axis_is_that_of_the_next(low, spacing):
    first = np.ceil(low / spacing)
    words = [on_axis(n * spacing, spacing) for n in (first, first + 1, first + 2)]
    assert len(set(words)) == 3


@pytest.mark.parametrize(
    ("digits", "text"), [(1, "3"), (2, "3.1"), (3, "3.14"), (6, "3.14159"), (12, "3.14159265359")]
)
def test_the_digits_can_be_chosen(digits, text):
    assert number(np.pi, digits) == text


@given(st.integers(-9_999_999, 9_999_999), st.integers(1, 17))
def test_a_whole_number_of_seven_digits_is_written_whole(n, digits):
    assert number(n, digits) == number(float(n), digits) == whole(n)
    assert whole(n).replace(NARROW, "").replace(MINUS, "-") == str(n)


def read_back(text: str) -> float:
    mantissa, _, power = text.replace(MINUS, "-").replace(NARROW, "").partition("×10")
    return float(f"{mantissa}e{power.translate(SUPERSCRIPT) or 0}")


@given(st.floats(-1e308, 1e308), st.integers(1, 17))
def test_a_number_is_shown_to_the_given_digits_and_no_more(x, digits):
    text = number(x, digits)
    assert read_back(text) == pytest.approx(x, rel=0.5001 * 10.0 ** (1 - digits), abs=1e-322)
    mantissa = text.partition("×")[0]
    significant = re.sub(r"^0+|[^0-9]", "", mantissa.lstrip(MINUS).lstrip("0."))
    assert len(significant.rstrip("0")) <= digits or 10.0**digits / 2 <= abs(x) < 1e7
    assert len(text) <= digits + 12


@given(finite)
def test_no_hyphen_and_no_negative_zero(x):
    text = number(x)
    assert "-" not in text and "e" not in text
    assert text.startswith(MINUS) == (x < 0)


@given(finite)
def test_a_number_looks_the_same_in_a_formula(x):
    tex = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", latex_number(x))
    assert float(tex.replace(r"\,", "")) == read_back(number(x))


def test_special_numbers_in_a_formula():
    assert [latex_number(x) for x in (np.inf, -np.inf)] == [r"\infty", r"-\infty"]
    assert latex_number(np.nan) == r"\mathrm{nan}"


@pytest.mark.parametrize(
    ("given_to", "text"),
    [(np.zeros((100, 784)), "100×784"), ((3,), "(3,)"), ([2, 3, 4], "2×3×4"), (np.float64(1), "")],
)
def test_shapes(given_to, text):
    assert shape(given_to) == text


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (623_319.4, "623\u202f319"),
        (-12_345.0, "−12\u202f345"),
        (0.25, "0.25"),
        (999.0, "999"),
        (1234.6, "1235"),
        (-1_290_110.45, "−1\u202f290\u202f110"),
        (0.123456, "0.1235"),
        (1e7, "1×10⁷"),
        (1.5e-9, "1.5×10⁻⁹"),
        (float("nan"), "nan"),
        (float("-inf"), "−∞"),
    ],
)
def test_only_what_stands_before_the_point_is_written_in_groups(x, text):
    assert number(x) == text


@pytest.mark.parametrize("written", [number, whole, latex_number, as_given])
def test_all_write_four_digits_as_they_are_and_more_in_groups(written) -> None:
    """“1 024” stood beside “1024”, and “123456” beside “123 456”."""
    gap = r"\," if written is latex_number else NARROW
    assert [written(n) for n in (1024, 16_384, 623_319)] == ["1024", f"16{gap}384", f"623{gap}319"]


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (-12_345, "−12\u202f345"),
        (19_999.6, "20\u202f000"),
        (-0.2, "0"),
        (10**12, "1×10¹²"),
        (-12_345 * 10**400, "−1.234×10⁴⁰⁴"),
        (float("inf"), "∞"),
    ],
)
def test_whole_numbers(n, text):
    assert whole(n) == text


@pytest.mark.parametrize(
    ("x", "digits", "tex"),
    [
        (-1_290_110.45, 10, r"-1\,290\,110.45"),
        (12.3456789, 9, "12.3456789"),
        (1e100, 4, r"1 \cdot 10^{100}"),
        (np.inf, 4, r"\infty"),
    ],
)
def test_digits_after_the_point_and_powers_stand_in_no_groups(x, digits, tex):
    assert latex_number(x, digits) == tex

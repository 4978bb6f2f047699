"""Pieces of formulas, and how they are said."""

import numpy as np
import pytest

from core.explain.formulas import (
    Kind,
    interval,
    line,
    local,
    matrix,
    partial_tex,
    place,
    put_in,
    spoken,
    sum_over,
    total,
)
from core.graph import Edge
from core.language.expression import parse

GRAPH = parse("y = x1 * x1 + 误差 * (-1)")


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\frac{a}{b}", "a/b"),
        (r"\frac{1}{2\sqrt{x}}", "1/(2√x)"),
        (r"\frac{-2}{3^2}", "(−2)/3^2"),
        (r"X^\top G", "Xᵀ G"),
        (r"\begin{pmatrix} 1 & -2 \\ 0 & 1 \end{pmatrix}", "[[1, −2], [0, 1]]"),
        (r"\sum_{i, j} x \odot y", "Σ_i, j x ⊙ y"),
        (r"(2 \times 3) = (2 \times 4) \cdot (4 \times 3)", "(2 × 3) = (2 × 4) · (4 × 3)"),
        (r"1(x \ge 0)", "1(x ≥ 0)"),
        (r"\mathrm{softmax}(S)", "softmax(S)"),
        (r"x \; {+}{=} \; 2", "x += 2"),
        (r"{-}3 + \cdots", "−3 + …"),
        (r"1.5 \cdot 10^{-9}", "1.5 · 10^−9"),
    ],
)
def test_tex_is_said_in_plain_text(tex: str, plain: str) -> None:
    assert spoken(tex) == plain


def test_names_are_put_in_and_constants_by_their_number() -> None:
    tex = f"{partial_tex(GRAPH, 'x1')} = {place('x1')} \\cdot {place('-1')}"
    found = line(GRAPH, Kind.RULE, tex)
    assert found.tex == r"\frac{\partial y}{\partial x_{1}} = x_{1} \cdot ({-}1)"
    assert found.plain == "∂y/∂x₁ = x₁ · (−1)"
    assert line(GRAPH, Kind.RULE, place("误差")).tex == ""


def test_the_two_uses_of_a_square_have_a_mark_each() -> None:
    assert local(GRAPH, Edge("x1", "c", 0)).endswith("^{(1)}}")
    assert local(GRAPH, Edge("x1", "c", 1)).endswith("^{(2)}}")
    assert "^" not in local(GRAPH, Edge("c", "y", 0))


def test_only_small_arrays_are_written_out() -> None:
    assert matrix(np.array(-2.0)) == "({-}2)"
    assert matrix(np.array([1.0, 2.0])) == r"\begin{pmatrix} 1 & 2 \end{pmatrix}"
    assert matrix(np.array([1.0, 2.0]), turned=True) == matrix(np.array([1.0, 2.0]))
    assert matrix(np.array([[1.0, 2.0]]), turned=True) == (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}")
    assert matrix(np.ones((2, 5))) == matrix(np.ones((5, 2))) == matrix(np.ones((2, 2, 2))) == ""
    assert matrix(np.ones((0, 2))) == ""
    assert put_in("<a> <b>", {"a": np.array(1.0), "b": np.ones(9)}) == ""


def test_an_interval_needs_finite_numbers() -> None:
    assert interval(np.array([-1.0, 2.0])) == r"\in [{-}1, 2]^{2}"
    assert interval(np.array([np.nan, 2.0])) == r"\in \mathbb{R}^{2}"


def test_long_sums_are_abridged_in_the_middle() -> None:
    terms = [np.array(float(i)) for i in range(1, 9)]
    assert total(terms[:3], 6, "…") == "1 + 2 + 3"
    assert total(terms, 6, "…") == "1 + 2 + 3 + 4 + … + 8"
    assert total([np.ones((2, 3)), np.ones((2, 3))], 6, "…") == r"(2 \times 3) + (2 \times 3)"


def test_repeated_axes_have_letters() -> None:
    assert sum_over(()) == ""
    assert sum_over((0, 2)) == r"\sum_{i, k} "

"""Pieces of formulas, and how they are said."""

import numpy as np
import pytest

from core.explain.aloud import spoken
from core.explain.formulas import (
    Kind,
    interval,
    line,
    local,
    matrix,
    partial_tex,
    place,
    put_in,
    sum_over,
    tidied,
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
        (r"\frac{1}{2\sqrt{1 \cdot 10^{{-}9}}}", "1/(2√(1×10⁻⁹))"),
        (r"\frac{-2}{3^2}", "(−2)/3²"),
        (r"\frac{1}{(3 \cdot 10^{-5})^2}", "1/(3×10⁻⁵)²"),
        (r"y \cdot {x}^{y - 1}", "y · x^(y − 1)"),
        (r"{({-}3)}^{({-}2)} + e^{{-}0.5}", "(−3)^(−2) + e^(−0.5)"),
        (r"\frac{\partial y}{\partial x^{(1)}}", "∂y/∂x⁽¹⁾"),
        (r"1 - \tanh^2 x", "1 − tanh² x"),
        (r"c \odot (g - \langle g, c \rangle)", "c ⊙ (g − ⟨g, c⟩)"),
        (r"X^\top G", "Xᵀ G"),
        (r"\begin{pmatrix} 1 & -2 \\ 0 & 1 \end{pmatrix}", "[[1, −2], [0, 1]]"),
        (r"\sum_{i, j} x \odot y", "Σᵢⱼ x ⊙ y"),
        (r"(2 \times 3) = (2 \times 4) \cdot (4 \times 3)", "(2 × 3) = (2 × 4) · (4 × 3)"),
        (r"1(x \ge 0)", "1(x ≥ 0)"),
        (r"\mathrm{softmax}(S)", "softmax(S)"),
        (r"x \; {+}{=} \; 2", "x += 2"),
        (r"{-}3 + \cdots", "−3 + …"),
        (r"1.5 \cdot 10^{-9}", "1.5×10⁻⁹"),
    ],
)
def test_tex_is_said_in_plain_text(tex: str, plain: str) -> None:
    assert spoken(tex) == plain


@pytest.mark.parametrize(
    ("tex", "tidy"),
    [
        (r"|({-}3)|", r"|{-}3|"),
        (r"\sigma(({-}3))(1 - \sigma(({-}3)))", r"\sigma({-}3)(1 - \sigma({-}3))"),
        (r"\frac{({-}3)}{(1 \cdot 10^{{-}9})}", r"\frac{{-}3}{1 \cdot 10^{{-}9}}"),
        (r"\sqrt{(1 \cdot 10^{9})}", r"\sqrt{1 \cdot 10^{9}}"),
        (r"{({-}3)}^{2} \cdot ({-}4)", r"{({-}3)}^{2} \cdot ({-}4)"),
        (r"x^{(1)}", r"x^{(1)}"),
        (r"\sin ({-}3) - ({-}\infty)", r"\sin ({-}3) - ({-}\infty)"),
    ],
)
def test_a_number_has_brackets_only_beside_an_operator(tex: str, tidy: str) -> None:
    assert tidied(tex) == tidy


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


def test_a_number_in_groups_is_one_piece():
    """In brackets where its sign asks for it, and nowhere else; spoken without a break."""
    assert spoken(r"\frac{12\,345}{2}") == "12\u202f345/2"
    assert spoken(r"12\,345^{2}") == "12\u202f345²"
    assert tidied(r"|({-}12\,345)|") == r"|{-}12\,345|"

"""A gradient that is a sum of arrays: all stages in numbers, on the card and in what is copied."""

import numpy as np

from core.explain.derivation import Kind
from core.explain.listing import step_formula
from tests.core.test_derivation import of_event, total_of, traced

ONES, TWICE = "[1, 1, 1]", "[0.2, −0.5, 0.7]"


def test_small_arrays_are_collected_in_numbers_and_have_all_stages() -> None:
    trace = traced("L = sum(Y * Y) + sum(Y)", Y=[0.2, -0.5, 0.7])
    sums = [of_event(trace, i)[Kind.SUM].plain for i in trace.arrivals["Y"]]
    assert sums == [
        f"∂L/∂Y = {ONES} + …",
        f"∂L/∂Y = {ONES} + {TWICE} + …",
        f"∂L/∂Y = {ONES} + {TWICE} + {TWICE}",
    ]
    total = total_of(trace)
    assert list(total) == [Kind.RULE, Kind.UPSTREAM, Kind.NUMBERS, Kind.SHAPES]
    assert total[Kind.UPSTREAM].plain == f"= 1 · 𝟏 + {ONES} ⊙ Y + {ONES} ⊙ Y"
    column = "[[0.2], [−0.5], [0.7]]"
    assert total[Kind.NUMBERS].plain == (
        f"= [[1], [1], [1]] + {column} + {column} = [[1.4], [0], [2.4]]"
    )
    assert total[Kind.SHAPES].plain == "(3,) = (3,) + (3,) + (3,)"


def test_matrices_are_added_in_rows_that_break() -> None:
    trace = traced("L = sum(Y @ Y) + sum(Y * Y)", Y=np.eye(3))
    total, ones = total_of(trace), "[[1, 1, 1], [1, 1, 1], [1, 1, 1]]"
    assert total[Kind.UPSTREAM].plain == f"= {ones} ⊙ Y + … + Yᵀ {ones}"
    written = total[Kind.NUMBERS].plain
    assert written.count(" + ") == 3 and written.endswith("= [[4, 2, 2], [2, 4, 2], [2, 2, 4]]")


def test_of_terms_that_are_too_large_the_sum_alone_is_written() -> None:
    trace = traced("L = " + " + ".join(["sum(Y * Y)"] * 3), Y=np.eye(4))
    written = total_of(trace)[Kind.NUMBERS].plain
    assert written.startswith("= [[6, 0, 0, 0], [0, 6") and "+" not in written
    last = of_event(trace, trace.arrivals["Y"][-1])
    assert last[Kind.SUM].plain == "(4 × 4) = " + " + ".join(["(4 × 4)"] * 6)


def test_a_number_used_by_arrays_has_what_came_from_above_put_in() -> None:
    total = total_of(traced("L = sum(a * Y) + a", a=3.0, Y=[1.0, 2.0]))
    assert total[Kind.UPSTREAM].plain == "= 1 · ∂L/∂a⁽²⁾ + Σᵢ [1, 1] ⊙ Y"
    assert total[Kind.NUMBERS].plain == "= 1 + 3 = 4"


def test_a_contribution_that_begins_with_a_minus_is_added_in_brackets() -> None:
    trace = traced("L = cross_entropy(P, T) + sum(P)", P=[[0.5, 0.5]], T=[[0.0, 1.0]])
    upstream = total_of(trace)[Kind.UPSTREAM].plain
    assert upstream.startswith("= 1 · 𝟏 + (−1 ·")


def test_a_long_sum_of_arrays_is_broken_into_rows_and_ends_with_the_result() -> None:
    trace = traced("L = sum(Y @ Y) + sum(Y * Y)", Y=np.eye(3))
    rows = step_formula(trace, len(trace) - 1).splitlines()[1:-1]
    ones = r"\begin{pmatrix} 1 & 1 & 1 \\ 1 & 1 & 1 \\ 1 & 1 & 1 \end{pmatrix}"
    unit = r"\begin{pmatrix} 1 & 0 & 0 \\ 0 & 1 & 0 \\ 0 & 0 & 1 \end{pmatrix}"
    assert [row.strip().removesuffix(r" \\") for row in rows[1:-1]] == [
        rf"&= {ones} \odot Y + \cdots + Y^\top {ones}",
        rf"&= {unit} + {unit}",
        rf"&\quad {{}} + {ones} + {ones}",
        r"&= \begin{pmatrix} 4 & 2 & 2 \\ 2 & 4 & 2 \\ 2 & 2 & 4 \end{pmatrix}",
    ]
    so_far = step_formula(trace, trace.arrivals["Y"][2])
    assert rf"\frac{{\partial L}}{{\partial Y}} &= {unit} + {unit}" in so_far
    assert rf"  &\quad {{}} + {ones} + \cdots" in so_far

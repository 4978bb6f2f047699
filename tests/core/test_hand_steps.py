"""Steps by which a hand moves a number."""

import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.editing.steps import Scales, exponent_of, stepped

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: float(f"{x:.6g}"))


@pytest.mark.parametrize(
    ("value", "step"),
    [
        (2, "0.1"),
        (0.03, "0.001"),
        (-0.5, "0.01"),
        (25, "1"),
        (100, "10"),
        (0, "0.1"),
        (9.99, "0.1"),
    ],
)
def test_the_step_follows_the_number(value: float, step: str) -> None:
    assert Decimal(10) ** exponent_of(value) == Decimal(step)


@given(numbers, st.integers(-500, 500), st.integers(-6, 4))
def test_results_are_decimals_as_one_would_write_them(value: float, n: int, power: int) -> None:
    assume(n)
    after = stepped(value, n, power)
    assert Decimal(repr(after)) % Decimal(10) ** power == 0


@given(numbers, st.integers(-500, 500), st.integers(-6, 4))
def test_steps_add_up_and_lead_back(value: float, n: int, power: int) -> None:
    on_grid = stepped(stepped(value, 1, power), -1, power)
    assert stepped(stepped(on_grid, n, power), -n, power) == on_grid
    assert stepped(value, 0, power) == value


@pytest.mark.parametrize("value", [1e300, -1.5e308, 5e-324, 1e-300, 1e22])
def test_steps_are_felt_at_any_size_and_stay_numbers(value: float) -> None:
    exponent = exponent_of(value)
    assert stepped(value, -1, exponent) != value and stepped(value, 1, exponent) != value
    assert math.isfinite(stepped(value, 10**4, exponent))


def test_a_number_keeps_its_step_while_it_is_moved_by_hand() -> None:
    scales, value = Scales(), 1.0
    for _ in range(30):
        after = stepped(value, -1, scales.exponent("b", value))
        scales.leave("b", value, after)
        value = after
    assert value == -2.0
    assert scales.exponent("b", 0.03) == -3, "typed meanwhile"


@given(numbers, st.integers(1, 500), st.integers(-6, 4))
def test_a_step_up_is_more(value: float, n: int, power: int) -> None:
    assert stepped(value, n + 1, power) > value > stepped(value, -n - 1, power)

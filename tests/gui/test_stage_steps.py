"""Steps of a drag, and where the selection goes."""

import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.ops import OPS
from gui.stage.editing.gestures.steps import Scales, exponent_of, stepped
from gui.stage.editing.palette_entries import Kind, found, leaves, operations, typed
from gui.stage.editing.spatial_navigation import neighbour

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


@given(st.dictionaries(st.text("ab", min_size=1), st.tuples(st.floats(0, 99), st.floats(0, 99))))
def test_the_selection_only_goes_where_it_is_told(places: dict) -> None:
    for node in places:
        for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            other = neighbour(places, node, way)
            dx = places[other][0] - places[node][0]
            dy = places[other][1] - places[node][1]
            assert other == node or dx * way[0] + dy * way[1] > 0


@given(numbers, st.integers(1, 500), st.integers(-6, 4))
def test_a_step_up_is_more(value: float, n: int, power: int) -> None:
    assert stepped(value, n + 1, power) > value > stepped(value, -n - 1, power)


# the palette


def names(text: str) -> list[str]:
    return [entry.name for entry in found(operations(), text, typed(text, ["a"], wiring=True))]


def test_every_operation_is_offered_with_its_own_words() -> None:
    entries = operations()
    assert {entry.name for entry in entries} == set(OPS)
    for entry in (*entries, *leaves()):
        for language in ("en", "zh_CN"):
            assert entry.title.text(language) and entry.about.text(language)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("+", "add"),
        ("*", "multiply"),
        ("/", "divide"),
        ("max", "max"),
        ("sig", "sigmoid"),
        ("乘", "multiply"),
        ("SOFTMAX", "softmax"),
        ("cross", "softmax_cross_entropy"),
        ("2.5", "2.5"),
        ("[1, 2]", "[1, 2]"),
        ("a", "a"),
        ("rate", "rate"),
    ],
)
def test_the_first_of_a_search_is_what_was_meant(text: str, first: str) -> None:
    assert names(text)[0] == first


def test_a_text_is_a_number_a_node_or_a_new_name() -> None:
    kinds = {text: [e.kind for e in typed(text, ["a"], wiring=True)] for text in ("7", "a", "b")}
    assert kinds == {"7": [Kind.CONSTANT], "a": [Kind.NODE], "b": [Kind.INPUT]}
    assert typed("a", ["a"], wiring=False) == []
    assert typed("2 apples", [], wiring=True) == []

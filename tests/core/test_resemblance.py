"""How much of one graph is in another."""

import pytest

from core.language.expression import parse
from core.resemblance import called_anew, renamed, resembles, staying


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("e = (a + b) * (b + 1)", "e = (rate + b) * (b + 1)", {"a": "rate"}),
        ("y = a * b", "z = a * b", {"y": "z"}),
        ("y = a * b", "y = c * d", {"a": "c", "b": "d"}),
        ("y = a - b", "y = b - a", {}),
        ("y = a - b", "y = c + b", {}),
        ("y = a - b", "y = a - b - c", {}),
    ],
)
def test_graphs_that_differ_in_names_only_are_recognised(before, after, expected) -> None:
    assert renamed(parse(before), parse(after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("e = (a + b) * (b + 1)", "e = (a + b) * (b + 1) + a", True),
        ("e = (a + b) * (b + 1)", "e = (a + bias) * (bias + 1)", True),
        ("y = w * x + b", "L = tanh(p) / q", False),
        ("y = " + " + ".join(["x"] * 400), "y = " + " + ".join(["x"] * 400), False),
    ],
)
def test_a_change_can_be_followed_where_enough_stays(before, after, expected) -> None:
    assert resembles(parse(before), parse(after)) is expected


def test_what_is_called_anew_is_the_same_but_for_its_names() -> None:
    before, after = parse("y = w * x + b"), parse("y = weight * x + b")
    names = renamed(before, after)
    assert names == {"w": "weight"} and called_anew(before, names) == after
    assert staying(called_anew(before, names), after) == {node.id for node in after.nodes}

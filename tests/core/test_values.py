"""Values for a graph that has just been typed."""

import sys
from types import FrameType
from typing import Any

import numpy as np
import pytest

from core import engine
from core.examples import EXAMPLES
from core.language.expression import parse
from core.messages import LANGUAGES, catalogue
from core.values import inherited, starting_values

NET = "L = softmax_cross_entropy(affine(relu(affine(X, W1, b1)), W2, b2), t)"


def shapes(text: str, **known: object) -> dict[str, tuple[int, ...]]:
    graph = parse(text)
    values = starting_values(graph, {k: np.asarray(v) for k, v in known.items()})
    engine.forward(graph, values)  # must run
    return {name: value.shape for name, value in values.items()}


def test_what_nobody_gave_is_a_small_distinct_number() -> None:
    values = starting_values(parse("e = a*b + c"), {})
    assert len({float(v) for v in values.values()}) == 3


def test_a_name_that_is_added_has_another_number_than_those_before() -> None:
    """Letter by letter: else max(x, z) would begin with a tie."""
    values = starting_values(parse("max(x, z)"), {"x": np.array(2.0)})
    assert float(values["x"]) == 2.0 != float(values["z"])


def test_given_values_stay_and_only_they() -> None:
    values = starting_values(parse("e = a * z"), {"a": np.array(7.0), "b": np.array(1.0)})
    assert float(values["a"]) == 7
    assert set(values) == {"a", "z"}


def test_literals_in_the_text_are_left_to_the_text() -> None:
    assert set(starting_values(parse("x = 3; y = x * w"), {"x": np.array(9.0)})) == {"w"}


@pytest.mark.parametrize(
    "text",
    [
        NET,
        "mse(relu(x @ W1) @ W2, t)",
        "mean((x - y) @ W)",
        "sum(transpose(A) @ B)",
        "softmax(S)",
        "S = [1, 2, 3]; softmax_cross_entropy(S, t)",
        "p = exp(S); p / row_sum(p) + b",
        "mse(a * b, t)",
        "sum(x * w) + b",
        "log(x) / sqrt(y)",
        "y = x * x",
        "a = x + z; b = x * a; c = a + b + z; mse(c * x, t)",
    ],
)
def test_shapes_follow_from_use(text: str) -> None:
    shapes(text)


def test_inferred_axes_agree() -> None:
    found = shapes(NET)
    (n, d), h, c = found["X"], found["b1"][0], found["b2"][0]
    assert found == {"X": (n, d), "W1": (d, h), "b1": (h,), "W2": (h, c), "b2": (c,), "t": (n,)}
    assert len({n, d}) == 2


def test_one_given_array_decides_about_the_others() -> None:
    found = shapes("Y = affine(X, W, b)", W=np.ones((7, 5)))
    assert found["X"][1] == 7
    assert found["b"] == (5,)


def test_a_given_target_decides_about_the_net():
    assert shapes(NET, t=np.eye(5)[[0, 3]])["W2"][1] == 5
    assert shapes("mse(affine(X, W, b), t)", t=np.ones((6, 7)))["b"] == (7,)
    assert shapes("softmax_cross_entropy(affine(X, W, b), t)", X=np.ones(3))["W"][0] == 3


def test_what_no_longer_fits_is_replaced_and_the_rest_kept() -> None:
    values = starting_values(
        parse("y = affine(x, W, b) * k"),
        {"x": np.array(3.0), "W": np.ones((2, 2)), "k": np.array(5.0)},
    )
    assert values["x"].shape[1] == 2
    assert float(values["k"]) == 5


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_examples_run_and_keep_their_values(key: str) -> None:
    example = EXAMPLES[key]
    graph = parse(example.expression)
    given = {name: np.asarray(value) for name, value in example.values.items()}
    values = starting_values(graph, given)
    assert values.keys() == given.keys()
    assert all(np.array_equal(values[name], given[name]) for name in given)
    assert np.isfinite(engine.forward(graph, values).values[graph.output]).all()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", EXAMPLES)
def test_the_examples_have_words(key: str, language: str) -> None:
    words = catalogue(language)
    assert words[f"stage.example.{key}"]
    assert words[f"stage.example.{key}_about"]


def test_given_arrays_whose_result_no_memory_holds_give_way(monkeypatch) -> None:
    """They are not even tried."""
    largest = []
    run = engine.forward

    def watched(graph, leaves):
        largest.append(max(np.size(value) for value in leaves.values()))
        return run(graph, leaves)

    monkeypatch.setattr(engine, "forward", watched)
    given_values = {"X": np.ones((2000, 1)), "W": np.ones((4000, 1, 2000))}
    values = starting_values(parse("sum(X @ W)"), given_values)
    assert values["X"] is given_values["X"] and values["W"].size < 100
    assert max(largest) == 2000


KNOWN = {"b1": np.asarray([0.1, 0.0, -0.1]), "w1": np.asarray(2.0), "z": np.asarray([1.0, 2.0])}


def test_a_new_expression_takes_over_single_numbers_only() -> None:
    graph = parse("y = tanh(w1 * x1 + b1) * v1 * v2")
    assert inherited(graph, KNOWN, {}) == {"w1": KNOWN["w1"]}
    graph = parse("y = tanh(w1 * b1)")
    assert inherited(graph, KNOWN, {}, anew=True) == {"w1": KNOWN["w1"]}


def test_whoever_edits_keeps_what_is_used() -> None:
    graph = parse("y = tanh(w1 * x1 + b1)")
    assert inherited(graph, KNOWN, {}) == {"w1": KNOWN["w1"], "b1": KNOWN["b1"]}


def test_what_has_come_since_stays() -> None:
    since = {"w1": np.asarray(3.0), "x1": np.asarray([1.0, 2.0])}
    graph = parse("y = w1 * x1")
    assert inherited(graph, KNOWN, since, anew=True) == since


def test_four_times_as_long_a_sum_is_four_times_the_work() -> None:
    """Counted in lines that run, since clocks differ. Each term used to go the whole way along
    the sum to find out of which shape it is: half the time that a large graph took to open."""

    def lines(terms: int) -> int:
        graph, run = parse(" + ".join(f"x{i % 20} * w" for i in range(terms))), 0

        def count(frame: FrameType, event: str, argument: object) -> Any:
            nonlocal run
            run += event == "line"
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            starting_values(graph, {})
        finally:
            sys.settrace(before)
        return run

    assert lines(400) < 5 * lines(100)

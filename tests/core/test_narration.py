"""What the caption and the line under a node say, from moment to moment."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.examples import EXAMPLES
from core.explain.narration import caption, gradient_line, step_words, sum_line
from core.language.expression import parse
from core.messages import LANGUAGES
from core.playback import frame_at
from core.trace import Seed, Trace, place, result, run
from core.values import starting_values
from tests.core.random_graphs import cases


def traced(text: str, **values: float) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


CHAIN = traced("e = (a + b) * (b + 1)", a=2.0, b=1.0)
GATES = traced("f = max(z, w) * 2", z=2.0, w=-1.0)


def lines(trace: Trace, node: str) -> list[str]:
    """The line under `node`, each time that it changes."""
    said: list[str] = []
    for position in range(len(trace) + 1):
        line = gradient_line(frame_at(trace, position), node)
        if line and (not said or said[-1] != line):
            said.append(line)
    return said


def test_a_fan_out_is_written_as_a_sum_as_it_arrives() -> None:
    assert lines(CHAIN, "b") == ["∂e/∂b = 3 + …", "∂e/∂b = 3 + 2", "∂e/∂b = 3 + 2 = 5"]


def test_one_contribution_is_its_own_sum() -> None:
    assert lines(CHAIN, "a") == ["∂e/∂a = 2"]


def test_negative_terms_are_subtracted_and_long_sums_abridged() -> None:
    terms = tuple(np.array(float(x)) for x in (3, -2, 1, 7))
    assert sum_line(terms[:2], np.array(1.0)) == "3 − 2 = 1"
    assert sum_line(terms, np.array(9.0)) == "3 + … + 7 = 9"


def test_constants_have_no_line() -> None:
    assert lines(CHAIN, "1") == []


def test_the_caption_tells_the_story_of_a_pass() -> None:
    end = len(CHAIN)
    said = [str(caption(frame_at(CHAIN, position + 0.5))) for position in range(end)]
    assert said[0] == "a = 2 is given"
    assert said[2] == "+ takes a, b and gives c = 3"
    assert said[6] == "it starts at the output: ∂e/∂e = 1"
    assert said[-1] == "b collects one contribution per use: 3 (through d) + 2 (through c)"


def test_a_ladder_has_more_paths_than_contributions() -> None:
    """Eight paths lead to x, and two wires: what is added comes by wire."""
    trace = run(parse("a = x + x; b = a + a; c = b + b"), {"x": np.array(3.0)})
    said = [str(caption(frame_at(trace, position + 0.5))) for position in range(len(trace))]
    assert said[-1] == "x collects one contribution per use: 4 (through a) + 4 (through a)"
    assert said[-2] == "x gets its share through a: ∂c/∂a × ∂a/∂x⁽²⁾ = 4 × 1 = 4 (2 of 2)"


def test_the_caption_names_the_gate_that_blocks() -> None:
    said = [str(caption(frame_at(GATES, i + 0.5))) for i in range(len(GATES))]
    assert "max lets nothing through to w: its share is 0" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", EXAMPLES)
def test_every_moment_has_words_in_every_language(key: str, language: str) -> None:
    example = EXAMPLES[key]
    graph = parse(example.expression)
    trace = run(graph, starting_values(graph, example.values))
    for i in range(len(trace)):
        assert caption(frame_at(trace, i + 0.5)).text(language)
        assert step_words(trace, i).text(language)
    for rest in (0, len(trace)):
        assert caption(frame_at(trace, rest)).text(language)


def test_contributions_to_a_fan_out_are_counted() -> None:
    said = [str(caption(frame_at(CHAIN, i + 0.5))) for i in CHAIN.arrivals["b"]]
    assert said[0].endswith("= 3 (1 of 2)") and said[1].endswith("= 2 (2 of 2)")
    square = traced("y = x * x", x=3.0)
    words = [str(step_words(square, i)) for i in square.arrivals["x"]]
    assert words == ["Propagate y → x (1 of 2)", "Propagate y → x (2 of 2)"]
    assert not any("of 2" in str(step_words(CHAIN, i)) for i in range(len(CHAIN)))


def test_a_negative_contribution_is_added_in_brackets() -> None:
    trace = traced("y = x * z - x", x=2.0, z=-3.0)
    said = str(caption(frame_at(trace, trace.total_index["x"] + 0.5)))
    assert said.endswith("−1 (through y) + (−3) (through c)")


def test_an_output_of_several_numbers_is_differentiated_as_their_sum_and_the_seed_says_so() -> None:
    graph = parse("y = a * v")
    trace = run(graph, {"a": np.asarray(2.0), "v": np.asarray([1.0, 2.0, 3.0])})
    seed = next(i for i, event in enumerate(trace.events) if isinstance(event, Seed))
    said = caption(frame_at(trace, seed + 0.5)).text("en")
    assert "y has 3 numbers: these are the gradients of their sum" in said


@pytest.mark.parametrize(
    ("text", "values", "sentence"),
    [
        (
            "g = a / 0; y = g + b",
            {"a": 2.0, "b": 1.0},
            "From g on the numbers are not finite. ÷ gives ∞: it was told to divide by 0.",
        ),
        (
            "g = a / 0; h = b / 0; y = g + h",
            {"a": 2.0, "b": 1.0},
            "Numbers stop being finite at 2 nodes, each for its own reason; the first is g. ÷",
        ),
        (
            "y = sqrt(x) + sqrt(z)",
            {"x": 0.0, "z": 0.0},
            "Gradients stop being finite at 2 nodes, each for its own reason; the first is ",
        ),
        ("y = 3 * sqrt(x)", {"x": 0.0}, "From c on the gradients are not finite."),
        ("y = 3 * x", {"x": float("nan")}, "From x on the numbers are not finite."),
        ("y = 3 * x", {"x": 2.0}, "Done: every node knows how much it changes y."),
    ],
)
def test_a_run_without_finite_numbers_does_not_end_as_a_success(text, values, sentence):
    trace = run(parse(text), {name: np.asarray(value) for name, value in values.items()})
    assert caption(frame_at(trace, len(trace))).text().startswith(sentence)


@settings(max_examples=60, deadline=None)
@given(cases(most_operations=12), st.integers(-400, 400))
def test_the_first_number_that_is_not_finite_is_found(case, power):
    """By looking at the totals first: none of the events may be missed by that."""
    with np.errstate(all="ignore"):
        leaves = {
            k: v * np.float64(10) ** power if v.dtype.kind == "f" else v
            for k, v in case.leaves.items()
        }
        trace = run(case.graph, leaves)
    bad = [i for i, e in enumerate(trace.events) if not np.isfinite(result(e)).all()]
    assert trace.first_not_finite == (bad[0] if bad else None)


@pytest.mark.parametrize(
    ("text", "values", "guilty"),
    [
        ("g = a / 0; h = log(b); y = g + h", {"a": 2.0, "b": 0.0}, {"g", "h"}),
        ("g = a / 0; y = g * b", {"a": 2.0, "b": 1.0}, {"g"}),
        ("y = a * b", {"a": float("inf"), "b": float("nan")}, {"a", "b"}),
        ("g = sqrt(a); h = sqrt(b); y = g * h + b", {"a": 0.0, "b": 0.0}, {"g", "h"}),
        ("y = exp(a) + b", {"a": 1.0, "b": 2.0}, set()),
    ],
)
def test_every_node_at_which_infinity_arises_is_found_and_none_that_only_hands_it_on(
    text, values, guilty
):
    trace = run(parse(text), {name: np.asarray(value) for name, value in values.items()})
    assert set(trace.not_finite) == guilty
    for node, index in trace.not_finite.items():
        assert place(trace.events[index]) == node

"""One sentence of why, from what really happened."""

import re

import numpy as np
import pytest
from hypothesis import given, settings

from core.examples import EXAMPLES
from core.explain.why import why
from core.explore import mistakes
from core.graph import Edge
from core.language.expression import parse
from core.messages import LANGUAGES, catalogue
from core.ops import OPS
from core.trace import Accumulate, Forward, Propagate, Trace, run
from core.values import starting_values
from tests.core.random_graphs import Case, cases


def traced(text: str, **values: object) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


def said(text: str, edge: Edge, **values: object) -> str:
    trace = traced(text, **values)
    return str(why(trace, trace.edge_index[edge]))


@pytest.mark.parametrize(
    ("text", "values", "edge", "sentence"),
    [
        ("y = max(z, w)", {"z": 2, "w": -1}, ("z", 0), "because z > w: 2 > −1."),
        ("y = max(z, w)", {"z": 2, "w": -1}, ("w", 1), "w gets nothing."),
        ("y = min(z, w)", {"z": 2, "w": -1}, ("w", 1), "because w < z: −1 < 2."),
        ("y = max(z, w)", {"z": 2, "w": 2}, ("z", 0), "A tie: both are 2,"),
        ("y = max(x, x)", {"x": 2}, ("x", 0), "max sends all of it to its first input, x"),
        ("y = max(z, w)", {"z": [2, 1, 3], "w": 2}, ("z", 0), "In 1 of the places there is a tie"),
        ("y = min(z, w)", {"z": 2, "w": 2}, ("w", 1), "its second one gets nothing."),
        ("y = max(z, 0)", {"z": [1, 2, -1]}, ("z", 0), "the larger one in 2 of 3 places"),
        ("y = relu(x)", {"x": -3}, ("x", 0), "closed, because x = −3 ≤ 0: nothing passes."),
        ("y = relu(x)", {"x": 0.5}, ("x", 0), "open, because x = 0.5 > 0: 1 passes"),
        ("y = relu(x)", {"x": [1, -1, -2]}, ("x", 0), "2 of 3 units are closed"),
        ("y = relu(x)", {"x": [-1, -2]}, ("x", 0), "Both units are closed"),
        ("y = relu(x)", {"x": [1, 2]}, ("x", 0), "Both units are open"),
        ("y = relu(x)", {"x": 0}, ("x", 0), "any slope from 0 to 1 is a subgradient. 0 is taken"),
        ("y = relu(x)", {"x": [0, 1, -1]}, ("x", 0), "2 of 3 units are closed (x ≤ 0)"),
        ("y = relu(x)", {"x": [0, 1, -1]}, ("x", 0), "For 1 of them x is exactly 0, at the kink"),
        ("y = abs(x)", {"x": [0, 1, -1]}, ("x", 0), "the one in the middle, 0, is taken"),
        ("y = x ** z", {"x": 0, "z": 0}, ("z", 1), "at this jump there is no slope"),
        ("y = x ** z", {"x": 0, "z": 0}, ("x", 0), "to the power of 0 is 1"),
        ("y = x ** z", {"x": 0, "z": 2}, ("z", 1), "0 to the power of 2 is 0"),
        ("y = abs(x)", {"x": 0}, ("x", 0), "exactly 0, at the kink"),
        ("y = abs(x)", {"x": -2}, ("x", 0), "the sign turns"),
        ("y = a * b", {"a": 2, "b": 3}, ("b", 1), "b gets 1 times the other factor, a = 2."),
        ("y = a * 3", {"a": 2}, ("a", 0), "a gets 1 times the other factor, 3."),
        ("y = a * b", {"a": 0, "b": 3}, ("b", 1), "The other factor is 0"),
        ("y = a + b", {"a": 0, "b": 3}, ("b", 1), "+ hands 1 on to b unchanged."),
        ("y = a - b", {"a": 0, "b": 3}, ("b", 1), "1 reaches it with its sign turned."),
        ("y = a / b", {"a": 6, "b": 2}, ("b", 1), "by −a/b², here −1.5."),
        ("y = sigmoid(x)", {"x": 0}, ("x", 0), "σ(1 − σ) = 0.25"),
        ("y = sigmoid(x)", {"x": 9}, ("x", 0), "saturates at 9"),
        ("y = tanh(x)", {"x": 0}, ("x", 0), "1 − 0² = 1, the steepest there is"),
        ("y = tanh(x)", {"x": 1}, ("x", 0), "at 0 it would be 1"),
        ("y = tanh(x)", {"x": [0, 5]}, ("x", 0), "1 of 2 units is saturated"),
        ("y = relu(x)", {"x": [1, -1]}, ("x", 0), "1 of 2 units is closed"),
        ("y = relu(x)", {"x": [1, 0]}, ("x", 0), "1 of 2 units is closed: it is exactly 0"),
        ("y = abs(x)", {"x": [1, -1]}, ("x", 0), "1 of 2 numbers lies below 0"),
        ("y = tanh(x)", {"x": [0, 5, 9]}, ("x", 0), "2 of 3 units are saturated"),
        ("y = log(x)", {"x": 4}, ("x", 0), "1/4 = 0.25"),
        ("y = mean(x)", {"x": [0, 5, 9, 1]}, ("x", 0), "the 4 numbers counts 1/4"),
        ("y = mse(x, t)", {"x": [0, 5], "t": [1, 1]}, ("x", 0), "the largest error, 4, pulls"),
    ],
)
def test_the_case_is_told_by_its_names_and_numbers(
    text: str, values: dict[str, object], edge: tuple[str, int], sentence: str
) -> None:
    assert sentence in said(text, Edge(edge[0], "y", edge[1]), **values)


@pytest.mark.parametrize(
    ("label", "sentence"),
    [(0, "class 0 is predicted, which is right"), (1, "the label is 1, which has only 0.119")],
)
def test_a_single_sample_names_the_predicted_class_and_the_label(label: int, sentence: str) -> None:
    text = "L = softmax_cross_entropy(S, t)"
    assert sentence in said(text, Edge("S", "L", 0), S=[2.0, 0.0], t=label)
    one_hot = np.eye(2)[label]
    assert sentence in said(text, Edge("S", "L", 0), S=[2.0, 0.0], t=one_hot)


def test_a_batch_counts_the_samples_that_are_right() -> None:
    sentence = said(
        "L = softmax_cross_entropy(S, t)", Edge("S", "L", 0), S=np.eye(3), t=[0.0, 1.0, 1.0]
    )
    assert (
        "the batch size, 3, is what pulls. 2 of 3 samples are predicted correctly. S[2]" in sentence
    )


def test_a_repeated_input_collects_its_shares() -> None:
    sentence = said("L = sum(x + b)", Edge("b", "c", 1), x=np.ones((4, 3)), b=np.ones(3))
    assert sentence == "Each number of b was used 4 times by +: its shares are summed."


def test_a_repeated_input_of_a_gate_is_told_both() -> None:
    values = {"x": np.array([2.0, 1.0, 3.0]), "b": 2.0}
    sentence = said("L = sum(max(x, b))", Edge("b", "c", 1), **values)
    assert (
        "b gets the gradient in 1 of 3 places" in sentence
        and "In 1 of the places there is a tie" in sentence
    )
    assert sentence.endswith(" b was used 3 times by max: its shares are summed.")


def test_where_nothing_arrives_nothing_passes() -> None:
    sentence = said("c = a * b; y = relu(c)", Edge("a", "c", 0), a=-1, b=2)
    assert sentence == "No gradient arrives at c, so none passes on to a."


def test_a_fan_out_counts_its_paths() -> None:
    trace = traced("y = x * x + x", x=2)
    index = next(i for i, e in enumerate(trace.events) if isinstance(e, Accumulate))
    assert str(why(trace, index)).startswith("x is used 3 times.")


def test_a_gradient_that_was_not_set_to_zero_is_not_called_a_path() -> None:
    graph = parse("y = x * 2")
    trace = mistakes.run(graph, {"x": 1.0}, frozenset([mistakes.Mistake.STALE]))
    index = next(i for i, e in enumerate(trace.events) if isinstance(e, Accumulate))
    assert str(why(trace, index)).startswith("x still held what an earlier backward pass")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("y = log(x) * 2", "ln gives −∞: logarithms exist above 0 only, and here it was given 0."),
        ("y = 1 / x * 2", "÷ gives ∞: it was told to divide by 0."),
        ("y = exp(x + 1000) * 2", "e to the power of 1000 is beyond"),
        ("y = sqrt(x - 4) * 2", "√ gives nan: square roots exist from 0 on"),
    ],
)
def test_infinity_is_explained_where_it_arose_and_named_afterwards(text: str, cause: str) -> None:
    trace = traced(text, x=0)
    told = [str(why(trace, i)) for i, e in enumerate(trace.events) if isinstance(e, Forward)]
    first = next(i for i, sentence in enumerate(told) if cause in sentence)
    assert not told[first].startswith("This is not a finite number") and "None" in told[first - 1]
    assert told[-1].startswith("This is not a finite number because of") and cause in told[-1]


def test_an_infinite_slope_is_blamed_on_the_op_that_has_it() -> None:
    assert "the gradient of x becomes ∞" in said("y = sqrt(x)", Edge("x", "y", 0), x=0)


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_op_tells_its_case_in_every_language(name: str, language: str) -> None:
    op = OPS[name]
    for text in (
        f"out = {name}({', '.join(op.inputs)})",
        f"o = {name}({', '.join(op.inputs)}); o*o",
    ):
        trace = traced(text)
        for i, event in enumerate(trace.events):
            if isinstance(event, Propagate):
                message = why(trace, i)
                assert message is not None and message.key in catalogue(language)
                assert not re.search(r"[{}]|None", message.text(language))


@pytest.mark.parametrize("key", EXAMPLES)
def test_all_backward_steps_of_the_examples_say_why(key: str) -> None:
    example = EXAMPLES[key]
    trace = traced(example.expression, **example.values)
    for i, event in enumerate(trace.events):
        assert isinstance(event, Forward) or why(trace, i)


@settings(max_examples=30)
@given(cases())
def test_any_graph_can_be_explained(case: Case) -> None:
    trace = run(case.graph, case.leaves)
    for i, event in enumerate(trace.events):
        message = why(trace, i)
        assert isinstance(event, Forward) or message is not None
        assert message is None or all(message.text(language) for language in LANGUAGES)


def told_of_values(trace: Trace) -> dict[str, str]:
    return {
        e.node: str(why(trace, i)) for i, e in enumerate(trace.events) if isinstance(e, Forward)
    }


def told_of_edge(trace: Trace, source: str) -> str:
    return next(str(why(trace, i)) for edge, i in trace.edge_index.items() if edge.source == source)


def test_infinity_is_blamed_only_on_what_the_number_was_computed_from() -> None:
    trace = traced("y = log(x) + 1 / x", x=0)
    told = told_of_values(trace)
    assert told["d"] == "÷ gives ∞: it was told to divide by 0."
    assert told["y"].startswith("This is not a finite number because of c. ln gives −∞")
    slopes = [str(why(trace, i)) for e, i in trace.edge_index.items() if e.source == "x"]
    assert any("÷ gives ∞" in sentence and "ln" not in sentence for sentence in slopes)
    assert any("ln gives −∞" in sentence and "÷" not in sentence for sentence in slopes)


def test_an_infinite_slope_is_not_blamed_on_another_branch() -> None:
    trace = traced("y = sqrt(x) + log(x) + z", x=0, z=1)
    root = next(n.id for n in trace.graph.operations if n.op and n.op.name == "sqrt")
    edge = next(edge for edge in trace.edge_index if edge.target == root)
    sentence = str(why(trace, trace.edge_index[edge]))
    assert sentence == "At √ the gradient of x becomes ∞: the slope is infinite or undefined there."


def test_of_two_infinite_factors_a_gradient_is_blamed_on_the_one_that_it_reads() -> None:
    trace = traced("a = log(x); b = 1 / z; y = a * b", x=0, z=0)
    assert "÷ gives ∞" in told_of_edge(trace, "a") and "ln" not in told_of_edge(trace, "a")
    assert "ln gives −∞" in told_of_edge(trace, "b") and "÷" not in told_of_edge(trace, "b")


def test_an_infinite_upstream_gradient_is_followed_to_where_it_arose() -> None:
    trace = traced("b = log(z); a = x * 1; y = sqrt(a) + b", x=0, z=0)
    told = told_of_edge(trace, "x")
    assert told.startswith("This is not a finite number because of") and "At √" in told

"""The values beside the code are those that the code got and gave."""

import numpy as np
import pytest

from core.examples import EXAMPLES
from core.explain.in_step import arguments, brief
from core.graph import Edge
from core.language.expression import parse
from core.trace import Accumulate, Forward, Propagate, Seed, Trace, run
from core.values import starting_values


def traced(text: str, **values: object) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


def test_a_rule_gets_the_gradient_the_inputs_and_the_output() -> None:
    trace = traced("y = a * b", a=2.0, b=-3.0)
    shown = arguments(trace, trace.edge_index[Edge("a", "y", 0)])
    assert [(a.name, a.text) for a in shown] == [
        ("dout", "1"),
        ("x", "2"),
        ("y", "−3"),
        ("out", "−6"),
        ("d_x", "−3"),
    ]
    assert [a.name for a in shown if a.gradient] == ["dout", "d_x"]
    assert [a.name for a in shown if a.result] == ["d_x"]


def test_it_is_told_which_node_each_parameter_is() -> None:
    """In this graph x is 3, and the op's own x is f."""
    trace = traced("f = relu(x) - 4; y = f * x * 2; L = y * y", x=3.0)
    index = next(i for e, i in trace.edge_index.items() if e.source == "f")
    words = [a.words for a in arguments(trace, index)]
    assert words[1:3] == ["x = f = −1", "y = x = 3"]
    assert words[-1] == "d_x = −72"
    forward = [a.words for a in arguments(trace, trace.value_index["y"])]
    assert forward[1:] == ["y = 2", "out = y = −6"], "a constant has no other name"


def test_a_parameter_that_has_the_name_of_its_node_has_it_once() -> None:
    trace = traced("y = affine(X, w_1, b)", X=np.ones((2, 3)), w_1=np.ones((3, 1)), b=[1.0])
    words = [a.words for a in arguments(trace, trace.value_index["y"])]
    assert words == [
        "X: 2×3 array, 1 … 1",
        "W = w₁: 3×1 array, 1 … 1",
        "b = 1",
        "out = y: 2×1 array, 4 … 4",
    ]


def test_going_forward_the_output_is_the_result() -> None:
    trace = traced("y = a * b", a=2.0, b=-3.0)
    shown = arguments(trace, trace.value_index["y"])
    assert [(a.name, a.text, a.result) for a in shown] == [
        ("x", "2", False),
        ("y", "−3", False),
        ("out", "−6", True),
    ]


def test_what_a_rule_returns_is_shown_before_it_is_summed_over_repeats() -> None:
    trace = traced("y = x + b; L = sum(y)", x=np.ones((2, 3)), b=1.0)
    assert arguments(trace, trace.edge_index[Edge("b", "y", 1)])[-1].text == "2×3 array, 1 … 1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array(0.5), "0.5"),
        (np.array([[2.0]]), "2"),
        (np.array([1.0, -2.0]), "[1, −2]"),
        (np.arange(6.0).reshape(2, 3), "2×3 array, 0 … 5"),
        (np.array([[1.0, np.inf], [0, 0]]), "2×2 array"),
        (np.zeros((0, 3)), "0×3 array"),
        (np.arange(5.0), "(5,) array, 0 … 4"),
        (np.array(27024.0), "27\u202f024"),
    ],
)
def test_arrays_are_told_briefly(value: np.ndarray, text: str) -> None:
    assert brief(value) == text


def test_what_rounding_left_of_a_sum_is_0_as_on_the_card() -> None:
    example = EXAMPLES["affine"]
    trace = traced(example.expression, **example.values)
    index = trace.edge_index[Edge("b", "Y", 2)]
    assert abs(trace.gradients["b"][1]) < 1e-15
    assert arguments(trace, index)[-1].words == "d_b = [0.8889, 0, −0.8889]"


def test_a_shape_is_not_read_as_a_value() -> None:
    trace = traced("y = relu(x) * c", x=np.arange(5.0), c=2.0)
    words = [a.words for a in arguments(trace, trace.value_index["y"])]
    assert words == ["x = d: (5,) array, 0 … 4", "y = c = 2", "out = y: (5,) array, 0 … 8"]


@pytest.mark.parametrize("key", EXAMPLES)
def test_only_rules_have_arguments(key: str) -> None:
    example = EXAMPLES[key]
    trace = traced(example.expression, **example.values)
    for i, event in enumerate(trace.events):
        match event:
            case Propagate():
                op = trace.op(event.edge.target)
                assert len(arguments(trace, i)) == len(op.inputs) + 3
            case Forward(node=node):
                assert bool(arguments(trace, i)) == (trace.op(node) is not None)
            case Seed() | Accumulate():
                assert arguments(trace, i) == ()

"""Forward mode and reverse mode: two ways to the same numbers, of very different length."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings

from core import engine
from core.explore.sweeps import Count, Mode, Seed, count, obstacle, seed_at, sweep
from core.graph import DIFFERENTIABLE
from core.language.expression import parse
from core.messages import StudioError
from core.network import two_layer_graph
from tests.core.random_graphs import cases


def seeds(graph, values, mode):
    """A seed for each sweep that this mode needs, in the order of the nodes and their elements."""
    if mode is Mode.REVERSE:
        nodes = [graph.output]
    else:
        nodes = [leaf.id for leaf in graph.leaves if leaf.role in DIFFERENTIABLE]
    return tuple(Seed(node, i) for node in nodes for i in np.ndindex(values[node].shape))


def jacobian(graph, tape, mode):
    """∂output/∂leaf for each input and parameter, by as many sweeps as the mode needs.

    Shapes: that of the output, then that of the leaf.
    """
    out = tape.values[graph.output]
    leaves = [leaf.id for leaf in graph.leaves if leaf.role in DIFFERENTIABLE]
    found = {leaf: np.zeros(out.shape + tape.values[leaf].shape) for leaf in leaves}
    for seed in seeds(graph, tape.values, mode):
        result = sweep(graph, tape, mode, seed).values
        if mode is Mode.FORWARD and graph.output in result:
            found[seed.node][(..., *seed.index)] = result[graph.output]
        elif mode is Mode.REVERSE:
            for leaf in leaves:
                found[leaf][seed.index] = result.get(leaf, 0.0)
    return found


def agree(one, other, rtol):
    assert one.keys() == other.keys()
    for name in one:
        scale = max(1.0, np.abs(other[name]).max(initial=0))  # contributions may cancel
        np.testing.assert_allclose(one[name], other[name], rtol=rtol, atol=rtol * scale)


@settings(max_examples=120, deadline=None)
@given(cases(most_operations=12))
def test_both_modes_give_the_same_derivatives(case):
    tape = engine.forward(case.graph, case.leaves)
    forward = jacobian(case.graph, tape, Mode.FORWARD)
    agree(forward, jacobian(case.graph, tape, Mode.REVERSE), 1e-12)
    agree(forward, {k: engine.gradients(case.graph, tape)[k] for k in case.inputs}, 1e-12)


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Y = softmax(X @ W) * X", {"X": [[1.0, 2.0], [3.0, -1.0]], "W": [[0.5, -1], [1, 0.5]]}),
        ("Y = affine(X, W, b) ** 2", {"X": [[1.0, 2.0]], "W": [[0.5, -1], [1, 0.5]], "b": [1, 2]}),
        ("Y = tanh(x) * transpose(x)", {"x": [[1.0, 2.0], [3.0, 0.5]]}),
        ("Y = x / transpose(y)", {"x": [1.0, 2.0, 3.0], "y": [[2.0], [4.0], [5.0]]}),
    ],
)
def test_outputs_of_many_numbers(text, leaves):
    graph = parse(text)
    tape = engine.forward(graph, leaves)
    agree(jacobian(graph, tape, Mode.FORWARD), jacobian(graph, tape, Mode.REVERSE), 1e-13)


def test_the_jacobian_of_a_product_by_hand():
    graph = parse("Y = x * y")
    tape = engine.forward(graph, {"x": [2.0, 3.0], "y": [5.0, 7.0]})
    for mode in Mode:
        np.testing.assert_array_equal(jacobian(graph, tape, mode)["x"], np.diag([5.0, 7.0]))


@given(cases())
def test_there_is_a_seed_for_every_number(case):
    tape = engine.forward(case.graph, case.leaves)
    counted = count(case.graph, tape.values)
    assert counted.outputs == 1
    assert counted.inputs == sum(case.leaves[name].size for name in case.inputs)
    for mode in Mode:
        every = seeds(case.graph, tape.values, mode)
        assert len(every) == counted.sweeps(mode)
        assert tuple(seed_at(case.graph, tape.values, mode, i) for i in range(len(every))) == every
        with pytest.raises(IndexError):
            seed_at(case.graph, tape.values, mode, len(every))


def test_tangents_travel_forward_step_by_step():
    graph = parse("e = (a + b) * (b + 1)")
    tape = engine.forward(graph, {"a": 2.0, "b": 1.0})
    run = sweep(graph, tape, Mode.FORWARD, Seed("b", ()))
    assert [(s.node, float(s.value), len(s.edges)) for s in run.steps] == [
        ("b", 1.0, 0),
        ("c", 1.0, 1),
        ("d", 1.0, 1),
        ("e", 5.0, 2),
    ]
    assert "a" not in run.values


def test_gradients_travel_back_step_by_step():
    graph = parse("e = (a + b) * (b + 1)")
    tape = engine.forward(graph, {"a": 2.0, "b": 1.0})
    run = sweep(graph, tape, Mode.REVERSE, Seed("e", ()))
    assert (run.steps[0].node, float(run.steps[0].value)) == ("e", 1.0)
    assert {s.node: float(s.value) for s in run.steps} == {"e": 1, "c": 2, "d": 3, "a": 2, "b": 5}
    known = set()
    for step in run.steps:
        assert {edge.target for edge in step.edges} <= known
        known.add(step.node)


def mnist(hidden=50):
    values = {"X": np.ones((100, 784)), "t": np.zeros(100, int)}
    shapes = {"W1": (784, hidden), "b1": (hidden,), "W2": (hidden, 10), "b2": (10,)}
    graph = two_layer_graph("relu", "softmax_cross_entropy")
    return graph, engine.forward(graph, values | {k: np.ones(s) for k, s in shapes.items()})


def test_the_net_that_reads_digits_needs_39_760_sweeps_or_one():
    graph, tape = mnist()
    assert count(graph, tape.values) == Count(39_760, 1)


def test_a_label_is_no_number_to_differentiate_with_respect_to():
    """A wish for the derivative by a class index has no answer; Paths counts it neither."""
    graph = parse("L = softmax_cross_entropy(x, t)")
    tape = engine.forward(graph, {"x": np.zeros((2, 3)), "t": np.array([0, 2])})
    assert count(graph, tape.values) == Count(6, 1)
    assert {
        seed.node for seed in map(partial(seed_at, graph, tape.values, Mode.FORWARD), range(6))
    } == {"x"}
    with pytest.raises(IndexError):
        seed_at(graph, tape.values, Mode.FORWARD, 6)


def test_what_is_too_large_is_said_before_it_is_tried():
    graph, tape = mnist()
    assert obstacle(graph, tape.values) == "A1"
    with pytest.raises(StudioError) as caught:
        sweep(graph, tape, Mode.FORWARD, Seed("W1", (0, 0)))
    assert caught.value.message.fields["node"] == "A1"
    small = parse("L = mean(tanh(X @ W))")
    assert obstacle(small, engine.forward(small, {"X": np.eye(3), "W": np.eye(3)}).values) is None

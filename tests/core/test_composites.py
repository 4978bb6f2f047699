"""Splitting a composite into its steps, and folding them back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as extra

from core import engine
from core.documents.sameness import same
from core.editing.composites import COMPOSITES, fold, foldable, parts, split
from core.gradcheck import numerical_gradient
from core.graph import Graph, Role
from core.language.expression import parse
from core.language.printing import defined_names, expression
from core.messages import LANGUAGES, StudioError
from core.ops import OPS
from tests.core.random_graphs import Case, cases
from tests.core.test_ops import inputs_of
from tests.core.torch_twin import gradients

every_composite = pytest.mark.parametrize("name", COMPOSITES)


def composite(name: str) -> Graph:
    """The composite on its own, then something that is done with it, so that it is no output."""
    return parse(f"e = {name}({', '.join(OPS[name].inputs)}); L = sum(e * e)")


def matrices(name: str, arrays: list[np.ndarray]) -> list[np.ndarray]:
    return arrays if name != "affine" else [arrays[0].reshape(-1, len(arrays[1])), *arrays[1:]]


@every_composite
def test_a_composite_is_split_and_folded_back(name):
    graph = composite(name)
    assert parts(graph, "e")
    steps = split(graph, "e").graph
    assert [node.op.name for node in steps.operations if node.id not in graph] + [
        steps.node("e").op.name
    ] == list(parts(graph, "e"))
    assert foldable(steps, "e") == name
    assert fold(steps, "e").graph == graph


@every_composite
@pytest.mark.parametrize("number", ["3", "-2", "[[1, 2], [3, 4]]"])
def test_also_where_an_operand_is_a_number(name, number):
    """It stands twice in the steps of |3|, as a number has one reader."""
    graph = parse(f"e = {name}({', '.join([number, *OPS[name].inputs[1:]])}); L = sum(e * e)")
    if not parts(graph, "e"):
        return  # -3 is a number by itself
    steps = split(graph, "e").graph
    assert fold(steps, "e").graph == graph
    text = expression(steps, {"e", "L"})
    assert same(fold(parse(text), "e").graph, graph)


@every_composite
def test_what_was_split_can_be_typed_and_folded(name):
    graph = composite(name)
    for formula in COMPOSITES[name]:
        *definitions, last = formula.split("; ")
        typed = parse("; ".join([*definitions, f"e = {last}", "L = sum(e * e)"]))
        assert same(fold(typed, "e").graph, graph), formula
    text = expression(split(graph, "e").graph, {"e", "L"})
    assert same(fold(parse(text), "e").graph, graph)


@every_composite
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_steps_have_the_value_and_the_gradients_of_the_composite(name, data):
    arrays = matrices(name, data.draw(inputs_of(OPS[name])))
    if name == "sqrt":
        arrays = [np.abs(array) + 0.2 for array in arrays]
    leaves = dict(zip(OPS[name].inputs, arrays, strict=True))
    graph = composite(name)
    steps = split(graph, "e").graph
    agree(graph, steps, leaves)


def test_relu_split_keeps_its_slope_at_the_kink():
    graph = composite("relu")
    agree(graph, split(graph, "e").graph, {"x": np.array([-1.0, 0.0, 1.0])})
    graph = composite("abs")
    agree(graph, split(graph, "e").graph, {"x": np.array([-1.0, 0.0, 1.0])})


@settings(max_examples=60, deadline=None)
@given(cases(most_operations=10))
def test_any_composite_of_any_graph_can_be_split(case: Case):
    """All at once; the gradients of the leaves stay what they were."""
    graph = case.graph
    for node in case.graph.operations:
        shapes = engine.forward(case.graph, case.leaves).values
        flat = node.op.name == "affine" and shapes[node.inputs[0]].ndim != 2
        if parts(graph, node.id) and not flat:
            graph = split(graph, node.id).graph
    agree(case.graph, graph, case.leaves)


@settings(max_examples=200, deadline=None)
@given(cases(most_operations=12))
def test_whatever_is_split_is_folded_back_to_the_text_before(case: Case):
    """In any surroundings: they may be the steps of something else."""
    graph = case.graph
    for node in graph.operations:
        if parts(graph, node.id):
            steps = split(graph, node.id).graph
            assert foldable(steps, node.id, node.op.name) == node.op.name
            back = fold(steps, node.id, node.op.name).graph
            defined = {other.id for other in graph.operations}
            assert expression(back, defined) == expression(graph, defined)


@pytest.mark.parametrize(
    "text",
    [
        "L = mean(X @ W - Z)",  # X @ W + -Z is an affine layer, too
        "p = affine(X, W, -Z)",
        "y = reciprocal(1 + exp(-x))",  # and 1 / (1 + exp(-x)) a sigmoid
    ],
)
def test_also_where_the_steps_are_those_of_something_else(text):
    graph = parse(text)
    splittable = [node for node in graph.operations if parts(graph, node.id)]
    backs = [fold(split(graph, n.id).graph, n.id, n.op.name).graph for n in splittable]
    assert {expression(back, defined_names(text)) for back in backs} == {text}


def agree(graph: Graph, steps: Graph, leaves: dict[str, np.ndarray]) -> None:
    one, other = engine.forward(graph, leaves), engine.forward(steps, leaves)
    mine, theirs = engine.gradients(graph, one), engine.gradients(steps, other)
    for name in graph.nodes:
        np.testing.assert_allclose(
            other.values[name.id], one.values[name.id], rtol=1e-12, atol=1e-12
        )
    for name in leaves.keys() & mine.keys():
        np.testing.assert_allclose(theirs[name], mine[name], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "composite"),
    [
        ("1 / (exp(-x) + 1)", "sigmoid"),
        ("b + X @ W", "affine"),
        ("x * -1", "negate"),
        ("c = exp(-x); (exp(x) - c) / (c + exp(x))", "tanh"),
        ("v = exp(-x); u = exp(x); (u - v) / (v + u)", "tanh"),
        ("c = exp(-x); c / (1 + c)", None),
        ("x + 1", None),
        ("x", None),
        ("-y + x", "subtract"),
        ("c = -y; x + c + c", None),  # the negative is read twice
        ("mean((a * b - t) ** 2)", "mse"),
        ("mean((a * b - t) ** 3)", None),
        ("d = y - t; mean(d * d) + d", None),
        ("cross_entropy(softmax(S), t)", "softmax_cross_entropy"),
        ("u = exp(S * W); cross_entropy(u / row_sum(u), t)", "softmax_cross_entropy"),
        ("P = softmax(S); P + cross_entropy(P, t)", None),
    ],
)
def test_what_is_recognised(text, composite):
    graph = parse(text)
    assert foldable(graph, graph.output) == composite


def test_sigmoid_becomes_the_gates_of_the_cs231n_neuron():
    graph = parse("y = sigmoid(w0*x0 + w1*x1 + w2)")
    assert parts(graph, "y") == ("negate", "exp", "add", "reciprocal")
    text = expression(split(graph, "y").graph, defined_names("y = x*x"))
    assert text == "y = reciprocal(1 + exp(-(w0 * x0 + w1 * x1 + w2)))"
    assert split(graph, "y").node == "y"


@pytest.mark.parametrize(("edit", "node"), [(split, "e"), (fold, "e"), (split, "x"), (fold, "?")])
def test_what_is_no_composite_is_refused_in_words(edit, node):
    with pytest.raises(StudioError) as caught:
        edit(parse("e = exp(x)"), node)
    assert all(caught.value.message.text(language) for language in LANGUAGES)


def test_softmax_with_loss_becomes_the_tutorials_two_steps():
    graph = parse("L = 2 * softmax_cross_entropy(X @ W, t)")
    edit = split(graph, "d")
    assert expression(edit.graph, {"L"}) == "P = softmax(X @ W); L = 2 * cross_entropy(P, t)"
    assert fold(edit.graph, "d").graph == graph


def test_a_step_leaves_its_name_to_whoever_has_it():
    graph = parse("P = S * 2; L = softmax_cross_entropy(P, t)")
    steps = split(graph, "L").graph
    assert expression(steps, {"L"}) == "P = S * 2; L = cross_entropy(softmax(P), t)"
    assert fold(steps, "L").graph == graph


@st.composite
def scores_and_labels(draw):
    """A batch, or one sample by itself; labels, or rows of shares that need not sum to 1."""
    n, classes = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    scores = draw(extra.arrays(float, (n, classes), elements=st.floats(-30, 30)))
    labels = draw(extra.arrays(np.intp, n, elements=st.integers(0, classes - 1)))
    if draw(st.booleans()):
        labels = draw(extra.arrays(float, (n, classes), elements=st.sampled_from([0.0, 0.25, 1.0])))
    return (scores[0], labels[0]) if draw(st.booleans()) else (scores, labels)


LOSS = parse("L = softmax_cross_entropy(S, t)")


@settings(max_examples=150, deadline=None)
@given(scores_and_labels())
def test_softmax_with_loss_in_two_steps_is_the_same_loss(drawn):
    scores, labels = drawn
    leaves = {"S": scores, "t": labels}
    steps = split(LOSS, "L").graph
    agree(LOSS, steps, leaves)
    found = engine.gradients(steps, engine.forward(steps, leaves))["S"]

    def loss(S):
        return float(engine.forward(steps, {"S": S, "t": labels}).values["L"])

    np.testing.assert_allclose(found, numerical_gradient(loss, scores), rtol=1e-6, atol=1e-6)


@pytest.mark.torch
@settings(max_examples=60, deadline=None)
@given(scores_and_labels())
def test_softmax_with_loss_in_two_steps_is_the_same_as_pytorch(drawn):
    pytest.importorskip("torch")
    steps = split(LOSS, "L").graph
    roles = {"t": Role.DATA}
    nodes = [replace(node, role=roles.get(node.id, node.role)) for node in steps.nodes]
    graph, leaves = Graph(tuple(nodes), "L"), dict(zip("St", drawn, strict=True))
    found = engine.gradients(graph, engine.forward(graph, leaves))["S"]
    np.testing.assert_allclose(found, gradients(graph, leaves)["S"], rtol=1e-10, atol=1e-12)

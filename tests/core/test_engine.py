"""The forward and the backward loop: random graphs against finite differences and PyTorch."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core import engine
from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.messages import LANGUAGES, StudioError
from core.ops import OPS
from tests.core import torch_twin
from tests.core.random_graphs import cases, slopes


def backprop(graph, **leaves):
    return engine.gradients(graph, engine.forward(graph, leaves))


@settings(max_examples=250, deadline=None)
@given(cases())
def test_random_graphs_agree_with_finite_differences(case):
    found = backprop(case.graph, **case.leaves)
    for name in case.inputs:
        numeric, trusted = slopes(case, name)
        assume(trusted.any())
        scale = max(1.0, np.abs(numeric).max())
        assert found[name].shape == case.leaves[name].shape
        np.testing.assert_allclose(
            found[name][trusted], numeric[trusted], rtol=1e-7, atol=1e-7 * scale
        )


@pytest.mark.torch
@settings(max_examples=250, deadline=None)
@given(cases(most_operations=25))
def test_random_graphs_agree_with_pytorch(case):
    pytest.importorskip("torch")
    found = backprop(case.graph, **case.leaves)
    for name, gradient in torch_twin.gradients(case.graph, case.leaves).items():
        scale = max(1e-3, np.abs(gradient).max())
        np.testing.assert_allclose(
            found[name], gradient, rtol=1e-6, atol=1e-9 * scale, equal_nan=False
        )


@pytest.mark.torch
def test_every_op_has_a_twin_in_pytorch():
    pytest.importorskip("torch")
    assert set(torch_twin.FUNCTIONS) == set(OPS)


def test_random_graphs_reach_every_op():
    """The two tests above would be worth little if the drawing left an op out."""
    seen = set()

    @settings(max_examples=400, database=None, deadline=None, derandomize=True)
    @given(cases(most_operations=25))
    def look(case):
        seen.update(node.op.name for node in case.graph.operations)

    look()
    assert seen == set(OPS)


@settings(max_examples=50)
@given(cases())
def test_a_second_backward_pass_doubles_nothing(case):
    tape = engine.forward(case.graph, case.leaves)
    first = engine.gradients(case.graph, tape)
    second = engine.gradients(case.graph, tape)
    assert first.keys() == second.keys()
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])


@settings(max_examples=50)
@given(cases(), st.data())
def test_running_one_graph_on_other_numbers_leaves_no_trace_of_the_first(case, data):
    other = {k: v if v.dtype.kind == "i" else v * 0.5 for k, v in case.leaves.items()}
    before = backprop(case.graph, **case.leaves)
    backprop(case.graph, **other)
    again = backprop(case.graph, **case.leaves)
    for name in before:
        np.testing.assert_array_equal(before[name], again[name])


def test_the_tutorials_example():
    assert {k: float(v) for k, v in backprop(parse("e = (a+b)*(b+1)"), a=2, b=1).items()} == {
        "e": 1.0,
        "c": 2.0,
        "d": 3.0,
        "a": 2.0,
        "b": 5.0,
    }


def test_both_edges_of_a_square_count():
    assert backprop(parse("y = x * x"), x=3.0)["x"] == 6


@pytest.mark.parametrize("choice", ["max", "min"])
def test_the_larger_of_x_and_x_has_slope_one(choice):
    assert backprop(parse(f"{choice}(x, x)"), x=2.0)["x"] == 1


@pytest.mark.parametrize("depth", [10_000])
def test_a_long_chain_neither_overflows_nor_needs_recursion(depth):
    names = [f"v{i}" for i in range(depth)]
    chain = [
        Node(name, Role.OPERATION, OPS["add"], (source, "x"))
        for name, source in zip(names, ["x", *names], strict=False)
    ]
    graph = Graph((Node("x"), *reversed(chain)), names[-1])
    tape = engine.forward(graph, {"x": 1.0})
    assert tape.values[names[-1]] == depth + 1
    assert engine.gradients(graph, tape)["x"] == depth + 1


def test_the_work_of_a_backward_pass_grows_with_the_edges_only(monkeypatch):
    """y = ((x·x)·(x·x))…: 2^n paths, 2n edges."""
    text = "v0 = x*x;" + ";".join(f"v{i + 1} = v{i} * v{i}" for i in range(30))
    graph, calls = parse(text), []
    rules = OPS["multiply"].rules

    def counted(op, slot):
        return lambda *arguments: calls.append(slot) or rules["xy"[slot]](*arguments)

    monkeypatch.setattr(type(OPS["multiply"]), "rule", counted)
    assert backprop(graph, x=1.0)["x"] == 2.0**31
    assert len(calls) == len(graph.edges) == 62


def test_integers_become_floats_where_a_gradient_is_wanted():
    tape = engine.forward(parse("y = x ** n"), {"x": 2, "n": [1, 2]})
    assert tape.values["x"].dtype == tape.values["n"].dtype == np.float64


def test_data_stay_as_they_are():
    nodes = (Node("t", Role.DATA), Node("y", Role.OPERATION, OPS["negate"], ("t",)))
    labels = np.array([1, 2], np.uint8)
    tape = engine.forward(Graph(nodes, "y"), {"t": labels})
    assert tape.values["t"] is labels


def test_a_literal_serves_where_no_value_is_given():
    graph = parse("x = 3; y = x * x")
    assert engine.forward(graph, {}).values["y"] == 9
    assert engine.forward(graph, {"x": 4}).values["y"] == 16


def test_missing_inputs_are_all_named():
    with pytest.raises(StudioError) as caught:
        engine.forward(parse("a * b + c"), {"b": 1})
    assert caught.value.message.key == "core.engine.missing"
    assert caught.value.message.fields["names"] == "a, c"
    with pytest.raises(StudioError) as caught:
        engine.forward(parse("x**y"), {})
    for language in LANGUAGES:  # the example was a=2, also where there is no a
        assert "x=2" in caught.value.message.text(language)


@pytest.mark.parametrize("text", ["s = x + y; r = s * 2", "s = x @ y", "s = max(x, y)"])
def test_an_error_of_shapes_names_the_node_and_the_shapes(text):
    with pytest.raises(StudioError) as caught:
        engine.forward(parse(text), {"x": np.ones((2, 3)), "y": np.ones((2, 4))})
    assert caught.value.message.key.startswith("core.misfit.")
    assert caught.value.message.fields["node"] == "s"
    assert "(2, 3), (2, 4)" in str(caught.value)


def test_a_product_of_two_computed_numbers_is_an_error_of_shapes():
    with pytest.raises(StudioError) as caught:
        engine.forward(parse("s = x * 2; r = s @ s"), {"x": 3.0})
    assert caught.value.message.key == "core.misfit.number"


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("y = a @ b", {"a": 2.0, "b": np.ones((2, 2))}, "“a” is a single number. It needs rows"),
        ("y = a @ b", {"a": np.ones(2), "b": 2.0}, "“b” is a single number. It needs rows"),
        ("y = 2 @ b", {"b": np.ones((2, 2))}, "“2” is a single number. It needs rows"),
        ("y = a @ b", {"a": np.ones((2, 3)), "b": np.ones(2)}, "“a” have length 3 and the columns"),
        ("y = a @ b", {"a": np.ones(3), "b": np.ones((2, 3))}, "of “b” length 2. The shapes are"),
        ("y = affine(a, b, c)", {"a": 1.0, "b": np.ones((2, 3)), "c": np.ones(3)}, "have length 1"),
        (
            "y = affine(a, b, c)",
            {"a": np.ones((1, 2, 2)), "b": np.ones((4, 3)), "c": np.ones(4)},
            "for each column of “b”, in the shape (3,). Its shape is (4,).",
        ),
        ("y = a * b", {"a": np.ones(2), "b": np.ones(3)}, "× works number by number"),
        ("y = mse(a, b)", {"a": np.ones(2), "b": np.ones(3)}, "MSE works number by number"),
        (
            "y = a @ b",
            {"a": np.ones((2, 2, 2)), "b": np.ones((3, 2, 2))},
            "matmul cannot work on shapes (2, 2, 2), (3, 2, 2)",
        ),
    ],
)
def test_an_error_of_shapes_says_what_does_not_fit(text, values, said):
    with pytest.raises(StudioError) as caught:
        engine.forward(parse(text), values)
    assert said in str(caught.value)
    assert "{" not in caught.value.message.text("zh_CN")


@pytest.mark.parametrize("error", [TypeError, IndexError, AttributeError])
def test_a_mistake_in_an_op_is_not_told_as_an_error_of_shapes(monkeypatch, error):
    def broken(*_):
        raise error

    monkeypatch.setattr(OPS["add"], "run", broken)
    with pytest.raises(error):
        engine.forward(parse("x + y"), {"x": 1.0, "y": 2.0})


def test_an_unused_input_has_gradient_zero():
    graph = Graph((Node("x"), Node("unused"), *parse("y = x * 2").nodes[1:]), "y")
    gradient = backprop(graph, x=1.0, unused=np.ones((2, 2)))["unused"]
    np.testing.assert_array_equal(gradient, np.zeros((2, 2)))


def test_labels_have_no_gradient():
    found = backprop(parse("softmax_cross_entropy(S, t)"), S=[[1.0, 2.0]], t=[1])
    assert "t" not in found and "S" in found


def test_infinities_are_shown_and_not_printed(recwarn):
    tape = engine.forward(parse("log(x) / y"), {"x": 0.0, "y": 0.0})
    assert np.isinf(tape.values["c"]) and not recwarn.list


@pytest.mark.parametrize("shape", [(0,), (2, 0), (1, 3), (4, 2, 3), (2, 3)])
def test_a_gradient_has_the_shape_of_its_input_whatever_was_broadcast(shape):
    for given_shape in [(), (1,), (3,), (1, 1), (2, 1), (1, 3), (2, 3), (1, 2, 3)]:
        try:
            full = np.broadcast_shapes(shape, given_shape)
        except ValueError:
            continue
        gradient = engine.unbroadcast(np.ones(full), given_shape)
        assert gradient.shape == given_shape
        assert gradient.sum() == np.prod(full)


@pytest.mark.parametrize("shape", [(0,), (2, 0), (0, 3)])
def test_an_array_without_numbers_is_refused(shape):
    with pytest.raises(StudioError) as refused:
        engine.forward(parse("y = x * 2"), {"x": np.zeros(shape)})
    assert refused.value.message.key == "core.engine.empty"


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("softmax_cross_entropy(cos(X @ W), W)", "W"),
        ("p = S * 2; L = softmax_cross_entropy(S, softmax(p))", "S"),
        ("softmax_cross_entropy(S, t) + sum(t)", "t"),
    ],
)
def test_a_gradient_that_would_leave_out_the_labels_is_refused(text, node):
    graph = parse(text)
    assert graph.torn is not None
    with pytest.raises(StudioError) as refused:
        backprop(graph, X=np.eye(2), W=np.eye(2), S=np.eye(2), t=np.eye(2))
    assert refused.value.message.key == "core.engine.torn"
    assert refused.value.message.fields["node"] == node


@pytest.mark.parametrize(
    "text", ["softmax_cross_entropy(S, t)", "softmax_cross_entropy(S, softmax(p))"]
)
def test_labels_of_their_own_tear_nothing(text):
    assert parse(text).torn is None


@settings(max_examples=150, deadline=None)
@given(cases(most_operations=8), st.data())
def test_where_no_gradient_is_torn_finite_differences_agree(case, data):
    """Scores and soft labels from anywhere in a graph: it is refused, or the gradients hold."""
    values = engine.forward(case.graph, case.leaves).values
    rows = [node.id for node in case.graph.nodes if values[node.id].ndim in (1, 2)]
    if not rows:
        return
    scores = data.draw(st.sampled_from(rows))
    alike = [node for node in rows if values[node].shape == values[scores].shape]
    labels = data.draw(st.sampled_from(alike))
    loss = Node("loss", Role.OPERATION, OPS["softmax_cross_entropy"], (scores, labels))
    graph = Graph((*case.graph.nodes, loss), "loss")
    if graph.torn is not None:
        with pytest.raises(StudioError):
            backprop(graph, **case.leaves)
        return
    found = backprop(graph, **case.leaves)
    for name in found.keys() & set(case.inputs):
        numeric, trusted = slopes(replace(case, graph=graph), name)
        scale = max(1.0, np.abs(numeric).max())
        np.testing.assert_allclose(
            found[name][trusted], numeric[trusted], rtol=1e-6, atol=1e-6 * scale
        )

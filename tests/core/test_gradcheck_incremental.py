"""The clever check: what it leaves out must change nothing."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core import engine
from core.gradcheck import METHODS, STEP, ErrorHistogram, check, compare, incremental
from core.gradcheck.error_histogram import BINS, edges
from core.gradcheck.tables import write
from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.network import ACTIVATIONS, PARAMETERS, LinearReluLinear, TwoLayerNet
from core.ops import OPS


def report(graph, leaves, names, method, only=None):
    progress = check(graph, leaves, names, method, only)
    try:
        while True:
            next(progress)
    except StopIteration as end:
        return end.value


def agree(graph, leaves, names=PARAMETERS, only=None):
    """Both methods' reports, after a look at their gradients."""
    honest, quick = (report(graph, leaves, names, method, only) for method in METHODS)
    for name in names:
        np.testing.assert_allclose(quick.numeric[name], honest.numeric[name], rtol=0, atol=1e-9)
        np.testing.assert_array_equal(quick.kinked[name], honest.kinked[name])
    return honest, quick


def batch(rng, samples, size, zeros):
    """Images with some black pixels, as all images have."""
    return rng.random((samples, size)) * (rng.random((samples, size)) > zeros)


sizes = st.integers(1, 5)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(
    samples=sizes,
    inputs=sizes,
    hidden=sizes,
    classes=st.integers(2, 4),
    zeros=st.sampled_from([0.0, 0.5, 1.0]),
    one_hot=st.booleans(),
    seed=st.integers(0, 999),
)
@settings(max_examples=40, deadline=None)
def test_it_equals_the_honest_one(
    activation, samples, inputs, hidden, classes, zeros, one_hot, seed
):
    rng = np.random.default_rng(seed)
    net = TwoLayerNet(inputs, hidden, classes, 1.0, activation, rng)
    t = rng.integers(0, classes, samples).astype(np.uint8)
    labels = np.eye(classes)[t] if one_hot else t
    honest, quick = agree(net.graph, net.leaves(batch(rng, samples, inputs, zeros), labels))
    assert quick.count == honest.count and quick.method == "incremental"
    assert (honest.forward_passes, quick.forward_passes) == (2 * honest.count, 1)


@given(samples=sizes, inputs=sizes, hidden=sizes, outputs=sizes, seed=st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_the_regression_net_too(samples, inputs, hidden, outputs, seed):
    rng = np.random.default_rng(seed)
    net = LinearReluLinear(inputs, hidden, outputs, rng)
    agree(net.graph, net.leaves(rng.normal(size=(samples, inputs)), rng.random((samples, outputs))))


DEEP = "L = softmax_cross_entropy(affine(tanh(affine(relu(affine(X, A, a)), B, b)), C, c), t)"
SHAPES = {"A": (3, 4), "a": (4,), "B": (4, 3), "b": (3,), "C": (3, 2), "c": (2,)}


@given(seed=st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_deeper_nets_too(seed):
    rng = np.random.default_rng(seed)
    leaves = {name: rng.normal(size=shape) for name, shape in SHAPES.items()}
    leaves |= {"X": batch(rng, 5, 3, 0.3), "t": np.array([0, 1, 1, 0, 1])}
    _, quick = agree(parse(DEEP), leaves, SHAPES)
    assert quick.forward_passes == 1


@pytest.mark.parametrize(
    "text",
    [
        "L = mean(tanh(affine(X, W, b)) ** 2)",  # no mean over samples that the op tells apart
        "L = mse(tanh(affine(X, W, b)) + sum(W), t)",  # W is read twice
        "L = mse(affine(tanh(X @ W), V, b), t)",  # W enters another op than an Affine
    ],
)
def test_what_it_does_not_know_is_done_honestly(text):
    rng = np.random.default_rng(0)
    leaves = {"X": rng.random((3, 2)), "W": rng.random((2, 2)), "b": rng.random(2)}
    leaves |= {"t": rng.random((3, 2)), "V": rng.random((2, 2))}
    graph = parse(text)
    leaves = {node.id: leaves[node.id] for node in graph.leaves if node.literal is None}
    _, quick = agree(graph, leaves, ["W"])
    assert quick.forward_passes == 2 * leaves["W"].size


def test_a_single_image_without_a_batch_is_done_honestly():
    net = TwoLayerNet(3, 2, 2, 1.0, "tanh", np.random.default_rng(0))
    agree(net.graph, net.leaves(np.array([0.1, 0.2, 0.3]), np.array([1])))


def test_a_loss_that_is_no_number_is_no_number_there_either():
    net = TwoLayerNet(2, 2, 2, 1.0, "relu", np.random.default_rng(0))
    leaves = net.leaves(np.array([[1.0, 0.0]]), np.array([0])) | {"b2": np.array([np.nan, 0.0])}
    for each in agree(net.graph, leaves):
        assert np.isnan(each.numeric["W1"]).all() and not each.agrees


@given(values=arrays(float, (4,), elements=st.floats(-3, 3)), seed=st.integers(0, 99))
def test_the_loss_is_the_mean_of_the_samples(values, seed):
    rng = np.random.default_rng(seed)
    scores = values[:, None] * rng.normal(size=(4, 3))
    labels = rng.integers(0, 3, 4)
    for op, t in [
        ("softmax_cross_entropy", labels),
        ("softmax_cross_entropy", np.eye(3)[labels]),
        ("mse", np.eye(3)[labels]),
    ]:
        loss = OPS[op].run(scores, t)[0]
        assert OPS[op].per_sample(scores, t).mean() == pytest.approx(float(loss), abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_kinks_within_a_step_are_counted_and_left_out(method):
    """A ReLU that opens between x − h and x + h has no slope to compare."""
    net = TwoLayerNet(1, 2, 2, 1.0, "relu", np.random.default_rng(1))
    net.params["W1"][:] = [[0.1 * STEP, 1.0]]
    leaves = net.leaves(np.array([[1.0], [0.0]]), np.array([0, 1]))
    found = report(net.graph, leaves, ["W1"], method)
    assert found.kinked["W1"].tolist() == [[True, False]]
    assert found.parameters["W1"].kinks == 1
    assert abs(found.analytic["W1"] - found.numeric["W1"]).max() > 1e-3  # and yet nothing is wrong
    assert found.agrees and found.parameters["W1"].max_rel_error < 1e-3
    assert found.histogram.kinked.sum() == 1 and found.histogram.total == 2


@pytest.mark.parametrize("method", METHODS)
def test_some_numbers_only(method):
    net = TwoLayerNet(3, 2, 2, 1.0, "tanh", np.random.default_rng(0))
    leaves = net.leaves(np.random.default_rng(1).random((4, 3)), np.array([0, 1, 1, 0]))
    found = report(net.graph, leaves, ["W1", "b2"], method, {"W1": np.array([4, 1])})
    assert found.count == 2 + 2
    assert np.isfinite(found.numeric["W1"].ravel()).tolist() == [
        False,
        True,
        False,
        False,
        True,
        False,
    ]
    assert found.agrees and found.parameters["W1"].count == 2


@pytest.mark.parametrize("method", METHODS)
def test_a_wrong_rule_is_found_by_either(method, monkeypatch):
    op = OPS["sigmoid"]
    right = op.rules["x"]
    monkeypatch.setattr(type(op), "rules", {"x": lambda *a: 1.01 * right(*a)})
    net = TwoLayerNet(3, 2, 2, 1.0, "sigmoid", np.random.default_rng(0))
    found = report(net.graph, net.leaves(np.ones((2, 3)), np.array([0, 1])), PARAMETERS, method)
    assert not found.parameters["W1"].agrees and found.parameters["W2"].agrees


@pytest.mark.parametrize("method", METHODS)
def test_the_values_given_are_left_alone(method):
    net = TwoLayerNet(3, 2, 2, 1.0, "relu", np.random.default_rng(0), np.float32)
    leaves = net.leaves(np.ones((2, 3), np.float32), np.array([0, 1]))
    before = {name: value.copy() for name, value in leaves.items()}
    report(net.graph, leaves, PARAMETERS, method)
    for name, value in before.items():
        np.testing.assert_array_equal(leaves[name], value)


def test_progress_comes_in_blocks_and_pauses_are_not_counted(monkeypatch):
    monkeypatch.setattr(incremental, "_CELLS", 8)
    clock = iter(range(1000))
    monkeypatch.setattr("core.gradcheck.comparing.time.perf_counter", lambda: float(next(clock)))
    net = TwoLayerNet(3, 2, 2, 1.0, "relu", np.random.default_rng(0))
    progress = []
    for state in check(
        net.graph, net.leaves(np.ones((2, 3)), np.array([0, 1])), ["W1"], "incremental"
    ):
        progress.append(state)
        for _ in range(10):  # somebody has a rest
            next(clock)
    assert [state.done for state in progress] == [8, 12]
    assert [state.seconds for state in progress] == [1.0, 2.0]
    assert progress[0].rate == 8.0 and progress[0].seconds_left == 0.5


def test_a_branch_that_rejoins_is_done_honestly():
    nodes = (
        Node("X", Role.DATA),
        Node("W", Role.PARAMETER),
        Node("b", Role.PARAMETER),
        Node("t", Role.DATA),
        Node("A", Role.OPERATION, OPS["affine"], ("X", "W", "b")),
        Node("B", Role.OPERATION, OPS["relu"], ("A",)),
        Node("C", Role.OPERATION, OPS["add"], ("A", "B")),
        Node("L", Role.OPERATION, OPS["mse"], ("C", "t")),
    )
    rng = np.random.default_rng(0)
    leaves = {"X": rng.random((3, 2)), "W": rng.random((2, 2)), "b": rng.random(2)}
    graph = Graph(nodes, "L")
    assert (
        incremental.route(graph, engine.forward(graph, leaves | {"t": np.ones((3, 2))}), "W")
        is None
    )
    agree(graph, leaves | {"t": np.ones((3, 2))}, ["W", "b"])


def test_the_histogram_sorts_by_powers_of_ten():
    histogram = ErrorHistogram().with_more(
        np.array([0.0, 1e-30, 2e-10, np.nan, 1e9]), np.zeros(5, bool)
    )
    histogram = histogram.with_more(np.array([-2e-10]), np.array([True]))
    assert histogram.total == 6 and len(edges()) == BINS + 1
    place = int(np.searchsorted(edges(), 2e-10)) - 1
    assert (histogram.bins[0], histogram.bins[place], histogram.bins[-1]) == (2, 2, 2)
    assert histogram.kinked[place] == histogram.kinked.sum() == 1


def test_where_every_number_is_at_a_kink_nothing_is_compared():
    check_of_none = compare(np.ones(2), np.zeros(2), np.ones(2, bool))
    assert (check_of_none.kinks, check_of_none.mean_abs_diff, check_of_none.agrees) == (2, 0, True)


@pytest.mark.parametrize("kind", ["table", "numbers"])
def test_tables_say_what_was_found_to_the_last_digit(kind, tmp_path):
    net = TwoLayerNet(3, 2, 2, 1.0, "relu", np.random.default_rng(0))
    found = report(
        net.graph, net.leaves(np.ones((2, 3)), np.array([0, 1])), PARAMETERS, "incremental"
    )
    second = {name: gradient + 1.0 for name, gradient in found.analytic.items()}
    path = tmp_path / "gradients.csv"
    for opinion in (second, None):
        assert list(write(path, kind, found, opinion)) == []
        rows = list(csv.DictReader(path.read_text().splitlines()))
        if kind == "table":
            assert [row["parameter"] for row in rows] == list(PARAMETERS)
            assert float(rows[0]["mean_abs_diff"]) == found.parameters["W1"].mean_abs_diff
            assert rows[0]["mean_abs_diff_second"] == ("1.0" if opinion else "")
        else:
            assert len(rows) == found.count
            row = next(row for row in rows if (row["parameter"], row["index"]) == ("W2", "1 0"))
            assert float(row["backprop"]) == found.analytic["W2"][1, 0]
            assert float(row["numerical"]) == found.numeric["W2"][1, 0]
            assert bool(row["second"]) == bool(opinion)


def test_a_long_table_holds_nobody_up(tmp_path, monkeypatch):
    monkeypatch.setattr("core.gradcheck.tables._AT_ONCE", 3)
    net = TwoLayerNet(3, 2, 2, 1.0, "relu", np.random.default_rng(0))
    found = report(
        net.graph, net.leaves(np.ones((2, 3)), np.array([0, 1])), PARAMETERS, "incremental"
    )
    assert list(write(tmp_path / "all.csv", "numbers", found)) == [3, 6, 9, 12]

"""The net from three distances, a fitted curve, inputs that are not scaled: all by the engine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.expression import parse
from core.network import ACTIVATIONS, TwoLayerNet
from core.scenes import NetworkView, View, curve, prediction, scaling
from core.scenes.descent import descend
from core.trace import run

SIZES = st.integers(1, 5)


def net(n: int, d: int, h: int, activation: str = "relu", seed: int = 0):
    rng = np.random.default_rng(seed)
    made = TwoLayerNet(d, h, 4, 0.7, activation, rng=rng)
    made.params["b1"] += rng.normal(size=h)
    return made.graph, made.leaves(rng.normal(size=(n, d)), rng.integers(0, 4, n))


@given(SIZES, SIZES, SIZES, st.sampled_from(ACTIVATIONS), st.integers(0, 9))
def test_a_hidden_unit_has_the_gradients_of_its_column(n, d, h, activation, unit):
    graph, leaves = net(n, d, h, activation)
    whole = run(graph, leaves)
    j = min(unit, h - 1)
    seen = run(*NetworkView(View.UNIT, unit=unit).of(graph, leaves))
    for name, part in (
        (f"w{j}", whole.gradients["W1"][:, j : j + 1]),
        (f"b{j}", whole.gradients["b1"][j : j + 1]),
        (f"v{j}", whole.gradients["W2"][j : j + 1]),
        (f"a{j}", whole.gradients["A1"][:, j : j + 1]),
        ("A2", whole.gradients["A2"]),
    ):
        np.testing.assert_allclose(seen.gradients[name], part, atol=1e-12)
    assert seen.values["L"] == pytest.approx(whole.values["L"])


@given(SIZES, SIZES, SIZES)
def test_the_batch_is_the_mean_of_its_images(n, d, h):
    graph, leaves = net(n, d, h)
    whole = run(graph, leaves)
    each = [run(*NetworkView(View.IMAGE, image=i).of(graph, leaves)) for i in range(n)]
    for name in ("W1", "b1", "W2", "b2"):
        mean = np.mean([image.gradients[name] for image in each], axis=0)
        np.testing.assert_allclose(mean, whole.gradients[name], atol=1e-12)


def test_the_whole_batch_is_the_step_itself():
    graph, leaves = net(3, 2, 2)
    assert NetworkView().of(graph, leaves) == (graph, leaves)


def test_a_prediction_is_the_largest_score():
    said = prediction({"t": np.array([1, 2])}, np.array([[0.0, 3.0, 1.0], [4.0, 0.0, 0.0]]), 1)
    assert (said.label, said.read, said.right) == (2, 0, False)
    assert said.probability == pytest.approx(np.exp(4) / (np.exp(4) + 2))
    one_hot = prediction({"t": np.eye(3)[[1, 2]]}, np.eye(3))
    assert (one_hot.label, one_hot.read) == (1, 0)


@given(st.integers(0, 50), st.integers(1, 12))
def test_the_curve_goes_through_what_the_net_says_and_bends_at_its_hinges(seed, hidden):
    graph = parse(curve.EXPRESSION)
    values = run(graph, curve.values(seed, hidden)).values
    assert curve.fits(graph, values)
    drawn = curve.curve(graph, values)
    said = values["A2"][:, 0]
    near = np.interp(values["X"][:, 0], drawn.x, drawn.y)
    widest = np.abs(np.diff(drawn.y)).max()
    assert np.abs(near - said).max() <= widest + 1e-9
    bends = np.abs(np.diff(drawn.y, 2)) > 1e-9
    for x in drawn.x[1:-1][bends]:
        assert np.abs(drawn.hinges - x).min() <= drawn.x[1] - drawn.x[0] + 1e-9


NET = curve.EXPRESSION
BENT, OTHER = "relu(A1)", np.linspace(-1, 1, curve.POINTS)[:, None]


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        (NET.replace("affine(Z1", "affine(b1"), {}),  # what a wire can be led to
        (NET.replace("(A1)", "(b1)"), {}),
        (NET.replace(BENT, "relu(A1) * t"), {}),
        (NET.replace(BENT, "relu(A1) * c"), {"c": OTHER}),
        (NET.replace(BENT, "relu(A1) - mean(A1)"), {}),
        (NET.replace("mse(A2, t)", "mse(Z1, t)"), {}),
    ],
)
def test_a_graph_whose_output_is_not_made_row_by_row_of_x_fits_no_curve(text, leaves):
    """More rows than the data have could not be asked of it, or would get another net's answer."""
    graph = parse(text)
    assert not curve.fits(graph, run(graph, curve.values() | leaves).values)


@pytest.mark.parametrize("between", ["tanh(A1)", "relu(A1) * 2 + c", "relu(A1) * relu(A1)"])
def test_hinges_are_where_a_relu_opens_only(between):
    graph = parse(NET.replace(BENT, between))
    values = run(graph, curve.values() | {"c": np.ones(6)}).values
    assert curve.fits(graph, values)
    hinges = curve.curve(graph, values).hinges
    assert (hinges is not None and len(hinges) > 0) == ("relu" in between)


ODD = st.sampled_from([0.0, 1.0, -3.0, 1 + 1e-16, 1e300, 1e308, -1e308, 5e-324, np.inf, np.nan])


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(*[st.lists(ODD, min_size=n, max_size=n)] * 2)))
def test_any_data_have_a_range_in_which_the_curve_is_drawn_or_none(data):
    graph, (x, t) = parse(NET), (np.array(each)[:, None] for each in data)
    values = run(graph, curve.values() | {"X": x, "t": t}).values
    assert curve.fits(graph, values)
    drawn = curve.curve(graph, values)
    if drawn is None:
        finite = [each[np.isfinite(each)] for each in (x, t)]
        assert any(not each.size or np.abs(each).max() > 1e300 for each in finite)
        return
    for low, high, seen in ((*drawn.x[[0, -1]], x), (*drawn.heights, t)):
        inside = seen[np.isfinite(seen)]
        assert np.isfinite(high - low) and high > low
        assert low <= inside.min() and inside.max() <= high


@pytest.mark.parametrize("seed", range(4))
def test_gradient_descent_fits_the_curve(seed):
    graph, values = parse(curve.EXPRESSION), curve.values(seed)
    first = run(graph, values)
    for _ in range(300):
        trace = run(graph, values)
        values = values | descend(values, trace.gradients, curve.PARAMETERS, 0.05)
    assert run(graph, values).values["L"] < 0.5 * first.values["L"]


def test_other_graphs_are_no_curves():
    assert not curve.fits(parse("e = (a + b) * (b + 1)"), {"a": 1, "b": 2})


def test_inputs_a_thousand_times_as_large_overshoot():
    near, far = (scaling.one_step(scaling.values(), k) for k in scaling.SCALES)
    assert near.before == pytest.approx(far.before), "only the unit differs"
    assert far.gradient == pytest.approx(1000 * near.gradient)
    assert near.after < near.before < far.after
    assert far.after > 1e6 * far.before

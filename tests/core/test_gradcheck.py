"""Numerical gradients, and the comparison that tells a right backward pass from a wrong one."""

import numpy as np
import pytest

from core.gradcheck import CheckProgress, check, compare, numerical_gradient
from core.language.expression import parse
from core.ops import OPS


def run(generator):
    """Progress and report of a check."""
    progress = []
    while True:
        try:
            progress.append(next(generator))
        except StopIteration as stop:
            return progress, stop.value


def test_the_gradient_of_a_sum_of_squares():
    x = np.array([[3.0, -4.0], [0.0, 0.5]])
    gradient = numerical_gradient(lambda x: float((x**2).sum()), x)
    np.testing.assert_allclose(gradient, 2 * x, atol=1e-9)


@pytest.mark.parametrize(
    "x", [np.array([3, 4]), [3, 4], np.array([3, 4], np.uint8), np.array([3.0, 4.0])]
)
def test_integers_are_differentiated_too(x):
    """In place, 3 + 1e-5 would be 3 again, and the gradient 0: a well-known trap."""
    gradient = numerical_gradient(lambda x: x[0] ** 2 + x[1], x)
    np.testing.assert_allclose(gradient, [6, 1], rtol=1e-9)


@pytest.mark.parametrize("x", [2, 2.0, np.float64(2), np.array(2.0)])
def test_a_single_number(x):
    assert numerical_gradient(lambda x: float(x**3), x) == pytest.approx(12)


def test_the_array_is_seen_changed_by_others_and_put_back_to_the_bit():
    """The tutorials' `lambda W: net.loss(x, t)` does not use its argument."""
    W = np.random.default_rng(0).normal(size=(2, 3))
    before = W.copy()
    gradient = numerical_gradient(lambda _: float((W**2).sum()), W)
    np.testing.assert_allclose(gradient, 2 * W, rtol=1e-9)
    np.testing.assert_array_equal(W, before)


def test_the_array_is_put_back_even_if_the_function_fails():
    x = np.array([1.0, 2.0])

    def fails(x):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        numerical_gradient(fails, x)
    assert x.tolist() == [1.0, 2.0]


LEAVES = {"X": np.array([[1.0, 2.0]]), "W": np.array([[1, 2], [3, 4]]), "b": np.float32([0.5, 1])}


def test_a_right_gradient_passes_with_numbers_to_show():
    graph = parse("L = mean(tanh(affine(X, W, b)) ** 2)")
    progress, report = run(check(graph, {k: v / 2 for k, v in LEAVES.items()}, ["W", "b"]))
    assert [p.done for p in progress] == list(range(2, 14, 2))
    assert all(p.total == 12 for p in progress)
    assert isinstance(progress[0], CheckProgress)
    assert report.count == 6 and report.forward_passes == 12
    assert report.parameters.keys() == {"W", "b"}
    assert report.parameters["W"].count == 4
    for checked in report.parameters.values():
        assert checked.max_rel_error < 1e-7 and checked.mean_abs_diff < 1e-9
    assert report.backprop_seconds >= 0 and report.numerical_seconds >= 0


def test_the_values_given_are_left_alone():
    leaves = {k: v / 2 for k, v in LEAVES.items()}
    before = {k: v.copy() for k, v in leaves.items()}
    run(check(parse("L = sum(affine(X, W, b))"), leaves, ["X", "W", "b"]))
    for name in leaves:
        np.testing.assert_array_equal(leaves[name], before[name])


def test_integers_are_checked_as_floats():
    _, report = run(check(parse("y = sum(x * x)"), {"x": np.array([3, 4])}, ["x"]))
    assert report.parameters["x"].max_rel_error < 1e-7


@pytest.mark.parametrize("factor", [-1, 0, 1.001])
def test_a_wrong_rule_is_found(monkeypatch, factor):
    tanh = OPS["tanh"]
    right = tanh.rules["x"]
    monkeypatch.setattr(type(tanh), "rules", {"x": lambda *a: factor * right(*a)})
    _, report = run(check(parse("y = tanh(x) * 2"), {"x": np.array(0.5)}, ["x"]))
    assert report.parameters["x"].max_rel_error > 9e-4


def test_a_forgotten_sum_is_found(monkeypatch):
    """`=` where there should be `+=`: the misconception that the studio lets a class try."""
    monkeypatch.setattr("core.engine.gradients", lambda graph, tape: {"x": np.array(3.0)})
    _, report = run(check(parse("y = x * x"), {"x": np.array(3.0)}, ["x"]))
    assert report.parameters["x"].max_rel_error == pytest.approx(0.5)


def test_tiny_gradients_are_not_judged_by_their_rounding():
    close = compare(np.array([1e-12, 1.0]), np.array([-1e-12, 1.0]))
    assert close.max_rel_error < 1e-4 and close.count == 2
    assert compare(np.array([1.0]), np.array([2.0])).max_rel_error == 0.5

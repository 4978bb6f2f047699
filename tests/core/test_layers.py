"""The tutorials' layers, with the tutorials' numbers."""

import numpy as np
import pytest

from core.gradcheck import numerical_gradient
from core.layers import (
    Add,
    Affine,
    Multiply,
    Relu,
    Sigmoid,
    SoftmaxWithLoss,
    cross_entropy_error,
    softmax,
)

RNG = np.random.default_rng(0)


def test_buying_apples_and_oranges():
    """*Deep Learning from Scratch*, ch. 5.4: 2 apples at 100, 3 oranges at 150, 10 % tax."""
    apples, oranges, total, taxed = Multiply(), Multiply(), Add(), Multiply()
    price = taxed.forward(total.forward(apples.forward(100, 2), oranges.forward(150, 3)), 1.1)
    assert price == pytest.approx(715)
    d_total, d_tax = taxed.backward(1)
    d_apples, d_oranges = total.backward(d_total)
    d_apple_price, d_apple_count = apples.backward(d_apples)
    d_orange_price, d_orange_count = oranges.backward(d_oranges)
    found = [d_apple_count, d_apple_price, d_orange_price, d_orange_count, d_tax]
    assert [float(x) for x in found] == pytest.approx([110, 2.2, 3.3, 165, 650])


def test_gates_sum_over_what_was_broadcast():
    x, y = np.ones((2, 3)), np.array([1.0, 2.0, 3.0])
    gate = Multiply()
    gate.forward(x, y)
    dx, dy = gate.backward(np.ones((2, 3)))
    assert dx.tolist() == [[1, 2, 3], [1, 2, 3]] and dy.tolist() == [2, 2, 2]


def test_relu_is_closed_where_x_is_not_positive():
    layer = Relu()
    x = np.array([[1.0, -0.5], [-2.0, 3.0], [0.0, -0.0]])
    assert layer.forward(x).tolist() == [[1, 0], [0, 3], [0, 0]]
    assert layer.backward(np.full((3, 2), 7.0)).tolist() == [[7, 0], [0, 7], [0, 0]]
    assert x[0, 1] == -0.5


def test_sigmoid_has_slope_y_times_one_minus_y():
    layer = Sigmoid()
    y = layer.forward(np.array([0.0, 2.0]))
    np.testing.assert_allclose(y, [0.5, 1 / (1 + np.exp(-2))])
    np.testing.assert_allclose(layer.backward(np.ones(2)), y * (1 - y))


@pytest.mark.parametrize("shape", [(5, 4), (5, 1, 2, 2), (4,)])
def test_affine_returns_dx_and_keeps_dw_and_db(shape):
    layer = Affine(RNG.normal(size=(4, 3)), RNG.normal(size=3))
    x = RNG.normal(size=shape)
    upstream = RNG.normal(size=layer.forward(x).shape)
    dx = layer.backward(upstream)

    def weighted(_):
        return float((layer.op.forward(x, layer.W, layer.b) * upstream).sum())

    for gradient, array in ((dx, x), (layer.dW, layer.W), (layer.db, layer.b)):
        assert gradient.shape == array.shape
        np.testing.assert_allclose(gradient, numerical_gradient(weighted, array), rtol=1e-7)


def test_affine_by_hand():
    """Ch. 5.6: the bias is added to every row, so its gradient is the sum of the columns."""
    layer = Affine(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0]))
    assert layer.forward(np.array([[1.0, 1.0], [0.0, 2.0]])).tolist() == [[14, 26], [16, 28]]
    dx = layer.backward(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert dx.tolist() == [[5, 11], [11, 25]]
    assert layer.dW.tolist() == [[1, 2], [7, 10]]
    assert layer.db.tolist() == [4, 6]


def test_softmax_with_loss_hands_back_probabilities_minus_labels():
    layer = SoftmaxWithLoss()
    scores, labels = np.array([[0.3, 2.9, 4.0], [1.0, 0.0, 0.0]]), np.array([2, 0])
    loss = layer.forward(scores, labels)
    np.testing.assert_allclose(layer.y[0], [0.01821127, 0.24519181, 0.73659691], rtol=1e-6)
    assert layer.y.sum(axis=1) == pytest.approx([1, 1])
    assert loss == layer.loss == pytest.approx(cross_entropy_error(layer.y, labels), rel=1e-6)
    np.testing.assert_allclose(layer.backward(), (layer.y - np.eye(3)[labels]) / 2)
    np.testing.assert_allclose(layer.backward(2.0), 2 * layer.backward())
    by_row = SoftmaxWithLoss()
    assert by_row.forward(scores, np.eye(3)[labels]) == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(by_row.backward(), layer.backward())


def test_a_number_as_upstream_gradient_keeps_float32():
    layer = SoftmaxWithLoss()
    layer.forward(np.ones((2, 3), np.float32), np.array([0, 1]))
    assert layer.backward(1.0).dtype == np.float32


def test_softmax_as_the_tutorials_use_it():
    np.testing.assert_allclose(softmax(np.array([1010, 1000, 990])).sum(), 1)
    np.testing.assert_allclose(softmax([[0, 0], [0, 1000]]), [[0.5, 0.5], [0, 1]])


def test_cross_entropy_error_as_in_the_tutorials():
    """Ch. 4.2: the right digit is 2."""
    y = np.array([0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0])
    t = np.eye(10)[2]
    assert cross_entropy_error(y, t) == pytest.approx(0.510825457)
    assert cross_entropy_error(y, 2) == cross_entropy_error(y, t)
    wrong = np.array([0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0])
    assert cross_entropy_error(wrong, t) == pytest.approx(2.302584093)
    both = np.array([y, wrong])
    assert cross_entropy_error(both, np.array([2, 2])) == pytest.approx(1.406704775)
    assert cross_entropy_error(np.array([1.0, 0.0]), 1) == pytest.approx(-np.log(1e-7))

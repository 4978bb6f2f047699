"""The curvature against the whole Hessian of a small net, from differences of its gradients."""

import numpy as np
import pytest

from core.network import ACTIVATIONS, PARAMETERS, TwoLayerNet
from core.training import Trainer, TrainingConfig
from core.training.curvature import largest_curvature
from core.training.hessian import Hessian
from tests.core.small_data import few_digits

Leaves = dict[str, np.ndarray]


def a_net(activation: str, deviation: float = 0.7) -> tuple[TwoLayerNet, Leaves]:
    net = TwoLayerNet(3, 2, 4, deviation, activation, np.random.default_rng(3))
    rng = np.random.default_rng(5)
    return net, net.leaves(rng.standard_normal((6, 3)), rng.integers(4, size=6))


def dense(net: TwoLayerNet, leaves: Leaves, h: float) -> np.ndarray:
    """Column by column; h has to be so small that no ReLU comes to its kink."""
    ends = np.cumsum([net.params[name].size for name in PARAMETERS])
    theta = np.concatenate([net.params[name].ravel() for name in PARAMETERS])

    def gradient(at: np.ndarray) -> np.ndarray:
        for name, part in zip(PARAMETERS, np.split(at, ends[:-1]), strict=True):
            net.params[name] = part.reshape(net.params[name].shape)
        found = net.gradient(leaves["X"], leaves["t"])
        return np.concatenate([found[name].ravel() for name in PARAMETERS])

    rows = [(gradient(theta + h * e) - gradient(theta - h * e)) / (2 * h) for e in np.eye(ends[-1])]
    return (np.array(rows) + np.transpose(rows)) / 2


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_product_is_that_of_the_whole_hessian(activation: str) -> None:
    net, leaves = a_net(activation)
    hessian = Hessian(activation, leaves)
    wanted = dense(net, leaves, 1e-5)
    found = np.array([hessian @ direction for direction in np.eye(hessian.size)])
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-9)
    one_hot = Hessian(activation, {**leaves, "t": np.eye(4)[leaves["t"]]})
    np.testing.assert_array_equal(one_hot @ found[0], hessian @ found[0])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("deviation", [1e-5, 0.01, 0.7])
def test_the_curvature_is_the_most_positive_eigenvalue(activation: str, deviation: float) -> None:
    """Near the initial weights, too, where kinks are near and a negative one is as large."""
    net, leaves = a_net(activation, deviation)
    wanted = np.linalg.eigvalsh(dense(net, leaves, min(1e-5, deviation / 1000)))
    assert largest_curvature(activation, leaves) == pytest.approx(wanted[-1], rel=1e-4)


def test_of_many_parameters_it_is_found_in_few_rounds() -> None:
    """Against power iteration on H + 5, whose every eigenvalue is positive."""
    trainer = Trainer(few_digits(), TrainingConfig(seed=8, iterations=5))
    trainer.request_snapshot()
    snapshot = next(trainer.steps()).snapshot
    assert snapshot is not None
    hessian = Hessian("relu", snapshot.leaves)
    v, size = np.random.default_rng(1).standard_normal(hessian.size), 0.0
    for _ in range(600):
        v = hessian @ v + 5 * v
        size = float(np.linalg.norm(v))
        v /= size
    assert largest_curvature("relu", snapshot.leaves) == pytest.approx(size - 5, rel=1e-3)


def test_numbers_that_have_overflowed_have_no_curvature() -> None:
    _, leaves = a_net("relu")
    leaves["W1"] = leaves["W1"] * np.inf
    assert np.isnan(largest_curvature("relu", leaves))

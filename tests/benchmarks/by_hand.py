"""The trainer's step written out for this one net, twice: how far NumPy goes, and what is ours.

`rules` calls the program's own rules in a row: what it saves is the engine and the trainer, which
know any graph, optimizer and schedule. `preallocated` shares nothing but the batches: every array
is there beforehand and is written over, nothing is checked, and one vector holds all parameters.
Both begin with the trainer's weights and batches and return the loss: that of `rules` is the
trainer's to the bit, that of `preallocated` but for rounding.
"""

from collections.abc import Callable

import numpy as np

from core.datasets import Dataset
from core.datasets.dataset import CLASSES
from core.network import PARAMETERS, TwoLayerNet
from core.ops import OPS
from core.training import TrainingConfig
from core.training.batches import Batches


def beginning(data: Dataset, config: TrainingConfig) -> tuple[list[np.ndarray], Batches]:
    """The arrays W1, b1, W2, b2 and the batches that a trainer begins with."""
    weights, picks, shifts = np.random.default_rng(config.seed).spawn(3)
    pixels = data.x_train.shape[1]
    net = TwoLayerNet(pixels, config.hidden, CLASSES, rng=weights, dtype=np.float32)
    return [net.params[name] for name in PARAMETERS], Batches(data, picks, shifts)


def rules(data: Dataset, config: TrainingConfig) -> Callable[[], float]:
    params, batches = beginning(data, config)
    affine, relu, loss = OPS["affine"], OPS["relu"], OPS["softmax_cross_entropy"]
    (d_x, d_w, d_b), d_a, d_s = affine.rules.values(), relu.rules["x"], loss.rules["S"]
    W1, b1, W2, b2 = params
    one, rate = np.ones((), np.float32), config.learning_rate

    def step() -> float:
        x, t = batches.draw(config.batch_size)
        with np.errstate(all="ignore"):
            A1 = affine.forward(x, W1, b1)
            Z1 = relu.forward(A1)
            A2 = affine.forward(Z1, W2, b2)
            L, memory = loss.forward(A2, t)
            dA2 = d_s(one, A2, t, L, memory)
            dA1 = d_a(d_x(dA2, Z1, W2, b2, A2), A1, Z1)
            gradients = (
                d_w(dA1, x, W1, b1, A1),
                d_b(dA1, x, W1, b1, A1),
                d_w(dA2, Z1, W2, b2, A2),
                d_b(dA2, Z1, W2, b2, A2),
            )
            for value, gradient in zip(params, gradients, strict=True):
                value -= rate * gradient
        return float(L)

    return step


def preallocated(data: Dataset, config: TrainingConfig) -> Callable[[], float]:
    params, batches = beginning(data, config)
    n, hidden = config.batch_size, config.hidden
    flat = np.concatenate([array.ravel() for array in params])
    gradient, change = np.empty_like(flat), np.empty_like(flat)
    W1, b1, W2, b2 = views(flat, params)
    dW1, db1, dW2, db2 = views(gradient, params)
    A1, Z1, dA1 = (np.empty((n, hidden), np.float32) for _ in range(3))
    A2 = np.empty((n, CLASSES), np.float32)
    scores, columns = A2.ravel(), np.empty((CLASSES, n), np.float32)
    extreme, total, surprise = (np.empty(n, np.float32) for _ in range(3))
    is_open, at = np.empty((n, hidden), np.bool_), np.empty(n, np.intp)
    starts, W2_T, Z1_T = np.arange(n) * CLASSES, W2.T, Z1.T
    rate, share = np.float32(config.learning_rate), np.float32(1 / n)

    def step() -> float:
        x, t = batches.draw(n)
        np.matmul(x, W1, out=A1)
        np.add(A1, b1, out=A1)
        np.maximum(A1, 0, out=Z1)
        np.matmul(Z1, W2, out=A2)
        np.add(A2, b2, out=A2)
        np.copyto(columns, A2.T)  # a few long rows are reduced faster than many short ones
        np.maximum.reduce(columns, axis=0, out=extreme)
        np.subtract(A2, extreme[:, None], out=A2)
        np.add(starts, t, out=at)
        scores.take(at, out=surprise, mode="clip")
        np.exp(A2, out=A2)
        np.copyto(columns, A2.T)
        np.add.reduce(columns, axis=0, out=total)
        np.divide(A2, total[:, None], out=A2)
        np.subtract(np.log(total, out=total), surprise, out=surprise)
        scores[at] -= 1  # A2 is now P − t
        np.multiply(A2, share, out=A2)
        np.matmul(Z1_T, A2, out=dW2)
        np.add.reduce(A2, axis=0, out=db2)
        np.matmul(A2, W2_T, out=dA1)
        np.multiply(dA1, np.greater(A1, 0, out=is_open), out=dA1)
        np.matmul(x.T, dA1, out=dW1)
        np.add.reduce(dA1, axis=0, out=db1)
        np.subtract(flat, np.multiply(gradient, rate, out=change), out=flat)
        return float(surprise.sum() * share)

    return step


def views(flat: np.ndarray, like: list[np.ndarray]) -> list[np.ndarray]:
    """The parts of a vector, in the shapes of these arrays."""
    ends = np.cumsum([array.size for array in like])
    parts = np.split(flat, ends[:-1])
    return [part.reshape(array.shape) for part, array in zip(parts, like, strict=True)]

"""The tutorials' layers, with state: `forward` remembers what `backward` needs.

They are thin: each wraps one op of `core/ops`, so the formulas are written once.
"""

from typing import Any

import numpy as np

from core.engine import Array, unbroadcast
from core.ops import OPS, Op


class Layer:
    """One op with the inputs and the output of its latest forward pass."""

    op: Op
    inputs: tuple[Array, ...]
    out: Array
    memory: tuple[Any, ...]

    def forward(self, *inputs: Any) -> Any:
        self.inputs = tuple(np.asarray(x) for x in inputs)
        self.out, self.memory = self.op.run(*self.inputs)
        return self.out

    def contribution(self, slot: int, dout: Any) -> Array:
        """The gradient for input number `slot`, given the gradient of the output."""
        rule = self.op.rule(slot)
        assert rule is not None
        gradient = rule(dout, *self.inputs, self.out, *self.memory)
        return unbroadcast(np.asarray(gradient), self.inputs[slot].shape)


class _Gate(Layer):
    """A gate with two inputs: `backward` gives a gradient for each."""

    def backward(self, dout: Any) -> tuple[Array, Array]:
        return self.contribution(0, dout), self.contribution(1, dout)


class Add(_Gate):
    """`forward(x, y)` is x + y; `backward(dout)` is (dout, dout)."""

    op = OPS["add"]


class Multiply(_Gate):
    """`forward(x, y)` is x·y; `backward(dout)` is (dout·y, dout·x)."""

    op = OPS["multiply"]


class _Activation(Layer):
    def backward(self, dout: Any) -> Array:
        return self.contribution(0, dout)


class Relu(_Activation):
    """max(0, x), element by element; the gradient is 0 where x ≤ 0."""

    op = OPS["relu"]


class Sigmoid(_Activation):
    """1 / (1 + e⁻ˣ), element by element."""

    op = OPS["sigmoid"]


class Affine(Layer):
    """Y = X·W + b. `backward(dout)` returns dX and keeps `dW` and `db`.

    X has shape (N, …) and is flattened to (N, D); W (D, M); b (M,).
    """

    op = OPS["affine"]

    def __init__(self, W: Array, b: Array) -> None:
        self.W = W
        self.b = b
        self.dW: Array | None = None
        self.db: Array | None = None

    def forward(self, x: Array) -> Array:
        return super().forward(x, self.W, self.b)

    def backward(self, dout: Array) -> Array:
        self.dW = self.contribution(1, dout)
        self.db = self.contribution(2, dout)
        return self.contribution(0, dout)


class SoftmaxWithLoss(Layer):
    """The mean cross-entropy of softmax(x) against labels t (indices or one-hot rows).

    Attributes:
        y: the probabilities of the latest forward pass, (N, C).
        loss: its loss.
    """

    op = OPS["softmax_cross_entropy"]

    def forward(self, x: Array, t: Array) -> float:
        self.loss = super().forward(x, t)
        self.t = self.inputs[1]
        self.y = self.memory[0][0]
        return self.loss

    def backward(self, dout: float = 1.0) -> Array:
        return self.contribution(0, dout)


def softmax(x: Array) -> Array:
    """Probabilities along the last axis of x."""
    return OPS["softmax"].forward(np.asarray(x))


def cross_entropy_error(y: Array, t: Array) -> float:
    """The mean of −ln y at the labels; y holds probabilities (N, C), t indices or one-hot rows.

    As in the tutorials, 1e-7 is added so that a probability of 0 gives a large, finite loss.
    """
    y = np.atleast_2d(y)
    t = np.asarray(t)
    labels = t.reshape(y.shape).argmax(axis=1) if t.size == y.size else t.reshape(-1)
    return float(-np.log(y[np.arange(len(y)), labels] + 1e-7).mean())

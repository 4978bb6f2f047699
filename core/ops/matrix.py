"""Ops on whole arrays: matrix product, transpose, sum, mean, and the Affine layer.

For matrix calculus see Goodfellow et al., *Deep Learning*, ch. 6.5, and CS231n's notes on
backpropagation: the shapes leave only one way to multiply.
"""

import numpy as np

from core.ops.base import Op


class MatMul(Op):
    """Y = X·W for X (…, N, D) and W (…, D, M); a vector counts as one row, or one column."""

    name, symbol, latex = "matmul", "@", r"<X> \, <W>"
    latex_rules = {"X": r"<dout> \, <W>^\top", "W": r"<X>^\top <dout>"}

    def forward(X, W):
        return X @ W

    def d_X(dout, X, W, out):
        if W.ndim == 1:
            return dout[..., None] * W
        if X.ndim == 1:
            return (W @ dout[..., None])[..., 0]
        return dout @ np.swapaxes(W, -1, -2)

    def d_W(dout, X, W, out):
        if X.ndim == 1:
            return X[:, None] * dout[..., None, :] if W.ndim > 1 else X * dout
        if W.ndim == 1:
            return (np.swapaxes(X, -1, -2) @ dout[..., None])[..., 0]
        return np.swapaxes(X, -1, -2) @ dout


class Transpose(Op):
    """Y = Xᵀ: all axes reversed."""

    name, symbol, latex = "transpose", "ᵀ", r"<X>^\top"
    latex_rules = {"X": r"<dout>^\top"}

    def forward(X):
        return X.T

    def d_X(dout, X, out):
        return dout.T


class Sum(Op):
    """out = the sum of all elements. Each element gets the upstream gradient."""

    name, symbol, latex = "sum", "Σ", r"\sum <X>"
    latex_rules = {"X": r"<dout> \cdot \mathbf{1}"}

    def forward(X):
        return X.sum()

    def d_X(dout, X, out):
        return np.broadcast_to(dout, X.shape)


class Mean(Op):
    """out = the mean of all n elements. Each gets 1/n of the upstream gradient."""

    name, symbol, latex = "mean", "mean", r"\frac{1}{n} \sum <X>"
    latex_rules = {"X": r"<dout> \cdot \frac{1}{n} \mathbf{1}"}

    def forward(X):
        return X.mean()

    def d_X(dout, X, out):
        return np.broadcast_to(dout / X.size, X.shape)


class Affine(Op):
    """Y = X·W + b for a batch X (N, …), flattened to (N, D); W (D, M), b (M,), Y (N, M)."""

    name, symbol, latex = "affine", "Affine", r"<X> \, <W> + <b>"
    latex_rules = {
        "X": r"<dout> \, <W>^\top",
        "W": r"<X>^\top <dout>",
        "b": r"\sum_{n} <dout>",
    }

    def forward(X, W, b):
        check_fit(W, b)
        return rows(X) @ W + b

    def d_X(dout, X, W, b, out):
        return (dout @ W.T).reshape(X.shape)

    def d_W(dout, X, W, b, out):
        return rows(X).T @ dout

    def d_b(dout, X, W, b, out):
        return dout.sum(axis=0)


def rows(X: np.ndarray) -> np.ndarray:
    """One flat row per sample: (N, …) becomes (N, D); a single vector (D,) becomes (1, D)."""
    if X.ndim == 2:
        return X
    return X.reshape(1, -1) if X.ndim < 2 else X.reshape(len(X), -1)


def check_fit(W: np.ndarray, b: np.ndarray) -> None:
    """Broadcasting would take other shapes too, but they are no layer: their sums over the batch
    would not have the shape of `b`.

    Raises:
        ValueError: W is not a matrix, or b does not hold one number for each of its columns.
    """
    if W.ndim != 2 or b.shape != W.shape[1:]:
        raise ValueError(f"weights {W.shape} and biases {b.shape}")

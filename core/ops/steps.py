"""Ops that composites are made of: 1/x of the sigmoid, the sums of the softmax's rows."""

import numpy as np

from core.ops.base import Op


class Reciprocal(Op):
    """out = 1 / x, the last gate of CS231n's sigmoid."""

    name, symbol, latex, elementwise = "reciprocal", "1/x", r"\frac{1}{<x>}", True
    latex_rules = {"x": r"<dout> \cdot \frac{-1}{<x>^2}"}

    def forward(x):
        return 1 / x

    def d_x(dout, x, out):
        return -dout * out * out


class RowSum(Op):
    """out = the sum of each row, as a column: (…, C) becomes (…, 1), which divides each row."""

    name, symbol, latex = "row_sum", "Σ row", r"\sum_{j} <X>"
    latex_rules = {"X": r"<dout> \cdot \mathbf{1}"}

    ranks = (2,)

    def axes(X):
        row = "abcdefgh"[: len(X[1:])]
        return f"{row}x->{row}z" if X else "->"

    def forward(X):
        return X.sum(axis=-1, keepdims=True)

    def d_X(dout, X, out):
        return np.broadcast_to(dout, X.shape)

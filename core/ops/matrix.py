"""Ops on whole arrays: matrix product, transpose, sum, mean, and the Affine layer.

For matrix calculus see Goodfellow et al., *Deep Learning*, ch. 6.5, and CS231n's notes on
backpropagation: the shapes leave only one way to multiply.
"""

import numpy as np

from core.messages import Message
from core.ops.base import Op


class MatMul(Op):
    """Y = X·W for X (…, N, D) and W (…, D, M); a vector X is one row, a vector W one column."""

    name, symbol, latex = "matmul", "@", r"<X> \, <W>"
    latex_rules = {"X": r"<dout> \, <W>^\top", "W": r"<X>^\top <dout>"}

    ranks = (2, 2)

    def axes(X, W):
        """Matrices `nd,dm->nm`; a vector X `d,dm->m`, a vector W `nd,d->n`, both `d,d->`; a stack
        of matrices times one of them `hnd,dm->hnm`."""
        stack = "hijk"[: max(len(X), len(W), 2) - 2]  # products of stacks of matrices
        row, column = "n" * (len(X) > 1), "m" * (len(W) > 1)
        left, right = stack[len(stack) - len(X[:-2]) :], stack[len(stack) - len(W[:-2]) :]
        return f"{left}{row}d,{right}d{column}->{stack}{row}{column}"

    def forward(X, W):
        return X @ W

    def d_X(dout, X, W, out):
        _, columns, dout = as_matrices(X, W, dout)
        return like(X, dout @ turned(columns), -2)

    def d_W(dout, X, W, out):
        rows, _, dout = as_matrices(X, W, dout)
        return like(W, turned(rows) @ dout, -1)

    def written(values):
        X, W, out = as_matrices(values["X"], values["W"], values["out"])
        dout = np.reshape(values.get("dout", values["out"]), out.shape)
        return {**values, "X": X, "W": W, "out": out, "dout": dout}

    def case(wrt, dout, X, W, out):
        used = X.size // X.shape[-1]
        return (
            Message("ops.case.matmul_X")
            if wrt == "X"
            else Message("ops.case.matmul_W", {"n": used})
        )


class Transpose(Op):
    """Y = Xᵀ: all axes reversed."""

    name, symbol, latex = "transpose", "ᵀ", r"<X>^\top"
    latex_rules = {"X": r"<dout>^\top"}

    ranks = (2,)

    def axes(X):
        """`->`, `a->a`, `ab->ba`, `abc->cba`."""
        letters = "abcdefgh"[: len(X)]
        return f"{letters}->{letters[::-1]}"

    def forward(X):
        return X.T

    def d_X(dout, X, out):
        return dout.T


class Sum(Op):
    """out = the sum of all elements. Each element gets the upstream gradient."""

    name, symbol, latex = "sum", "Σ", r"\sum <X>"
    latex_rules = {"X": r"<dout> \cdot \mathbf{1}"}

    def axes(X):
        """`->`, `a->`, `ab->`, `abc->`."""
        return f"{'abcdefgh'[: len(X)]}->"

    def forward(X):
        return X.sum()

    def d_X(dout, X, out):
        return np.broadcast_to(dout, X.shape)

    def case(wrt, dout, X, out):
        return Message("ops.case.sum", {"n": X.size})


class RowSum(Op):
    """out = the sum of each row, as a column: (…, C) becomes (…, 1), which divides each row."""

    name, symbol, latex = "row_sum", "Σ row", r"\sum_{j} <X>"
    latex_rules = {"X": r"<dout> \cdot \mathbf{1}"}

    ranks = (2,)

    def axes(X):
        """`->`, `x->z`, `ax->az`, `abx->abz`; z is of size 1."""
        row = "abcdefgh"[: len(X[1:])]
        return f"{row}x->{row}z" if X else "->"

    def forward(X):
        return X.sum(axis=-1, keepdims=True)

    def d_X(dout, X, out):
        return np.broadcast_to(dout, X.shape)


class Mean(Op):
    """out = the mean of all n elements. Each gets 1/n of the upstream gradient."""

    name, symbol, latex = "mean", "mean", r"\frac{1}{<n>} \sum <X>"
    latex_rules = {"X": r"<dout> \cdot \frac{1}{<n>} \cdot \mathbf{1}"}
    latex_parts = {"n": "n"}

    def axes(X):
        """`->`, `a->`, `ab->`, `abc->`."""
        return f"{'abcdefgh'[: len(X)]}->"

    def forward(X):
        return X.mean()

    def d_X(dout, X, out):
        return np.broadcast_to(dout / X.size, X.shape)

    def written(values):
        return {**values, "n": np.array(values["X"].size)}

    def case(wrt, dout, X, out):
        return Message("ops.case.mean", {"n": X.size})


class Affine(Op):
    """Y = X·W + b for a batch X (N, …), flattened to (N, D); W (D, M), b (M,), Y (N, M)."""

    name, symbol, latex = "affine", "Affine", r"<X> \, <W> + <b>"
    latex_rules = {
        "X": r"<dout> \, <W>^\top",
        "W": r"<X>^\top <dout>",
        "b": r"\sum_{n} <dout>",
    }

    ranks = (2, 2, 1)

    def axes(X, W, b):
        """A batch of rows `nd,dm,m->nm`, a single row `d,dm,m->nm` (n is of size 1), a batch of
        images, flattened, `ndd,dm,m->nm`."""
        row = len(X) > 1
        return f"{'n' * row}{'d' * (len(X) - row)},dm,m->nm"

    def forward(X, W, b):
        check_fit(W, b)
        return rows(X) @ W + b

    def d_X(dout, X, W, b, out):
        return (dout @ W.T).reshape(X.shape)

    def d_W(dout, X, W, b, out):
        return rows(X).T @ dout

    def d_b(dout, X, W, b, out):
        return dout.sum(axis=0)

    def written(values):
        return {**values, "X": rows(values["X"])}

    def case(wrt, dout, X, W, b, out):
        return Message(f"ops.case.affine_{wrt}", {"n": len(out)})


def as_matrices(
    X: np.ndarray, W: np.ndarray, Y: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The factors and their product (or its gradient), a vector X as a row, a vector W as a
    column."""
    if W.ndim == 1:
        W, Y = W[:, None], Y[..., None]
    if X.ndim == 1:
        X, Y = X[None, :], Y[..., None, :]
    return X, W, Y


def like(factor: np.ndarray, share: np.ndarray, axis: int) -> np.ndarray:
    """The share of a factor; of a vector, without the `axis` that `as_matrices` gave it."""
    return share.squeeze(axis) if factor.ndim == 1 else share


def turned(A: np.ndarray) -> np.ndarray:
    """Each matrix transposed."""
    return np.swapaxes(A, -1, -2)


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

"""The Hessian of the two-layer net's loss times a direction, exactly.

Pearlmutter's operator ("Fast exact multiplication by the Hessian", *Neural Computation* 6, 1994)
is the derivative along the direction, applied to every line of the forward and of the backward
pass. With R{θ} = v it is what is wanted at the end: R{∇L} = H v.

    a = X W₁ + b₁    z = φ(a)    s = z W₂ + b₂    p = softmax(s)
    ds = (p − t) / N    dz = ds W₂ᵀ    da = φ'(a) dz    dW₁ = Xᵀ da    dW₂ = zᵀ ds

A difference of two gradients would not do: near the initial weights its two ends lie on different
sides of many ReLUs' kinks, and what it sees there are the kinks.
"""

from collections.abc import Mapping

import numpy as np

from core.engine import Array
from core.network import PARAMETERS


class Hessian:
    """Of the mean cross entropy over a batch, at some parameters, in float64.

    Args:
        activation: "relu", whose second derivative is 0 wherever there is one, "sigmoid" or "tanh".
        leaves: X (N, D), t (N,) or (N, C), W1 (D, H), b1 (H,), W2 (H, C) and b2 (C,).
    """

    def __init__(self, activation: str, leaves: Mapping[str, Array]) -> None:
        x, w1, b1, w2, b2 = (leaves[n].astype(np.float64) for n in ("X", *PARAMETERS))
        self._x, self._w2 = x, w2
        a = x @ w1 + b1
        self._z, self._slope, self._bend = _activated(activation, a)
        scores = self._z @ w2 + b2
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        self._p = powers / powers.sum(axis=1, keepdims=True)
        t = leaves["t"]
        wanted = t if t.ndim > 1 else np.eye(len(b2))[t.astype(int)]
        self._ds = (self._p - wanted) / len(x)
        self._shapes = [leaves[name].shape for name in PARAMETERS]
        self._ends = np.cumsum([leaves[name].size for name in PARAMETERS])

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return int(self._ends[-1])

    def __matmul__(self, v: Array) -> Array:
        """H v for a direction (size,), its parts in the order of `PARAMETERS`."""
        parts = np.split(v, self._ends[:-1])
        v1, c1, v2, c2 = (p.reshape(s) for p, s in zip(parts, self._shapes, strict=True))
        a = self._x @ v1 + c1
        z = self._slope * a
        s = z @ self._w2 + self._z @ v2 + c2
        ds = self._p * (s - (self._p * s).sum(axis=1, keepdims=True)) / len(s)
        dz = ds @ self._w2.T + self._ds @ v2.T
        da = self._slope * dz + self._bend * a * (self._ds @ self._w2.T)
        found = self._x.T @ da, da.sum(axis=0), z.T @ self._ds + self._z.T @ ds, ds.sum(axis=0)
        return np.concatenate([part.ravel() for part in found])


def _activated(activation: str, a: Array) -> tuple[Array, Array, Array]:
    """φ(a), φ'(a) and φ''(a)."""
    if activation == "relu":
        return np.maximum(a, 0.0), (a > 0).astype(float), np.zeros_like(a)
    if activation == "tanh":
        z = np.tanh(a)
        return z, 1 - z**2, -2 * z * (1 - z**2)
    z = 0.5 * (1 + np.tanh(0.5 * a))  # the sigmoid, without an overflow
    return z, z * (1 - z), z * (1 - z) * (1 - 2 * z)

"""The sharpest curvature of the loss around some parameters: what limits the learning rate.

Along the direction of the largest eigenvalue λ of the Hessian the loss is a parabola λx²/2, which
a step of gradient descent leaves behind for good if η λ > 2 (see `Optimizer.stability`). A negative
eigenvalue, however large, is a way down, and limits nothing.
"""

import math
from collections.abc import Mapping

import numpy as np

from core.engine import Array
from core.training.hessian import Hessian

_ROUNDS = 40
_NOTHING = 1e-10  # of the largest entry so far: the directions are exhausted


def largest_curvature(activation: str, leaves: Mapping[str, Array]) -> float:
    """The most positive eigenvalue λ of the Hessian with respect to the parameters, in float64;
    nan where numbers have overflowed. `leaves` are those of a `TwoLayerNet` on a batch.

    Lanczos' method (Golub & Van Loan, *Matrix Computations*, section 10.1) builds a tridiagonal
    matrix whose extreme eigenvalues are soon those of the Hessian. Its directions are not made
    orthogonal anew: rounding brings copies of eigenvalues, and no wrong ones.
    """
    with np.errstate(all="ignore"):
        hessian = Hessian(activation, leaves)
        direction = np.random.default_rng(0).standard_normal(hessian.size)
        direction /= np.linalg.norm(direction)
        before, length = np.zeros_like(direction), 0.0
        diagonal, beside = list[float](), list[float]()
        for _ in range(min(_ROUNDS, hessian.size)):
            product = hessian @ direction - length * before
            diagonal.append(float(direction @ product))
            product -= diagonal[-1] * direction
            length = float(np.linalg.norm(product))
            if not math.isfinite(length):
                return math.nan
            if length <= _NOTHING * max(map(abs, (*diagonal, *beside))):
                break
            beside.append(length)
            before, direction = direction, product / length
    rest = beside[: len(diagonal) - 1]
    matrix = np.diag(diagonal) + np.diag(rest, 1) + np.diag(rest, -1)
    return float(np.linalg.eigvalsh(matrix)[-1])

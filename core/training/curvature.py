"""The sharpest curvature of the loss around some parameters: what limits the learning rate.

Along the direction of the largest eigenvalue λ of the Hessian the loss is a parabola λx²/2, which
a step of gradient descent leaves behind for good if η λ > 2 (see `Optimizer.stability`).
"""

from collections.abc import Mapping

import numpy as np

from core import engine
from core.engine import Array
from core.graph import Graph

_STEP = 1e-4  # of the finite difference, relative to a direction of length 1
_ROUNDS = 20


def largest_curvature(graph: Graph, leaves: Mapping[str, Array], names: tuple[str, ...]) -> float:
    """|λ| of the Hessian of the loss with respect to the leaves called `names`, in float64.

    Power iteration (Golub & Van Loan, *Matrix Computations*, section 8.2) on the product of the
    Hessian and a direction v, which is the difference of two gradients:

        H v ≈ (∇L(θ + h v) − ∇L(θ − h v)) / 2h
    """
    fixed = {name: value for name, value in leaves.items() if name not in names}
    here = {name: leaves[name].astype(np.float64) for name in names}
    rng = np.random.default_rng(0)
    direction = _unit({name: rng.standard_normal(value.shape) for name, value in here.items()})[0]
    size = 0.0
    for _ in range(_ROUNDS):
        ahead, behind = (
            _gradient(graph, fixed, {n: here[n] + side * _STEP * direction[n] for n in names})
            for side in (1, -1)
        )
        product = {name: (ahead[name] - behind[name]) / (2 * _STEP) for name in names}
        direction, size = _unit(product)
        if not size:
            break
    return size


def _gradient(
    graph: Graph, fixed: Mapping[str, Array], moved: Mapping[str, Array]
) -> dict[str, Array]:
    tape = engine.forward(graph, {**fixed, **moved})
    return engine.gradients(graph, tape)


def _unit(vector: Mapping[str, Array]) -> tuple[dict[str, Array], float]:
    """The direction and the length of a vector that is spread over several arrays."""
    length = float(np.sqrt(sum(np.square(part).sum() for part in vector.values())))
    return {name: part / (length or 1.0) for name, part in vector.items()}, length

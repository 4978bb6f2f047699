"""Why data are scaled: a linear fit whose inputs are multiplied by k.

The loss of y = w·x + b is curved k² times as much along w when x is k times as large, and the
gradient of w is k times as large (k² times, as soon as w answers for the error). With the learning
rate that suits k = 1 a single step then flies past the minimum, and the loss explodes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core import trace as tracing
from core.engine import Array
from core.language.expression import parse
from core.scenes.descent import descend

EXPRESSION = "x = k * u; y = w * x + b; L = mse(y, t)"
PARAMETERS = ("w", "b")
SCALES = (1.0, 1000.0)
LEARNING_RATE = 0.1


def values(k: float = 1.0) -> dict[str, Array]:
    """Five points of t = 2u + 1, and a line that is not there yet."""
    u = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    return {
        "k": np.array(k),
        "u": u,
        "w": np.array(0.5),
        "b": np.array(0.0),
        "t": 2 * u + 1,
    }


def rescaled(leaves: Mapping[str, Array], k: float) -> dict[str, Array]:
    """Inputs k times as large, and w as much smaller: the same line in another unit."""
    with np.errstate(all="ignore"):  # k may be 0: then w is not a number, and shown as that
        return {"k": np.array(k), "w": np.asarray(leaves["w"]) * leaves["k"] / k}


@dataclass(frozen=True)
class Step:
    """One step of gradient descent: the loss before and after, and the gradient of w."""

    k: float
    gradient: float
    before: float
    after: float


def one_step(leaves: Mapping[str, Array], k: float, learning_rate: float = LEARNING_RATE) -> Step:
    """What one step does where the inputs are k times as large, and the line is the same."""
    graph = parse(EXPRESSION)
    start = {**leaves, **rescaled(leaves, k)}
    first = tracing.run(graph, start)
    moved = descend(start, first.gradients, PARAMETERS, learning_rate)
    second = tracing.run(graph, {**start, **moved})
    return Step(
        k,
        first.gradients["w"].item(),
        first.values[graph.output].item(),
        second.values[graph.output].item(),
    )

"""What is measured of a step now and then: how large its update is, and what the layers do.

Everything comes from the tape and the gradients of the step that was computed anyway; measuring
reads them and changes nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.engine import Array, Tape
from core.histogram import Histogram, by_size, by_value

ACTIVATIONS = ("A1", "Z1", "A2")  # before and after the activation function, and the scores
GRADIENTS = ("W1", "W2")
HISTOGRAMS = (*ACTIVATIONS, *(f"d{name}" for name in GRADIENTS))


@dataclass(frozen=True)
class StepMetrics:
    """Of one step, by the names of parameters.

    gradient_norms: ‖∂L/∂W‖. update_ratios: ‖ΔW‖ / ‖W‖, about 1e-3 in a healthy run (CS231n).
    dead_units: how many ReLUs were 0 for the whole batch; None for tanh and sigmoid, whose
        units do not die but saturate.
    histograms: of the values of `ACTIVATIONS` over the batch, and of the sizes of the gradients of
        `GRADIENTS`, by "A1" and "dW1".
    """

    gradient_norms: dict[str, float]
    update_ratios: dict[str, float]
    dead_units: int | None
    histograms: dict[str, Histogram]


def measure_step(
    tape: Tape,
    gradients: Mapping[str, Array],
    before: Mapping[str, Array],
    after: Mapping[str, Array],
    activation: str,
) -> StepMetrics:
    """Measure the step that led from the parameters `before` to those `after`."""
    with np.errstate(all="ignore"):  # a step may be about to explode
        return StepMetrics(
            {name: norm(gradient) for name, gradient in gradients.items()},
            {
                name: norm(value - before[name]) / (norm(before[name]) or math.inf)
                for name, value in after.items()
            },
            dead_units(tape) if activation == "relu" else None,
            {name: by_value(tape.values[name]) for name in ACTIVATIONS}
            | {f"d{name}": by_size(gradients[name]) for name in GRADIENTS},
        )


def dead_units(tape: Tape) -> int:
    """Hidden units that were 0 for every image of the batch."""
    return int((tape.values["Z1"] == 0).all(axis=0).sum())


def norm(a: Array) -> float:
    return float(np.linalg.norm(a))

"""One step of gradient descent on what stands on the stage."""

from collections.abc import Iterable, Mapping

import numpy as np

from core.engine import Array


def descend(
    values: Mapping[str, Array],
    gradients: Mapping[str, Array],
    parameters: Iterable[str],
    learning_rate: float,
) -> dict[str, Array]:
    """The parameters after the step: w − η·∂L/∂w. Those without a gradient are left out.

    Other values than those given, so that a run that is shown keeps its own: the optimizers in
    `core/optimizers` step in place.
    """
    with np.errstate(all="ignore"):  # a step may go as far as infinity
        return {
            name: np.asarray(values[name]) - learning_rate * np.asarray(gradients[name])
            for name in parameters
            if name in gradients
        }

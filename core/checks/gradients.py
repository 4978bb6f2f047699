"""Backpropagation against finite differences, for a few numbers of each parameter.

Half of them are those with the largest gradients, in which a mistake shows best; the others are
drawn at random. All of them are checked in the lab's race.
"""

from collections.abc import Generator, Mapping

import numpy as np

from core.checks.check import Check, State, Verdict
from core.datasets import Dataset
from core.engine import Array
from core.format import number
from core.gradcheck import AGREEMENT, CheckProgress, CheckReport, check
from core.messages import Message
from core.training import Trainer, TrainingConfig, scaled

IMAGES = 20
NUMBERS = 20  # of each parameter


def run(data: Dataset, config: TrainingConfig) -> Generator[State, None, Verdict]:
    """With the initial weights of these settings, in float64, on the first training images."""
    network = Trainer(data, config).network
    images, labels = scaled(data.x_train[:IMAGES]), data.t_train[:IMAGES]
    rng = np.random.default_rng(config.seed)
    places = chosen(network.gradient(images, labels), rng)
    checking = check(network.graph, network.leaves(images, labels), places, only=places)
    report = yield from _told(checking)
    worst = max(each.mean_abs_diff for each in report.parameters.values())
    relative = max(each.max_rel_error for each in report.parameters.values())
    fields = {"n": report.count, "worst": number(worst, 2), "relative": number(relative, 2)}
    return Verdict(report.agrees, Message("lab_checks.gradients.found", fields))


def chosen(gradients: Mapping[str, Array], rng: np.random.Generator) -> dict[str, Array]:
    """The flat places of the numbers to look at, by parameter."""
    return {name: _some(gradient, rng) for name, gradient in gradients.items()}


def _some(gradient: Array, rng: np.random.Generator) -> Array:
    order = np.argsort(-np.abs(gradient), axis=None)
    steepest, rest = order[: NUMBERS // 2], order[NUMBERS // 2 :]
    drawn = rng.permutation(rest)[: NUMBERS - len(steepest)]
    return np.sort(np.concatenate([steepest, drawn]))


def _told(
    checking: Generator[CheckProgress, None, CheckReport],
) -> Generator[State, None, CheckReport]:
    while True:
        try:
            progress = next(checking)
        except StopIteration as end:
            report: CheckReport = end.value
            return report
        yield State(progress.done, progress.total)


CHECK = Check(
    "gradients",
    Message("lab_checks.gradients.expects", {"limit": number(AGREEMENT, 1).removeprefix("1×")}),
    run,
)

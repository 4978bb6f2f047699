"""The table of a run, as CSV: a row for every step. Of a run that goes on, the steps that were
taken before come from its file."""

from collections.abc import Iterator

import numpy as np

from core.training.checkpoint import Checkpoint
from core.training.records import StepResult
from core.training.state import iterations_when

COLUMNS = ("iteration", "loss", "learning_rate", "train_accuracy", "test_accuracy")
RATES = "rates"  # the table of a checkpoint that tells of them
Row = tuple[object, ...]


def row(result: StepResult) -> Row:
    """That of a step; cells of what was not measured are empty."""
    found = result.accuracy
    measured = (found.train, found.test) if found is not None else ("", "")
    return (result.iteration, result.loss, result.learning_rate, *measured)


def earlier_rows(begun: Checkpoint, images: int) -> Iterator[Row]:
    """Those of the steps that a run has behind it, which learns from so many images. Learning
    rates stay empty where the file does not tell of them."""
    drawn = np.rint(begun.accuracies[:, 0] * images)
    config, changes = begun.state.config, begun.state.changes
    measured = np.rint(iterations_when(drawn, config.batch_size, changes)).astype(int)
    accuracies = dict(zip(measured.tolist(), begun.accuracies[:, 1:].tolist(), strict=True))
    rates = _rates(begun)
    for iteration, loss in enumerate(begun.losses.tolist()):
        yield (iteration, loss, rates[iteration], *accuracies.get(iteration, ("", "")))


def steps_without_rate(begun: Checkpoint) -> int:
    """How many of its first steps were taken at a learning rate that the file does not tell."""
    table = begun.watched.get(RATES)
    return len(begun.losses) if table is None or not len(table) else int(table[0, 0])


def _rates(begun: Checkpoint) -> list[object]:
    unknown, steps = steps_without_rate(begun), len(begun.losses)
    if unknown >= steps:
        return [""] * steps
    starts, values = begun.watched[RATES].T
    place = np.searchsorted(starts, np.arange(unknown, steps), side="right") - 1
    return [*([""] * unknown), *values[place].tolist()]

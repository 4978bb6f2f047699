"""Several nets that learn in lockstep: each takes its step on the same batch before the next one.

Batches come from the seed (see `Trainer`), so nets of one seed and one batch size see the same
images in the same order, whatever else tells them apart; and each does to the bit what it would
have done alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.datasets import Dataset
from core.experiments.experiment import Curves
from core.history import History, Series
from core.training import StepResult, Trainer, TrainingConfig


class _Accuracies(Series):
    columns = ("steps", "train", "test")


class Racer:
    """One of the nets, and the curves that it has left so far: written by one thread, and read by
    any other while it still runs.

    until: steps after which it drops out, though its settings want more; as many as they want if
    None. A schedule may depend on how many they want.
    """

    def __init__(self, config: TrainingConfig, until: int | None = None) -> None:
        self.config = config
        self.until = config.iterations if until is None else until
        self.diverged = False
        self._losses = History()
        self._accuracies = _Accuracies()

    def write(self, result: StepResult) -> None:
        """Note down a step."""
        self.diverged = result.diverged
        self._losses.append(result.iteration + 1, result.loss)
        if result.accuracy is not None:
            measured = result.accuracy
            self._accuracies.append(result.iteration + 1, measured.train, measured.test)

    @property
    def steps(self) -> int:
        return len(self._losses)

    def curves(self) -> Curves:
        """Copies of the curves as they are now."""
        return Curves(*self._losses.since(), *self._accuracies.since())


@dataclass(frozen=True, slots=True)
class LockstepProgress:
    """After each step of each net."""

    done: int  # steps of all nets
    total: int


def lockstep(data: Dataset, racers: Sequence[Racer]) -> Iterator[LockstepProgress]:
    """Train all nets, one step of each in turn, until the last one has come to its end.

    A net that diverges or has fewer steps to take drops out; the others go on.
    """
    running = {racer: Trainer(data, racer.config).steps() for racer in racers}
    done, total = 0, sum(racer.until for racer in racers)
    while running:
        for racer, steps in list(running.items()):
            result = next(steps, None) if racer.steps < racer.until else None
            if result is None:
                del running[racer]
                total += racer.steps - racer.until  # if it ended before its time
                continue
            racer.write(result)
            done += 1
            yield LockstepProgress(done, total)

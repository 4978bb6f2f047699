"""What the worker runs: first the data set and the net, then one item for each step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

from core.datasets import Dataset
from core.training import Snapshot, StepResult, Trainer, TrainingConfig

Loader = Callable[[], Dataset]


@dataclass(frozen=True)
class Prepared:
    """A run that can begin. `snapshot` is its first step, at the initial weights."""

    trainer: Trainer
    snapshot: Snapshot


Item = Prepared | StepResult


def once(load: Loader) -> Loader:
    """The same images for whoever asks, in whichever thread; what failed is tried again."""
    lock, found = Lock(), list[Dataset]()

    def loaded() -> Dataset:
        with lock:
            if not found:
                found.append(load())
            return found[0]

    return loaded


def training(load: Loader, config: TrainingConfig) -> Iterator[Item]:
    """Load the data, show the net before it has learned anything, then train it.

    The last step carries a snapshot, so that a finished run can be replayed as well.
    """
    data = load()
    trainer = Trainer(data, config)
    yield Prepared(trainer, _first_step(data, config))
    for result in trainer.steps():
        yield result
        if trainer.iteration == config.iterations - 1:
            trainer.request_snapshot()


def _first_step(data: Dataset, config: TrainingConfig) -> Snapshot:
    """Step 0 as it will be: taken by a second trainer of the same seed, and thrown away."""
    rehearsal = Trainer(data, config)
    rehearsal.request_snapshot()
    snapshot = next(rehearsal.steps()).snapshot
    assert snapshot is not None
    return snapshot

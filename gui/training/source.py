"""What the worker runs: first the data set and the net, then the steps, one or several at once,
and, if the run has diverged, why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

from core.datasets import Dataset
from core.datasets.shared_files import mapped
from core.training import Snapshot, StepResult, Trainer, TrainingConfig
from core.training.checkpoint import Checkpoint
from core.training.companion import Companion
from core.training.diagnosis import Diagnosis, diagnose
from core.training.last_step import shown_step
from core.training.led_run import steps

Loader = Callable[[], Dataset]


@dataclass(frozen=True)
class Prepared:
    """A run that can begin. `snapshot` is its next step, as it will be; of one that is over, its
    last."""

    trainer: Trainer
    snapshot: Snapshot


Item = Prepared | tuple[StepResult, ...] | Diagnosis


def once(load: Loader) -> Loader:
    """The same images for whoever asks, in whichever thread, and for processes of ours; what failed
    is tried again."""
    lock, found = Lock(), list[Dataset]()

    def loaded() -> Dataset:
        with lock:
            if not found:
                found.append(mapped(load()))
            return found[0]

    return loaded


def training(
    load: Loader, config: TrainingConfig, begun: Checkpoint | None, companion: Companion
) -> Iterator[Item]:
    """Load the data, show the net before it has learned anything, then train it. With a run that
    has `begun`, that goes on instead.

    Raises:
        StudioError: no data, or not those that the run began with.
    """
    data = load()
    _ = data.fingerprint  # computed here, in the worker, so that the window need not
    if begun is None:
        trainer = Trainer(data, config)
    else:
        begun.check(data)
        trainer = Trainer.resumed(data, begun.state)
    yield Prepared(trainer, shown_step(trainer))
    yield from _stepping(trainer, companion)


def going_on(
    trainer: Trainer, halted: Snapshot | None, companion: Companion, *, over: bool
) -> Iterator[Item]:
    """The same for a run that was left in this window: shown where it `halted`, if that is known;
    one that is `over` takes no further step."""
    yield Prepared(trainer, halted or shown_step(trainer))
    if not over:
        yield from _stepping(trainer, companion)


def _stepping(trainer: Trainer, companion: Companion) -> Iterator[Item]:
    for results in steps(trainer, companion):
        yield results
        if results[-1].diverged:
            yield diagnose(trainer, results[-1])

"""Runs experiments in lockstep, and puts them on the shelf when they have come to their end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from core.experiments import Experiment, LockstepProgress, Racer, Shelf, lockstep
from core.messages import Message, StudioError
from core.training import TrainingConfig
from gui.training.lab.images import Images
from gui.training.lab.task import Task, TaskState
from gui.training.session import TrainingSession


@dataclass(frozen=True, eq=False)
class _Live:
    """An experiment that runs. `again` is what it was before, if it is run once more."""

    experiment: Experiment
    racer: Racer
    again: Experiment | None

    def so_far(self) -> Experiment:
        return replace(self.experiment, curves=self.racer.curves(), diverged=self.racer.diverged)


class Runner(QObject):
    """One race at a time. `live` are its experiments as they stand just now."""

    changed = Signal()  # there is more to be seen, or something has begun or ended
    told = Signal(object)  # Message
    failed = Signal(object)  # Message

    def __init__(
        self, session: TrainingSession, shelf: Shelf, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._live: list[_Live] = []
        self.progress: LockstepProgress | None = None
        self.images = Images(session, self)
        self.images.failed.connect(self._on_failed)
        self.task = Task(self)
        self.task.progressed.connect(self._on_progress)
        self.task.finished.connect(self._on_finished)
        self.task.stopped.connect(self._on_stopped)
        self.task.failed.connect(self._on_failed)
        self.task.state_changed.connect(self.changed)

    @property
    def busy(self) -> bool:
        return self.task.running or self.images.awaited

    @property
    def live(self) -> list[Experiment]:
        """What runs, with its curves so far."""
        return [each.so_far() for each in self._live]

    def race(self, configs: Mapping[str, TrainingConfig]) -> None:
        """Train new experiments, by name, on the same batches."""
        if not self.busy:
            self.images.ask(lambda data: self._begin_new(data, configs))
            self.changed.emit()

    def rerun(self, experiments: Sequence[Experiment]) -> None:
        """Train these once more; what they find takes the place of what they had."""
        if not self.busy and experiments:
            self.images.ask(lambda data: self._begin_again(data, experiments))
            self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """End now. New experiments are kept as they are; what was to be repeated stays."""
        self.images.forget()
        self.task.stop()
        self.changed.emit()

    @Slot()
    def toggle(self) -> None:
        """Rest, or go on."""
        if self.task.state is TaskState.PAUSED:
            self.task.resume()
        else:
            self.task.pause()

    def _begin_new(self, data: Dataset, configs: Mapping[str, TrainingConfig]) -> None:
        first, live = self._shelf.free_colour(), []
        for place, (name, config) in enumerate(configs.items()):
            racer = Racer(config)
            new = Experiment(name, config, data.name, racer.curves(), first + place)
            live.append(_Live(new, racer, None))
        self._begin(data, live)

    def _begin_again(self, data: Dataset, experiments: Sequence[Experiment]) -> None:
        live = []
        for old in experiments:
            new = replace(old, data=data.name, altered=False)
            live.append(_Live(new, Racer(old.config), old))
        self._begin(data, live)

    def _begin(self, data: Dataset, live: list[_Live]) -> None:
        self._live, self.progress = live, None
        racers = [each.racer for each in live]
        self.task.start(lambda: lockstep(data, racers))
        self.changed.emit()

    def _put(self, live: Sequence[_Live]) -> None:
        try:
            for each in live:
                self._shelf.put(each.so_far())
        except StudioError as error:
            self.failed.emit(error.message)

    @Slot(object)
    def _on_progress(self, progress: LockstepProgress) -> None:
        self.progress = progress
        self.changed.emit()

    @Slot(object)
    def _on_finished(self, _: object) -> None:
        live, self._live = self._live, []
        self._put(live)
        self.changed.emit()
        again = [each for each in live if each.again is not None]
        if again:
            self.told.emit(_verdict(again))

    @Slot()
    def _on_stopped(self) -> None:
        live, self._live = self._live, []
        self._put([each for each in live if each.again is None and each.racer.steps])
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._live = []
        self.changed.emit()
        self.failed.emit(message)


def _verdict(again: Sequence[_Live]) -> Message:
    """Whether the repeated runs are the same to the bit."""
    differing = [
        each.experiment.name
        for each in again
        if each.again and not each.so_far().curves.thinned().same_as(each.again.curves.thinned())
    ]
    if differing:
        return Message("lab_experiments.rerun.differs", {"names": ", ".join(differing)})
    fields = {"n": len(again), "name": again[0].experiment.name}
    return Message("lab_experiments.rerun.same", fields)

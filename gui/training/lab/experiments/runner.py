"""Runs experiments in lockstep, and puts them on the shelf when they have come to their end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from core.experiments import Experiment, LockstepProgress, Racer, Shelf, lockstep
from core.messages import Message, StudioError
from core.training import TrainingConfig
from gui.training.lab.job import LabJob
from gui.training.session import TrainingSession

Running = Iterator[LockstepProgress]


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
        self._homeless: list[Experiment] = []  # what could not be stored; tried again next time
        self.progress: LockstepProgress | None = None
        self.job = LabJob(session, self)
        self.job.progressed.connect(self._on_progress)
        self.job.finished.connect(self._on_finished)
        self.job.stopped.connect(self._on_stopped)
        self.job.failed.connect(self._on_failed)
        self.job.changed.connect(self.changed)

    @property
    def busy(self) -> bool:
        return self.job.busy

    @property
    def live(self) -> list[Experiment]:
        """What is not on the shelf: what runs, with its curves so far."""
        return [*self._homeless, *(each.so_far() for each in self._live)]

    def race(self, configs: Mapping[str, TrainingConfig]) -> None:
        """Train new experiments, by name, on the same batches."""
        if not self.busy:
            self.job.start(lambda data: self._begin_new(data, configs))

    def rerun(self, experiments: Sequence[Experiment]) -> None:
        """Train these once more; what they find takes the place of what they had."""
        if not self.busy and experiments:
            self.job.start(lambda data: self._begin_again(data, experiments))

    @Slot()
    def stop(self) -> None:
        """End now. New experiments are kept as they are; what was to be repeated stays."""
        self.job.stop()

    def _begin_new(self, data: Dataset, configs: Mapping[str, TrainingConfig]) -> Running:
        first, live = self._shelf.free_colour(), []
        for place, (name, config) in enumerate(configs.items()):
            racer = Racer(config)
            new = Experiment(name, config, data.name, racer.curves(), first + place)
            live.append(_Live(new, racer, None))
        return self._begin(data, live)

    def _begin_again(self, data: Dataset, experiments: Sequence[Experiment]) -> Running:
        live = []
        for old in experiments:
            new = replace(old, data=data.name, altered=False)
            live.append(_Live(new, Racer(old.config), old))
        return self._begin(data, live)

    def _begin(self, data: Dataset, live: list[_Live]) -> Running:
        self._live, self.progress = live, None
        return lockstep(data, [each.racer for each in live])

    def _put(self, live: Sequence[_Live]) -> None:
        """Store each; what cannot be stored costs none of the others, and stays to be seen."""
        ready = [*self._homeless, *(each.so_far() for each in live)]
        self._live, self._homeless, fault = [], [], None
        for each in ready:
            try:
                self._shelf.put(each)
            except StudioError as error:
                self._homeless.append(each)
                fault = error.message
        self.changed.emit()
        if fault is not None:
            self.failed.emit(fault)

    def _put_what_is_new(self) -> None:
        """After a race that has not come to its end."""
        self._put([each for each in self._live if each.again is None and each.racer.steps])

    @Slot(object)
    def _on_progress(self, progress: LockstepProgress) -> None:
        self.progress = progress
        self.changed.emit()

    @Slot(object)
    def _on_finished(self, _: object) -> None:
        live = self._live
        self._put(live)
        again = [(each.again, each.so_far()) for each in live if each.again is not None]
        if again:
            self.told.emit(_verdict(again))

    @Slot()
    def _on_stopped(self) -> None:
        self._put_what_is_new()

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._put_what_is_new()
        self.failed.emit(message)


def _verdict(again: Sequence[tuple[Experiment, Experiment]]) -> Message:
    """Whether the repeated runs are the same to the bit, as far as the old ones had come."""
    differing, longer = [], False
    for old, new in again:
        last = old.result.iterations
        if not new.curves.until(last).thinned().same_as(old.curves.thinned()):
            differing.append(new.name)
        longer |= new.result.iterations > last
    if differing:
        return Message("lab_experiments.rerun.differs", {"names": ", ".join(differing)})
    fields = {"n": len(again), "name": again[0][1].name}
    return Message(f"lab_experiments.rerun.{'further' if longer else 'same'}", fields)

"""Runs experiments in lockstep, and puts them in the library when they have come to their end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from core.experiments import Experiment, ExperimentLibrary, LockstepProgress, Racer, lockstep
from core.messages import Message, StudioError
from core.training import TrainingConfig
from gui.training.lab.experiments.repeating import verdict
from gui.training.lab.job import LabJob
from gui.training.session import TrainingSession

Running = Iterator[LockstepProgress]


@dataclass(frozen=True, eq=False)
class _Live:
    """An experiment that runs. `before` is the one that it repeats, if it repeats one."""

    experiment: Experiment
    racer: Racer
    before: Experiment | None = None

    def so_far(self) -> Experiment:
        return replace(self.experiment, curves=self.racer.curves(), diverged=self.racer.diverged)


class Runner(QObject):
    """One race at a time. `live` are its experiments as they stand just now."""

    changed = Signal()  # there is more to be seen, or something has begun or ended
    begun = Signal(list)  # the ids of the experiments that run from now on, and of those repeated
    told = Signal(object)  # Message
    failed = Signal(object)  # Message

    def __init__(
        self, session: TrainingSession, library: ExperimentLibrary, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
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
        """What is not in the library: what runs, with its curves so far."""
        return [*self._homeless, *(each.so_far() for each in self._live)]

    def race(self, configs: Mapping[str, TrainingConfig]) -> None:
        """Train new experiments, by name, on the same batches."""
        if not self.busy:
            self.job.start(lambda data: self._begin_new(data, configs))

    def rerun(self, repeats: Mapping[str, Experiment]) -> None:
        """Train these once more, as new experiments with these names."""
        if not self.busy and repeats:
            self.job.start(lambda data: self._begin_again(data, repeats))

    @Slot()
    def stop(self) -> None:
        """End now. The experiments are kept as they are."""
        self.job.stop()

    def _begin_new(self, data: Dataset, configs: Mapping[str, TrainingConfig]) -> Running:
        return self._begin(data, [(name, config, None) for name, config in configs.items()])

    def _begin_again(self, data: Dataset, repeats: Mapping[str, Experiment]) -> Running:
        return self._begin(data, [(name, old.config, old) for name, old in repeats.items()])

    def _begin(
        self, data: Dataset, wanted: Sequence[tuple[str, TrainingConfig, Experiment | None]]
    ) -> Running:
        live: list[_Live] = []
        for name, config, before in wanted:
            until = (before.result.iterations or None) if before else None  # as far as it came
            racer, rule = Racer(config, until), config.optimizer
            alike = sum(each.experiment.config.optimizer == rule for each in live)
            colour = self._library.free_colour(rule) + alike
            new = Experiment(name, config, data.name, racer.curves(), colour)
            live.append(_Live(new, racer, before))
        self._live, self.progress = live, None
        repeated = [each.before.id for each in live if each.before is not None]
        self.begun.emit([each.experiment.id for each in live] + repeated)
        return lockstep(data, [each.racer for each in live])

    def _put(self, live: Sequence[_Live]) -> None:
        """Store each; what cannot be stored costs none of the others, and stays to be seen."""
        ready = [*self._homeless, *(each.so_far() for each in live)]
        self._live, self._homeless, fault = [], [], None
        for each in ready:
            try:
                self._library.put(each)
            except StudioError as error:
                self._homeless.append(each)
                fault = error.message
        self.changed.emit()
        if fault is not None:
            self.failed.emit(fault)

    def _put_what_there_is(self) -> None:
        """After a race that has not come to its end."""
        self._put([each for each in self._live if each.racer.steps])

    @Slot(object)
    def _on_progress(self, progress: LockstepProgress) -> None:
        self.progress = progress
        self.changed.emit()

    @Slot(object)
    def _on_finished(self, _: object) -> None:
        live = self._live
        self._put(live)
        pairs = [(each.before, each.so_far()) for each in live if each.before is not None]
        if pairs:
            self.told.emit(verdict(pairs))

    @Slot()
    def _on_stopped(self) -> None:
        self._put_what_there_is()

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._put_what_there_is()
        self.failed.emit(message)

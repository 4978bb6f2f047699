"""One training session: the settings, the run they lead to, and what one can ask of it.

session = TrainingSession(load)     # `load` reads a data set; it is called in the worker
session.prepare()                   # data and net; then the `snapshot` of step 0 arrives
session.start(); session.pause(); session.step(); session.freeze(); session.reset()
"""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot

from core.datasets import Dataset
from core.seeds import another_seed
from core.training import LIVE, TrainingConfig
from core.training.checkpoint import Checkpoint
from core.training.reset import in_effect, waiting
from gui.training.lifecycle import Lifecycle
from gui.training.phase import Phase


class TrainingSession(Lifecycle):
    """What begins another run puts the present one aside: `bring_back` undoes it."""

    # What the window may ask.

    def load(self) -> Dataset:
        """The images that runs learn from; read now, if they have not been, in any thread."""
        return self._load()

    @property
    def data(self) -> Dataset | None:
        """The data set of the present run, once it is loaded."""
        return self.recording.trainer.data if self.recording.trainer is not None else None

    @property
    def wants_to_run(self) -> bool:
        """Whether it trains, or will as soon as the data set is loaded."""
        return self.phase is Phase.RUNNING or self._goal is Phase.RUNNING

    @property
    def is_stepping(self) -> bool:
        """Whether a single step is under way, so that the run is not at rest."""
        return self._controller.is_stepping

    @property
    def at_rest(self) -> bool:
        """Whether the run stands between two steps, or after its last one: only then may its
        trainer be asked for anything that a step changes."""
        return self.phase.is_between_steps and not self.is_stepping

    @property
    def awaits_reset(self) -> tuple[str, ...]:
        """The settings whose change counts from the next run on."""
        waits = waiting(self.running, self.settings)
        return tuple(name for name in vars(self.settings) if name in waits)

    # The commands.

    @Slot()
    def prepare(self) -> None:
        """Load the data and show the net at its initial weights, unless that has been done."""
        if self.phase is Phase.EMPTY:
            self._begin(None, self._left)

    @Slot()
    def toggle(self) -> None:
        """Start or pause: the one button, and the one key."""
        if self.wants_to_run:
            self.pause()
        else:
            self.start()

    @Slot()
    def stop(self) -> None:
        """End the run here, whatever it had planned; its curves stay, and `start` goes on."""
        self._goal = None
        if self.phase is Phase.LOADING:
            self._controller.stop()
        elif self.phase is Phase.RUNNING:
            self._stopping = True
            self._controller.pause()
        elif self.phase.can_stop:
            self._enter(Phase.STOPPED)

    @Slot()
    def reset(self) -> None:
        """Back to the initial weights, with the same seed and the settings of now."""
        self._begin()

    def start_over(self, **changes: Any) -> None:
        """Train anew with other settings; the present run gives way, and keeps its own."""
        self.settings = replace(self.settings, **changes)
        self._begin(Phase.RUNNING)

    def use_data(self, data: Dataset, place: str) -> None:
        """Learn from another data set, read from `place`; the present run gives way."""
        self.data_place = place
        self._load = lambda: data
        self._begin()
        self.data_changed.emit(data)

    @Slot()
    def reseed(self) -> None:
        """Back to other initial weights, and then other batches."""
        self.settings = replace(self.settings, seed=another_seed(self.settings.seed))
        self._begin()

    def open(self, begun: Checkpoint) -> None:
        """Take up a run where it was left; it rests until it is told to go on.

        Raises:
            StudioError: it has learned from other data. The present run goes on.
        """
        if self.data is not None:
            begun.check(self.data)
        self.settings = begun.state.config
        self._begin(None, begun)

    @property
    def repeats_unless(self) -> dict[str, Any]:
        """What has to become smaller lest a run that is taken back diverges by the same steps: it
        would have the very settings with which it did. Empty if something is different anyway."""
        found, trainer = self.recording.diagnosis, self.recording.trainer
        good = trainer.good.last if trainer is not None else None
        if found is None or good is None or trainer is None or found.setting not in LIVE:
            return {}
        same = good.config == trainer.config
        smaller = same and found.remedy < getattr(good.config, found.setting)
        return {found.setting: found.remedy} if smaller else {}

    def rewind(self, **changes: Any) -> None:
        """Take a run that has diverged back to its last good state, to go on from there with these
        settings changed. What waits for a reset goes on waiting."""
        good = self.recording.last_good
        if good is not None and self.phase.is_over:
            waits = {name: getattr(self.settings, name) for name in self.awaits_reset}
            self.settings = replace(good.state.config, **waits | changes)
            self._begin(None, good, anew=False)
            self._controller.configure(replace(good.state.config, **changes))

    def take_up(self, begun: Checkpoint) -> None:
        """Be at the run of another day as soon as somebody looks; `left_out`, if its data are not
        those of today. What waits for a reset goes on waiting."""
        self._left, runs = begun, begun.state.config
        if waiting(runs, self.settings) <= LIVE:
            self.settings = runs
        self.settings_changed.emit()

    @Slot()
    def bring_back(self) -> None:
        """The run that gave way takes the place of the present one, as it was left."""
        run, self.aside = self.aside, None
        if run is None:
            return
        self._give_way()
        moved = run.origin[0] is not self._load
        self._load, self.data_place = self._origin = run.origin
        self.settings, self.throughput = run.recording.config, run.throughput
        self._begun = None
        self._controller.take_back(run.recording, run.halted)
        self._await(None)
        if self.aside is None:
            self.gave_way.emit(None)
        if moved:
            self.data_changed.emit(self.data)

    def configure(self, **changes: Any) -> None:
        """Change settings by name, as in `TrainingConfig`.

        A net that has not learned anything yet is made anew at once. In a run some changes count
        from the next step on; the others wait for a reset (see `in_effect` and `awaits_reset`).
        A run that has taken its last step is given more, and rests there until it is to go on,
        unless another net is wanted.

        Raises:
            StudioError: a number is out of its range; nothing has changed.
        """
        wanted = replace(self.settings, **changes)
        if wanted == self.settings:
            return
        before, self.settings = self.settings, wanted
        if self.phase in (Phase.READY, Phase.LOADING) and not self.recording.steps:
            self._begin(self._goal)
        elif self.phase.is_under_way or self.phase is Phase.LOADING:
            self._controller.configure(in_effect(self.running, before, wanted))
        elif self.phase is Phase.FINISHED and waiting(self.running, wanted) <= LIVE:
            self._lengthen(wanted)
        self.settings_changed.emit()

    def _lengthen(self, config: TrainingConfig) -> None:
        """Let the run that has finished go on with these settings, if they want more steps."""
        recording = self.recording
        if config.iterations > recording.steps:
            halted = self.current if self._stands_at_newest else None
            self._controller.configure(config)
            self._controller.take_back(recording, halted)
            self._await(None)

    def close(self) -> bool:
        """End the thread, in the middle of anything; False if it did not end within a second."""
        self._timer.stop()
        return self._controller.close()

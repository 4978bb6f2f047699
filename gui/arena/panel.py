"""The arena panel: a race of optimizers over a loss surface, recorded first and played then.

The panel puts the parts together and owns the only timer, which merely lets time pass. What can
be known and chosen is in the `RaceSession`. The plot is imported when the panel is first shown: it
costs the program's start a fifth of a second that the first lesson does not need.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QSize, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.messages import Message
from core.optimizers import OPTIMIZERS
from core.surfaces import SPEEDS, RaceSession, RaceSetup, Replay, trail
from gui.appearance import Appearance
from gui.arena.arrangement import Arrangement
from gui.arena.controls import Controls
from gui.arena.legend import Legend
from gui.arena.loss_chart import LossChart
from gui.arena.transport import Transport
from gui.i18n import Translator
from gui.widgets import FirstSight

if TYPE_CHECKING:
    from gui.arena.surface_view import SurfaceView

_TICK = 16  # milliseconds


class ArenaPanel(QWidget):
    """Surface chooser, plot, legend and transport, in a narrow dock or on a wall."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.session = RaceSession()
        self.controls = Controls(appearance, translator)
        self.legend = Legend(appearance, translator)
        self.transport = Transport(appearance, translator)
        self.chart = LossChart(appearance, translator, self)
        self._view: SurfaceView | None = None
        self._arrangement = Arrangement(
            self, appearance, self.controls, self.legend, self.transport, self.chart
        )
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._clock = QElapsedTimer()
        self._connect()
        FirstSight(self, lambda: self.view)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._tick)
        self.controls.surface_chosen.connect(self.set_surface)
        self.controls.steps_chosen.connect(self.set_steps)
        self.controls.rates_wanted.connect(self._arrange)
        self.controls.reset_wanted.connect(self.reset)
        self.legend.toggled.connect(self.show_racer)
        self.legend.rate_chosen.connect(self.set_rate)
        self.transport.toggled.connect(self.toggle)
        self.transport.stepped.connect(self._step)
        self.transport.sought.connect(self.seek)
        self.transport.speed_chosen.connect(self.set_speed)
        self._translator.changed.connect(self._arrange)
        self._appearance.changed.connect(self._on_appearance)

    @property
    def view(self) -> "SurfaceView":
        """The plot; made when it is first needed."""
        if self._view is None:
            from gui.arena.surface_view import SurfaceView

            self._view = SurfaceView(self._appearance, self._translator, self)
            self._view.start_chosen.connect(self.set_start)
            self._arrangement.put_plot(self._view)
            self._view.show()
            self._show_race()
        return self._view

    @property
    def steps(self) -> int:
        """The length of the race."""
        return self.session.replay.length

    # Moving through the race.

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        self._move(self.session.replay.toggle())

    @Slot(float)
    def seek(self, step: float) -> None:
        self._move(self.session.replay.seek(step))

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """One of `SPEEDS`, which are factors."""
        if speed in SPEEDS:
            self._move(replace(self.session.replay, speed=speed))

    @Slot(int)
    def _step(self, direction: int) -> None:
        self._move(self.session.replay.step_by(direction))

    # Choosing another race.

    @Slot(str)
    def set_surface(self, name: str) -> None:
        """Another surface of `SURFACES`, as it was left.

        Raises:
            KeyError: there is no such surface.
        """
        self.session.choose(name)
        self._show_race()

    @Slot(float, float)
    def set_start(self, x: float, y: float) -> None:
        self._change(self.session.setup.with_start(x, y))

    @Slot(int)
    def set_steps(self, steps: int) -> None:
        self._change(self.session.setup.with_steps(steps))

    @Slot(str, float)
    def set_rate(self, optimizer: str, rate: float) -> None:
        self._change(self.session.setup.with_rate(optimizer, rate))

    @Slot()
    def reset(self) -> None:
        """This surface's own start, steps and learning rates."""
        self._change(self.session.setup.as_meant)

    @Slot(str, bool)
    def show_racer(self, optimizer: str, on: bool) -> None:
        """Switch a racer on or off."""
        self.legend.entries[optimizer].swatch.setChecked(on)
        self._show_race()

    def save_state(self) -> dict[str, Any]:
        """All that was chosen, in JSON's own types."""
        return self.session.as_json() | {"shown": self.legend.shown}

    def restore_state(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save_state` gave; what makes no sense is left out."""
        self.session.restore(saved)
        shown = saved.get("shown")
        if isinstance(shown, list | tuple):
            self.legend.show_only([name for name in OPTIMIZERS if name in shown])
        self._show_race()

    # Showing it.

    def _change(self, setup: RaceSetup) -> None:
        self.session.change(setup, Message("arena.edit.surface"))
        self._show_race()

    def _show_race(self) -> None:
        """Everything anew; while nobody has seen the panel yet there is nothing to do."""
        if self._view is None:
            return
        setup = self.session.setup
        self.controls.show_setup(setup)
        self.legend.show_setup(setup)
        self.legend.show_paths(self.session.paths)
        self._view.show_surface(setup.surface)
        self._view.show_start(setup.start)
        self._arrange()
        self._show_position()

    def _show_position(self) -> None:
        if self._view is None:
            return
        replay, paths = self.session.replay, self.session.paths
        reduced = self._appearance.reduced_motion
        position = floor(replay.position) if reduced else replay.position
        shown = self.legend.shown
        self._view.show_trails({name: trail(paths[name], position) for name in shown})
        self.chart.show_race({name: paths[name] for name in shown}, replay.length, position)
        self.legend.show_position(paths, replay.position)
        self.transport.show_replay(replay)

    def _move(self, replay: Replay) -> None:
        """Put another cursor in place, and start or stop the clock with it."""
        started = replay.playing and not self._timer.isActive()
        self.session.replay = replay
        if started and self.isVisible():
            self._clock.start()
            self._timer.start()
        elif not replay.playing:
            self._timer.stop()
        self._show_position()

    @Slot()
    def _tick(self) -> None:
        self._move(self.session.replay.advance(self._clock.restart() / 1000))

    @Slot()
    def _arrange(self) -> None:
        self._arrangement.fit()

    @Slot()
    def _on_appearance(self) -> None:
        self._arrange()
        self._show_position()

    def minimumSizeHint(self) -> QSize:
        return self._arrangement.minimum

    def showEvent(self, event: QShowEvent) -> None:
        """A race that was started before it could be seen begins."""
        super().showEvent(event)
        self._move(self.session.replay)

    def hideEvent(self, event: QHideEvent) -> None:
        """A race that nobody sees does not run."""
        super().hideEvent(event)
        self._move(replace(self.session.replay, playing=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

"""The clock of the stage: the only place where time moves a playback.

It ticks at the rate of the screen while something moves, and not at all otherwise. The
playback is told how much time has really passed.
"""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from core.playback import Frame, Playback, frame_at
from core.trace import Trace
from gui.appearance import Appearance

_TICK = 16  # ms
_LONGEST = 0.1  # s; after a pause of the whole program, go on where it was


class Player(QObject):
    """Drives one playback; `frame_changed` says what to show now."""

    frame_changed = Signal(object)  # Frame
    playing_changed = Signal(bool)
    trace_changed = Signal(object)  # Trace
    settings_changed = Signal()  # speed or loop

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._playback: Playback | None = None
        self._speed, self._loop = 1.0, False
        self._said_playing = False
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)

    @property
    def playback(self) -> Playback | None:
        return self._playback

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown: with reduced motion, what the last finished event left."""
        playback = self._playback
        if playback is not None and self._appearance.reduced_motion:
            return frame_at(playback.trace, float(int(playback.position)))
        return playback.frame if playback is not None else None

    @property
    def playing(self) -> bool:
        return self._playback is not None and self._playback.playing

    @property
    def ticking(self) -> bool:
        """Does time pass? It stands still while nothing moves."""
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def loop(self) -> bool:
        return self._loop

    def set_trace(self, trace: Trace, position: float = 0.0) -> None:
        """Play this trace from now on, standing at `position`."""
        self._playback = Playback(trace)
        self._playback.speed, self._playback.loop = self._speed, self._loop
        self._playback.seek(position)
        self.trace_changed.emit(trace)
        self._show()

    def take_over(self, trace: Trace) -> None:
        """Another run of the same structure: stay at the same event, and go on as before."""
        playback = self._playback
        if playback is None:
            self.set_trace(trace)
            return
        playback.take_over(trace)
        self.trace_changed.emit(trace)
        self._show()

    @Slot()
    def play(self) -> None:
        if self._playback is not None:
            self._playback.play()
            self._show()

    @Slot()
    def pause(self) -> None:
        if self._playback is not None:
            self._playback.pause()
            self._show()

    @Slot()
    def toggle(self) -> None:
        """Play, or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    @Slot()
    def step(self) -> None:
        """Show the next event (reduced motion: its result)."""
        if self._playback is not None:
            self._playback.step(+1)
            if self._appearance.reduced_motion:
                self._playback.finish_step()
            self._show()

    @Slot()
    def step_back(self) -> None:
        if self._playback is not None:
            self._playback.step(-1)
            self._show()

    @Slot()
    def to_start(self) -> None:
        self.seek(0.0)

    @Slot()
    def to_end(self) -> None:
        if self._playback is not None:
            self.seek(float(len(self._playback.trace)))

    @Slot(float)
    def seek(self, position: float) -> None:
        """Jump there and stop."""
        if self._playback is not None:
            self._playback.pause()
            self._playback.seek(position)
            self._show()

    def set_speed(self, speed: float) -> None:
        self._speed = speed
        if self._playback is not None:
            self._playback.speed = speed
        self.settings_changed.emit()

    @Slot(bool)
    def set_loop(self, loop: bool) -> None:
        self._loop = loop
        if self._playback is not None:
            self._playback.loop = loop
        self.settings_changed.emit()

    def _show(self) -> None:
        playback = self._playback
        assert playback is not None
        if playback.moving and not self._timer.isActive():
            self._clock.start()
            self._timer.start()
        elif not playback.moving:
            self._timer.stop()
        if playback.playing != self._said_playing:
            self._said_playing = playback.playing
            self.playing_changed.emit(playback.playing)
        self.frame_changed.emit(self.frame)

    @Slot()
    def _tick(self) -> None:
        if self._playback is not None:
            self._playback.advance(min(self._clock.restart() / 1000, _LONGEST))
            self._show()

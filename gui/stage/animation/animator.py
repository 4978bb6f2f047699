"""What moves by itself for a moment: layouts that change, and the view that travels.

One timer for all of it, which rests when nothing moves. An animation is told how far it has come,
0 … 1, eased. Its end is told once, when it gets there or is finished early. One that is stopped, or
that another of its name takes the place of, stays where it is and is told nothing more.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot

from gui.stage.items.motion import ease

_TICK = 16  # ms
_LONGEST = 50.0  # ms that one tick may count for: after a hitch, go on where it was


@dataclass
class _Animation:
    length: float  # ms
    step: Callable[[float], None]
    passed: float = 0.0


class Animator(QObject):
    """The animations in progress, by name. A new one takes the place of an old one of its name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: dict[str, _Animation] = {}
        self._springs: dict[str, Callable[[float], bool]] = {}
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)

    @property
    def moving(self) -> bool:
        """Is anything on its way?"""
        return bool(self._running or self._springs)

    def is_running(self, name: str) -> bool:
        return name in self._running or name in self._springs

    def start(self, name: str, milliseconds: float, step: Callable[[float], None]) -> None:
        """Call `step` with 0 … 1 from now on; at once with 0."""
        self._running[name] = _Animation(milliseconds, step)
        step(0.0)
        self._wake()

    def keep(self, name: str, tick: Callable[[float], bool]) -> None:
        """Call `tick` with the milliseconds that have passed, until it says that it has come to
        rest."""
        self._springs[name] = tick
        self._wake()

    def _wake(self) -> None:
        if not self._timer.isActive():
            self._clock.start()
            self._timer.start()

    def stop(self, name: str) -> None:
        """Leave everything where it is now."""
        self._running.pop(name, None)
        self._springs.pop(name, None)
        self._rest()

    def finish(self, name: str | None = None) -> None:
        """Go to the end at once: of one animation, or of all."""
        for each in [name] if name is not None else list(self._running):
            animation = self._running.pop(each, None)
            if animation is not None:
                animation.step(1.0)
        for each in [name] if name is not None else list(self._springs):
            while each in self._springs and self._springs[each](_LONGEST):
                pass
            self._springs.pop(each, None)
        self._rest()

    def advance(self, milliseconds: float) -> None:
        """Let time pass."""
        for name, animation in list(self._running.items()):
            if self._running.get(name) is not animation:
                continue  # another one has put an end to it
            animation.passed += milliseconds
            if animation.passed >= animation.length:
                del self._running[name]
            animation.step(ease(animation.passed / animation.length))
        for name, tick in list(self._springs.items()):
            if not tick(milliseconds):
                self._springs.pop(name, None)
        self._rest()

    def _rest(self) -> None:
        if not self.moving:
            self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        self.advance(min(float(self._clock.restart()), _LONGEST))

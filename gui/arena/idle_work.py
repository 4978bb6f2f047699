"""Works through a generator in the window's own thread, a few milliseconds at a time, whenever
nothing else happens.

That is for work of many small steps. In a thread of its own it would hold Python's lock, for which
the window waits anew at every call of Qt's that it makes: a frame of 20 ms took 150.
"""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_BUDGET = 0.008  # seconds between two looks at what the user does


class IdleWork(QObject):
    """`found` tells of all items of such a moment, in a list; None is no item, and only lets the
    window live."""

    found = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: Iterator[object] | None = None
        self._resting = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        return self._items is not None

    def start(self, items: Iterator[object]) -> None:
        """Take up other work; nothing more is told of the old one."""
        self._items = items
        self._run()

    def stop(self) -> None:
        self._items = None
        self._run()

    def pause(self) -> None:
        """Nobody looks."""
        self._resting = True
        self._run()

    def resume(self) -> None:
        self._resting = False
        self._run()

    def finish(self) -> None:
        """Do all of it now, for a picture."""
        self._work(float("inf"))

    def _run(self) -> None:
        if self._items is None or self._resting:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _go_on(self) -> None:
        self._work(perf_counter() + _BUDGET)

    def _work(self, deadline: float) -> None:
        items, found = self._items, list[object]()
        try:
            while items is not None and perf_counter() < deadline:
                item = next(items)
                if item is not None:
                    found.append(item)
        except StopIteration:
            self.stop()
        except Exception:  # it is told where the window tells whatever nobody caught
            self.stop()
            raise
        finally:
            if found:
                self.found.emit(found)

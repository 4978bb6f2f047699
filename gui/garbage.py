"""Garbage is collected by the window's thread, between two events, and nowhere else.

Left to itself, Python collects wherever an object happens to be made. That may be in a worker,
which must not delete what belongs to the window; or under a lock: as Qt ends a connection it holds
one while it asks Python for an override, and an object that is deleted there waits for the same
lock, so the window stands still for good.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY = 500  # ms
# A run of 1 000 nodes makes some 10 000 objects, which go with the next one, without cycles: to
# look for garbage every 700 objects, as Python does, takes a fifth of a drag.
_THRESHOLDS = 20_000, 20, 10  # as in `gc.set_threshold`


class GarbageCollector(QObject):
    """Takes the place of Python's own; made in the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """The oldest generation that is due, and so all that are younger."""
        counts = gc.get_count()
        due = [age for age, most in enumerate(_THRESHOLDS) if counts[age] > most]
        if due:
            gc.collect(max(due))

    def keep_what_stands(self) -> None:
        """What there is now stays until the end: it need not be looked through again."""
        gc.freeze()

    def stop(self) -> None:
        """For good. Python's own stays off: what belongs to Qt is deleted up to the very end."""
        self._timer.stop()
        gc.unfreeze()


@contextmanager
def collecting_between_events() -> Iterator[GarbageCollector]:
    """As long as there is a window, and once more when it is gone."""
    collector = GarbageCollector()
    try:
        yield collector
    finally:
        collector.stop()
        gc.collect()

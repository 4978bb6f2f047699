"""One run of a generator, and what two threads tell each other about it.

The window gives orders (pause, resume, step, stop); the worker hands every item to `on_item`, and
asks between two items whether it may go on. An item of None tells nothing: it only lets the worker
be asked, amid what takes long. The orders are guarded by one condition, so a paused
worker sleeps instead of looking again and again.
"""

from collections.abc import Callable, Iterator
from threading import Condition

Factory = Callable[[], Iterator[object]]
OnItem = Callable[[object], object]
Rested = Callable[[int, int], object]


class Run:
    """`number` tells it from the runs before; `orders` tells one pause from the next."""

    def __init__(
        self, number: int, factory: Factory, on_item: OnItem, paused: bool = False
    ) -> None:
        self.number = number
        self.orders = 0
        self._factory = factory
        self._on_item = on_item
        self._changed = Condition()  # re-entrant: `step` allows within it
        self._stopped = False
        self._allowed: int | None = 0 if paused else None  # items to go; None is without end

    # The window's side.

    def pause(self) -> None:
        self._allow(0)

    def resume(self) -> None:
        self._allow(None)

    def step(self) -> None:
        """One item more than is allowed already; after an endless permission, just one."""
        with self._changed:
            self._allow((self._allowed or 0) + 1)

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify()

    # The worker's side.

    def work(self, rested: Rested) -> tuple[bool, object]:
        """Draw items until the generator ends (True, its value) or is stopped (False, None)."""
        if not self._may_go_on(rested):
            return False, None
        items = self._factory()
        try:
            while True:
                try:
                    item = next(items)
                except StopIteration as end:
                    return True, end.value
                if item is not None:
                    self._on_item(item)
                if not self._may_go_on(rested):
                    return False, None
        finally:
            close = getattr(items, "close", None)  # a generator has one, an iterator need not
            if close is not None:
                close()

    def _may_go_on(self, rested: Rested) -> bool:
        """Wait until the next item is wanted; False if none is wanted any more."""
        with self._changed:
            while self._allowed == 0 and not self._stopped:
                rested(self.number, self.orders)
                seen = self.orders
                while self.orders == seen and not self._stopped:
                    self._changed.wait()
            if self._allowed is not None and not self._stopped:
                self._allowed -= 1
            return not self._stopped

    def _allow(self, items: int | None) -> None:
        with self._changed:
            if items != self._allowed:
                self._allowed = items
                self.orders += 1
                self._changed.notify()

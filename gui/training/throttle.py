"""How often something may be done that takes the window's time, or the machine's."""

from time import perf_counter


class Throttle:
    """At most once in `interval` seconds, and for at most `share` of the time, however long it
    takes.

    if throttle.is_due:
        with throttle:
            draw()
    """

    def __init__(self, interval: float = 0.0, share: float = 1.0) -> None:
        self._interval, self._share = interval, share
        self._begun = self._due = 0.0

    @property
    def is_due(self) -> bool:
        return perf_counter() >= self._due

    def begin(self) -> None:
        self._begun = perf_counter()

    def end(self) -> None:
        """It is done: the next time is not before its share allows for it."""
        took = perf_counter() - self._begun
        self._due = self._begun + max(self._interval, took / self._share)

    def __enter__(self) -> None:
        self.begin()

    def __exit__(self, *_: object) -> None:
        self.end()

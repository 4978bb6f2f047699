"""Entering a context that takes its time, such as a connection, without having to wait for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Door(Generic[T]):
    """Enters a context in a thread of its own. Whoever does not want it any more closes the door:
    the context is left at once or, if it has not been entered by then, as soon as it is."""

    def __init__(self, context: AbstractContextManager[T], told: Callable[[], object]) -> None:
        """`told` is called in that thread when the door is `open`."""
        self._context, self._told = context, told
        self._lock = Lock()
        self._entered = self._closed = False
        self._value: T | None = None
        self._error: BaseException | None = None
        self.open = False  # whether `value` will answer
        Thread(target=self._enter, name="door", daemon=True).start()

    @property
    def value(self) -> T:
        """What was entered; or the error that was met on the way."""
        if self._error is not None:
            raise self._error
        assert self._value is not None, "it is not open yet"
        return self._value

    def close(self) -> None:
        """Leave, now or as soon as it has been entered."""
        with self._lock:
            closed, self._closed = self._closed, True
            leave = self._entered and not closed
        if leave:
            self._context.__exit__(None, None, None)

    def _enter(self) -> None:
        try:
            self._value = self._context.__enter__()
        except BaseException as error:  # it is raised where the value is asked for
            self._error = error
        with self._lock:
            self._entered = self._error is None
            leave = self._entered and self._closed
            self.open = True
        if leave:
            self._context.__exit__(None, None, None)
        self._told()

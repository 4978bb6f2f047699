"""One BLAS thread while anything is computed, whoever computes.

Two BLAS threads would fight over small matrices: one alone is three times as fast. The limit
belongs to the process, so the first who works sets it and the last who works lifts it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import threadpool_limits


class _OneThread:
    """Counts those who work."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._workers = 0
        self._limit: threadpool_limits | None = None

    def enter(self) -> None:
        from threadpoolctl import threadpool_limits

        with self._lock:
            if self._limit is None:
                self._limit = threadpool_limits(limits=1, user_api="blas")
            self._workers += 1

    def leave(self) -> None:
        with self._lock:
            self._workers -= 1
            if self._workers == 0 and self._limit is not None:
                self._limit.restore_original_limits()
                self._limit = None


_ONE = _OneThread()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Work inside of it; several threads may do so at the same time."""
    _ONE.enter()
    try:
        yield
    finally:
        _ONE.leave()

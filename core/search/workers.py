"""Worker processes on this computer: a `concurrent.futures.Executor` that outlives their deaths.

Each worker is a pool of its own with one process. When it dies, exactly the trial that it was
working on is lost; a new one takes its place, and the others never notice.

The processes are as all of ours (see `core/processes.py`); they read the images once, from files
that all of them share through the system's cache.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import RLock
from typing import Any, TypeVar

from core.datasets import Dataset
from core.datasets.shared_files import shared
from core.processes import settle_in, starting_children
from core.search.worker_pool import PoolFactory, WorkerPool

T = TypeVar("T")


def usual_size() -> int:
    """All cores but one, which is left to the window."""
    return max((os.cpu_count() or 2) - 1, 1)


def local_pool(size: int | None = None) -> PoolFactory:
    """So many processes on this computer."""

    @contextmanager
    def make(data: Dataset) -> Iterator[WorkerPool]:
        count = size or usual_size()
        with shared(data) as files:
            workers = LocalWorkers(count)
            try:
                yield WorkerPool(workers, count, files)
            finally:
                workers.shutdown()

    return make


class LocalWorkers(Executor):
    """So many processes, each started when there is work for it."""

    def __init__(self, size: int) -> None:
        self._lock = RLock()  # a future may be done before `submit` has returned
        self._workers = [_Worker() for _ in range(size)]
        self._closed = False

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Hand work to whoever has least to do."""
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            worker = min(self._workers, key=lambda each: each.tasks)
            return worker.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """End everything at once: a trial that nobody waits for is not finished."""
        with self._lock:
            self._closed = True
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.close()


class _Worker:
    """A pool of one process, replaced when that process dies."""

    def __init__(self) -> None:
        self._futures: set[Future[Any]] = set()
        self._open()

    @property
    def tasks(self) -> int:
        """What it has been handed and has not done."""
        return sum(not future.done() for future in self._futures)

    def submit(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        with starting_children():
            try:
                future = self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:  # it died while it was idle
                self._pool.shutdown(wait=False)
                self._open()
                future = self._pool.submit(fn, *args, **kwargs)
        self._futures = {each for each in self._futures if not each.done()} | {future}
        return future

    def alive(self) -> list[SpawnProcess]:
        return [process for process in self._context.born if process.is_alive()]

    def kill(self) -> None:
        for process in self.alive():
            process.kill()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _open(self) -> None:
        self._context = _Context()
        self._pool = ProcessPoolExecutor(1, mp_context=self._context, initializer=settle_in)


class _Context(SpawnContext):
    """Starts processes afresh, and remembers them."""

    def __init__(self) -> None:
        super().__init__()
        self.born: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802  # a class there
        process = SpawnProcess(*args, **kwargs)
        self.born.append(process)
        return process

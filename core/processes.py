"""Processes of our own, for work that would hold up the window's thread, or that needs more cores.

A thread will not do for what is made of many small steps: each NumPy call gives Python's lock away
and asks for it again, and whoever draws the window does the same, so each waits for the other
(docs/decisions.md, "The run has a process of its own").

Each process is started afresh ("spawn": a copy of this one would have the window's threads), with
one BLAS thread; Ctrl+C is the parent's business; and when the parent is gone, however it went, so
are they. What passes between them is pickled by multiprocessing, and comes from nobody else.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from threading import RLock, Thread
from typing import Any

_ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)

TURN = 0.03  # seconds that a process works between two answers: the window looks so often
_NICENESS = 5  # where cores are few, who draws the window goes first


class Child:
    """A process that runs `work(pipe, *arguments)`, and our end of the pipe.

    `work` is a function of a module. If the process dies, whoever reads from `pipe` gets an
    EOFError, and whoever writes to it a ConnectionError.
    """

    def __init__(self, work: Callable[..., None], *arguments: Any) -> None:
        context = SpawnContext()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_run, args=(work, theirs, *arguments), daemon=True)
        with starting_children():
            self.process.start()
        theirs.close()  # so that ours tells when the process is gone

    def end(self) -> None:
        """At once, in whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def settle_in() -> None:
    """The first thing that a process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    Thread(target=_leave_with_parent, daemon=True).start()


_starting = RLock()  # two threads that start at once would each restore what the other one set


@contextmanager
def starting_children() -> Iterator[None]:
    """To start processes in."""
    with _starting, _single_threaded_children(), _children_deaf_to_ctrl_c():
        yield


def _run(work: Callable[..., None], pipe: Connection, *arguments: Any) -> None:
    settle_in()
    with suppress(EOFError, ConnectionError):  # the parent has closed its end: nobody is left
        work(pipe, *arguments)


@contextmanager
def _children_deaf_to_ctrl_c() -> Iterator[None]:
    """A process is born with the signals blocked that its parent's thread blocks: Ctrl+C is for the
    parent alone, also while a child still imports."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # the first start would do it, and unblock the signals
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _single_threaded_children() -> Iterator[None]:
    """BLAS reads the environment when it is loaded, so ours is set while a process starts. (In
    this process it was loaded long ago.)"""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

"""A generator in a process of its own, where it holds up nobody's thread (see `core/processes.py`).

    report = yield from apart(check, graph, leaves, names)

    with Apart() as worker:                      # several in turn, in one process
        first = yield from worker.run(check, graph, leaves, names)
        second = yield from worker.run(check, graph, leaves, names, "incremental")

What comes is the newest item, some thirty times a second, beginning with the very first; the last
one always comes. In between comes None, as long as there is nothing new, so that whoever draws the
items may stop at any time. Whoever asks for nothing more (a pause) stops the process, too: it is
one batch ahead, and waits. Closing the generator ends the process at once.

The function is one of a module; it, its arguments, items, value and errors are pickled. Images do
not go through the pipe: their `SharedFiles` do (see `core/datasets/shared_files.py`).
"""

import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from time import perf_counter
from types import TracebackType
from typing import Any, TypeVar

from core.messages import StudioError
from core.processes import TURN, Child

Item = TypeVar("Item")
Value = TypeVar("Value")
Work = Callable[..., Generator[Item, None, Value]]
Running = Generator[Item | None, None, Value]

_PATIENCE = 0.05  # seconds between two looks at whether an answer has come


@dataclass(frozen=True)
class _Item:
    item: Any


@dataclass(frozen=True)
class _End:
    value: Any


@dataclass(frozen=True)
class _Failure:
    """`story` is the traceback, which an error does not take along."""

    error: Exception
    story: str


def apart(work: Work[Item, Value], *arguments: Any) -> Running[Item, Value]:
    """`work(*arguments)` in a new process, which ends with it.

    Raises:
        StudioError: the process has died.
        Exception: whatever `work` raises.
    """
    with Apart() as worker:
        return (yield from worker.run(work, *arguments))


class Apart:
    """A process that is started when there is work for it, and lasts until `end`."""

    def __init__(self) -> None:
        self._child: Child | None = None

    def __enter__(self) -> "Apart":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """At once, in whatever it is doing."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def run(self, work: Work[Item, Value], *arguments: Any) -> Running[Item, Value]:
        """`work(*arguments)` there. Raises what `apart` does."""
        try:
            child = yield from self._awake()
            self._send(child, (work, arguments))
            while True:
                self._send(child, None)  # asks for more
                answer = yield from self._received(child)
                if not isinstance(answer, _Item):
                    break
                yield answer.item
        except BaseException:  # also whoever closes this: it would answer to the next work
            self.end()
            raise
        if isinstance(answer, _Failure):
            answer.error.add_note(answer.story)
            raise answer.error
        return answer.value

    def _awake(self) -> Generator[None, None, Child]:
        """The process. It speaks first, so that nobody waits in the middle of an item for one that
        reads nothing yet: megabytes do not fit into a pipe."""
        if self._child is None:
            self._child = Child(_serve)
            yield from self._received(self._child)
        return self._child

    def _send(self, child: Child, message: object) -> None:
        with _death_is_told(child):
            child.pipe.send(message)

    def _received(self, child: Child) -> Generator[None, None, Any]:
        with _death_is_told(child):
            while not child.pipe.poll(_PATIENCE):
                yield None
            return child.pipe.recv()


@contextmanager
def _death_is_told(child: Child) -> Iterator[None]:
    """A message that was begun and not finished is an OSError as well."""
    try:
        yield
    except (EOFError, OSError):
        child.end()
        raise StudioError("core.apart.died", code=child.process.exitcode) from None


# In the process.


def _serve(pipe: Connection) -> None:
    """Work through what comes, one after the other, until nobody is left."""
    pipe.send(None)
    while True:
        for answer in _answers(pipe):
            pipe.recv()  # it is asked for
            if not _sent(pipe, answer):
                break


def _answers(pipe: Connection) -> Iterator[_Item | _End | _Failure]:
    try:
        work, arguments = pipe.recv()
        value = yield from _batches(work(*arguments))
    except Exception as error:
        yield _failure(error)
    else:
        yield _End(value)


def _batches(items: Generator[object, None, Value]) -> Generator[_Item, None, Value]:
    """The first item, the newest one after each batch, and the last one; what `items` returns."""
    waiting: list[_Item] = []
    due = 0.0
    while True:
        try:
            item = next(items)
        except StopIteration as end:
            yield from waiting
            value: Value = end.value
            return value
        if item is not None or not waiting:  # None takes nobody's place
            waiting = [_Item(item)]
        if perf_counter() >= due:
            yield from waiting
            waiting = []
            due = perf_counter() + TURN


def _sent(pipe: Connection, answer: _Item | _End | _Failure) -> bool:
    """Send it; if it cannot be pickled, that is the answer, and the last one: False."""
    try:
        pipe.send(answer)
    except OSError:
        raise
    except Exception as error:
        pipe.send(_failure(error))
        return False
    return True


def _failure(error: Exception) -> _Failure:
    """To be called while it is handled. Some errors cannot be made again out of what is pickled:
    there is another one with their text then."""
    story = traceback.format_exc()
    try:
        ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:
        return _Failure(RuntimeError(f"{type(error).__name__}: {error}"), story)
    return _Failure(error, story)

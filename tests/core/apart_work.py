"""What the tests have done in another process: a module that is quickly imported there."""

import os
from collections.abc import Callable, Generator, Iterable
from threading import Event
from typing import NoReturn

from core.datasets.shared_files import SharedFiles
from core.graph import Graph
from core.ops import OPS
from core.ops.choice import Relu


class LyingRelu(Relu, registered=False):
    """Its gradient is 1 % too large."""

    def d_x(dout, x, out):  # noqa: N805  # as in core/ops
        return 1.01 * dout * (x > 0)


class FaultError(Exception):
    """Cannot be made again out of what is pickled of it."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def saying(items: Iterable[object], value: object) -> Generator[object, None, object]:
    yield from items
    return value


def for_ever() -> Generator[int, None, None]:
    n = 0
    while True:
        yield n
        n += 1


def stuck() -> Generator[int, None, None]:
    yield 1
    Event().wait()


def failing(items: Iterable[object], error: Exception) -> Generator[object, None, None]:
    yield from items
    raise error


def faulty() -> Generator[None, None, None]:
    yield None
    raise FaultError("a ", "fault")


def unspeakable() -> Generator[Callable[[], None], None, None]:
    """What it yields cannot be pickled."""
    yield lambda: None


def dying(code: int) -> Generator[int, None, NoReturn]:
    yield code
    os._exit(code)


def where(arrays: Graph) -> Generator[None, None, tuple[int, list[bool]]]:
    """The process, and whether the ops of the graph are the registered ones."""
    yield None
    return os.getpid(), [node.op is OPS[node.op.name] for node in arrays.operations]


def looked_at(files: SharedFiles) -> Generator[None, None, tuple[type, str]]:
    """What the images lie in, and which they are."""
    yield None
    data = files.load()
    return type(data.x_train.base), data.fingerprint

"""Working through a generator: while somebody is told of each item, or unwatched."""

from collections.abc import Callable, Generator
from typing import TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


def follow(steps: Generator[Item, None, Value], tell: Callable[[Item], object]) -> Value:
    """Exhaust a generator; what it returns."""
    while True:
        try:
            item = next(steps)
        except StopIteration as end:
            value: Value = end.value
            return value
        tell(item)


def finish(steps: Generator[object, None, Value]) -> Value:
    """What a generator returns, for whoever does not want to watch or to interrupt it."""
    return follow(steps, lambda _: None)

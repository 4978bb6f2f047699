"""Working through a generator while somebody is told of each item."""

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

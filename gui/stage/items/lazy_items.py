"""The items of the stage, each made when it is first wanted.

A thousand nodes have three thousand items, of which a view shows a hundred where they can be
read, and none from far away.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item")


class LazyItems(Mapping[Key, Item], Generic[Key, Item]):
    """Every key has an item; `made` are those that there are by now."""

    def __init__(self, keys: Iterable[Key] = (), make: Callable[[Key], Item] | None = None) -> None:
        self._keys = dict.fromkeys(keys)
        self._make = make
        self.made: dict[Key, Item] = {}

    def __getitem__(self, key: Key) -> Item:
        item = self.made.get(key)
        if item is None:
            if key not in self._keys or self._make is None:
                raise KeyError(key)
            item = self.made[key] = self._make(key)
        return item

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

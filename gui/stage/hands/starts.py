"""The values with which the leaves first came, to go back to."""

import numpy as np

from core.documents.document import Document
from core.engine import Array
from core.messages import Message

_OPENING = {"window.edit.open", "window.edit.network"}


class Starts:
    """Watches documents come and go. Opening one starts anew; edits add what is new in them."""

    def __init__(self) -> None:
        self._values: dict[str, Array] = {}

    def see(self, document: Document, done: Message | None) -> None:
        """A document is on the table; `done` is what undo would take back."""
        if done is None or done.key in _OPENING:
            self._values.clear()
        for leaf in document.graph.leaves:
            value, known = document.value(leaf.id), self._values.get(leaf.id)
            if value is not None and (known is None or known.shape != value.shape):
                self._values[leaf.id] = np.array(value)

    def of(self, node: str) -> Array | None:
        return self._values.get(node)

    def changed(self, document: Document) -> dict[str, Array]:
        """The start values of all leaves that have another one now."""
        return {
            leaf.id: start
            for leaf in document.graph.leaves
            if (start := self._values.get(leaf.id)) is not None
            and (value := document.value(leaf.id)) is not None
            and not np.array_equal(start, value, equal_nan=True)
        }

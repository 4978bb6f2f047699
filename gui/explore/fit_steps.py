"""How many steps of gradient descent have led to the parameters on the workbench.

Each document keeps the count it was made with, so that undo and redo show it again. Documents that
undo has forgotten are forgotten here too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Slot

from core.documents.document import Document
from core.scenes import curve
from gui.workbench import Workbench


class FitSteps(QObject):
    """Counts along with the workbench. Parameters that descent has not made have no steps."""

    def __init__(self, workbench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._counts: WeakKeyDictionary[Document, int] = WeakKeyDictionary()
        self._document = workbench.document
        self._taken: int | None = None  # steps that lead to the document that comes now
        workbench.changed.connect(self._on_document)

    @property
    def here(self) -> int:
        """The steps that led to the document of the moment."""
        return 0 if self._document is None else self._counts.get(self._document, 0)

    @contextmanager
    def taking(self, steps: int) -> Iterator[None]:
        """What is put on the workbench within has been made by so many steps more."""
        self._taken = steps
        try:
            yield
        finally:
            self._taken = None

    @Slot(object)
    def _on_document(self, document: Document) -> None:
        if self._taken is not None:
            self._counts[document] = self.here + self._taken
        elif document not in self._counts and self._same_parameters(document):
            self._counts[document] = self.here  # only the data have changed
        self._document = document

    def _same_parameters(self, document: Document) -> bool:
        if self._document is None or not {*curve.PARAMETERS} <= document.values.keys():
            return False
        before = self._document.values
        return all(document.values[name] is before.get(name) for name in curve.PARAMETERS)

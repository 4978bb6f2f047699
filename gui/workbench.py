"""The workbench: the document that is edited, its run, and the way back.

    expression bar ─ text ─┐                          ┌─► Director ─► player ─► stage, card
    canvas ─ edits, values ┼─► Workbench ─ document, ─┼─► expression bar
    tools, files ──────────┘    trace                 └─► tools of the Explore dock

Whoever changes something proposes it here. It is run first: what cannot run is refused with a
sentence and changes nothing.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, Signal

from core import trace as tracing
from core.documents.document import Document
from core.editing import Edit
from core.engine import Array
from core.graph import Graph
from core.messages import Message, StudioError
from core.names import plain
from core.trace import Trace
from core.versions import Versions

Runner = Callable[[Graph, Mapping[str, ArrayLike]], Trace]


class Workbench(QObject):
    """One document at a time. Everything done to it can be undone."""

    changed = Signal(object)  # Document: another one is on the table
    traced = Signal(object)  # Trace: its run, after every change
    refused = Signal(object)  # Message: why an edit could not be done
    history_changed = Signal()  # what undo and redo would do

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._versions: Versions[Document | None] = Versions(None)
        self._trace: Trace | None = None
        self._runner: Runner = tracing.run
        self._known: dict[str, Array] = {}  # the last value of every name that there ever was
        self.live = False  # the document is the net of the training panel, as it stands
        self.locked = False  # training changes the numbers; nobody else may

    @property
    def document(self) -> Document | None:
        return self._versions.present

    @property
    def trace(self) -> Trace | None:
        """The run of the document, made by the runner of the moment."""
        return self._trace

    @property
    def known(self) -> Mapping[str, Array]:
        """Values to start from, by name: also of inputs that have gone meanwhile."""
        return self._known

    # whole documents

    def open(self, document: Document, label: Message, merge: str = "") -> None:
        """Put another document on the table.

        Raises:
            StudioError: it cannot be run; nothing has changed.
        """
        trace = self._runner(document.graph, document.values)
        if self.document is None:
            self._versions.replace(document)
        else:
            self._versions.push(document, label, merge)
        self._take(document, trace)

    def show(self, document: Document, trace: Trace) -> None:
        """A step of training. Steps follow by themselves, so undo counts them as one: it leads
        back to what was on the table before."""
        if self.live or self.document is None:
            self._versions.replace(document)
        else:
            self._versions.push(document, Message("window.edit.network"))
        self._take(document, trace, live=True)

    # edits

    def apply(self, edit: Edit, label: Message, merge: str = "") -> bool:
        """Another graph. False, and `refused`, if that cannot be."""
        return self._try(lambda document: document.edited(edit), label, merge)

    def set_value(self, node: str, value: ArrayLike, merge: str = "") -> bool:
        """Another value of a leaf; steps with the same `merge` (one drag) are undone as one."""
        document = self.document
        if document is None or node not in document.graph:
            return False
        if not self.locked and _same(document.value(node), value):
            return True
        label = Message("window.edit.value", {"node": plain(node)})
        return self._try(lambda known: known.with_value(node, value), label, merge)

    def set_values(self, values: Mapping[str, ArrayLike], label: Message, merge: str = "") -> bool:
        """Other values of several leaves, in one step."""

        def changed(document: Document) -> Document:
            for node, value in values.items():
                document = document.with_value(node, value)
            return document

        return self._try(changed, label, merge)

    def settle(self) -> None:
        """A gesture is over: what follows is undone by itself."""
        self._versions.settle()

    def withdraw(self) -> None:
        """A gesture was given up: what it did is taken back, and is not done again by redo."""
        if self._versions.undo_label is not None and not self.locked:
            self._return_to(self._versions.withdraw())

    def _try(self, change: Callable[[Document], Document], label: Message, merge: str) -> bool:
        if self.document is None:
            return False
        if self.locked:
            self.refused.emit(Message("window.edit.locked"))
            return False
        try:
            self.open(change(self.document), label, merge)
        except StudioError as error:
            self.refused.emit(error.message)
            return False
        return True

    # undo

    @property
    def undo_label(self) -> Message | None:
        """What undo would take back; None if nothing."""
        return None if self.locked else self._versions.undo_label

    @property
    def redo_label(self) -> Message | None:
        return None if self.locked else self._versions.redo_label

    def undo(self) -> None:
        """Take back the last edit."""
        if self.undo_label is not None:
            self._return_to(self._versions.undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        if self.redo_label is not None:
            self._return_to(self._versions.redo())

    def _return_to(self, document: Document | None) -> None:
        if document is not None:
            self._take(document, self._run(document))

    # runs

    def set_runner(self, runner: Runner | None) -> None:
        """Run the document by other rules (a backward pass with a mistake in it); None: by ours."""
        self._runner = runner or tracing.run
        if self.document is not None:
            self._trace = self._run(self.document)
            self.traced.emit(self._trace)

    def _run(self, document: Document) -> Trace:
        """The run of a document that has run before, whatever the runner of the moment makes
        of it."""
        try:
            return self._runner(document.graph, document.values)
        except StudioError as error:
            self.refused.emit(error.message)
            return tracing.run(document.graph, document.values)

    def _take(self, document: Document, trace: Trace, *, live: bool = False) -> None:
        self._trace, self.live = trace, live
        if not live:
            self._known.update(document.values)
        self.changed.emit(document)
        self.traced.emit(trace)
        self.history_changed.emit()


def _same(before: Array | None, after: ArrayLike) -> bool:
    return before is not None and np.array_equal(before, np.asarray(after), equal_nan=True)

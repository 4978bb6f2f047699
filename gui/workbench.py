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

from core import sizes
from core import trace as tracing
from core.documents.document import Document
from core.documents.lengths import resize_message, resize_together
from core.editing import Edit
from core.engine import Array
from core.graph import Graph
from core.messages import Message, StudioError
from core.names import called
from core.trace import Trace
from core.trace_changes import share_order
from core.versions import Versions

_LOCKED = Message("window.edit.locked")

Runner = Callable[[Graph, Mapping[str, ArrayLike]], Trace]


class Workbench(QObject):
    """One document at a time. Everything done to it can be undone."""

    changed = Signal(object)  # Document: another one is on the table
    traced = Signal(object)  # Trace: its run, after every change
    refused = Signal(object)  # Message: why an edit could not be done
    told = Signal(object)  # Message: what else an edit has done
    history_changed = Signal()  # what undo and redo would do
    locked_changed = Signal(bool)  # whether training changes the numbers

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._versions: Versions[Document | None] = Versions(None)
        self._trace: Trace | None = None
        self._runner: Runner = tracing.run
        self._live = False
        self._step: Document | None = None  # of the net, as it still stands
        self._locked = False

    @property
    def document(self) -> Document | None:
        return self._versions.present

    @property
    def trace(self) -> Trace | None:
        """The run of the document, made by the runner of the moment."""
        return self._trace

    @property
    def live(self) -> bool:
        """Is the document the net of the training panel, as it stands?"""
        return self._live

    @property
    def locked(self) -> bool:
        """Training changes the numbers; nobody else may."""
        return self._locked

    def set_locked(self, locked: bool) -> None:
        """Let only training change the document; or everybody again."""
        if locked == self._locked:
            return
        self._locked = locked
        self.locked_changed.emit(locked)
        self.history_changed.emit()
        if not locked and self._live and self.document is not None and self._flawed:
            self._trace = self._run(self.document)  # training has run by the true rules
            self.traced.emit(self._trace)

    def before(self, merge: str) -> Document | None:
        """The document from which the edit with that `merge` started that is going on; if none is,
        the present one."""
        return self._versions.before(merge)

    # whole documents

    def try_out(self, document: Document) -> Trace:
        """The run of a document that somebody wants to put on the table.

        Raises:
            StudioError: it cannot be run, or is too large to be.
        """
        if not self._as_large_as_before(document):
            sizes.check(document.graph, document.values)
        return self._runner(document.graph, document.values)

    def _as_large_as_before(self, document: Document) -> bool:
        """Is it the graph on the table, with numbers of the same shapes, as while one is turned?"""
        trace = self._trace
        if trace is None or trace.graph is not document.graph:
            return False
        shapes = (
            (np.shape(value), trace.values[name].shape)
            for name, value in document.values.items()
            if name in trace.values
        )
        return all(one == other for one, other in shapes)

    def open(
        self, document: Document, label: Message, merge: str = "", trace: Trace | None = None
    ) -> None:
        """Put another document on the table; with its `trace`, if it has been tried out.

        Raises:
            StudioError: it cannot be run, or is too large to be; nothing has changed.
        """
        if trace is None:
            trace = self.try_out(document)
        if self.document is None:
            self._versions.replace(document)
        else:
            self._versions.push(document, label, merge)
        self._take(document, trace)

    def show(self, document: Document, trace: Trace) -> None:
        """A step of training. Steps follow by themselves, so undo counts them as one: it leads
        back to what was on the table before. `trace` is its own run, by the true rules."""
        if self._flawed and not self._locked:
            trace = self._run(document)
        if self._live or self.document is None:
            self._versions.replace(document)
        else:
            self._versions.push(document, Message("window.edit.network"))
        self._step = document
        self._take(document, trace, live=True)

    def outdate(self) -> None:
        """The net has moved on and was not shown: what undo may lead to is an old step of it, a
        document like others."""
        self._step = None

    # edits

    def apply(self, edit: Edit, label: Message, merge: str = "") -> bool:
        """Another graph. False, and `refused`, if that cannot be."""
        return self._done(self.try_edit(edit, label, merge))

    def set_value(self, node: str, value: ArrayLike, merge: str = "") -> bool:
        """Another value of a leaf; steps with the same `merge` (one drag) are undone as one.
        False, and `refused`, if that cannot be."""
        return self._done(self.try_value(node, value, merge))

    def try_edit(self, edit: Edit, label: Message, merge: str = "") -> Message | None:
        """`apply` for who says it himself: why it cannot be; None, and it is done, if not."""
        return self._try(lambda document: document.edited(edit), label, merge)

    def try_value(self, node: str, value: ArrayLike, merge: str = "") -> Message | None:
        """`set_value` for who says it himself: why it cannot be; None, and it is done, if not.
        Leaves that have to follow to another length do, and it is told."""
        document = self.document
        if document is None or node not in document.graph:
            return Message("edit.error.no_node", {"node": node})
        if self._locked:
            return _LOCKED
        before = document.value(node)
        if _same(before, value):
            return None
        try:
            resized = resize_together(document, node, value)
            self.open(
                resized.document,
                Message("window.edit.value", {"node": called(document.graph, node)}),
                merge,
            )
        except StudioError as error:
            return error.message
        if resized.followers and before is not None:
            self.told.emit(resize_message(resized, node, before))
        return None

    def set_values(self, values: Mapping[str, ArrayLike], label: Message, merge: str = "") -> bool:
        """Other values of several leaves, in one step."""

        def changed(document: Document) -> Document:
            for node, value in values.items():
                document = document.with_value(node, value)
            return document

        return self._done(self._try(changed, label, merge))

    def settle(self) -> None:
        """A gesture is over: what follows is undone by itself."""
        self._versions.settle()

    def withdraw(self, merge: str) -> None:
        """The gesture with that `merge` was given up: what it did, if anything, is taken back, and
        is not done again by redo."""
        before = self.document
        if not self._locked and self._versions.withdraw(merge) is not before:
            self._return_to(self.document)

    def _try(
        self, change: Callable[[Document], Document], label: Message, merge: str
    ) -> Message | None:
        if self.document is None:
            return Message("canvas.why.nothing")
        if self._locked:
            return _LOCKED
        try:
            self.open(change(self.document), label, merge)
        except StudioError as error:
            return error.message
        return None

    def _done(self, reason: Message | None) -> bool:
        """Tell everybody why something cannot be done."""
        if reason is not None:
            self.refused.emit(reason)
        return reason is None

    # undo

    @property
    def undo_label(self) -> Message | None:
        """What undo would take back; None if nothing."""
        return None if self._locked else self._versions.undo_label

    @property
    def redo_label(self) -> Message | None:
        return None if self._locked else self._versions.redo_label

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
            self._take(document, self._run(document), live=document is self._step)

    # runs

    def set_runner(self, runner: Runner | None) -> None:
        """Run the document by other rules (a backward pass with a mistake in it); None: by ours."""
        if (runner or tracing.run) is self._runner:
            return
        self._runner = runner or tracing.run
        if self.document is not None:
            self._trace = self._run(self.document)
            self.traced.emit(self._trace)

    @property
    def _flawed(self) -> bool:
        """Is what is shown run by other rules than ours?"""
        return self._runner is not tracing.run

    def _run(self, document: Document) -> Trace:
        """The run of a document that has run before, whatever the runner of the moment makes
        of it."""
        try:
            return self._runner(document.graph, document.values)
        except StudioError as error:
            self.refused.emit(error.message)
            return tracing.run(document.graph, document.values)

    def _take(self, document: Document, trace: Trace, *, live: bool = False) -> None:
        if self._trace is not None:
            share_order(self._trace, trace)
        self._trace, self._live = trace, live
        self.changed.emit(document)
        self.traced.emit(trace)
        self.history_changed.emit()


def _same(before: Array | None, after: ArrayLike) -> bool:
    return before is not None and np.array_equal(before, np.asarray(after), equal_nan=True)

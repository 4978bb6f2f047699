"""What the menu and the keys of the stage do, in one table: each by its name, and why not, where it
cannot be.

A command is done to a node; the empty name is the canvas itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from core.format import number
from core.graph import Edge, Graph
from core.messages import Message
from core.names import called, listed
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.editable_numbers import EditableNumber, EditableNumbers
from gui.stage.editing.graph_edits import SIMPLE, GraphEdits
from gui.stage.editing.questions import Questions
from gui.stage.panel import StagePanel
from gui.workbench import Workbench


def _nothing(node: str) -> None:
    return None


@dataclass(frozen=True)
class Command:
    """`refusal` says why it would not work, or would change nothing; `title` what a menu says, if
    that depends on the node. What changes nothing can be done while training has the document."""

    run: Callable[[str], object]
    refusal: Callable[[str], Message | None] = _nothing
    title: Callable[[str], Message | None] = _nothing
    changes: bool = True


class StageCommands(QObject):
    """Does what is asked for, on the workbench; asks back where more has to be known."""

    def __init__(
        self,
        panel: StagePanel,
        bench: Workbench,
        appearance: Appearance,
        translator: Translator,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._view, self._bench = panel.view, bench
        self.numbers = EditableNumbers(bench, panel.view, appearance, self)
        self.edits = GraphEdits(bench, self)
        self.ask = Questions(panel, bench, self.edits, self.numbers, appearance, translator, self)
        self.field, self.palette, self.say = self.ask.field, self.ask.palette, self.ask.say
        self._table = self._commands()

    def _commands(self) -> Mapping[str, Command]:
        ask, bench, edits = self.ask, self._bench, self.edits
        titles = {"split": self._split_into, "fold": self._fold_into}
        return {
            "edit_value": Command(ask.value, self._not_typed),
            "nudge": Command(self._nudge_none, self._not_typed),
            "reset_value": Command(self._reset_value, self._at_start),
            "reset_all": Command(self._reset_all, self._all_at_start),
            "copy_value": Command(self._copy_value, changes=False),
            "come_near": Command(self._not_yet, changes=False),
            "add_node": Command(ask.new_node),
            "replace": Command(partial(ask.operation, "replace"), self._no_operation),
            "wrap": Command(partial(ask.operation, "wrap")),
            "rename": Command(ask.name),
            **{
                name: Command(
                    partial(self._edit, name),
                    partial(edits.why_not, name),
                    titles.get(name, _nothing),
                )
                for name in SIMPLE
            },
            "undo": Command(lambda _: bench.undo(), self._no_undo, self._undo_what),
            "redo": Command(lambda _: bench.redo(), self._no_redo, self._redo_what),
            "fit": Command(lambda _: self._view.fit(), changes=False),
        }

    def __contains__(self, command: str) -> bool:
        return command in self._table

    @property
    def graph(self) -> Graph | None:
        document = self._bench.document
        return None if document is None else document.graph

    def run(self, command: str, node: str, op: str = "") -> None:
        """Do it; what cannot be done is explained above the stage."""
        reason = self.why_not(command, node, op)
        if reason is not None:
            self.say(reason)
        elif op:
            self.say(self.edits.with_op(command, node, op))
        else:
            self._table[command].run(node)

    def title(self, command: str, node: str) -> Message:
        """What a menu says: `Undo: change b`, `Fold back into sigmoid`."""
        return self._table[command].title(node) or Message(f"canvas.do.{command}")

    def why_not(self, command: str, node: str, op: str = "") -> Message | None:
        """Why it cannot be done; None if it can."""
        if not self._table[command].changes:
            return None
        reason = self._closed(node)
        if reason is not None:
            return reason
        return self.edits.why_not(command, node, op) if op else self._table[command].refusal(node)

    def _closed(self, node: str) -> Message | None:
        """Why nothing at all can be done to a node."""
        if self._bench.locked:
            return Message("window.edit.locked")
        if self.graph is None:
            return Message("canvas.why.nothing")
        if node and node not in self.graph:
            return Message("edit.error.no_node", {"node": node})
        return None

    # what is meant by more than a node

    def edit_number(self, spot: EditableNumber) -> None:
        """Type one number."""
        reason = self.why_not("edit_value", spot.node)
        if reason is None:
            self.ask.value(spot.node, spot)
        self.say(reason)

    def put_into(self, edge: Edge) -> None:
        """Choose what an input is to read instead."""
        reason = self._closed(edge.target)
        if reason is None:
            self.ask.put_into(edge)
        self.say(reason)

    # values

    def _not_typed(self, node: str) -> Message | None:
        """Only leaves have values that somebody gives."""
        assert self.graph is not None
        if self.graph.node(node).op is None:
            return None
        inputs = tuple(dict.fromkeys(self.graph.node(node).inputs))
        fields = {"node": called(self.graph, node), "inputs": listed(self.graph, inputs)}
        return Message("canvas.why.computed", fields)

    def _at_start(self, node: str) -> Message | None:
        document = self._bench.document
        assert document is not None
        if node in document.moved:
            return None
        same = Message("canvas.why.at_start", {"node": called(document.graph, node)})
        return self._not_typed(node) or same

    def _all_at_start(self, node: str) -> Message | None:
        document = self._bench.document
        assert document is not None
        return None if document.moved else Message("canvas.why.all_at_start")

    def _nudge_none(self, node: str) -> None:
        """↑ and ↓ move one number: of an array, they would have to guess which."""
        assert self.graph is not None
        self.say(Message("canvas.why.which_number", {"node": called(self.graph, node)}))

    def _reset_value(self, node: str) -> None:
        """Back to the value with which the leaf first came."""
        assert self._bench.document is not None
        self._bench.set_value(node, self._bench.document.starts[node])

    def _reset_all(self, node: str) -> None:
        assert self._bench.document is not None
        label = Message("canvas.label.reset_all")
        self._bench.set_values(self._bench.document.moved, label)

    def _not_yet(self, node: str) -> None:
        """Somebody wants to come near to numbers that have not been played yet."""
        assert self.graph is not None
        self.say(Message("canvas.why.not_yet", {"node": called(self.graph, node)}))

    def _copy_value(self, node: str) -> None:
        """Put the value, with all its digits, onto the clipboard."""
        trace = self._bench.trace
        if trace is not None and node in trace.values:
            value = np.asarray(trace.values[node])
            QGuiApplication.clipboard().setText(str(value.tolist()))
            shown = number(value) if value.size == 1 else f"[{value.size}]"
            fields = {"node": called(trace.graph, node), "value": shown}
            self.say(Message("canvas.said.copied", fields))

    # operations

    def _edit(self, name: str, node: str) -> None:
        self.say(self.edits.simple(name, node))

    def _no_operation(self, node: str) -> Message | None:
        assert self.graph is not None
        if self.graph.node(node).op is not None:
            return None
        return Message("edit.error.not_an_operation", {"node": called(self.graph, node)})

    def _split_into(self, node: str) -> Message | None:
        steps = self.edits.steps(node) if node else []
        return Message("canvas.do.split_into", {"steps": ", ".join(steps)}) if steps else None

    def _fold_into(self, node: str) -> Message | None:
        whole = self.edits.whole(node) if node else ""
        op = Message(f"canvas.op.{whole}")
        return Message("canvas.do.fold_into", {"op": op}) if whole else None

    # undo

    def _no_undo(self, node: str) -> Message | None:
        return Message("canvas.why.undo") if self._bench.undo_label is None else None

    def _no_redo(self, node: str) -> Message | None:
        return Message("canvas.why.redo") if self._bench.redo_label is None else None

    def _undo_what(self, node: str) -> Message | None:
        what = self._bench.undo_label
        return None if what is None else Message("canvas.do.undo_what", {"what": what})

    def _redo_what(self, node: str) -> Message | None:
        what = self._bench.redo_label
        return None if what is None else Message("canvas.do.redo_what", {"what": what})

"""What the menu and the keys of the stage do, each by its name, and why not, where it cannot be.

A command is done to a node; the empty name is the canvas itself.
"""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from core.format import number
from core.graph import Edge, Graph, Role
from core.language.literals import read_value
from core.language.printing import literal_text
from core.messages import Message, StudioError
from core.names import called, listed
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.editable_numbers import EditableNumber, EditableNumbers
from gui.stage.editing.graph_edits import SIMPLE, WITH_OP, GraphEdits
from gui.stage.editing.inline_field import InlineField, Take
from gui.stage.editing.palette import Palette
from gui.stage.editing.palette_entries import Entry
from gui.stage.panel import StagePanel
from gui.workbench import Workbench

MOST_NUMBERS = 400  # of an array that is edited as text
_READING = {"edit_value", "reset_value", "nudge"}  # need a leaf


class StageCommands(QObject):
    """Does what is asked for, on the workbench; asks back in the field or the palette."""

    def __init__(
        self,
        panel: StagePanel,
        bench: Workbench,
        appearance: Appearance,
        translator: Translator,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel, self._view = panel, panel.view
        self._bench = bench
        self.numbers = EditableNumbers(bench, panel.view, appearance, self)
        self.edits = GraphEdits(bench, self)
        self.field = InlineField(appearance, translator, panel.view.viewport())
        self.palette = Palette(appearance, translator, panel)
        self.palette.come_from(panel.view)
        self.place = QPointF()  # where on the viewport the next palette is to be
        self.field.closed.connect(panel.view.setFocus)
        bench.traced.connect(self.field.close_field)
        self._by_name: dict[str, Callable[[str], object]] = {
            "edit_value": self.edit_value,
            "nudge": self._nudge_none,
            "reset_value": self.reset_value,
            "reset_all": lambda node: self.reset_all(),
            "copy_value": self.copy_value,
            "add_node": self.add_node,
            "replace": lambda node: self._choose_op("replace", node),
            "wrap": lambda node: self._choose_op("wrap", node),
            "rename": self.rename,
            "undo": lambda node: self._bench.undo(),
            "redo": lambda node: self._bench.redo(),
            "fit": lambda node: self._view.fit(),
        }

    def __contains__(self, command: str) -> bool:
        return command in self._by_name or command in SIMPLE

    @property
    def graph(self) -> Graph | None:
        document = self._bench.document
        return None if document is None else document.graph

    def run(self, command: str, node: str, op: str = "") -> None:
        """Do it; what cannot be done is explained above the stage."""
        reason = self.why_not(command, node, op)
        if reason is not None:
            self._panel.set_caption(reason)
        elif op:
            self.say(self.edits.with_op(command, node, op))
        elif command in SIMPLE:
            self.say(self.edits.simple(command, node))
        else:
            self._by_name[command](node)

    def title(self, command: str, node: str) -> Message:
        """What a menu says: `Undo: change b`, `Fold back into sigmoid`."""
        if command in ("undo", "redo"):
            label = self._bench.undo_label if command == "undo" else self._bench.redo_label
            if label is not None:
                return Message(f"canvas.do.{command}_what", {"what": label})
        if command == "fold" and node:
            whole = self.edits.whole(node)
            if whole:
                return Message("canvas.do.fold_into", {"op": Message(f"canvas.op.{whole}")})
        if command == "split" and node:
            steps = self.edits.steps(node)
            if steps:
                return Message("canvas.do.split_into", {"steps": ", ".join(steps)})
        return Message(f"canvas.do.{command}")

    def why_not(self, command: str, node: str, op: str = "") -> Message | None:
        """Why it cannot be done; None if it can."""
        graph = self.graph
        if command in ("fit", "copy_value"):
            return None
        if self._bench.locked:
            return Message("window.edit.locked")
        if graph is None:
            return Message("canvas.why.nothing")
        if node and node not in graph:
            return Message("edit.error.no_node", {"node": node})
        if command in SIMPLE or op:
            return self.edits.why_not(command, node, op)
        if command in _READING and graph.node(node).op is not None:
            inputs = tuple(dict.fromkeys(graph.node(node).inputs))
            fields = {"node": called(graph, node), "inputs": listed(graph, inputs)}
            return Message("canvas.why.computed", fields)
        if command == "replace" and graph.node(node).op is None:
            return Message("edit.error.not_an_operation", {"node": called(graph, node)})
        return self._pointless(command, node)

    def _pointless(self, command: str, node: str) -> Message | None:
        """Why it would change nothing."""
        document = self._bench.document
        if document is None:
            return None
        changed = document.moved
        if command == "reset_value" and node not in changed:
            return Message("canvas.why.at_start", {"node": called(document.graph, node)})
        if command == "reset_all" and not changed:
            return Message("canvas.why.all_at_start")
        if command == "undo" and self._bench.undo_label is None:
            return Message("canvas.why.undo")
        if command == "redo" and self._bench.redo_label is None:
            return Message("canvas.why.redo")
        return None

    # values

    def edit_value(self, node: str, spot: EditableNumber | None = None) -> None:
        """Type a value: of one number if a `spot` of an array is meant, else of all of it."""
        array, graph = self.numbers.array(node), self.graph
        reason = self.why_not("edit_value", node)
        if reason is not None or array is None or graph is None:
            self.say(reason)
            return
        name = called(graph, node)
        if spot is not None and spot.index:
            text = literal_text(float(array[spot.index]))
        elif array.size > MOST_NUMBERS:
            self.say(Message("stage.editor.too_large", {"node": name, "n": array.size}))
            return
        else:
            text = literal_text(array.astype(float).tolist())

        def take(text: str) -> None:
            value = read_value(text, name)
            if spot is not None and spot.index:
                if value.ndim:
                    raise StudioError("canvas.why.one_number", node=name)
                changed = np.array(array, dtype=float)
                changed[spot.index] = value
                value = changed
            _insist(self._bench.try_value(node, value))

        room = self.numbers.field(spot or EditableNumber(node))
        self._open_field(Message("canvas.field.value", {"node": name}), text, room, take)

    def _nudge_none(self, node: str) -> None:
        """↑ and ↓ move one number: of an array, they would have to guess which."""
        if self.graph is not None:
            self.say(Message("canvas.why.which_number", {"node": called(self.graph, node)}))

    def reset_value(self, node: str) -> None:
        """Back to the value with which the leaf first came."""
        document = self._bench.document
        if document is not None and node in document.starts:
            self._bench.set_value(node, document.starts[node])

    def reset_all(self) -> None:
        document = self._bench.document
        if document is not None:
            label = Message("canvas.label.reset_all")
            self._bench.set_values(document.moved, label)

    def copy_value(self, node: str) -> None:
        """Put the value, with all its digits, onto the clipboard."""
        trace = self._bench.trace
        if trace is not None and node in trace.values:
            value = np.asarray(trace.values[node])
            QGuiApplication.clipboard().setText(str(value.tolist()))
            shown = number(value) if value.size == 1 else f"[{value.size}]"
            fields = {"node": called(trace.graph, node), "value": shown}
            self.say(Message("canvas.said.copied", fields))

    # names

    def rename(self, node: str) -> None:
        graph = self.graph
        if graph is None:
            return
        constant = graph.node(node).role is Role.CONSTANT

        def take(text: str) -> None:
            _insist(self.edits.rename(node, text))

        name = Message("canvas.field.name", {"node": called(graph, node)})
        self._open_field(name, "" if constant else node, self.numbers.title(node), take)

    def _open_field(self, name: Message, text: str, room: QRectF, take: Take) -> None:
        self._view.leave_gestures()  # nothing else is said there meanwhile
        place = self._view.mapFromScene(room).boundingRect()
        self.field.open(name, text, place, take)

    def say(self, message: Message | None) -> None:
        """A sentence above the stage; None: there is nothing to say."""
        if message is not None:
            self._panel.set_caption(message)

    # the palette

    def add_node(self, node: str = "") -> None:
        """Choose a new node, which reads `node` if there is one."""
        graph, reason = self.graph, self.why_not("add_node", node)
        if graph is None or reason is not None:
            self.say(reason)
            return
        heading = Message("canvas.heading.new")
        if node:
            heading = Message("canvas.heading.reading", {"node": called(graph, node)})
        self._choose(heading, lambda entry: self.say(self.edits.put(entry, reading=node)))

    def put_into(self, edge: Edge) -> None:
        """Choose what an input is to read instead."""
        graph = self.graph
        if graph is None or edge not in graph.edges:
            return  # the wire has gone meanwhile
        ends = {"source": edge.source, "target": edge.target}
        fields = {name: called(graph, node) for name, node in ends.items()}
        heading = Message("canvas.heading.into", fields)
        self._choose(heading, lambda e: self.say(self.edits.put(e, into=edge)), wiring=True)

    def _choose_op(self, command: str, node: str) -> None:
        assert command in WITH_OP
        graph = self.graph
        if graph is None:
            return
        heading = Message(f"canvas.heading.{command}", {"node": called(graph, node)})

        def take(entry: Entry) -> None:
            self.say(self.edits.with_op(command, node, entry.name))

        self._choose(heading, take, leaves=False)

    def _choose(
        self,
        heading: Message,
        take: Callable[[Entry], object],
        *,
        leaves: bool = True,
        wiring: bool = False,
    ) -> None:
        graph = self.graph
        names = [n.id for n in graph.nodes if n.role is not Role.CONSTANT] if graph else []
        window = self._panel.window()
        at = self._view.viewport().mapTo(window, self.place.toPoint())
        if self.palette.parentWidget() is not window:
            self.palette.setParent(window)
        self.palette.open(heading, at, take, nodes=names, leaves=leaves, wiring=wiring)


def _insist(refusal: Message | None) -> None:
    """Raise a refusal, so that it is said where the text was typed, and only there.

    Raises:
        StudioError: there is one.
    """
    if refusal is not None:
        raise StudioError(refusal.key, **refusal.fields)

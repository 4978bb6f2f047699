"""What is asked back on the stage: a value or a name in the field, a node in the palette."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF

from core.graph import Edge, Graph, Role
from core.language.literals import read_value
from core.language.printing import literal_text
from core.messages import Message, StudioError
from core.names import called
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing.editable_numbers import EditableNumber, EditableNumbers
from gui.stage.editing.graph_edits import WITH_OP, GraphEdits
from gui.stage.editing.inline_field import InlineField, Take
from gui.stage.editing.palette import Palette
from gui.stage.editing.palette_entries import Entry
from gui.stage.panel import StagePanel
from gui.workbench import Workbench

MOST_NUMBERS = 400  # of an array that is edited as text


class Questions(QObject):
    """Asks, and does what is answered on the workbench."""

    def __init__(
        self,
        panel: StagePanel,
        bench: Workbench,
        edits: GraphEdits,
        numbers: EditableNumbers,
        appearance: Appearance,
        translator: Translator,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel, self._view = panel, panel.view
        self._bench, self._edits, self._numbers = bench, edits, numbers
        self.field = InlineField(appearance, translator, panel.view.viewport())
        self.palette = Palette(appearance, translator, panel)
        self.palette.come_from(panel.view)
        self.place = QPointF()  # where on the viewport the next palette is to be
        self.field.closed.connect(panel.view.setFocus)
        bench.traced.connect(self.field.close_field)

    @property
    def _graph(self) -> Graph:
        assert self._bench.document is not None
        return self._bench.document.graph

    def say(self, message: Message | None) -> None:
        """A sentence above the stage; None: there is nothing to say."""
        if message is not None:
            self._panel.set_caption(message)

    # in the field

    def value(self, node: str, spot: EditableNumber | None = None) -> None:
        """Another value of a leaf: of one number if a `spot` of an array is meant, else of all."""
        array, name = self._numbers.array(node), called(self._graph, node)
        if array is None:
            return
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

        room = self._numbers.field(spot or EditableNumber(node))
        self._open_field(Message("canvas.field.value", {"node": name}), text, room, take)

    def name(self, node: str) -> None:
        """Another name of a node."""
        constant = self._graph.node(node).role is Role.CONSTANT

        def take(text: str) -> None:
            _insist(self._edits.rename(node, text))

        name = Message("canvas.field.name", {"node": called(self._graph, node)})
        self._open_field(name, "" if constant else node, self._numbers.title(node), take)

    def _open_field(self, name: Message, text: str, room: QRectF, take: Take) -> None:
        self._view.leave_gestures()  # nothing else is said there meanwhile
        place = self._view.mapFromScene(room).boundingRect()
        self.field.open(name, text, place, take)

    # in the palette

    def new_node(self, node: str = "") -> None:
        """A new node, which reads `node` if there is one."""
        heading = Message("canvas.heading.new")
        if node:
            heading = Message("canvas.heading.reading", {"node": called(self._graph, node)})
        self._choose(heading, lambda entry: self.say(self._edits.put(entry, reading=node)))

    def put_into(self, edge: Edge) -> None:
        """What an input is to read instead."""
        if edge not in self._graph.edges:
            return  # the wire has gone meanwhile
        ends = {"source": edge.source, "target": edge.target}
        fields = {name: called(self._graph, node) for name, node in ends.items()}
        heading = Message("canvas.heading.into", fields)
        self._choose(heading, lambda e: self.say(self._edits.put(e, into=edge)), wiring=True)

    def operation(self, command: str, node: str) -> None:
        """The operation that is to replace or to wrap a node."""
        assert command in WITH_OP
        heading = Message(f"canvas.heading.{command}", {"node": called(self._graph, node)})

        def take(entry: Entry) -> None:
            self.say(self._edits.with_op(command, node, entry.name))

        self._choose(heading, take, leaves=False)

    def _choose(
        self,
        heading: Message,
        take: Callable[[Entry], object],
        *,
        leaves: bool = True,
        wiring: bool = False,
    ) -> None:
        names = [node.id for node in self._graph.nodes if node.role is not Role.CONSTANT]
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

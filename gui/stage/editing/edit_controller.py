"""The stage as a place to work: what the mouse, the pen and the keyboard do to the document.

    view ─ gestures, keys ─► EditController ─► StageCommands ─► Workbench ─► another document

The controller knows the panel that shows and the workbench that changes; it draws nothing of the
graph and computes nothing. Refusals come back from the workbench as sentences.
"""

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu

from core.documents.document import Document
from core.graph import Edge, Graph
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing import menu
from gui.stage.editing.commands import StageCommands
from gui.stage.editing.edit_buttons import EditButtons
from gui.stage.editing.editable_numbers import EditableNumber
from gui.stage.editing.first_use_hint import FirstUseHint
from gui.stage.editing.gestures import Pointer
from gui.stage.editing.gestures.double_click import DoubleClick
from gui.stage.editing.gestures.drag_value import DragValue
from gui.stage.editing.gestures.keys import command_of, nudge_of, way_of
from gui.stage.editing.gestures.wiring import Dropped, Wiring
from gui.stage.editing.spatial_navigation import neighbour
from gui.stage.panel import StagePanel
from gui.workbench import Workbench


class EditController(QObject):
    """Lets hands work on what the panel shows."""

    moving = Signal()  # a number is about to be moved by hand
    moved = Signal()  # a number was moved by hand, not typed
    used = Signal()  # … or a menu was opened: somebody has found out how

    def __init__(
        self,
        panel: StagePanel,
        bench: Workbench,
        appearance: Appearance,
        translator: Translator,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel, self._view, self._bench = panel, panel.view, bench
        self._translator = translator
        self.commands = StageCommands(panel, bench, appearance, translator, self)
        self.menu: QMenu | None = None
        wiring = Wiring(
            panel.view,
            panel.scene,
            appearance,
            translator,
            graph=self._graph,
            wired=self._wire,
            dropped=self._drop,
        )
        self.hint = FirstUseHint(appearance, translator)
        panel.add_hint(self.hint)
        self.used.connect(self.hint.dismiss)
        self.buttons = EditButtons(bench, appearance, translator)
        self.buttons.wanted_node.connect(self._add_node)
        panel.add_tools(self.buttons)
        values = DragValue(
            self.commands.numbers, bench, panel.view, appearance, translator, self._type
        )
        self.double_click = DoubleClick(
            panel.view,
            panel.scene,
            appearance,
            translator,
            run=self._run_at,
            put_into=self._put_into,
        )
        panel.view.gestures[:0] = [wiring, values]
        panel.view.gestures.append(self.double_click)
        panel.view.clicked.connect(self._on_click)
        panel.view.menu_requested.connect(self._on_menu)
        panel.view.key_pressed.connect(self._on_key)
        panel.view.selected.connect(self._describe)
        self.commands.edits.done.connect(panel.view.select)
        self.commands.numbers.moving.connect(self.moving)
        self.commands.numbers.moved.connect(self.moved)
        self.commands.numbers.moved.connect(self.used)
        bench.changed.connect(self._on_document)

    def _graph(self) -> Graph | None:
        """The graph that wires may be led in: not while training changes it."""
        return None if self._bench.locked else self.commands.graph

    @Slot(object)
    def _on_document(self, document: Document) -> None:
        self._view.reconsider()
        if self._view.selection and self._view.selection not in document.graph:
            self._view.select("")

    @Slot(str)
    def _describe(self, node: str) -> None:
        """Whatever is selected is to be seen, and heard: the node with its numbers."""
        item = self._view.item_of(node)
        self._view.setAccessibleDescription(item.tooltip() if item is not None else "")
        camera = self._view.camera
        if item is None or camera.shows_whole:
            return
        if not camera.visible.contains(item.scenePos()):
            camera.look_at(item.scenePos(), animated=True)

    # the pointer

    @Slot(object)
    def _on_click(self, pointer: Pointer) -> None:
        if pointer.button is Qt.MouseButton.LeftButton:
            item = self._view.node_at(pointer.at)
            self._view.select(item.node if item is not None else "")

    def _run_at(self, command: str, node: str, at: QPointF) -> None:
        self.commands.ask.place = at
        self.commands.run(command, node)

    def _put_into(self, edge: Edge, at: QPointF) -> None:
        self.commands.ask.place = at
        self.commands.put_into(edge)

    def _type(self, spot: EditableNumber) -> None:
        """Double click on a number."""
        self.commands.edit_number(spot)

    @Slot(object)
    def _on_menu(self, pointer: Pointer) -> None:
        item = self._view.node_at(pointer.at)
        node = item.node if item is not None else ""
        self._view.select(node)
        self.commands.ask.place = pointer.at
        groups = menu.NODE if node else menu.CANVAS
        self.menu = menu.build(groups, node, self.commands, self._translator, self._view)
        menu.embolden(self.menu, self.double_click.command(pointer.at))
        self.menu.popup(self._view.viewport().mapToGlobal(pointer.at.toPoint()))
        self.used.emit()

    @Slot()
    def _add_node(self) -> None:
        """The button: like the key, for the node that is selected."""
        self.commands.ask.place = QPointF(self._view.viewport().rect().bottomRight()) / 2
        self.commands.run("add_node", self._view.selection)

    def _wire(self, edge: Edge) -> None:
        self.commands.say(self.commands.edits.wire(edge))

    def _drop(self, drop: Dropped) -> None:
        """A wire that ends in the void asks what is to be there."""
        if drop.edge is None:
            self._run_at("add_node", drop.source, drop.pointer.at)
        else:
            self._put_into(drop.edge, drop.pointer.at)

    # the keyboard

    @Slot(object)
    def _on_key(self, event: QKeyEvent) -> None:
        node, steps, way = self._view.selection, nudge_of(event), way_of(event)
        if way is not None and node:
            places = {n: (i.x(), i.y()) for n, i in self._panel.scene.nodes.items()}
            self._view.select(neighbour(places, node, way))
        elif steps and (spot := self.commands.numbers.of(node)) is not None:
            pointer = Pointer(QPointF(), modifiers=event.modifiers())
            self.commands.numbers.nudge(spot, steps, pointer)
        else:
            command = command_of(event)
            if command not in self.commands or (not node and command != "add_node"):
                return
            self.commands.ask.place = self._view.place_of(node).center()
            self.commands.run(command, node)
        event.accept()

"""What can be done to a node by hand, and why not, where it cannot.

Each is a pure function of `core/editing/` with a name for undo. Whether it can be done is found out
by doing it on the side: the sentence of the refusal is the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from core import editing, engine
from core.documents.document import Document
from core.editing import Edit, composites
from core.graph import Edge, Graph
from core.language.literals import read_value
from core.messages import Message, StudioError
from core.names import called
from core.ops import OPS
from core.trace import Trace
from gui.stage.editing.palette_entries import Entry, Kind
from gui.workbench import Workbench

_MOST_TRIED = 300  # nodes of a graph that is run to see whether an edit would do


@dataclass(frozen=True)
class Scene:
    """What an edit may look at."""

    document: Document
    trace: Trace
    was: Mapping[str, str]  # by node that was split: its operation

    @property
    def graph(self) -> Graph:
        return self.document.graph


def _delete(scene: Scene, node: str) -> Edit:
    return editing.delete(scene.graph, node, scene.trace.values)


def _make_output(scene: Scene, node: str) -> Edit:
    if node == scene.graph.output:
        raise StudioError("canvas.why.output", node=called(scene.graph, node))
    return editing.make_output(scene.graph, node)


def _split(scene: Scene, node: str) -> Edit:
    return composites.split(scene.graph, node)


def _fold(scene: Scene, node: str) -> Edit:
    return composites.fold(scene.graph, node, scene.was.get(node, ""))


SIMPLE: dict[str, Callable[[Scene, str], Edit]] = {
    "delete": _delete,
    "make_output": _make_output,
    "split": _split,
    "fold": _fold,
}
WITH_OP = {"replace": editing.replace, "wrap": editing.wrap}


class GraphEdits(QObject):
    """Does edits on the workbench. Each says why it could not be done; None if it was."""

    done = Signal(str)  # the node that an edit was about, as it is called now

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._was: dict[str, str] = {}  # by node that was split: its operation

    @property
    def scene(self) -> Scene | None:
        document, trace = self._bench.document, self._bench.trace
        return None if document is None or trace is None else Scene(document, trace, self._was)

    def simple(self, name: str, node: str) -> Message | None:
        """Delete, split, fold, make it the output."""
        op = self.scene.graph.node(node).op if self.scene and node in self.scene.graph else None
        refusal = self._do(name, node, lambda scene: SIMPLE[name](scene, node))
        if name == "split" and refusal is None and op is not None:
            self._was[node] = op.name
        return refusal

    def with_op(self, name: str, node: str, op: str) -> Message | None:
        """Replace a node by an op, or wrap it in one."""
        return self._do(name, node, lambda scene: WITH_OP[name](scene.graph, node, op))

    def rename(self, node: str, name: str) -> Message | None:
        return self._do("rename", node, lambda scene: editing.rename(scene.graph, node, name))

    def wire(self, edge: Edge) -> Message | None:
        """Let a port read another node."""
        return self._do("wire", edge.target, lambda scene: _wire(scene.graph, edge))

    def put(self, entry: Entry, reading: str = "", into: Edge | None = None) -> Message | None:
        """Put what was chosen from the palette onto the stage: by itself, reading a node, or into
        a wire."""
        node = reading if into is None else into.target
        return self._do("insert", node, lambda scene: _put(scene.graph, entry, reading, into))

    def whole(self, node: str) -> str:
        """The op into which the steps around a node can be folded back; empty if they cannot."""
        scene = self.scene
        if scene is None or node not in scene.graph:
            return ""
        return composites.foldable(scene.graph, node, self._was.get(node, "")) or ""

    def steps(self, node: str) -> list[str]:
        """The symbols of the steps into which a node can be split."""
        scene = self.scene
        if scene is None or node not in scene.graph:
            return []
        return [OPS[name].symbol for name in composites.parts(scene.graph, node)]

    # whether, and why not

    def why_not(self, name: str, node: str, op: str = "") -> Message | None:
        """The reason why an edit cannot be done; None if it can."""
        scene = self.scene
        if self._bench.locked:
            return Message("window.edit.locked")
        if scene is None or node not in scene.graph:
            return Message("edit.error.no_node", {"node": node})
        try:
            edit = WITH_OP[name](scene.graph, node, op) if op else SIMPLE[name](scene, node)
            if len(scene.graph) <= _MOST_TRIED:
                document = scene.document.edited(edit)
                engine.forward(document.graph, document.values)
        except StudioError as error:
            return error.message
        return None

    def _do(self, name: str, node: str, make: Callable[[Scene], Edit]) -> Message | None:
        scene = self.scene
        if scene is None:
            return Message("canvas.why.nothing")
        known = node in scene.graph
        label = Message(
            f"canvas.label.{name if known else 'insert_free'}",
            {"node": called(scene.graph, node)} if known else {},
        )
        try:
            edit = make(scene)
        except StudioError as error:
            return error.message
        reason = self._bench.try_edit(edit, label)
        if reason is None:
            self.done.emit(edit.node)
        return reason


def _wire(graph: Graph, edge: Edge) -> Edit:
    return editing.wire(graph, edge.source, edge.target, edge.slot)


def _put(graph: Graph, entry: Entry, reading: str, into: Edge | None) -> Edit:
    match entry.kind:
        case Kind.OPERATION if into is not None:
            return editing.splice(graph, into, entry.name)
        case Kind.OPERATION if reading and reading == graph.output:
            return editing.wrap(graph, reading, entry.name)  # the graph goes on from its output
        case Kind.OPERATION:
            return editing.insert(graph, entry.name, (reading,) if reading else ())
        case Kind.NODE:
            assert into is not None
            return _wire(graph, into._replace(source=entry.name))
        case Kind.CONSTANT:
            new = editing.insert_constant(graph, read_value(entry.name or "1"))
        case Kind.INPUT:
            new = editing.insert_input(graph, entry.name or None)
    if into is None:
        return new
    return replace(_wire(new.graph, into._replace(source=new.node)), node=new.node)

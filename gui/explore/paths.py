"""Paths against backprop: one path at a time lights up, and their sum grows to the gradient."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QWidget

from core.engine import is_scalar
from core.explore.path_words import (
    duration,
    ends_apart,
    product,
    reads_twice,
    result,
    way,
    ways_apart,
    written,
)
from core.explore.paths import (
    Paths,
    Walk,
    count_paths,
    differentiable,
    running_sum,
    walk,
    work,
)
from core.format import whole
from core.graph import Edge, Graph
from core.messages import Message
from core.names import called, partial
from core.trace import Trace
from core.trace_changes import same_structure
from gui.appearance import Appearance
from gui.explore.paths_face import PathsFace
from gui.explore.stepped import MOST, Place
from gui.i18n import Translator
from gui.stage.highlight import Highlight, Tone
from gui.widgets.sheet import Row
from gui.workbench import Workbench

_LISTED = 4  # paths that are listed, the present one last
_PATIENCE = 600  # paths; from here on it is said how long all of them would take


class PathsTool(PathsFace):
    """Chooses a node, walks its paths one by one, and counts."""

    key = "paths"
    start = Place(0, MOST)

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self.place = Place()
        self._graph: Graph | None = None
        self._paths: Paths | None = None
        self._node = ""
        self.nodes.currentIndexChanged.connect(self._on_node)
        self.ladder.opened.connect(self.opened)
        self.connect_stepper()

    # what it is told

    def look(self, trace: Trace) -> None:
        graph = trace.graph
        if self._graph is None or not same_structure(graph, self._graph):
            self.place = Place(0, MOST)
            self.stepper.pause()
        self._graph = graph
        self._offer(graph)
        self._take(self._node)

    def choose(self, node: str) -> None:
        """A node was clicked: its paths, if it has any."""
        at = self.nodes.findData(node)
        if at >= 0:
            self.nodes.setCurrentIndex(at)

    def _offer(self, graph: Graph) -> None:
        """The leaves that get a gradient, then the operations on the way to them."""
        reached = {edge.source for edge in graph.backward_edges}
        inner = [n.id for n in graph.operations if n.id in reached]
        offered = [*differentiable(graph), *inner]
        if self._node not in offered:
            leaves = differentiable(graph)
            self._node = max(leaves, key=count_paths(graph).__getitem__, default="")
        with QSignalBlocker(self.nodes):
            self.nodes.clear()
            for node in offered:
                self.nodes.addItem(called(graph, node), node)
            self.nodes.setCurrentIndex(self.nodes.findData(self._node))
        self.nodes.setEnabled(bool(offered))

    @Slot()
    def _on_node(self) -> None:
        self.stepper.pause()
        self.place = Place(0, MOST)
        self._take(self.nodes.currentData() or "")

    def _take(self, node: str) -> None:
        assert self._graph is not None
        self._node = node
        self._paths = Paths(self._graph, node) if node else None
        count = self._paths.count if self._paths else 0
        with QSignalBlocker(self.number):
            self.number.setRange(1, max(1, min(count, MOST)))
        self._go(Place(min(self.place.number, max(count - 1, 0)), self.place.step))

    # moving

    @Slot(int)
    def _step(self, direction: int) -> None:
        """A whole path on or back; the present one is finished first."""
        if self._paths is None:
            return
        if direction > 0 and self.place.step < len(self._paths[self.place.number]):
            self._go(Place(self.place.number, MOST))
        else:
            self._go(Place(self.place.number + direction, MOST))

    def walks(self) -> int:
        return self._paths.count if self._paths is not None else 0

    def length(self, number: int) -> int | None:
        """The edges of a path."""
        return len(self._paths[number]) if self._paths is not None and self.walks() else None

    def _go(self, place: Place) -> None:
        """Stand at `place`, kept inside what there is, and show it."""
        trace, paths = self.trace, self._paths
        if trace is None or paths is None or not paths.count:
            self._say_none()
            return
        number = min(max(place.number, 0), paths.count - 1)
        here = walk(trace, paths[number])
        self.place = Place(number, min(place.step, len(here.path)))
        self._show_counts(trace.graph, paths)
        self._show_list(trace, paths)
        self._light(trace, paths, here)

    # showing

    def _say_none(self) -> None:
        """Nothing here gets a gradient."""
        self.list.show_ways(())
        self.work.show_rows((), ())
        self._translator.bind(self.sum.setText, "explore.paths.none")
        self.patience.hide()
        self.arrows.hide()
        self.stepper.setEnabled(False)
        self.number.setEnabled(False)
        self.highlighted.emit(None)
        self.say(None)
        self._show_ladder()

    def _show_ladder(self) -> None:
        if self._graph is not None:
            self.ladder.show_graph(self._graph)

    def _show_counts(self, graph: Graph, paths: Paths) -> None:
        tr = self._translator.tr
        self._show_ladder()
        self.stepper.setEnabled(True)
        self.number.setEnabled(paths.count > 1)
        with QSignalBlocker(self.number):
            self.number.setValue(min(self.place.number + 1, MOST))
        hint = {"total": whole(paths.count)}
        self._translator.bind(self.number.setToolTip, "explore.paths.number_hint", **hint)
        self.stepper.show_ends(first=self.place.number == 0, last=self._at_end())
        one, every = work(graph, paths.node), work(graph)
        unit = "multiplications" if self._scalar() else "rules"
        leaves = len(differentiable(graph))
        rows = [(called(graph, paths.node), one)]
        if leaves > 1:
            rows.append((tr("explore.paths.all", n=leaves), every))
        so_far = paths.travelled_before(self.place.number) + self.place.step
        header = (
            tr(f"explore.paths.{unit}"),
            tr("explore.paths.by_paths"),
            tr("explore.paths.back"),
        )
        self.work.show_rows(
            header,
            [
                Row((tr("explore.paths.walked"), whole(so_far), ""), "backward"),
                *(
                    Row((name, whole(cost.by_paths), whole(cost.by_backprop)), strong=True)
                    for name, cost in rows
                ),
            ],
        )
        self.patience.setVisible(paths.count >= _PATIENCE)
        if paths.count >= _PATIENCE:
            fields = {"time": duration(paths.count), "edges": paths.edge_count}
            self._translator.bind(self.patience.setText, "explore.paths.patience", **fields)

    def _scalar(self) -> bool:
        trace = self.trace
        return trace is not None and all(is_scalar(value) for value in trace.values.values())

    def _show_list(self, trace: Trace, paths: Paths) -> None:
        """The last few paths, and what they have come to."""
        graph, number = trace.graph, self.place.number
        listed = range(max(0, number + 1 - _LISTED), number + 1)
        walks = [walk(trace, paths[i]) for i in listed]
        ways, ends = (name(graph, [w.path for w in walks]) for name in (ways_apart, ends_apart))
        rooms = ((ways, product), (ends, product), (ends, result))
        lists = [self._rows(listed, names, walks, worth) for names, worth in rooms]
        twice = reads_twice(graph)
        self.arrows.setVisible(twice)
        self.list.setToolTip(self.arrows.text() if twice else "")  # it may be below the fold
        self.list.show_ways(lists)
        complete = self.place.step == len(paths[number])
        done = number + complete
        total = running_sum(paths, trace.tape, done - 1) if done else None
        fields = {
            "partial": partial(graph, paths.node),
            "sum": written(total) if total is not None else "0",
            "gradient": written(trace.gradients[paths.node]),
            "done": whole(done),
            "total": whole(paths.count),
            "n": paths.count,
        }
        kind = "complete" if done == paths.count else "so_far"
        if total is not None and not is_scalar(total):
            kind += "_array"
        self._translator.bind(self.sum.setText, f"explore.paths.{kind}", **fields)

    def _rows(
        self,
        listed: range,
        names: Sequence[str],
        walks: Sequence[Walk],
        worth: Callable[[Walk], str],
    ) -> list[Row]:
        """A row for each path, and empty ones: nothing below moves when more come."""
        assert self._paths is not None
        rows, number = [], self.place.number
        for i, name, here in zip(listed, names, walks, strict=True):
            underway = i == number and self.place.step < len(here.path)
            cells = (f"{whole(i + 1)}.  {name}", "…" if underway else worth(here))
            rows.append(Row(cells, "backward" if i == number else "muted", strong=i == number))
        return rows + [Row((" ", ""))] * (min(_LISTED, self._paths.count) - len(rows))

    def _light(self, trace: Trace, paths: Paths, here: Walk) -> None:
        graph, depth = trace.graph, self.place.step
        lit = here.path[:depth]
        stations = [graph.output, *(edge.source for edge in lit)]
        notes: dict[str | Edge, str] = {}
        if self._scalar():
            for node, value in zip(stations, here.products, strict=False):
                notes[node] = written(value)
            for edge, factor in zip(lit, here.locals, strict=False):
                if factor is not None:
                    notes[edge] = f"× {written(factor)}"
        self.highlighted.emit(
            Highlight(
                dict.fromkeys(stations, Tone.PATH), dict.fromkeys(lit, Tone.PATH), notes, dim=True
            )
        )
        fields: dict[str, object] = {
            "number": whole(self.place.number + 1),
            "total": whole(paths.count),
            "way": way(graph, here.path, most=8),
            "product": product(here),
        }
        self.say(Message("explore.paths.caption", fields))

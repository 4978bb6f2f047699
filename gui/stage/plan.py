"""The plan of a stage: the face of each node, and a layout that suits the room there is.

There are two: an easy one, and a tight one with one-line leaves and narrow gaps, for graphs that
would otherwise have to be shown so small that nobody can read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from core.format import number
from core.graph import Edge
from core.narration import is_scalar
from core.trace import Propagate, Trace
from gui.appearance import Appearance
from gui.stage.brush import ruler
from gui.stage.faces import Face, faces
from gui.stage.labels import Anchor, Figures, anchors
from gui.stage.layout import Gaps, Layout, layout

_GOOD = 0.95  # of the full size: no reason to change to the tight plan
_MOST_NODES = 200  # beyond this no plan can be read as a whole
_GAIN = 1.15  # how much larger is worth the change

Size = tuple[float, float]


@dataclass(frozen=True)
class Plan:
    """What each node looks like, where it stands, and how its wires and their figures run."""

    faces: Mapping[str, Face]
    layout: Layout
    anchors: Mapping[Edge, Anchor]

    @cached_property
    def size(self) -> Size:
        """Width and height of the whole."""
        xs, ys = [0.0], [0.0]
        for node, (x, y) in self.layout.positions.items():
            extent = self.faces[node].extent
            xs += [x - extent.width / 2, x + extent.width / 2]
            ys += [y - extent.above, y + extent.below]
        return max(xs[1:]) - min(xs[1:]), max(ys[1:]) - min(ys[1:])

    def scale(self, room: Size) -> float:
        """How large it can be shown in `room`."""
        return min(have / need for have, need in zip(room, self.size, strict=True))


class Planner:
    """Makes the plans of one trace, each when it is first wanted."""

    def __init__(self, trace: Trace, appearance: Appearance) -> None:
        self._trace = trace
        self._look = appearance

    def best(self, room: Size) -> Plan:
        """The easy plan, unless the tight one can be shown clearly larger."""
        easy = self.easy.scale(room)
        if easy >= _GOOD or len(self._trace.graph) > _MOST_NODES:
            return self.easy
        if self.tight.scale(room) < easy * _GAIN:
            return self.easy
        return self.tight

    @cached_property
    def easy(self) -> Plan:
        arrays = any(not is_scalar(value) for value in self._trace.values.values())
        return self._plan(Gaps(46 if arrays else 72, 30, 8, 5), compact=False)

    @cached_property
    def tight(self) -> Plan:
        return self._plan(Gaps(28, 16, 7, 4), compact=True)

    def _plan(self, gaps: Gaps, *, compact: bool) -> Plan:
        graph, factor = self._trace.graph, self._look.factor
        gaps = Gaps(*(factor * gap for gap in (gaps.column, gaps.row, gaps.port, gaps.reach)))
        shown = faces(self._trace, self._look, compact=compact)
        extents = {node: face.extent for node, face in shown.items()}
        written = figures(self._trace, self._look)
        labels = {edge: (max(f.value, f.gradient), f.height) for edge, f in written.items()}
        placed = layout(graph, extents, labels, gaps)
        return Plan(shown, placed, anchors(placed, extents, written))


def figures(trace: Trace, appearance: Appearance) -> dict[Edge, Figures]:
    """The room for the numbers on each wire; arrays are not written there."""
    font = appearance.font("body", bold=True)
    measure, sign, gap = ruler(font), float(font.pixelSize()), appearance.px(3)
    widths = {
        node: measure.width(number(value))
        for node, value in trace.values.items()
        if is_scalar(value)
    }
    room: dict[Edge, Figures] = {}
    for edge in trace.graph.edges:
        if edge.source in widths:
            gradient, index = 0.0, trace.edge_index.get(edge)
            if index is not None:
                event = trace.events[index]
                assert isinstance(event, Propagate)
                gradient = measure.width(number(event.contribution)) + sign
            room[edge] = Figures(widths[edge.source], gradient, measure.height, gap)
    return room

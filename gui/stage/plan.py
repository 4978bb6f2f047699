"""The plan of a stage: the face of each node, and a layout that suits the room there is."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.format import number
from core.graph import Edge
from core.narration import is_scalar
from core.trace import Propagate, Trace
from gui.appearance import Appearance
from gui.stage.brush import line_height, text_width
from gui.stage.faces import Face, faces
from gui.stage.labels import Anchor, Figures, anchors
from gui.stage.layout import Gaps, Layout, layout


@dataclass(frozen=True)
class Plan:
    """`easy_width` is what the layout would take with generous gaps; `tight` says it has not."""

    faces: Mapping[str, Face]
    layout: Layout
    anchors: Mapping[Edge, Anchor]
    easy_width: float
    tight: bool


def plan(trace: Trace, appearance: Appearance, room: float) -> Plan:
    """Lay out `trace` with generous gaps between columns, or tight ones if `room` is less wide."""
    shown = faces(trace, appearance)
    extents = {node: face.extent for node, face in shown.items()}
    written = figures(trace, appearance)
    labels = {edge: (max(f.value, f.gradient), f.height) for edge, f in written.items()}
    arrays = any(not is_scalar(value) for value in trace.values.values())
    factor = appearance.factor
    easy = Gaps(factor * (46 if arrays else 72), 30 * factor, 8 * factor, 5 * factor)
    placed = layout(trace.graph, extents, labels, easy)
    width = _width(placed, shown)
    if width > room:
        tight = Gaps(30 * factor, 26 * factor, 8 * factor, 4 * factor)
        placed = layout(trace.graph, extents, labels, tight)
    return Plan(shown, placed, anchors(placed, extents, written), width, width > room)


def figures(trace: Trace, appearance: Appearance) -> dict[Edge, Figures]:
    """The room for the numbers on each wire; arrays are not written there."""
    font = appearance.font("body", bold=True)
    room: dict[Edge, Figures] = {}
    for edge in trace.graph.edges:
        value = trace.values[edge.source]
        if not is_scalar(value):
            continue
        gradient = 0.0
        if edge in trace.edge_index:
            event = trace.events[trace.edge_index[edge]]
            assert isinstance(event, Propagate)
            gradient = text_width(number(event.contribution), font) + font.pixelSize()
        width = text_width(number(value), font)
        room[edge] = Figures(width, gradient, line_height(font), appearance.px(3))
    return room


def _width(placed: Layout, shown: Mapping[str, Face]) -> float:
    ends = [
        (x - shown[node].extent.width / 2, x + shown[node].extent.width / 2)
        for node, (x, _) in placed.positions.items()
    ]
    return max(right for _, right in ends) - min(left for left, _ in ends)

"""The plan of a stage: the style of each node, and a layout that suits the room there is.

There are two: an easy one, and a tight one with one-line leaves and narrow gaps, for graphs that
would otherwise have to be shown so small that nobody can read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from core.engine import is_scalar
from core.format import number
from core.graph import Edge, Graph
from core.names import called
from core.trace import Propagate, Trace
from gui.appearance import Appearance
from gui.stage.items.node_style import NodeStyle, Shape, roomy, styles
from gui.stage.layout.coordinates import Gaps, Layout, layout
from gui.stage.layout.wire_labels import Anchor, Figures, anchors
from gui.stage.text_painting import ruler

_GOOD = 0.95  # of the full size: no reason to change to the tight plan
_MOST_NODES = 200  # beyond this no plan can be read as a whole
_GAIN = 1.15  # how much larger is worth the change
_SLACK = 14  # px, about two digits
_OVER = 10  # px by which the line under a node may be too long
_TOLERANCE = 1.4  # figures on a wire have some free room around them

Size = tuple[float, float]


@dataclass(frozen=True)
class Plan:
    """What each node looks like, where it stands, and how its wires and their figures run."""

    styles: Mapping[str, NodeStyle]
    layout: Layout
    anchors: Mapping[Edge, Anchor]
    figures: Mapping[Edge, Figures]
    compact: bool

    @cached_property
    def size(self) -> Size:
        """Width and height of the whole."""
        xs, ys = [0.0], [0.0]
        for node, (x, y) in self.layout.positions.items():
            extent = self.styles[node].extent
            xs += [x - extent.width / 2, x + extent.width / 2]
            ys += [y - extent.above, y + extent.below]
        return max(xs[1:]) - min(xs[1:]), max(ys[1:]) - min(ys[1:])

    def renamed(self, before: Graph, after: Graph) -> "Plan":
        """The same plan where constants have other numbers, which are their names."""
        other = [n.id for n, was in zip(after.nodes, before.nodes, strict=True) if n != was]
        if not other:
            return self
        titles = {node: replace(self.styles[node], title=called(after, node)) for node in other}
        return replace(self, styles={**self.styles, **titles})

    def scale(self, room: Size) -> float:
        """How large it can be shown in `room`."""
        return min(have / need for have, need in zip(room, self.size, strict=True))


class Planner:
    """Makes the plans of one trace, each when it is first wanted.

    `before` planned another run of the same graph: rooms only grow, so that a number that gets
    longer and shorter while it is dragged does not make the graph breathe.
    """

    def __init__(
        self, trace: Trace, appearance: Appearance, before: "Planner | None" = None
    ) -> None:
        self.trace = trace
        self._look = appearance
        self._floors: dict[bool, Plan] = {}
        if before is not None:
            self._floors = dict(before._floors)
            made = (before.__dict__.get(name) for name in ("easy", "tight"))
            self._floors |= {plan.compact: plan for plan in made if plan is not None}

    def fits(self, shown: Plan) -> bool:
        """Have all the numbers of this trace room in a plan of another run?"""
        wanted = styles(self.trace, self._look, compact=shown.compact)
        over = self._look.px(_OVER)
        if any(_outgrows(style, shown.styles[node], over) for node, style in wanted.items()):
            return False
        written, room = figures(self.trace, self._look), shown.figures
        return not any(
            max(f.value, f.gradient) > _TOLERANCE * max(room[e].value, room[e].gradient)
            for e, f in written.items()
        )

    def best(self, room: Size) -> Plan:
        """The easy plan, unless the tight one can be shown clearly larger."""
        easy = self.easy.scale(room)
        if easy >= _GOOD or len(self.trace.graph) > _MOST_NODES:
            return self.easy
        if self.tight.scale(room) < easy * _GAIN:
            return self.easy
        return self.tight

    @cached_property
    def easy(self) -> Plan:
        arrays = any(not is_scalar(value) for value in self.trace.values.values())
        return self._plan(Gaps(46 if arrays else 72, 30, 8, 5), compact=False)

    @cached_property
    def tight(self) -> Plan:
        return self._plan(Gaps(28, 16, 7, 4), compact=True)

    def _plan(self, gaps: Gaps, *, compact: bool) -> Plan:
        graph, factor = self.trace.graph, self._look.factor
        gaps = Gaps(*(factor * gap for gap in (gaps.column, gaps.row, gaps.port, gaps.reach)))
        shown = styles(self.trace, self._look, compact=compact)
        written = figures(self.trace, self._look)
        floor = self._floors.get(compact)
        if floor is not None:
            slack = self._look.px(_SLACK)
            shown = {
                node: _grown(style, floor.styles[node], slack) for node, style in shown.items()
            }
            written = {e: f.at_least(floor.figures[e]) for e, f in written.items()}
        extents = {node: style.extent for node, style in shown.items()}
        labels = {edge: (max(f.value, f.gradient), f.height) for edge, f in written.items()}
        placed = layout(graph, extents, labels, gaps)
        return Plan(shown, placed, anchors(placed, extents, written), written, compact)


def _outgrows(style: NodeStyle, room: NodeStyle, over: float) -> bool:
    """Is it larger than its room? The line under it may reach `over` its ends, into the gaps."""
    width = max(room.width, room.foot_width) + over
    return style.width > room.width + 1 or style.foot_width > width or style.foot > room.foot + 1


def _grown(style: NodeStyle, floor: NodeStyle, slack: float) -> NodeStyle:
    """The style in the room it had, or in a larger one with some slack where it outgrew that."""
    if style.shape is not floor.shape:
        return style
    more = slack if style.width > floor.width + 1 else 0.0
    return replace(
        style,
        width=max(style.width + more, floor.width),
        height=max(style.height + (more if style.shape is Shape.GATE else 0.0), floor.height),
        foot=max(style.foot, floor.foot),
        foot_width=max(style.foot_width, floor.foot_width),
    )


def figures(trace: Trace, appearance: Appearance) -> dict[Edge, Figures]:
    """The room for the numbers on each wire; arrays are not written there."""
    font = appearance.font("body", bold=True)
    measure, sign, gap = ruler(font), float(font.pixelSize()), appearance.px(3)
    widths = {
        node: measure.width(roomy(number(value)))
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
                gradient = measure.width(roomy(number(event.contribution))) + sign
            room[edge] = Figures(widths[edge.source], gradient, measure.height, gap)
    return room

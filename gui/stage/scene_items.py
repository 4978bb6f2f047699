"""What stands on the stage for one plan: items that are made when a view comes near them, the
overview that stands for all of them from afar, and the pulses.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from core.graph import Edge
from core.trace import Trace
from core.trace_changes import differing
from gui.stage.items.emphasis import QUIET
from gui.stage.items.lazy_items import LazyItems
from gui.stage.items.node_item import NodeItem
from gui.stage.items.overview_item import OverviewItem
from gui.stage.items.pulse import PulseItem
from gui.stage.items.schedule import Schedules
from gui.stage.items.wire_field import WireField
from gui.stage.items.wire_item import WireItem, figure_reach
from gui.stage.layout.plan import Plan
from gui.stage.layout.spatial_index import SpatialIndex
from gui.stage.layout.wire_labels import Box
from gui.stage.render_state import RenderState

FAR_FROM = 40  # nodes; fewer are always drawn in full
_PICTURES = 150  # nodes; fewer with pictures of arrays, which tell something at any size
_READABLE = 6.0  # pixels of a text on the screen
_RAISED = 0.25  # over the other wires, and under notes and nodes


class SceneItems:
    """Fills an empty scene."""

    def __init__(
        self,
        scene: QGraphicsScene,
        plan: Plan,
        index: SpatialIndex,
        state: RenderState,
        *,
        far: bool,
        selected: str,
    ) -> None:
        self._scene, self._plan, self._places, self._state = scene, plan, index, state
        self._selected = selected
        self.nodes: LazyItems[str, NodeItem] = LazyItems(plan.styles, self._make_node)
        self.wires: LazyItems[Edge, WireItem] = LazyItems(plan.layout.routes, self._make_wire)
        self.hidden = False  # something else draws everything for a moment
        self._raised: frozenset[Edge] = frozenset()  # the wires at work
        self._apart: frozenset[Edge] = frozenset()  # of a large graph: drawn one by one
        pictures = any(style.picture for style in plan.styles.values())
        self._large = len(plan.styles) > (_PICTURES if pictures else FAR_FROM)
        self.far = far and self._large
        schedules = Schedules(index)
        self.overview = OverviewItem(plan, index, state, schedules)
        self.overview.setVisible(self.far)
        self.field = WireField(plan, index, state, schedules) if self._large else None
        edges = state.trace.graph.edges
        widest = max(Counter(edge.target for edge in edges).values(), default=1)
        self.pulses = [PulseItem(state) for _ in range(widest)]
        if self.field is not None:
            self.field.setVisible(not self.far)
            scene.addItem(self.field)
        for item in (self.overview, *self.pulses):
            scene.addItem(item)
        self._part()

    def _make_node(self, node: str) -> NodeItem:
        item = NodeItem(node, self._plan.styles[node], self._state)
        item.focused = node == self._selected
        item.setPos(*self._plan.layout.positions[node])
        if self._large and item.style.picture is None and self._scene.views():
            # it stands still while a view travels, and letters take long; not so in a file, where
            # it would be a picture
            item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._add(node, item)
        return item

    def _make_wire(self, edge: Edge) -> WireItem:
        plan = self._plan
        anchor, size = plan.anchors.get(edge), plan.figures.get(edge)
        item = WireItem(edge, plan.layout.routes[edge], anchor, size, self._state)
        item.alone = self.field is None or edge in self._apart
        self._add(edge, item)
        return item

    def _add(self, part: str | Edge, item: NodeItem | WireItem) -> None:
        item.setOpacity(self._opacity_of(part))
        item.setVisible(not self.far)
        self._scene.addItem(item)

    # what is there to be seen

    def reveal(self, area: QRectF, scale: float) -> None:
        """A view shows `area` at `scale`: make what is to be seen there, or be an overview."""
        text = self._state.appearance.text_px("body") * scale
        far = text < _READABLE and self._large
        if far is not self.far:
            self.far = far
            self.overview.setVisible(far)
            if self.field is not None:
                self.field.setVisible(not far)
            for item in (*self.nodes.made.values(), *self.wires.made.values()):
                item.setVisible(not far)
            self.move_pulses()
        if not far:
            box = (area.left(), area.top(), area.right(), area.bottom())
            for node in self._places.nodes_in(box):
                self.nodes[node]
            for edge in self._wires_in(box):
                self.wires[edge]

    def _wires_in(self, box: Box) -> Iterable[Edge]:
        """The edges that need an item of their own to be seen there."""
        if self.field is None:
            return self._places.edges_in(box)
        apart = (edge for edge in self._places.edges_in(box) if edge in self._apart)
        return *self._places.figures_in(box, figure_reach(self._state.appearance)), *apart

    def _part(self) -> None:
        """Of a large graph, only wires at work or emphasised are drawn one by one."""
        if self.field is None:
            return
        light = self._state.highlight
        emphasised = (*light.edges, *(part for part in light.notes if not isinstance(part, str)))
        mentioned = frozenset(edge for edge in emphasised if edge in self.wires)
        before, self._apart = self._apart, mentioned | self._raised
        self.field.set_apart(self._apart)
        for edge in before ^ self._apart:
            if edge in self._apart:
                self.wires[edge].alone = True
            elif edge in self.wires.made:
                self.wires.made[edge].alone = False

    def emphasise(self) -> None:
        """There is another highlight."""
        self._part()
        self.refresh_opacity()
        self.repaint_all()

    def refresh_opacity(self) -> None:
        """Every item stands back, or not."""
        for node, item in self.nodes.made.items():
            item.setOpacity(self._opacity_of(node))
        for edge, wire in self.wires.made.items():
            wire.setOpacity(self._opacity_of(edge))
        if self.field is not None:
            self.field.setOpacity(0.0 if self.hidden else 1.0)

    def _opacity_of(self, part: str | Edge) -> float:
        if self.hidden:
            return 0.0
        return QUIET if self._state.highlight.quiet(part) else 1.0

    def select(self, node: str) -> None:
        """Draw the ring around this one."""
        before, self._selected = self._selected, node
        for name in {before, node} & self.nodes.made.keys():
            self.nodes.made[name].focused = name == node
            self.nodes.made[name].update()

    # what is painted again

    def adopt(self, plan: Plan, before: Trace, after: Trace) -> None:
        """Paint what is different in another run."""
        self._plan = plan
        for name, item in self.nodes.made.items():
            item.style = plan.styles[name]
            item.adopt(after)
        self.repaint(*differing(before, after, self.nodes.made, self.wires.made))
        if self.field is not None:
            self.field.update()
        self.overview.adopt(plan, after)

    def repaint(self, nodes: Iterable[str], edges: Collection[Edge]) -> None:
        """Paint these items again, if there are any."""
        for node in nodes:
            if node in self.nodes.made:
                self.nodes.made[node].update()
        for edge in edges:
            if edge in self.wires.made:
                self.wires.made[edge].update()
        if self.field is not None and not self.far:
            self.field.repaint(edge for edge in edges if edge not in self._apart)

    def repaint_overview(self, nodes: Iterable[str], edges: Iterable[Edge]) -> None:
        """Paint the overview again where these are."""
        if self.far:
            self.overview.update(self.overview.room_of(nodes, edges))

    def repaint_all(self) -> None:
        self.repaint(self.nodes.made, self.wires.made)
        self.overview.update()
        if self.field is not None:
            self.field.update()

    def move_pulses(self) -> None:
        """One pulse for each wire that the event of the moment travels along."""
        still = self.far or self.hidden
        moving, values = () if still else self._state.travelled, self._state.trace.values
        self._raise(() if still else self._state.edges_at_work)
        for i, pulse in enumerate(self.pulses):
            if i < len(moving):
                pulse.follow(self.wires[moving[i]].path, values[moving[i].source])
            elif pulse.isVisible():
                pulse.hide()

    def _raise(self, at_work: Sequence[Edge]) -> None:
        """No other wire strikes through the numbers of one along which something travels."""
        raised, self._raised = self._raised, frozenset(at_work)
        if raised != self._raised:
            self._part()
        for edge in raised ^ self._raised:
            if edge in self.wires.made:
                self.wires.made[edge].setZValue(_RAISED if edge in self._raised else 0.0)

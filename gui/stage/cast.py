"""What stands on the stage for one plan: items that are made when a view comes near them, the
crowd that stands for all of them from afar, and the pulses.
"""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsScene

from core.graph import Edge
from core.trace import Trace
from core.trace_changes import differing
from gui.stage.items.crowd import Crowd
from gui.stage.items.emphasis import QUIET
from gui.stage.items.node_item import NodeItem
from gui.stage.items.parts import Parts
from gui.stage.items.pulse import PulseItem
from gui.stage.items.wire_item import WireItem
from gui.stage.placing.places import Places
from gui.stage.placing.plan import Plan
from gui.stage.scenery import Scenery

FAR_FROM = 40  # nodes; fewer are always drawn in full
_PICTURES = 150  # nodes; fewer with pictures of arrays, which tell something at any size
_READABLE = 6.0  # pixels of a text on the screen


class Cast:
    """Fills an empty scene."""

    def __init__(
        self,
        scene: QGraphicsScene,
        plan: Plan,
        places: Places,
        scenery: Scenery,
        *,
        far: bool,
        selected: str,
    ) -> None:
        self._scene, self._plan, self._places, self._scenery = scene, plan, places, scenery
        self._selected = selected
        self.nodes: Parts[str, NodeItem] = Parts(plan.faces, self._make_node)
        self.wires: Parts[Edge, WireItem] = Parts(plan.layout.routes, self._make_wire)
        self.hidden = False  # something else draws everything for a moment
        pictures = any(face.picture for face in plan.faces.values())
        self._large = len(plan.faces) > (_PICTURES if pictures else FAR_FROM)
        self.far = far and self._large
        self.crowd = Crowd(plan, places, scenery)
        self.crowd.setVisible(self.far)
        edges = scenery.trace.graph.edges
        widest = max(Counter(edge.target for edge in edges).values(), default=1)
        self.pulses = [PulseItem(scenery) for _ in range(widest)]
        for item in (self.crowd, *self.pulses):
            scene.addItem(item)

    def _make_node(self, node: str) -> NodeItem:
        item = NodeItem(node, self._plan.faces[node], self._scenery)
        item.focused = node == self._selected
        item.setPos(*self._plan.layout.positions[node])
        self._add(node, item)
        return item

    def _make_wire(self, edge: Edge) -> WireItem:
        anchor = self._plan.anchors.get(edge)
        item = WireItem(edge, self._plan.layout.routes[edge], anchor, self._scenery)
        self._add(edge, item)
        return item

    def _add(self, part: str | Edge, item: NodeItem | WireItem) -> None:
        item.setOpacity(self._opacity_of(part))
        item.setVisible(not self.far)
        self._scene.addItem(item)

    # what is there to be seen

    def reveal(self, area: QRectF, scale: float) -> None:
        """A view shows `area` at `scale`: make what is to be seen there, or be a crowd."""
        text = self._scenery.appearance.text_px("body") * scale
        far = text < _READABLE and self._large
        if far is not self.far:
            self.far = far
            self.crowd.setVisible(far)
            for item in (*self.nodes.made.values(), *self.wires.made.values()):
                item.setVisible(not far)
            self.move_pulses()
        if not far:
            box = (area.left(), area.top(), area.right(), area.bottom())
            for node in self._places.nodes_in(box):
                self.nodes[node]
            for edge in self._places.edges_in(box):
                self.wires[edge]

    def refresh_opacity(self) -> None:
        """Every item stands back, or not."""
        for node, item in self.nodes.made.items():
            item.setOpacity(self._opacity_of(node))
        for edge, wire in self.wires.made.items():
            wire.setOpacity(self._opacity_of(edge))

    def _opacity_of(self, part: str | Edge) -> float:
        if self.hidden:
            return 0.0
        return QUIET if self._scenery.highlight.quiet(part) else 1.0

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
            item.face = plan.faces[name]
            item.adopt(after)
        self.repaint(*differing(before, after, self.nodes.made, self.wires.made))
        self.crowd.adopt(plan)

    def repaint(self, nodes: Iterable[str], edges: Iterable[Edge]) -> None:
        """Paint these items again, if there are any."""
        for node in nodes:
            if node in self.nodes.made:
                self.nodes.made[node].update()
        for edge in edges:
            if edge in self.wires.made:
                self.wires.made[edge].update()

    def repaint_crowd(self, nodes: Iterable[str], edges: Iterable[Edge]) -> None:
        """Paint the crowd again where these are."""
        if self.far:
            self.crowd.update(self.crowd.room_of(nodes, edges))

    def repaint_all(self) -> None:
        self.repaint(self.nodes.made, self.wires.made)
        self.crowd.update()

    def move_pulses(self) -> None:
        """One pulse for each wire that the event of the moment travels along."""
        still = self.far or self.hidden
        moving, values = () if still else self._scenery.travelled, self._scenery.trace.values
        for i, pulse in enumerate(self.pulses):
            if i < len(moving):
                pulse.follow(self.wires[moving[i]].path, values[moving[i].source])
            elif pulse.isVisible():
                pulse.hide()

"""The scene: the items of a trace, and which of them a new frame concerns.

Items are made when a view comes near them; a large graph seen from afar is one item, the overview.
Another run of the same graph is shown where the last one stood: only numbers are painted again.
"""

import math

from PySide6.QtCore import QObject, QPointF, QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsScene, QStyleOptionGraphicsItem

from core.graph import Edge
from core.playback import Frame, frame_at
from core.trace import Propagate, Trace
from core.trace_changes import alike, concerned, touched
from gui.appearance import Appearance
from gui.stage.animation.animator import Animator
from gui.stage.animation.layout_motion import LayoutMotion
from gui.stage.highlight import NOTHING, Highlight
from gui.stage.items.lazy_items import LazyItems
from gui.stage.items.motion import ease
from gui.stage.items.node_item import NodeItem
from gui.stage.items.node_style import CROWD
from gui.stage.items.notes import NoteItem, NoteLayer
from gui.stage.items.pulse import PulseItem
from gui.stage.items.wire_item import WireItem
from gui.stage.layout.kinds import Kind
from gui.stage.layout.plan import EDGE, LARGEST, Plan, Planner, Size
from gui.stage.layout.spatial_index import SpatialIndex
from gui.stage.render_state import RenderState
from gui.stage.scene_items import FAR_FROM, SceneItems

_MANY = 200  # events between two frames, beyond which everything is painted again


class StageScene(QGraphicsScene):
    """The nodes and wires of one trace. They look at the render state when they paint."""

    def __init__(
        self,
        appearance: Appearance,
        parent: QObject | None = None,
        animator: Animator | None = None,  # without, nothing moves by itself here
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.state: RenderState | None = None
        self._items: SceneItems | None = None
        self._notes: NoteLayer | None = None
        self._seen: QRectF | None = None  # the part that a view has shown last
        self.seen = False  # a view has painted it since it was last shown
        self.held = False  # a hand is on a number: nothing may move away under it
        self.selected = ""  # the node that keys are for, whatever the layout
        self._highlight = NOTHING
        self._room: Size = (math.inf, math.inf)
        self._planner: Planner | None = None
        self.plan: Plan | None = None
        self._steady: Kind | None = None  # what is kept while somebody types
        self.index: SpatialIndex | None = None
        self._motion = LayoutMotion(self, appearance, animator)

    # what is built

    def build(self, trace: Trace, position: float = 0.0, *, steady: bool = False) -> None:
        """Lay out the graph of `trace` anew and show `position`. While the graph is `steady` (a
        hand changes it bit by bit), it is drawn as it was before, until `settle`."""
        self._steady = self.plan.kind if steady and self.plan is not None else None
        self._planner = Planner(trace, self._appearance)
        self._draw(self._best(self._planner), trace, position)

    def _best(self, planner: Planner) -> Plan:
        """The plan that suits the view; while it is steady, that of the same kind as before, as
        long as it can be read."""
        kept = planner.readable(self._steady, self._room) if self._steady is not None else None
        return kept or planner.best(self._room)

    def _draw(self, drawn: Plan, trace: Trace, position: float) -> None:
        before = self._motion.leave(trace.graph)
        self._notes = None
        self.clear()
        self.plan, self.index = drawn, SpatialIndex(drawn)
        frame = frame_at(trace, position)
        self.state = RenderState(self._appearance, frame, self._highlight)
        far = self.far
        self._items = SceneItems(
            self, drawn, self.index, self.state, far=far, selected=self.selected
        )
        self._notes = NoteLayer(
            self, self._items.nodes, self._items.wires, self.index, self._appearance
        )
        self.setSceneRect(self.content())
        if before is not None or len(trace.graph) <= FAR_FROM:
            self.reveal(self.content(), math.inf)
        self._motion.arrive(before)
        self._items.move_pulses()
        self._put_up_notes()

    @property
    def nodes(self) -> LazyItems[str, NodeItem]:
        """An item for each node, made when it is asked for."""
        return self._items.nodes if self._items is not None else LazyItems()

    @property
    def wires(self) -> LazyItems[Edge, WireItem]:
        return self._items.wires if self._items is not None else LazyItems()

    @property
    def pulses(self) -> list[PulseItem]:
        return self._items.pulses if self._items is not None else []

    @property
    def far(self) -> bool:
        """Is everything drawn as an overview, of which no figure could be read?"""
        return self._items is not None and self._items.far

    def reveal(self, area: QRectF, scale: float) -> None:
        """A view shows `area` at `scale`: make what is to be seen there."""
        if self._items is not None and self._notes is not None:
            self._items.reveal(area, scale)
            self._seen = area if len(self._items.nodes) > FAR_FROM else None
            self._notes.reveal(self._seen, far=self.far)

    def drawBackground(self, painter: QPainter, area: QRectF | QRect) -> None:
        """A view calls this before it looks for parts to paint: whatever is to be seen there is
        made now. `QGraphicsScene.render` has looked by then: whoever uses it calls `reveal`."""
        self.seen = True
        self.reveal(QRectF(area), abs(painter.worldTransform().m11()))

    # where things are

    @property
    def has_cards(self) -> bool:
        """Are there arrays, whose colours need a legend?"""
        return self.plan is not None and any(f.picture for f in self.plan.styles.values())

    def suit(self, width: float, height: float) -> None:
        """The view has so many pixels: change to the plan that suits it."""
        before, self._room = self._room, (width, height)
        if self.state is None or self._planner is None:
            return
        drawn, trace = self.plan, self.state.trace
        if len(trace.graph) <= CROWD:  # a crowd has one plan, whatever its numbers
            if self._planner.trace is not trace and not self.held:
                self._planner = Planner(trace, self._appearance)
            drawn = self._best(self._planner).renamed(self._planner.trace.graph, trace.graph)
        if drawn is not None and drawn != self.plan:
            self._draw(drawn, trace, self.state.frame.position)
        elif self._highlight.notes and before != self._room:
            self._put_up_notes()  # on another page

    def settle(self) -> None:
        """Nobody changes anything any more: show the graph as if it had just been opened."""
        self._steady = None
        self.suit(*self._room)

    def content(self) -> QRectF:
        """The room that nodes and wires take, without what comes and goes over them: so nothing
        gets larger or smaller while notes change from step to step."""
        if self.index is None:
            return QRectF()
        left, top, right, bottom = self.index.content
        edge = self._appearance.px(EDGE)
        return QRectF(left, top, right - left, bottom - top).adjusted(-edge, -edge, edge, edge)

    def page(self) -> QRectF:
        """All that a view shows of the scene when the content fills it: also what is left free
        beside it, or above and below."""
        content, (wide, high) = self.content(), self._room
        if content.isEmpty() or math.inf in self._room:
            return content
        scale = min(wide / content.width(), high / content.height(), LARGEST)
        page = QRectF(0, 0, wide / scale, high / scale)
        page.moveCenter(content.center())
        return page

    def node_at(self, point: QPointF) -> NodeItem | None:
        """The node at a point of the scene, also where it is only a block, or still on its way."""
        found = self.index.node_at(point.x(), point.y()) if self.index else None
        return self.nodes[found] if found is not None else None

    def nearest(self, point: QPointF) -> tuple[str, QPointF] | None:
        """The node that is closest to a point, and where it stands."""
        if self.index is None:
            return None
        node, x, y = self.index.nearest(point.x(), point.y())
        return node, QPointF(x, y)

    def where_it_happens(self, near: float = math.inf) -> QPointF | None:
        """Where the event of the moment is: at a node, or on the way along a wire, as long as
        that is not further than `near` from the gate that it comes from."""
        event = self.state.frame.event if self.state is not None else None
        if event is None or self.state is None or self.plan is None:
            return None
        if not isinstance(event, Propagate):
            return QPointF(*self.plan.layout.positions[event.node])
        progress = self.state.frame.progress
        way = ease(progress) if progress > 0 else 1.0
        gate = QPointF(*self.plan.layout.positions[event.edge.target])
        on = self.wires[event.edge].path.pointAtPercent(1 - way) - gate
        return gate + on * min(1.0, near / max(math.hypot(on.x(), on.y()), 1.0))

    def paint_from_afar(self, painter: QPainter) -> None:
        """Paint everything as blocks, as small as the painter's scale makes it."""
        if self._items is not None:
            option = QStyleOptionGraphicsItem()
            option.exposedRect = self._items.overview.boundingRect()
            self._items.overview.paint(painter, option)

    @property
    def look_from_afar(self) -> object:
        """The same for two runs of which `paint_from_afar` makes the same pictures."""
        return self._items.overview.look if self._items is not None else None

    def node_in(self, area: QRectF) -> NodeItem | None:
        """A node whose outline reaches into `area`."""
        if self.index is None:
            return None
        box = (area.left(), area.top(), area.right(), area.bottom())
        near = (self.nodes[node] for node in self.index.nodes_in(box))
        return next((n for n in near if area.intersects(n.mapRectToScene(n.body))), None)

    def select(self, node: str) -> None:
        """Draw the ring around one node, or (an empty name) around none."""
        self.selected = node
        if self._items is not None:
            self._items.select(node)

    # another run of the same graph

    def has_room_for(self, trace: Trace) -> bool:
        """Can this trace be shown where everything stands? It is the one shown, or another run
        of the same graph. Numbers that are too wide for their room are written shorter, or
        smaller: nothing moves when a hand turns them."""
        if self.state is None:
            return False
        return trace is self.state.trace or alike(trace, self.state.trace)

    # frames

    def set_frame(self, frame: Frame) -> None:
        """Show another frame of a trace that there is room for. Only what the change concerns
        is painted again."""
        items = self._items
        if self.state is None or self.plan is None or items is None:
            return
        before, self.state.frame = self.state.frame, frame
        if frame.trace is not before.trace:
            self.plan = self.plan.renamed(before.trace.graph, frame.trace.graph)
            items.adopt(self.plan, before.trace, frame.trace)
        if abs(frame.index - before.index) > _MANY:
            items.repaint_all()
        elif frame.index == before.index and frame.progress > 0 and before.progress > 0:
            assert frame.event is not None
            items.repaint(*concerned(frame.trace, frame.event))
        else:
            first, last = sorted((before.index, frame.index))
            nodes, edges = touched(frame.trace, first - 1, last)
            items.repaint(nodes, edges)
            items.repaint_overview(nodes, edges)
        items.move_pulses()

    # emphasis

    def set_highlight(self, highlight: Highlight) -> None:
        """Emphasise these nodes and wires, and no others, until told otherwise."""
        self._highlight = highlight
        if self.state is None or self._items is None:
            return
        self.state.highlight = highlight
        self._items.emphasise()
        self._put_up_notes()

    def _put_up_notes(self) -> None:
        """Those that can be seen now; others when a view comes near."""
        assert self._notes is not None
        self._notes.show(self._highlight, self.page())
        self._notes.reveal(self._seen, far=self.far)

    @property
    def notes(self) -> list[NoteItem]:
        """Those that have been put up."""
        return self._notes.items if self._notes is not None else []

    @property
    def in_motion(self) -> bool:
        """Is it on its way from one layout to the next?"""
        return self._motion.running

    def finish_motion(self) -> None:
        """Show the end of whatever is on its way."""
        self._motion.finish()

    def hide_parts(self, hidden: bool) -> None:
        """Somebody else draws everything, from one layout to the next; or no longer."""
        if self._items is not None:
            self._items.hidden = hidden
            self._items.refresh_opacity()
            self._items.move_pulses()

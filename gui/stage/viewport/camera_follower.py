"""The view follows what happens, while a graph is played that is too large to be read as a whole.

Whoever moves the view by hand takes over, until they ask for the whole graph again.
"""

import math
from functools import reduce

from PySide6.QtCore import QObject, QPointF, QRectF, Signal, Slot

from core.explain.provenance import Part
from core.playback import Frame
from core.trace import Forward, Trace
from core.trace_changes import same_structure
from gui.appearance import Appearance
from gui.stage.animation.animator import Animator
from gui.stage.scene import StageScene
from gui.stage.viewport.camera import Camera

_LAG = 170.0  # ms; how far the view is behind
_FLIGHT = 1.5  # so many views away, the view rises to see more
_NEAR = 0.5  # pixels; near enough to rest
_AS_NEAR = 1e-3  # of the scale; nobody sees the difference
_SPRING = "follow"


class CameraFollower(QObject):
    """Leads a camera along the events."""

    changed = Signal(bool)  # whether it follows when something is played

    def __init__(
        self,
        camera: Camera,
        scene: StageScene,
        animator: Animator,
        appearance: Appearance,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._camera, self._scene, self._animator = camera, scene, animator
        self._appearance = appearance
        self._asked: bool | None = None  # what the user wants; None: what suits the graph
        self._given_up = False  # somebody moves the view by hand
        self._lent = False  # was it on before somebody began to search?
        self._said = False
        self._position = 0.0
        self._trace: Trace | None = None  # when a graph is run by other rules, nothing has moved
        self._target = QPointF()
        self._close = 1.0  # how near it comes to what happens
        self._stand = (1.0, QPointF())  # where the view is, without the rounding of pixels
        camera.taken.connect(self._give_up)
        camera.shown_whole.connect(self._take_up)
        camera.moved.connect(self._tell)

    @property
    def on(self) -> bool:
        """Does it follow when something is played?"""
        return not self._given_up and self._wanted

    @property
    def _wanted(self) -> bool:
        return not self._camera.reads_whole if self._asked is None else self._asked

    @Slot(bool)
    def ask(self, on: bool) -> None:
        """The user wants it so, for this graph and the next ones."""
        self._asked = on
        self._given_up = False
        if not on:
            self._animator.stop(_SPRING)
        self._tell()

    @Slot()
    def lend(self) -> None:
        """A search moves the view for a while."""
        self._lent = self.on

    @Slot()
    def resume(self) -> None:
        """The search is over: go on as before it."""
        if self._lent:
            self._lent = self._given_up = False
            self._tell()

    def begin(self, frame: Frame) -> None:
        """Another graph stands on the stage, and nothing has moved yet."""
        self._position = frame.position

    def show_frame(self, frame: Frame) -> None:
        """Go where something happens."""
        before, self._trace = self._trace, frame.trace
        rerun = (
            before is not None
            and before is not frame.trace
            and same_structure(before.graph, frame.trace.graph)
        )
        moved, self._position = frame.position != self._position and not rerun, frame.position
        if self._scene.held:  # nothing goes away under a hand that holds a number
            self._animator.stop(_SPRING)
            return
        if moved and frame.position in (0, len(frame.trace)):  # before the first, after the last
            self._animator.stop(_SPRING)
            self._camera.release()
            return
        if not (moved and self.on):
            return
        rooms = self._rooms()
        self._close = self._camera.close_to(reduce(QRectF.united, rooms, QRectF()))
        target = self._scene.where_it_happens(0.6 * self._across)
        if target is None:
            return
        self._target = target = self._with_whole_nodes(target, rooms)
        if self._appearance.reduced_motion:
            self._camera.lead()
            self._camera.stand(self._close, target)
        elif not self._animator.is_running(_SPRING):
            self._camera.lead()
            self._stand = self._camera.scale, self._camera.centre
            self._animator.keep(_SPRING, self._approach)

    def _approach(self, milliseconds: float) -> bool:
        """Come nearer, quickly from afar and slowly at the end; is there still some way to go?
        A long way is seen from above, as from an aeroplane."""
        share = 1 - math.exp(-milliseconds / _LAG)
        scale, centre = self._stand
        far = (self._target - centre).manhattanLength()
        close = self._close
        wanted = min(close, max(_FLIGHT * self._across / max(far, 1.0), self._camera.fitting_scale))
        scale *= (wanted / scale) ** share
        if math.isclose(scale, close, rel_tol=_AS_NEAR):
            scale = close  # a view of another scale has to be painted as a whole, with each frame
        centre = centre + (self._target - centre) * share
        arrived = far * scale < _NEAR and scale == close
        self._stand = scale, self._target if arrived else centre
        self._camera.stand(*self._stand)
        return not arrived

    def _with_whole_nodes(self, target: QPointF, rooms: list[QRectF]) -> QPointF:
        """As near to the target as the nodes at work, and what they read, are seen as a whole:
        as many as fit into the view together, those first that are closest; and no more of what
        is beside the graph than need be."""
        rooms.sort(key=lambda room: (room.center() - target).manhattanLength())
        seen = self._camera.visible.size() * (self._camera.scale / self._close)
        both = QRectF()
        for room in rooms:
            if (both | room).width() <= seen.width() and (both | room).height() <= seen.height():
                both |= room
        wide, high = seen.width() / 2, seen.height() / 2
        x, y = target.x(), target.y()
        if not both.isEmpty():
            x = min(max(x, both.right() - wide), both.left() + wide)
            y = min(max(y, both.bottom() - high), both.top() + high)
        content = self._scene.content()
        return QPointF(
            _inside(x, wide, content.left(), content.right()),
            _inside(y, high, content.top(), content.bottom()),
        )

    def _rooms(self) -> list[QRectF]:
        """Where the nodes at work are, and what they read. On the way forward a card does without
        its lower half, which is for the gradient: the values are to be seen."""
        state, index = self._scene.state, self._scene.index
        if state is None or index is None:
            return []
        event, nodes = state.frame.event, set(state.at_work)
        if isinstance(event, Forward):
            nodes.update(state.trace.graph.node(event.node).inputs)
        rooms, outline = [], self._appearance.theme.outline_width * self._appearance.factor
        for node in sorted(nodes):
            left, top, right, bottom = index.rooms[index.number_of[node]].tolist()
            item = self._scene.nodes[node]
            if isinstance(event, Forward) and item.style.gradient:
                bottom = item.mapRectToScene(item.picture_room(Part.VALUE)).bottom()
            room = QRectF(left, top, right - left, bottom - top)
            rooms.append(room.adjusted(-outline, -outline, outline, outline))
        return rooms

    @property
    def _across(self) -> float:
        """How much of the scene is to be seen from near."""
        seen = self._camera.visible
        return min(seen.width(), seen.height()) * self._camera.scale / self._close

    @Slot()
    def _give_up(self) -> None:
        self._given_up = True
        self._animator.stop(_SPRING)
        self._tell()

    @Slot()
    def _take_up(self) -> None:
        self._given_up = False
        self._animator.stop(_SPRING)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if self.on != self._said:
            self._said = self.on
            self.changed.emit(self.on)


def _inside(middle: float, half: float, low: float, high: float) -> float:
    """The middle of a view of twice `half` that shows as little as can be beyond the ends."""
    if high - low <= 2 * half:
        return (low + high) / 2
    return min(max(middle, low + half), high - half)

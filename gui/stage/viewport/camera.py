"""What is seen of the stage: which point is in the middle, and how large everything is.

It follows the size of the window until somebody moves it by hand, and travels instead of jumping
where the eye should keep its place.
"""

import math

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from gui.appearance import Appearance
from gui.stage.animation.animator import Animator
from gui.stage.animation.layout_motion import CHANGE_MS
from gui.stage.layout.plan import LARGEST, Plan
from gui.stage.scene import StageScene

_RANGE = (0.02, 8.0)
_NOTCH = 1.15
_MARGIN = 4  # around the room that the content has around itself
_TRAVEL = 380  # ms
_GLIDE = "camera"
_IN_SIGHT = 48  # px of the content that stay in view, however far it is moved


class Camera(QObject):
    """Moves one view. `scale` is device pixels per unit of the scene."""

    moved = Signal()  # something else is to be seen
    taken = Signal()  # somebody has moved it by hand
    shown_whole = Signal()  # somebody has asked to see everything

    def __init__(
        self, view: QGraphicsView, scene: StageScene, appearance: Appearance, animator: Animator
    ) -> None:
        super().__init__(view)
        self._view, self._scene = view, scene
        self._appearance = appearance
        self._animator = animator
        self.fitted = True  # nobody has moved it by hand: it shows everything, or is led
        self._led = False  # it follows what is played, since everything would be too small
        self._middle = QPointF()  # what was in the middle when it came to rest
        self._goal = (1.0, QPointF())  # where it stands, or is on its way to

    # where it stands

    @property
    def scale(self) -> float:
        return self._view.transform().m11()

    @property
    def centre(self) -> QPointF:
        """The point of the scene in the middle of the view."""
        return self.visible.center()

    @property
    def visible(self) -> QRectF:
        """The part of the scene that is seen."""
        room = QRectF(self._view.viewport().rect())
        return self._view.viewportTransform().inverted()[0].mapRect(room)

    @property
    def shows_whole(self) -> bool:
        """Does it show everything, and will go on doing so?"""
        return self.fitted and not self._led

    @property
    def sees_everything(self) -> bool:
        edge = 2 / self.scale
        return self.visible.adjusted(-edge, -edge, edge, edge).contains(self._scene.content())

    @property
    def fitting_scale(self) -> float:
        """How large everything is when all of it is shown."""
        room, content = self._room(), self._scene.content()
        if content.isEmpty() or room.width() < 10 or room.height() < 10:
            return 1.0
        wide, high = room.width() / content.width(), room.height() / content.height()
        return min(wide, high, LARGEST)

    @property
    def reads_whole(self) -> bool:
        """Can everybody read the figures when all of the graph is shown?"""
        plan = self._scene.plan
        legible = plan.legible if plan is not None else 0.0
        return self.fitting_scale >= legible

    def close_to(self, area: QRectF) -> float:
        """The scale for a look at `area` from near, at texts in their size. Numbers in a sketch are
        read from nearer still, but with all of the area in view, if its names can be read so."""
        plan, room = self._scene.plan, self._room()
        if plan is None or plan.legible <= 1 or area.isEmpty():
            return 1.0
        whole = min(room.width() / area.width(), room.height() / area.height())
        return min(whole, plan.legible) if whole >= plan.needed else plan.legible

    @property
    def _smallest(self) -> float:
        """How far away one can go."""
        return min(_RANGE[0], 0.7 * self.fitting_scale)

    def _room(self) -> QRectF:
        margin = self._appearance.px(_MARGIN)
        return QRectF(self._view.viewport().rect()).adjusted(margin, margin, -margin, -margin)

    @property
    def travelling(self) -> bool:
        """Is it on its way somewhere by itself?"""
        return self._animator.is_running(_GLIDE)

    # how it moves by itself

    def fit(self, *, animated: bool = False) -> None:
        """Show the whole graph, in the middle."""
        self.fitted, self._led = True, False
        self.shown_whole.emit()
        self._fit(animated)

    def _fit(self, animated: bool, *, along: bool = False) -> None:
        room = self._room()
        if room.width() < 10 or room.height() < 10:
            return
        self._scene.suit(room.width(), room.height())
        content = self._scene.content()
        if not content.isEmpty():
            self.stand(self.fitting_scale, content.center(), animated=animated, along=along)

    def keep(self, *, animated: bool = False) -> None:
        """After a new layout or size: go on showing everything, unless it was moved by hand, or
        is led and everything would still be too small."""
        if self.fitted and self._led and self.reads_whole:
            self.fit(animated=animated)
        elif self.fitted and not self._led:
            self._fit(animated)
        else:
            self._place(self.scale, self._middle)

    def follow_change(
        self,
        looked_at: tuple[str, QPointF] | None,
        here: QPointF,
        drawn: Plan | None = None,
        *,
        animated: bool,
    ) -> None:
        """After a change of the graph: go on showing everything, as calmly as the plan that was
        `drawn` before allows; or, where it was moved by hand, keep the node that was in the middle
        where it was."""
        plan = self._scene.plan
        readable = self._led and self.reads_whole
        if self.shows_whole and drawn is not None:
            self._fit_calmly(drawn, animated)
            return
        if self.shows_whole or readable or looked_at is None or plan is None:
            self._led = False
            self._fit(animated, along=True)
            return
        node, before = looked_at
        after = plan.layout.positions.get(node)
        shift = QPointF(*after) - before if after is not None else QPointF()
        self.stand(self.scale, here + shift, animated=animated, along=True)

    def _fit_calmly(self, drawn: Plan, animated: bool) -> None:
        """Show everything, as large as before if it is drawn alike, fits and can be read so; and
        most nodes, as far as there is room, at the places of the screen where they were."""
        (scale, centre), room = self._goal, self._room()
        self._scene.suit(room.width(), room.height())
        plan, content = self._scene.plan, self._scene.content()
        fitting = self.fitting_scale
        if plan is None or content.isEmpty():
            return
        steady = plan.kind == drawn.kind and plan.legible <= scale <= fitting
        now = scale if steady else fitting
        places, after = drawn.layout.positions, plan.layout.positions
        shared = [name for name in places if name in after]
        middle = content.center()
        if shared:
            was = np.array([places[name] for name in shared]) - (centre.x(), centre.y())
            wanted = np.median(np.array([after[n] for n in shared]) - was * scale / now, axis=0)
            spare = (room.width() / now - content.width(), room.height() / now - content.height())
            off = np.array(wanted) - (middle.x(), middle.y())
            most = np.maximum(spare, 0.0) / 2
            middle += QPointF(*np.clip(off, -most, most).tolist())
        self.stand(now, middle, animated=animated, along=True)

    def frame(self, area: QRectF, *, above: float = 0.0, animated: bool = False) -> None:
        """Fill the view with a part of the scene, `above` so many pixels at its lower edge, over
        which something else lies."""
        self.fitted = False
        room = self._room()
        high = max(room.height() - above, room.height() / 2)
        scale = min(room.width() / area.width(), high / area.height())
        middle = area.center() + QPointF(0, (room.height() - high) / 2 / scale)
        self.stand(scale, middle, animated=animated)

    def stay(self, scale: float, centre: QPointF) -> None:
        """Stand where hands have left it on another day; if there is anything to be seen from
        there."""
        port = self._view.viewport()
        seen = QRectF(0, 0, port.width() / scale, port.height() / scale)
        seen.moveCenter(centre)
        if scale < self._smallest or not seen.intersects(self._scene.content()):
            self.fit()
            return
        self.fitted = False
        self.stand(scale, centre)

    def stand(
        self, scale: float, centre: QPointF, *, animated: bool = False, along: bool = False
    ) -> None:
        """Show `centre` in the middle, at `scale`; at once, or on the way there. Going `along`
        with a layout that changes, the edges of the view move as evenly as nodes do."""
        self._animator.stop(_GLIDE)
        self._goal = scale, QPointF(centre)
        if not animated or self._appearance.reduced_motion or not self._view.isVisible():
            self._place(scale, centre)
            return
        s0, c0 = self.scale, self.centre

        def step(t: float) -> None:
            on_the_way = 1 / ((1 - t) / s0 + t / scale) if along else s0 * (scale / s0) ** t
            between = on_the_way if t < 1 else scale
            # what grows around one point of the view stays at that point
            near = math.isclose(scale, s0, rel_tol=1e-3)
            share = t if near else (1 / between - 1 / s0) / (1 / scale - 1 / s0)
            self._place(between, c0 + (centre - c0) * share)

        self._animator.start(_GLIDE, CHANGE_MS if along else _TRAVEL, step)

    def lead(self) -> None:
        """Somebody leads it from here on, step by step, with `stand`."""
        self._animator.stop(_GLIDE)
        self.fitted = self._led = True

    def release(self) -> None:
        """Nobody leads it any more: back to the whole, unless hands have moved it since."""
        if self.fitted and self._led:
            self.fit(animated=True)

    def _place(self, scale: float, centre: QPointF) -> None:
        if scale != self.scale:
            self._view.setTransform(QTransform.fromScale(scale, scale))
        self._roam()
        self._view.centerOn(centre)
        self._tell()

    def _roam(self) -> None:
        """Let the view be moved beyond the content, at any scale, as long as it shows some of it:
        an empty view would not say which way leads back."""
        port, left = self._view.viewport(), self._appearance.px(_IN_SIGHT)
        x, y = (max(side - left, 0) / self.scale for side in (port.width(), port.height()))
        wanted = self._scene.content().adjusted(-x, -y, x, y)
        if self._view.sceneRect() != wanted:
            self._view.setSceneRect(wanted)

    def _tell(self) -> None:
        self._middle = self.centre
        if not self._animator.is_running(_GLIDE):
            self._goal = self.scale, self._middle
        self._scene.reveal(self.visible, self.scale)
        self.moved.emit()

    # how hands move it

    def zoom(self, notches: float, around: QPointF | None = None, closest: float = 0.0) -> None:
        """Zoom by notches of the wheel, keeping what is under `around` (the middle) in place;
        as near as `closest`, where there is something that can only be read from there."""
        self._take()
        low, high = self._smallest, max(_RANGE[1], self.scale, closest)
        scale = min(max(self.scale * _NOTCH**notches, low), high)
        middle = QPointF(self._view.viewport().rect().center())
        at = around if around is not None else middle
        fixed = self._view.viewportTransform().inverted()[0].map(at)
        self._place(scale, fixed + (middle - at) / scale)

    def pan(self, by: QPointF) -> None:
        """Move what is seen by so many pixels. What stays is not painted again."""
        self._take()
        for bar, way in (
            (self._view.horizontalScrollBar(), by.x()),
            (self._view.verticalScrollBar(), by.y()),
        ):
            bar.setValue(bar.value() - round(way))
        self._tell()

    def look_at(
        self, centre: QPointF, scale: float = 0.0, *, off: float = 0.0, animated: bool = False
    ) -> None:
        """Somebody wants to see this point, so many pixels below the middle as it is to be `off`;
        no smaller than at `scale`."""
        self._take()
        scale = max(self.scale, scale)
        self.stand(scale, centre - QPointF(0, off / scale), animated=animated)

    def _take(self) -> None:
        self._animator.stop(_GLIDE)
        self.fitted = False
        self.taken.emit()

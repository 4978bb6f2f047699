"""The map of a surface: a race upon it, taken apart, and the basins of its minima.

On a surface both axes have the same scale, so a step against the gradient is at a right angle to
the contour line, as it should be. A function of x alone is drawn as a curve, and its racers walk
on it. With the keyboard on the plot the arrow keys move the start.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.engine import Array
from core.messages import Message
from core.surfaces import Minima, Minimum, Point, Surface
from core.surfaces.fineness import UNREADABLE, roughness
from core.surfaces.race.anatomy import Anatomy, Part
from core.surfaces.race.basins import BEYOND, LOST, NOTHING, UNDER_WAY, Basins
from core.surfaces.race.lowest import lowest_of
from gui.appearance import Appearance
from gui.arena.arrows import Arrows
from gui.arena.basin_item import BasinItem
from gui.arena.curve_projection import flattened, home, on_curve, placed, step_area
from gui.arena.landmarks import RING
from gui.arena.map_note import MapNote
from gui.arena.map_view import MapView
from gui.arena.plane import NONE
from gui.arena.profile import Profile
from gui.arena.surface_3d import POINTS
from gui.arena.surface_item import finest
from gui.arena.trails import Trail
from gui.i18n import Translator

_FEW = 40  # points of each path, that words on the map had better leave free
_GRAB = 2.0  # radii of a ring
_STRIDE, _FINE = 0.03, 0.005  # of the view, for an arrow key, and with Shift
_ARROW_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class SurfaceView(MapView):
    """Shows one surface; emits what somebody does to its starts."""

    start_moved = Signal(int, float, float)
    start_added = Signal(float, float)
    start_removed = Signal(int)
    start_settled = Signal()
    keys = MapView.keys | set(_ARROW_KEYS)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._surface: Surface | None = None
        self.note = MapNote(appearance, translator, self)
        self._state: str | None = None  # of the minima, if it needs words
        self._fine = False  # finer than its picture
        self._about: Message | None = None  # the basins that are shown
        self._starts: tuple[Point, ...] = ()
        self._ways = np.empty((0, 2))  # some points of each path
        self.minima: tuple[Minimum, ...] = ()  # of the surface, and of what else is in view
        self._basins = BasinItem(appearance)
        self._profile = Profile(appearance)
        self._arrows = Arrows(appearance)
        self._covered = {"arrows": False, "basins": False}
        for item, height in ((self._basins, -1), (self._profile, 1), (self._arrows, 4)):
            self._lay(item, height)
        self._placing = QTimer(self, singleShot=True, interval=0)  # once, whatever has changed
        self._placing.timeout.connect(self.place_note)
        self._plane.sigResized.connect(self._placing.start)
        self.view_moved.connect(self._look)
        self._plane.start_at.connect(self._on_start)
        self._plane.start_added.connect(self._on_added)
        self._plane.start_removed.connect(self.start_removed)
        self._plane.start_settled.connect(self.start_settled)
        translator.bind(self.setAccessibleName, "arena.plot.name")
        translator.bind(self.setToolTip, "arena.plot.hint")

    # what is shown

    @property
    def home(self) -> QRectF | None:
        return None if self._surface is None else home(self._surface)

    def show_surface(self, surface: Surface) -> None:
        if surface is self._surface:
            return
        self._surface = surface
        self._surface_item.show_surface(surface)
        self._profile.show_surface(surface)
        self._landmarks.name_axes("x", "f" if surface.is_curve else "y")
        self._plane.setAspectLocked(not surface.is_curve)
        self._basins.show_basins(None)
        self.fit()
        self.show_surface_3d()
        self._rest.start()

    def show_minima(self, minima: Minima) -> None:
        """Mark those that are known so far, and say so if these are not all."""
        self.minima, surface = minima.found, self._surface
        marked = minima.found
        if surface is not None and surface.is_curve:
            marked = tuple(replace(m, points=on_curve(surface, m.points)) for m in marked)
        lowest = lowest_of(surface, minima.found) if surface is not None else ()
        known = len(lowest) < len(minima.found)  # else there are none that they are lower than
        self._landmarks.show_minima(marked, [known and each in lowest for each in minima.found])
        self._state = None if minima.complete else "broken_off" if minima.broken_off else "many"
        self._state = self._state if minima.final else "searching"
        self._say()

    def _say(self) -> None:
        """What is to be known of the marks, else what the colours are."""
        about = self._about
        if self._fine and self._state != "searching" and about is None:
            curve = self._surface is not None and self._surface.is_curve
            about = Message("arena.minima.finer_curve" if curve else "arena.minima.finer")
        elif self._state is not None:
            about = Message(f"arena.minima.{self._state}", {"n": len(self.minima)})
        self.note.say(about)
        self._placing.start()

    @Slot()
    def _look(self) -> None:
        self._fine = self.is_finer
        self._say()

    @property
    def is_finer(self) -> bool:
        """Is what is in view finer than its picture?"""
        area = QRectF(self._plane.sceneBoundingRect())
        if self._surface is None or area.width() <= 1 or area.height() <= 1:
            return False
        side = 1.0 if self._surface.is_curve else finest(area)
        columns, rows = int(area.width() / side), int(area.height() / side)
        if not self.surface_3d.isHidden():
            columns = rows = POINTS
        return roughness(self._surface, *self.ranges, columns, rows) > UNREADABLE

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:
            self._placing.start()

    def close(self) -> bool:
        self._placing.stop()
        return super().close()

    @Slot()
    def place_note(self) -> None:
        """Where it hides the least of what is shown now."""
        if self._surface is None:
            return
        points = [*(each.point for each in self.minima), *self._starts]
        marks, along = self._spots(np.reshape(points, (-1, 2))), self._spots(self._ways)
        plane = self.mapFromScene(self._plane.sceneBoundingRect()).boundingRect()
        letter = QPoint(1, 1) * self.note.fontMetrics().height()
        names = plane.topLeft() + letter, plane.bottomRight() - letter  # those of the axes
        self.note.place(plane, np.vstack([marks, *(name.toTuple() for name in names)]), along)

    def _spots(self, points: Array) -> Array:
        """Pixels of this widget, (n, 2), of those of these points that are in view."""
        (left, right), (bottom, top) = self.ranges
        low, high = np.array([left, bottom]), np.array([right, top])
        seen = points[((points >= low) & (points <= high)).all(axis=1)]
        ends = np.array([self.pixel_of(*corner).toTuple() for corner in (low, high)])
        return ends[0] + (seen - low) / (high - low) * (ends[1] - ends[0])

    def zoom_to(self, anatomy: Anatomy, hidden: frozenset[Part]) -> None:
        """Show the arrows of one step as large as they fit."""
        if self._surface is None:
            return
        view = step_area(self._surface, flattened(self._surface, anatomy, self.area), hidden)
        if view is not None:
            self._plane.setRange(view, padding=0)
            self._on_moved()

    def show_starts(self, starts: tuple[Point, ...]) -> None:
        if self._surface is not None:
            starts = tuple(placed(self._surface, start) for start in starts)
        self._starts = starts
        self._landmarks.show_starts(self._starts)
        self._placing.start()

    def show_ways(self, ways: Sequence[Array]) -> None:
        if self._surface is not None and self._surface.is_curve:
            ways = [on_curve(self._surface, way) for way in ways]
        super().show_ways(ways)
        few = [way[:: -max(len(way) // _FEW, 1)] for way in ways]  # the last one is among them
        self._ways = np.concatenate([np.empty((0, 2)), *few])
        self._placing.start()

    def show_trails(self, trails: Sequence[Trail]) -> None:
        if self._surface is not None and self._surface.is_curve:
            trails = [replace(each, points=on_curve(self._surface, each.points)) for each in trails]
        super().show_trails(trails)

    def show_anatomy(self, anatomy: Anatomy | None, hidden: frozenset[Part]) -> None:
        if anatomy is not None and self._surface is not None:
            anatomy = flattened(self._surface, anatomy, self.area)
        self._arrows.show_anatomy(anatomy, hidden)
        self._lay_flat(arrows=anatomy is not None)

    @property
    def cut(self) -> frozenset[Part]:
        """The arrows that are longer than they are shown."""
        return self._arrows.cut_at(self.area)

    def show_basins(self, basins: Basins | None, name: str = "", steps: int = 0) -> None:
        """Those of the racer of this name, who had so many steps."""
        self._about = basins_note(basins, name, steps) if basins is not None else None
        self._say()
        curve = self._surface is not None and self._surface.is_curve
        if basins is not None and curve:  # a strip as high as whatever is in view
            view = self.area
            high = (view.top() - 10 * view.height(), view.bottom() + 10 * view.height())
            basins = replace(basins, y_range=high)
        self._basins.show_basins(basins)
        self._surface_item.set_bare(basins is not None)
        self._landmarks.set_coloured(basins is not None)
        self._lay_flat(basins=basins is not None)

    @property
    def colours(self) -> Sequence[QColor]:
        return self._basins.colours

    def _lay_flat(self, **covered: bool) -> None:
        """Arrows and basins are drawn on the map."""
        self._covered |= covered
        self.set_flat(any(self._covered.values()))

    # what somebody does

    def _start_at(self, point: QPointF) -> int:
        """The start whose ring is under this point."""
        here = self._plane.mapViewToScene(point)
        reach = _GRAB * self._appearance.px(RING)
        for i, start in enumerate(self._starts):
            away = self._plane.mapViewToScene(QPointF(*start)) - here
            if np.hypot(away.x(), away.y()) <= reach:
                return i
        return NONE

    @Slot(int, QPointF)
    def _on_start(self, index: int, point: QPointF) -> None:
        self.start_moved.emit(index, *self._within(point))

    @Slot(QPointF)
    def _on_added(self, point: QPointF) -> None:
        self.start_added.emit(*self._within(point))

    def _within(self, point: QPointF) -> Point:
        (left, right), (bottom, top) = self._plane.viewRange()
        return min(max(point.x(), left), right), min(max(point.y(), bottom), top)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key not in _ARROW_KEYS or not self._starts:
            super().keyPressEvent(event)
            return
        fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        stride = (_FINE if fine else _STRIDE) * self.area.width()
        dx, dy = _ARROW_KEYS[key]
        x, y = self._starts[0]
        self.start_moved.emit(0, x + dx * stride, y + dy * stride)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROW_KEYS and not event.isAutoRepeat():
            self.start_settled.emit()
        super().keyReleaseEvent(event)


def basins_note(basins: Basins, name: str, steps: int) -> Message:
    """Whose they are, and after how many steps. Of the ends that are no minimum in view only those
    that there are."""
    kinds = {"beyond": BEYOND, "under_way": UNDER_WAY, "lost": LOST, "nothing": NOTHING}
    there = {
        kind: Message(f"arena.minima.basins_{kind}") if (basins.ends == end).any() else ""
        for kind, end in kinds.items()
    }
    return Message("arena.minima.basins", {"name": name, "steps": steps, **there})

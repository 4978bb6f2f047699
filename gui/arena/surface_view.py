"""The plot: map, landmarks, racers and arrows over two axes.

On a surface both axes have the same scale, so a step against the gradient is at a right angle to
the contour line, as it should be. A function of x alone is drawn as a curve, and its racers walk
on it. With the keyboard on the plot the arrow keys move the start.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from core.surfaces import Point, Range, Surface, minima_of
from core.surfaces.anatomy import Anatomy, Part
from core.surfaces.basins import Basins
from gui.appearance import Appearance
from gui.arena.arrows import Arrows
from gui.arena.basin_item import BasinItem
from gui.arena.ground import Ground
from gui.arena.landmarks import RING, Landmarks
from gui.arena.map_style import MapStyle
from gui.arena.number_axis import NumberAxis
from gui.arena.placing import flattened, home, on_curve, placed, step_area
from gui.arena.plane import NONE, Plane
from gui.arena.profile import Profile
from gui.arena.solid import Solid
from gui.arena.trails import Trail, Trails
from gui.i18n import Translator

_REST_MS = 120  # after the last move of the view it is drawn finely
_GRAB = 2.0  # radii of a ring
_STRIDE, _FINE = 0.03, 0.005  # of the view, for an arrow key, and with Shift
_ARROW_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_OTHER_KEYS = {
    Qt.Key.Key_Space,
    Qt.Key.Key_Home,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
    Qt.Key.Key_Equal,
}


class SurfaceView(pg.GraphicsLayoutWidget):
    """Shows one surface; emits what somebody does to its starts.

    Not a `PlotWidget`, which builds menus and a form of settings that nobody gets to see.
    """

    start_moved = Signal(int, float, float)
    start_added = Signal(float, float)
    start_removed = Signal(int)
    start_settled = Signal()
    view_moved = Signal()
    play_wanted = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._surface: Surface | None = None
        self._starts: tuple[Point, ...] = ()
        self._ground = Ground(appearance)
        self._basins = BasinItem(appearance)
        self._profile = Profile(appearance)
        self._landmarks = Landmarks(appearance)
        self._trails = Trails(appearance)
        self._arrows = Arrows(appearance)
        self._plane = Plane(self._start_at)
        self._axes = [NumberAxis("left"), NumberAxis("bottom")]
        self.solid = Solid(appearance, self)
        self._style = MapStyle()
        self._reasons: dict[str, bool] = {}
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._compose()
        self._connect()
        translator.bind(self.setAccessibleName, "arena.plot.name")
        translator.bind(self.setToolTip, "arena.plot.hint")
        translator.bind(self.solid.setAccessibleName, "landscape.plot.solid_name")
        translator.bind(self.solid.setToolTip, "landscape.plot.solid_hint")
        appearance.changed.connect(self.dress)
        self.dress()

    def _compose(self) -> None:
        layers = (
            self._basins,
            self._ground,
            self._profile,
            self._landmarks,
            self._trails,
            self._arrows,
        )
        for item in layers:  # from the ground up
            self._plane.addItem(item, ignoreBounds=True)
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.ci.layout.setSpacing(0)
        self.addItem(self._plane, 0, 1)
        for axis, cell in zip(self._axes, ((0, 0), (1, 1)), strict=True):
            axis.linkToView(self._plane)
            self.addItem(axis, *cell)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        self._plane.start_at.connect(self._on_start)
        self._plane.start_added.connect(self._on_added)
        self._plane.start_removed.connect(self.start_removed)
        self._plane.start_settled.connect(self.start_settled)
        self._plane.moved.connect(self._on_moved)
        self._plane.sigRangeChanged.connect(self.show_solid)
        self.solid.play_wanted.connect(self.play_wanted)
        self._rest.timeout.connect(self._on_rest)

    # what is shown

    def show_surface(self, surface: Surface) -> None:
        if surface is self._surface:
            return
        self._surface = surface
        self._ground.show_surface(surface)
        self._profile.show_surface(surface)
        self._landmarks.show_minima(tuple(placed(surface, p) for p in minima_of(surface)))
        self._landmarks.name_axes("x", "f" if surface.is_curve else "y")
        self._plane.setAspectLocked(not surface.is_curve)
        self._basins.show_basins(None)
        self.fit()
        self.show_solid()

    @Slot()
    def fit(self) -> None:
        """The part of the plane that the surface's author meant."""
        if self._surface is None:
            return
        self._plane.setRange(home(self._surface), padding=0)
        self.view_moved.emit()

    def zoom_to(self, anatomy: Anatomy, hidden: frozenset[Part]) -> None:
        """Show the arrows of one step as large as they fit."""
        if self._surface is None:
            return
        view = step_area(self._surface, flattened(self._surface, anatomy, self.area), hidden)
        if view is not None:
            self._plane.setRange(view, padding=0)
            self._on_moved()

    def show_part(self, area: QRectF) -> None:
        """Show this part of the plane, as far as the shape of the plot lets it."""
        self._plane.setRange(area, padding=0)

    def show_starts(self, starts: tuple[Point, ...]) -> None:
        if self._surface is not None:
            starts = tuple(placed(self._surface, start) for start in starts)
        self._starts = starts
        self._landmarks.show_starts(self._starts)

    def show_trails(self, trails: Sequence[Trail]) -> None:
        if self._surface is not None and self._surface.is_curve:
            trails = [replace(each, points=on_curve(self._surface, each.points)) for each in trails]
        self._trails.show_trails(trails)
        self.solid.show_trails(trails)

    def show_anatomy(self, anatomy: Anatomy | None, hidden: frozenset[Part]) -> None:
        if anatomy is not None and self._surface is not None:
            anatomy = flattened(self._surface, anatomy, self.area)
        self._arrows.show_anatomy(anatomy, hidden)
        self._lay_flat(arrows=anatomy is not None)

    def show_basins(self, basins: Basins | None) -> None:
        curve = self._surface is not None and self._surface.is_curve
        if basins is not None and curve:  # a strip as high as whatever is in view
            view = self.area
            high = (view.top() - 10 * view.height(), view.bottom() + 10 * view.height())
            basins = replace(basins, y_range=high)
        self._basins.show_basins(basins)
        self._ground.set_bare(basins is not None)
        self._landmarks.set_coloured(basins is not None)
        self._lay_flat(basins=basins is not None)

    def _lay_flat(self, **reasons: bool) -> None:
        """What there is on the map that a landscape would cover."""
        before = self._flat
        self._reasons |= reasons
        if self._flat is not before:
            self.show_solid()

    @property
    def _flat(self) -> bool:
        return any(self._reasons.values())

    def set_style(self, style: MapStyle) -> None:
        self._style = style
        self._ground.set_style(style)
        self._landmarks.set_grid(style.grid)
        self.show_solid()

    @Slot()
    def show_solid(self) -> None:
        """The landscape itself, over the map, if that is wanted. A curve has none; arrows and
        basins are drawn on the map."""
        ground = self._ground.surface
        flat = self._flat or ground is None or ground.is_curve
        wanted = self._style.solid and not flat
        self.solid.setVisible(wanted)
        if wanted:
            names = self._landmarks.names
            self.solid.show_ground(ground, self.area, self._style.climb, names)

    # the plane and its pixels

    @property
    def area(self) -> QRectF:
        """The part of the plane in view, y upwards."""
        return self._plane.viewRect()

    @property
    def ranges(self) -> tuple[Range, Range]:
        """What is in view, of x and of y."""
        area = self.area
        return (area.left(), area.right()), (area.top(), area.bottom())

    def pixel_of(self, x: float, y: float) -> QPointF:
        """Where a point of the plane is in this widget."""
        return QPointF(self.mapFromScene(self._plane.mapViewToScene(QPointF(x, y))))

    @Slot()
    def zoom_in(self) -> None:
        self._plane.zoom_in()

    @Slot()
    def zoom_out(self) -> None:
        self._plane.zoom_out()

    # what somebody does

    def _start_at(self, point: QPointF) -> int:
        """Which start's ring is under this point of the plane?"""
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

    @Slot()
    def _on_moved(self) -> None:
        self._ground.set_moving(True)
        self._rest.start()

    @Slot()
    def _on_rest(self) -> None:
        self._ground.set_moving(False)
        self.view_moved.emit()

    def event(self, event: QEvent) -> bool:
        """The keys that the plot knows are its own while it has the keyboard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            shift = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            known = event.key() in _ARROW_KEYS or event.key() in _OTHER_KEYS
            if known and not event.modifiers() & ~shift:
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROW_KEYS and self._starts:
            fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            stride = (_FINE if fine else _STRIDE) * self.area.width()
            dx, dy = _ARROW_KEYS[key]
            x, y = self._starts[0]
            self.start_moved.emit(0, x + dx * stride, y + dy * stride)
        elif key == Qt.Key.Key_Space:
            self.play_wanted.emit()
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROW_KEYS and not event.isAutoRepeat():
            self.start_settled.emit()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._landmarks.set_focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._landmarks.set_focused(False)

    @Slot()
    def dress(self) -> None:
        """Take the colours and sizes of the moment."""
        self.setBackground(self._appearance.theme.panel)
        for axis in self._axes:
            axis.dress(self._appearance)
        self._basins.dress()
        self._ground.redraw()
        self.solid.redraw()
        for item in (self._landmarks, self._trails, self._arrows, self._profile):
            item.update()

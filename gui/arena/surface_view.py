"""The plot: map, landmarks and racers over two axes with the same scale.

With one scale for both axes a step against the gradient is at a right angle to the contour line,
as it should be. The view stands still: a click, or a drag of the ring, moves the start instead.
"""

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QFrame, QGraphicsSceneWheelEvent, QSizePolicy, QWidget

from core.format import number
from core.surfaces import Point, Surface
from gui.appearance import Appearance
from gui.arena.contours import Contours
from gui.arena.landmarks import Landmarks
from gui.arena.trails import Trails
from gui.i18n import Translator


class _Ground(pg.ViewBox):
    """The area between the axes: where it is pressed, the race starts."""

    pressed_at = Signal(QPointF)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.setAspectLocked(True)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mouseClickEvent(self, event: MouseClickEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.pressed_at.emit(self.mapToView(event.pos()))

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.pressed_at.emit(self.mapToView(event.pos()))

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        event.ignore()


class _Axis(pg.AxisItem):
    """An axis whose numbers are written as everywhere else in the program."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [number(value * scale) for value in values]


class SurfaceView(pg.GraphicsLayoutWidget):
    """Shows one surface; emits `start_chosen` (x, y) where somebody clicks or drags.

    Not a `PlotWidget`, which builds menus and a form of settings that nobody gets to see.
    """

    start_chosen = Signal(float, float)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._surface: Surface | None = None
        self._contours = Contours(appearance)
        self._landmarks = Landmarks(appearance)
        self._trails = Trails(appearance)
        self._ground = _Ground()
        self._axes = [_Axis("left"), _Axis("bottom")]
        self._compose()
        self._ground.pressed_at.connect(self._choose_start)
        translator.bind(self.setAccessibleName, "arena.plot.name")
        translator.bind(self.setToolTip, "arena.plot.hint")
        appearance.changed.connect(self.dress)
        self.dress()

    def _compose(self) -> None:
        for item in (self._contours, self._landmarks, self._trails):  # from the ground up
            self._ground.addItem(item, ignoreBounds=True)
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.ci.layout.setSpacing(0)
        self.addItem(self._ground, 0, 1)
        for axis, cell in zip(self._axes, ((0, 0), (1, 1)), strict=True):
            axis.linkToView(self._ground)
            self.addItem(axis, *cell)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_surface(self, surface: Surface) -> None:
        if surface is self._surface:
            return
        self._surface = surface
        (left, right), (bottom, top) = surface.x_range, surface.y_range
        self._contours.show_surface(surface)
        self._landmarks.show_minima(surface.minima)
        self._ground.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    def show_start(self, start: Point) -> None:
        self._landmarks.show_start(start)

    def show_trails(self, trails: Mapping[str, np.ndarray]) -> None:
        self._trails.show_trails(trails)

    @property
    def area(self) -> QRectF:
        """The part of the plane in view, y upwards."""
        return self._ground.viewRect()

    def pixel_of(self, x: float, y: float) -> QPointF:
        """Where a point of the plane is in this widget."""
        return QPointF(self.mapFromScene(self._ground.mapViewToScene(QPointF(x, y))))

    @Slot(QPointF)
    def _choose_start(self, point: QPointF) -> None:
        (left, right), (bottom, top) = self._ground.viewRange()
        x, y = min(max(point.x(), left), right), min(max(point.y(), bottom), top)
        self.start_chosen.emit(x, y)

    @Slot()
    def dress(self) -> None:
        """Take the colours and sizes of the moment."""
        theme, px = self._appearance.theme, self._appearance.px
        self.setBackground(theme.panel)
        for axis in self._axes:
            axis.setTickFont(self._appearance.font("small"))
            axis.setPen(QPen(theme.outline, px(1)))
            axis.setTextPen(theme.muted)
            axis.setStyle(tickLength=-px(4), tickTextOffset=px(4), hideOverlappingLabels=True)
            axis.enableAutoSIPrefix(False)
        self._contours.redraw()
        self._landmarks.update()
        self._trails.update()

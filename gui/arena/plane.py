"""The area between the axes: clicked it takes a start, dragged it moves the start or the view."""

from collections.abc import Callable

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

_ZOOM = 1.0015  # for each unit of the wheel
_KEYS = 1.25

NONE = -1
Grab = Callable[[QPointF], int]  # the number of the start under a point of the plane, or NONE


class Plane(pg.ViewBox):
    """A left click is a start; with Shift it is another one; a right click on a start takes it
    away. A drag of a ring moves that start, any other drag the view; the wheel zooms."""

    start_at = Signal(int, QPointF)
    start_added = Signal(QPointF)
    start_removed = Signal(int)
    start_settled = Signal()
    moved = Signal()

    def __init__(self, grab: Grab) -> None:
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self._grab = grab
        self._held = NONE
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mouseClickEvent(self, event: MouseClickEvent) -> None:
        point = self.mapSceneToView(event.scenePos())
        if not self.viewRect().contains(point):  # an axis hands its clicks on
            return
        if event.button() == Qt.MouseButton.RightButton:
            grabbed = self._grab(point)
            if grabbed != NONE:
                event.accept()
                self.start_removed.emit(grabbed)
        elif event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.start_added.emit(point)
            else:
                self.start_at.emit(0, point)
                self.start_settled.emit()

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        event.accept()
        if event.isStart():
            takes = event.button() == Qt.MouseButton.LeftButton and axis is None
            down = self.mapSceneToView(event.buttonDownScenePos())
            self._held = self._grab(down) if takes else NONE
        here = self.mapSceneToView(event.scenePos())
        if self._held != NONE:
            self.start_at.emit(self._held, here)
            if event.isFinish():
                self.start_settled.emit()
        else:
            away = self.mapSceneToView(event.lastScenePos()) - here
            self.pan(0.0 if axis == 1 else away.x(), 0.0 if axis == 0 else away.y())

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the whole program zooms
            return
        event.accept()
        self.zoom(_ZOOM ** -event.delta(), self.mapSceneToView(event.scenePos()))

    def zoom(self, factor: float, centre: QPointF | None = None) -> None:
        """Show so many times as much of the plane; the centre stays where it is."""
        view = self.viewRect()
        width = view.width() * factor
        if not 1e-9 < width < 1e9:
            return
        self.scaleBy((factor, factor), center=centre)
        self.moved.emit()

    def zoom_in(self) -> None:
        self.zoom(1 / _KEYS)

    def zoom_out(self) -> None:
        self.zoom(_KEYS)

    def pan(self, dx: float, dy: float) -> None:
        self.translateBy(x=dx, y=dy)
        self.moved.emit()

"""The window onto the stage: what is seen of it, and which gesture gets the pointer.

Whatever hands can do is a gesture of `gui/stage/hands/gestures/`; the view itself only moves and
zooms. Tab walks through the nodes. Ctrl + wheel is left to the program's text size.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from gui.appearance import Appearance
from gui.stage.hands.gestures import Gesture, Pan, Pointer
from gui.stage.items.node_item import NodeItem
from gui.stage.placing.glides import Glides
from gui.stage.scene import StageScene
from gui.stage.seeing.camera import Camera

_SLACK = 4  # pixels that a click may tremble
_FOCUS_MOVES_ON = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class StageView(QGraphicsView):
    """Shows a StageScene. Follows the size of the window until the user moves the view."""

    clicked = Signal(object)  # Pointer: pressed and released in one place
    double_clicked = Signal(object)  # Pointer
    menu_requested = Signal(object)  # Pointer: the right button, or the menu key
    key_pressed = Signal(object)  # QKeyEvent that the view does not need; accept it if you do
    key_released = Signal(object)  # QKeyEvent
    selected = Signal(str)  # the node that keys are for now; empty: none

    def __init__(
        self,
        scene: StageScene,
        appearance: Appearance,
        parent: QWidget | None = None,
        glides: Glides | None = None,
    ) -> None:
        super().__init__(scene, parent)
        self._appearance = appearance
        self._scene = scene
        self.glides = glides or Glides(self)
        self.camera = Camera(self, scene, appearance, self.glides)
        self.gestures: list[Gesture] = []  # asked in turn, before the stage itself is moved
        self._pan = Pan(self)
        self._active: Gesture | None = None
        self._pressed_at: QPointF | None = None  # until it has travelled far enough
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setMouseTracking(True)

    @property
    def zoom_factor(self) -> float:
        return self.transform().m11()

    @property
    def far(self) -> bool:
        """Is the graph so small in here that its numbers cannot be read?"""
        return self._scene.far

    # what is seen

    def fit(self, *, glide: bool = False) -> None:
        """Show the whole graph, in the middle."""
        self.camera.fit(glide=glide)

    def zoom(self, notches: float, around: QPointF | None = None) -> None:
        """Zoom by notches of the wheel, keeping what is under `around` (the middle) in place."""
        self.camera.zoom(notches, around, self._closest(around))

    def frame(self, area: QRectF) -> None:
        """Fill the view with a part of the scene."""
        self.camera.frame(area, glide=True)

    def _closest(self, at: QPointF | None) -> float:
        """How far one may zoom in on what is there: until the numbers of a picture can be read."""
        node = self.node_at(at) if at is not None else None
        return node.closest if node is not None else 0.0

    def pan(self, by: QPointF) -> None:
        """Move what is seen by so many pixels."""
        self.camera.pan(by)

    def keep(self, *, glide: bool = False) -> None:
        """After a new layout: follow the content if the user has not moved the view."""
        self.camera.keep(glide=glide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.keep()

    def hold(self, still: bool) -> None:
        """A hand is on something: the layout stays as it is until it lets go."""
        self._scene.held = still

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Whatever happens meanwhile, neither the layout nor the view moves for it."""
        before = self._scene.held
        self.hold(True)
        try:
            yield
        finally:
            self.hold(before)

    def show_cursor(self, shape: Qt.CursorShape | None) -> None:
        """The cursor over the stage; None: the usual one."""
        self.viewport().setCursor(shape if shape is not None else Qt.CursorShape.ArrowCursor)

    def redraw(self, area: QRectF) -> None:
        """Paint a part of the scene again, with what lies over it."""
        room = self.mapFromScene(area).boundingRect()
        self.viewport().update(room.adjusted(-3, -3, 3, 3))

    def drawForeground(self, painter: QPainter, area: QRectF | QRect) -> None:
        for gesture in self.gestures:
            gesture.paint(painter)

    # the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._active is not None and event.buttons() != event.button():
            return  # another button, in the middle of a drag
        self.cancel_gesture()  # one whose end somebody else has got
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        pointer = _pointer(event)
        takers = (*self.gestures, self._pan)
        self._active = next((each for each in takers if each.press(pointer)), None)
        self._pressed_at = pointer.at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointer = _pointer(event)
        if self._active is None:
            self._hover(pointer)
            return
        if self._pressed_at is not None:
            if (pointer.at - self._pressed_at).manhattanLength() < _SLACK:
                return
            self._pressed_at = None
        self._active.move(pointer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        active, self._active = self._active, None
        pointer = _pointer(event)
        if active is not None and self._pressed_at is None:
            active.release(pointer)
        elif active is not None:
            active.cancel()
            self.clicked.emit(pointer)
        self._pressed_at = None
        self._hover(pointer)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            pointer = _pointer(event)
            if any(gesture.double_click(pointer) for gesture in self.gestures):
                return
            self.double_clicked.emit(pointer)

    def cancel_gesture(self) -> bool:
        """Give up the drag in progress; was there one?"""
        active, self._active, self._pressed_at = self._active, None, None
        if active is None:
            return False
        active.cancel()
        self.show_cursor(None)
        return True

    def reconsider(self) -> None:
        """Another document is on the stage: give up a drag that was about the one before."""
        if self._active is not None and self._active.stale():
            self.cancel_gesture()

    def _hover(self, pointer: Pointer) -> None:
        """Every gesture learns where the pointer is; the first with a cursor shows it."""
        shapes = [gesture.hover(pointer) for gesture in self.gestures]
        self.show_cursor(next((shape for shape in shapes if shape is not None), None))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._active is None:
            self.leave_gestures()

    def leave_gestures(self) -> None:
        """The pointer is not there any more, or something else is going on."""
        for gesture in self.gestures:
            gesture.leave()

    def clear_hover(self) -> None:
        """Everything stands elsewhere: what was drawn for the pointer is wrong there."""
        if self._active is None:
            self.leave_gestures()
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        event.accept()
        if self._active is not None:
            return
        if event.device().type() is QInputDevice.DeviceType.TouchPad:
            self.pan(QPointF(event.pixelDelta() or event.angleDelta()))
            return
        turned = event.angleDelta().y() or event.angleDelta().x()  # Alt turns it sideways
        pointer = Pointer(event.position(), modifiers=event.modifiers())
        if not any(gesture.wheel(pointer, turned / 120) for gesture in self.gestures):
            self.zoom(turned / 120, event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.cancel_gesture()
        at = QPointF(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.place_of(self.selection).center()
        self.menu_requested.emit(Pointer(at, Qt.MouseButton.RightButton))

    def node_at(self, position: QPointF) -> NodeItem | None:
        """The node under a point of the viewport."""
        return self._scene.node_at(self.mapToScene(position.toPoint()))

    def node_near(self, position: QPointF, reach: float) -> NodeItem | None:
        """The node whose outline is not further than `reach` from a point of the viewport."""
        around = QRectF(position, position).adjusted(-reach, -reach, reach, reach)
        return self._scene.node_in(self.mapToScene(around.toRect()).boundingRect())

    def item_of(self, node: str) -> NodeItem | None:
        """The item that shows a node."""
        return self._scene.nodes.get(node)

    def place_of(self, node: str) -> QRectF:
        """The outline of a node in the viewport; the middle of it for no node."""
        item = self._scene.nodes.get(node)
        if item is None:
            return QRectF(self.viewport().rect().center(), self.viewport().rect().center())
        return QRectF(self.mapFromScene(item.mapRectToScene(item.body)).boundingRect())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        pinch = Qt.NativeGestureType.ZoomNativeGesture
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is pinch:
            self.zoom(event.value() * 7, event.position())  # of notches: twice the size is twice
            return True
        return super().viewportEvent(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        pointer = Pointer(QPointF(event.pos()))
        if any(gesture.speaks for gesture in self.gestures):
            QToolTip.hideText()
            return
        node = self.node_at(pointer.at)
        parts = [node.tooltip() if node else "", *(g.tip(pointer) for g in self.gestures)]
        QToolTip.showText(event.globalPos(), "\n\n".join(filter(None, parts)), self)

    # keyboard

    def event(self, event: QEvent) -> bool:
        """Escape in the middle of a drag is for the drag, whatever it does elsewhere."""
        overrides = event.type() is QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            busy = any(gesture.busy for gesture in self.gestures)
            event.setAccepted(self._active is not None or busy)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.cancel_gesture():
                return
            case Qt.Key.Key_Escape if any(gesture.escape() for gesture in self.gestures):
                return
            case Qt.Key.Key_Escape if self._scene.selected:
                self.select("")
            case Qt.Key.Key_0:
                self.fit(glide=True)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1)
            case Qt.Key.Key_Minus:
                self.zoom(-1)
            case _:
                event.ignore()
                self.key_pressed.emit(event)
                if not event.isAccepted():
                    super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        self.key_released.emit(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab goes through the nodes, then on to the next widget."""
        nodes = list(self._scene.nodes)
        start = -1 if forwards else len(nodes)
        here = nodes.index(self.selection) if self.selection else start
        following = here + (1 if forwards else -1)
        self.select(nodes[following] if 0 <= following < len(nodes) else "")
        return bool(self.selection) or super().focusNextPrevChild(forwards)

    @property
    def selection(self) -> str:
        """The node that keys are for; empty if none is selected."""
        return self._scene.selected if self._scene.selected in self._scene.nodes else ""

    def select(self, node: str) -> None:
        """Draw the ring around one node, or (an empty name) around none."""
        self._scene.select(node)
        self.selected.emit(self.selection)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in _FOCUS_MOVES_ON:
            self.select("")


def _pointer(event: QMouseEvent) -> Pointer:
    return Pointer(event.position(), event.button(), event.modifiers())

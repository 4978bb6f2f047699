"""The window onto the stage: what is seen of it, and which gesture gets the pointer.

Whatever hands can do is a gesture of `gui/stage/gestures/`; the view itself only moves and zooms.
Tab walks through the nodes. Ctrl + wheel is left to the program's text size.
"""

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
from gui.stage.gestures import Gesture, Pan, Pointer
from gui.stage.node_item import NodeItem
from gui.stage.scene import StageScene

_LARGEST = 1.8  # a small graph is not blown up beyond this by itself
_RANGE = (0.02, 8.0)
_NOTCH = 1.15
_MARGIN = 12
_SLACK = 4  # pixels that a click may tremble
_FOCUS_MOVES_ON = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class StageView(QGraphicsView):
    """Shows a StageScene. Follows the size of the window until the user moves the view."""

    edit_requested = Signal(str)  # a leaf's id
    clicked = Signal(object)  # Pointer: pressed and released in one place
    double_clicked = Signal(object)  # Pointer
    menu_requested = Signal(object)  # Pointer: the right button, or the menu key
    key_pressed = Signal(object)  # QKeyEvent that the view does not need; accept it if you do
    selected = Signal(str)  # the node that keys are for now; empty: none

    def __init__(
        self, scene: StageScene, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(scene, parent)
        self._appearance = appearance
        self._scene = scene
        self._fitted = True
        self._selection = ""
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

    # what is seen

    def fit(self) -> None:
        """Show the whole graph, in the middle."""
        self._fitted = True
        margin = self._appearance.px(_MARGIN)
        room = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
        if room.width() < 10 or room.height() < 10:
            return
        self._scene.suit(room.width(), room.height())
        content = self._scene.content()
        if content.isEmpty():
            return
        scale = min(room.width() / content.width(), room.height() / content.height(), _LARGEST)
        self._roam(content)
        self.resetTransform()
        self.scale(scale, scale)
        self.centerOn(content.center())

    def zoom(self, notches: float, around: QPointF | None = None) -> None:
        """Zoom by notches of the wheel, keeping what is under `around` (the middle) in place."""
        self._fitted = False
        low, high = _RANGE
        factor = _NOTCH**notches
        factor = min(max(self.zoom_factor * factor, low), high) / self.zoom_factor
        at = around if around is not None else QPointF(self.viewport().rect().center())
        before = self.mapToScene(at.toPoint())
        self.scale(factor, factor)
        after = self.mapToScene(at.toPoint())
        shift = after - before
        self.translate(shift.x(), shift.y())

    def pan(self, by: QPointF) -> None:
        """Move what is seen by so many pixels."""
        self._fitted = False
        self.translate(by.x() / self.zoom_factor, by.y() / self.zoom_factor)

    def keep(self) -> None:
        """After a new layout: follow the content if the user has not moved the view."""
        if self._fitted:
            self.fit()
        else:
            self._roam(self._scene.content())

    def _roam(self, content: QRectF) -> None:
        """Let the view be dragged some way beyond the content."""
        wide, high = 4 * self.viewport().width(), 4 * self.viewport().height()
        self.setSceneRect(content.adjusted(-wide, -high, wide, high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.keep()

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
        if self._active is not None:  # another button, in the middle of a drag
            return
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
            self.double_clicked.emit(_pointer(event))
            node = self.node_at(event.position())
            if node is not None and node.editable:
                self.edit_requested.emit(node.node)

    def cancel_gesture(self) -> bool:
        """Give up the drag in progress; was there one?"""
        active, self._active, self._pressed_at = self._active, None, None
        if active is None:
            return False
        active.cancel()
        self.show_cursor(None)
        return True

    def _hover(self, pointer: Pointer) -> None:
        """Every gesture learns where the pointer is; the first with a cursor shows it."""
        shapes = [gesture.hover(pointer) for gesture in self.gestures]
        self.show_cursor(next((shape for shape in shapes if shape is not None), None))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._active is None:
            for gesture in self.gestures:
                gesture.leave()

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
        found = (item for item in self.items(position.toPoint()) if isinstance(item, NodeItem))
        return next(found, None)

    def node_near(self, position: QPointF, reach: float) -> NodeItem | None:
        """The node whose outline is not further than `reach` from a point of the viewport."""
        around = QRectF(position, position).adjusted(-reach, -reach, reach, reach).toRect()
        for item in self.items(around):
            if isinstance(item, NodeItem):
                body = self.mapFromScene(item.mapRectToScene(item.body)).boundingRect()
                if body.intersects(around):
                    return item
        return None

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
        node = self.node_at(pointer.at)
        parts = [node.tooltip() if node else "", *(g.tip(pointer) for g in self.gestures)]
        QToolTip.showText(event.globalPos(), "\n\n".join(filter(None, parts)), self)

    # keyboard

    def event(self, event: QEvent) -> bool:
        """Escape in the middle of a drag is for the drag, whatever it does elsewhere."""
        overrides = event.type() is QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self._active is not None)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.cancel_gesture():
                return
            case Qt.Key.Key_Escape if self._selection:
                self.select("")
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1)
            case Qt.Key.Key_Minus:
                self.zoom(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.selection:
                self.edit_requested.emit(self.selection)
            case _:
                event.ignore()
                self.key_pressed.emit(event)
                if not event.isAccepted():
                    super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab goes through the nodes, then on to the next widget."""
        nodes = list(self._scene.nodes)
        start = -1 if forwards else len(nodes)
        here = nodes.index(self._selection) if self._selection in nodes else start
        following = here + (1 if forwards else -1)
        self.select(nodes[following] if 0 <= following < len(nodes) else "")
        return bool(self._selection) or super().focusNextPrevChild(forwards)

    @property
    def selection(self) -> str:
        """The node that keys are for; empty if none is selected."""
        return self._selection if self._selection in self._scene.nodes else ""

    def focused_leaf(self) -> str | None:
        return self.selection or None

    def select(self, node: str) -> None:
        """Draw the ring around one node, or (an empty name) around none."""
        self._selection = node
        self.mark_selection()
        self.selected.emit(self.selection)

    def mark_selection(self) -> None:
        """After a new layout: the ring is around the node that had it."""
        for item in self._scene.nodes.values():
            if item.focused != (item.node == self._selection):
                item.focused = item.node == self._selection
                item.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in _FOCUS_MOVES_ON:
            self.select("")


def _pointer(event: QMouseEvent) -> Pointer:
    return Pointer(event.position(), event.button(), event.modifiers())

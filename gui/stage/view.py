"""The window onto the stage: which gesture gets the pointer, and what keys do.

Whatever hands can do is a gesture of `gui/stage/editing/gestures/`; the view itself only moves and
zooms. Tab walks through the nodes. Ctrl + wheel is left to the program's text size.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from gui.appearance import Appearance
from gui.stage.animation.animator import Animator
from gui.stage.editing.gestures import Gesture, Pan, Pointer
from gui.stage.editing.router import GestureRouter
from gui.stage.items.node_item import NodeItem
from gui.stage.scene import StageScene
from gui.stage.viewport.scene_view import SceneView

_FOCUS_MOVES_ON = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class StageView(SceneView):
    """Hands pointer and keys on."""

    clicked = Signal(object)  # Pointer: pressed and released in one place
    menu_requested = Signal(object)  # Pointer: the right button, or the menu key
    key_pressed = Signal(object)  # QKeyEvent that the view does not need; accept it if you do
    key_released = Signal(object)  # QKeyEvent
    escaped = Signal()  # Escape, where nothing of the view's own was left to leave
    selected = Signal(str)  # the node that keys are for now; empty: none

    def __init__(
        self,
        scene: StageScene,
        appearance: Appearance,
        parent: QWidget | None = None,
        animator: Animator | None = None,
    ) -> None:
        super().__init__(scene, appearance, parent, animator)
        self._router = GestureRouter(Pan(self))  # what nobody takes moves the stage itself
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def gestures(self) -> list[Gesture]:
        """What hands can do here, asked in turn."""
        return self._router.gestures

    def drawForeground(self, painter: QPainter, area: QRectF | QRect) -> None:
        for gesture in self.gestures:
            gesture.paint(painter)

    # the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._router.active and event.buttons() != event.button():
            return  # another button, in the middle of a drag
        self.cancel_gesture()  # one whose end somebody else has got
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._router.press(Pointer.of(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._router.active:
            self._router.move(Pointer.of(event))
        else:
            self.show_cursor(self._router.hover(Pointer.of(event)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pointer = Pointer.of(event)
        if self._router.release(pointer):
            self.clicked.emit(pointer)
        self.show_cursor(self._router.hover(pointer))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._router.double_click(Pointer.of(event))

    def cancel_gesture(self) -> bool:
        """Give up the drag in progress; was there one?"""
        cancelled = self._router.cancel()
        if cancelled:
            self.show_cursor(None)
        return cancelled

    def reconsider(self) -> None:
        """Another document is on the stage: give up a drag that was about the one before."""
        if self._router.stale:
            self.cancel_gesture()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self._router.active:
            self.leave_gestures()

    def leave_gestures(self) -> None:
        """The pointer is not there any more, or something else is going on."""
        self._router.leave()

    def clear_hover(self) -> None:
        """Everything stands elsewhere: what was drawn for the pointer is wrong there."""
        if not self._router.active:
            self.leave_gestures()
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        event.accept()
        if self._router.active:
            return
        if event.device().type() is QInputDevice.DeviceType.TouchPad:
            self.pan(QPointF(event.pixelDelta() or event.angleDelta()))
            return
        turned = event.angleDelta().y() or event.angleDelta().x()  # Alt turns it sideways
        pointer = Pointer(event.position(), modifiers=event.modifiers())
        if not self._router.wheel(pointer, turned / 120):
            self.zoom(turned / 120, event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.cancel_gesture()
        at = QPointF(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.place_of(self.selection).center()
        self.menu_requested.emit(Pointer(at, Qt.MouseButton.RightButton))

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
        if self._router.speaks:
            QToolTip.hideText()
            return
        pointer = Pointer(QPointF(event.pos()))
        node = self.node_at(pointer.at)
        parts = [node.tooltip() if node else "", *self._router.tips(pointer)]
        QToolTip.showText(self._tip_place(event, node), "\n\n".join(filter(None, parts)), self)

    def _tip_place(self, event: QHelpEvent, node: NodeItem | None) -> QPoint:
        """Below the node that is explained, with the gradient under it; at the pointer, where that
        is not in view."""
        if node is None:
            return event.globalPos()
        room = self.mapFromScene(node.mapRectToScene(node.room)).boundingRect()
        below = QPoint(event.pos().x(), room.bottom())
        seen = self.viewport().rect().contains(below)
        return self.viewport().mapToGlobal(below) if seen else event.globalPos()

    # keyboard

    def event(self, event: QEvent) -> bool:
        """Escape in the middle of a drag is for the drag, whatever it does elsewhere."""
        overrides = event.type() is QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self._router.busy)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.cancel_gesture():
                return
            case Qt.Key.Key_Escape if self._router.escape():
                return
            case Qt.Key.Key_Escape if self._scene.selected:
                self.select("")
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_0:
                self.fit(animated=True)
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

"""The window onto the stage: drag to move, wheel to zoom, 0 to see everything.

Tab walks through the leaves, Enter edits one. Ctrl + wheel is left to the program's text size.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from gui.appearance import Appearance
from gui.stage.node_item import NodeItem
from gui.stage.scene import StageScene

_LARGEST = 1.8  # a small graph is not blown up beyond this by itself
_RANGE = (0.02, 8.0)
_NOTCH = 1.15
_MARGIN = 12


class StageView(QGraphicsView):
    """Shows a StageScene. Follows the size of the window until the user moves the view."""

    edit_requested = Signal(str)  # a leaf's id

    def __init__(
        self, scene: StageScene, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(scene, parent)
        self._appearance = appearance
        self._scene = scene
        self._fitted = True
        self._grabbed: QPointF | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)

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

    # mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self.zoom(event.angleDelta().y() / 120, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            node = self.node_at(event.position())
            editable = node is not None and node.editable
            shape = Qt.CursorShape.IBeamCursor if editable else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            return
        moved = event.position() - self._grabbed
        if self._fitted and moved.manhattanLength() < 4:  # a click is not a drag
            return
        self._grabbed = event.position()
        self._fitted = False
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.translate(moved.x() / self.zoom_factor, moved.y() / self.zoom_factor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.viewport().unsetCursor()
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self.node_at(event.position())
        if node is not None and node.editable:
            self.edit_requested.emit(node.node)

    def node_at(self, position: QPointF) -> NodeItem | None:
        """The node under a point of the viewport."""
        found = (item for item in self.items(position.toPoint()) if isinstance(item, NodeItem))
        return next(found, None)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            node = self.node_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), node.tooltip() if node else "", self)
            return True
        return super().viewportEvent(event)

    # keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1)
            case Qt.Key.Key_Minus:
                self.zoom(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.focused_leaf() is not None:
                self.edit_requested.emit(self.focused_leaf())
            case _:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab goes through the leaves, then on to the next widget."""
        leaves = [item for item in self._scene.nodes.values() if item.editable]
        here = next((i for i, item in enumerate(leaves) if item.focused), None)
        start = -1 if forwards else len(leaves)
        following = (start if here is None else here) + (1 if forwards else -1)
        self.focus_leaf(leaves[following].node if 0 <= following < len(leaves) else None)
        return self.focused_leaf() is not None or super().focusNextPrevChild(forwards)

    def focused_leaf(self) -> str | None:
        return next((n for n, item in self._scene.nodes.items() if item.focused), None)

    def focus_leaf(self, node: str | None) -> None:
        """Draw the keyboard's ring around one leaf, or around none."""
        for item in self._scene.nodes.values():
            if item.focused != (item.node == node):
                item.focused = item.node == node
                item.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.focus_leaf(None)

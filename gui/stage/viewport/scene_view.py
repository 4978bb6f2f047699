"""A view of the stage's scene: what is seen of it, and which node is where in it.

It follows the size of the window until somebody moves it. What hands do is not its business.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QHideEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from gui.appearance import Appearance
from gui.stage.animation.animator import Animator
from gui.stage.items.node_item import NodeItem
from gui.stage.scene import StageScene
from gui.stage.viewport.camera import Camera


class SceneView(QGraphicsView):
    """Shows a StageScene."""

    def __init__(
        self,
        scene: StageScene,
        appearance: Appearance,
        parent: QWidget | None = None,
        animator: Animator | None = None,
    ) -> None:
        super().__init__(scene, parent)
        self._appearance = appearance
        self._scene = scene
        self.animator = animator or Animator(self)
        self.camera = Camera(self, scene, appearance, self.animator)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setMinimumSize(160, 120)

    @property
    def zoom_factor(self) -> float:
        return self.transform().m11()

    @property
    def far(self) -> bool:
        """Is the graph so small in here that its numbers cannot be read?"""
        return self._scene.far

    # what is seen

    def fit(self, *, animated: bool = False) -> None:
        """Show the whole graph, in the middle."""
        self.camera.fit(animated=animated)

    def zoom(self, notches: float, around: QPointF | None = None) -> None:
        """Zoom by notches of the wheel, keeping what is under `around` (the middle) in place."""
        self.camera.zoom(notches, around, self._closest(around))

    def frame(self, area: QRectF, *, above: float = 0.0) -> None:
        """Fill the view with a part of the scene, `above` so many pixels at its lower edge."""
        self.camera.frame(area, above=above, animated=True)

    def _closest(self, at: QPointF | None) -> float:
        """How far one may zoom in on what is there: until the numbers of a picture can be read."""
        node = self.node_at(at) if at is not None else None
        return node.closest if node is not None else 0.0

    def pan(self, by: QPointF) -> None:
        """Move what is seen by so many pixels."""
        self.camera.pan(by)

    def keep(self, *, animated: bool = False) -> None:
        """After a new layout: follow the content if the user has not moved the view."""
        self.camera.keep(animated=animated)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.keep()

    def hideEvent(self, event: QHideEvent) -> None:
        """Meanwhile it may be squeezed into any size: from there nothing moves to its place."""
        super().hideEvent(event)
        self._scene.seen = False

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

    # which node is where

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

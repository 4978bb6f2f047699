"""The name of the card that one has come so near to that its own title is out of view."""

from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.format import shape
from gui.appearance import Appearance
from gui.stage.scene import StageScene
from gui.stage.viewport.camera import Camera

_EDGE = 6  # px from the upper left corner of the view


class NameTag(QLabel):
    """Lies over the upper left corner of a view."""

    def __init__(
        self, camera: Camera, scene: StageScene, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._camera, self._scene, self._appearance = camera, scene, appearance
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        camera.moved.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """The view shows another part of the graph."""
        text = self._text()
        self.setVisible(bool(text))
        if text and text != self.text():
            self.setText(text)
        if text:
            edge = self._appearance.px(_EDGE)
            self.setContentsMargins(edge, edge // 2, edge, edge // 2)
            self.setFont(self._appearance.font("title", bold=True))
            self.adjustSize()
            self.move(edge, edge)

    def _text(self) -> str:
        """Name, op and shape of the card in the middle of the view, if its title is not there."""
        seen, state = self._camera.visible, self._scene.state
        item = self._scene.node_at(seen.center())
        if item is None or state is None or item.style.picture is None:
            return ""
        title = item.mapRectToScene(item.title_room)
        if seen.contains(QRectF(title.topLeft(), QPointF(title.center().x(), title.bottom()))):
            return ""
        parts = item.style.title, item.style.symbol, shape(state.trace.values[item.node])
        return "  ".join(part for part in parts if part)

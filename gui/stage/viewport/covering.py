"""What lies over a view should lie over nothing that one wants to read."""

from PySide6.QtCore import QRect, QRectF, QSizeF

from gui.stage.scene import StageScene
from gui.stage.viewport.camera import Camera

_ON_ACTIVE = 1000  # times as bad as covering any other node is covering the one at work


def covered(camera: Camera, scene: StageScene, place: QRect) -> float:
    """How much of nodes, in units of the scene, lies under this place of the view; those at work
    count for many."""
    index, state = scene.index, scene.state
    if index is None or state is None:
        return 0.0
    corner = camera.visible.topLeft() + place.topLeft().toPointF() / camera.scale
    area = QRectF(corner, QSizeF(place.size()) / camera.scale)
    found = 0.0
    for name in index.nodes_in((area.left(), area.top(), area.right(), area.bottom())):
        left, top, right, bottom = index.rooms[index.number_of[name]].tolist()
        hit = area & QRectF(left, top, right - left, bottom - top)
        found += hit.width() * hit.height() * (_ON_ACTIVE if name in state.at_work else 1)
    return found

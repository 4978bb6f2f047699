"""The pulse: a number on its way along a wire."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.engine import Array, is_scalar
from core.format import number
from core.trace import Forward, Propagate
from gui.stage.items.motion import magnitude, thickness, within
from gui.stage.items.wire_path import STOP
from gui.stage.render_state import RenderState
from gui.stage.text_painting import text_width, write


class PulseItem(QGraphicsItem):
    """Travels along one wire while the event of the frame lasts; unseen at other times."""

    def __init__(self, state: RenderState) -> None:
        super().__init__()
        self._state = state
        self._text = ""
        self._radius = 0.0
        self._colour = QColor()
        self.setZValue(3)
        self.hide()

    def boundingRect(self) -> QRectF:
        half = self._half_width() + 2
        return QRectF(-half, -self._radius - 2, 2 * half, 2 * self._radius + 4)

    def _half_width(self) -> float:
        font = self._state.appearance.font("body", bold=True)
        room = text_width(self._text, font) / 2 + self._state.appearance.px(8)
        return max(self._radius, room if self._text else 0.0)

    def follow(self, path: QPainterPath, slot_value: Array) -> None:
        """Take the place and the number that the frame gives, on the wire `path`."""
        frame, theme = self._state.frame, self._state.theme
        opacity = 1.0
        match frame.event:
            case Forward():
                way = within(frame.progress, 0.0, 0.6)
                opacity = 1 - within(frame.progress, 0.6, 0.75)
                carried, colour = slot_value, theme.forward
            case Propagate(contribution=contribution, upstream=upstream):
                stops = not contribution.any()
                gone = within(frame.progress, 0.0, 1.0)
                way = 1 - (STOP * within(frame.progress, 0.0, 0.5) if stops else gone)
                opacity = 1 - within(frame.progress, 0.7, 1.0) if stops else 1.0
                carried, colour = (upstream if stops else contribution), theme.backward
            case _:
                self.hide()
                return
        self.prepareGeometryChange()
        self._text = number(carried, 3) if is_scalar(carried) else ""
        self._colour = colour
        strength = thickness(magnitude(carried)) if colour is theme.backward else 1.0
        self._radius = self._state.appearance.px(11) * (0.7 + 0.35 * strength)
        self.setPos(path.pointAtPercent(way))
        self.setOpacity(opacity)
        self.setVisible(opacity > 0)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        half = self._half_width()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        pill = QRectF(-half, -self._radius, 2 * half, 2 * self._radius)
        painter.drawRoundedRect(pill, self._radius, self._radius)
        if self._text:
            font = self._state.appearance.font("body", bold=True)
            write(painter, pill, self._text, font, self._state.theme.on_accent)

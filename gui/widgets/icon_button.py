"""A flat button with one icon, painted in a role colour."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.icons import paint_icon


class IconButton(QAbstractButton):
    """The button's words are its tooltip and its name for screen readers.

    They are `window.buttons.<icon>` unless another key is given; `keys` are the keyboard keys
    that do the same, which the tooltip shows in brackets.
    """

    def __init__(
        self,
        icon: str,
        appearance: Appearance,
        translator: Translator,
        *,
        key: str = "",
        keys: str = "",
        role: str = "ink",
        side: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._role = role
        self._side = side
        self._keys = keys
        self._appearance = appearance
        self._translator = translator
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_icon(icon, key)
        appearance.changed.connect(self._on_appearance)

    @property
    def icon_name(self) -> str:
        return self._icon

    def show_icon(self, icon: str, key: str = "") -> None:
        """Become another button: play becomes pause."""
        self._icon = icon
        self.say(Message(key or f"window.buttons.{icon}"), self._keys)
        self.update()

    def say(self, name: Message, keys: str = "") -> None:
        """What it does now, and with which keys."""
        hint = Message("window.buttons.with_keys", {"name": name, "keys": keys})
        self._translator.bind(self.setAccessibleName, name)
        self._translator.bind(self.setToolTip, hint if keys else name)

    def sizeHint(self) -> QSize:
        side = self._appearance.px(self._side) + 2 * self._appearance.px(6)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_back(painter)
        side = float(self._appearance.px(self._side))
        square = QRectF(0, 0, side, side)
        square.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        paint_icon(painter, self._icon, square, self._icon_colour())

    def _paint_back(self, painter: QPainter) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        ring = px(2) if self.hasFocus() else 0
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        back = self._back_colour()
        if back is not None or ring:
            frame.adjust(ring / 2, ring / 2, -ring / 2, -ring / 2)
            painter.setPen(QPen(theme.forward, ring) if ring else Qt.PenStyle.NoPen)
            painter.setBrush(back if back is not None else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, px(6), px(6))

    def _back_colour(self) -> QColor | None:
        theme = self._appearance.theme
        if self.isDown() and self.isEnabled():
            return theme.pressed
        if self.isChecked():
            return theme.selection
        if self.underMouse() and self.isEnabled():
            return theme.hover
        return None

    def _icon_colour(self) -> QColor:
        theme = self._appearance.theme
        if not self.isEnabled():
            return theme.disabled
        colour: QColor = getattr(theme, "forward" if self.isChecked() else self._role)
        return colour

    def _on_appearance(self) -> None:
        self.updateGeometry()
        self.update()

"""A button as large as a paragraph: a name, and a sentence about it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.spacing import space


class ChoiceCard(QAbstractButton):
    """All of it is clicked; Space or Enter press it when it has the keyboard."""

    def __init__(
        self,
        title: str,
        about: str | Message,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        column = QVBoxLayout(self)
        words: tuple[tuple[str | Message, str], ...] = (title, "forward"), (about, "muted")
        for key, tone in words:
            label = QLabel()
            label.setProperty("tone", tone)
            label.setProperty("role", "title" if key == title else "body")
            label.setWordWrap(True)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            translator.bind(label.setText, key)
            column.addWidget(label)
        self._noted = QLabel()
        self._noted.setProperty("role", "title")
        self._noted.setProperty("tone", "backward")
        self._noted.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._noted.hide()
        self._translator = translator
        column.addWidget(self._noted)
        space(column, appearance, margins=(12, 9, 12, 10), gap=2)
        translator.bind(self.setAccessibleName, title)
        translator.bind(self.setAccessibleDescription, about)
        appearance.changed.connect(self.update)

    def note(self, words: Message | None) -> None:
        """What is to be said of it at the moment; None says nothing."""
        self._noted.setVisible(words is not None)
        if words is not None:
            self._translator.bind(self._noted.setText, words)

    @property
    def noted(self) -> str:
        return "" if self._noted.isHidden() else self._noted.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = px(2) if self.hasFocus() else px(1)
        lit = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(theme.forward if lit else theme.border, width))
        painter.setBrush(theme.pressed if self.isDown() else theme.panel)
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, px(8), px(8))

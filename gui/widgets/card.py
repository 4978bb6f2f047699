"""A rounded frame with a quiet heading: what every panel is made of."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.nesting import nest
from gui.widgets.spacing import space


class Card(QFrame):
    """Put the content into `body`, and small buttons beside the heading into `header`."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        title: str | Message | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._translator = translator
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.header = QHBoxLayout()
        self.header.addWidget(self.heading, 1)
        self.body = QVBoxLayout()
        outer = QVBoxLayout(self)
        nest(outer, self.header)
        nest(outer, self.body, 1)
        space(outer, appearance, margins=(14, 11, 14, 13), gap=9)
        space(self.header, appearance, gap=4)
        space(self.body, appearance, gap=8)
        self.heading.setVisible(title is not None)
        if title is not None:
            self.set_title(title)

    def set_title(self, title: str | Message) -> None:
        """Another heading; a key or a message with its fields."""
        self._translator.bind(self.heading.setText, title)
        self._translator.bind(self.setAccessibleName, title)
        self.heading.show()

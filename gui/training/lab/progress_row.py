"""How far long work of the laboratory is, with buttons that halt and end it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import ElidedLabel, IconButton, nest, space

_PARTS = 1000


class ProgressRow(QWidget):
    """A line of words over a bar, and two buttons beside them."""

    toggled = Signal()  # rest, or go on
    stopped = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._translator = translator
        self.words = ElidedLabel()
        self.words.setProperty("role", "caption")
        self.bar = QProgressBar(textVisible=False, maximum=_PARTS)
        self.pause = IconButton("pause", appearance, translator, key="lab.work.pause")
        self.stop = IconButton("stop", appearance, translator, key="lab.work.stop")
        self.pause.clicked.connect(self.toggled)
        self.stop.clicked.connect(self.stopped)
        column, row = QVBoxLayout(), QHBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        nest(row, column, 1)
        row.addWidget(self.pause)
        row.addWidget(self.stop)
        space(column, appearance, gap=3)
        space(row, appearance, gap=2)

    def show_work(self, words: Message, share: float, *, paused: bool = False) -> None:
        """How far it is, from 0 to 1, in words too."""
        self._translator.bind(self.words.setText, words)
        self.bar.setValue(round(share * _PARTS))
        wanted = "play" if paused else "pause"
        if self.pause.icon_name != wanted:
            key = "resume" if paused else "pause"
            self.pause.show_icon(wanted, f"lab.work.{key}")

"""What a lesson says, in one line, where there is no room for all of it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import ElidedLabel, IconButton, space


class LessonLine(QWidget):
    """Unfolds to the whole sentence, and can be closed until a lesson is opened again."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._about: Message | None = None
        self._closed = False
        self._room = True
        self.line, self.whole = ElidedLabel(), QLabel()
        self.whole.setWordWrap(True)
        for label in (self.line, self.whole):
            label.setProperty("role", "caption")
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.unfold = IconButton("down", appearance, translator, side=12)
        self.close_line = IconButton(
            "close", appearance, translator, key="arena.controls.lesson_close", side=12
        )
        row = QHBoxLayout(self)
        for widget, stretch in ((self.line, 1), (self.whole, 1), (self.unfold, 0)):
            row.addWidget(widget, stretch)
        row.addWidget(self.close_line)
        space(row, appearance, gap=2)
        self.unfold.clicked.connect(self._turn)
        self.close_line.clicked.connect(self._close)
        self._fold(True)
        self.hide()

    def show_lesson(self, about: Message | None) -> None:
        """Another lesson begins unfolded by nobody; None if there is none."""
        if about != self._about:
            self._about = about
            self.reopen()
        if about is not None:
            for label in (self.line, self.whole):
                self._translator.bind(label.setText, about)

    def set_room(self, room: bool) -> None:
        """Is this the place where the lesson is told, and is there room for a line?"""
        self._room = room
        self._place()

    @Slot()
    def reopen(self) -> None:
        """One line again, also if somebody has closed it."""
        self._closed = False
        self._fold(True)
        self._place()

    @Slot()
    def _close(self) -> None:
        self._closed = True
        self._place()

    @Slot()
    def _turn(self) -> None:
        self._fold(self.line.isHidden())

    def _fold(self, folded: bool) -> None:
        self.line.setVisible(folded)
        self.whole.setVisible(not folded)
        key = "more" if folded else "less"
        self.unfold.show_icon("down" if folded else "up", f"arena.controls.lesson_{key}")

    def _place(self) -> None:
        self.setVisible(self._room and self._about is not None and not self._closed)

"""A sentence said in place: what happened and what to do, dismissed with one click.

It takes the place of message boxes, which stop a class in the middle of a sentence.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QDesktopServices,
    QHideEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.icon_button import IconButton
from gui.widgets.nesting import nest
from gui.widgets.restyle import restyle
from gui.widgets.spacing import space
from gui.widgets.words_and_buttons import WordsAndButtons


class Notice(QFrame):
    """Hidden until it has something to say; `tone` is "info" or "error"."""

    appeared = Signal(bool)  # or has gone

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._log: Path | None = None
        self.setProperty("role", "notice")
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.choices: list[QPushButton] = []
        self.show_log = QPushButton()
        self.show_log.clicked.connect(self._open_log)
        translator.bind(self.show_log.setText, "window.buttons.show_log")
        self.close_button = IconButton("close", appearance, translator, side=14)
        self.close_button.clicked.connect(self.hide)
        self._told = WordsAndButtons(self.sentence, self.show_log)
        space(self._told, appearance, gap=8)
        layout = QHBoxLayout(self)
        nest(layout, self._told, 1)
        layout.addWidget(self.close_button)
        space(layout, appearance, margins=(14, 7, 8, 7), gap=8)
        self.hide()

    def say(
        self,
        message: Message,
        tone: str = "info",
        *,
        log: Path | None = None,
        choices: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Show a sentence until it is dismissed, with a button for the `log` if there is one, and
        one for each choice: a key, and what to do."""
        self._offer(choices)
        self._translator.bind(self.sentence.setText, message)
        self._translator.bind(self.setAccessibleName, message)
        self._log = log
        self.show_log.setVisible(log is not None)
        restyle(self, tone=tone)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.appeared.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.appeared.emit(False)

    def _offer(self, choices: Sequence[tuple[str, Callable[[], object]]]) -> None:
        for button in self.choices:
            button.deleteLater()
        self.choices = [QPushButton() for _ in choices]
        for button, (key, action) in zip(self.choices, choices, strict=True):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._translator.bind(button.setText, key)
            button.clicked.connect(self.hide)
            button.clicked.connect(lambda *_, action=action: action())
            self._told.addWidget(button)

    @Slot()
    def _open_log(self) -> None:
        if self._log is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log)))

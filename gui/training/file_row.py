"""Two buttons, to save the run and to open another, and what came of it. A file may be dropped."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.phase import Phase
from gui.training.run_files import RunFiles
from gui.training.session import TrainingSession
from gui.widgets import restyle, space


class FileRow(QWidget):
    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self.files = RunFiles(session, translator, self)
        self.save, self.open = QPushButton(), QPushButton()
        self.save.clicked.connect(self.files.ask_save)
        self.open.clicked.connect(self.files.ask_open)
        self.words = QLabel(wordWrap=True)
        self.words.setProperty("role", "caption")
        self.words.hide()
        lines = QGridLayout(self)
        for column, (name, button) in enumerate({"save": self.save, "open": self.open}.items()):
            translator.bind(button.setText, f"training.run.{name}")
            translator.bind(button.setToolTip, f"training.run.{name}_tip")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            lines.addWidget(button, 0, column)
        lines.addWidget(self.words, 1, 0, 1, 2)
        space(lines, appearance, margins=(0, 0, 0, 0), gap=6, row_gap=4)
        self.files.told.connect(self._tell)
        session.state_changed.connect(self._on_state)
        session.refreshed.connect(self.refresh)
        self.refresh()

    @Slot(object)
    def _on_state(self, phase: Phase) -> None:
        if phase is Phase.LOADING:
            self.words.hide()  # they were about another run
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        self.save.setEnabled(self.files.can_save)

    @Slot(object, bool)
    def _tell(self, message: Message, good: bool) -> None:
        self._translator.bind(self.words.setText, message)
        restyle(self.words, tone="muted" if good else "error")
        self.words.show()

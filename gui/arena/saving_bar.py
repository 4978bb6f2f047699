"""How far an export is, with a way to leave it; then where the file is, or why there is none."""

from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.arena.race_saver import RaceSaver
from gui.export.job import Progress, Written
from gui.i18n import Translator
from gui.widgets import IconButton, nest, space

_STANDS_MS = 15_000  # how long an ending is told: after that it only takes room away


class SavingBar(QWidget):
    """Hidden until a `RaceSaver` that it is given begins something. Of files that were written one
    after another the endings are told together, or those of the first would be overlooked."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._path: Path | None = None
        self._saver: RaceSaver | None = None
        self._progress = Progress(0, 1)
        self._endings: list[Message] = []
        self._failed = False
        self.words, self.bar = QLabel(), QProgressBar()
        self.cancel_button, self.show_button = QPushButton(), QPushButton()
        self.close_button = IconButton("close", appearance, translator, side=12)
        translator.bind(self.cancel_button.setText, "export.panel.cancel")
        translator.bind(self.show_button.setText, "export.panel.show")
        translator.bind(self.bar.setAccessibleName, "export.panel.progress")
        self.words.setWordWrap(True)
        self.words.setProperty("role", "caption")
        self.bar.setTextVisible(False)
        self._arrange(appearance)
        self.show_button.clicked.connect(self._show_file)
        self.close_button.clicked.connect(self.hide)
        self._rest = QTimer(self, singleShot=True, interval=_STANDS_MS)
        self._rest.timeout.connect(self.hide)
        self.hide()

    def follow(self, saver: RaceSaver) -> None:
        """Tell of its work."""
        self._saver = saver
        saver.progressed.connect(self._on_progress)
        saver.queued.connect(self._on_queued)
        saver.finished.connect(self._on_finished)
        saver.failed.connect(self._on_failed)
        saver.cancelled.connect(self._on_cancelled)
        self.cancel_button.clicked.connect(saver.cancel)

    def _arrange(self, appearance: Appearance) -> None:
        above, below, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        above.addWidget(self.words, 1)
        above.addWidget(self.show_button)
        above.addWidget(self.close_button)
        below.addWidget(self.bar, 1)
        below.addWidget(self.cancel_button)
        nest(column, above)
        nest(column, below)
        for layout in (above, below):
            space(layout, appearance, gap=6)
        space(column, appearance, gap=4)

    def _say(self, message: Message, *, tone: str = "muted", busy: bool = False) -> None:
        self._translator.bind(self.words.setText, message)
        if self.words.property("tone") != tone:
            self.words.setProperty("tone", tone)
            self.words.style().polish(self.words)
        for widget in (self.bar, self.cancel_button):
            widget.setVisible(busy)
        self.close_button.setVisible(not busy)
        self.show_button.setVisible(not busy and self._path is not None)
        self.show()
        if busy:
            self._rest.stop()
        else:
            self._rest.start()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._path, self._progress = None, progress
        self.bar.setMaximum(max(progress.total, 1))
        self.bar.setValue(progress.done)
        self._on_queued()

    @Slot()
    def _on_queued(self) -> None:
        waiting = self._saver.waiting if self._saver is not None else ()
        then: object = ""
        for name in reversed(waiting):
            then = Message("arena.export.then", {"name": name, "later": then})
        fields = {"done": self._progress.done, "n": self._progress.total, "then": then}
        self._say(Message("arena.export.progress", fields), busy=True)

    @Slot(object)
    def _on_finished(self, written: Written) -> None:
        self._path = written.path
        self._end(Message("arena.export.saved", {"path": str(written.path)}))

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._failed = True
        self._end(message)

    @Slot()
    def _on_cancelled(self) -> None:
        name = self._saver.name if self._saver is not None else ""
        self._end(Message("arena.export.cancelled", {"name": name}))

    def _end(self, ending: Message) -> None:
        self._endings.append(ending)
        if self._saver is not None and self._saver.waiting:
            return
        told, *later = self._endings
        for each in later:
            told = Message("arena.export.both", {"first": told, "then": each})
        self._say(told, tone="error" if self._failed else "muted")
        self._endings, self._failed = [], False

    @Slot()
    def _show_file(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

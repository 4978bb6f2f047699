"""How far an export is, with a way to leave it; then where the file is, or why there is none."""

from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.export.exporter import Exporter
from gui.export.job import Progress, Written
from gui.i18n import Translator
from gui.widgets import IconButton, nest, space

_STANDS_MS = 15_000  # how long an ending is told: after that it only takes room away


class SavingBar(QWidget):
    """Hidden until an `Exporter` that it is given begins something."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._path: Path | None = None
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

    def follow(self, exporter: Exporter) -> None:
        """Tell of this exporter's work."""
        exporter.progressed.connect(self._on_progress)
        exporter.finished.connect(self._on_finished)
        exporter.failed.connect(self._on_failed)
        exporter.cancelled.connect(self._on_cancelled)
        self.cancel_button.clicked.connect(exporter.cancel)

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
        self._path = None
        self.bar.setMaximum(max(progress.total, 1))
        self.bar.setValue(progress.done)
        fields = {"done": progress.done, "n": progress.total}
        self._say(Message("arena.export.progress", fields), busy=True)

    @Slot(object)
    def _on_finished(self, written: Written) -> None:
        self._path = written.path
        self._say(Message("arena.export.saved", {"path": str(written.path)}))

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._path = None
        self._say(message, tone="error")

    @Slot()
    def _on_cancelled(self) -> None:
        self._path = None
        self._say(Message("export.progress.cancelled"))

    @Slot()
    def _show_file(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

"""The export panel: what is asked of it, and how far an export is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from core.messages import Message, StudioError
from gui.appearance import Appearance
from gui.export.exporter import Exporter
from gui.export.frame_painter import FramePainter
from gui.export.job import Progress, Written
from gui.export.panel_face import PanelFace
from gui.export.picture import image
from gui.export.request import FILMS, Request, Subject
from gui.i18n import Translator
from gui.widgets import restyle

_DONE = {"derivation": "pages", "gif": "gif", "mp4": "film"}
"""What is said of an export that is there; of any other kind it is a picture."""

Ask = Callable[[Request], Path | None]  # what is wished → where to, or None


class ExportPanel(PanelFace):
    """Hidden until it is wanted. `subject` says what stands on the stage; `ask` where to write."""

    closed = Signal()

    def __init__(
        self,
        subject: Callable[[], Subject | None],
        ask: Ask,
        appearance: Appearance,
        translator: Translator,
        over: QWidget,
        window: QWidget,
    ) -> None:
        super().__init__(appearance, translator, over, window)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self.place)
        self._subject = subject
        self._ask = ask
        self._wished = QSize()
        self._written: Written | None = None
        self._kind = "png"  # of the export under way
        self.exporter = Exporter(self)
        self._connect()
        self.hide()
        self.rest()
        for watched in (over, window):
            watched.installEventFilter(self)
        appearance.changed.connect(self.place, Qt.ConnectionType.QueuedConnection)

    # what is asked for

    @Slot()
    def open(self, kind: str | None = None) -> None:
        """Show the panel, for a kind of file."""
        if kind is not None:
            self.choices.choose(kind)
        self._forget()
        self.show()
        self.place()
        self.choices.kind.setFocus()

    @Slot()
    def start(self) -> None:
        """Ask where to, and begin."""
        path = self._ask(self.choices.request)
        if path is not None:
            self.export(self.choices.request, path)

    def export(self, request: Request, path: Path) -> None:
        """Write what is on the stage to a file; progress is told in the panel."""
        subject = self._subject()
        if subject is None:
            return
        self._written, self._kind = None, request.kind
        self.busy()
        self.exporter.start(request.job(subject, path))

    def copy_picture(self) -> bool:
        """The stage as a picture into the clipboard; False if there is nothing to copy."""
        subject = self._subject()
        if subject is None:
            return False
        look = self.choices.request.look
        canvas = FramePainter(subject.trace, look, highlight=subject.highlight)
        QGuiApplication.clipboard().setImage(image(canvas, subject.position, 2.0))
        return True

    @Slot()
    def leave(self) -> None:
        """Close the panel; an export that is under way is cancelled."""
        self.exporter.cancel()
        self.hide()
        self.closed.emit()

    @Slot()
    def take_back(self) -> None:
        """One step: cancel what is under way; if nothing is, close the panel."""
        if self.exporter.running:
            self.exporter.cancel()
        else:
            self.leave()

    # what is said

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.bar.setMaximum(max(progress.total, 1))
        self.bar.setValue(progress.done)
        piece = "frames" if self._kind in FILMS else "pieces"
        fields: dict[str, object] = {"done": progress.done, "n": progress.total}
        self._say(Message(f"export.progress.{piece}", fields))

    @Slot(object)
    def _on_finished(self, written: Written) -> None:
        self._written = written
        self.rest()
        self.show_button.show()
        what = _DONE.get(self._kind, "picture")
        fields: dict[str, object] = {"name": written.path.name, "n": written.count}
        self._say(Message(f"export.done.{what}", fields))

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self.rest()
        self._say(message, "error")

    @Slot()
    def _on_cancelled(self) -> None:
        self.rest()
        self._say(Message("export.progress.cancelled"))

    @Slot()
    def _describe(self) -> None:
        """What will be made, and why it cannot be made here."""
        subject, request = self._subject(), self.choices.request
        problem = request.problem
        try:
            about = request.about(subject) if subject is not None else None
        except StudioError as error:
            about, problem = None, problem or error.message
        self.start_button.setEnabled(problem is None and subject is not None)
        message = problem or about
        if message is not None:
            self._translator.bind(self.about.setText, message)

    @Slot()
    def _forget(self) -> None:
        """Another choice: what was said about the last export is over."""
        if not self.exporter.running:
            self._written = None
            self.rest()
            self._translator.unbind(self.state.setText)
            self.state.clear()
            self._describe()
            self.place()

    def _say(self, message: Message, tone: str = "info") -> None:
        self._translator.bind(self.state.setText, message)
        restyle(self.state, tone=tone)
        self.place()

    @Slot()
    def _show_file(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.path)))

    # what it hears

    def event(self, event: QEvent) -> bool:
        """What it holds is higher or lower now: Qt says so when letters have been measured anew.
        Escape is taken back, also while the window is presenting."""
        if event.type() == QEvent.Type.LayoutRequest and self.sizeHint() != self._wished:
            self._wished = self.sizeHint()  # to be placed makes such an event as well
            self._settle.start()
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.take_back()
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def _connect(self) -> None:
        self.choices.changed.connect(self._forget)
        self.start_button.clicked.connect(self.start)
        self.cancel_button.clicked.connect(self.exporter.cancel)
        self.show_button.clicked.connect(self._show_file)
        self.close_button.clicked.connect(self.leave)
        self.exporter.progressed.connect(self._on_progress)
        self.exporter.finished.connect(self._on_finished)
        self.exporter.failed.connect(self._on_failed)
        self.exporter.cancelled.connect(self._on_cancelled)

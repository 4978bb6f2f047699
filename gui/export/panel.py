"""The export panel: it lies over the foot of the stage, and tells how far an export is.

It never asks for room, so that the stage need not be laid out anew for it.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.messages import Message, StudioError
from gui.appearance import Appearance
from gui.export.choices import Choices
from gui.export.exporter import Exporter
from gui.export.frame_painter import FramePainter
from gui.export.job import Progress, Written
from gui.export.picture import image
from gui.export.request import FILMS, Request, Subject
from gui.i18n import Translator
from gui.widgets import IconButton, nest, restyle, space
from gui.widgets.overlay import inside

_WIDTH, _WIDEST, _EDGE = 560, 900, 16  # unscaled pixels
_SHARE = 0.55  # of the stage's height, which it may cover

Ask = Callable[[str], Path | None]  # a suffix → where to, or None


class ExportPanel(QFrame):
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
        super().__init__(window)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self.place)
        self.setProperty("role", "panel")
        self._over, self._window = over, window
        self._subject = subject
        self._ask = ask
        self._appearance = appearance
        self._translator = translator
        self._wished = QSize()
        self._written: Written | None = None
        self._kind = "png"  # of the export under way
        self.exporter = Exporter(self)
        self.choices = Choices(appearance, translator)
        self.title, self.about, self.state = QLabel(), QLabel(), QLabel()
        self.bar = QProgressBar()
        self.close_button = IconButton("close", appearance, translator, side=14)
        self.start_button, self.cancel_button = QPushButton(), QPushButton()
        self.show_button = QPushButton()
        self._arrange()
        self._connect()
        self.hide()
        self._rest()
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
        path = self._ask(self.choices.request.suffix)
        if path is not None:
            self.export(self.choices.request, path)

    def export(self, request: Request, path: Path) -> None:
        """Write what is on the stage to a file; progress is told in the panel."""
        subject = self._subject()
        if subject is None:
            return
        self._written, self._kind = None, request.kind
        self._busy()
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
        self._rest()
        self.show_button.show()
        what = {"derivation": "pages", **dict.fromkeys(FILMS, "film")}.get(self._kind, "picture")
        fields: dict[str, object] = {"name": written.path.name, "n": written.count}
        self._say(Message(f"export.done.{what}", fields))

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._rest()
        self._say(message, "error")

    @Slot()
    def _on_cancelled(self) -> None:
        self._rest()
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
            self._rest()
            self._translator.unbind(self.state.setText)
            self.state.clear()
            self._describe()
            self.place()

    def _say(self, message: Message, tone: str = "info") -> None:
        self._translator.bind(self.state.setText, message)
        restyle(self.state, tone=tone)
        self.place()

    def _busy(self) -> None:
        self.choices.hide()
        self.about.hide()
        self.start_button.hide()
        self.show_button.hide()
        self.cancel_button.show()
        self.bar.show()
        self.place()

    def _rest(self) -> None:
        self.choices.show()
        self.about.show()
        self.start_button.show()
        self.show_button.hide()
        self.cancel_button.hide()
        self.bar.hide()
        self.place()

    @Slot()
    def _show_file(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.path)))

    # where it is

    @Slot()
    def place(self) -> None:
        """At the foot of the stage. Where it would cover most of that, or more than that: low and
        wide at the foot of the window, over what plays, which nobody needs meanwhile."""
        if self.isHidden():
            return
        edge = self._appearance.px(_EDGE)
        window, stage = self._window.rect(), self._over.rect()
        stage.moveTopLeft(self._over.mapTo(self._window, stage.topLeft()))
        room = stage.adjusted(edge, edge, -edge, -edge)
        width = min(self._appearance.px(_WIDTH), window.width() - 2 * edge)
        height = self._height_for(width)
        if height > _SHARE * stage.height():
            room = window.adjusted(edge, edge, -edge, -edge)
            width = min(self._appearance.px(_WIDEST), room.width())
            height = self._height_for(width)
        wanted = QRect(0, 0, width, height)
        wanted.moveCenter(stage.center())
        wanted.moveBottom(room.bottom())
        self.setGeometry(inside(wanted, window.adjusted(edge, edge, -edge, -edge)))
        self.raise_()

    def _height_for(self, width: int) -> int:
        layout, edge = self.layout(), self.contentsMargins()
        assert layout is not None
        self.choices.take_width(width - layout.contentsMargins().left() * 2)
        layout.activate()
        height = layout.heightForWidth(width) + edge.top() + edge.bottom()
        return max(height, self.minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """What it holds is higher or lower now: Qt says so when letters have been measured anew.
        Escape closes it, also while the window is presenting."""
        if event.type() == QEvent.Type.LayoutRequest and self.sizeHint() != self._wished:
            self._wished = self.sizeHint()  # to be placed makes such an event as well
            self._settle.start()
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.leave()
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    # how it is made

    def _arrange(self) -> None:
        self.title.setProperty("role", "title")
        self.about.setProperty("role", "muted")
        for label in (self.about, self.state):
            label.setWordWrap(True)
        self.bar.setTextVisible(False)
        head, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        words = QVBoxLayout()
        words.addWidget(self.about)
        words.addWidget(self.state)
        nest(foot, words, 1)
        for button in (self.show_button, self.cancel_button, self.start_button):
            foot.addWidget(button)
        nest(column, head)
        column.addWidget(self.choices)
        column.addWidget(self.bar)
        nest(column, foot)
        space(head, self._appearance, gap=8)
        space(words, self._appearance, gap=2)
        space(foot, self._appearance, gap=8)
        space(column, self._appearance, margins=(14, 8, 10, 10), gap=8)
        for setter, name in (
            (self.title.setText, "title"),
            (self.start_button.setText, "start"),
            (self.cancel_button.setText, "cancel"),
            (self.show_button.setText, "show"),
            (self.bar.setAccessibleName, "progress"),
        ):
            self._translator.bind(setter, f"export.panel.{name}")

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

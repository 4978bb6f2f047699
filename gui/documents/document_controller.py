"""Everything about files in one place: session, notices, autosave and export panel, put together.

The window only has to know this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.documents.file import Saved, View
from core.messages import Message
from gui.appearance import Appearance
from gui.director import Director
from gui.documents.dialogs import FileDialogs
from gui.documents.document_session import Choice, DocumentSession, Stage
from gui.documents.recovery import Recovery
from gui.export.panel import ExportPanel
from gui.export.request import Request, Subject
from gui.i18n import Translator
from gui.log import explain
from gui.stage.highlight import NOTHING
from gui.stage.panel import StagePanel
from gui.stage.playback.player import Player
from gui.widgets import Notice
from gui.workbench import Workbench


@dataclass(frozen=True)
class Parts:
    """What of the window has to do with documents."""

    bench: Workbench
    director: Director
    stage: StagePanel
    player: Player


class DocumentController(QObject):
    """`notice` and `offer` are widgets for the window to place."""

    opened = Signal()  # a document was put on the stage
    typing = Signal()  # a new document: whoever asked for it wants to type

    def __init__(
        self, parts: Parts, appearance: Appearance, translator: Translator, window: QWidget
    ) -> None:
        super().__init__(window)
        self._parts = parts
        self._window = window
        self._translator = translator
        self.dialogs = FileDialogs(window, translator)
        self.session = DocumentSession(parts.bench, Stage(self.take, self.put), self)
        self.recovery = Recovery(parts.bench, self.session, self.take, self.put, self._is_own, self)
        self.autosave = self.recovery.autosave
        self.offer, self.notice = (Notice(appearance, translator) for _ in range(2))
        self.panel = ExportPanel(
            self.subject, self._ask_export, appearance, translator, parts.stage, window
        )
        parts.stage.on_top.append(self._leave_export)
        self._given_up = False  # somebody would rather lose something than stay
        self.session.changed.connect(self._name_window)
        self.session.refused.connect(self._say)
        self.session.told.connect(self.notice.say)
        self.session.offered.connect(self._offer)
        self.session.asking.connect(self.notice.hide)
        self.session.save_as_wanted.connect(self.save_as)
        # When the window opens, what is said at once would be hidden as the stage is put back.
        self.recovery.failed.connect(self._say, Qt.ConnectionType.QueuedConnection)
        self.recovery.offered.connect(self._offer)
        parts.director.left.connect(self._leave)
        translator.changed.connect(self._name_window)
        self._name_window()

    # what the menu and the keys do

    def new(self) -> None:
        self.session.new()
        self.typing.emit()

    def open(self) -> None:
        path = self.dialogs.ask_open()
        if path is not None:
            self.session.open(path)

    def save(self) -> None:
        if self.session.file is None:
            self.save_as()
        else:
            self.session.save()

    @Slot()
    def save_as(self) -> None:
        path = self.dialogs.ask_save(self.name)
        if path is not None:
            self.session.save_as(path)

    def export(self) -> None:
        if self.panel.isHidden():
            self.panel.open()
        else:
            self.panel.leave()

    def copy_picture(self) -> None:
        if self.panel.copy_picture():
            self._parts.stage.set_caption(Message("export.copy.done"))

    @property
    def name(self) -> str:
        """What a new file might be called."""
        if self.session.file is not None:
            return self.session.file.stem
        return self._parts.director.example or self._translator.tr("export.file.untitled")

    def _leave_export(self) -> bool:
        """Escape on the stage goes to the panel that lies over it first. Was it open?"""
        shown = not self.panel.isHidden()
        if shown:
            self.panel.take_back()
        return shown

    def _ask_export(self, request: Request) -> Path | None:
        name = self._translator.tr(request.name, name=self.name)
        return self.dialogs.ask_export(name, request.suffix)

    # the stage

    def subject(self) -> Subject | None:
        """What there is to take along."""
        bench, frame = self._parts.bench, self._parts.player.frame
        if bench.document is None or frame is None:
            return None
        text = bench.document.text
        state = self._parts.stage.scene.state
        highlight = state.highlight if state is not None else NOTHING
        return Subject(frame.trace, frame.position, text, highlight)

    def take(self) -> Saved | None:
        """The document on the stage, with position and view."""
        bench, frame = self._parts.bench, self._parts.player.frame
        if bench.document is None:
            return None
        position = frame.position if frame is not None else 0.0
        return Saved(bench.document, position, self._view())

    def put(self, saved: Saved) -> None:
        """Put a document on the stage.

        Raises:
            StudioError: it cannot be run; nothing has changed.
        """
        self._parts.director.open_document(saved.document, saved.position)
        camera = self._parts.stage.view.camera
        if saved.view is None:
            camera.fit()
        else:
            camera.stay(saved.view.zoom, QPointF(*saved.view.centre))
        self.opened.emit()

    def _view(self) -> View | None:
        camera = self._parts.stage.view.camera
        if camera.fitted:
            return None
        return View(camera.scale, (camera.centre.x(), camera.centre.y()))

    def _is_own(self) -> bool:
        """Has somebody made what stands on the stage? An example as it came can be had again."""
        document = self._parts.bench.document
        return document is not None and bool(not self._parts.director.example or document.moved)

    @Slot()
    def _leave(self) -> None:
        """Something else comes onto the stage. What was said of it before is over."""
        self.notice.hide()
        self.recovery.leave()
        self.session.leave()

    # from day to day

    def start(self, folder: Path) -> None:
        """Keep in `folder` what is to be there on another day; offer what is left there."""
        self.recovery.start(folder)

    def resume(self, file: str) -> bool:
        """Put the last stage back, which belonged to `file` if that is not empty. False if there
        is none."""
        return self.recovery.resume(file)

    def offer_others(self) -> None:
        """Ask about the stages of other windows, unless something else is asked already."""
        if self.offer.isHidden():
            self.recovery.offer_others()

    def may_close(self) -> bool:
        """Everything is kept for another day, or it was said that it need not be; if not, it is
        asked."""
        reason = self.recovery.keep()
        if reason is None or self._given_up:
            return True
        choices: list[Choice] = [
            ("export.choice.save_as", self.save_as),
            ("export.choice.close", self.give_up),
        ]
        self._offer(Message("export.file.would_be_lost", {"reason": reason}), choices)
        return False

    @Slot()
    def give_up(self) -> None:
        """Close, even if something is lost by that."""
        self._given_up = True
        self._window.close()

    @Slot()
    def close(self) -> None:
        """A clean end: an export under way leaves nothing, the copy for a crash goes."""
        for step in (self.panel.exporter.cancel, self.recovery.close):
            try:
                step()
            except Exception as error:  # one that fails must not keep the other from its work
                explain(error)

    # what is said

    @Slot(object)
    def _say(self, message: Message) -> None:
        self.notice.say(message, "error")

    @Slot(object, object)
    def _offer(self, message: Message, choices: Sequence[Choice]) -> None:
        self.offer.say(message, choices=choices)

    @Slot()
    def _name_window(self) -> None:
        """The file's name and [*], where Qt shows that there are unsaved changes."""
        file = self.session.file
        self._window.setWindowTitle("Backprop Studio" if file is None else f"{file.name}[*]")
        self._window.setWindowFilePath("" if file is None else str(file))
        self._window.setWindowModified(self.session.modified)

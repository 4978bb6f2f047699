"""Everything about files in one place: session, notices, autosave and export panel, put together.

The window only has to know this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.documents.file import Saved, View
from core.messages import Message, StudioError
from gui.appearance import Appearance
from gui.director import Director
from gui.documents.autosave import Autosave, forget, put_aside, restore
from gui.documents.dialogs import FileDialogs
from gui.documents.document_session import Choice, DocumentSession, Stage
from gui.documents.drafts import Drafts
from gui.export.panel import ExportPanel
from gui.export.request import Subject
from gui.i18n import Translator
from gui.log import LOG, explain
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
        self.autosave = Autosave(self._take_for_recovery, self)
        self.offer, self.notice = (Notice(appearance, translator) for _ in range(2))
        self.panel = ExportPanel(
            self.subject, self._ask_export, appearance, translator, parts.stage, window
        )
        self._drafts: Drafts | None = None
        self.session.changed.connect(self._name_window)
        self.session.refused.connect(self._say)
        self.session.offered.connect(self._offer)
        self.session.save_as_wanted.connect(self.save_as)
        self.autosave.failed.connect(self._say)
        parts.director.left.connect(self.session.leave)
        parts.bench.changed.connect(self.autosave.touch)
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

    def _ask_export(self, suffix: str) -> Path | None:
        return self.dialogs.ask_export(self.name, suffix)

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

    def _view(self) -> View | None:
        camera = self._parts.stage.view.camera
        if camera.fitted:
            return None
        return View(camera.scale, (camera.centre.x(), camera.centre.y()))

    def _take_for_recovery(self) -> Saved | None:
        """A net that trains has a memory of its own."""
        saved = self.take()
        if saved is None or self._parts.bench.live:
            return None
        file = "" if self.session.file is None else str(self.session.file)
        return replace(saved, belongs_to=file)

    # from day to day

    def start(self, folder: Path) -> None:
        """Keep drafts and copies for the case of a crash in `folder`; offer what is left there."""
        self._drafts = Drafts(folder / "drafts")
        self.session.use(self._drafts)
        self.autosave.start(folder / "open")
        self._offer_leftover()

    def resume(self, file: str) -> bool:
        """Put the last stage back, which belonged to `file` if that is not empty. False if there
        is none."""
        saved = self._drafts.find(None) if self._drafts else None
        if saved is None:
            return False
        try:
            self.put(saved)
        except StudioError as error:
            LOG.warning("%s", error)
            return False
        if file:
            self.session.resume(Path(file), saved)
        return True

    @Slot()
    def close(self) -> None:
        """A clean end: the stage is kept for another day, the copy for a crash goes."""
        steps = (
            self.panel.exporter.cancel,
            self.session.keep_draft,
            self._keep_stage,
            self.autosave.close,
        )
        for step in steps:
            try:
                step()
            except Exception as error:  # one that fails must not keep the others from their work
                explain(error)

    def _keep_stage(self) -> None:
        saved = self._take_for_recovery()
        if self._drafts is not None:
            if saved is None:
                self._drafts.drop(None)
            else:
                self._drafts.keep(None, saved)

    def _offer_leftover(self) -> None:
        left = self._readable(self.autosave.leftovers())
        if left:
            choices = [
                ("export.choice.restore", lambda: self._restore(left)),
                ("export.choice.discard", lambda: _forget_all(left)),
            ]
            self._offer(Message("export.file.crashed"), choices)

    def _readable(self, left: list[Path]) -> list[Path]:
        """From the newest that can be read on. Newer ones that cannot be are put aside, and said:
        whoever knows JSON may still find in them what they hold."""
        for position, path in enumerate(left):
            try:
                restore(path)
            except StudioError as error:
                LOG.warning("A copy of the stage cannot be read: %s", error)
                self._say(Message("export.file.put_aside", {"path": str(put_aside(path))}))
            else:
                return left[position:]
        return []

    def _restore(self, left: Sequence[Path]) -> None:
        path = left[0]
        try:
            saved = restore(path)
            self.put(saved)
        except StudioError as error:
            self._say(Message("export.damaged.file", {"name": path.name, "reason": error.message}))
            return
        if saved.belongs_to:
            self.session.resume(Path(saved.belongs_to), saved)
        _forget_all(left)

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


def _forget_all(left: Sequence[Path]) -> None:
    """The newest was answered for; nobody is asked about older ones, but what cannot be read was
    not among what was asked about."""
    for path in left:
        try:
            restore(path)
        except StudioError:
            put_aside(path)
        else:
            forget(path)

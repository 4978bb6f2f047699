"""From day to day: what is kept when a window closes, and offered when one opens.

a file's unsaved changes ─► drafts          work that is in no file ─► stages
what stood on the stage last ─► drafts      a copy for the case of a crash ─► autosave
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import shorten
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal, Slot

from core.documents.document import Document
from core.documents.file import Saved
from core.messages import Message, StudioError
from gui.documents.autosave import Autosave, forget, put_aside, restore
from gui.documents.document_session import DocumentSession
from gui.documents.drafts import Drafts, read_kept
from gui.documents.stages import Stages
from gui.log import LOG, explain
from gui.workbench import Workbench

_LONG = 60  # letters of a formula that is only to be recognised


class Recovery(QObject):
    """`take` and `put` are those of the stage; `is_own` says whether somebody has made what stands
    there: an example as it came can be had again."""

    failed = Signal(object)  # Message
    offered = Signal(object, object)  # Message, choices

    def __init__(
        self,
        bench: Workbench,
        session: DocumentSession,
        take: Callable[[], Saved | None],
        put: Callable[[Saved], None],
        is_own: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bench, self._session = bench, session
        self._stage_taken, self._put, self._is_own = take, put, is_own
        self.autosave = Autosave(self._take, self)
        self.autosave.failed.connect(self.failed)
        bench.changed.connect(self.autosave.touch)
        bench.changed.connect(self._on_document)
        self._came: WeakSet[Document] = WeakSet()  # as it is now it can be had again
        self._comes = False
        self._drafts: Drafts | None = None
        self._stages: Stages | None = None

    def _take(self) -> Saved | None:
        """A net that trains has a memory of its own."""
        saved = self._stage_taken()
        if saved is None or self._bench.live:
            return None
        return self._session.as_copy(saved)

    # a window opens

    def start(self, folder: Path) -> None:
        """Keep everything in `folder`; offer what a crash has left there."""
        self._drafts, self._stages = Drafts(folder / "drafts"), Stages(folder / "stages")
        self._session.use(self._drafts)
        self.autosave.start(folder / "open")
        self._offer_left(self.autosave.leftovers())

    def resume(self, file: str) -> bool:
        """Put the last stage back, which belonged to `file` if that is not empty. False if there
        is none."""
        saved = self._drafts.find(None) if self._drafts else None
        if saved is None:
            return False
        try:
            self._put(saved)
        except StudioError as error:
            LOG.warning("%s", error)
            return False
        if file:
            self._resume_file(replace(saved, belongs_to=file))
        elif self._stages is not None:
            self._stages.go_on(saved.document)
        return True

    def _resume_file(self, saved: Saved) -> None:
        """If its file is gone, what stands here is nowhere else."""
        self._session.resume(saved)
        if self._session.file is None:
            self._came.discard(saved.document)

    def offer_others(self) -> None:
        """Ask about what another window had on its stage when it was closed."""
        kept = self._stages.of_another() if self._stages else None
        if kept is None:
            return
        place, saved = kept
        choices = [
            ("export.choice.restore", lambda: self._go_on_with(saved)),
            ("export.choice.discard", lambda: self._discard(place)),
        ]
        fields = {"text": name_of(saved)}
        self.offered.emit(Message("export.file.of_another_window", fields), choices)

    def _go_on_with(self, saved: Saved) -> None:
        """What was left goes on where it stood."""
        assert self._stages is not None
        try:
            self._put(saved)
        except StudioError as error:
            self.failed.emit(error.message)
            return
        self._stages.go_on(saved.document)

    def _discard(self, place: Path) -> None:
        forget(place)
        self.offer_others()

    # after a crash

    def _offer_left(self, left: Sequence[Path]) -> bool:
        """Ask about one copy after another; False if none is left."""
        found = self._readable(left)
        if found is None:
            return False
        saved, path, rest = found
        choices = [
            ("export.choice.restore", lambda: self._restore(saved, path, rest)),
            ("export.choice.discard", lambda: self._answered(path, rest)),
        ]
        self.offered.emit(Message("export.file.crashed", {"text": name_of(saved)}), choices)
        return True

    def _readable(self, left: Sequence[Path]) -> tuple[Saved, Path, Sequence[Path]] | None:
        """The first that can be read, its place, and those after it. Ones before it that cannot be
        read are put aside, and said: whoever knows JSON may still find in them what they hold."""
        for position, path in enumerate(left):
            if not path.exists():  # another window has asked about it, too
                continue
            try:
                return restore(path), path, left[position + 1 :]
            except StudioError as error:
                LOG.warning("A copy of the stage cannot be read: %s", error)
                aside = Message("export.file.put_aside", {"path": str(put_aside(path))})
                self.failed.emit(aside)
        return None

    def _restore(self, saved: Saved, path: Path, rest: Sequence[Path]) -> None:
        try:
            self._put(saved)
        except StudioError as error:
            fields = {"name": path.name, "reason": error.message}
            self.failed.emit(Message("export.damaged.file", fields))
            return
        if saved.belongs_to:
            self._resume_file(saved)
        else:
            self._came.discard(saved.document)  # the copy goes
        if self.autosave.write():  # until then the copy of the crash is the only one
            self._answered(path, rest)

    def _answered(self, path: Path, rest: Sequence[Path]) -> None:
        """One copy has been answered for, and with it those that hold the same; ask about the
        next."""
        data = _bytes(path)
        others = [other for other in rest if data is None or _bytes(other) != data]
        for same in {path, *rest} - set(others):
            forget(same)
        if not self._offer_left(others):
            self.offer_others()

    # something else comes onto the stage

    def leave(self) -> None:
        """Work in no file is kept, to be had again; what came as it is can be had again anyway."""
        saved, stages = self._take(), self._stages
        if saved is not None and stages is not None:
            if self._session.file is None:
                self._keep_left(saved, stages)
            elif not self._session.modified:
                stages.settle()  # the file has it
            stages.begin()
        self._comes = True

    def _keep_left(self, saved: Saved, stages: Stages) -> None:
        if saved.document in self._came and not stages.deserted:
            return
        reason = stages.leave(saved)
        if reason is None:
            self._came.add(saved.document)
        else:
            fields = {"name": name_of(saved), "reason": reason}
            self.failed.emit(Message("export.file.not_kept", fields))

    @Slot(object)
    def _on_document(self, document: Document) -> None:
        if self._comes:
            self._comes = False
            self._came.add(document)
        if self._stages is not None:
            self._stages.follow(document)

    @property
    def left(self) -> list[Path]:
        """Where work lies that is in no file and does not stand here, the newest first."""
        return [] if self._stages is None else self._stages.others

    def bring_back(self, place: Path) -> None:
        """Put work that was left on the stage again."""
        saved = read_kept(place)
        if saved is not None:
            self._go_on_with(saved)

    # a window closes

    def keep(self) -> Message | None:
        """Keep what stands here for another day. Why it would be lost, if it would."""
        reasons = []
        for step in (self._session.keep_draft, self._keep_stage):
            try:
                reasons.append(step())
            except Exception as error:  # one that fails must not keep the other from its work
                reasons.append(explain(error))
        return next((reason for reason in reasons if reason is not None), None)

    def _keep_stage(self) -> Message | None:
        """The last stage, whatever it is; and by itself, if it is somebody's work in no file."""
        saved = self._take()
        if self._drafts is None or self._stages is None:
            return None
        if saved is None:
            self._drafts.drop(None)
            return None
        reason = self._drafts.keep(None, saved)
        if self._session.file is not None:
            self._stages.settle()
            return None  # the file, or its draft, has it
        if not self._is_own():
            return None
        return self._stages.keep(saved) or reason

    @Slot()
    def close(self) -> None:
        """A clean end: the copy for a crash goes."""
        self.autosave.close()


def name_of(saved: Saved) -> str:
    """By which somebody recognises it: the file that it belongs to, or its formula."""
    text = Path(saved.belongs_to).name or saved.document.expression
    return shorten(text, _LONG, placeholder="…")


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None

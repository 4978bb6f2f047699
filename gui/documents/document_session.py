"""The file that the document on the stage belongs to: opening, saving, and what is not saved yet.

No question is ever asked before something is opened or closed. Changes of a file that were not
saved are kept as its draft, and offered when the file is opened again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal, Slot

from core.documents import file as document_file
from core.documents.document import Document, read
from core.documents.file import MOST_BYTES, SUFFIX, Saved
from core.files import read_whole, write_whole
from core.messages import Message, StudioError
from gui.documents.drafts import Drafts, content
from gui.documents.original import Original
from gui.workbench import Workbench

FRESH = "y = w * x + b"
MOST_RECENT = 10

Choice = tuple[str, Callable[[], object]]  # a message key, and what to do


@dataclass(frozen=True)
class Stage:
    """How the session takes what stands on the stage, and puts something else there.

    put: has the session `leave` what was there, once it is certain that the new document can run;
        raises a StudioError if it cannot; then nothing has changed.
    """

    take: Callable[[], Saved | None]
    put: Callable[[Saved], None]


class DocumentSession(QObject):
    """`file` is None while the document belongs to no file."""

    changed = Signal()  # the file, or whether it has unsaved changes
    recent_changed = Signal()
    refused = Signal(object)  # Message: what could not be done, and why
    told = Signal(object)  # Message: what else was found
    offered = Signal(object, object)  # Message, choices
    asking = Signal()  # what was told of a file is asked now
    save_as_wanted = Signal()  # somebody has chosen to write another file

    def __init__(self, bench: Workbench, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._stage = stage
        self._drafts: Drafts | None = None
        self._kept: dict[Path, Document] = {}  # the document as it is in the file
        self._originals: WeakKeyDictionary[Document, Original | None] = WeakKeyDictionary()
        self._original: Original | None = None
        self._busy = self._stays = False
        self._shown: Document | None = None
        self.recent: tuple[Path, ...] = ()
        bench.changed.connect(self._on_document)

    def use(self, drafts: Drafts) -> None:
        """Keep drafts there from now on."""
        self._drafts = drafts

    @property
    def file(self) -> Path | None:
        return None if self._original is None else self._original.path

    @property
    def modified(self) -> bool:
        """Has the file changes that were not saved?"""
        if self.file is None or self._bench.live:
            return False
        return self._bench.document is not self._kept.get(self.file)

    # what is asked for

    def new(self) -> None:
        """A small expression to start from; the old one can be had back by undo."""
        self._put(Saved(read(FRESH)))
        self.changed.emit()

    def open(self, path: Path) -> bool:
        """Put the document of a file on the stage. False, and `refused`, if that cannot be."""
        path = path.absolute()
        try:
            data = read_whole(path, MOST_BYTES)
            self._put(document_file.read(data))
        except StudioError as error:
            self._refuse(path, error)
            return False
        self._belong(path, data)
        original = Original.of(path, data)
        draft = self._drafts.find(path, original.digest) if self._drafts else None
        if draft is not None:
            self._offer_draft(original, draft)
        return True

    def save(self) -> bool:
        """Write the document into its file; False if it has none, or that failed, or somebody else
        has written the file meanwhile: then it is asked what to do."""
        if self._original is None:
            return False
        if self._original.is_foreign:
            self._offer_overwriting(self._original.path)
            return False
        return self._write(self._original.path)

    def save_as(self, path: Path) -> bool:
        """Write the document into this file from now on."""
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
        return self._write(path.absolute())

    def _write(self, path: Path) -> bool:
        saved = self._stage.take()
        if saved is None:
            return False
        data = document_file.write(saved)
        try:
            write_whole(path, data)
        except StudioError as error:
            self.refused.emit(error.message)
            return False
        self._hand_on(path, data)
        self._belong(path, data)
        if self._drafts is not None:
            self._drafts.drop(path)
        return True

    @Slot()
    def leave(self) -> None:
        """Something else comes onto the stage. The file stays as it is, its changes are a draft."""
        if self._stays or self.file is None:
            return
        reason = self.keep_draft()
        if reason is not None:
            self.refused.emit(_not_kept(self.file, reason))
        self._original = None
        self.changed.emit()

    def keep_draft(self) -> Message | None:
        """What is not saved goes into a draft. Why it cannot, if it cannot."""
        saved = self._stage.take()
        if self.modified and self._drafts is not None and saved is not None:
            return self._drafts.keep(self.file, self.as_copy(saved))
        return None

    def as_copy(self, saved: Saved) -> Saved:
        """What stands on the stage, with the file that it belongs to, for another day."""
        original = self._original
        return saved if original is None else original.copy(saved, self.modified)

    def resume(self, kept: Saved) -> None:
        """The stage stands as it did on another day: it belonged to a file then, which may have
        been changed meanwhile."""
        path = Path(kept.belongs_to)
        try:
            data = read_whole(path, MOST_BYTES)
            there = document_file.read(data)
            before, now = Original(path, kept.digest), Original.of(path, data)
            same = before == now and not kept.unsaved
            same = same or content(kept.document) == content(there.document)
            if kept.digest and not kept.unsaved and not same:
                self._put(there)
                self._belong(path, data)
                self.told.emit(Message("export.file.newer", {"name": path.name}))
                return
        except StudioError:
            return  # the file is gone; its document is on the stage, and belongs to none
        document = self._is_of(now if same else before)
        if same:
            self._kept[path] = document
        elif self._drafts is not None:
            self._drafts.take_over(path, kept.document)
        if kept.digest and not same and before != now:
            self.told.emit(Message("export.file.changed", {"name": path.name}))
        self.changed.emit()

    # recent files

    def remember(self, files: list[Path]) -> None:
        """The list as it was on another day."""
        self.recent = tuple(files)[:MOST_RECENT]
        self.recent_changed.emit()

    @Slot()
    def clear_recent(self) -> None:
        self.remember([])

    @Slot()
    def remove_missing(self) -> None:
        self.remember([path for path in self.recent if path.is_file()])

    # behind it

    def _put(self, saved: Saved, *, stays: bool = False) -> None:
        """`stays`: it belongs to the file of the moment."""
        self._busy, self._stays = True, stays  # the stage tells of another document: that is us
        try:
            self._stage.put(saved)
        finally:
            self._busy = self._stays = False
        if self._bench.document is not None:
            self._originals[self._bench.document] = self._original

    def _belong(self, path: Path, data: bytes) -> None:
        """The document on the stage is what `path` holds: this data."""
        self._kept[path] = self._is_of(Original.of(path, data))
        self.remember([path, *(other for other in self.recent if other != path)])
        self.changed.emit()

    def _is_of(self, original: Original) -> Document:
        """What stands on the stage belongs to this; the document."""
        document = self._bench.document
        assert document is not None
        self._original = self._originals[document] = original
        return document

    def _hand_on(self, path: Path, data: bytes) -> None:
        """Versions that have come from what the file was, to which undo may lead, come from what
        this window has just written there."""
        before = self._original
        if before is not None and before.path == path:
            for document, original in list(self._originals.items()):
                if original == before:
                    self._originals[document] = Original.of(path, data)

    def _keep_shown(self, before: Original, shown: Document) -> None:
        """Undo or redo has led away from a file: what was not saved of it is a draft."""
        file = before.path
        unsaved = shown is not self._kept.get(file) and self._originals.get(shown) == before
        if unsaved and self._drafts is not None:
            reason = self._drafts.keep(file, before.copy(Saved(shown), unsaved))
            if reason is not None:
                self.refused.emit(_not_kept(file, reason))

    def _offer_overwriting(self, path: Path) -> None:
        def overwrite() -> None:
            if self.file == path:
                self._write(path)

        self.asking.emit()
        choices: list[Choice] = [
            ("export.choice.overwrite", overwrite),
            ("export.choice.save_as", self.save_as_wanted.emit),
        ]
        self.offered.emit(Message("export.file.foreign", {"name": path.name}), choices)

    def _offer_draft(self, now: Original, draft: Saved) -> None:
        drafts, path = self._drafts, now.path
        assert drafts is not None

        def restore() -> None:
            if self.file == path:
                self._put(draft, stays=True)
                self._is_of(Original(path, draft.digest))
                drafts.take_over(path, draft.document)
                self.changed.emit()

        choices = [
            ("export.choice.restore", restore),
            ("export.choice.discard", lambda: drafts.drop(path)),
        ]
        older = draft.digest not in ("", now.digest)
        key = "export.file.older_draft" if older else "export.file.draft"
        self.offered.emit(Message(key, {"name": path.name}), choices)

    def _refuse(self, path: Path, error: StudioError) -> None:
        message = error.message
        if not message.key.startswith("export.error."):  # those name the file themselves
            fields = {"name": path.name, "reason": message}
            message = Message("export.damaged.file", fields)
        self.refused.emit(message)

    @Slot(object)
    def _on_document(self, document: Document) -> None:
        """An edit belongs to the file of the moment; undo and redo may lead to that of another."""
        shown, self._shown = self._shown, document
        if self._busy:
            return
        if self._bench.live:  # the net took the stage; it belongs to no file
            self._originals[document] = None
        before, file = self._original, self.file
        self._original = self._originals.setdefault(document, before)
        if before is not None and file != self.file and shown is not None:
            self._keep_shown(before, shown)
        if before is not None or self._original is not None:
            self.changed.emit()


def _not_kept(file: Path, reason: Message) -> Message:
    return Message("export.file.not_kept", {"name": file.name, "reason": reason})

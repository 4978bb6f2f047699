"""What must not get lost: the last stage, and files with changes that nobody has saved.

All of it lies in one folder of the user's, in the format of documents. Whatever cannot be read
there is as if it were not there, but it is kept under another name.
"""

import hashlib
import os
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from core.documents import file as document_file
from core.documents.document import Document
from core.documents.file import MOST_BYTES, SUFFIX, Saved
from core.files import is_there, read_whole, unwritable, write_whole
from core.messages import Message, StudioError
from gui.documents.autosave import age, put_aside, sweep
from gui.log import LOG


class Drafts:
    """Documents by the file that they belong to. Several windows may each have changes of one
    file: each keeps its own, and removes only what it has seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._window = f"{os.getpid()}-{secrets.token_hex(3)}"
        self._seen: dict[Path, list[Path]] = defaultdict(list)
        sweep(folder)

    def keep(self, file: Path | None, saved: Saved) -> Message | None:
        """Keep a document that belongs to `file`; None: the last stage. Why it cannot be kept, if
        it cannot."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            own, data = self._place(file), document_file.write(saved)
            write_whole(own, data)
            for other in self._places(file):  # of a window that was killed, and began anew
                if (
                    other != own
                    and other.stat().st_size == len(data)
                    and other.read_bytes() == data
                ):
                    other.unlink()
        except (OSError, StudioError) as error:
            LOG.warning("A draft could not be kept: %s", error)
            return why(error, self._folder)
        return None

    def find(self, file: Path | None, digest: str = "") -> Saved | None:
        """The newest that was kept for `file`; or for one that is gone and was the same, by its
        digest: the file has another name now."""
        for place in chain(self._places(file), self._of_renamed(digest)):
            saved = read_kept(place)
            if saved is not None:
                if file is not None:
                    self._seen[file].append(place)
                return saved
        return None

    def drop(self, file: Path | None) -> None:
        """What this window has kept for `file`, or has found, is needed no more."""
        seen = [] if file is None else self._seen.pop(file, [])
        for place in (self._place(file), *seen):
            try:
                place.unlink(missing_ok=True)
            except OSError as error:
                LOG.warning("A draft could not be removed: %s", error)

    def take_over(self, file: Path, document: Document) -> None:
        """What is on the stage now came from a draft: from here on it is this window's own, and
        the next one that it keeps replaces it."""
        try:
            wanted = content(document)
            for place in {*self._places(file), *self._seen[file]}:
                saved = read_kept(place)
                if saved is not None and content(saved.document) == wanted:
                    place.replace(self._place(file))
        except (OSError, StudioError) as error:
            LOG.warning("A draft could not be taken over: %s", error)

    def _places(self, file: Path | None) -> list[Path]:
        """Where something was kept for `file`, by this window or another, the newest first."""
        if file is None:
            return [place for place in [self._place(None)] if place.exists()]
        found = self._folder.glob(f"{_name(file)}*{SUFFIX}")
        return sorted(found, key=age, reverse=True)

    def _of_renamed(self, digest: str) -> Iterator[Path]:
        """Looks for the digest in the bytes first: to read every draft would take long."""
        found = self._folder.glob(f"*-*{SUFFIX}") if digest else ()
        for place in sorted(found, key=age, reverse=True):
            with suppress(OSError):
                if digest.encode() in place.read_bytes():
                    saved = read_kept(place)
                    if saved is not None and not is_there(Path(saved.belongs_to)):
                        yield place

    def _place(self, file: Path | None) -> Path:
        name = "stage" if file is None else f"{_name(file)}-{self._window}"
        return self._folder / f"{name}{SUFFIX}"


def _name(file: Path) -> str:
    return hashlib.sha256(str(file).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def content(document: Document) -> bytes:
    """By which two documents are told apart."""
    return document_file.write(Saved(document))


def why(error: OSError | StudioError, folder: Path) -> Message:
    """The sentence of what went wrong with a file in this folder."""
    return (error if isinstance(error, StudioError) else unwritable(folder, error)).message


def read_kept(place: Path) -> Saved | None:
    """What is kept there; None, and it is put aside, if it cannot be read."""
    try:
        return document_file.read(read_whole(place, MOST_BYTES))
    except StudioError as error:
        LOG.warning("A draft could not be read; it is kept as %s: %s", put_aside(place), error)
        return None

"""Work that is in no file: what stood on the stage of each window when it was closed, and what made
room there for something else.

The next window goes on with what was kept last, and may be asked about those of other windows. All
of it can be had again.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

from core.documents import file as document_file
from core.documents.document import Document
from core.documents.file import SUFFIX, Saved
from core.files import write_whole
from core.messages import Message, StudioError
from gui.documents.autosave import age, forget
from gui.documents.drafts import content, read_kept, why
from gui.log import LOG

MOST_LEFT = 30  # pieces of work that made room; the oldest is forgotten first
_LEFT = "left-"


class Stages:
    """One file for each window, and one for each piece of work that made room, in a folder of their
    own. What is kept takes the place of what it has come from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = folder / f"{os.getpid()}-{secrets.token_hex(3)}{SUFFIX}"
        self._origin: Path | None = None  # what the stage has come from
        self._origins: WeakKeyDictionary[Document, Path | None] = WeakKeyDictionary()

    # what is kept

    def keep(self, saved: Saved) -> Message | None:
        """Keep what stands here as the window is closed. Why it cannot be kept, if it cannot."""
        return self._keep(saved, self._own)

    def leave(self, saved: Saved) -> Message | None:
        """Keep what makes room for something else. Why it cannot be kept, if it cannot."""
        place = self._left(content(saved.document))
        reason = self._keep(saved, place)
        if reason is None:
            self._origins[saved.document] = place
            left = [other for other in self._all() if other.name.startswith(_LEFT)]
            for old in left[MOST_LEFT:]:
                forget(old)
        return reason

    def _keep(self, saved: Saved, place: Path) -> Message | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            data = document_file.write(saved)
            write_whole(place, data)
            same = [other for other in self._of_windows() if other.read_bytes() == data]
        except (OSError, StudioError) as error:
            LOG.warning("The stage could not be kept: %s", error)
            return why(error, self._folder)
        for other in same:
            forget(other)
        if self._origin != place:
            self.settle()
        return None

    def settle(self) -> None:
        """What the stage has come from is kept elsewhere now."""
        if self._origin is not None:
            forget(self._origin)
            self._origin = None

    # what the stage has come from

    def follow(self, document: Document) -> None:
        """This stands here now: an edit of what was here, or undo has led back to it."""
        self._origin = self._origins.setdefault(document, self._origin)

    def begin(self) -> None:
        """What comes now has come from nothing that is kept here."""
        self._origin = None

    def go_on(self, document: Document) -> None:
        """This document, which may be kept here, stands on the stage now."""
        wanted = content(document)
        here = (place for place, saved in self._kept() if content(saved.document) == wanted)
        left = self._left(wanted)
        self._origin = self._origins[document] = next(here, left if left.exists() else None)

    @property
    def deserted(self) -> bool:
        """Has another window removed what the stage has come from?"""
        return self._origin is not None and not self._origin.exists()

    # what can be had again

    def of_another(self) -> tuple[Path, Saved] | None:
        """The newest that another window had when it was closed, and this one does not go on
        with."""
        return next((kept for kept in self._kept() if kept[0] != self._origin), None)

    @property
    def others(self) -> list[Path]:
        """Where work lies that does not stand here, the newest first."""
        return [place for place in self._all() if place not in (self._own, self._origin)]

    def _kept(self) -> Iterator[tuple[Path, Saved]]:
        for place in self._of_windows():
            saved = read_kept(place)
            if saved is not None:
                yield place, saved

    def _of_windows(self) -> list[Path]:
        """What other windows had when they were closed, the newest first."""
        return [it for it in self._all() if it != self._own and not it.name.startswith(_LEFT)]

    def _all(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{SUFFIX}"), key=age, reverse=True)

    def _left(self, document: bytes) -> Path:
        """Where this document is kept when it makes room: the same one only once."""
        return self._folder / f"{_LEFT}{hashlib.sha256(document).hexdigest()[:24]}{SUFFIX}"

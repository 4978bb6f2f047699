"""What stood on the stage of windows that had no file: each window keeps its own.

The next window goes on with what was kept last, and may be asked about the others.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from core.documents import file as document_file
from core.documents.document import Document
from core.documents.file import SUFFIX, Saved
from core.files import write_whole
from core.messages import Message, StudioError
from gui.documents.autosave import age, forget
from gui.documents.drafts import content, read_kept, why
from gui.log import LOG


class Stages:
    """One file for each window, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = folder / f"{os.getpid()}-{secrets.token_hex(3)}{SUFFIX}"
        self._origin: Path | None = None  # of another day: what the stage has become

    def keep(self, saved: Saved) -> Message | None:
        """Keep what stands here; it takes the place of what it has come from. Why it cannot be
        kept, if it cannot."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            data = document_file.write(saved)
            write_whole(self._own, data)
            same = [place for place in self._others() if place.read_bytes() == data]
        except (OSError, StudioError) as error:
            LOG.warning("The stage could not be kept: %s", error)
            return why(error)
        for place in same:
            forget(place)
        self.settle()
        return None

    def settle(self) -> None:
        """What the stage has come from is kept elsewhere now."""
        if self._origin is not None:
            forget(self._origin)
            self._origin = None

    def go_on(self, document: Document) -> None:
        """This document, which may have been kept by another window, stands here now."""
        wanted = content(document)
        here = (place for place, saved in self._kept() if content(saved.document) == wanted)
        self._origin = next(here, self._origin)

    def of_another(self) -> tuple[Path, Saved] | None:
        """The newest that is not the one that this window goes on with."""
        return next((kept for kept in self._kept() if kept[0] != self._origin), None)

    def _kept(self) -> Iterator[tuple[Path, Saved]]:
        for place in sorted(self._others(), key=age, reverse=True):
            saved = read_kept(place)
            if saved is not None:
                yield place, saved

    def _others(self) -> list[Path]:
        return [place for place in self._folder.glob(f"*{SUFFIX}") if place != self._own]

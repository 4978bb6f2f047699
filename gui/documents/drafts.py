"""What must not get lost: the last stage, and files with changes that nobody has saved.

All of it lies in one folder of the user's, in the format of documents. Whatever cannot be read
there is as if it were not there, but it is kept under another name.
"""

import hashlib
from pathlib import Path

from core.documents import file as document_file
from core.documents.file import MOST_BYTES, SUFFIX, Saved
from core.files import read_whole, write_whole
from core.messages import StudioError
from gui.documents.autosave import put_aside
from gui.log import LOG


class Drafts:
    """Documents by the file that they belong to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, file: Path | None, saved: Saved) -> None:
        """Keep a document that belongs to `file`; None: the last stage."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._place(file), document_file.write(saved))
        except (OSError, StudioError) as error:
            LOG.warning("A draft could not be kept: %s", error)

    def find(self, file: Path | None) -> Saved | None:
        """What was kept for `file`."""
        place = self._place(file)
        if not place.exists():
            return None
        try:
            return document_file.read(read_whole(place, MOST_BYTES))
        except StudioError as error:
            LOG.warning("A draft could not be read; it is kept as %s: %s", put_aside(place), error)
            return None

    def drop(self, file: Path | None) -> None:
        """It is needed no more."""
        try:
            self._place(file).unlink(missing_ok=True)
        except OSError as error:
            LOG.warning("A draft could not be removed: %s", error)

    def _place(self, file: Path | None) -> Path:
        if file is None:
            return self._folder / f"stage{SUFFIX}"
        name = hashlib.sha256(str(file).encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return self._folder / f"{name}{SUFFIX}"

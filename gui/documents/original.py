"""The file that a document belongs to, as it was when the document was read from it or written
into it. Another window or program may have written it since."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from core.documents.file import MOST_BYTES, Saved
from core.files import read_whole
from core.messages import StudioError


@dataclass(frozen=True)
class Original:
    """An empty digest is that of no file: nobody knows how it was."""

    path: Path
    digest: str

    @classmethod
    def of(cls, path: Path, data: bytes) -> "Original":
        """A file that holds this data."""
        return cls(path, hashlib.sha256(data).hexdigest())

    @property
    def is_foreign(self) -> bool:
        """Does the file hold something else by now?"""
        try:
            return self != Original.of(self.path, read_whole(self.path, MOST_BYTES))
        except StudioError:
            return self.path.exists()  # whatever is there, it is not what we know

    def copy(self, saved: Saved, unsaved: bool) -> Saved:
        """What is kept for another day: it says what it is a copy of."""
        return replace(saved, belongs_to=str(self.path), digest=self.digest, unsaved=unsaved)

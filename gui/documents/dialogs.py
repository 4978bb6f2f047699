"""The system's dialogs for files. Everything that follows from their answer is elsewhere."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.documents.file import SUFFIX
from gui.dialogs import ask_where, kind_of
from gui.i18n import Translator


class FileDialogs:
    """Asks where; None is no answer. It remembers the folder of the last answer."""

    def __init__(self, parent: QWidget, translator: Translator) -> None:
        self._parent = parent
        self._translator = translator
        self.folder: Path | None = None

    def ask_open(self) -> Path | None:
        """A document to open."""
        title = self._translator.tr("export.menu.open")
        found, _ = QFileDialog.getOpenFileName(
            self._parent, title, self._start(), self._documents()
        )
        return self._answer(Path(found) if found else None)

    def ask_save(self, suggestion: str) -> Path | None:
        """Where to save the document."""
        title, name = self._translator.tr("export.menu.save_as"), suggestion + SUFFIX
        return self._ask(title, name, self._documents(), SUFFIX)

    def ask_export(self, suggestion: str, suffix: str) -> Path | None:
        """Where to write a picture, a film, pages."""
        title = self._translator.tr("export.menu.export")
        return self._ask(title, suggestion + suffix, kind_of(suffix), suffix)

    def _ask(self, title: str, name: str, kinds: str, suffix: str) -> Path | None:
        place = Path(self._start()) / name
        return self._answer(ask_where(self._parent, title, place, kinds, suffix))

    def _answer(self, path: Path | None) -> Path | None:
        if path is not None:
            self.folder = path.parent
        return path

    def _start(self) -> str:
        return str(self.folder or Path.home())

    def _documents(self) -> str:
        document, everything = (
            self._translator.tr(f"export.file.{name}") for name in ("document", "all")
        )
        return f"{document} (*{SUFFIX});;{everything} (*)"

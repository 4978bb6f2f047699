"""The system's dialogs for files. Everything that follows from their answer is elsewhere."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.documents.file import SUFFIX
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
        return self._answer(found)

    def ask_save(self, suggestion: str) -> Path | None:
        """Where to save the document."""
        title, name = self._translator.tr("export.menu.save_as"), suggestion + SUFFIX
        return self._ask(title, name, self._documents(), SUFFIX)

    def ask_export(self, suggestion: str, suffix: str) -> Path | None:
        """Where to write a picture, a film, pages."""
        title = self._translator.tr("export.menu.export")
        kind = f"{suffix[1:].upper()} (*{suffix})"
        return self._ask(title, suggestion + suffix, kind, suffix)

    def _ask(self, title: str, name: str, kinds: str, suffix: str) -> Path | None:
        place = str(Path(self._start()) / name)
        found, _ = QFileDialog.getSaveFileName(self._parent, title, place, kinds)
        path = self._answer(found)
        if path is not None and path.suffix.lower() != suffix:
            path = path.with_name(path.name + suffix)
        return path

    def _answer(self, found: str) -> Path | None:
        if not found:
            return None
        self.folder = Path(found).parent
        return Path(found)

    def _start(self) -> str:
        return str(self.folder or Path.home())

    def _documents(self) -> str:
        document, everything = (
            self._translator.tr(f"export.file.{name}") for name in ("document", "all")
        )
        return f"{document} (*{SUFFIX});;{everything} (*)"

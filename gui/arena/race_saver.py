"""Saves the race of the arena: asks where, and tells how far it is."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.messages import Message
from core.surfaces import RaceSession
from gui.export.exporter import Exporter
from gui.export.job import Job, Progress, Written
from gui.i18n import Translator

if TYPE_CHECKING:
    from gui.arena.race_sheet import RaceScene


class _Arena(Protocol):
    """What is saved."""

    session: RaceSession

    def scene(self) -> "RaceScene": ...


class RaceSaver(Exporter):
    """`ask` opens the system's dialog, `save` writes; the window stays usable meanwhile."""

    told = Signal(object)  # Message: how far it is, or that it is done

    def __init__(self, arena: QWidget, translator: Translator) -> None:
        super().__init__(arena)
        self._arena = arena
        self._translator = translator
        self._folder = Path.home()
        self.progressed.connect(self._on_progress)
        self.finished.connect(self._on_finished)

    @Slot(str)
    def ask(self, kind: str) -> None:
        """Ask where to save the race as a file of that kind."""
        title = self._translator.tr(f"arena.export.{kind}")
        name = str(self._folder / f"race.{kind}")
        found, _ = QFileDialog.getSaveFileName(
            self._arena, title, name, f"{kind.upper()} (*.{kind})"
        )
        if found:
            path = Path(found)
            self._folder = path.parent
            self.save(kind, path if path.suffix else path.with_suffix(f".{kind}"))

    def save(self, kind: str, path: Path) -> None:
        """Write the race as it is to be seen now."""
        from gui.arena.race_export import export

        arena: _Arena = self._arena  # type: ignore[assignment]  # a QWidget with a race
        self.start(Job(export(kind, arena.scene(), arena.session.replay.position, path)))

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        fields = {"done": progress.done, "n": progress.total}
        self.told.emit(Message("arena.export.progress", fields))

    @Slot(object)
    def _on_finished(self, written: Written) -> None:
        self.told.emit(Message("arena.export.saved", {"path": str(written.path)}))

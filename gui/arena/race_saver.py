"""Saves the race of the arena: asks where to, and writes."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gui.dialogs import ask_where, kind_of
from gui.export.exporter import Exporter
from gui.export.job import Job
from gui.guard import late
from gui.i18n import Translator

if TYPE_CHECKING:
    from gui.arena.race_export import Scene


class Race(Protocol):
    """What is saved."""

    @property
    def position(self) -> float: ...  # in the race that is to be seen
    def scene(self) -> "Scene": ...


class RaceSaver(Exporter):
    """`ask` opens the system's dialog, `save` writes; the window stays usable meanwhile."""

    def __init__(self, race: Race, window: QWidget, translator: Translator) -> None:
        super().__init__(window)
        self._race, self._window = race, window
        self._translator = translator
        self._folder = Path.home()

    @Slot(str)
    def ask(self, kind: str) -> None:
        """Ask where to save the race as a file of that kind."""
        title = self._translator.tr(f"arena.export.{kind}")
        suffix = f".{kind}"
        place = self._folder / f"race{suffix}"
        path = ask_where(self._window, title, place, kind_of(suffix), suffix)
        if path is not None:
            self._folder = path.parent
            self.save(kind, path)

    @late
    def save(self, kind: str, path: Path) -> None:
        """Write the race as it is to be seen now."""
        from gui.arena.race_export import export

        self.start(Job(export(kind, self._race.scene(), self._race.position, path)))

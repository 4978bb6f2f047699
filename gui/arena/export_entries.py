"""The kinds of file that a race can be saved as, as entries of a menu."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu

from gui.export import video
from gui.i18n import Translator

EXPORTS = ("png", "svg", "gif", "mp4", "csv")


class ExportEntries(QObject):
    """Emits the kind that is `chosen`. One that cannot be made on this computer says what it needs,
    before anybody has thought of a name for the file."""

    chosen = Signal(str)

    def __init__(self, menu: QMenu, translator: Translator) -> None:
        super().__init__(menu)
        self._translator = translator
        self.actions = {kind: menu.addAction("") for kind in EXPORTS}
        for kind, action in self.actions.items():
            translator.bind(action.setText, f"arena.export.{kind}")
            action.triggered.connect(partial(self.chosen.emit, kind))
        menu.aboutToShow.connect(self.review)

    @Slot()
    def review(self) -> None:
        """An encoder may have been installed meanwhile, or removed."""
        film, able = self.actions["mp4"], video.available()
        film.setEnabled(able)
        self._translator.bind(film.setText, f"arena.export.{'mp4' if able else 'no_mp4'}")

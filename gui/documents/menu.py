"""The File menu: documents, recent ones, work in no file, and what can be taken along."""

from collections.abc import Callable

from PySide6.QtCore import QDateTime, QLocale, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.messages import Message
from gui.documents.autosave import age
from gui.documents.document_controller import DocumentController
from gui.documents.drafts import read_kept
from gui.documents.recovery import name_of
from gui.i18n import Translator


class FileMenu(QMenu):
    """`actions` are those of the window, by name."""

    def __init__(
        self,
        documents: DocumentController,
        actions: dict[str, QAction],
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._recovery = documents.session, documents.recovery
        self._translator = translator
        self.addActions([actions["new"], actions["open"]])
        self.recent = self.addMenu("")
        translator.bind(self.recent.setTitle, "export.menu.recent")
        self.left = self.addMenu("")
        translator.bind(self.left.setTitle, "export.menu.left")
        self.addActions([actions["save"], actions["save_as"]])
        self.addSeparator()
        self.addActions([actions[name] for name in ("open_run", "save_run", "bring_back")])
        self.addSeparator()
        self.addActions([actions["export"], actions["copy_picture"]])
        self.addSeparator()
        self.addAction(actions["quit"])
        self.recent.aboutToShow.connect(self.fill)
        self._session.recent_changed.connect(self.fill)
        self.fill()
        self._enable()
        self.aboutToShow.connect(self._enable)
        self.left.aboutToShow.connect(self.fill_left)

    @Slot()
    def fill(self) -> None:
        """The files of the moment; those that are gone are marked, and can be removed."""
        self.recent.clear()
        gone = False
        for path in self._session.recent:
            action = self.recent.addAction("")
            action.setToolTip(str(path))
            if path.is_file():
                action.setText(_plain(path.name))
                action.triggered.connect(lambda *_, path=path: self._session.open(path))
            else:
                gone = True
                name = {"name": _plain(path.name)}
                self._translator.bind(action.setText, Message("export.menu.gone", name))
                action.setEnabled(False)
        self.recent.setToolTipsVisible(True)
        self.recent.setEnabled(bool(self._session.recent))
        self.recent.addSeparator()
        if gone:
            self._add("remove", self._session.remove_missing)
        self._add("clear", self._session.clear_recent)

    @Slot()
    def _enable(self) -> None:
        self.left.setEnabled(bool(self._recovery.left))

    @Slot()
    def fill_left(self) -> None:
        """Work in no file, by its formula and the time when it made room for something else."""
        self.left.clear()
        locale = QLocale(self._translator.language)
        for place in self._recovery.left:
            kept = read_kept(place)
            if kept is not None:
                time = QDateTime.fromSecsSinceEpoch(int(age(place)))
                said = locale.toString(time, QLocale.FormatType.ShortFormat)
                action = self.left.addAction(f"{_plain(name_of(kept))}\t{said}")
                action.triggered.connect(lambda *_, it=place: self._recovery.bring_back(it))

    def _add(self, name: str, slot: Callable[[], object]) -> None:
        action = self.recent.addAction("")
        self._translator.bind(action.setText, f"export.menu.{name}")
        action.triggered.connect(slot)


def _plain(name: str) -> str:
    """An & in a file's name is no key."""
    return name.replace("&", "&&")

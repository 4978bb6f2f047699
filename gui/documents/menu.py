"""The File menu: documents, recent ones, and what can be taken along."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.messages import Message
from gui.documents.document_session import DocumentSession
from gui.i18n import Translator


class FileMenu(QMenu):
    """`actions` are those of the window, by name."""

    def __init__(
        self,
        session: DocumentSession,
        actions: dict[str, QAction],
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._translator = translator
        self.addActions([actions["new"], actions["open"]])
        self.recent = self.addMenu("")
        translator.bind(self.recent.setTitle, "export.menu.recent")
        self.addActions([actions["save"], actions["save_as"]])
        self.addSeparator()
        self.addActions([actions[name] for name in ("open_run", "save_run", "bring_back")])
        self.addSeparator()
        self.addActions([actions["export"], actions["copy_picture"]])
        self.addSeparator()
        self.addAction(actions["quit"])
        self.recent.aboutToShow.connect(self.fill)
        session.recent_changed.connect(self.fill)
        self.fill()

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

    def _add(self, name: str, slot: Callable[[], object]) -> None:
        action = self.recent.addAction("")
        self._translator.bind(action.setText, f"export.menu.{name}")
        action.triggered.connect(slot)


def _plain(name: str) -> str:
    """An & in a file's name is no key."""
    return name.replace("&", "&&")

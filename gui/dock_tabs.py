"""The names on the tabs of docks: short ones where there is no room for the long ones.

Qt would hide what does not fit behind two arrows, and nobody looks for a panel there.
"""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator

_OWN = Qt.FindChildOption.FindDirectChildrenOnly

_OF_ROW = (QEvent.Type.Resize, QEvent.Type.Show)
_OF_WINDOW = (QEvent.Type.ChildAdded,)


class DockTabs(QObject):
    """Gives the docks of a window their titles: `window.dock.<name>` or `window.dock_short.…`."""

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        appearance: Appearance,
        translator: Translator,
    ) -> None:
        super().__init__(window)
        self._window, self._docks, self._translator = window, docks, translator
        self._busy: set[str] = set()
        self._later = QTimer(self, singleShot=True, interval=0)  # once Qt has laid them out
        self._later.timeout.connect(self.fit)
        appearance.changed.connect(self._later.start)
        translator.changed.connect(self._later.start)
        window.installEventFilter(self)
        self.fit()

    def mark(self, name: str, busy: bool) -> None:
        """Show whether a panel is at work, also while another one is in front."""
        (self._busy.add if busy else self._busy.discard)(name)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Look at every row of tabs. Qt makes and drops rows as docks are moved."""
        rows = self._window.findChildren(QTabBar, options=_OWN)
        short: set[str] = set()
        for row in rows:
            row.installEventFilter(self)  # once, however often it is asked for
            names = self._names_in(row)
            if self._needed(row, names) > row.width():
                short.update(names)
        for name in self._docks:
            self._name(name, "dock_short" if name in short else "dock")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows change their width and are put to use again; and the window gets other ones, as
        when its layout is restored."""
        awaited = _OF_WINDOW if watched is self._window else _OF_ROW
        if event.type() in awaited:
            self._later.start()
        return False

    def _names_in(self, row: QTabBar) -> list[str]:
        titles = {dock.windowTitle(): name for name, dock in self._docks.items()}
        texts = (row.tabText(index) for index in range(row.count()))
        return [titles[text] for text in texts if text in titles]

    def _needed(self, row: QTabBar, names: list[str]) -> int:
        """The width that the row would take with long names; all else is as it is now."""
        width = row.fontMetrics().horizontalAdvance
        now = sum(width(self._docks[name].windowTitle()) for name in names)
        return row.sizeHint().width() - now + sum(width(self._long(name)) for name in names)

    def _long(self, name: str) -> str:
        return self._translator.say(self._title(name, "dock"))

    def _name(self, name: str, kind: str) -> None:
        self._translator.bind(self._docks[name].setWindowTitle, self._title(name, kind))

    def _title(self, name: str, kind: str) -> Message:
        title = Message(f"window.{kind}.{name}")
        return Message("window.buttons.busy", {"name": title}) if name in self._busy else title

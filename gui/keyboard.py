"""Who has the keyboard when nobody has put it anywhere: the stage; or, while that is folded or
hidden, the panel that one works in.

Qt gives the keyboard of what it hides to whatever comes next, a row of tabs or a button, which
Space would press then.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from gui.dock_places import is_in_front

if TYPE_CHECKING:
    from gui.main_window import MainWindow

Press = Callable[[str], object]  # plays what a panel shows, by the name of a button


class Keyboard(QObject):
    """Gives the keyboard back whenever what had it is no longer seen. `players` are the panels
    that are worked in, by the names of their docks, with what the keys of playing do there."""

    def __init__(self, window: "MainWindow", players: Mapping[str, Press]) -> None:
        super().__init__(window)
        self._window, self._players = window, players
        self._stage, self._docks = window.stage.view, window.docks
        self._lent: QWidget | None = None  # the panel that has it in the place of the stage
        docks, presentation = window.docks, window.presentation
        for moved in (window.place.turned, docks.widths.reviewed, presentation.changed):
            moved.connect(self.settle)
        window.installEventFilter(self)

    @property
    def panel(self) -> str:
        """The name of the panel that has the keys of playing; empty if the stage has them."""
        if self._stage.isVisibleTo(self._window):
            return ""
        front = self._docks.front
        name = front.objectName() if front is not None else ""
        return name if name in self._players else ""

    @property
    def _in_race(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._docks.by_name["arena"].isAncestorOf(focus)

    def press(self, button: str) -> bool:
        """A key of playing is for a panel, as for the race while the keyboard is in there; False if
        it is for the stage."""
        panel = "arena" if self._in_race else self.panel
        if panel:
            self._players[panel](button)
        return bool(panel)

    @Slot()
    def settle(self) -> None:
        """Give it back if what has it is no longer seen."""
        focus = self._window.focusWidget()
        if focus is None or focus is self._lent or not self._is_seen(focus):
            self.give_back()

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """To a window that comes to the front Qt gives what had the keyboard in it; where nothing
        has, whatever comes first, as the strip of a folded stage."""
        if event.type() is QEvent.Type.WindowActivate:
            self.settle()
        return False

    @Slot()
    def give_back(self) -> None:
        """To the stage, or to the panel that one works in while there is no stage."""
        self._lent = None
        front = self._docks.front
        if self._stage.isVisibleTo(self._window) or front is None:
            self._stage.setFocus()
        else:
            self._lent = front.widget()
            self._lent.setFocus()

    def _is_seen(self, control: QWidget) -> bool:
        docks = self._docks.by_name.values()
        behind = any(dock.isAncestorOf(control) and not is_in_front(dock) for dock in docks)
        return control.isVisibleTo(self._window) and not behind

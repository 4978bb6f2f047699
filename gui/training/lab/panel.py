"""The Lab dock: a list of the pages, or the page that was chosen, with the way back."""

from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.messages import Message
from gui.training.lab.page import LabContext, LabPage
from gui.training.lab.pages import PAGES
from gui.widgets import Catalogue, space


class LabPanel(QWidget):
    """One page at a time. Pages are made when they are first chosen, and work on behind others: the
    list says so, and whoever listens to `worked`."""

    opened = Signal(object)  # a Document that is to stand on the stage
    followed = Signal(object)  # a Document that changes as one watches: the moment stays
    left = Signal()  # the page is put away: the keyboard may go elsewhere
    worked = Signal(bool)  # whether any page is at work
    followed_on_stage = Signal(bool)  # whether the stage is to be seen beside the page

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = context
        self._made: dict[str, LabPage] = {}
        self._saved: dict[str, Any] = {}
        self.page: LabPage | None = None
        self._busy: set[str] = set()
        self._look = QTimer(self, singleShot=True, interval=0)  # once the page is up to date
        self._look.timeout.connect(self._show_work)
        self.catalogue = Catalogue(
            "lab", PAGES, self._make, "window.lab.done", context.appearance, context.translator
        )
        column = QVBoxLayout(self)
        column.addWidget(self.catalogue)
        space(column, context.appearance, margins=(0, 0, 0, 0))
        self.catalogue.chosen.connect(self._turn_to)
        self.catalogue.left.connect(self.left)

    @Slot(str)
    def choose(self, key: str) -> None:
        """Turn to a page; the empty key is the list of them."""
        self.catalogue.choose(key)

    @Slot(str)
    def _turn_to(self, key: str) -> None:
        if self.page is not None:
            self.page.leave()
        self.page = self._made.get(key)
        if self.page is not None:
            self.page.enter()
        self._tell_following()

    @Slot()
    def _tell_following(self) -> None:
        self.followed_on_stage.emit(self.page is not None and self.page.following)

    def _make(self, key: str) -> LabPage:
        page = self._made[key] = PAGES[key]()(self._bench)
        page.opened.connect(self.opened)
        page.followed.connect(self.followed)
        page.work_changed.connect(self._look.start)
        page.following_changed.connect(self._tell_following)
        page.restore_state(self._saved.get(key, {}))
        return page

    @Slot()
    def _show_work(self) -> None:
        busy = {key for key, page in self._made.items() if page.busy}
        if busy != self._busy:
            for key in busy ^ self._busy:
                words = Message("lab.panel.working") if key in busy else None
                self.catalogue.cards[key].note(words)
            if bool(busy) is not bool(self._busy):
                self.worked.emit(bool(busy))
            self._busy = busy

    def close_work(self) -> bool:
        """The window closes: end what the pages do; False if something did not end in time."""
        ended = [page.close_work() for page in self._made.values()]  # every one is asked
        return all(ended)

    def save_state(self) -> dict[str, Any]:
        """The page that is shown, and what each was set to."""
        return {"page": self.catalogue.current} | self._saved | self._states()

    def _states(self) -> dict[str, Any]:
        return {key: page.save_state() for key, page in self._made.items()}

    def restore_state(self, state: dict[str, Any]) -> None:
        self._saved = {k: v for k, v in state.items() if k in PAGES and isinstance(v, dict)}
        if isinstance(state.get("page"), str):
            self.choose(state["page"])

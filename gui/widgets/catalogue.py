"""A list of entries, each with a sentence; or the one that was chosen, with the way back."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.choice_card import ChoiceCard
from gui.widgets.icon_button import IconButton
from gui.widgets.keyboard import leave_keyboard_to_stage
from gui.widgets.nesting import nest
from gui.widgets.pages import Pages
from gui.widgets.scroll_places import ScrollPlaces
from gui.widgets.spacing import space


class Catalogue(QWidget):
    """One entry at a time, made when it is first chosen. It opens at its top, and later where it
    was left.

    The words of an entry are `<area>.<key>.title` and `<area>.<key>.about`; those of the way back
    `<back>` as an icon button has them.
    """

    chosen = Signal(str)  # the key of the entry that is shown; empty for the list
    left = Signal()  # somebody went back to the list: the keyboard may go elsewhere

    def __init__(
        self,
        area: str,
        keys: Iterable[str],
        make: Callable[[str], QWidget],
        back: str,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._area, self._keys, self._make, self._back = area, tuple(keys), make, back
        self._appearance, self._translator = appearance, translator
        self._entries: dict[str, QWidget] = {}
        self.current = ""  # the key of the entry that is shown
        self.cards: dict[str, ChoiceCard] = {}
        self._places = ScrollPlaces(self)
        self._stack = Pages()
        self._list = self._make_list()
        self._stack.addWidget(self._list)
        column = QVBoxLayout(self)
        column.addWidget(self._stack)
        space(column, appearance, margins=(0, 0, 0, 0))

    @Slot(str)
    def choose(self, key: str) -> None:
        """Show an entry; an unknown key shows the list."""
        key = key if key in self._keys else ""
        if key == self.current:
            return
        self._places.leave(self.current)
        self.current = key
        self._stack.setCurrentWidget(self._page(key) if key else self._list)
        self.chosen.emit(key)
        self._places.enter(key)

    @Slot()
    def done(self) -> None:
        """Back to the list."""
        self.choose("")
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape does what the button at the top does."""
        if event.key() == Qt.Key.Key_Escape and self.current:
            self.done()
        else:
            super().keyPressEvent(event)

    def _make_list(self) -> QWidget:
        page = QWidget()
        page.setProperty("role", "bare")
        column = QVBoxLayout(page)
        for key in self._keys:
            words = f"{self._area}.{key}.title", f"{self._area}.{key}.about"
            card = self.cards[key] = ChoiceCard(*words, self._appearance, self._translator)
            card.clicked.connect(lambda _=False, key=key: self.choose(key))
            column.addWidget(card)
        column.addStretch(1)
        space(column, self._appearance, margins=(14, 12, 14, 12), gap=10)
        return page

    def _page(self, key: str) -> QWidget:
        """The entry under its title, with a button that leaves it."""
        if key in self._entries:
            return self._entries[key]
        page = self._entries[key] = QWidget()
        page.setProperty("role", "bare")
        title = QLabel()
        title.setProperty("role", "heading")
        self._translator.bind(title.setText, f"{self._area}.{key}.title")
        self._translator.bind(title.setToolTip, f"{self._area}.{key}.about")
        back = IconButton("close", self._appearance, self._translator, key=self._back, side=14)
        back.clicked.connect(self.done)
        row, column = QHBoxLayout(), QVBoxLayout(page)
        row.addWidget(title, 1)
        row.addWidget(back)
        nest(column, row)
        entry = self._make(key)
        entry.setParent(page)
        column.addWidget(entry, 1)
        space(row, self._appearance)
        space(column, self._appearance, margins=(14, 8, 14, 12), gap=8)
        self._stack.addWidget(page)
        leave_keyboard_to_stage(page)  # the window was told before there was a page
        return page

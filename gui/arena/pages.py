"""The pages beside the plot, under tabs; where there is much room, the racers stand above them."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from gui.appearance import Appearance
from gui.arena.compare_page import ComparePage
from gui.arena.lessons_page import LessonsPage
from gui.arena.racers_page import RacersPage
from gui.arena.setup_page import SetupPage
from gui.arena.step_page import StepPage
from gui.i18n import Translator
from gui.widgets import SteadyScrollArea, space

_STAND_IN = "compare"
NAMES = ("racers", "step", "compare", "setup", "lessons")


class Pages(QWidget):
    """`show_page` by name; `turned` tells which page is now to be seen."""

    turned = Signal(str)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.racers = RacersPage(appearance, translator)
        self.step = StepPage(appearance, translator)
        self.compare = ComparePage(appearance, translator)
        self.setup = SetupPage(appearance, translator)
        self.lessons = LessonsPage(appearance, translator)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._stack = QStackedWidget()
        self._areas = {name: scrolled(getattr(self, name)) for name in NAMES}
        for area in self._areas.values():
            self._stack.addWidget(area)
        self._names: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.tabs)
        self._column.addWidget(self._stack, 1)
        space(self._column, appearance, gap=4)
        self._large = self._stood_in = False
        self._offer(list(NAMES))
        self.tabs.currentChanged.connect(self._on_tab)
        translator.changed.connect(self._name)
        appearance.changed.connect(self._dress)
        self._dress()

    @property
    def page(self) -> str:
        return self._names[max(self.tabs.currentIndex(), 0)]

    def is_seen(self, name: str) -> bool:
        """Is this page to be seen now?"""
        return name == self.page or (self._large and name == "racers")

    def show_page(self, name: str) -> None:
        if name in self._names:
            self.tabs.setCurrentIndex(self._names.index(name))

    def set_large(self, large: bool) -> None:
        """With much room the racers are always seen, above the other pages."""
        if large is self._large:
            return
        self._large = large
        page = self.page
        if large:
            self._stack.removeWidget(self._areas["racers"])
            self._column.insertWidget(0, self._areas["racers"], 5)
            self._column.setStretchFactor(self._stack, 6)
            self._areas["racers"].show()
        else:
            self._column.removeWidget(self._areas["racers"])
            self._stack.insertWidget(0, self._areas["racers"])
            self._column.setStretchFactor(self._stack, 1)
        names = [name for name in NAMES if not (large and name == "racers")]
        self._offer(names)
        if large:
            self._stood_in = page == "racers"  # another page stands in for them under the tabs
            page = _STAND_IN if self._stood_in else page
        elif self._stood_in and page == _STAND_IN:
            page = "racers"
        self.show_page(page)

    def _offer(self, names: list[str]) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        self._names = names
        for _ in names:
            self.tabs.addTab("")
        self._name()
        self.tabs.blockSignals(False)
        self._on_tab(self.tabs.currentIndex())

    @Slot()
    def _dress(self) -> None:
        dress_tabs(self.tabs, self._appearance)

    @Slot()
    def _name(self) -> None:
        for i, name in enumerate(self._names):
            self.tabs.setTabText(i, self._translator.tr(f"arena.page.{name}"))
            self.tabs.setTabToolTip(i, self._translator.tr(f"arena.page.{name}_hint"))

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        if 0 <= index < len(self._names):
            self._stack.setCurrentWidget(self._areas[self._names[index]])
            self.turned.emit(self._names[index])

    def minimumSizeHint(self) -> QSize:
        px = self._appearance.px
        return QSize(px(230), px(78))


def dress_tabs(tabs: QTabBar, appearance: Appearance) -> None:
    """Five tabs fit the narrowest dock."""
    px = appearance.px
    tabs.setStyleSheet(f"QTabBar::tab {{ margin: 0 {px(2)}px; padding: {px(5)}px {px(1)}px; }}")


def scrolled(page: QWidget) -> QScrollArea:
    area = SteadyScrollArea()
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    area.setWidget(page)
    return area

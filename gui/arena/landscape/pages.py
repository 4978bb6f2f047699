"""The pages beside the landscape, under tabs."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.arena.landscape.compare_page import TrueLossPage
from gui.arena.landscape.plane_page import PlanePage
from gui.arena.landscape.run_page import RunPage
from gui.arena.landscape.session import LandscapeSession
from gui.arena.pages import dress_tabs, scrolled
from gui.i18n import Translator
from gui.widgets import space

NAMES = ("run", "plane", "compare")


class LandscapePages(QWidget):
    """`show_page` by name."""

    turned = Signal()

    def __init__(
        self,
        session: LandscapeSession,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.run = RunPage(session, appearance, translator)
        self.plane = PlanePage(session, appearance, translator)
        self.compare = TrueLossPage(appearance, translator)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._stack = QStackedWidget()
        for page in (self.run, self.plane, self.compare):
            self.tabs.addTab("")
            self._stack.addWidget(scrolled(page))
        column = QVBoxLayout(self)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        space(column, appearance, gap=4)
        self.tabs.currentChanged.connect(self._on_tab)
        translator.changed.connect(self._name)
        appearance.changed.connect(self._dress)
        self._name()
        self._dress()

    @property
    def page(self) -> str:
        return NAMES[max(self.tabs.currentIndex(), 0)]

    def show_page(self, name: str) -> None:
        if name in NAMES:
            self.tabs.setCurrentIndex(NAMES.index(name))

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.turned.emit()

    @Slot()
    def _dress(self) -> None:
        dress_tabs(self.tabs, self._appearance)

    @Slot()
    def _name(self) -> None:
        for i, name in enumerate(NAMES):
            self.tabs.setTabText(i, self._translator.tr(f"landscape.page.{name}"))
            self.tabs.setTabToolTip(i, self._translator.tr(f"landscape.page.{name}_hint"))

    def minimumSizeHint(self) -> QSize:
        px = self._appearance.px
        return QSize(px(230), px(78))

"""What the page of the search is made of: buttons, fields, a scatter, a ranked table."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.lab.progress_row import ProgressRow
from gui.training.lab.record_table import RecordModel, RecordTable
from gui.training.lab.search.columns import columns, key_of
from gui.training.lab.search.form import SearchForm
from gui.training.lab.search.scatter import Scatter
from gui.widgets import FlowLayout, Notice, space

TABS = ("settings", "results")
_WIDE = 720  # unscaled pixels across; with less, fields and results take turns


class Face(QWidget):
    """The widgets, by name; what they do is the page's business."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self.begin, self.go_on, self.earlier = QPushButton(), QPushButton(), QPushButton()
        self.begin.setProperty("tone", "forward")
        self.progress = ProgressRow(appearance, translator)
        self.notice = Notice(appearance, translator)
        self.tabs = QTabBar(expanding=False)
        self.form = SearchForm(appearance, translator)
        self.scatter = Scatter(appearance, translator)
        self.model = RecordModel(columns(translator), key_of, translator)
        self.table = RecordTable(self.model, appearance, translator, "lab_search.table.name")
        self.use, self.export = QPushButton(), QPushButton()
        self._compose()
        self.tabs.currentChanged.connect(self.arrange)
        appearance.changed.connect(self.arrange)
        self.arrange()

    def show_tab(self, name: str) -> None:
        self.tabs.setCurrentIndex(TABS.index(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Fields and results beside each other where there is room; else what is chosen."""
        wide = self.width() >= self._appearance.px(_WIDE)
        chosen = TABS[self.tabs.currentIndex()]
        self.tabs.setVisible(not wide)
        self.form.setVisible(wide or chosen == "settings")
        self._results.setVisible(wide or chosen == "results")

    def _compose(self) -> None:
        first, column, body = FlowLayout(), QVBoxLayout(self), QHBoxLayout()
        for name, button in (
            ("begin", self.begin),
            ("go_on", self.go_on),
            ("earlier", self.earlier),
        ):
            self._translator.bind(button.setText, f"lab_search.button.{name}")
            self._translator.bind(button.setToolTip, f"lab_search.tip.{name}")
            first.addWidget(button)
        self.tabs.setStyleSheet("QTabBar::tab:first { margin-left: 0; }")
        with QSignalBlocker(self.tabs):
            for place, name in enumerate(TABS):
                self.tabs.addTab("")
                words = f"lab_search.tab.{name}"
                self._translator.bind(partial(self.tabs.setTabText, place), words)
        self._results = self._make_results()
        body.addWidget(self.form, 2)
        body.addWidget(self._results, 3)
        column.addLayout(first)
        for part in (self.notice, self.progress, self.tabs):
            column.addWidget(part)
        column.addLayout(body, 1)
        space(first, self._appearance, gap=8)
        space(body, self._appearance, gap=16)
        space(column, self._appearance, gap=8)

    def _make_results(self) -> QWidget:
        body, lower, row = QSplitter(Qt.Orientation.Vertical), QWidget(), FlowLayout()
        body.setChildrenCollapsible(False)
        lower.setProperty("role", "bare")
        column = QVBoxLayout(lower)
        column.addWidget(self.table, 1)
        for name, button in (("use", self.use), ("export", self.export)):
            self._translator.bind(button.setText, f"lab_search.button.{name}")
            row.addWidget(button)
        column.addLayout(row)
        for place, part in enumerate((self.scatter, lower)):
            body.addWidget(part)
            body.setStretchFactor(place, 1)
        space(row, self._appearance, gap=8)
        space(column, self._appearance, gap=6)
        return body

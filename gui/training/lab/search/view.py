"""What the page of the search is made of: buttons, fields, a scatter, a ranked table."""

from functools import partial

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from core.search import SEARCH_SPACE
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.lab.progress_row import ProgressRow
from gui.training.lab.record_model import RecordModel
from gui.training.lab.record_table import RecordTable
from gui.training.lab.search.columns import columns, key_of, row_of
from gui.training.lab.search.form import SearchForm
from gui.training.lab.search.scatter import Scatter
from gui.training.views.saving import SaveButton, Sheet, picture_of
from gui.widgets import FlowLayout, Notice, VisibleRoom, nest, space

TABS = ("settings", "results", "table")
_WIDE = 720  # unscaled pixels across; with less, fields and results take turns
_LOW = 560  # unscaled pixels of height; with less, scatter and table do, too
_TIGHT = 380  # … and with less, what is told takes the place of the buttons above results


class SearchView(QWidget):
    """The widgets, by name; what they do is the page's business."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self.begin, self.go_on, self.earlier = QPushButton(), QPushButton(), QPushButton()
        self.begin.setProperty("tone", "primary")
        self.progress = ProgressRow(appearance, translator)
        self.notice = Notice(appearance, translator)
        self.tabs = QTabBar(expanding=False)
        self.form = SearchForm(appearance, translator)
        self.scatter = Scatter(appearance, translator)
        self.model = RecordModel(columns(translator), key_of, translator)
        self.table = RecordTable(self.model, appearance, translator, "lab_search.table.name")
        self.key = QLabel(wordWrap=True)
        self.key.setProperty("role", "caption")
        translator.bind(self.key.setText, "lab_search.scatter.key")
        self.use, self.export = QPushButton(), QPushButton()
        self.save = SaveButton(self.sheet, appearance, translator)
        self.save.told.connect(self.notice.say)
        self._compose()
        self._room = VisibleRoom(self)
        self._room.changed.connect(self.arrange)
        self.tabs.currentChanged.connect(self.arrange)
        self.notice.appeared.connect(self.arrange)
        appearance.changed.connect(self.arrange)
        self.arrange()

    def show_tab(self, name: str) -> None:
        self.tabs.setCurrentIndex(TABS.index(name))

    def sheet(self) -> Sheet | None:
        """The scatter with its key, and the trials that were measured."""
        measured = [each for each in self.model.rows if each.measured is not None]
        if not measured or not self._upper.isVisible():
            return None
        columns = {
            name: np.array([row_of(each)[name] for each in measured], float)
            for name in ("validation_accuracy", *SEARCH_SPACE, "stage", "number")
        }
        picture = picture_of(self._upper, self._appearance.theme.panel)
        return Sheet("search", picture, columns)

    @Slot()
    def arrange(self) -> None:
        """Fields and results beside each other where there is room; else what is chosen."""
        wide = self._room.width >= self._appearance.px(_WIDE)
        low = self._room.height < self._appearance.px(_LOW)
        chosen = TABS[self.tabs.currentIndex()]
        with QSignalBlocker(self.tabs):
            self.tabs.setTabVisible(TABS.index("table"), low)
        self.tabs.setVisible(not wide or low)
        self.form.setVisible(wide or chosen == "settings")
        self._results.setVisible(wide or chosen != "settings")
        tight = self._room.height < self._appearance.px(_TIGHT)
        told = not (self.notice.isHidden() and self.progress.isHidden())
        self._offered.setVisible(not (tight and told) or chosen == "settings")
        self._upper.setVisible(not low or chosen != "table")
        self._lower.setVisible(not low or chosen == "table")
        self.save.setVisible(not self._upper.isHidden())

    def _compose(self) -> None:
        self._offered, column, body = QWidget(), QVBoxLayout(self), QHBoxLayout()
        self._offered.setProperty("role", "bare")
        first = FlowLayout(self._offered)
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
        column.addWidget(self._offered)
        for part in (self.notice, self.progress, self.tabs):
            column.addWidget(part)
        nest(column, body, 1)
        space(first, self._appearance, margins=(0, 0, 0, 0), gap=8)
        space(body, self._appearance, gap=16)
        space(column, self._appearance, gap=8)

    def _make_results(self) -> QWidget:
        body, row = QSplitter(Qt.Orientation.Vertical), FlowLayout()
        body.setChildrenCollapsible(False)
        self._upper, self._lower = QWidget(), QWidget()
        for half in (self._upper, self._lower):
            half.setProperty("role", "bare")
        above, column = QVBoxLayout(self._upper), QVBoxLayout(self._lower)
        above.addWidget(self.scatter, 1)
        above.addWidget(self.key)
        column.addWidget(self.table, 1)
        for name, button in (("use", self.use), ("export", self.export)):
            self._translator.bind(button.setText, f"lab_search.button.{name}")
            row.addWidget(button)
        row.addWidget(self.save)
        for place, part in enumerate((self._upper, self._lower)):
            body.addWidget(part)
            body.setStretchFactor(place, 1)
        space(row, self._appearance, gap=8)
        results = QWidget()
        results.setProperty("role", "bare")
        rows = QVBoxLayout(results)
        rows.addWidget(body, 1)
        nest(rows, row)
        space(above, self._appearance, gap=3)
        space(column, self._appearance, gap=0)
        space(rows, self._appearance, gap=6)
        return results

"""What the page of the experiments is made of: buttons, curves, a table.

Where the page is low, curves and table take turns behind tabs: a plot that is read from the back of
a room needs all the height that there is.
"""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from core.experiments import Experiment
from core.experiments.export import FORMS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.lab.experiments.columns import columns, common, telling
from gui.training.lab.experiments.curves import CurveSheet, Measure
from gui.training.lab.experiments.line_styles import sample
from gui.training.lab.progress_row import ProgressRow
from gui.training.lab.record_model import RecordModel
from gui.training.lab.record_table import RecordTable
from gui.training.views.saving import SaveButton, Sheet
from gui.widgets import ElidedLabel, FlowLayout, IconButton, Notice, Pages, VisibleRoom, nest, space

TABS = (*(f"curve.{each.value}" for each in Measure), "tab.runs")
_LOW = 640  # unscaled pixels of height; with less, curves and table take turns
_TIGHT = 380  # … and with less, the buttons stand with the table, unless something is told


class ExperimentsView(QWidget):
    """The widgets, by name; what they do is the page's business."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self.compare, self.keep = QPushButton(), QPushButton()
        self.more = IconButton(
            "menu", appearance, translator, key="lab_experiments.button.more", side=15
        )
        self.offers = QMenu(self)  # what these buttons do, where they have no room
        self.lesson = ElidedLabel()
        self.progress = ProgressRow(appearance, translator)
        self.notice = Notice(appearance, translator)
        self.tabs = QTabBar(expanding=False, usesScrollButtons=False)
        self.log = QCheckBox()
        self.save = SaveButton(self._sheet, appearance, translator)
        hidden: set[str] = set()  # by both sheets
        self.sheets = {each: CurveSheet(each, appearance, translator, hidden) for each in Measure}
        self.model = RecordModel(columns(translator), lambda each: each.id, translator)
        self.model.icon = lambda each: sample(appearance, each)
        self.table = RecordTable(self.model, appearance, translator, "lab_experiments.table.name")
        self.alike = ElidedLabel()
        self.empty = QLabel(wordWrap=True)
        self.actions_row = {name: QPushButton() for name in ("rerun", "delete", "undo", "export")}
        self.exports = QMenu(self.actions_row["export"])
        self._compose()
        self._room = VisibleRoom(self)
        self._room.changed.connect(self.arrange)
        self.tabs.currentChanged.connect(self.arrange)
        self.notice.appeared.connect(self.arrange)
        self.log.toggled.connect(self._set_log)
        appearance.changed.connect(self.arrange)
        for sheet in self.sheets.values():
            sheet.plot.menu_wanted.connect(self.save.open_menu)
        self.arrange()

    # what is shown

    def show_experiments(self, experiments: list[Experiment]) -> None:
        """Rows for these, with the columns that tell them apart."""
        self.table.show_records(experiments)
        apart = telling(self.model.columns, experiments)
        self.table.show_columns({column.title for column in apart})
        words = common(self.model.columns, experiments, self._translator) if experiments else ""
        self._translator.bind(self.alike.setText, "lab_experiments.table.alike", settings=words)
        self.alike.setVisible(bool(words))

    def show_curves(self, experiments: list[Experiment], chosen: set[str]) -> None:
        """Draw the measure that is looked at."""
        self._stack.setCurrentWidget(self._body if experiments else self.empty)
        self.arrange()
        for sheet in self.sheets.values():
            if not sheet.isHidden():
                sheet.show_experiments(experiments, chosen)

    @property
    def measure(self) -> Measure:
        """The one that is looked at, or was before the table."""
        return next(each for each in Measure if not self.sheets[each].isHidden())

    @Slot()
    def arrange(self) -> None:
        """Curves above the table where there is room for both; else what is chosen."""
        low, chosen = self._room.height < self._appearance.px(_LOW), self.tabs.currentIndex()
        table_only = low and chosen == TABS.index("tab.runs")
        empty = not self.empty.isHidden()
        told = not (self.notice.isHidden() and self.progress.isHidden())
        with QSignalBlocker(self.tabs):
            self.tabs.setTabVisible(TABS.index("tab.runs"), low)
        if chosen < len(Measure):
            for place, sheet in enumerate(self.sheets.values()):
                sheet.setVisible(place == chosen)
        shared = not low and (self._curves.isHidden() or self._lower.isHidden())
        self._curves.setVisible(not table_only)
        self._lower.setVisible(table_only or not low)
        self._curves.setMinimumHeight(0 if low else self._appearance.px(_LOW) // 4)
        if shared:  # by what they want, the table would get all
            self._splitter.setSizes([self._room.height] * 2)
        tight = self._room.height < self._appearance.px(_TIGHT)
        offered = not tight or (not told and (empty or table_only))
        self.compare.setVisible(offered)
        self.keep.setVisible(offered)
        self.more.setVisible(not offered)
        self.lesson.setVisible(not low and not empty)
        for sheet in self.sheets.values():
            sheet.want_legend(low)
        self.log.setVisible(not table_only and self.measure is Measure.LOSS and self._has_room())
        self.save.setVisible(not table_only and self._has_room())

    def _has_room(self) -> bool:
        """For tools beside the tabs; where there is none, they are in the menu of the plot."""
        tools = self.log.sizeHint().width() + self.save.sizeHint().width()
        tools += 0 if self.more.isHidden() else self.more.sizeHint().width()
        gaps = 4 * self._appearance.px(4)
        return self.tabs.sizeHint().width() + tools + gaps <= self._room.width

    @Slot()
    def _open_offers(self) -> None:
        for action, button in zip(self.offers.actions(), (self.compare, self.keep), strict=True):
            action.setEnabled(button.isEnabled())
        self.offers.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    @Slot(bool)
    def _set_log(self, on: bool) -> None:
        for sheet in self.sheets.values():
            sheet.set_log(on)

    def _sheet(self) -> Sheet | None:
        return self.sheets[self.measure].sheet()

    # what stands where

    def _compose(self) -> None:
        appearance, translator = self._appearance, self._translator
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        for label in (self.lesson, self.alike):
            label.setProperty("role", "caption")
        translator.bind(self.log.setText, "training.curve.log")
        translator.bind(self.log.setToolTip, "training.curve.log_tip")
        self.save.told.connect(self.notice.say)
        column = QVBoxLayout(self)
        nest(column, self._make_first_row())
        for part in (self.lesson, self.notice, self.progress):
            column.addWidget(part)
        self._stack, self._body = Pages(), self._make_body()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._body)
        column.addWidget(self._stack, 1)
        space(column, appearance, gap=8)

    def _make_first_row(self) -> FlowLayout:
        row = FlowLayout()
        self.compare.setProperty("tone", "primary")
        for name, button in (("compare", self.compare), ("keep", self.keep)):
            self._translator.bind(button.setText, f"lab_experiments.button.{name}")
            row.addWidget(button)
            action = self.offers.addAction("", button.click)
            self._translator.bind(action.setText, f"lab_experiments.button.{name}")
        self._translator.bind(self.keep.setToolTip, "lab_experiments.tip.keep")
        self.more.clicked.connect(self._open_offers)
        space(row, self._appearance, gap=8)
        return row

    def _make_body(self) -> QWidget:
        body, splitter = QWidget(), QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self._splitter = splitter
        body.setProperty("role", "bare")
        self._curves, self._lower = QWidget(), self._make_lower()
        self._curves.setProperty("role", "bare")
        column, sheets, line = QVBoxLayout(body), QVBoxLayout(self._curves), QHBoxLayout()
        self.tabs.setStyleSheet("QTabBar::tab:first { margin-left: 0; }")
        for place, name in enumerate(TABS):
            self.tabs.addTab("")
            words = f"lab_experiments.{name}"
            self._translator.bind(partial(self.tabs.setTabText, place), words)
        sheets.setContentsMargins(0, 0, 0, 0)
        for place, sheet in enumerate(self.sheets.values()):
            sheets.addWidget(sheet)
            sheet.setVisible(place == 0)
        line.addWidget(self.tabs, 1)
        line.addWidget(self.log)
        line.addWidget(self.save)
        line.addWidget(self.more)
        for place, part in enumerate((self._curves, self._lower)):
            splitter.addWidget(part)
            splitter.setStretchFactor(place, 1)
        nest(column, line)
        column.addWidget(splitter, 1)
        space(line, self._appearance, gap=4)
        space(column, self._appearance, gap=4)
        return body

    def _make_lower(self) -> QWidget:
        lower = QWidget()
        lower.setProperty("role", "bare")
        rows = QVBoxLayout(lower)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.alike)
        nest(rows, self._make_actions())
        space(rows, self._appearance, gap=6)
        return lower

    def _make_actions(self) -> FlowLayout:
        row = FlowLayout()
        for name, button in self.actions_row.items():
            self._translator.bind(button.setText, f"lab_experiments.button.{name}")
            row.addWidget(button)
        for form in FORMS:
            action = self.exports.addAction("")
            action.setData(form)
            self._translator.bind(action.setText, f"lab_experiments.export.{form}")
        self.actions_row["export"].setMenu(self.exports)
        space(row, self._appearance, gap=6)
        return row

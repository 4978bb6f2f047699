"""What the page of the experiments is made of: buttons, curves, a table."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
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
from gui.training.lab.experiments.columns import columns
from gui.training.lab.experiments.curves import CurveSheet, Measure
from gui.training.lab.experiments.looks import sample
from gui.training.lab.progress_row import ProgressRow
from gui.training.lab.record_table import RecordModel, RecordTable
from gui.widgets import FlowLayout, Notice, Pages, space


class Face(QWidget):
    """The widgets, by name; what they do is the page's business."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self.compare, self.keep = QPushButton(), QPushButton()
        self.progress = ProgressRow(appearance, translator)
        self.notice = Notice(appearance, translator)
        self.tabs = QTabBar(expanding=False)
        self.sheets = {each: CurveSheet(each, appearance, translator) for each in Measure}
        self.model = RecordModel(columns(translator), lambda each: each.id, translator)
        self.model.icon = lambda each: sample(appearance, each.colour)
        self.table = RecordTable(self.model, appearance, translator, "lab_experiments.table.name")
        self.empty = QLabel(wordWrap=True)
        self.actions_row = {name: QPushButton() for name in ("rerun", "delete", "undo", "export")}
        self.exports = QMenu(self.actions_row["export"])
        self._compose()

    def show_curves(self, experiments: list[Experiment], chosen: set[str]) -> None:
        """Draw the measure that is looked at."""
        self._stack.setCurrentWidget(self._body if experiments else self.empty)
        for sheet in self.sheets.values():
            if not sheet.isHidden():
                sheet.show_experiments(experiments, chosen)

    def show_measure(self, place: int) -> None:
        """Look at the first measure, or at the second."""
        for number, sheet in enumerate(self.sheets.values()):
            sheet.setVisible(number == place)

    def _compose(self) -> None:
        appearance, translator = self._appearance, self._translator
        translator.bind(self.empty.setText, "lab_experiments.page.empty")
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.addLayout(self._make_first_row())
        column.addWidget(self.notice)
        column.addWidget(self.progress)
        self._stack, self._body = Pages(), self._make_body()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._body)
        column.addWidget(self._stack, 1)
        space(column, appearance, gap=8)

    def _make_first_row(self) -> FlowLayout:
        row = FlowLayout()
        self.compare.setProperty("tone", "forward")
        for name, button in (("compare", self.compare), ("keep", self.keep)):
            self._translator.bind(button.setText, f"lab_experiments.button.{name}")
            self._translator.bind(button.setToolTip, f"lab_experiments.tip.{name}")
            row.addWidget(button)
        space(row, self._appearance, gap=8)
        return row

    def _make_body(self) -> QWidget:
        translator = self._translator
        upper, body = QWidget(), QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        upper.setProperty("role", "bare")
        column = QVBoxLayout(upper)
        self.tabs.setStyleSheet("QTabBar::tab:first { margin-left: 0; }")
        column.addWidget(self.tabs)
        for place, (measure, sheet) in enumerate(self.sheets.items()):
            self.tabs.addTab("")
            words = f"lab_experiments.curve.{measure.value}"
            translator.bind(partial(self.tabs.setTabText, place), words)
            column.addWidget(sheet, 1)
            sheet.setVisible(place == 0)
        lower = QWidget()
        lower.setProperty("role", "bare")
        rows = QVBoxLayout(lower)
        rows.addWidget(self.table, 1)
        rows.addLayout(self._make_actions())
        for place, part in enumerate((upper, lower)):
            body.addWidget(part)
            body.setStretchFactor(place, 1)
        space(column, self._appearance, gap=4)
        space(rows, self._appearance, gap=6)
        return body

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

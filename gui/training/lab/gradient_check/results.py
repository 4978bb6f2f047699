"""What a check has found: the tutorials' table, the differences as bars, files of both."""

import math
from pathlib import Path

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from core.checks.gradient_race import RaceState
from core.format import number, power, subscript
from core.gradcheck import AGREEMENT, CheckReport
from core.gradcheck.error_histogram import BINS, HIGHEST, LOWEST
from core.gradcheck.tables import PARAMETERS, opinions, parameter_rows, write
from core.messages import Message
from gui.appearance import Appearance
from gui.dialogs import ask_where, kind_of
from gui.i18n import Translator
from gui.task import Task
from gui.training.lab.gradient_check.chart import DifferenceChart
from gui.training.views.saving import SaveButton, picture_of
from gui.training.views.saving import Sheet as Saved
from gui.widgets import FlowLayout, nest, restyle, space
from gui.widgets.sheet import Row, Sheet

_LIMIT = power(round(math.log10(AGREEMENT)))
_KINDS = {"table": "gradient_check.csv", "numbers": "gradients.csv"}


class Results(QWidget):
    """The table of the newest report and its bars; those grow while there is no report yet."""

    told = Signal(object, str)  # Message, tone

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self._state: RaceState | None = None
        self._folder = Path.home()
        self._target = self._folder  # of the file that is being written
        self.saving = Task(self)
        self.saving.finished.connect(self._on_saved)
        self.saving.failed.connect(self._on_failed)
        heading = QLabel(wordWrap=True)
        heading.setProperty("role", "heading")
        translator.bind(heading.setText, "lab_gradient_check.table.title")
        self.verdict = QLabel(wordWrap=True)
        self.table = Sheet(appearance, 4)
        self.chart = DifferenceChart(appearance, translator)
        self.notes = QLabel(wordWrap=True)
        self.notes.setProperty("role", "caption")
        self.buttons = {name: QPushButton() for name in ("copy", *_KINDS)}
        self.waiting = QLabel(wordWrap=True)
        self.waiting.setProperty("role", "caption")
        translator.bind(self.waiting.setText, "lab_gradient_check.torch.waiting")
        self.picture = SaveButton(self.sheet, appearance, translator)
        self.picture.told.connect(self._on_told)
        row, column = FlowLayout(), QVBoxLayout(self)
        for name, button in self.buttons.items():
            translator.bind(button.setText, f"lab_gradient_check.table.{name}")
            translator.bind(button.setToolTip, f"lab_gradient_check.table.{name}_tip")
            row.addWidget(button)
        row.addWidget(self.picture)
        for part in (heading, self.verdict, self.table, self.waiting, self.chart, self.notes):
            column.addWidget(part)
        nest(column, row)
        space(row, appearance, gap=6)
        space(column, appearance, margins=(0, 4, 0, 4), gap=7)
        self.buttons["copy"].clicked.connect(self._copy)
        self.buttons["table"].clicked.connect(self._ask_table)
        self.buttons["numbers"].clicked.connect(self._ask_numbers)
        translator.changed.connect(self._refresh)
        self._refresh()

    @property
    def report(self) -> CheckReport | None:
        """The honest one, as soon as there is one."""
        reports = self._state.reports if self._state is not None else {}
        return reports.get("one_by_one") or reports.get("incremental")

    def show_state(self, state: RaceState | None) -> None:
        before = self._known()
        self._state = state
        under_way = list(state.progress.values()) if state is not None else []
        found = self.report or next(reversed(under_way), None)
        if found is not None:
            self.chart.show_histogram(found.histogram)
        self.waiting.setVisible(state is not None and state.running == "pytorch")
        if self._known() != before:
            self._refresh()

    def sheet(self) -> Saved | None:
        """The bars, and how many differences lie between which powers of ten."""
        if self.report is None:
            return None
        found, edges = self.chart.histogram, np.linspace(LOWEST, HIGHEST, BINS + 1)
        columns = {"low": 10 ** edges[:-1], "high": 10 ** edges[1:]}
        counts = {"count": found.bins, "at_a_kink": found.kinked}
        picture = picture_of(self.chart, self._appearance.theme.panel)
        return Saved("gradient_differences", picture, columns | counts)

    @Slot(object)
    def _on_told(self, message: Message) -> None:
        self.told.emit(message, "parameter")

    def _known(self) -> tuple[bool, int | None, bool]:
        """What the table depends on."""
        state, report = self._state, self.report
        second = state is not None and state.second is not None
        return (bool(state and state.progress), id(report) if report else None, second)

    # its parts

    @Slot()
    def _refresh(self) -> None:
        report, state = self.report, self._state
        for part in (self.table, self.notes, self.picture, *self.buttons.values()):
            part.setVisible(report is not None)
        self.chart.setVisible(state is not None and bool(state.progress))
        if report is None or state is None:
            self._say("lab_gradient_check.table.nothing", "muted")
            return
        kind = "agrees" if report.agrees else "differs"
        self._say(f"lab_gradient_check.table.{kind}", "parameter" if report.agrees else "error")
        self._show_table(report, state)
        kinks = sum(each.kinks for each in report.parameters.values())
        key = "kinks" if kinks else "zeros"
        self._translator.bind(self.notes.setText, f"lab_gradient_check.table.{key}", n=kinks)

    def _say(self, key: str, tone: str) -> None:
        self._translator.bind(self.verdict.setText, key, limit=_LIMIT)
        restyle(self.verdict, tone=tone)

    def _show_table(self, report: CheckReport, state: RaceState) -> None:
        tr, others = self._translator.tr, opinions(report, state.second)
        head = (
            "",
            *(tr(f"lab_gradient_check.table.{name}") for name in ("mean", "relative", "second")),
        )
        rows = [
            Row(
                (
                    f"{name[0]}{subscript(name[1:])}",
                    number(check.mean_abs_diff, 1),
                    number(check.max_rel_error, 1),
                    number(others[name].mean_abs_diff, 1) if name in others else "—",
                ),
                "ink" if check.agrees else "error",
            )
            for name, check in report.parameters.items()
        ]
        self.table.show_rows(head, rows)

    # taking it along

    @Slot()
    def _copy(self) -> None:
        """The table, for a spreadsheet or a text."""
        if self.report is not None and self._state is not None:
            rows = [PARAMETERS, *parameter_rows(self.report, self._state.second)]
            text = "\n".join("\t".join(map(str, row)) for row in rows)
            QGuiApplication.clipboard().setText(text)
            self.told.emit(Message("lab_gradient_check.table.copied"), "parameter")

    @Slot()
    def _ask_table(self) -> None:
        self._ask("table")

    @Slot()
    def _ask_numbers(self) -> None:
        self._ask("numbers")

    def _ask(self, kind: str) -> None:
        """Ask where to save it."""
        title = self._translator.tr(f"lab_gradient_check.table.{kind}_tip")
        place = self._folder / _KINDS[kind]
        path = ask_where(self, title, place, kind_of(".csv"), ".csv")
        if path is not None:
            self._folder = path.parent
            self.save(kind, path)

    def save(self, kind: str, path: Path) -> None:
        """Write the table, or every number, as CSV in the background; and tell how it went."""
        report, state = self.report, self._state
        if report is not None and state is not None:
            self._target = path
            self.saving.start(lambda: write(path, kind, report, state.second))

    @Slot(object)
    def _on_saved(self, _: object) -> None:
        self.told.emit(
            Message("lab_gradient_check.table.saved", {"path": self._target}), "parameter"
        )

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        self.told.emit(failure, "error")

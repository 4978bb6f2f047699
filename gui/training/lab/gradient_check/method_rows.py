"""The race: backpropagation, the clever and the honest numerical gradient, and the factor."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.checks.gradient_race import RaceState
from core.format import NARROW, number, whole
from core.gradcheck import CheckProgress
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.task import TaskState
from gui.training.lab.gradient_check.method_row import MethodRow
from gui.training.number_formats import duration
from gui.widgets import nest, space

NOTHING = "—"
_TONES = {"backprop": "backward", "incremental": "forward", "one_by_one": "ink"}


class MethodRows(QWidget):
    """Shows a state of the race, whenever it is given one."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._translator = translator
        self.rows = {
            name: MethodRow(f"lab_gradient_check.method.{name}", tone, appearance, translator)
            for name, tone in _TONES.items()
        }
        self.factor = QLabel()
        self.factor.setProperty("role", "display")
        self.factor.setProperty("tone", "backward")
        self.factor_words = QLabel(wordWrap=True)
        self.factor_words.setProperty("role", "muted")
        gain, column = QHBoxLayout(), QVBoxLayout(self)
        gain.addWidget(self.factor, 0, Qt.AlignmentFlag.AlignTop)
        gain.addWidget(self.factor_words, 1)
        for row in self.rows.values():
            column.addWidget(row)
        nest(column, gain)
        space(gain, appearance, margins=(2, 2, 0, 2), gap=12)
        space(column, appearance, gap=8)

    def show_nothing(self, numbers: int) -> None:
        """Before the start, with so many gradients to come."""
        for name, row in self.rows.items():
            row.show_status(NOTHING, 0.0, _rules(name, numbers))
        self._show_factor(None, exact=False)

    def show_state(self, state: RaceState, numbers: int, task: TaskState) -> None:
        """How far everybody is."""
        seconds = state.backprop_seconds
        done = seconds is not None
        figure = _time(seconds) if seconds is not None else NOTHING
        self.rows["backprop"].show_status(figure, float(done), _rules("backprop", numbers))
        self._show_fast(state, numbers)
        self._show_honest(state, numbers, task)
        self._compare(state)

    def _show_fast(self, state: RaceState, numbers: int) -> None:
        row, progress = self.rows["incremental"], state.progress.get("incremental")
        if progress is None:
            row.show_status(NOTHING, 0.0, _rules("incremental", numbers))
            return
        words = Message("lab_gradient_check.says.incremental", _figures(progress))
        row.show_status(_time(progress.seconds), progress.done / progress.total, words)

    def _show_honest(self, state: RaceState, numbers: int, task: TaskState) -> None:
        row, progress = self.rows["one_by_one"], state.progress.get("one_by_one")
        if progress is None:
            row.show_status(NOTHING, 0.0, _rules("one_by_one", numbers))
            return
        over = "one_by_one" in state.reports
        kind = "done" if over else task.name.lower()
        words = Message(f"lab_gradient_check.one_by_one.{kind}", _figures(progress))
        figure = _time(progress.seconds) if over else whole(progress.done)
        row.show_status(figure, progress.done / progress.total, words)

    def _compare(self, state: RaceState) -> None:
        """How many times as long the honest way takes, as far as can be told."""
        progress, once = state.progress.get("one_by_one"), state.backprop_seconds
        if progress is None or not once or not progress.rate:
            self._show_factor(None, exact=False)
            return
        whole = progress.seconds + (progress.seconds_left or 0.0)
        self._show_factor(whole / once, exact="one_by_one" in state.reports)

    def _show_factor(self, factor: float | None, exact: bool) -> None:
        for label in (self.factor, self.factor_words):
            label.setVisible(factor is not None)
        if factor is not None:
            self.factor.setText(f"{whole(float(f'{factor:.2g}'))}{NARROW}×")
            key = (
                "lab_gradient_check.says.factor"
                if exact
                else "lab_gradient_check.says.factor_so_far"
            )
            self._translator.bind(self.factor_words.setText, key)


def _rules(name: str, numbers: int) -> Message | None:
    """What it has to do; nothing that could be told before there are images, and so gradients."""
    if not numbers:
        return None
    fields = {"count": whole(numbers), "losses": whole(2 * numbers)}
    return Message(f"lab_gradient_check.rules.{name}", fields)


def _figures(progress: CheckProgress) -> dict[str, object]:
    left = progress.seconds_left
    return {
        "done": whole(progress.done),
        "total": whole(progress.total),
        "rate": whole(progress.rate),
        "left": duration(left) if left is not None else NOTHING,
    }


def _time(seconds: float) -> str:
    """0.6 ms, 0.31 s, 1:12"""
    if seconds >= 100:
        return duration(seconds)
    if seconds < 0.1:
        return f"{number(1000 * seconds, 2)}{NARROW}ms"
    return f"{number(seconds, 2 if seconds < 10 else 3)}{NARROW}s"

"""One sanity check: what it expects, what it found, what a failure would mean, and its buttons.

What a failure would mean is told when there is one, or when somebody asks.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from core.checks import Check, State, Verdict
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.lab.checks.sparkline import Sparkline
from gui.training.lab.checks.status_icon import CheckStatus, StatusIcon
from gui.widgets import IconButton, nest, restyle, space

_ROWS = ("expects", "found", "meaning")


class CheckCard(QFrame):
    """Shows a check; `asked` says that somebody wants it run."""

    asked = Signal(str)

    def __init__(
        self,
        check: Check,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._appearance, self._translator = appearance, translator
        self.check = check
        self.verdict: Verdict | None = None
        self.mark = StatusIcon(appearance, translator)
        self.title = QLabel(wordWrap=True)
        self.title.setProperty("role", "title")
        self.button = IconButton(
            "play", appearance, translator, key="lab_checks.page.run", role="forward", side=16
        )
        self.why = IconButton("info", appearance, translator, key="lab_checks.page.why", side=16)
        self.why.setCheckable(True)
        self.captions = {name: QLabel() for name in _ROWS}
        self.sentences = {name: QLabel(wordWrap=True) for name in _ROWS}
        self.stale = QLabel(wordWrap=True)
        self.curve = Sparkline(appearance, translator)
        self._lay_out()
        self.button.clicked.connect(self._ask)
        self.why.toggled.connect(self._explain)
        self._show_status(CheckStatus.IDLE)

    # what it is told

    def wait(self) -> None:
        """It is going to run, after others."""
        self._show_status(CheckStatus.WAITING)

    def follow(self, state: State) -> None:
        """It runs, and is so far."""
        self._show_status(CheckStatus.RUNNING, state.done / max(state.total, 1))
        self._show_curve(state.curve.losses != (), state)

    def conclude(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self._show_status(CheckStatus.PASSED if verdict.passed else CheckStatus.FAILED)
        self._show_curve(bool(verdict.curve.losses), verdict)

    def forget(self) -> None:
        """It was stopped or failed: as it stood before."""
        if self.verdict is not None:
            self.conclude(self.verdict)
        else:
            self._show_status(CheckStatus.IDLE)
            self.curve.hide()

    def show_stale(self, stale: bool) -> None:
        """What was found is about other settings, or not."""
        self.stale.setVisible(stale and self.verdict is not None)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self.check.key)

    @Slot(bool)
    def _explain(self, wanted: bool) -> None:
        self._show_row("meaning", wanted)

    def _show_row(self, name: str, shown: bool) -> None:
        self.captions[name].setVisible(shown)
        self.sentences[name].setVisible(shown)

    # showing

    def _show_status(self, status: CheckStatus, share: float = 0.0) -> None:
        self.mark.show_status(status, share)
        under_way = status in (CheckStatus.WAITING, CheckStatus.RUNNING)
        self.button.setEnabled(not under_way)
        found = self.sentences["found"]
        if status in (CheckStatus.PASSED, CheckStatus.FAILED) and self.verdict is not None:
            self._translator.bind(found.setText, self.verdict.found)
        else:
            key = "running" if status is CheckStatus.RUNNING else "nothing"
            self._translator.bind(found.setText, Message(f"lab_checks.page.{key}"))
        failed = status is CheckStatus.FAILED
        passed = status is CheckStatus.PASSED
        restyle(found, tone="error" if failed else "parameter" if passed else "muted")
        restyle(self.sentences["meaning"], tone="ink" if failed else "muted")
        self._show_row("found", status is not CheckStatus.IDLE)
        if failed or status is CheckStatus.PASSED:
            self.why.setChecked(failed)

    def _show_curve(self, there: bool, of: State | Verdict) -> None:
        self.curve.setVisible(there)
        if there:
            self.curve.show_curve(of.curve)

    def _lay_out(self) -> None:
        bind = self._translator.bind
        bind(self.title.setText, self.check.title)
        bind(self.setAccessibleName, self.check.title)
        bind(self.button.setAccessibleDescription, self.check.title)
        bind(self.why.setAccessibleDescription, self.check.title)
        bind(self.stale.setText, "lab_checks.page.stale")
        restyle(self.stale, tone="muted")
        head, rows, column = QHBoxLayout(), QGridLayout(), QVBoxLayout(self)
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        head.addWidget(self.why)
        head.addWidget(self.button)
        for row, (name, sentence) in enumerate(self.sentences.items()):
            caption = self.captions[name]
            caption.setProperty("role", "muted")
            bind(caption.setText, f"lab_checks.page.{name}")
            rows.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(sentence, row, 1)
        rows.setColumnStretch(1, 1)
        bind(self.sentences["expects"].setText, self.check.expects)
        bind(self.sentences["meaning"].setText, self.check.meaning)
        nest(column, head)
        nest(column, rows)
        for below in (self.curve, self.stale):
            below.hide()
            column.addWidget(below)
        column.addStretch(1)
        self._show_row("meaning", False)
        space(head, self._appearance, gap=5)
        space(rows, self._appearance, gap=10, row_gap=4)
        space(column, self._appearance, margins=(12, 6, 8, 10), gap=5)

"""The page of sanity checks: a card for each, run one by one or all in turn."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.checks import CHECKS, State, Verdict
from core.datasets import Dataset
from core.messages import Message
from core.training import TrainingConfig
from gui.training.lab.checks.card import CheckCard
from gui.training.lab.page import Bench, LabPage
from gui.training.lab.task import Task
from gui.training.phase import Phase
from gui.widgets import space

_PAIRED = 680  # unscaled pixels of width for two columns of cards


class ChecksPage(LabPage):
    """Checks the settings that the controls show, on the session's data set."""

    key = "checks"

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._queue: list[str] = []  # what is to run yet; the first is running
        self._about: dict[str, tuple[TrainingConfig, Dataset]] = {}  # of the verdicts, by check
        self._running: tuple[TrainingConfig, Dataset] | None = None
        self.task = Task(self)
        self.words = QLabel(wordWrap=True)
        self.words.setProperty("role", "muted")
        self.run_all, self.stop = QPushButton(), QPushButton()
        self.run_all.setProperty("tone", "primary")
        self.summary = QLabel(wordWrap=True)
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("tone", "error")
        self.cards = {
            key: CheckCard(check, bench.appearance, bench.translator)
            for key, check in CHECKS.items()
        }
        self._columns = 0
        self._lay_out()
        self._connect()
        self._refresh()

    @property
    def busy(self) -> bool:
        """Whether a check runs or waits."""
        return bool(self._queue)

    # what it is told

    def enter(self) -> None:
        self.bench.session.prepare()
        self._refresh()

    def close_work(self) -> bool:
        self._queue = []
        return self.task.close()

    def demonstrate(self) -> None:
        self.check_all()

    # running

    @Slot()
    def check_all(self) -> None:
        """All of them, from the first."""
        for key in CHECKS:
            self.check(key)

    @Slot(str)
    def check(self, key: str) -> None:
        """Run one; after those that are running or waiting, if there are any."""
        if key in self._queue:
            return
        self._queue.append(key)
        self.cards[key].wait()
        self.fault.hide()
        self.bench.session.prepare()
        self._go_on()

    @Slot()
    def give_up(self) -> None:
        """Stop, and forget what is waiting; what was found before stays."""
        waiting, self._queue = self._queue, []
        self.task.stop()
        for key in waiting:
            self.cards[key].forget()
        self._refresh()

    def _go_on(self) -> None:
        """The next one, as soon as there is data."""
        session = self.bench.session
        config, data = session.settings, session.data
        if self._queue and data is not None and not self.task.running:
            self._running = config, data
            run = CHECKS[self._queue[0]].run
            self.task.start(lambda: run(data, config))
        self._refresh()

    @Slot(object)
    def _on_progress(self, state: State) -> None:
        if self._queue:
            self.cards[self._queue[0]].follow(state)

    @Slot(object)
    def _on_finished(self, verdict: Verdict) -> None:
        if self._queue and self._running is not None:
            key = self._queue.pop(0)
            self._about[key] = self._running
            self.cards[key].conclude(verdict)
        self._go_on()

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        if self._queue:
            self.cards[self._queue.pop(0)].forget()
        self._say(failure)
        self._go_on()

    @Slot(object)
    def _on_phase(self, phase: Phase) -> None:
        failure = self.bench.session.failure
        if phase is Phase.FAILED and failure is not None:
            self.give_up()
            self._say(failure)
        else:
            self._go_on()

    # showing

    @Slot()
    def _refresh(self) -> None:
        session, bind = self.bench.session, self.bench.translator.bind
        if session.data is None:
            bind(self.words.setText, "lab_checks.page.no_data")
        else:
            bind(self.words.setText, "lab_checks.page.about", name=session.data.name)
        present = session.settings, session.data
        for key, card in self.cards.items():
            card.show_stale(key in self._about and self._about[key] != present)
        verdicts = [card.verdict for card in self.cards.values() if card.verdict is not None]
        passed = sum(verdict.passed for verdict in verdicts)
        self.summary.setVisible(bool(verdicts))
        bind(self.summary.setText, "lab_checks.page.summary", passed=passed, total=len(verdicts))
        self.stop.setVisible(self.busy)
        self.run_all.setEnabled(len(self._queue) < len(self.cards))

    def _say(self, message: Message) -> None:
        self.bench.translator.bind(self.fault.setText, message)
        self.fault.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """One column of cards, or two."""
        columns = 2 if self.width() >= self.bench.appearance.px(_PAIRED) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, *divmod(place, columns))
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))

    # its parts

    def _connect(self) -> None:
        session, task = self.bench.session, self.task
        self.run_all.clicked.connect(self.check_all)
        self.stop.clicked.connect(self.give_up)
        for card in self.cards.values():
            card.asked.connect(self.check)
        task.progressed.connect(self._on_progress)
        task.finished.connect(self._on_finished)
        task.failed.connect(self._on_failed)
        task.stopped.connect(self._go_on)
        session.settings_changed.connect(self._refresh)
        session.state_changed.connect(self._on_phase)
        self.bench.appearance.changed.connect(self._arrange)

    def _lay_out(self) -> None:
        bench, bind = self.bench, self.bench.translator.bind
        bind(self.run_all.setText, "lab_checks.page.run_all")
        bind(self.stop.setText, "lab_checks.page.stop")
        buttons, self._grid, column = QHBoxLayout(), QGridLayout(), QVBoxLayout(self)
        buttons.addWidget(self.run_all)
        buttons.addWidget(self.stop)
        buttons.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        buttons.addStretch(0)
        column.addWidget(self.words)
        column.addLayout(buttons)
        column.addWidget(self.fault)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.fault.hide()
        space(buttons, bench.appearance, gap=8)
        space(self._grid, bench.appearance, gap=8)
        space(column, bench.appearance, gap=9)
        self._arrange()

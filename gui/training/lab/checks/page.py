"""The page of sanity checks: a card for each, run one by one or all in turn."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.checks import CHECKS, State, Verdict
from core.datasets import Dataset
from core.messages import Message
from core.training import TrainingConfig
from gui.training.lab.checks.card import CheckCard
from gui.training.lab.job import LabJob
from gui.training.lab.page import LabContext, LabPage, no_data
from gui.widgets import nest, space

_PAIRED = 680  # unscaled pixels of width for two columns of cards


class ChecksPage(LabPage):
    """Checks the settings that the controls show, on the session's data set."""

    key = "checks"

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._queue: list[str] = []  # what is to run yet
        self._running = ""  # which check does; empty while it is being given up
        self._subject: tuple[TrainingConfig, Dataset] | None = None  # of the one that runs
        self._about: dict[str, object] = {}  # the subjects of the verdicts, by check
        self.job = LabJob(context.session, self)
        self.words = QLabel(wordWrap=True)
        self.words.setProperty("role", "muted")
        self.run_all, self.stop = QPushButton(), QPushButton()
        self.run_all.setProperty("tone", "primary")
        self.summary = QLabel(wordWrap=True)
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("tone", "error")
        self.cards = {
            key: CheckCard(check, context.appearance, context.translator)
            for key, check in CHECKS.items()
        }
        self._columns = 0
        self._lay_out()
        self._connect()
        self.job.changed.connect(self.work_changed)
        self._refresh()

    @property
    def busy(self) -> bool:
        """Whether a check runs or waits."""
        return bool(self._queue or self._running)

    # what it is told

    def enter(self) -> None:
        self.context.session.prepare()
        self._refresh()

    def close_work(self) -> bool:
        self._queue = []
        return self.job.close()

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
        if key in (*self._queue, self._running):
            return
        self._queue.append(key)
        self.cards[key].wait()
        self.fault.hide()
        self._go_on()

    @Slot()
    def give_up(self) -> None:
        """Stop, and forget what is waiting; what was found before stays."""
        for key in self._forgotten():
            self.cards[key].forget()
        self.job.stop()
        self._refresh()

    def _forgotten(self) -> list[str]:
        """Those that run or wait; from now on none does."""
        keys, self._queue, self._running = [self._running, *self._queue], [], ""
        return [key for key in keys if key]

    @Slot()
    def _go_on(self) -> None:
        """The next one."""
        if self._queue and not self.job.busy:
            self._running = self._queue.pop(0)
            self.job.start(self._begin)
        self._refresh()

    def _begin(self, data: Dataset) -> Iterator[State]:
        config = self.context.session.settings
        self._subject = config, data
        return CHECKS[self._running].run(data, config)

    @Slot(object)
    def _on_progress(self, state: State) -> None:
        if self._running:
            self.cards[self._running].follow(state)

    @Slot(object)
    def _on_finished(self, verdict: Verdict) -> None:
        key, self._running = self._running, ""
        self._about[key] = self._subject
        self.cards[key].conclude(verdict)
        self._go_on()

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        """A check that cannot run is told of; without images, none can."""
        if self._running:
            self.cards[self._running].forget()
            self._running = ""
        if self.context.session.data is None:
            for key in self._forgotten():
                self.cards[key].forget()
        self._say(failure)
        self._go_on()

    # showing

    @Slot()
    def _refresh(self) -> None:
        session, bind = self.context.session, self.context.translator.bind
        if session.data is None:
            bind(self.words.setText, no_data(session.phase))
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
        waiting = {*self._queue, self._running} - {""}
        self.run_all.setEnabled(len(waiting) < len(self.cards))

    def _say(self, message: Message) -> None:
        self.context.translator.bind(self.fault.setText, message)
        self.fault.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """One column of cards, or two."""
        columns = 2 if self.width() >= self.context.appearance.px(_PAIRED) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, *divmod(place, columns))
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))

    # its parts

    def _connect(self) -> None:
        session, job = self.context.session, self.job
        self.run_all.clicked.connect(self.check_all)
        self.stop.clicked.connect(self.give_up)
        for card in self.cards.values():
            card.asked.connect(self.check)
        job.progressed.connect(self._on_progress)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._go_on)
        session.settings_changed.connect(self._refresh)
        session.state_changed.connect(self._refresh)
        self.context.appearance.changed.connect(self._arrange)

    def _lay_out(self) -> None:
        context, bind = self.context, self.context.translator.bind
        bind(self.run_all.setText, "lab_checks.page.run_all")
        bind(self.stop.setText, "lab_checks.page.stop")
        buttons, self._grid, column = QHBoxLayout(), QGridLayout(), QVBoxLayout(self)
        buttons.addWidget(self.run_all)
        buttons.addWidget(self.stop)
        buttons.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        buttons.addStretch(0)
        column.addWidget(self.words)
        nest(column, buttons)
        column.addWidget(self.fault)
        nest(column, self._grid)
        column.addStretch(1)
        self.fault.hide()
        space(buttons, context.appearance, gap=8)
        space(self._grid, context.appearance, gap=8)
        space(column, context.appearance, gap=9)
        self._arrange()

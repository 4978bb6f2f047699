"""Random search, coarse to fine: what is searched for, and what is found while it is."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from core.experiments.export import csv_bytes
from core.files import write_whole
from core.format import number
from core.messages import Message, StudioError
from core.search import Outcome, PoolFactory, SearchPlan, Stage, ranked
from core.search.archive import date_of
from core.training.config_io import plain_config
from gui.cluster import pool_for
from gui.dialogs import ask_where, kind_of
from gui.training.lab.page import LabContext, LabPage
from gui.training.lab.search.columns import key_of, row_of
from gui.training.lab.search.runner import SearchRunner
from gui.training.lab.search.scatter import Cloud
from gui.training.lab.search.view import TABS, SearchView
from gui.training.number_formats import percent

_JOURNAL = "search.jsonl"


class SearchPage(LabPage):
    """The search of the page is kept in a journal, and can be gone on with on another day."""

    key = "search"

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.runner = SearchRunner(context.session, context.folder / _JOURNAL, self)
        self.view = SearchView(context.appearance, context.translator)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self._connect()
        complaint = self.runner.recall()
        if complaint is not None:
            self._complain(complaint)
        if self.runner.outcomes:
            self.view.show_tab("results")
        self._show_base()
        self.refresh()

    def _connect(self) -> None:
        view, runner = self.view, self.runner
        view.begin.clicked.connect(self.begin)
        view.go_on.clicked.connect(self.go_on)
        view.earlier.clicked.connect(self._show_earlier)
        view.progress.toggled.connect(runner.toggle)
        view.progress.stopped.connect(runner.stop)
        view.table.chosen.connect(self._choose)
        view.scatter.picked.connect(view.table.choose)
        view.use.clicked.connect(self.use_settings)
        view.export.clicked.connect(self.export)
        runner.changed.connect(self.refresh)
        runner.changed.connect(self.work_changed)
        runner.begun.connect(self._on_begun)
        runner.finished.connect(self._tell_end)
        runner.failed.connect(self._complain)
        self.context.session.settings_changed.connect(self._show_base)

    @property
    def chosen(self) -> Outcome | None:
        """The trial that is chosen; the best one, if none is."""
        keys = self.view.table.chosen_keys
        order = ranked(self.runner.outcomes)
        wanted = [each for each in order if key_of(each) in keys] or order
        return next((each for each in wanted if not each.failure), None)

    # what can be done

    @Slot()
    def begin(self) -> None:
        """Search with what the fields say."""
        try:
            plan = self.view.form.plan(self.context.session.settings)
            pool = self._pool()
        except StudioError as error:
            self._complain(error.message)
            return
        self._start(plan, pool)

    def _start(self, plan: SearchPlan, pool: PoolFactory) -> None:
        """Results are turned to once there can be some: who meets a fault looks at the fields."""
        self.view.notice.hide()
        self.runner.begin(plan, pool)

    @Slot()
    def _on_begun(self) -> None:
        self.view.show_tab("results")

    @Slot()
    def go_on(self) -> None:
        """Do what is left of the search before."""
        try:
            pool = self._pool()
        except StudioError as error:
            self._complain(error.message)
            return
        self.view.notice.hide()
        self.view.show_tab("results")
        self.runner.go_on(pool)

    @Slot()
    def _show_earlier(self) -> None:
        menu = self.earlier_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.earlier.mapToGlobal(self.view.earlier.rect().bottomLeft()))

    def earlier_menu(self) -> QMenu:
        """The searches before, by the time of their last trial."""
        menu = QMenu(self)
        for journal in self.runner.earlier:
            action = menu.addAction(date_of(journal, self.runner.path))
            action.triggered.connect(partial(self.take_up, journal))
        return menu

    def take_up(self, journal: Path) -> None:
        """Show an earlier search; the present one becomes the newest of the earlier ones."""
        self.view.notice.hide()
        complaint = self.runner.take_up(journal)
        if complaint is not None:
            self._complain(complaint)
        elif self.runner.plan is not None:
            self.view.form.show_plan(self.runner.plan)
        self.view.show_tab("results")

    def _pool(self) -> PoolFactory:
        form = self.view.form
        address = form.address
        return pool_for(address, None if address else form.workers.value())

    @Slot()
    def use_settings(self) -> None:
        """The Train panel takes what the chosen trial had, and what all of them had in common."""
        chosen, plan = self.chosen, self.runner.plan
        if chosen is None or plan is None:
            return
        common = plain_config(plan.base)
        del common["iterations"]  # how long a trial is says nothing about how long to train
        session = self.context.session
        session.configure(**common | chosen.trial.settings)
        begin = [("lab_search.button.train", session.start)]  # unless that would go on with a run
        free = session.phase.is_over or not session.recording.steps
        said = Message("lab_search.note.used", _fields(chosen))
        self.view.notice.say(said, choices=begin if free else ())

    @Slot()
    def export(self) -> None:
        """Ask where to, and write the table."""
        title = self.context.translator.tr("lab_search.button.export")
        place = Path.home() / "search.csv"
        path = ask_where(self, title, place, kind_of(".csv"), ".csv")
        if path is None:
            return
        try:
            write_whole(path, csv_bytes([row_of(each) for each in ranked(self.runner.outcomes)]))
        except StudioError as error:
            self._complain(error.message)
        else:
            self.view.notice.say(Message("lab.work.saved", {"path": str(path)}))

    @Slot(object)
    def _complain(self, message: Message) -> None:
        self.view.notice.say(message, "error")

    # what is to be seen

    @Slot()
    def _show_base(self) -> None:
        self.view.form.show_base(self.context.session.settings)

    @Slot()
    def refresh(self) -> None:
        """Show how far the search is, and what it has found."""
        view, runner = self.view, self.runner
        view.begin.setEnabled(not runner.busy)
        view.go_on.setVisible(runner.unfinished)
        view.earlier.setVisible(bool(runner.earlier))
        self._name_choice()
        view.export.setEnabled(bool(runner.outcomes))
        view.progress.setVisible(runner.busy)
        if runner.busy:
            view.progress.show_work(*self._progress(), paused=runner.paused)
        view.table.show_records(ranked(runner.outcomes))
        view.scatter.show_cloud(self._cloud())
        view.key.setVisible(runner.known is not None)

    @Slot()
    def _tell_end(self) -> None:
        """A search has come to its end: say what it found, and what failed."""
        again = [("lab_search.button.again", self.go_on)] if self.runner.unfinished else ()
        self.view.notice.say(_over(ranked(self.runner.outcomes)), choices=again)

    def _name_choice(self) -> None:
        """Say whose settings the Train panel would get."""
        kind = "use" if self.view.table.chosen_keys else "use_best"
        self.context.translator.bind(self.view.use.setText, f"lab_search.button.{kind}")
        self.view.use.setEnabled(self.chosen is not None)

    def _progress(self) -> tuple[Message, float]:
        progress = self.runner.progress
        if progress is None:
            return Message("lab_search.work.starting"), 0.0
        done = len(progress.outcomes)
        best = max((each.accuracy or 0.0 for each in progress.outcomes), default=None)
        fields = {
            "stage": progress.stage + 1,
            "done": done,
            "total": progress.total,
            "running": len(progress.running),
            "best": "—" if best is None else percent(best),
        }
        key = "paused" if self.runner.paused else "running"
        return Message(f"lab_search.work.{key}", fields), done / progress.total

    def _cloud(self) -> Cloud | None:
        known, progress = self.runner.known, self.runner.progress
        if known is None:
            return None
        running = progress.running if progress is not None else ()
        frame = known.ranges[1] if len(known.ranges) > 1 else None
        return Cloud(known.plan.ranges, known.outcomes, running, frame)

    @Slot()
    def _choose(self) -> None:
        self.view.scatter.choose(frozenset(self.view.table.chosen_keys))
        self._name_choice()

    # the life of the page

    def enter(self) -> None:
        self.context.session.prepare()

    @property
    def busy(self) -> bool:
        return self.runner.busy

    def demonstrate(self) -> None:
        """A small search."""
        base = self.context.session.settings
        ranges = self.view.form.plan(base).ranges
        self._start(SearchPlan(base, ranges, (Stage(24, 1), Stage(8, 3))), pool_for(None, None))

    def close_work(self) -> bool:
        return self.runner.close()

    def save_state(self) -> dict[str, Any]:
        found = {"form": self.view.form.state(), "tab": self.view.tabs.currentIndex()}
        return found | {"plan": self.runner.plan.plain() if self.runner.plan else None}

    def restore_state(self, state: dict[str, Any]) -> None:
        if isinstance(state.get("form"), dict):
            self.view.form.restore(state["form"])
        plan = self.runner.plan
        if plan is not None and state.get("plan") != plan.plain():  # the program was killed in it
            self.view.form.show_plan(plan)
        if state.get("tab") in range(len(TABS)):
            self.view.tabs.setCurrentIndex(state["tab"])


def _fields(outcome: Outcome) -> dict[str, object]:
    """A trial in words."""
    trial = outcome.trial
    return {
        "accuracy": percent(outcome.accuracy or 0.0),
        "rate": number(trial.learning_rate, 3),
        "decay": number(trial.weight_decay, 2),
        "hidden": trial.hidden,
    }


def _over(outcomes: Sequence[Outcome]) -> Message:
    """What came of all trials, the best first."""
    failed, total = sum(bool(each.failure) for each in outcomes), len(outcomes)
    if failed == total:
        return Message("lab_search.note.all_failed")
    key, fields = (
        ("some_failed", {"n": failed, "total": total}) if failed else ("all", {"n": total})
    )
    trials = Message(f"lab_search.trials.{key}", fields)
    return Message("lab_search.note.over", _fields(outcomes[0]) | {"trials": trials})

"""Named runs side by side: their curves over each other, and a table of settings and results."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from core.experiments import Experiment, ExperimentLibrary, Store, optimizer_comparison
from core.experiments.export import export
from core.files import write_whole
from core.format import whole
from core.messages import Message, StudioError
from core.optimizers import OPTIMIZERS
from core.training.config_io import plain_config
from gui.dialogs import ask_where, kind_of
from gui.training.lab.experiments.from_recording import (
    comparison_words,
    kept,
    repeats,
    run_name,
    unique,
)
from gui.training.lab.experiments.runner import Runner
from gui.training.lab.experiments.view import ExperimentsView
from gui.training.lab.page import LabContext, LabPage
from gui.training.throttle import Throttle

INTERVAL = 0.12  # seconds between two drawings while something runs
SHARE = 0.1  # of the time, at most, is spent on it
_FOLDER = "experiments"


class ExperimentsPage(LabPage):
    """What is done here is done to the library; the runner adds what it finds."""

    key = "experiments"

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.library = ExperimentLibrary(Store(context.folder / _FOLDER))
        self.runner = Runner(context.session, self.library, self)
        self._throttle = Throttle(INTERVAL, SHARE)
        self.view = ExperimentsView(context.appearance, context.translator)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self._connect()
        for complaint in self.library.complaints[:1]:
            self.view.notice.say(complaint, "error")
        self._describe()
        self.refresh()

    # which signal does what

    def _connect(self) -> None:
        session, view = self.context.session, self.view
        view.compare.clicked.connect(self.compare_optimizers)
        view.keep.clicked.connect(self.keep_run)
        view.progress.toggled.connect(self.runner.job.toggle)
        view.progress.stopped.connect(self.runner.stop)
        self.runner.changed.connect(self._on_changed)
        self.runner.begun.connect(self._on_begun)
        self.runner.changed.connect(self.work_changed)
        self.runner.told.connect(view.notice.say)
        self.runner.failed.connect(self._complain)
        view.tabs.currentChanged.connect(self._draw)
        view.table.chosen.connect(self._draw)
        view.table.deleted.connect(self.delete)
        view.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.table.customContextMenuRequested.connect(self._open_menu)
        view.model.edited.connect(self.rename)
        view.actions_row["rerun"].clicked.connect(self.rerun)
        view.actions_row["delete"].clicked.connect(self.delete)
        view.actions_row["undo"].clicked.connect(self.undo)
        view.exports.triggered.connect(self._export)
        session.state_changed.connect(self._offer)
        session.refreshed.connect(self._offer)
        session.settings_changed.connect(self._describe)
        self.context.translator.changed.connect(self._describe)
        self.context.translator.changed.connect(self.refresh)
        self.context.appearance.changed.connect(self.refresh)

    @property
    def experiments(self) -> list[Experiment]:
        """All of them, those that run as they stand just now."""
        live = {each.id: each for each in self.runner.live}
        stored = [live.pop(each.id, each) for each in self.library.experiments]
        return [*stored, *live.values()]

    @property
    def chosen(self) -> list[Experiment]:
        found = (self.library.get(key) for key in self.view.table.chosen_keys)
        return [each for each in found if each is not None]

    # what can be done

    @Slot()
    def compare_optimizers(self) -> None:
        """The tutorials' comparison, with the seed of the session."""
        taken = {each.name for each in self.experiments}
        configs = optimizer_comparison(self.context.session.settings.seed)
        named = {
            unique(self.context.translator.tr(OPTIMIZERS[rule].label), taken): config
            for rule, config in configs.items()
        }
        self.runner.race(named)

    @Slot()
    def keep_run(self) -> None:
        """What the Train panel shows becomes an experiment."""
        recording = self.context.session.recording
        taken = {each.name for each in self.experiments}
        wanted = run_name(*recording.so_far, self.context.translator)
        colour = self.library.free_colour(recording.config.optimizer)
        experiment = kept(recording, unique(wanted, taken), colour)
        if experiment is not None and self._try(lambda: self.library.put(experiment)):
            self.view.table.choose(experiment.id)

    @Slot()
    def rerun(self) -> None:
        """Train the chosen ones once more; what was kept stays beside it."""
        taken = {each.name for each in self.experiments}
        self.runner.rerun(repeats(self.chosen, taken, self.context.translator))

    @Slot()
    def delete(self) -> None:
        """Take the chosen ones away; *Undo* brings them back."""
        running = {each.id for each in self.runner.live}
        gone = [each.id for each in self.chosen if each.id not in running]
        self._try(lambda: self.library.delete(gone))

    @Slot()
    def undo(self) -> None:
        self._try(self.library.undo)

    @Slot(str, str)
    def rename(self, key: str, name: str) -> None:
        if self.library.get(key) is not None:
            self._try(lambda: self.library.rename(key, name))

    @Slot()
    def use_settings(self) -> None:
        """The Train panel takes the settings of the chosen experiment."""
        if self.chosen:
            self.context.session.configure(**plain_config(self.chosen[0].config))
            self.view.notice.say(Message("lab_experiments.page.used"))

    @Slot(QAction)
    def _export(self, action: QAction) -> None:
        self.export(action.data())

    def export(self, form: str) -> None:
        """Ask where to, and write the chosen experiments; all, if none is chosen."""
        title, suffix = self.context.translator.tr(f"lab_experiments.export.{form}"), f".{form}"
        place = Path.home() / f"experiments{suffix}"
        path = ask_where(self, title, place, kind_of(suffix), suffix)
        if path is not None:
            chosen = self.chosen or self.experiments
            data = export(form, chosen, self.context.translator.language)
            if self._try(lambda: write_whole(path, data)):
                self.view.notice.say(Message("lab.work.saved", {"path": str(path)}))

    def _try(self, act: Callable[[], object]) -> bool:
        """Do it and show what came of it; False if it could not be done."""
        try:
            act()
        except StudioError as error:
            self._complain(error.message)
            return False
        self.refresh()
        return True

    @Slot(object)
    def _complain(self, message: Message) -> None:
        self.view.notice.say(message, "error")

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.table.viewport().mapToGlobal(place))

    def make_menu(self) -> QMenu:
        """What can be done with the chosen ones."""
        menu = QMenu(self)
        for name, act in (
            ("rename", self._edit_name),
            ("rerun", self.rerun),
            ("use", self.use_settings),
            ("delete", self.delete),
        ):
            action = menu.addAction(self.context.translator.tr(f"lab_experiments.button.{name}"))
            action.setEnabled(bool(self.chosen) and not (name == "rerun" and self.runner.busy))
            action.triggered.connect(act)
        return menu

    @Slot()
    def _edit_name(self) -> None:
        for index in self.view.table.selectionModel().selectedRows()[:1]:
            self.view.table.edit(index)

    # what is to be seen

    @Slot()
    def _describe(self) -> None:
        """Say what the comparison is, before it begins."""
        configs = optimizer_comparison(self.context.session.settings.seed)
        lesson = comparison_words(configs, self.context.translator)
        bind = self.context.translator.bind
        bind(self.view.lesson.setText, lesson)
        bind(self.view.compare.setToolTip, lesson)
        bind(self.view.empty.setText, "lab_experiments.page.empty", lesson=lesson)

    @Slot(list)
    def _on_begun(self, keys: list[str]) -> None:
        """What begins is chosen, so that the axes are its own."""
        self.view.notice.hide()  # what it said was of the work before
        self.view.show_experiments(self.experiments)
        self.view.table.choose(*keys)

    @Slot()
    def _on_changed(self) -> None:
        """While something runs, as often as there is time for."""
        if not self.runner.busy or self.runner.job.paused or self._throttle.is_due:
            with self._throttle:
                self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what there is."""
        if self.isVisible() or not self.runner.busy:
            self.view.show_experiments(self.experiments)
            self._draw()
        self._offer()

    @Slot()
    def _draw(self) -> None:
        shown, chosen = self.experiments, set(self.view.table.chosen_keys)
        self.view.show_curves(shown, chosen)
        self._offer()

    @Slot()
    def _offer(self) -> None:
        """What can be done just now, and how far the race is."""
        translator, busy = self.context.translator, self.runner.busy
        self.view.compare.setEnabled(not busy)
        self.view.keep.setEnabled(self.context.session.recording.steps > 0)
        self.view.actions_row["rerun"].setEnabled(not busy and bool(self.chosen))
        self.view.actions_row["delete"].setEnabled(bool(self.chosen))
        label = self.library.undo_label
        self.view.actions_row["undo"].setEnabled(label is not None)
        kind = "nothing" if label is None else "undo"
        tip = Message(f"lab_experiments.edit.{kind}", {"change": label or ""})
        translator.bind(self.view.actions_row["undo"].setToolTip, tip)
        if self.view.progress.isHidden() is busy:
            self.view.progress.setVisible(busy)
            self.view.arrange()
        if busy:
            self._tell_progress()

    def _tell_progress(self) -> None:
        progress = self.runner.progress
        if progress is None:
            self.view.progress.show_work(Message("lab.work.loading"), 0.0)
            return
        fields = {
            "n": len(self.runner.live),
            "done": whole(progress.done),
            "total": whole(progress.total),
        }
        paused = self.runner.job.paused
        words = Message(f"lab_experiments.work.{'paused' if paused else 'running'}", fields)
        self.view.progress.show_work(words, progress.done / max(progress.total, 1), paused=paused)

    # the life of the page

    def enter(self) -> None:
        self.context.session.prepare()
        self.refresh()

    @property
    def busy(self) -> bool:
        return self.runner.busy

    def demonstrate(self) -> None:
        self.compare_optimizers()

    def close_work(self) -> bool:
        return self.runner.job.close()

    def save_state(self) -> dict[str, Any]:
        return {"measure": self.view.tabs.currentIndex(), "log": self.view.log.isChecked()}

    def restore_state(self, state: dict[str, Any]) -> None:
        if state.get("measure") in range(self.view.tabs.count()):
            self.view.tabs.setCurrentIndex(state["measure"])
        self.view.log.setChecked(state.get("log") in (True, "true"))

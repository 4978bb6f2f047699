"""Named runs side by side: their curves over each other, and a table of settings and results."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from core.experiments import Experiment, Shelf, Store, optimizer_comparison
from core.experiments.export import export
from core.files import write_whole
from core.messages import Message, StudioError
from core.optimizers import OPTIMIZERS
from core.training.config_io import plain_config
from gui.dialogs import ask_where, kind_of
from gui.training.figures import grouped
from gui.training.lab.experiments.face import Face
from gui.training.lab.experiments.keeping import comparison_words, kept, repeats, run_name, unique
from gui.training.lab.experiments.runner import Runner
from gui.training.lab.page import Bench, LabPage

INTERVAL = 0.12  # seconds between two drawings while something runs
SHARE = 10  # of the time, at most a tenth is spent on drawing
_FOLDER = "experiments"


class ExperimentsPage(LabPage):
    """What is done here is done to the shelf; the runner adds what it finds."""

    key = "experiments"

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        appearance, translator = bench.appearance, bench.translator
        self.shelf = Shelf(Store(bench.folder / _FOLDER))
        self.runner = Runner(bench.session, self.shelf, self)
        self._due = 0.0
        self.face = Face(appearance, translator)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.face)
        self._connect()
        for complaint in self.shelf.complaints[:1]:
            self.face.notice.say(complaint, "error")
        self._describe()
        self.refresh()

    # which signal does what

    def _connect(self) -> None:
        session = self.bench.session
        self.face.compare.clicked.connect(self.compare_optimizers)
        self.face.keep.clicked.connect(self.keep_run)
        self.face.progress.toggled.connect(self.runner.job.toggle)
        self.face.progress.stopped.connect(self.runner.stop)
        self.runner.changed.connect(self._on_changed)
        self.runner.begun.connect(self._on_begun)
        self.runner.changed.connect(self.work_changed)
        self.runner.told.connect(self.face.notice.say)
        self.runner.failed.connect(self._complain)
        self.face.tabs.currentChanged.connect(self._draw)
        self.face.table.chosen.connect(self._draw)
        self.face.table.deleted.connect(self.delete)
        self.face.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.face.table.customContextMenuRequested.connect(self._open_menu)
        self.face.model.edited.connect(self.rename)
        self.face.actions_row["rerun"].clicked.connect(self.rerun)
        self.face.actions_row["delete"].clicked.connect(self.delete)
        self.face.actions_row["undo"].clicked.connect(self.undo)
        self.face.exports.triggered.connect(self._export)
        session.state_changed.connect(self._offer)
        session.refreshed.connect(self._offer)
        session.settings_changed.connect(self._describe)
        self.bench.translator.changed.connect(self._describe)
        self.bench.translator.changed.connect(self.refresh)
        self.bench.appearance.changed.connect(self.refresh)

    @property
    def experiments(self) -> list[Experiment]:
        """All of them, those that run as they stand just now."""
        live = {each.id: each for each in self.runner.live}
        kept_ones = [live.pop(each.id, each) for each in self.shelf.experiments]
        return [*kept_ones, *live.values()]

    @property
    def chosen(self) -> list[Experiment]:
        found = (self.shelf.get(key) for key in self.face.table.chosen_keys)
        return [each for each in found if each is not None]

    # what can be done

    @Slot()
    def compare_optimizers(self) -> None:
        """The tutorials' comparison, with the seed of the session."""
        taken = {each.name for each in self.experiments}
        configs = optimizer_comparison(self.bench.session.settings.seed)
        named = {
            unique(self.bench.translator.tr(OPTIMIZERS[rule].label), taken): config
            for rule, config in configs.items()
        }
        self.runner.race(named)

    @Slot()
    def keep_run(self) -> None:
        """What the Train panel shows becomes an experiment."""
        recording = self.bench.session.recording
        taken = {each.name for each in self.experiments}
        wanted = run_name(recording.config, recording.changes, self.bench.translator)
        colour = self.shelf.free_colour(recording.config.optimizer)
        experiment = kept(recording, unique(wanted, taken), colour)
        if experiment is not None and self._try(lambda: self.shelf.put(experiment)):
            self.face.table.choose(experiment.id)

    @Slot()
    def rerun(self) -> None:
        """Train the chosen ones once more; what was kept stays beside it."""
        taken = {each.name for each in self.experiments}
        self.runner.rerun(repeats(self.chosen, taken, self.bench.translator))

    @Slot()
    def delete(self) -> None:
        """Take the chosen ones away; *Undo* brings them back."""
        running = {each.id for each in self.runner.live}
        gone = [each.id for each in self.chosen if each.id not in running]
        self._try(lambda: self.shelf.delete(gone))

    @Slot()
    def undo(self) -> None:
        self._try(self.shelf.undo)

    @Slot(str, str)
    def rename(self, key: str, name: str) -> None:
        if self.shelf.get(key) is not None:
            self._try(lambda: self.shelf.rename(key, name))

    @Slot()
    def use_settings(self) -> None:
        """The Train panel takes the settings of the chosen experiment."""
        for experiment in self.chosen[:1]:
            self.bench.session.configure(**plain_config(experiment.config))
            self.face.notice.say(Message("lab_experiments.page.used"))

    @Slot(QAction)
    def _export(self, action: QAction) -> None:
        self.export(action.data())

    def export(self, form: str) -> None:
        """Ask where to, and write the chosen experiments; all, if none is chosen."""
        title = self.bench.translator.tr(f"lab_experiments.export.{form}")
        suffix = f".{form}"
        place = Path.home() / f"experiments{suffix}"
        path = ask_where(self, title, place, kind_of(suffix), suffix)
        if path is not None:
            chosen = self.chosen or self.experiments
            data = export(form, chosen, self.bench.translator.language)
            if self._try(lambda: write_whole(path, data)):
                self.face.notice.say(Message("lab.work.saved", {"path": str(path)}))

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
        self.face.notice.say(message, "error")

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.face.table.viewport().mapToGlobal(place))

    def make_menu(self) -> QMenu:
        """What can be done with the chosen ones."""
        menu = QMenu(self)
        for name, act in (
            ("rename", self._edit_name),
            ("rerun", self.rerun),
            ("use", self.use_settings),
            ("delete", self.delete),
        ):
            action = menu.addAction(self.bench.translator.tr(f"lab_experiments.button.{name}"))
            action.setEnabled(bool(self.chosen) and not (name == "rerun" and self.runner.busy))
            action.triggered.connect(act)
        return menu

    @Slot()
    def _edit_name(self) -> None:
        for index in self.face.table.selectionModel().selectedRows()[:1]:
            self.face.table.edit(index)

    # what is to be seen

    @Slot()
    def _describe(self) -> None:
        """Say what the comparison is, before it begins."""
        configs = optimizer_comparison(self.bench.session.settings.seed)
        lesson = comparison_words(configs, self.bench.translator)
        bind = self.bench.translator.bind
        bind(self.face.lesson.setText, lesson)
        bind(self.face.compare.setToolTip, lesson)
        bind(self.face.empty.setText, "lab_experiments.page.empty", lesson=lesson)

    @Slot(list)
    def _on_begun(self, keys: list[str]) -> None:
        """What begins is chosen, so that the axes are its own."""
        self.face.show_experiments(self.experiments)
        self.face.table.choose(*keys)

    @Slot()
    def _on_changed(self) -> None:
        """While something runs, as often as there is time for."""
        now = perf_counter()
        if not self.runner.busy or self.runner.job.paused or now >= self._due:
            self.refresh()
            self._due = now + max(INTERVAL, SHARE * (perf_counter() - now))

    @Slot()
    def refresh(self) -> None:
        """Show what there is."""
        if self.isVisible() or not self.runner.busy:
            self.face.show_experiments(self.experiments)
            self._draw()
        self._offer()

    @Slot()
    def _draw(self) -> None:
        shown, chosen = self.experiments, set(self.face.table.chosen_keys)
        self.face.show_curves(shown, chosen)
        self._offer()

    @Slot()
    def _offer(self) -> None:
        """What can be done just now, and how far the race is."""
        translator, busy = self.bench.translator, self.runner.busy
        self.face.compare.setEnabled(not busy)
        self.face.keep.setEnabled(self.bench.session.recording.steps > 0)
        self.face.actions_row["rerun"].setEnabled(not busy and bool(self.chosen))
        self.face.actions_row["delete"].setEnabled(bool(self.chosen))
        label = self.shelf.undo_label
        self.face.actions_row["undo"].setEnabled(label is not None)
        tip = Message("lab_experiments.edit.nothing")
        if label is not None:
            tip = Message("lab_experiments.edit.undo", {"change": label})
        translator.bind(self.face.actions_row["undo"].setToolTip, tip)
        if self.face.progress.isHidden() is busy:
            self.face.progress.setVisible(busy)
            self.face.arrange()
        if busy:
            self._tell_progress()

    def _tell_progress(self) -> None:
        progress = self.runner.progress
        if progress is None:
            self.face.progress.show_work(Message("lab.work.loading"), 0.0)
            return
        fields = {
            "n": len(self.runner.live),
            "done": grouped(progress.done),
            "total": grouped(progress.total),
        }
        paused = self.runner.job.paused
        key = "paused" if paused else "running"
        words = Message(f"lab_experiments.work.{key}", fields)
        self.face.progress.show_work(words, progress.done / max(progress.total, 1), paused=paused)

    # the life of the page

    def enter(self) -> None:
        self.bench.session.prepare()
        self.refresh()

    @property
    def busy(self) -> bool:
        return self.runner.busy

    def demonstrate(self) -> None:
        self.compare_optimizers()

    def close_work(self) -> bool:
        return self.runner.job.close()

    def save_state(self) -> dict[str, Any]:
        return {"measure": self.face.tabs.currentIndex(), "log": self.face.log.isChecked()}

    def restore_state(self, state: dict[str, Any]) -> None:
        if state.get("measure") in range(self.face.tabs.count()):
            self.face.tabs.setCurrentIndex(state["measure"])
        self.face.log.setChecked(state.get("log") in (True, "true"))

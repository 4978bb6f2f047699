"""Several nets of different seeds, and what their mean opinion gains."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.datasets import Dataset
from core.ensemble import NETS, EnsembleProgress, EnsembleResult, ensemble, kept
from core.format import number, whole
from core.messages import Message, StudioError
from core.optimizers import OPTIMIZERS
from core.training import LIMITS, TrainingConfig
from gui.training.fields import show, whole_field
from gui.training.lab.beside_plain import beside_plain
from gui.training.lab.ensemble.bars import Bars
from gui.training.lab.job import LabJob
from gui.training.lab.page import LabContext, LabPage
from gui.training.lab.progress_row import ProgressRow
from gui.training.number_formats import percent
from gui.training.views.saving import SaveButton, Sheet, picture_of
from gui.widgets import Form, Notice, nest, space

_PAIRED = 380  # unscaled pixels across, where both fields stand in one row
_BESIDE = 350  # … and where the button has room beside them
_BELOW_FORM = 1  # in the column
_FILE = "ensemble.json"
_USUAL = {"nets": 5, "iterations": 5000}


class EnsemblePage(LabPage):
    """The settings are those of the Train panel, but for the seeds and the length. What came of
    the newest ensemble is kept in a file, and is there the next day."""

    key = "ensemble"

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        appearance, translator = context.appearance, context.translator
        self.result: EnsembleResult | None = None
        self._seeds: Sequence[int] = ()
        self._used: TrainingConfig | None = None  # by the nets of the bars; seed of the first one
        self._images_read = 1
        self._progress: EnsembleProgress | None = None
        self.start = QPushButton()
        self.start.setProperty("tone", "primary")
        self.nets = whole_field(*NETS, 1)
        self.iterations = whole_field(*LIMITS["iterations"], 1000)
        self.base, self.gain, self.caveat = (QLabel(wordWrap=True) for _ in range(3))
        self.progress = ProgressRow(appearance, translator)
        self.notice = Notice(appearance, translator)
        self.bars = Bars(appearance, translator)
        self.save = SaveButton(self.sheet, appearance, translator)
        self.job = LabJob(context.session, self)
        self._compose()
        self._connect()
        self.restore_state({})
        self._recall()
        self._show_base()
        self._refresh()

    def _compose(self) -> None:
        appearance, translator = self.context.appearance, self.context.translator
        form, column = Form(appearance, translator, paired=_PAIRED), QVBoxLayout(self)
        begin, self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom), column
        self._begin_row = begin
        form.add("lab_ensemble.form.nets", self.nets, tip="lab_ensemble.form.nets_tip")
        form.add("network.setting.iterations", self.iterations)
        translator.bind(self.start.setText, "lab_ensemble.button.start")
        for label in (self.base, self.caveat):
            label.setProperty("role", "caption")
        begin.addWidget(form, 1)
        begin.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        begin.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        nest(column, begin)
        for part in (self.base, self.notice, self.progress, self.gain):
            column.addWidget(part)
        column.addWidget(self.bars, 1)
        column.addWidget(self.caveat)
        space(begin, appearance, gap=8)
        space(column, appearance, gap=8)

    def _connect(self) -> None:
        session, job = self.context.session, self.job
        self.start.clicked.connect(self.begin)
        self.save.told.connect(self.notice.say)
        self.progress.toggled.connect(job.toggle)
        self.progress.stopped.connect(job.stop)
        job.progressed.connect(self._on_progress)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.changed.connect(self._refresh)
        job.changed.connect(self.work_changed)
        session.settings_changed.connect(self._show_base)

    # what can be done

    @Slot()
    def begin(self) -> None:
        """Train the nets."""
        if not self.busy:
            self.notice.hide()
            self.job.start(self._begin)

    def _begin(self, data: Dataset) -> Iterator[EnsembleProgress]:
        nets = self.nets.value()
        config = replace(self.context.session.settings, iterations=self.iterations.value())
        self.result, self._progress, self._used = None, None, config
        self._seeds = range(config.seed, config.seed + nets)
        self._images_read = len(data.x_test)
        self._show_base()
        return ensemble(data, config, nets)

    # what comes in

    @Slot(object)
    def _on_progress(self, progress: EnsembleProgress) -> None:
        self._progress = progress
        self._refresh()

    @Slot(object)
    def _on_finished(self, result: EnsembleResult) -> None:
        self.result = result
        self._refresh()
        assert self._used is not None
        try:
            kept.save(self._path, kept.KeptEnsemble(self._used, result))
        except StudioError as error:
            self.notice.say(error.message, "error")

    def _recall(self) -> None:
        """Show what there is of another day."""
        if not self._path.exists():
            return
        try:
            found = kept.load(self._path)
        except StudioError as error:
            self.notice.say(error.message, "error")
            return
        self._used, self.result = found.config, found.result
        self._images_read = found.result.gain.images

    @property
    def _path(self) -> Path:
        return self.context.folder / _FILE

    @Slot(object)
    def _on_failed(self, message: Message) -> None:
        self._refresh()
        self.notice.say(message, "error")

    # what is to be seen

    def sheet(self) -> Sheet | None:
        """The bars, and what they stand for: a row for each net."""
        result, ground = self.result, self.context.appearance.theme.panel
        if result is None:
            return None
        columns = {"seed": result.seeds, "accuracy": result.accuracies, "ensemble": result.grown}
        table = {name: np.array(column) for name, column in columns.items()}
        return Sheet("ensemble", picture_of(self.bars, ground), table)

    @Slot()
    def _show_base(self) -> None:
        """The settings that nets would have; once there are some, those that they have."""
        config = self._used or self.context.session.settings
        fields = {
            "hidden": config.hidden,
            "rule": Message(OPTIMIZERS[config.optimizer].label),
            "rate": number(config.learning_rate),
            "batch": config.batch_size,
            "start": Message(f"lab_experiments.initialization.{config.initialization}"),
            "more": beside_plain(config, decay=True),
            "seed": config.seed,
            "steps": whole(config.iterations),
        }
        key = "base" if self._used is None else "used"
        self.context.translator.bind(self.base.setText, f"lab_ensemble.form.{key}", **fields)

    @Slot()
    def _refresh(self) -> None:
        self.start.setEnabled(not self.busy)
        self.progress.setVisible(self.busy)
        progress, result = self._progress, self.result
        if self.busy:
            self._tell(progress)
        self.gain.setVisible(result is not None)
        self.caveat.setVisible(result is not None)
        self.save.setVisible(result is not None)
        # What is gained, and what qualifies it, are seen together on the smallest projector.
        self._column.insertWidget(_BELOW_FORM if result is None else -1, self.base)
        if result is not None:
            self.context.translator.bind(self.gain.setText, result.gain.sentence())
            self.bars.show_nets(result.seeds, result.accuracies, result.ensemble, self._images_read)
            begin = percent(self.bars.begin)
            self.context.translator.bind(
                self.caveat.setText, "lab_ensemble.gain.caveat", begin=begin
            )
        elif progress is not None:
            together = progress.grown[-1] if progress.grown else None
            self.bars.show_nets(self._seeds, progress.accuracies, together, self._images_read)

    def _tell(self, progress: EnsembleProgress | None) -> None:
        if progress is None:
            self.progress.show_work(Message("lab.work.loading"), 0.0)
            return
        fields = {
            "net": min(len(progress.accuracies) + 1, len(self._seeds)),
            "nets": len(self._seeds),
            "done": whole(progress.done),
            "total": whole(progress.total),
        }
        paused = self.job.paused
        key = "paused" if paused else "running"
        words = Message(f"lab_ensemble.work.{key}", fields)
        self.progress.show_work(words, progress.done / progress.total, paused=paused)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= self.context.appearance.px(_BESIDE)
        ways = QBoxLayout.Direction
        self._begin_row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    # the life of the page

    def enter(self) -> None:
        self.context.session.prepare()

    @property
    def busy(self) -> bool:
        return self.job.busy

    def demonstrate(self) -> None:
        self.iterations.setValue(1000)
        self.begin()

    def close_work(self) -> bool:
        return self.job.close()

    def save_state(self) -> dict[str, Any]:
        return {"nets": self.nets.value(), "iterations": self.iterations.value()}

    def restore_state(self, state: dict[str, Any]) -> None:
        for name, field in (("nets", self.nets), ("iterations", self.iterations)):
            value = state.get(name)
            show(field, value if type(value) is int else _USUAL[name])

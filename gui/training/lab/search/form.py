"""What is to be searched: ranges, stages, and who does the work."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.messages import Message
from core.optimizers import OPTIMIZERS
from core.search import DEFAULT_RANGES, SEARCH_SPACE, LogRange, SearchPlan, Stage
from core.search.plan import MOST_EPOCHS, MOST_TRIALS
from core.search.workers import usual_size
from core.training import LIMITS, TrainingConfig
from gui.appearance import Appearance
from gui.cluster import MOST_WORKERS
from gui.i18n import Translator
from gui.training.fields import Field, show, whole_field
from gui.training.lab.beside_plain import beside_plain
from gui.widgets import CalmWheel, LogSpinBox, nest, space

_LOWEST = 1e-10  # of a field on a logarithmic scale
_NARROWEST = 76  # unscaled pixels for 0.0001 and its buttons
_LABEL = 72  # unscaled pixels for a label beside its fields
_GAP = 12  # … and between them
_EXAMPLE = "tcp://host:8786"
_USUAL = {"trials": 20, "epochs": 1, "fine_trials": 10, "fine_epochs": 5}


class SearchForm(QWidget):
    """The fields, by name; `plan` is what they mean."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self.ranges = {name: (_end(name, 0), _end(name, 1)) for name in SEARCH_SPACE}
        self.numbers: dict[str, QSpinBox] = {
            name: whole_field(0 if name == "fine_trials" else 1, _most(name), 1) for name in _USUAL
        }
        self.workers = whole_field(1, MOST_WORKERS, 1)
        self._labels: list[QLabel] = []
        self.cluster = QLineEdit(placeholderText=_EXAMPLE)
        self.base = QLabel(wordWrap=True)
        self.base.setProperty("role", "caption")
        self._compose()
        self.restore({})

    def plan(self, base: TrainingConfig) -> SearchPlan:
        """A search with everything else as in `base`.

        Raises:
            StudioError: a range will not do.
        """
        ranges = {
            name: LogRange(low.value(), high.value(), SEARCH_SPACE[name])
            for name, (low, high) in self.ranges.items()
        }
        counts = {name: field.value() for name, field in self.numbers.items()}
        stages = [Stage(counts["trials"], counts["epochs"])]
        if counts["fine_trials"]:
            stages.append(Stage(counts["fine_trials"], counts["fine_epochs"]))
        return SearchPlan(base, ranges, tuple(stages))

    @property
    def address(self) -> str | None:
        """That of the cluster; None for processes on this computer."""
        return self.cluster.text().strip() or None

    @Slot(object)
    def show_base(self, config: TrainingConfig) -> None:
        """Say what is not searched for."""
        fields = {
            "rule": Message(OPTIMIZERS[config.optimizer].label),
            "batch": config.batch_size,
            "start": Message(f"lab_experiments.initialization.{config.initialization}"),
            "more": beside_plain(config, decay=False),
            "seed": config.seed,
        }
        self._translator.bind(self.base.setText, "lab_search.form.base", **fields)

    def state(self) -> dict[str, Any]:
        """Plain data for the settings."""
        return {
            "ranges": {n: [low.value(), high.value()] for n, (low, high) in self.ranges.items()},
            "numbers": {name: field.value() for name, field in self.numbers.items()},
            "workers": self.workers.value(),
            "cluster": self.cluster.text(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` gave; what is missing or wrong is as usual."""
        ranges, numbers = _mapping(state, "ranges"), _mapping(state, "numbers")
        for name, fields in self.ranges.items():
            ends = (DEFAULT_RANGES[name].low, DEFAULT_RANGES[name].high)
            for field, value in zip(fields, ends, strict=True):
                show(field, value)
            with suppress(TypeError, ValueError, OverflowError):
                for field, value in zip(fields, ranges.get(name, ends), strict=True):
                    _put(field, value)
        for name, number_field in self.numbers.items():
            number_field.setValue(_USUAL[name])
            with suppress(TypeError, ValueError, OverflowError):
                _put(number_field, numbers.get(name, _USUAL[name]))
        self.workers.setValue(usual_size())
        with suppress(TypeError, ValueError, OverflowError):
            _put(self.workers, state.get("workers", usual_size()))
        address = state.get("cluster")
        self.cluster.setText(address if isinstance(address, str) else "")

    def show_plan(self, plan: SearchPlan) -> None:
        """Say what was searched for."""
        for name, span in plan.ranges.items():
            for field, value in zip(self.ranges[name], (span.low, span.high), strict=True):
                show(field, int(value) if span.whole else value)
        coarse, *finer = plan.stages
        counts = {"trials": coarse.trials, "epochs": coarse.epochs, "fine_trials": 0}
        if finer:
            counts |= {"fine_trials": finer[0].trials, "fine_epochs": finer[0].epochs}
        for name, count in counts.items():
            self.numbers[name].setValue(count)

    def _compose(self) -> None:
        form = self._form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        space(form, self._appearance, gap=_GAP, row_gap=7)
        for name, (low, high) in self.ranges.items():
            row = self._row(low, "lab_search.form.to", high)
            self._add(form, f"network.setting.{name}", row, "range")
        for name, prefix in (("coarse", ""), ("fine", "fine_")):
            trials, epochs = self.numbers[f"{prefix}trials"], self.numbers[f"{prefix}epochs"]
            row = self._row(trials, "lab_search.form.times", epochs)
            self._add(form, f"lab_search.form.{name}", row, name)
        self._add(form, "lab_search.form.workers", self.workers, "workers")
        self._add(form, "lab_search.form.cluster", self.cluster, "cluster")
        note = QLabel(wordWrap=True)
        note.setProperty("role", "caption")
        self._translator.bind(note.setText, "lab_search.form.validation")
        column = QVBoxLayout(self)
        nest(column, form)
        column.addWidget(self.base)
        column.addWidget(note)
        column.addStretch(1)
        space(column, self._appearance, gap=8)
        self._appearance.changed.connect(self._make_room)
        self._translator.changed.connect(self._share_width)
        self._make_room()
        fields = [*self.numbers.values(), self.workers]
        CalmWheel([*fields, *(end for ends in self.ranges.values() for end in ends)], self)

    @Slot()
    def _make_room(self) -> None:
        """A pair of fields is as narrow as its numbers allow."""
        pairs = (end for ends in self.ranges.values() for end in ends)
        for field in (*pairs, *self.numbers.values()):
            field.setMinimumWidth(self._appearance.px(_NARROWEST))
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    @Slot()
    def _share_width(self) -> None:
        """A pair of fields is never cut: labels have what is left beside it, in two lines if need
        be; where that is too little, they stand above the fields. (Qt's own way of wrapping long
        rows looks at each row's label, but begins all fields behind the longest.)"""
        px, rows = self._appearance.px, [end.parentWidget() for end, _ in self.ranges.values()]
        widest = max(row.minimumSizeHint().width() for row in rows if row is not None)
        left = self.width() - widest - px(_GAP)
        beside = left >= px(_LABEL)
        for label in self._labels:
            long = beside and label.fontMetrics().horizontalAdvance(label.text()) > left
            label.setWordWrap(long)
            label.setMinimumWidth(left if long else 0)  # Qt would make it as narrow as it can be
            label.setMaximumWidth(left if beside else self.width())
        policy = QFormLayout.RowWrapPolicy
        self._form.setRowWrapPolicy(policy.DontWrapRows if beside else policy.WrapAllRows)

    def _add(self, form: QFormLayout, key: str, field: QWidget, tip: str) -> None:
        """A row."""
        label = QLabel()
        label.setProperty("role", "muted")
        label.setBuddy(field)
        self._labels.append(label)
        self._translator.bind(label.setText, key)
        for part in (label, field):
            self._translator.bind(part.setToolTip, f"lab_search.form.{tip}_tip")
        for control in (field, *field.findChildren(QAbstractSpinBox)):
            self._translator.bind(control.setAccessibleName, key)
        form.addRow(label, field)

    def _row(self, left: QWidget, words: str, right: QWidget) -> QWidget:
        """Two fields with words between them."""
        row, label = QWidget(), QLabel()
        row.setProperty("role", "bare")
        row.setFocusProxy(left)
        label.setProperty("role", "muted")
        self._translator.bind(label.setText, words)
        line = QHBoxLayout(row)
        for part in (left, label, right):
            line.addWidget(part, 0 if part is label else 1)
        space(line, self._appearance, gap=5)
        return row


def _end(name: str, side: int) -> QSpinBox | LogSpinBox:
    """A field for one end of a range."""
    low, high = LIMITS.get(name, (0.0, 0.0))
    if SEARCH_SPACE[name]:
        return whole_field(low, high, 10)
    rates = OPTIMIZERS["sgd"].hyperparameter("lr")
    low, high = (rates.low, rates.high) if name == "learning_rate" else (_LOWEST, high)
    usual = DEFAULT_RANGES[name]
    return LogSpinBox((usual.low, usual.high)[side], max(low, _LOWEST), high)


def _most(name: str) -> int:
    return MOST_TRIALS if name.endswith("trials") else MOST_EPOCHS


def _mapping(state: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = state.get(name)
    return found if isinstance(found, Mapping) else {}


def _put(field: Field, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    show(field, value if isinstance(field, LogSpinBox) else int(value))

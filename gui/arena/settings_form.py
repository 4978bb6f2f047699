"""All that can be set on one racer: its hyperparameters, the schedule of its learning rate, and a
momentum that rises."""

from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from core.messages import Message, StudioError
from core.schedules import SCHEDULES, MomentumAnnealing
from core.surfaces import Entrant, Racer, RaceSetup
from core.surfaces.race.racer import USUAL
from gui.appearance import Appearance
from gui.arena.setting_row import SettingRow
from gui.arena.tab_order import tab_through
from gui.i18n import Translator
from gui.widgets import CalmWheel, narrow, space


class SettingsForm(QWidget):
    """Emits the racer as it is to be from now on."""

    racer_changed = Signal(str, object, str)  # id, Racer, what was changed
    settled = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance = appearance
        self._translator = translator
        self._entrant: Entrant | None = None
        self._built: tuple[object, ...] = ()
        self.rows: dict[str, SettingRow] = {}
        self._read: list[QWidget] = []  # what takes the keyboard, from above
        self.schedule = QComboBox(self)
        CalmWheel((self.schedule,), self)
        self.annealing = QCheckBox(self)
        self._captions = [QLabel(self), QLabel(self)]
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        space(self._grid, appearance, gap=8, row_gap=3)
        self._fill()
        appearance.changed.connect(self._fit)

    def _fill(self) -> None:
        for i, (name, schedule) in enumerate(SCHEDULES.items()):
            self.schedule.addItem("", name)
            self._translator.bind(partial(self.schedule.setItemText, i), schedule.label)
        narrow(self.schedule)
        self.schedule.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for caption, key in zip(self._captions, ("schedule", "annealing"), strict=True):
            caption.setProperty("role", "muted")
            caption.setWordWrap(True)
            self._translator.bind(caption.setText, f"arena.racer.{key}")
        self._captions[0].setBuddy(self.schedule)
        self._translator.bind(self.schedule.setAccessibleName, "arena.racer.schedule")
        self._translator.bind(self.annealing.setAccessibleName, MomentumAnnealing.label)
        self._translator.bind(self.annealing.setToolTip, MomentumAnnealing.explanation)
        self._translator.bind(self._captions[1].setToolTip, MomentumAnnealing.explanation)
        self.schedule.currentIndexChanged.connect(self._on_schedule)
        self.annealing.toggled.connect(self._on_annealing)

    def show_entrant(self, setup: RaceSetup, id: str) -> None:
        """Show one of the entrants, without telling anybody."""
        entrant = setup[id]
        racer = entrant.racer
        meant = setup.surface.tuned_for(racer.optimizer)
        wanted = (id, racer.optimizer, racer.schedule, racer.annealing is None, setup.surface)
        self._entrant = entrant
        if wanted != self._built:
            self._built = wanted
            self._build(racer, dict(meant))
        with QSignalBlocker(self.schedule), QSignalBlocker(self.annealing):
            self.schedule.setCurrentIndex(self.schedule.findData(racer.schedule))
            self.annealing.setChecked(racer.annealing is not None)
        for key, row in self.rows.items():
            row.show_value(_value(racer, key))

    def _build(self, racer: Racer, usual: dict[str, Any]) -> None:
        for row in self.rows.values():
            for widget in row.widgets:
                widget.hide()
                widget.deleteLater()
            row.deleteLater()
        self.rows, self._read = {}, []
        while self._grid.takeAt(0) is not None:
            pass
        for setting in racer.rule.hyperparameters:
            middle = usual.get(setting.name, setting.default)
            self._add(setting.name, SettingRow(setting, middle, *self._tools()))
            if setting.name == "momentum" and racer.annealing is not None:
                fields = {"start": MomentumAnnealing.START}
                self.rows[setting.name].switch_off(Message("arena.racer.annealed", fields))
        self._add_line(self._captions[0], self.schedule)
        for setting in SCHEDULES[racer.schedule].hyperparameters:
            if setting.name != "base_lr":  # that is the learning rate above
                middle = USUAL.get(racer.schedule, {}).get(setting.name, setting.default)
                row = SettingRow(setting, middle, *self._tools())
                self._add(f"schedule.{setting.name}", row)
        for part in (self._captions[1], self.annealing):
            part.setVisible(racer.can_anneal)
        if racer.can_anneal:
            self._add_line(self._captions[1], self.annealing)
            for setting in MomentumAnnealing.hyperparameters if racer.annealing else ():
                middle = USUAL["annealing"].get(setting.name, setting.default)
                row = SettingRow(setting, middle, *self._tools())
                self._add(f"annealing.{setting.name}", row)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        tab_through(self, self._read)

    def _tools(self) -> tuple[Appearance, Translator, QWidget]:
        return self._appearance, self._translator, self

    def _add(self, key: str, row: SettingRow) -> None:
        at = self._grid.rowCount()
        self._grid.addWidget(row.label, at, 0)
        if row.slider is None:
            self._grid.addWidget(row.field, at, 1, 1, 2)
        else:
            self._grid.addWidget(row.slider, at, 1)
            self._grid.addWidget(row.field, at, 2)
        self._read += row.controls
        row.changed.connect(partial(self._on_setting, key))
        row.settled.connect(self.settled)
        self.rows[key] = row

    def _add_line(self, caption: QLabel, field: QWidget) -> None:
        at = self._grid.rowCount()
        self._grid.addWidget(caption, at, 0)
        self._grid.addWidget(field, at, 1, 1, 2)
        self._read.append(field)

    def _on_setting(self, key: str, _: str, value: object) -> None:
        if self._entrant is None:
            return
        try:
            racer = _with(self._entrant.racer, key, value)
        except StudioError:
            return  # half of a number that is being typed
        self.racer_changed.emit(self._entrant.id, racer, key)

    @Slot(int)
    def _on_schedule(self, index: int) -> None:
        if self._entrant is not None:
            racer = self._entrant.racer.with_schedule(self.schedule.itemData(index))
            self.racer_changed.emit(self._entrant.id, racer, "schedule")
            self.settled.emit()

    @Slot(bool)
    def _on_annealing(self, on: bool) -> None:
        if self._entrant is not None:
            racer = self._entrant.racer.with_annealing(on)
            self.racer_changed.emit(self._entrant.id, racer, "annealing")
            self.settled.emit()

    @Slot()
    def _fit(self) -> None:
        for row in self.rows.values():
            row.fit()


def _value(racer: Racer, key: str) -> Any:
    """What a row shows: "lr", "schedule.every", "annealing.every"."""
    group, _, name = key.rpartition(".")
    if group == "schedule":
        formula = SCHEDULES[racer.schedule]
        return racer.schedule_settings.get(name, getattr(formula, name))
    if group == "annealing":
        return (racer.annealing or {}).get(name, getattr(MomentumAnnealing, name))
    return racer.value(name)


def _with(racer: Racer, key: str, value: object) -> Racer:
    group, _, name = key.rpartition(".")
    if group == "schedule":
        return racer.with_schedule(racer.schedule, **{**racer.schedule_settings, name: value})
    if group == "annealing":
        return racer.with_annealing(True, **{**(racer.annealing or {}), name: value})
    return racer.with_setting(name, value)

"""The page of the runs: who trains and is seen, with which learning rate, for how long."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.format import number
from core.landscape import SEEDS, STEPS, Plan, Recording, Track
from core.messages import Message, StudioError
from core.surfaces import Entrant, loss_at
from gui.appearance import Appearance
from gui.arena.landscape.session import LandscapeSession
from gui.arena.landscape.session_page import SessionPage, whole_number
from gui.arena.racer_style import racer_style
from gui.arena.value_words import value_words
from gui.i18n import Translator
from gui.widgets import CalmWheel, LogSpinBox, SwatchCheckBox, nest, space

_WIDEST = "0.0888"
_FIELD = 66  # unscaled pixels


class Row(QObject):
    """One optimizer: switch, learning rate, loss of the moment."""

    changed = Signal(str, bool, float)

    def __init__(
        self,
        entrant: Entrant,
        decay: float,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.id = entrant.id
        self.switch = SwatchCheckBox(
            partial(racer_style, entrant.id), appearance, entrant.name, parent
        )
        rate = entrant.racer.rule.hyperparameters[0]
        self.rate = LogSpinBox(rate.default, rate.low, rate.high, parent)
        CalmWheel((self.rate,), self)
        self.rate.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.loss = QLabel(parent)
        self.loss.setProperty("role", "caption")
        self.loss.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        about = Message(entrant.racer.rule.explanation)
        told = {"name": entrant.name, "explanation": about, "decay": number(decay)}
        part = "landscape.run.part_decay" if decay else "landscape.run.part"
        translator.bind(self.switch.setToolTip, part, **told)
        for setter in (self.rate.setAccessibleName, self.rate.setToolTip):
            translator.bind(setter, "landscape.run.rate", name=entrant.name)
        self.switch.toggled.connect(self._tell)
        self.rate.valueChanged.connect(self._tell)

    def show_entrant(self, entrant: Entrant, rate: float) -> None:
        with QSignalBlocker(self.switch), QSignalBlocker(self.rate):
            self.switch.setChecked(entrant.shown)
            self.rate.setValue(rate)
        self.rate.setEnabled(entrant.shown)
        self.switch.update()

    @Slot()
    def _tell(self) -> None:
        self.changed.emit(self.id, self.switch.isChecked(), self.rate.value())


class RunPage(SessionPage):
    """Shows the plan of a session and changes it."""

    def __init__(
        self,
        session: LandscapeSession,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, appearance, translator, parent)
        plan = session.plan
        self.rows = {e.id: Row(e, plan.decay(e.id), appearance, translator, self) for e in plan}
        self.steps, self.seed = whole_number(STEPS), whole_number(SEEDS)
        self.record = QPushButton()
        self.note, self.lost, self.memory = QLabel(), QLabel(), QLabel()
        self._fill()
        self._lay_out()
        session.changed.connect(self.show_plan)
        appearance.changed.connect(self._fit)
        self._fit()
        self.show_plan()

    def _fill(self) -> None:
        for row in self.rows.values():
            row.changed.connect(self._on_row)
        for field, act in ((self.steps, self._on_steps), (self.seed, self._on_seed)):
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            field.valueChanged.connect(act)
        self.steps.setSingleStep(50)
        for label in (self.note, self.lost, self.memory):
            label.setWordWrap(True)
            label.setProperty("role", "caption")
        self.lost.setProperty("tone", "error")
        self.record.clicked.connect(self._on_record)

    def _lay_out(self) -> None:
        grid, column = QGridLayout(), QVBoxLayout(self)
        for i, row in enumerate(self.rows.values()):
            grid.addWidget(row.switch, i, 0)
            grid.addWidget(row.rate, i, 1)
            grid.addWidget(row.loss, i, 2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        line, below = QHBoxLayout(), QHBoxLayout()
        for row_of, field, key in ((line, self.steps, "steps"), (below, self.seed, "seed")):
            label = QLabel()
            label.setProperty("role", "muted")
            label.setBuddy(field)
            row_of.addWidget(label)
            row_of.addWidget(field, 1)
            for setter in (label.setText, field.setAccessibleName):
                self._translator.bind(setter, Message(f"landscape.run.{key}"))
            for setter in (label.setToolTip, field.setToolTip):
                self._translator.bind(setter, Message(f"landscape.run.{key}_hint"))
            space(row_of, self._appearance, gap=8)
        line.addWidget(self.record, 1)
        nest(column, line)
        column.addWidget(self.note)
        nest(column, grid)
        column.addWidget(self.lost)
        nest(column, below)
        column.addWidget(self.memory)
        column.addStretch(1)
        space(grid, self._appearance, gap=8, row_gap=2)
        space(column, self._appearance, margins=(0, 0, 4, 4), gap=7)

    @Slot()
    def _fit(self) -> None:
        for field in (self.steps, self.seed):
            field.setMinimumWidth(self._appearance.px(_FIELD))
        for row in self.rows.values():
            row.switch.setFont(self._appearance.font("small"))
            row.switch.updateGeometry()
            row.rate.setMinimumWidth(self._appearance.px(_FIELD))
            row.rate.setMaximumWidth(self._appearance.px(1.6 * _FIELD))
            row.loss.ensurePolished()
            row.loss.setMinimumWidth(row.loss.fontMetrics().horizontalAdvance(_WIDEST))

    def minimumSizeHint(self) -> QSize:
        """In a narrow dock the losses make room for the learning rates."""
        px = self._appearance.px
        switches = max(row.switch.minimumSizeHint().width() for row in self.rows.values())
        width = switches + px(_FIELD) + px(8) + px(4)  # gap, and margin
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self.rows.values():
            room = self.width() - self.minimumSizeHint().width()
            row.loss.setVisible(room >= row.loss.minimumWidth())

    @Slot()
    def show_plan(self) -> None:
        session, plan = self._session, self._session.plan
        for entrant in plan:
            self.rows[entrant.id].show_entrant(entrant, plan.rate(entrant.id))
        with QSignalBlocker(self.steps), QSignalBlocker(self.seed):
            self.steps.setValue(plan.steps)
            self.seed.setValue(plan.seed)
        again = "again" if session.found is not None else "record"
        self._translator.bind(self.record.setText, Message(f"landscape.run.{again}"))
        self.record.setEnabled(not session.busy and bool(plan.taking_part))
        self.note.setVisible(session.stale)
        self._translator.bind(self.note.setText, "landscape.run.stale")
        self._show_memory()
        self._show_lost()

    def _show_memory(self) -> None:
        found = self._session.found
        self.memory.setVisible(found is not None)
        if found is not None:
            points = found.recording.points
            megabytes = round(points.nbytes / 1e6)
            self._translator.bind(
                self.memory.setText, "landscape.run.memory", n=points.shape[1], megabytes=megabytes
            )

    def _show_lost(self) -> None:
        """Who was thrown out, and so does not decide the plane."""
        seen = self._session.seen
        told = _lost(seen.recording, self._session.plan) if seen is not None else []
        self.lost.setVisible(bool(told))
        self.lost.setText("\n".join(self._translator.say(message) for message in told))

    def show_position(self, tracks: Mapping[str, Track], position: float) -> None:
        for id, row in self.rows.items():
            on = row.switch.isChecked() and id in tracks
            language = self._translator.language
            row.loss.setText(value_words(loss_at(tracks[id], position), 3, language) if on else "")

    @Slot()
    def _on_record(self) -> None:
        self.record.clearFocus()  # else Qt hands it to a field below, and the page scrolls there
        self._session.record()

    @Slot(str, bool, float)
    def _on_row(self, id: str, on: bool, rate: float) -> None:
        try:
            plan = self._session.plan.with_part(id, on).with_rate(id, rate)
        except StudioError:
            return  # half of a number that is being typed
        self._session.change(plan)

    @Slot(int)
    def _on_steps(self, steps: int) -> None:
        self._session.change(self._session.plan.with_steps(steps))

    @Slot(int)
    def _on_seed(self, seed: int) -> None:
        self._session.change(self._session.plan.with_seed(seed))


def _lost(recording: Recording, plan: Plan) -> list[Message]:
    """A sentence for everybody who was thrown out."""
    told: list[Message] = []
    for i, id in enumerate(recording.ids):
        name, ended = plan[id].name, recording.ended_at[i]
        if ended is not None:
            last = recording.length(i) - 1
            loss, at = number(recording.losses[i, last], 3), recording.plan.kept[last]
            fields = {"name": name, "step": ended, "loss": loss, "at": at}
            told.append(Message("landscape.run.diverged", fields))
        elif recording.lost[i]:
            loss = number(recording.highest(i), 3)
            told.append(Message("landscape.run.thrown", {"name": name, "loss": loss}))
    if told:
        key = "all_lost" if all(recording.lost) else "others"
        told.append(Message(f"landscape.run.{key}"))
    return told

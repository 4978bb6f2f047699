"""The settings of a run. What cannot change while it runs is marked, and waits for a reset."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.messages import Message
from core.network import ACTIVATIONS
from core.optimizers import OPTIMIZERS
from core.training import LIMITS, TrainingConfig
from core.training.pacing import SCHEDULE_LABELS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.fields import CalmWheel, Field, choice, on_change, show, whole
from gui.training.figures import grouped
from gui.training.session import TrainingSession
from gui.widgets import Form, LogSpinBox, space

_TIPS = {"learning_rate": "rate_tip", "seed": "seed_tip", "schedule": "schedule_tip"}


class Controls(QWidget):
    """A form of all settings, and a line that says when changes will count."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._session = session
        self.data = QLabel(wordWrap=True)
        self.fields = _fields(translator)
        self.labels: dict[str, QLabel] = {}
        self.later = self._make_later(appearance)
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        translator.bind(self.heading.setText, "training.view.settings")
        rows = QVBoxLayout(self)
        rows.addWidget(self.heading)
        rows.addWidget(self._scrolled(self._make_form(appearance)), 1)
        rows.addWidget(self.later)
        space(rows, appearance, gap=6)
        CalmWheel(self.fields.values(), self)
        session.settings_changed.connect(self.refresh)
        session.state_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the settings of the session, and which of them do not count yet."""
        waiting = self._session.awaits_reset
        for name, field in self.fields.items():
            with QSignalBlocker(field):
                show(field, getattr(self._session.settings, name))
            _set_tone(self.labels[name], "forward" if name in waiting else "muted")
        self.later.setVisible(bool(waiting))
        self._translator.bind(self.data.setText, self._about_data())

    def _change(self, name: str, value: object) -> None:
        changes = {name: value}
        if name == "optimizer":
            changes["learning_rate"] = usual_rate(str(value))
        self._session.configure(**changes)

    def _about_data(self) -> Message:
        data = self._session.data
        if data is None:
            return Message("training.settings.no_data")
        counts = {"train": grouped(len(data.x_train)), "test": grouped(len(data.x_test))}
        return Message("training.settings.data_counts", {"name": data.name, **counts})

    def _make_form(self, appearance: Appearance) -> Form:
        form = Form(appearance, self._translator)
        form.add("training.settings.data", self.data)
        for name, field in self.fields.items():
            tip = f"training.settings.{_TIPS.get(name, 'later_tip')}"
            self.labels[name] = form.add(f"network.setting.{name}", field, tip=tip)
            on_change(field, partial(self._change, name))
        return form

    def _scrolled(self, form: Form) -> QScrollArea:
        content = QWidget()
        content.setProperty("role", "bare")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form)
        rows.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        return area

    def _make_later(self, appearance: Appearance) -> QFrame:
        """What is said when a change does not count yet, with the button that makes it count."""
        frame, words, button = QFrame(), QLabel(wordWrap=True), QPushButton()
        frame.setProperty("role", "notice")
        self._translator.bind(words.setText, "training.settings.later")
        self._translator.bind(button.setText, "training.button.reset")
        button.clicked.connect(self._session.reset)
        line = QHBoxLayout(frame)
        line.addWidget(words, 1)
        line.addWidget(button)
        space(line, appearance, margins=(10, 5, 6, 5), gap=8)
        return frame


def usual_rate(optimizer: str) -> float:
    """The learning rate that an optimizer starts with: 0.1 for SGD here, as in the tutorials."""
    usual = TrainingConfig()
    if optimizer == usual.optimizer:
        return usual.learning_rate
    return float(OPTIMIZERS[optimizer].lr)


def _fields(translator: Translator) -> dict[str, Field]:
    """One field for each setting, in the order in which they are shown."""
    rate = next(each for each in OPTIMIZERS["sgd"].hyperparameters if each.name == "lr")
    activations = {name: f"training.activation.{name}" for name in ACTIVATIONS}
    optimizers = {name: rule.label for name, rule in OPTIMIZERS.items()}
    return {
        "hidden": whole(*LIMITS["hidden"], step=10),
        "activation": choice(activations, translator),
        "optimizer": choice(optimizers, translator),
        "learning_rate": LogSpinBox(rate.default, rate.low, rate.high),
        "schedule": choice(SCHEDULE_LABELS, translator),
        "batch_size": whole(*LIMITS["batch_size"], step=10),
        "iterations": whole(*LIMITS["iterations"], step=1000),
        "seed": whole(*LIMITS["seed"], step=1),
    }


def _set_tone(label: QLabel, tone: str) -> None:
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)

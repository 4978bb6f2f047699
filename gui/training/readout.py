"""The figures of a run: the test accuracy in large type, and what else a teacher points at."""

from math import ceil

from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.format import number
from core.history import MEAN_OF
from core.messages import Message
from core.training import Snapshot
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.gauge import RatioGauge
from gui.training.number_formats import duration, grouped, percent
from gui.training.phase import Phase
from gui.training.recording import Recording
from gui.training.session import TrainingSession
from gui.widgets import ElidedLabel, restyle, space

NOTHING = "—"
_FIGURES = ("loss", "speed", "epoch", "time_left", "dead", "ratio")
# Widths of the panel, in heights of its small letters.
_ROOMY = 35  # in less, the update ratio is told by its gauge alone
_NARROW = 25  # in less, there is one column of figures instead of two
_COLUMN = 15  # in less, all figures stand below each other


class Readout(QWidget):
    """Shows the figures of a session whenever it is told to `refresh`."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._session = session
        self.accuracy, self.caption = _label("display"), _label("caption")
        self.values = {name: _label("caption", "ink") for name in _FIGURES}
        self.gauge = RatioGauge(appearance)
        self.status = ElidedLabel()
        self.status.setProperty("role", "caption")
        self.steps = _label("caption")
        self.bar = QProgressBar(textVisible=False, maximum=1000)
        self._dispensable: list[QWidget] = [self.gauge]  # where there is one column of three
        self._brief = False
        self._figures = QWidget()
        self._figures.setProperty("role", "bare")
        self._block = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._ratio_row = QWidget()
        self._ratio_row.setProperty("role", "bare")
        self.captions: dict[str, QLabel] = {}
        self._in_column = False
        self._compose()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.refresh()

    def arrange(self, upright: bool, width: int, *, brief: bool) -> None:
        """The figures under the accuracy or beside it; then, in a narrow panel, fewer of them.

        If `brief`, all in one line above the bar: the accuracy, and how far it has come.
        """
        direction = QBoxLayout.Direction
        for part in (self._figures, self.status):
            part.setVisible(not brief)
        self._head.setDirection(direction.LeftToRight if brief else direction.TopToBottom)
        self._head.insertWidget(0, self.accuracy if brief else self.caption)
        self._brief = brief
        if brief is not (self._block.indexOf(self.steps) >= 0):
            (self._block if brief else self._foot).addWidget(self.steps)
        self._block.setDirection(direction.TopToBottom if upright else direction.LeftToRight)
        letters = width / self._appearance.text_px("small")
        column = upright and letters < _COLUMN
        self._foot.setDirection(direction.TopToBottom if column else direction.LeftToRight)
        if column is not self._in_column:
            self._in_column = column
            self._place_figures()
        self.values["ratio"].setVisible(upright or letters >= _ROOMY)
        for part in self._dispensable:
            part.setVisible(upright or letters >= _NARROW)
        self.gauge.setVisible(self.gauge.isVisibleTo(self) and not column)
        self.refresh()

    def refresh(self) -> None:
        """Take the figures of the moment from the session."""
        recording = self._session.recording
        accuracy, observation = recording.accuracy, recording.observation
        at = _measured_at(recording)
        early = self._brief and at == 1 < recording.steps  # no room to say that it is
        self.accuracy.setText(percent(accuracy.test) if accuracy and not early else NOTHING)
        restyle(self.accuracy, tone="muted" if recording.has_diverged else "")
        self._translator.bind(self.caption.setText, self._caption(recording, at))
        for name, label in self.values.items():
            label.setText(getattr(self, f"_{name}")(recording) or NOTHING)
        self.gauge.show_ratio(observation.update_ratios["W1"] if observation else None)
        self.bar.setValue(round(1000 * recording.steps / recording.config.iterations))
        self._say_status(recording)

    def show_step(self, snapshot: Snapshot) -> None:
        """While it trains, the very step that stands on the stage."""
        if self._session.phase is Phase.RUNNING:
            self._say_steps(snapshot.iteration + 1)

    def _caption(self, recording: Recording, at: int | None) -> Message:
        """What the accuracy is, and of which step: it may be hundreds of steps old."""
        usual = "brief_accuracy" if self._brief else "test_accuracy"
        key = "before" if recording.has_diverged else usual
        if at is None or self._brief:
            return Message(f"training.readout.{key}")
        return Message(f"training.readout.{key}_at", {"step": grouped(at)})

    # One method for each figure.

    def _loss(self, recording: Recording) -> str:
        if not recording.steps:
            return ""
        _, latest = recording.losses.since(max(recording.steps - MEAN_OF, 0))
        return number(float(latest.mean()), 3)

    def _speed(self, recording: Recording) -> str:
        rate = self._session.throughput.rate
        return grouped(rate) if rate else ""

    def _epoch(self, recording: Recording) -> str:
        if recording.trainer is None:
            return ""
        images, batch = len(recording.trainer.data.x_train), recording.config.batch_size
        newest = recording.newest  # all from one and the same step, while others are being taken
        steps = recording.steps if newest is None else newest.iteration
        drawn = recording.trainer.drawn if newest is None else round(newest.epoch * images)
        epochs = ceil((drawn + (recording.config.iterations - steps) * batch) / images)
        done = drawn if newest is None else drawn + batch
        return f"{grouped(min(done // images + 1, epochs))} / {grouped(epochs)}"

    def _time_left(self, recording: Recording) -> str:
        steps = recording.config.iterations - recording.steps
        left = (
            self._session.throughput.time_for(steps) if self._session.phase.is_under_way else None
        )
        return duration(left) if left is not None else ""

    def _dead(self, recording: Recording) -> str:
        found = recording.observation
        if found is None or found.dead_units is None:
            return ""
        return f"{found.dead_units} / {recording.config.hidden}"

    def _ratio(self, recording: Recording) -> str:
        found = recording.observation
        return number(found.update_ratios["W1"], 2) if found else ""

    def _say_status(self, recording: Recording) -> None:
        phase, bind = self._session.phase, self._translator.bind
        elapsed = self._session.throughput.elapsed
        key = "ended" if phase is Phase.FINISHED and not elapsed else phase
        bind(self.status.setText, f"training.status.{key}", time=duration(elapsed))
        shown = self._session.current
        if phase is Phase.RUNNING and shown is not None:
            self._say_steps(shown.iteration + 1)
        else:
            self._say_steps(recording.steps)

    def _say_steps(self, done: int) -> None:
        total = grouped(self._session.recording.config.iterations)
        key = "training.status.brief_steps" if self._brief else "training.status.steps"
        self._translator.bind(self.steps.setText, key, done=grouped(done), total=total)

    # How it is laid out.

    def _compose(self) -> None:
        rows = QVBoxLayout(self)
        self._block.addLayout(self._headline())
        self._block.addWidget(self._figures, 1)
        self._figures.setLayout(self._table())
        self._foot.addWidget(self.status, 1)
        self._foot.addWidget(self.steps)
        rows.addLayout(self._block)
        rows.addWidget(self.bar)
        rows.addLayout(self._foot)
        space(rows, self._appearance, gap=6)
        space(self._block, self._appearance, gap=16)
        space(self._foot, self._appearance, gap=8)

    def _headline(self) -> QBoxLayout:
        self._translator.bind(self.accuracy.setAccessibleName, "training.readout.test_accuracy")
        self._translator.bind(self.accuracy.setToolTip, "training.readout.accuracy_tip")
        self._head.addWidget(self.caption)
        self._head.addWidget(self.accuracy)
        self._head.addStretch(1)
        space(self._head, self._appearance, gap=6)
        return self._head

    def _table(self) -> QGridLayout:
        """Six figures, each with its caption before it."""
        table = self._grid = QGridLayout()
        for name, value in self.values.items():
            caption = self.captions[name] = _label("caption")
            self._translator.bind(caption.setText, f"training.readout.{name}")
            self._translator.bind(value.setAccessibleName, f"training.readout.{name}")
            if name != "time_left":
                for part in (caption, value):
                    tip = f"training.readout.{name}_tip"
                    self._translator.bind(part.setToolTip, tip, n=MEAN_OF)
        for name in _FIGURES[1::2]:
            ratio = name == "ratio"
            self._dispensable += [self.captions[name], *([] if ratio else [self.values[name]])]
        self._translator.bind(self.gauge.setToolTip, "training.readout.ratio_tip")
        ratio_row = QHBoxLayout(self._ratio_row)
        ratio_row.addWidget(self.values["ratio"])
        ratio_row.addWidget(self.gauge, 1)
        self._place_figures()
        space(ratio_row, self._appearance, gap=8)
        space(table, self._appearance, gap=8, row_gap=2)
        return table

    def _place_figures(self) -> None:
        """In two columns of three; or in one of six."""
        one = self._in_column
        for index, name in enumerate(_FIGURES):
            row, column = (index, 0) if one else divmod(index, 2)
            value = self._ratio_row if name == "ratio" else self.values[name]
            self._grid.addWidget(self.captions[name], row, 3 * column)
            self._grid.addWidget(value, row, 3 * column + 1)
        for column, stretch in ((1, one), (2, not one)):
            self._grid.setColumnStretch(column, int(stretch))
        self._grid.setColumnStretch(4, 0 if one else 4)


def _measured_at(recording: Recording) -> int | None:
    """The step after which the accuracy was measured that is the newest."""
    epochs, *_ = recording.accuracies.since(max(len(recording.accuracies) - 1, 0))
    return round(float(recording.steps_at(epochs)[0])) + 1 if len(epochs) else None


def _label(role: str, tone: str = "") -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    if tone:
        label.setProperty("tone", tone)
    return label

"""The figures of a run: the test accuracy in large type, and what else a teacher points at."""

from math import ceil

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from core.format import number, whole
from core.history import MEAN_OF
from core.messages import Message
from core.training import Snapshot
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.figures import FIGURES, NOTHING, Figures, Form, caption_label
from gui.training.number_formats import duration, percent, time_taken
from gui.training.phase import Phase
from gui.training.recording import Recording
from gui.training.session import TrainingSession
from gui.widgets import ElidedLabel, nest, restyle, space

# Widths of the panel, in heights of its small letters.
_ROOMY = 35  # in less, the update ratio is told by its gauge alone
_COLUMN = 15  # in less, all figures stand below each other
_GAP, _WIDE_GAP = 6, 16  # unscaled pixels


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
        self.accuracy, self.caption = QLabel(), caption_label()
        self.accuracy.setProperty("role", "display")
        self.figures = Figures(appearance, translator)
        self.values, self.captions = self.figures.values, self.figures.captions
        self.status = ElidedLabel()
        self.status.setProperty("role", "caption")
        self.steps = caption_label()
        self.bar = QProgressBar(textVisible=False, maximum=1000)
        self._form, self._brief, self._upright, self._wraps = Form.PAIR, False, False, False
        self._ratio_told, self._told = True, False
        self._room = 0  # pixels across, if the figures stand beside the accuracy
        self._block = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._compose()
        self.refresh()

    def arrange(
        self, upright: bool, width: int, *, brief: bool, wraps: bool = False, told: bool = False
    ) -> None:
        """The figures under the accuracy or beside it; then, in a narrow panel, fewer of them, or,
        if it `wraps`, beneath it after all.

        If `brief`, all in one line above the bar: the accuracy, and how far it has come. If it is
        `told` elsewhere how the run ended and when, it need not be said here.
        """
        self.figures.setVisible(not brief)
        self._brief, self._upright, self._wraps, self._room = brief, upright, wraps, width
        self._told = told
        if brief is not (self._block.indexOf(self.steps) >= 0):
            (self._block if brief else self._foot).addWidget(self.steps)
        letters = width / self._appearance.text_px("small")
        column = upright and letters < _COLUMN
        self.status.setVisible(not brief and not (column and told))
        direction = QBoxLayout.Direction
        self._foot.setDirection(direction.TopToBottom if column else direction.LeftToRight)
        self._form = Form.COLUMN if column else Form.PAIR
        policy = QSizePolicy.Policy  # a column gets what height there is, and shows what fits
        self.setSizePolicy(policy.Preferred, policy.Ignored if column else policy.Fixed)
        self._ratio_told = upright or letters >= _ROOMY
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Nothing is cut: what there is no room for stands elsewhere, or not at all."""
        direction, px = QBoxLayout.Direction, self._appearance.px
        form, beneath, in_line = self._form, self._upright, self._brief
        if form is Form.PAIR and not self._upright and not self._brief:
            beside = self._head_width + px(_WIDE_GAP) + self.figures.pair_width <= self._room
            beneath = in_line = not beside and self._wraps
            if not beside and (not self._wraps or self.figures.pair_width > self._room):
                form = Form.SINGLE
        self._block.setDirection(direction.TopToBottom if beneath else direction.LeftToRight)
        self._head.setDirection(direction.LeftToRight if in_line else direction.TopToBottom)
        if in_line is not (self._head.indexOf(self.accuracy) == 0):
            self._head.insertWidget(0, self.accuracy if in_line else self.caption)
        gap = px(_GAP if form is Form.COLUMN or (beneath and in_line) else _WIDE_GAP)
        if gap != self._block.spacing():
            self._block.setSpacing(gap)
        self.figures.arrange(form, ratio_told=self._ratio_told)
        if form is Form.COLUMN:
            self._fit_column(gap)
        else:
            self.steps.show()

    def _fit_column(self, gap: int) -> None:
        """As many figures as there is height for; for the only one, what is told elsewhere goes."""
        line = self.steps.sizeHint().height()
        parts = (self._head, self.bar, *(() if self.status.isHidden() else (self.status,)))
        room = self.height() - sum(part.sizeHint().height() + gap for part in parts)
        self.steps.setVisible(not self._told or room >= 2 * line + gap)
        self.figures.fit(room - (0 if self.steps.isHidden() else line + gap))

    @property
    def _head_width(self) -> int:
        """Pixels across of the accuracy and of what it is, also at the last step."""
        recording = self._session.recording
        words = self._translator.say(self._caption(recording, recording.config.iterations))
        self.caption.ensurePolished()
        width = self.caption.fontMetrics().horizontalAdvance(words)
        return max(width, self.accuracy.sizeHint().width())

    def refresh(self) -> None:
        """Take the figures of the moment from the session."""
        recording = self._session.recording
        accuracy, observation = recording.accuracy, recording.observation
        at = _measured_at(recording)
        early = self._brief and at == 1 < recording.steps  # no room to say that it is
        self.accuracy.setText(percent(accuracy.test) if accuracy and not early else NOTHING)
        restyle(self.accuracy, tone="muted" if recording.has_diverged else "")
        self._translator.bind(self.caption.setText, self._caption(recording, at))
        texts = {name: getattr(self, f"_{name}")(recording) for name in FIGURES}
        self.figures.show_texts(texts)
        self.figures.gauge.show_ratio(observation.update_ratios["W1"] if observation else None)
        self.bar.setValue(round(1000 * recording.steps / recording.config.iterations))
        self._say_status(recording)
        self._fit()

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
        return Message(f"training.readout.{key}_at", {"step": whole(at)})

    # One method for each figure.

    def _loss(self, recording: Recording) -> str:
        if not recording.steps:
            return ""
        _, latest = recording.losses.since(max(recording.steps - MEAN_OF, 0))
        return number(float(latest.mean()), 3)

    def _speed(self, recording: Recording) -> str:
        rate = self._session.throughput.rate
        return whole(rate) if rate else ""

    def _epoch(self, recording: Recording) -> str:
        if recording.trainer is None:
            return ""
        images, batch = len(recording.trainer.data.x_train), recording.config.batch_size
        newest = recording.newest  # all from one and the same step, while others are being taken
        steps = recording.steps if newest is None else newest.iteration
        drawn = recording.trainer.drawn if newest is None else round(newest.epoch * images)
        epochs = ceil((drawn + (recording.config.iterations - steps) * batch) / images)
        done = drawn if newest is None else drawn + batch
        return f"{whole(min(done // images + 1, epochs))} / {whole(epochs)}"

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
        elapsed, begun = self._session.throughput.elapsed, self._session.throughput.begun
        key: str = phase
        if phase is Phase.FINISHED and not (elapsed and not begun):
            key = "finished_since" if elapsed else "ended"
        fields = {"time": time_taken(elapsed), "steps": whole(recording.steps - begun)}
        bind(self.status.setText, f"training.status.{key}", **fields)
        shown = self._session.current
        if phase is Phase.RUNNING and shown is not None:
            self._say_steps(shown.iteration + 1)
        else:
            self._say_steps(recording.steps)

    def _say_steps(self, done: int) -> None:
        total = whole(self._session.recording.config.iterations)
        key = "training.status.brief_steps" if self._brief else "training.status.steps"
        self._translator.bind(self.steps.setText, key, done=whole(done), total=total)

    # How it is laid out.

    def _compose(self) -> None:
        rows = QVBoxLayout(self)
        nest(self._block, self._headline())
        self._block.addWidget(self.figures, 1)
        self._foot.addWidget(self.status, 1)
        self._foot.addWidget(self.steps)
        nest(rows, self._block)
        rows.addWidget(self.bar)
        nest(rows, self._foot)
        rows.addStretch(1)
        space(rows, self._appearance, gap=_GAP)
        space(self._foot, self._appearance, gap=8)

    def _headline(self) -> QBoxLayout:
        self._translator.bind(self.accuracy.setAccessibleName, "training.readout.test_accuracy")
        self._translator.bind(self.accuracy.setToolTip, "training.readout.accuracy_tip")
        self._head.addWidget(self.caption)
        self._head.addWidget(self.accuracy)
        self._head.addStretch(1)
        space(self._head, self._appearance, gap=6)
        return self._head


def _measured_at(recording: Recording) -> int | None:
    """The step after which the accuracy was measured that is the newest, if that is known."""
    if recording.trainer is None:  # of a run that is being opened: steps are counted in its images
        return None
    epochs, *_ = recording.accuracies.since(max(len(recording.accuracies) - 1, 0))
    return round(float(recording.steps_at(epochs)[0])) + 1 if len(epochs) else None

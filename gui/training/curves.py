"""The two plots of a run: the loss of every batch with its trend, and the accuracies."""

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QWidget

from core.engine import Array
from core.format import number, whole
from core.history import Floats, smoothed
from core.trend import BLOCKS, trend
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.number_formats import loss_number, percent, whole_percent
from gui.training.recording import Recording
from gui.training.shades import mixed
from gui.training.views.figure import Figure

THIN = 0.6  # width of a secondary curve, relative to the theme's
STRONG = 1.25


class LossView(Figure):
    """Every batch in a light line, the trend in a strong one; the axis may be logarithmic."""

    name = "loss"
    words = "training.curve"
    y_wording = loss_number

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._raw = self.plot.add_curve(self._light, THIN)
        self._trend = self.plot.add_curve(lambda: appearance.theme.forward, STRONG)
        key = self.add_key("training.curve.smoothed", lambda: appearance.theme.forward, STRONG)
        translator.bind(key.setToolTip, "training.curve.smoothed_tip", n=whole(BLOCKS))
        self.add_key("training.curve.raw", self._light, 2 * THIN)
        self.log = QCheckBox()
        appearance.changed.connect(self._dress)
        self._dress()
        translator.bind(self.log.setText, "training.curve.log")
        translator.bind(self.log.setToolTip, "training.curve.log_tip")
        self.log.toggled.connect(self._set_log)
        self.heading.add_tool(self.log)

    def draw(self, recording: Recording) -> None:
        x, y = _finite(*recording.losses.since())
        if not len(x):
            self.plot.clear_curves()
            return
        self.plot.draw(self._raw, x + 1, y)
        self.plot.draw(self._trend, *trend(x + 1, y))
        low = float(y[y > 0].min(initial=y.max())) if self.log.isChecked() else 0.0
        self.plot.look_at(max(x[-1] + 1, 20), low, float(y.max()) or 1.0)

    def reading(self, x: float, recording: Recording) -> tuple[float, str] | None:
        steps, y = recording.losses.since()
        if not len(steps):
            return None
        at = int(np.clip(round(x) - 1, 0, len(steps) - 1))
        smooth = loss_table(recording)["smoothed"]
        words = self._translator.tr(
            "training.curve.loss_reading",
            step=whole(steps[at] + 1),
            smoothed=number(smooth[at], 3),
            raw=number(y[at], 3),
            rate=_rate_at(int(steps[at]), recording),
        )
        return steps[at] + 1, words

    def table(self, recording: Recording) -> dict[str, Array]:
        return loss_table(recording)

    def _light(self) -> QColor:
        theme = self._appearance.theme
        return mixed(theme.forward, theme.panel, 0.6)

    @Slot()
    def _dress(self) -> None:
        self.log.setFont(self._appearance.font("small"))

    @Slot(bool)
    def _set_log(self, on: bool) -> None:
        self.plot.set_log(on)
        if self._recording is not None:
            self.show_run(self._recording)


class AccuracyView(Figure):
    """The share read correctly, on images that it learns from and on images that it does not."""

    name = "accuracy"
    words = "training.curve"
    y_wording = whole_percent

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._train = self.plot.add_curve(lambda: appearance.theme.muted, THIN)
        self._test = self.plot.add_curve(lambda: appearance.theme.parameter, STRONG)
        self.add_key("training.curve.test", lambda: appearance.theme.parameter, STRONG)
        self.add_key("training.curve.train", lambda: appearance.theme.muted, THIN)

    def draw(self, recording: Recording) -> None:
        steps, _, train, test = self._measured(recording)
        if not len(steps):
            self.plot.clear_curves()
            return
        self.plot.draw(self._train, steps, train)
        self.plot.draw(self._test, steps, test)
        later = np.concatenate((train, test))[1:] if len(steps) < 3 else np.r_[train[1:], test[1:]]
        low = np.floor(min(later.min(), 0.9) * 10) / 10
        self.plot.look_at(max(recording.steps, 20), float(low), 1.0)

    def reading(self, x: float, recording: Recording) -> tuple[float, str] | None:
        steps, epochs, train, test = self._measured(recording)
        if not len(steps):
            return None
        at = int(np.abs(steps - x).argmin())
        words = self._translator.tr(
            "training.curve.accuracy_reading",
            epoch=whole(epochs[at]),
            test=percent(test[at]),
            train=percent(train[at]),
        )
        return steps[at], words

    def table(self, recording: Recording) -> dict[str, Array]:
        steps, epochs, train, test = self._measured(recording)
        return {"step": steps, "epoch": epochs, "train": train, "test": test}

    def _measured(self, recording: Recording) -> tuple[Floats, ...]:
        """Steps, epochs and shares; none while a run is being opened, since its steps are counted
        in images."""
        known = None if recording.trainer is not None else 0
        epochs, train, test = (column[:known] for column in recording.accuracies.since())
        return recording.steps_at(epochs) + 1, epochs, train, test


def loss_table(recording: Recording) -> dict[str, Array]:
    """The loss of each step; beside it smoothed step by step, however long the run is, so that
    whoever works it out again finds the same."""
    x, y = recording.losses.since()
    smooth, good = y.copy(), np.isfinite(y)
    smooth[good] = smoothed(y[good])
    return {"step": x + 1, "loss": y, "smoothed": smooth}


def _rate_at(iteration: int, recording: Recording) -> str:
    changes, rates = recording.rates.since()
    at = int(np.searchsorted(changes, iteration, side="right")) - 1
    return number(float(rates[at])) if at >= 0 else "—"


def _finite(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Without the step that diverged."""
    good = np.isfinite(y)
    return x[good], y[good]

"""The two plots of a run: the loss of every batch with its trend, and the accuracies.

What is drawn is thinned to about two points a pixel. Drawing is rare enough (15 times a second,
and never more than a tenth of the time) that it does not slow down the training it shows.
"""

from time import perf_counter
from typing import ClassVar

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.format import number
from core.history import Floats, decimate
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.axis import Wording
from gui.training.figures import grouped, loss_number, percent, whole_percent
from gui.training.legend_key import LegendKey
from gui.training.plot import Plot
from gui.training.recording import Recording
from gui.training.shades import mixed
from gui.training.trend import trend
from gui.widgets import space

INTERVAL = 1 / 15  # seconds between two drawings
SHARE = 10  # of the time, at most a tenth is spent on drawing
MOST_POINTS = 2000
THIN = 0.6  # width of a secondary curve, relative to the theme's


class CurveView(QWidget):
    """A heading with a legend, and a plot beneath it. Subclasses draw their curves."""

    name: ClassVar[str]  # of the heading, in `training.curve`
    y_wording: ClassVar[Wording]

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._recording: Recording | None = None
        self._due = 0.0
        self.plot = Plot(appearance, grouped, type(self).y_wording, self)
        self.plot.hovered.connect(self._read)
        translator.bind(self.plot.setAccessibleName, f"training.curve.{self.name}_name")
        heading = QLabel()
        heading.setProperty("role", "heading")
        translator.bind(heading.setText, f"training.curve.{self.name}")
        self.header = QHBoxLayout()
        self.header.addWidget(heading)
        rows = QVBoxLayout(self)
        rows.addLayout(self.header)
        rows.addWidget(self.plot, 1)
        space(self.header, appearance, gap=12)
        space(rows, appearance, gap=2)

    def show_run(self, recording: Recording, *, now: bool = False) -> None:
        """Draw what a run has left; `now` even if the last drawing was a moment ago."""
        self._recording = recording
        begun = perf_counter()
        if self.isVisible() and (now or begun >= self._due):
            self.draw(recording)
            viewport = self.plot.viewport()
            if now:
                viewport.update()  # it may be asked for in the middle of a layout
            else:
                viewport.repaint()  # at once, so that its time counts
            self._due = begun + max(INTERVAL, SHARE * (perf_counter() - begun))

    def draw(self, recording: Recording) -> None:
        raise NotImplementedError

    def reading(self, step: float, recording: Recording) -> tuple[float, str] | None:
        """The nearest step that there is something to say about, and what."""
        raise NotImplementedError

    @Slot(object)
    def _read(self, step: float | None) -> None:
        found = None
        if step is not None and self._recording is not None:
            found = self.reading(step, self._recording)
        self.plot.show_reading(*(found or (None,)))

    def _thinned(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return decimate(x, y, min(MOST_POINTS, max(2 * self.plot.width(), 200)))


class LossView(CurveView):
    """Every batch in a light line, the trend in a strong one; the axis may be logarithmic."""

    name = "loss"
    y_wording = loss_number

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._raw = self.plot.add_curve(self._light, THIN)
        self._trend = self.plot.add_curve(lambda: appearance.theme.forward, 1.25)
        for key, colour, width in (
            ("smoothed", lambda: appearance.theme.forward, 1.25),
            ("raw", self._light, 2 * THIN),
        ):
            self.header.addWidget(LegendKey(appearance, translator, key, colour, width))
        self.log = QCheckBox()
        self.log.setFont(appearance.font("small"))
        translator.bind(self.log.setText, "training.curve.log")
        translator.bind(self.log.setToolTip, "training.curve.log_tip")
        self.log.toggled.connect(self._set_log)
        self.header.addStretch(1)
        self.header.addWidget(self.log)

    def draw(self, recording: Recording) -> None:
        x, y = _finite(*recording.losses.since())
        if not len(x):
            self.plot.clear_curves()
            return
        raw = self._thinned(x + 1, y)
        smooth = trend(x + 1, y)
        self.plot.draw(self._raw, *raw)
        self.plot.draw(self._trend, *smooth)
        low = float(y[y > 0].min(initial=y.max())) if self.log.isChecked() else 0.0
        self.plot.look_at(max(x[-1] + 1, 20), low, float(y.max()) or 1.0)

    def reading(self, step: float, recording: Recording) -> tuple[float, str] | None:
        x, y = recording.losses.since()
        if not len(x):
            return None
        at = int(np.clip(round(step) - 1, 0, len(x) - 1))
        smooth = trend(*_finite(x, y))
        words = self._translator.tr(
            "training.curve.loss_reading",
            step=grouped(x[at] + 1),
            smoothed=number(np.interp(x[at], *smooth), 3),
            raw=number(y[at], 3),
        )
        return x[at] + 1, words

    def _light(self) -> QColor:
        theme = self._appearance.theme
        return mixed(theme.forward, theme.panel, 0.6)

    @Slot(bool)
    def _set_log(self, on: bool) -> None:
        self.plot.set_log(on)
        if self._recording is not None:
            self.show_run(self._recording, now=True)


class AccuracyView(CurveView):
    """The share read correctly, on images that it learns from and on images that it does not."""

    name = "accuracy"
    y_wording = whole_percent

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._train = self.plot.add_curve(lambda: appearance.theme.muted, THIN)
        self._test = self.plot.add_curve(lambda: appearance.theme.parameter, 1.25)
        for key, colour, width in (
            ("test", lambda: appearance.theme.parameter, 1.25),
            ("train", lambda: appearance.theme.muted, THIN),
        ):
            self.header.addWidget(LegendKey(appearance, translator, key, colour, width))
        self.header.addStretch(1)

    def draw(self, recording: Recording) -> None:
        epochs, train, test = recording.accuracies.since()
        if not len(epochs) or recording.trainer is None:
            self.plot.clear_curves()
            return
        steps = epochs * recording.trainer.iterations_per_epoch + 1
        self.plot.draw(self._train, *self._thinned(steps, train))
        self.plot.draw(self._test, *self._thinned(steps, test))
        later = np.concatenate((train, test))[1:] if len(steps) < 3 else np.r_[train[1:], test[1:]]
        low = np.floor(min(later.min(), 0.9) * 10) / 10
        self.plot.look_at(max(recording.steps, 20), float(low), 1.0)

    def reading(self, step: float, recording: Recording) -> tuple[float, str] | None:
        epochs, train, test = recording.accuracies.since()
        if not len(epochs) or recording.trainer is None:
            return None
        a_turn = recording.trainer.iterations_per_epoch
        at = int(np.abs(epochs * a_turn + 1 - step).argmin())
        words = self._translator.tr(
            "training.curve.accuracy_reading",
            epoch=grouped(epochs[at]),
            test=percent(test[at]),
            train=percent(train[at]),
        )
        return epochs[at] * a_turn + 1, words


def _finite(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Without the step that diverged."""
    good = np.isfinite(y)
    return x[good], y[good]

"""The curves of several experiments over each other."""

from collections.abc import Callable, Sequence
from enum import Enum

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.experiments import Curves, Experiment
from core.format import number
from core.history import Floats, decimate
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.axis import Wording
from gui.training.figures import grouped, loss_number, percent, whole_percent
from gui.training.lab.experiments.looks import look
from gui.training.plot import Plot
from gui.training.trend import trend

MOST_POINTS = 2000
_STRONG = 1.9  # width of a curve that is chosen, relative to the theme's
_MOST_READ = 8  # curves whose values are told under the mouse
_SPREAD = 0.98  # of all losses lie within the axis; a first step that blew up must not flatten it


class Measure(Enum):
    LOSS = "loss"
    ACCURACY = "accuracy"


class CurveSheet(QWidget):
    """One measure of every experiment; the chosen ones are drawn boldly."""

    def __init__(
        self,
        measure: Measure,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._measure, self._appearance, self._translator = measure, appearance, translator
        self._shown: list[Experiment] = []
        self._chosen: set[str] = set()
        self._items: list[pg.PlotCurveItem] = []
        wording: Wording = loss_number if measure is Measure.LOSS else whole_percent
        self.plot = Plot(appearance, grouped, wording, self)
        self.plot.setMinimumHeight(appearance.px(90))
        self.plot.hovered.connect(self._read)
        translator.bind(self.plot.setAccessibleName, f"lab_experiments.curve.{measure.value}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        appearance.changed.connect(self._dress)

    def show_experiments(self, experiments: Sequence[Experiment], chosen: set[str]) -> None:
        """Draw these; those that are `chosen` by their ids lie above the others."""
        self._shown = sorted(experiments, key=lambda each: each.id in chosen)
        self._chosen = chosen
        while len(self._items) < len(self._shown):
            self._items.append(self.plot.add_curve(self._pale, 1.0))
        while len(self._items) > len(self._shown):
            self.plot.remove(self._items.pop())
        lines = [self._line(each.curves) for each in self._shown]
        for item, (x, y) in zip(self._items, lines, strict=True):
            self.plot.draw(item, *decimate(x, y, MOST_POINTS))
        self._dress()
        self._look_at(lines)

    @property
    def drawn(self) -> int:
        """How many curves there are to be seen."""
        return sum(
            item.getData()[0] is not None and len(item.getData()[0]) > 0 for item in self._items
        )

    def _line(self, curves: Curves) -> tuple[Floats, Floats]:
        if self._measure is Measure.ACCURACY:
            return curves.measured, curves.test
        finite = np.isfinite(curves.losses)
        return trend(curves.steps[finite], curves.losses[finite])

    def _look_at(self, lines: Sequence[tuple[Floats, Floats]]) -> None:
        every = np.concatenate([y for _, y in lines] or [np.empty(0)])
        right = max((float(x[-1]) for x, _ in lines if len(x)), default=20.0)
        if not len(every):
            self.plot.look_at(right, 0.0, 1.0)
        elif self._measure is Measure.LOSS:
            self.plot.look_at(right, 0.0, float(np.quantile(every, _SPREAD)) or 1.0)
        else:
            later = [
                y[len(y) // 4 :] for _, y in lines if len(y)
            ]  # the beginning is of no interest
            low = min(float(np.concatenate(later).min()), 0.9)
            self.plot.look_at(right, np.floor(low * 10) / 10, 1.0)

    @Slot()
    def _dress(self) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        for item, each in zip(self._items, self._shown, strict=True):
            style = look(theme, each.colour)
            wide = _STRONG if each.id in self._chosen else 1.0
            pen = pg.mkPen(style.colour, width=px(10 * wide * theme.plot_width) / 10)
            item.setPen(pen)

    def _pale(self) -> QColor:
        return self._appearance.theme.muted

    @Slot(object)
    def _read(self, step: float | None) -> None:
        """The values at a step: those of the chosen curves if there are any, else of all."""
        told = [e for e in self._shown if e.id in self._chosen] or self._shown
        if step is None or not told:
            self.plot.show_reading(None)
            return
        write: Callable[[float], str] = (
            (lambda y: number(y, 3)) if self._measure is Measure.LOSS else percent
        )
        lines = [self._translator.tr("lab_experiments.curve.step", step=grouped(max(step, 1)))]
        for each in told[-_MOST_READ:]:
            x, y = self._line(each.curves)
            if len(x) and x[0] <= step <= x[-1]:
                lines.append(f"{each.name}  {write(float(np.interp(step, x, y)))}")
        self.plot.show_reading(step, "\n".join(lines))

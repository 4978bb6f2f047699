"""The curves of several experiments over each other."""

from collections.abc import Callable, Sequence
from enum import Enum

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QImage, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.engine import Array
from core.experiments import Curves, Experiment
from core.format import number, whole
from core.history import Floats, decimate
from core.trend import trend
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.axis import Wording
from gui.training.change_words import change_sentence
from gui.training.lab.experiments.legend import Legend
from gui.training.lab.experiments.line_styles import look
from gui.training.number_formats import loss_number, percent, whole_percent
from gui.training.plot import Plot
from gui.training.views.saving import Sheet, picture_of

MOST_POINTS = 2000
_STRONG = 1.9  # width of a curve that is chosen, relative to the theme's
_MOST_READ = 8  # curves whose values are told under the mouse
_SPREAD = 0.98  # of all losses lie within the axis; a first step that blew up must not flatten it
_SANE = 2 * np.log(10)  # a first loss up to twice that of guessing among ten digits is to be seen
_SHORTEST = 2.0  # steps on the axis, of which a run of one step is in the middle
_MARKERS = 5  # on each curve
_NEAR = 0.02  # of the axis, within which a change of settings is told of

Line = tuple[Floats, Floats]


class Measure(Enum):
    LOSS = "loss"
    ACCURACY = "accuracy"


class CurveSheet(QWidget):
    """One measure of every experiment. The chosen ones are bold; of several the axes are theirs."""

    def __init__(
        self,
        measure: Measure,
        appearance: Appearance,
        translator: Translator,
        hidden: set[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._measure, self._appearance, self._translator = measure, appearance, translator
        self._all: list[Experiment] = []
        self._shown: list[Experiment] = []  # without those whose curves are taken away
        self._pointed: str | None = None
        self._chosen: set[str] = set()
        self._lines: list[Line] = []
        self._items: list[pg.PlotCurveItem] = []
        self._log = False
        wording: Wording = loss_number if measure is Measure.LOSS else whole_percent
        self.plot = Plot(appearance, whole, wording, self)
        self.plot.setMinimumHeight(appearance.px(90))
        self.plot.hovered.connect(self._read)
        self._markers, self._changes = self.plot.add_spots(), self.plot.add_spots()
        self.legend = Legend(appearance, translator, hidden, self)
        self.legend.switched.connect(self._show_again)
        self.legend.pointed.connect(self._point)
        self._legend_wanted = False
        translator.bind(self.plot.setAccessibleName, f"lab_experiments.curve.{measure.value}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # a plot wants
        # to stay as large as it is; it gets what there is
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot, 1)
        column.addWidget(self.legend)
        appearance.changed.connect(self._dress)
        self.want_legend(False)

    # what is to be seen

    def show_experiments(self, experiments: Sequence[Experiment], chosen: set[str]) -> None:
        """Draw these, but those that are hidden; what is `chosen` by its id lies above the rest."""
        self._all = list(experiments)
        if self._pointed not in {each.id for each in experiments}:
            self._pointed = None  # deleted under the mouse, which tells nothing of it
        seen = [each for each in experiments if each.id not in self.legend.hidden]
        self._shown = sorted(seen, key=lambda each: each.id in chosen)
        self._chosen = chosen & {each.id for each in seen}
        framed = [e for e in self._shown if self._is_framed(e)]
        span = max((len(each.curves.steps) for each in framed), default=0)
        self._lines = [self._line(each.curves, span) for each in self._shown]
        while len(self._items) < len(self._shown):
            self._items.append(self.plot.add_curve(self._pale, 1.0))
        while len(self._items) > len(self._shown):
            self.plot.remove(self._items.pop())
        for item, (x, y) in zip(self._items, self._lines, strict=True):
            self.plot.draw(item, *decimate(x, y, MOST_POINTS))
        self.legend.show_experiments(experiments)
        self._dress_curves()
        self._look()

    @property
    def drawn(self) -> int:
        """How many curves there are to be seen."""
        return sum(
            item.getData()[0] is not None and len(item.getData()[0]) > 0 for item in self._items
        )

    @property
    def changes_marked(self) -> list[float]:
        """The steps at which there is a ring."""
        return [float(x) for x in self._changes.getData()[0]]

    @Slot(bool)
    def set_log(self, on: bool) -> None:
        """A logarithmic axis for the loss; shares stay as they are."""
        self._log = on and self._measure is Measure.LOSS
        self.plot.set_log(self._log)
        self._show_again()

    @Slot()
    def _show_again(self) -> None:
        self.show_experiments(self._all, self._chosen)

    @Slot(object)
    def _point(self, key: str | None) -> None:
        """Let the curve whose name is under the mouse stand out."""
        self._pointed = key
        self._dress_curves()

    def want_legend(self, wanted: bool) -> None:
        """Names below the plot, where no table beside it has them."""
        self._legend_wanted = wanted
        self.legend.setVisible(wanted)
        self.legend.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.place()

    def sheet(self) -> Sheet | None:
        """The picture, with all the names, and the numbers: a column for each experiment."""
        told = [(e, self._raw(e.curves)) for e in self._shown if self._is_told(e)]
        if not told:
            return None
        steps = np.unique(np.concatenate([x for _, (x, _) in told]))
        table: dict[str, Array] = {"step": steps}
        for each, (x, y) in told:
            column = np.full(len(steps), np.nan)
            column[np.searchsorted(steps, x)] = y
            table[_free(each.name, table)] = column
        return Sheet(f"experiments_{self._measure.value}", self._picture(), table)

    def _picture(self) -> QImage:
        """Higher than on the screen, by what the names need."""
        size = self.size()
        more = self.legend.unfold(True)
        self.legend.show()
        self.resize(size.width(), size.height() + more)
        picture = picture_of(self, self._appearance.theme.panel)
        self.legend.unfold(False)
        self.want_legend(self._legend_wanted)
        self._column.activate()  # or the sheet could not be as low again
        self.resize(size)
        return picture

    # curves and axes

    def _is_told(self, experiment: Experiment) -> bool:
        """The chosen ones are spoken of, or all if none is chosen."""
        return not self._chosen or experiment.id in self._chosen

    def _is_framed(self, experiment: Experiment) -> bool:
        """Several that are chosen are compared with each other, and the axes are theirs; one alone
        is looked at among all the others."""
        return len(self._chosen) < 2 or experiment.id in self._chosen

    def _raw(self, curves: Curves) -> Line:
        if self._measure is Measure.ACCURACY:
            return curves.measured, curves.test
        return curves.steps, curves.losses

    def _line(self, curves: Curves, span: int) -> Line:
        x, y = self._raw(curves)
        finite = np.isfinite(y)
        return (x, y) if self._measure is Measure.ACCURACY else trend(x[finite], y[finite], span)

    def _look(self) -> None:
        """Let the axes fit what is compared: a long run must not squeeze a short lesson."""
        pairs = zip(self._shown, self._lines, strict=True)
        lines = [line for each, line in pairs if self._is_framed(each) and len(line[0])]
        every = np.concatenate([y for _, y in lines] or [np.empty(0)])
        right = max((max(float(x[-1]), _SHORTEST) for x, _ in lines), default=20.0)
        if not len(every):
            self.plot.look_at(right, 0.0, 1.0)
        elif self._measure is Measure.LOSS:
            low = float(every[every > 0].min(initial=1.0)) if self._log else 0.0
            first = max((float(y[0]) for _, y in lines if y[0] <= _SANE), default=0.0)
            most = float(every.max() if self._log else np.quantile(every, _SPREAD))
            self.plot.look_at(right, low, max(first, most) or 1.0)
        else:
            later = [y[len(y) // 4 :] for _, y in lines]  # the beginning is of no interest
            low = min(float(np.concatenate(later).min()), 0.9)
            self.plot.look_at(right, np.floor(low * 10) / 10, 1.0)
        self._mark(right)

    def _mark(self, right: float) -> None:
        """The markers of the optimizers along the curves, and a ring where settings changed."""
        theme, px, height = self._appearance.theme, self._appearance.px, self.plot.height_of
        self._markers.clear()
        self._changes.clear()
        for place, (each, (x, y)) in enumerate(zip(self._shown, self._lines, strict=True)):
            if not len(x):
                continue
            style = look(theme, each)
            first = (place + 0.5) / len(self._shown)  # not where those of the other curves are
            at = (first + np.arange(_MARKERS)) / _MARKERS * right
            at = at[(at >= x[0]) & (at <= x[-1])] if len(x) > 1 else x
            self._markers.addPoints(
                at,
                height(np.interp(at, x, y)),
                symbol=style.marker,
                size=px(2.8 * theme.plot_width),
                pen=pg.mkPen(style.colour, width=px(1)),
                brush=style.colour,
            )
            steps = np.array([change.iteration + 1.0 for change in each.changes])
            self._changes.addPoints(
                steps,
                height(np.interp(steps, x, y)),
                symbol="o",
                size=px(12),
                pen=pg.mkPen(theme.ink, width=px(1.5)),
                brush=None,
            )

    @Slot()
    def _dress(self) -> None:
        self._dress_curves()
        self.legend.dress()

    def _dress_curves(self) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        some = 0 < len(self._chosen) < len(self._shown)
        strong = {self._pointed} if self._pointed else self._chosen if some else set()
        for item, each in zip(self._items, self._shown, strict=True):
            wide = _STRONG if each.id in strong else 1.0
            width = px(10 * wide * theme.plot_width) / 10
            item.setPen(pg.mkPen(look(theme, each).colour, width=width))
            item.setZValue(1 if each.id == self._pointed else 0)

    def _pale(self) -> QColor:
        return self._appearance.theme.muted

    # what the mouse reads

    @Slot(object)
    def _read(self, step: float | None) -> None:
        """The values at a step, and what was changed there."""
        drawn = zip(self._shown, self._lines, strict=True)
        told = [(each, line) for each, line in drawn if self._is_told(each)]
        if step is None or not told:
            self.plot.show_reading(None)
            return
        write: Callable[[float], str] = (
            (lambda y: number(y, 3)) if self._measure is Measure.LOSS else percent
        )
        lines = [self._translator.tr("lab_experiments.curve.step", step=whole(max(step, 1)))]
        for each, (x, y) in told[-_MOST_READ:]:
            if len(x) and x[0] <= step <= x[-1]:
                lines.append(f"{each.name}  {write(float(np.interp(step, x, y)))}")
            near = _NEAR * (x[-1] if len(x) else 0.0)
            changed = (c for c in each.changes if abs(c.iteration + 1 - step) <= near)
            lines += [self._translator.say(change_sentence(change)) for change in changed]
        self.plot.show_lines(step, lines)


def _free(name: str, taken: dict[str, Array]) -> str:
    """The name of a column that no other one has."""
    while name in taken:
        name += "'"
    return name

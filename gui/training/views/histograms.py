"""How the numbers of a layer are distributed: in the newest batch and the first, or over the run.

Over the run each moment is a column of the picture, the darker the more numbers are there.
"""

from math import log10

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from core.engine import Array
from core.format import number, power, whole
from core.histogram import BINS, Histogram, widened
from core.histogram_timeline import HistogramTimeline
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.fields import choice, slim
from gui.training.number_formats import percent, whole_percent
from gui.training.recording import Recording
from gui.training.views.figure import Figure
from gui.widgets import IconButton

_HEADROOM = 1.3  # above the highest column
_TALLEST = 1.6  # times that column: the first histogram may be higher, and then has a flat roof
_NOWHERE = (0.0, 1.0, 0.0, 1.0)
_MARGIN = 1  # empty bins that stay to be seen at either end


def _value(x: float) -> str:
    return number(x, 2)


def _size(x: float) -> str:
    return power(round(log10(x)))  # numpy has no logarithm of a long whole number


class HistogramView(Figure):
    """One tensor of several, chosen in the heading. The line is the first histogram of the run."""

    tensors: tuple[str, ...]
    powers: str = ""  # "x" if values are drawn by their power of ten
    over_steps = False
    y_wording = whole_percent

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._bars = self.plot.add_bars(self.colour)
        self._first = self.plot.add_curve(lambda: appearance.theme.muted, 0.7)
        names = {tensor: f"watch.tensor.{tensor.lower()}" for tensor in self.tensors}
        self.layers = slim(choice(names, translator), appearance)
        translator.bind(self.layers.setAccessibleName, "watch.tensor.choose")
        translator.bind(self.layers.setToolTip, "watch.tensor.choose")
        self.layers.currentIndexChanged.connect(self._on_layer)
        self.heading.add(self.layers)
        self.first_key = self.add_key("watch.figure.first", lambda: appearance.theme.muted, 0.7)
        self.over = IconButton("history", appearance, translator, key="watch.figure.over", side=15)
        self.over.setCheckable(True)
        self.over.toggled.connect(self._on_over)
        self.heading.add_tool(self.over)
        self._on_over(False)

    def colour(self) -> QColor:
        raise NotImplementedError

    @property
    def tensor(self) -> str:
        return str(self.layers.currentData())

    @property
    def sheet_name(self) -> str:
        return f"{self.name}-{self.tensor}"

    def _is_tool(self, widget: QWidget) -> bool:
        """On paper the choice says which layer it is."""
        return widget is not self.layers and super()._is_tool(widget)

    def is_unwatched(self, recording: Recording) -> bool:
        return not len(recording.histograms[self.tensor])

    def draw(self, recording: Recording) -> None:
        if self.over.isChecked():
            self._draw_run(recording)
        else:
            self._draw_newest(recording)

    def _draw_newest(self, recording: Recording) -> None:
        newest, first = self._newest(recording), self._first_of(recording)
        if newest is None or first is None:
            self.plot.clear_curves()
            return
        limit = max(newest.limit, first.limit)
        shares, before = _shares(newest, limit), _shares(first, limit)
        edges = self._places(Histogram((), 0, limit).edges)
        highest = float(shares.max()) or 1.0
        roof = min(float(before.max()), _TALLEST * highest)
        outline = np.repeat(np.minimum(before, roof), 2)
        self.plot.draw(self._bars, edges, shares)
        self.plot.draw(self._first, np.repeat(edges, 2)[1:-1], outline)
        left, right = self._span(edges, shares > 0)
        self.plot.look_at(right, 0.0, _HEADROOM * max(highest, roof), left)
        key, count = f"watch.counted.{self.name}", whole(newest.total - newest.zeros)
        self.plot.say_counted(self._translator.tr(key, n=count))

    def _draw_run(self, recording: Recording) -> None:
        run = HistogramTimeline.of(recording.histograms[self.tensor])
        if run is None:
            self.plot.draw_heat(None, _NOWHERE, self.colour)
            return
        self.plot.say_counted("")
        right, places = max(recording.steps, 20), self._places(run.edges)
        levels = run.levels(right, recording.steps)
        self.plot.draw_heat(levels, (1.0, right, places[0], places[-1]), self.colour)
        low, high = self._span(places, run.counts.sum(axis=0) > 0)
        self.plot.look_at(right, low, high)

    def reading(self, x: float, recording: Recording) -> tuple[float, str] | None:
        return (self._read_run if self.over.isChecked() else self._read_newest)(x, recording)

    def _read_run(self, x: float, recording: Recording) -> tuple[float, str] | None:
        run = HistogramTimeline.of(recording.histograms[self.tensor])
        if run is None:
            return None
        step, *ends = run.spread(x)
        low, high = (number(end, 2) for end in ends)
        words = self._translator.tr("watch.reading.spread", step=whole(step), low=low, high=high)
        return step, words

    def _read_newest(self, x: float, recording: Recording) -> tuple[float, str] | None:
        newest = self._newest(recording)
        if newest is None:
            return None
        limit = max(newest.limit, (self._first_of(recording) or newest).limit)
        edges = Histogram((), 0, limit).edges
        places = self._places(edges)
        at = int(np.clip(np.searchsorted(places, x) - 1, 0, BINS - 1))
        low, high = (number(float(edge), 2) for edge in edges[at : at + 2])
        words = self._translator.tr(
            "watch.reading.bin",
            low=low,
            high=high,
            share=percent(_shares(newest, limit)[at]),
            zeros=percent(newest.zeros / max(newest.total, 1)),
        )
        return float(places[at : at + 2].mean()), words

    def table(self, recording: Recording) -> dict[str, Array]:
        """Every histogram that was kept of this tensor: a row for each bin."""
        iterations, limits, zeros, *bins = recording.histograms[self.tensor].since()
        counts = np.array(bins).T.reshape(-1, BINS)
        edges = np.array([Histogram((), 0, limit).edges for limit in limits]).reshape(-1, BINS + 1)
        columns = {
            "low": edges[:, :-1].ravel(),
            "high": edges[:, 1:].ravel(),
            "count": counts.ravel(),
            "zeros": np.repeat(zeros, BINS),
        }
        named = {f"{self.tensor}_{name}": column for name, column in columns.items()}
        return {"step": np.repeat(iterations + 1, BINS)} | named

    def _newest(self, recording: Recording) -> Histogram | None:
        found = recording.observation
        return found.histograms[self.tensor] if found is not None else None

    def _first_of(self, recording: Recording) -> Histogram | None:
        found = recording.first_observation
        return found.histograms[self.tensor] if found is not None else None

    def _places(self, edges: Array) -> Array:
        """Where edges stand on the axis."""
        return edges

    def _span(self, edges: Array, seen: Array) -> tuple[float, float]:
        """From the first bin with anything in it to the last."""
        found = np.flatnonzero(seen)
        if not len(found):
            return float(edges[0]), float(edges[-1])
        return (
            float(edges[max(found[0] - _MARGIN, 0)]),
            float(edges[min(found[-1] + 1 + _MARGIN, BINS)]),
        )

    @Slot(bool)
    def _on_over(self, on: bool) -> None:
        """Steps across and values upwards; or values across, and how many there are upwards."""
        own = type(self)
        self.over_steps = on
        if on:
            self.plot.word(whole, own.x_wording, "y" if self.powers else "")
        else:
            self.plot.word(own.x_wording, own.y_wording, self.powers)
            self.plot.draw_heat(None, _NOWHERE, self.colour)
        for curve in (self._bars, self._first):
            curve.setVisible(not on)
        self.heading.want(self.first_key, not on)
        self._on_layer()

    @Slot()
    def _on_layer(self) -> None:
        self.plot.zoom_back()
        if self._recording is not None:
            self.show_run(self._recording)


class ActivationsView(HistogramView):
    """Values over the batch: before and after the activation function, and the scores."""

    name = "activations"
    tensors = ("A1", "Z1", "A2")
    x_wording = _value

    def colour(self) -> QColor:
        return self._appearance.theme.forward


class GradientsView(HistogramView):
    """Sizes of the gradients of the weights, over powers of ten."""

    name = "gradients"
    tensors = ("dW1", "dW2")
    x_wording = _size
    powers = "x"

    def colour(self) -> QColor:
        return self._appearance.theme.backward

    def _places(self, edges: Array) -> Array:
        return np.log10(edges)


def _shares(histogram: Histogram, limit: float) -> Array:
    """Of all numbers that are not 0, in each bin between limits that may be wider than its own."""
    counts = np.array(histogram.counts, float)
    if limit > histogram.limit:
        counts = widened(counts, histogram.limit, limit)
    return counts / (counts.sum() or 1.0)

"""Curves of what happens inside the net: how large gradients and updates are, which units are dead,
and the learning rate."""

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from core.engine import Array
from core.format import number, whole
from core.history import Floats
from core.network import PARAMETERS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.gauge import GUIDE
from gui.training.number_formats import loss_number
from gui.training.plot import Colour
from gui.training.recording import Recording
from gui.training.shades import mixed
from gui.training.views.figure import Figure

_WEIGHT, _BIAS = 1.0, 0.6  # widths of their curves
_FEW = 4  # dead units that always find room in their plot
_OFF_THE_AXIS = 0.06  # of the height: none at all is a line to be seen
_FAINT = 0.45  # how far the colour of a bias fades


class ByParameter(Figure):
    """One curve for each parameter, on a logarithmic axis: the first layer in one colour, the
    second in another, biases fainter."""

    y_wording = loss_number
    quantity: str  # of the columns of the history

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._curves = {}
        for name in reversed(PARAMETERS):  # the weights of the first layer lie on top
            width = _BIAS if name.startswith("b") else _WEIGHT
            self._curves[name] = self.plot.add_curve(self._colour_of(name), width)
        for name in PARAMETERS:
            width = _BIAS if name.startswith("b") else _WEIGHT
            self.add_key(f"watch.parameter.{name.lower()}", self._colour_of(name), width)
        self.plot.set_log(True)

    def is_unwatched(self, recording: Recording) -> bool:
        return not len(recording.observations)

    def draw(self, recording: Recording) -> None:
        x, rows = self._rows(recording)
        if not len(x):
            self.plot.clear_curves()
            return
        for name, curve in self._curves.items():
            self.plot.draw(curve, x, rows[name])
        low, high = self._limits(np.concatenate(list(rows.values())))
        self.plot.look_at(max(recording.steps, 20), low, high)

    def reading(self, x: float, recording: Recording) -> tuple[float, str] | None:
        steps, rows = self._rows(recording)
        if not len(steps):
            return None
        at = int(np.abs(steps - x).argmin())
        values = {name.lower(): number(rows[name][at], 2) for name in PARAMETERS}
        words = self._translator.tr("watch.reading.parameters", step=whole(steps[at]), **values)
        return steps[at], words

    def table(self, recording: Recording) -> dict[str, Array]:
        steps, rows = self._rows(recording)
        return {"step": steps} | rows

    def _rows(self, recording: Recording) -> tuple[Floats, dict[str, Floats]]:
        """The steps, counted from 1, and the values by parameter."""
        history = recording.observations
        found = dict(zip(history.columns, history.since(), strict=True))
        return found["iteration"] + 1, {n: found[f"{self.quantity}_{n}"] for n in PARAMETERS}

    def _limits(self, values: Floats) -> tuple[float, float]:
        """The lowest and the highest value that can be drawn; 1 % at either end may stick out."""
        drawn = values[np.isfinite(values) & (values > 0)]
        if not len(drawn):
            return 0.1, 1.0
        low, high = np.quantile(drawn, [0.01, 1.0])
        return float(low), float(max(high, 2 * low))

    def _colour_of(self, name: str) -> Colour:
        def colour() -> QColor:
            theme = self._appearance.theme
            strong = theme.parameter if name.endswith("1") else theme.loss
            return mixed(strong, theme.panel, _FAINT) if name.startswith("b") else strong

        return colour


class NormsView(ByParameter):
    """‖∂L/∂W‖ of each parameter."""

    name, quantity = "norms", "norm"


class RatiosView(ByParameter):
    """‖ΔW‖ / ‖W‖ of each parameter, with the guide at 10⁻³."""

    name, quantity = "ratios", "ratio"

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self.plot.add_guide(float(np.log10(GUIDE)))
        self.plot.always_label(float(np.log10(GUIDE)))

    def _limits(self, values: Floats) -> tuple[float, float]:
        low, high = super()._limits(values)
        return min(low, GUIDE / 2), max(high, 2 * GUIDE)


class DeadView(Figure):
    """How many hidden units are 0 for a whole batch."""

    name = "dead"
    y_wording = whole

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._curve = self.plot.add_curve(lambda: appearance.theme.error, 1.0)

    def is_unwatched(self, recording: Recording) -> bool:
        return not len(recording.observations)

    def draw(self, recording: Recording) -> None:
        x, dead = self._counts(recording)
        relu = recording.config.activation == "relu"
        if not relu:
            self.plot.say_blank(self._translator.tr("watch.blank.dead"))
        if not len(x) or not relu:
            self.plot.clear_curves()
        else:
            self.plot.draw(self._curve, x, dead)
        most = np.nanmax(dead) if len(dead) and relu else 0
        high = min(max(2 * most, _FEW), recording.config.hidden)
        self.plot.look_at(max(recording.steps, 20), -_OFF_THE_AXIS * high, high)

    def reading(self, x: float, recording: Recording) -> tuple[float, str] | None:
        steps, dead = self._counts(recording)
        if not len(steps) or np.isnan(dead[0]):
            return None
        at = int(np.abs(steps - x).argmin())
        words = self._translator.tr(
            "watch.reading.dead",
            step=whole(steps[at]),
            dead=whole(dead[at]),
            hidden=recording.config.hidden,
        )
        return steps[at], words

    def table(self, recording: Recording) -> dict[str, Array]:
        steps, dead = self._counts(recording)
        return {"step": steps, "dead_units": dead}

    def _counts(self, recording: Recording) -> tuple[Floats, Floats]:
        columns = recording.observations.since()
        return columns[0] + 1, columns[-1]


class RateView(Figure):
    """The learning rate of every step, as the schedule and somebody at the settings made it."""

    name = "rate"
    y_wording = loss_number

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, parent)
        self._curve = self.plot.add_curve(lambda: appearance.theme.ink, 1.0)

    def is_unwatched(self, recording: Recording) -> bool:
        return not len(recording.rates)

    def draw(self, recording: Recording) -> None:
        x, rates = recording.rates.since()
        if not len(x):
            self.plot.clear_curves()
            return
        ends = np.append(x[1:], recording.steps)
        steps = np.column_stack((x + 1, ends)).ravel()  # each rate from its first step to its last
        self.plot.draw(self._curve, steps, np.repeat(rates, 2))
        self.plot.look_at(max(recording.steps, 20), 0.0, 1.1 * float(rates.max()))

    def reading(self, x: float, recording: Recording) -> tuple[float, str] | None:
        changes, rates = recording.rates.since()
        if not len(changes):
            return None
        step = int(np.clip(round(x), changes[0] + 1, max(recording.steps, changes[0] + 1)))
        rate = rates[np.searchsorted(changes, step - 1, side="right") - 1]
        words = self._translator.tr(
            "watch.reading.rate", step=whole(step), rate=number(float(rate))
        )
        return step, words

    def table(self, recording: Recording) -> dict[str, Array]:
        x, rates = recording.rates.since()
        return {"from_step": x + 1, "learning_rate": rates}

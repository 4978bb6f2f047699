"""The page that compares: a measure over the steps, and how it ended for everybody, and why."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from core.format import number
from core.messages import Message
from core.surfaces import Minima, Path, RaceSetup
from core.surfaces.race.arrival import ARRIVED
from core.surfaces.race.judging import Judged
from core.surfaces.race.verdict import Outcome, Verdict
from gui.appearance import Appearance
from gui.arena.halves import Halves
from gui.arena.legend_swatch import LegendSwatch
from gui.arena.race_chart import RaceChart
from gui.arena.racer_style import racer_style
from gui.i18n import Translator
from gui.widgets import CalmWheel, narrow, nest, space

MEASURES = ("loss", "distance")
_TONES = {Outcome.DIVERGED: "error", Outcome.ARRIVED: "parameter"}


class ComparePage(QWidget):
    """Chart and verdicts."""

    sought = Signal(float)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance = appearance
        self._translator = translator
        self._setup: RaceSetup | None = None
        self._paths: Mapping[str, tuple[Path, ...]] = {}
        self._minima: Minima | None = None
        self._judged: Judged = {}
        self.verdicts: dict[str, Verdict] = {}
        self.measure = QComboBox()
        CalmWheel((self.measure,), self)
        self.chart = RaceChart(appearance, translator, titled=False)
        self._rows: list[tuple[LegendSwatch, QLabel]] = []
        self.when = QLabel()
        self.when.setWordWrap(True)
        self.when.setProperty("role", "muted")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._fill()
        halves = self._halves = Halves(self, self.chart, appearance)  # the chart first, so that
        for part in (self.measure, self.when):  # it is to be seen in a short dock
            halves.told.addWidget(part)
        nest(halves.told, self._grid)
        space(self._grid, appearance, gap=8, row_gap=3)

    def _fill(self) -> None:
        for i, name in enumerate(MEASURES):
            self.measure.addItem("", name)
            self._translator.bind(partial(self.measure.setItemText, i), f"arena.chart.over_{name}")
        narrow(self.measure)
        self.measure.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._translator.bind(self.measure.setAccessibleName, "arena.chart.measure")
        self.measure.currentIndexChanged.connect(self._draw)
        self.chart.sought.connect(self.sought)

    def set_short(self, short: bool, *, beside: bool = False) -> None:
        """In a short dock the verdicts come before the choice of the measure; or, in one that is
        wide, `beside` the chart."""
        told = self._halves.told
        told.removeWidget(self.measure)
        last = told.indexOf(self._grid) + 1
        told.insertWidget(last if short and not beside else 0, self.measure)
        self._halves.put_beside(beside=beside)

    def show_race(
        self,
        setup: RaceSetup,
        paths: Mapping[str, tuple[Path, ...]],
        minima: Minima | None,
        judged: Judged,
        *,
        recorded: bool = True,
    ) -> None:
        """minima: those of what is in view, None while they are searched for; by them everybody is
        `judged`. recorded: the paths are of the settings as they are now. Verdicts on other paths
        stay, paler, until the new ones are there."""
        self._setup, self._paths, self._minima, self._judged = setup, paths, minima, judged
        self._draw()
        told = {e.id: judged[e.id] for e in setup.shown if e.id in judged}
        found = {
            id: each.verdict
            for id, each in told.items()
            if each.verdict is not None and each.path in paths.get(id, ())
        }
        current = recorded and len(found) == len(told)  # else they are about to come
        if minima is None or current:
            self.verdicts = found if minima is not None else {}
            self._show_verdicts()
        if not self.verdicts or current:  # else the old ones are still shown
            self._say_when(setup)
        for _, words in self._rows:
            words.setEnabled(current)

    def show_position(self, position: float) -> None:
        self.chart.show_position(position)

    def choose_measure(self, name: str) -> None:
        if name in MEASURES:
            self.measure.setCurrentIndex(MEASURES.index(name))

    @Slot()
    def _draw(self) -> None:
        setup = self._setup
        if setup is None:
            return
        measure = self.measure.currentData()
        by_loss = measure == "loss"
        series = {}
        for entrant in setup.shown:
            paths, judged = self._paths.get(entrant.id), self._judged.get(entrant.id)
            if by_loss:
                values = paths[0].losses if paths else None
            else:
                values = judged.away if judged is not None and self._sound else None
            if values is not None and len(values):
                series[entrant.id] = values
        self.chart.show_race(series, setup.steps, measure, nothing=self._nothing(by_loss=by_loss))

    @property
    def _sound(self) -> bool:
        """Are all minima known, so that the nearest of them can be told?"""
        return self._minima is not None and self._minima.complete

    def _nothing(self, *, by_loss: bool) -> str:
        """Key of what is said where there is no curve."""
        if by_loss or self._sound:
            coming = not by_loss and self._minima is not None and self._minima.found
            shown = self._setup is not None and self._setup.shown
            return "arena.compare.measuring" if coming and shown else "arena.chart.nothing"
        if self._minima is None:
            return "arena.minima.searching"
        return "arena.chart.broken_off" if self._minima.broken_off else "arena.chart.too_many"

    def _say_when(self, setup: RaceSetup) -> None:
        """Verdicts are on the whole race, wherever it stands now, and from its first start."""
        key = "compare.after_first" if len(setup.starts) > 1 else "compare.after"
        if self._minima is None:
            key = "minima.searching"
        elif not self.verdicts:
            key = "compare.judging"
        self.when.setVisible(bool(setup.shown))
        fields = {"steps": setup.steps, "starts": len(setup.starts)}
        self._translator.bind(self.when.setText, Message(f"arena.{key}", fields))

    def _show_verdicts(self) -> None:
        while len(self._rows) < len(self.verdicts):
            swatch, words = LegendSwatch(self._appearance), QLabel()
            words.setWordWrap(True)
            words.setProperty("role", "caption")
            fields = {"percent": number(100 * ARRIVED, 3)}
            self._translator.bind(words.setToolTip, Message("arena.verdict.meaning", fields))
            row = len(self._rows)
            self._grid.addWidget(swatch, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
            self._rows.append((swatch, words))
        told = list(self.verdicts.items())
        for i, (swatch, words) in enumerate(self._rows):
            for widget in (swatch, words):
                widget.setVisible(i < len(told))
            if i >= len(told):
                continue
            id, found = told[i]
            swatch.show_style(partial(racer_style, id))
            self._translator.bind(words.setText, found.message)
            tone = _TONES.get(found.outcome, "muted")
            if words.property("tone") != tone:
                words.setProperty("tone", tone)
                words.style().polish(words)

"""The page that compares: a measure over the steps, and how it ended for everybody, and why."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from core.messages import Message
from core.surfaces import Minimum, Path, RaceSetup
from core.surfaces.race.verdict import Outcome, Verdict, distances, verdict
from gui.appearance import Appearance
from gui.arena.legend_swatch import LegendSwatch
from gui.arena.race_chart import RaceChart
from gui.arena.racer_style import racer_style
from gui.i18n import Translator
from gui.widgets import narrow, space

MEASURES = ("loss", "distance")
_REST_MS = 120  # verdicts ask for the curvature along the way: they wait until the hand rests
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
        self._minima: tuple[Minimum, ...] = ()
        self.verdicts: dict[str, Verdict] = {}
        self._known: dict[str, tuple[Path, tuple[Minimum, ...], Verdict]] = {}
        self.measure = QComboBox()
        self.chart = RaceChart(appearance, translator)
        self._rows: list[tuple[LegendSwatch, QLabel]] = []
        self.when = QLabel()
        self.when.setWordWrap(True)
        self.when.setProperty("role", "muted")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.judge)
        self._fill()
        column = QVBoxLayout(self)
        column.addWidget(self.chart, 1)  # first, so that it is to be seen in a short dock
        column.addWidget(self.measure)
        column.addWidget(self.when)
        column.addLayout(self._grid)
        space(self._grid, appearance, gap=8, row_gap=3)
        space(column, appearance, margins=(0, 0, 2, 4), gap=6)

    def _fill(self) -> None:
        for i, name in enumerate(MEASURES):
            self.measure.addItem("", name)
            self._translator.bind(partial(self.measure.setItemText, i), f"arena.chart.over_{name}")
        narrow(self.measure)
        self.measure.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._translator.bind(self.measure.setAccessibleName, "arena.chart.measure")
        self.measure.currentIndexChanged.connect(self._draw)
        self.chart.sought.connect(self.sought)

    def show_race(
        self,
        setup: RaceSetup,
        paths: Mapping[str, tuple[Path, ...]],
        minima: tuple[Minimum, ...],
    ) -> None:
        """minima: those that are marked on the map, by which everybody is judged."""
        self._setup, self._paths, self._minima = setup, paths, minima
        self._draw()
        self._rest.start()

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
        series = {}
        for entrant in setup.shown:
            paths = self._paths.get(entrant.id)
            values = None
            if paths:
                by_loss = measure == "loss"
                values = (
                    paths[0].losses if by_loss else distances(setup.surface, paths[0], self._minima)
                )
            if values is not None and len(values):
                series[entrant.id] = values
        self.chart.show_race(series, setup.steps, measure)

    @Slot()
    def judge(self) -> None:
        """Say how the race ended for everybody who is seen."""
        setup = self._setup
        if setup is None:
            return
        self.verdicts = {}
        for entrant in setup.shown:
            paths = self._paths.get(entrant.id)
            if not paths:
                continue
            known = self._known.get(entrant.id)
            judged = paths[0], self._minima
            if known is None or known[:2] != judged:
                found = verdict(setup.surface, entrant.racer, paths[0], entrant.name, self._minima)
                self._known[entrant.id] = known = *judged, found
            self.verdicts[entrant.id] = known[-1]
        self._say_when(setup)
        self._show_verdicts()

    def _say_when(self, setup: RaceSetup) -> None:
        """Verdicts are on the whole race, wherever it stands now, and from its first start."""
        self.when.setVisible(bool(self.verdicts))
        key = "after_first" if len(setup.starts) > 1 else "after"
        fields = {"steps": setup.steps, "starts": len(setup.starts)}
        self._translator.bind(self.when.setText, Message(f"arena.compare.{key}", fields))

    def _show_verdicts(self) -> None:
        while len(self._rows) < len(self.verdicts):
            swatch, words = LegendSwatch(self._appearance), QLabel()
            words.setWordWrap(True)
            words.setProperty("role", "caption")
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

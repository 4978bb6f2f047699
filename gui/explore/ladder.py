"""A ladder of sums of any height, and a chart of what it costs: 2ⁿ paths, 2n edges."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from core.documents.document import read
from core.examples import ladder
from core.explore.paths import work
from core.graph import Graph
from core.language.expression import parse
from gui.appearance import Appearance
from gui.explore.log_chart import Curve, LogChart
from gui.i18n import Translator
from gui.widgets import CalmWheel, FlowLayout, WholeSpinBox, nest, space

HIGHEST = 30
_DRAWN = 20  # rungs of the chart; more if the ladder is higher


class LadderBox(QWidget):
    """Offers a ladder; while one is on the stage, its height can be changed here."""

    opened = Signal(object)  # Document

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._translator = translator
        self._standing = False
        self._graphs = {n: parse(ladder(n)) for n in range(1, HIGHEST + 1)}
        self.rungs = WholeSpinBox(minimum=1, maximum=HIGHEST, value=10)
        self.rungs.setKeyboardTracking(False)
        CalmWheel((self.rungs,), self)
        self.open = QPushButton()
        self.chart = LogChart(appearance)
        label = QLabel()
        label.setProperty("role", "muted")
        label.setBuddy(self.rungs)
        translator.bind(label.setText, "explore.ladder.rungs")
        translator.bind(self.open.setText, "explore.ladder.open")
        for widget in (self.rungs, self.open):
            translator.bind(widget.setToolTip, "explore.ladder.hint")
        translator.bind(self.rungs.setAccessibleName, "explore.ladder.rungs")
        row, column = FlowLayout(), QVBoxLayout(self)
        row.addWidget(label)
        row.addWidget(self.rungs)
        row.addWidget(self.open)
        nest(column, row)
        column.addWidget(self.chart)
        space(row, appearance, gap=8)
        space(column, appearance, gap=6)
        self.chart.hide()
        self.rungs.valueChanged.connect(self._on_rungs)
        self.open.clicked.connect(self._open)
        self.chart.picked.connect(self._on_picked)

    def show_graph(self, graph: Graph) -> None:
        """Is a ladder on the stage, and how high?"""
        rungs = len(graph.operations)
        self._standing = self._graphs.get(rungs) == graph
        self.open.setVisible(not self._standing)
        self.chart.setVisible(self._standing)
        if self._standing:
            with QSignalBlocker(self.rungs):
                self.rungs.setValue(rungs)
            self._draw(rungs)

    def _draw(self, rungs: int) -> None:
        n = range(1, max(_DRAWN, rungs) + 1)
        costs = [work(self._graphs[i]) for i in n]
        x, tr = np.array(n, float), self._translator.tr
        curves = [
            Curve(
                x, np.array([float(c.paths) for c in costs]), "backward", tr("explore.ladder.paths")
            ),
            Curve(
                x,
                np.array([float(c.by_backprop) for c in costs]),
                "forward",
                tr("explore.ladder.edges"),
            ),
        ]
        self.chart.show_curves(curves, tr("explore.ladder.across"))
        self.chart.mark(rungs)

    @Slot()
    def _on_rungs(self) -> None:
        if self._standing:
            self._open()

    @Slot(float)
    def _on_picked(self, x: float) -> None:
        self.rungs.setValue(round(x))

    @Slot()
    def _open(self) -> None:
        self.opened.emit(read(ladder(self.rungs.value()), {"x": np.array(1.0)}))

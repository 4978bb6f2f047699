"""A net that fits a curve: its weights on the stage are the knobs, the curve is here.

Each step is one of gradient descent on what stands on the stage, computed by the engine and put
on the workbench; a run of steps is undone as one.
"""

from itertools import count

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core import trace as tracing
from core.documents.document import read
from core.engine import Array
from core.format import number
from core.messages import Message
from core.scenes import curve
from core.scenes.descent import descend
from core.trace import Trace
from gui.appearance import Appearance
from gui.explore.fit_plot import FitPlot
from gui.explore.fit_steps import FitSteps
from gui.explore.tool import Tool
from gui.i18n import Translator
from gui.widgets import CalmWheel, IconButton, LogSpinBox, nest, space
from gui.workbench import Workbench

_TICK = 60  # milliseconds
_PER_TICK = 5  # steps of gradient descent
_RATE = 0.05
_serial = count()


class FitTool(Tool):
    """The plot, the loss, and gradient descent by the step or at a run."""

    key = "fit"

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self._merge = ""
        self._seed = curve.SEED
        self._steps = FitSteps(workbench, self)
        self._diverged: Trace | None = None  # from here a step led beyond all numbers
        self._clock = QTimer(self, interval=_TICK)
        self._clock.timeout.connect(self._tick)
        self.plot = FitPlot(appearance, translator)
        self.loss, self.hint = QLabel(), QLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        self.rate = LogSpinBox(_RATE, 1e-4, 10.0)
        CalmWheel((self.rate,), self)
        self.step, self.run = QPushButton(), QPushButton()
        self.run.setProperty("tone", "primary")
        self.reset = IconButton("reset", appearance, translator, key="scenes.fit.reset", side=16)
        self.dice = IconButton("dice", appearance, translator, key="scenes.fit.reseed", side=16)
        self.open = QPushButton()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        label = QLabel()
        label.setProperty("role", "muted")
        label.setBuddy(self.rate)
        tr = self._translator
        tr.bind(label.setText, "scenes.fit.rate")
        tr.bind(self.rate.setAccessibleName, "scenes.fit.rate")
        tr.bind(self.step.setText, "scenes.fit.step")
        tr.bind(self.open.setText, "scenes.fit.open")
        buttons, fields, column = QHBoxLayout(), QGridLayout(), QVBoxLayout(self)
        for widget in (self.run, self.step):
            buttons.addWidget(widget, 1)
        buttons.addWidget(self.reset)
        buttons.addWidget(self.dice)
        fields.addWidget(label, 0, 0)
        fields.addWidget(self.rate, 0, 1)
        fields.setColumnStretch(0, 1)
        column.addWidget(self.loss)
        column.addWidget(self.plot, 1)
        nest(column, buttons)
        nest(column, fields)
        column.addWidget(self.hint)
        column.addWidget(self.open)
        for layout in (buttons, fields):
            space(layout, self._appearance, gap=6)
        space(column, self._appearance, gap=8)
        self._show_running()

    def _connect(self) -> None:
        self.step.clicked.connect(self.step_once)
        self.run.clicked.connect(self.toggle)
        self.reset.clicked.connect(self.start_over)
        self.dice.clicked.connect(self._reseed)
        self.open.clicked.connect(self._open)

    # what it is told

    def rest(self) -> None:
        self.pause()
        super().rest()

    @property
    def fits(self) -> bool:
        """Does what is on the stage fit a curve?"""
        return self.trace is not None and curve.fits(self.trace.graph, self.trace.values)

    @property
    def steps(self) -> int:
        """How many steps of descent have led to the weights."""
        return self._steps.here

    def look(self, trace: Trace) -> None:
        if self._said is not None and trace is not self._diverged:
            self.say(None)
        fits, values, bind = self.fits, trace.values, self._translator.bind
        shown = curve.curve(trace.graph, values) if fits else None
        for widget in (self.loss, self.step, self.run, self.reset, self.dice):
            widget.setVisible(fits)
        self.plot.setVisible(shown is not None)
        self.open.setVisible(not fits)
        if not fits:
            bind(self.hint.setText, "scenes.fit.elsewhere")
            self.pause()
            return
        steps = Message("scenes.fit.n_steps", {"n": self.steps})
        fields = {"loss": number(values[trace.graph.output], 4), "steps": steps}
        alone = Message("scenes.fit.loss_alone", fields)
        if shown is None:
            bind(self.hint.setText, "scenes.fit.endless")
            bind(self.loss.setText, alone)
            return
        if shown.hinges is None:
            bind(self.hint.setText, "scenes.fit.hint_smooth")
            bind(self.loss.setText, alone)
        else:
            hinges = Message("scenes.fit.n_hinges", {"n": len(shown.hinges)})
            bind(self.hint.setText, "scenes.fit.hint")
            bind(self.loss.setText, "scenes.fit.loss", alone=alone, hinges=hinges)
        self.plot.show_fit(values["X"], values["t"], shown)

    # gradient descent

    @property
    def running(self) -> bool:
        return self._clock.isActive()

    @Slot()
    def toggle(self) -> None:
        """Run, or pause."""
        if self.running:
            self.pause()
        else:
            self._merge = f"fit {next(_serial)}"
            self.moved.emit()
            self._clock.start()
            self._show_running()

    @Slot()
    def pause(self) -> None:
        if self.running:
            self._clock.stop()
            self._bench.settle()
        self._show_running()

    def _show_running(self) -> None:
        name = "pause" if self.running else "run"
        self._translator.bind(self.run.setText, f"scenes.fit.{name}")

    @Slot()
    def step_once(self) -> None:
        self.pause()
        self.moved.emit()
        self._descend(1, "")

    @Slot()
    def _tick(self) -> None:
        if not self._descend(_PER_TICK, self._merge):
            self.pause()

    def _descend(self, steps: int, merge: str) -> bool:
        """Some steps from where the stage stands; False if that cannot go on."""
        if self.trace is None or not self.fits:
            return False
        trace, changed = self.trace, dict[str, Array]()
        leaves = {leaf.id: trace.values[leaf.id] for leaf in trace.graph.leaves}
        for i in range(steps):
            if i:
                trace = tracing.run(trace.graph, {**leaves, **changed})
            known = {**leaves, **changed}
            changed = descend(known, trace.gradients, curve.PARAMETERS, self.rate.value())
        if not all(np.isfinite(value).all() for value in changed.values()):
            self._diverged = self.trace
            self.say(Message("scenes.fit.diverged"))
            return False
        with self._steps.taking(steps):
            return self._bench.set_values(changed, Message("scenes.fit.descent"), merge)

    @Slot()
    def start_over(self) -> None:
        """The weights as they were drawn."""
        self.pause()
        assert self.trace is not None
        hidden = np.shape(self.trace.values["W1"])[1]
        drawn = curve.parameters(self._seed, hidden)
        self._bench.set_values(drawn, Message("scenes.fit.drawn"))

    @Slot()
    def _reseed(self) -> None:
        self._seed += 1
        self.start_over()

    @Slot()
    def _open(self) -> None:
        self.opened.emit(read(curve.EXPRESSION, curve.values(self._seed)))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pause()

"""The page of the gradient check: every parameter, and the race against the honest way.

What is checked is the step that the training is at: at the beginning that of the initial weights.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.checks.gradient_race import RaceState, race
from core.datasets import Dataset
from core.format import number, power, whole
from core.gradcheck import STEP
from core.messages import Message
from core.network import PARAMETERS
from core.training import Snapshot
from gui import torch_gradients
from gui.training.lab.gradient_check.method_rows import MethodRows
from gui.training.lab.gradient_check.results import Results
from gui.training.lab.gradient_check.torch_box import TorchBox
from gui.training.lab.job import LabJob
from gui.training.lab.page import LabContext, LabPage, no_data
from gui.widgets import nest, restyle, space

_PAIRED = 720  # unscaled pixels of width for lanes and results beside each other
CHECK, RACE = ("incremental",), ("incremental", "one_by_one")  # which methods run


class GradientCheckPage(LabPage):
    """Two buttons start it; the lanes and the results show how far it is."""

    key = "race"

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        appearance, translator = context.appearance, context.translator
        self.state: RaceState | None = None
        self.job = LabJob(context.session, self)
        self.subject, self.told, self.why = (QLabel(wordWrap=True) for _ in range(3))
        for label in (self.subject, self.why):
            label.setProperty("role", "muted")
        self.buttons = {name: QPushButton() for name in ("check", "race", "pause", "stop")}
        self.buttons["check"].setProperty("tone", "primary")
        self.rows = MethodRows(appearance, translator)
        self.results = Results(appearance, translator)
        self.torch_box = TorchBox(appearance, translator)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self._connect()
        self._show_all()

    # what it is told

    def enter(self) -> None:
        self.context.session.prepare()
        self.torch_box.setVisible(not torch_gradients.installed())
        self._show_all()

    def close_work(self) -> bool:
        ended = [self.job.close(), self.results.saving.close()]
        return all(ended)

    @property
    def busy(self) -> bool:
        return self.job.busy

    def demonstrate(self) -> None:
        self.check()

    # running

    @Slot()
    def check(self) -> None:
        """The full check, by what changes."""
        self._start(CHECK)

    @Slot()
    def race(self) -> None:
        """The same, and then the honest way."""
        self._start(RACE)

    def _start(self, methods: tuple[str, ...]) -> None:
        self.told.hide()
        self.job.start(partial(self._begin, methods))

    def _begin(self, methods: tuple[str, ...], _: Dataset) -> Iterator[RaceState]:
        snapshot = self.context.session.current
        assert snapshot is not None, "with the images there is a net"
        self.state = RaceState(snapshot)
        ask = torch_gradients.ask if torch_gradients.installed() else None
        return race(snapshot, methods, ask)

    @Slot(object)
    def _on_progress(self, state: RaceState) -> None:
        self.state = state
        self._show_all()

    @Slot()
    def _on_end(self) -> None:
        if self.state is not None and not self.busy:
            self.state = replace(self.state, running="")  # also if it was stopped in the middle
        self._show_all()

    @Slot(object)
    def _on_failed(self, failure: Message) -> None:
        self._tell(failure, "error")
        self._show_all()

    # showing

    @Slot()
    def _show_all(self) -> None:
        state = self.state
        snapshot = state.snapshot if state is not None else self.context.session.current
        numbers = _numbers(snapshot) if snapshot is not None else 0
        self._name(snapshot, numbers)
        if state is None:
            self.rows.show_nothing(numbers)
        else:
            self.rows.show_state(state, numbers, self.job.task.state)
            if state.refusal is not None:
                self._tell(state.refusal, "error")
        self.results.show_state(state)
        for name, button in self.buttons.items():
            button.setVisible(self.busy is (name in ("pause", "stop")))
        kind = "resume" if self.job.paused else "pause"
        self.context.translator.bind(
            self.buttons["pause"].setText, f"lab_gradient_check.page.{kind}"
        )

    def _name(self, snapshot: Snapshot | None, numbers: int) -> None:
        """What is checked."""
        bind = self.context.translator.bind
        if snapshot is None:
            bind(self.subject.setText, no_data(self.context.session.phase))
            return
        leaves, op = snapshot.leaves, snapshot.graph.node("Z1").op
        (inputs, hidden), outputs = leaves["W1"].shape, leaves["W2"].shape[1]
        fields = {
            "step": whole(snapshot.iteration + 1),
            "net": f"{inputs}-{hidden}-{outputs}",
            "activation": Message(f"training.activation.{op.name if op else ''}"),
            "images": whole(len(leaves["X"])),
            "count": whole(numbers),
        }
        bind(self.subject.setText, "lab_gradient_check.page.subject", **fields)

    @Slot(object, str)
    def _tell(self, message: Message, tone: str) -> None:
        self.context.translator.bind(self.told.setText, message)
        restyle(self.told, tone=tone)
        self.told.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Lanes and results one above the other, or side by side; the explanation where there is
        room for it."""
        wide = self.width() >= self.context.appearance.px(_PAIRED)
        direction = QBoxLayout.Direction
        self._halves.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        half = self._left if wide else self._right
        if half.indexOf(self.why) < 0:
            half.insertWidget(half.count() - 1, self.why)  # above the stretch

    # its parts

    def _connect(self) -> None:
        job = self.job
        self.buttons["check"].clicked.connect(self.check)
        self.buttons["race"].clicked.connect(self.race)
        self.buttons["pause"].clicked.connect(job.toggle)
        self.buttons["stop"].clicked.connect(job.stop)
        self.results.told.connect(self._tell)
        job.progressed.connect(self._on_progress)
        job.finished.connect(self._on_end)
        job.stopped.connect(self._on_end)
        job.failed.connect(self._on_failed)
        job.changed.connect(self._on_end)
        job.changed.connect(self.work_changed)
        self.context.session.state_changed.connect(self._show_all)
        self.context.appearance.changed.connect(self._arrange)

    def _lay_out(self) -> None:
        appearance, bind = self.context.appearance, self.context.translator.bind
        buttons, column = QHBoxLayout(), QVBoxLayout(self)
        for name, button in self.buttons.items():
            bind(button.setText, f"lab_gradient_check.page.{name}")
            bind(button.setToolTip, f"lab_gradient_check.page.{name}_tip")
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._left.addWidget(self.rows)
        self._right.addWidget(self.results)
        self._right.addWidget(self.torch_box)
        for half in (self._left, self._right):
            half.addStretch(1)
            space(half, appearance, gap=8)
            nest(self._halves, half, 1)
        column.addWidget(self.subject)
        nest(column, buttons)
        column.addWidget(self.told)
        nest(column, self._halves)
        column.addStretch(1)
        self.told.hide()
        bind(self.why.setText, "lab_gradient_check.page.why", **_errors())
        space(buttons, appearance, gap=8)
        space(self._halves, appearance, gap=12)
        space(column, appearance, gap=8)
        self._arrange()


def _numbers(snapshot: Snapshot) -> int:
    return sum(snapshot.leaves[name].size for name in PARAMETERS)


def _errors() -> dict[str, object]:
    """The step, and what rounding makes of a difference of numbers near 1 that is divided by it."""
    doubles, floats = (float(np.finfo(kind).eps) / STEP for kind in (np.float64, np.float32))
    return {
        "h": power(round(math.log10(STEP))),
        "double": number(doubles, 1),
        "float": number(floats, 1),
    }

"""Nudge: push a node by ±ε, and compare what happens with what the gradient says."""

from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QSignalBlocker, QTimer, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from core.engine import Array, is_scalar
from core.explore.cut import pushable
from core.explore.nudge import Experiment
from core.explore.quotients import Push, Regime, Scan
from core.explore.special import choices
from core.format import number, signed
from core.graph import Edge
from core.messages import Message
from core.names import called
from core.trace import Trace
from gui.appearance import Appearance
from gui.explore.log_chart import Curve
from gui.explore.nudge_face import STEPS, NudgeFace
from gui.explore.nudge_work import NudgeWork
from gui.i18n import Translator
from gui.stage.highlight import Highlight, Tone
from gui.widgets.sheet import Row
from gui.workbench import Workbench

_SCAN_REST = 120  # milliseconds in which nothing changes before the errors are measured


class NudgeTool(NudgeFace):
    """Pushes a node by ε until the button is pressed again, and measures the errors over all ε."""

    key = "nudge"
    of_result = True

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self._node = ""
        self.experiment: Experiment | None = None
        self._changes: dict[str, Array] = {}  # of the nodes, by the push of the moment
        self._lit: list[str] | None = None  # those of them that are marked
        self._measure = QTimer(self, singleShot=True, interval=_SCAN_REST)
        self.work = NudgeWork(self)
        self._connect()

    @property
    def epsilon(self) -> float:
        return float(10.0 ** (self.slider.value() / STEPS))

    # what it is told

    def look(self, trace: Trace) -> None:
        graph = trace.graph
        offered = [node for node in pushable(trace) if node != graph.output]
        if self._node not in offered:
            self._node = offered[0] if offered else ""
        with QSignalBlocker(self.nodes):
            self.nodes.clear()
            for node in offered:
                self.nodes.addItem(called(graph, node), node)
            self.nodes.setCurrentIndex(self.nodes.findData(self._node))
        self._prepare()

    def choose(self, node: str) -> None:
        at = self.nodes.findData(node)
        if at >= 0:
            self.nodes.setCurrentIndex(at)

    def demonstrate(self) -> None:
        self.measure()
        self.work.finding(self.epsilon, wait=True)
        self.up.setChecked(True)

    def leave(self) -> None:
        self._let_go()
        super().leave()

    def rest(self) -> None:
        self._measure.stop()
        self.work.rest()
        super().rest()

    def close_work(self) -> bool:
        return self.work.close()

    def follow(self) -> None:
        """Nodes say how far they move as soon as they have a value."""
        if self.pushed:
            self._light()

    @Slot()
    def _on_node(self) -> None:
        self._node = self.nodes.currentData() or ""
        self._prepare()

    @Slot()
    def _prepare(self) -> None:
        """Another experiment: another node, element or run."""
        self._changes = {}
        if self.trace is None or not self._node:
            self.experiment = None
            self.element.show_shape(())
        else:
            with QSignalBlocker(self.element):
                self.element.show_shape(self.trace.values[self._node].shape)
            self.experiment = Experiment(self.trace, self._node, self.element.index)
            self._measure.start()
        self.work.begin(self.experiment)
        for widget in (self.nodes, self.slider, self.down, self.up):
            widget.setEnabled(self.experiment is not None)
        self._show_push()

    def save_state(self) -> dict[str, Any]:
        return {"epsilon": self.slider.value()}

    def restore_state(self, state: dict[str, Any]) -> None:
        if isinstance(state.get("epsilon"), int):
            self.slider.setValue(state["epsilon"])

    # pushing

    def _on_push(self, other: QPushButton, pressed: bool) -> None:
        """A button was pressed, or pressed again: at most one of the two is down."""
        if pressed:
            with QSignalBlocker(other):
                other.setChecked(False)
            self.moved.emit()
        self._show_push()
        if not self.pushed:
            self.highlighted.emit(None)
            self.say(None)

    @property
    def pushed(self) -> float:
        """By how much the node is pushed at the moment; 0 if it is not."""
        return self.epsilon * (self.up.isChecked() - self.down.isChecked())

    def _let_go(self) -> None:
        for button in (self.up, self.down):
            with QSignalBlocker(button):
                button.setChecked(False)

    def _push(self, epsilon: float) -> None:
        """Show on the stage how far every node moves."""
        experiment = self.experiment
        if experiment is None:
            return
        graph = experiment.trace.graph
        self._changes, self._lit = experiment.changes(epsilon), None
        self._light()
        push = experiment.push(epsilon)
        fields: dict[str, object] = {
            "node": self._pushed_name,
            "epsilon": signed(epsilon),
            "output": called(graph, graph.output),
            "change": signed(push.change),
            "predicted": signed(push.predicted),
        }
        self.say(Message("explore.nudge.caption", fields))
        self._show_figures(push)

    @property
    def _pushed_name(self) -> str:
        """X[0, 1]; X where all of it is pushed, or it is one number."""
        assert self.experiment is not None
        name, index = called(self.experiment.trace.graph, self._node), self.experiment.index
        return f"{name}[{', '.join(map(str, index))}]" if index else name

    def _light(self) -> None:
        """Mark the nodes that move, if they have a value by now; that of a leaf is given."""
        assert self.experiment is not None
        trace = self.experiment.trace
        over = self.over(trace)
        lit = [n for n in self._changes if trace.op(n) is None or trace.value_index[n] < over]
        if lit == self._lit:
            return
        self._lit = lit
        notes: dict[str | Edge, str] = {}
        for node in lit:
            change = self._changes[node]
            notes[node] = f"Δ = {signed(change)}" if is_scalar(change) else _largest(change)
        tones = {node: Tone.NUDGED for node in lit if np.any(self._changes[node])}
        self.highlighted.emit(Highlight(tones, {}, notes, dim=True))

    # showing

    @Slot()
    def _show_push(self) -> None:
        epsilon = _short(self.epsilon)
        self.epsilon_label.setText(f"ε = {epsilon}")
        self.up.setText(f"+ {epsilon}")
        self.down.setText(f"− {epsilon}")
        self.chart.mark(self.epsilon)
        if self.experiment is None:
            self._let_go()
            self.highlighted.emit(None)
            self.say(None)
            self.figures.show_rows((), ())
            self._translator.bind(self.regime.setText, "explore.nudge.none")
            self.chart.show_curves((), "")
            return
        if self.pushed:
            self._push(self.pushed)
        else:
            self._show_figures(self.experiment.push(self.epsilon))
        self._show_regime()

    def _show_figures(self, push: Push) -> None:
        assert self.experiment is not None
        tr, graph = self._translator.tr, self.experiment.trace.graph
        out = called(graph, graph.output)
        rows = [
            Row((tr("explore.nudge.change", output=out), signed(push.change)), strong=True),
            Row((tr("explore.nudge.predicted"), signed(push.predicted)), "backward", strong=True),
            Row((tr("explore.nudge.apart"), number(push.change - push.predicted))),
            Row((tr("explore.nudge.gradient"), number(push.slope, 10)), "backward"),
            Row((tr("explore.nudge.one_sided"), number(push.one_sided, 10))),
            Row((tr("explore.nudge.central"), number(push.central, 10))),
        ]
        self.figures.show_rows((), rows)

    @Slot()
    def _show_regime(self) -> None:
        """Which error is the larger one at this ε, and why; as soon as that is known."""
        if self.experiment is None or not self.active:
            return
        graph, found = self.experiment.trace.graph, self.work.finding(self.epsilon)
        if found is None:
            self._translator.bind(self.regime.setText, "explore.nudge.measuring")
            return
        if found.failure is not None:
            self._translator.bind(self.regime.setText, found.failure)
            return
        fields = {"output": called(graph, graph.output), "epsilon": _short(self.epsilon)}
        fields |= {"node": self._pushed_name, "side": self.experiment.push(self.epsilon).outside}
        if found.inside is not None:
            fields["inside"] = _short(found.inside)
        if found.regime is Regime.STUCK:
            fields["value"] = ", ".join(map(number, np.unique(self.experiment.stands)))
        if found.regime is Regime.CHOSEN:
            fields["chosen"] = choices(self.experiment.trace, self.experiment.node)
            fields["slope"] = number(self.experiment.slope)
            fields["central"] = number(self.experiment.push(self.epsilon).central)
        if kink := found.kink:
            fields["distance"] = number(abs(kink.at))
            fields |= {"before": number(kink.before), "after": number(kink.after)}
        self._translator.bind(self.regime.setText, f"explore.nudge.{found.regime}", **fields)

    def measure(self) -> None:
        """The errors of both quotients, for every ε; at once."""
        if (scan := self.work.scan()) is not None:
            self._show_scan(scan)

    @Slot(object)
    def _show_scan(self, scan: Scan) -> None:
        tr, x = self._translator.tr, scan.epsilons
        self.chart.show_curves(
            [
                Curve(x, scan.expected_one_sided, "muted", "", expected=True),
                Curve(x, scan.expected_central, "muted", tr("explore.nudge.expected"), True),
                Curve(x, scan.one_sided, "backward", tr("explore.nudge.one_sided_short")),
                Curve(x, scan.central, "forward", tr("explore.nudge.central_short")),
            ],
            tr("explore.nudge.across"),
        )
        self.chart.mark(self.epsilon)

    @Slot(float)
    def _pick(self, epsilon: float) -> None:
        self.slider.setValue(round(np.log10(epsilon) * STEPS))

    def _connect(self) -> None:
        self.nodes.currentIndexChanged.connect(self._on_node)
        self.element.changed.connect(self._prepare)
        self.slider.valueChanged.connect(self._show_push)
        self.up.toggled.connect(partial(self._on_push, self.down))
        self.down.toggled.connect(partial(self._on_push, self.up))
        self._measure.timeout.connect(self.work.ask_for_scan)
        self.work.scanned.connect(self._show_scan)
        self.work.found.connect(self._show_regime)
        self.chart.picked.connect(self._pick)


def _short(epsilon: float) -> str:
    """10⁻⁶, not 1×10⁻⁶."""
    return number(epsilon, 2).removeprefix("1×")


def _largest(change: np.ndarray) -> str:
    """Of an array, the element that moved farthest."""
    return f"max |Δ| = {number(np.abs(change).max())}"

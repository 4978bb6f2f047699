"""Forward mode and reverse mode: sweeps step by step, and how many each of them takes."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QWidget

from core.engine import is_scalar
from core.explore.path_words import written
from core.explore.sweeps import Count, Mode, Seed, Sweep, count, obstacle, seed_at, seeded, sweep
from core.format import whole
from core.graph import Edge
from core.messages import Message
from core.names import called, partial, ratio
from core.trace import Trace
from gui.appearance import Appearance
from gui.explore.stepped import MOST, Place
from gui.explore.sweeps_face import SweepsFace
from gui.i18n import Translator
from gui.stage.highlight import Highlight, Tone
from gui.widgets.sheet import Row
from gui.workbench import Workbench

_KEPT = 64  # sweeps that are kept for the way back
_ROWS = 8  # leaves whose derivatives are listed


class SweepsTool(SweepsFace):
    """Chooses a mode, plays its sweeps, and fills in what they have found."""

    key = "sweeps"
    start = Place(0, 1)  # the first step of a sweep is its seed
    begins = 1

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self.mode = Mode.FORWARD
        self.place = self.start
        self._count = Count(0, 0)
        self._sweeps: dict[int, Sweep] = {}
        self.modes[self.mode].setChecked(True)
        self.group.idClicked.connect(self._set_mode)
        self.connect_stepper()

    # what it is told

    def look(self, trace: Trace) -> None:
        self._count = count(trace.graph, trace.values)
        self._sweeps.clear()
        self._show_counts()
        self._start(self.place)

    def choose(self, node: str) -> None:
        """A leaf was clicked: the sweep that starts there."""
        if self.trace is None or self.mode is Mode.REVERSE:
            return
        leaves = seeded(self.trace.graph)
        if node in leaves:
            before = leaves[: leaves.index(node)]
            self._jump(1 + sum(self.trace.values[leaf].size for leaf in before))

    def save_state(self) -> dict[str, Any]:
        return {"mode": self.mode.value}

    def restore_state(self, state: dict[str, Any]) -> None:
        if state.get("mode") in list(Mode):
            self.modes[Mode(state["mode"])].setChecked(True)
            self.mode = Mode(state["mode"])

    # moving

    @Slot(int)
    def _set_mode(self, index: int) -> None:
        self.stepper.pause()
        self.mode = list(Mode)[index]
        self._sweeps.clear()
        self._start(self.start)

    def _start(self, place: Place) -> None:
        """Begin again in this mode, as near to `place` as there is one."""
        total = self._count.sweeps(self.mode)
        with QSignalBlocker(self.number):
            self.number.setRange(1, max(1, min(total, MOST)))
        self._go(place)

    @Slot(int)
    def _step(self, direction: int) -> None:
        """A node on or back; past the last one, the next sweep."""
        number, step = self.place.number, self.place.step + direction
        run = self._sweep(number)
        if run is None:
            return
        if step > len(run.steps) and number + 1 < self._count.sweeps(self.mode):
            number, step = number + 1, 1
        elif step < 1 and number > 0:
            number, step = number - 1, MOST
        self._go(Place(number, step))

    def walks(self) -> int:
        return self._count.sweeps(self.mode)

    def length(self, number: int) -> int | None:
        """The nodes that a sweep reaches."""
        run = self._sweep(number)
        return len(run.steps) if run is not None else None

    def _sweep(self, number: int) -> Sweep | None:
        """Sweep `number`; None where forward mode cannot go, and where nothing can be swept."""
        trace = self.trace
        if trace is None or not 0 <= number < self._count.sweeps(self.mode):
            return None
        if self.mode is Mode.FORWARD and obstacle(trace.graph, trace.values) is not None:
            return None
        if number not in self._sweeps:
            if len(self._sweeps) >= _KEPT:
                del self._sweeps[next(iter(self._sweeps))]  # the oldest
            seed = seed_at(trace.graph, trace.values, self.mode, number)
            self._sweeps[number] = sweep(trace.graph, trace.tape, self.mode, seed)
        return self._sweeps[number]

    def _go(self, place: Place) -> None:
        """Stand at `place`, kept inside what there is, and show it."""
        number = min(max(place.number, 0), max(self._count.sweeps(self.mode) - 1, 0))
        run = self._sweep(number)
        self._show_trouble(run)
        if run is None or self.trace is None:
            return
        self.place = Place(number, min(max(place.step, 1), len(run.steps)))
        with QSignalBlocker(self.number):
            self.number.setValue(min(number + 1, MOST))
        first = self.place == self.start
        self.stepper.show_ends(first=first, last=self._at_end())
        self._show_found(self.trace)
        self._light(self.trace, run)

    # showing

    def _show_counts(self) -> None:
        """How many numbers there are, and what follows."""
        tr, ways = self._translator.tr, self._count
        fields = {
            "inputs": Message(
                "explore.sweeps.inputs", {"n": ways.inputs, "count": whole(ways.inputs)}
            ),
            "outputs": Message(
                "explore.sweeps.outputs", {"n": ways.outputs, "count": whole(ways.outputs)}
            ),
        }
        self._translator.bind(self.counts.setText, "explore.sweeps.counts", **fields)
        rows = [
            Row(
                (tr(f"explore.sweeps.{mode}"), whole(ways.sweeps(mode))),
                "parameter" if ways.sweeps(mode) == min(map(ways.sweeps, Mode)) else "ink",
                strong=True,
            )
            for mode in Mode
        ]
        self.table.show_rows((tr("explore.sweeps.mode"), tr("explore.sweeps.needed")), rows)

    def _show_trouble(self, run: Sweep | None) -> None:
        """Say why there is no sweep, if there is none."""
        for widget in (self.stepper, self.number):
            widget.setEnabled(run is not None)
        self.trouble.setVisible(run is None)
        self.found.setVisible(run is not None)
        if run is not None or self.trace is None:
            return
        self.stepper.pause()
        self.highlighted.emit(None)
        self.say(None)
        graph = self.trace.graph
        node = obstacle(graph, self.trace.values)
        if node is None or not self._count.inputs:
            self._translator.bind(self.trouble.setText, "explore.sweeps.none")
            return
        fields = {
            "node": called(graph, node),
            "numbers": whole(self.trace.values[node].size),
            "sweeps": whole(self._count.inputs),
        }
        self._translator.bind(self.trouble.setText, "explore.sweeps.obstacle", **fields)

    def _show_found(self, trace: Trace) -> None:
        """For each input, the derivative as far as the sweeps have come."""
        graph = trace.graph
        leaves = seeded(graph)
        rows, before = [], 0
        for leaf in leaves[:_ROWS]:
            size = trace.values[leaf].size
            known, here = self._known(leaf, before, size)
            cells = partial(graph, leaf), known
            rows.append(Row(cells, "forward" if here else "ink", strong=here))
            before += size
        if len(leaves) > _ROWS:
            rows.append(Row(("…", ""), "muted"))
        self.found.show_rows((), rows)

    def _known(self, leaf: str, before: int, size: int) -> tuple[str, bool]:
        """The derivative by a leaf whose first number is number `before`, and whether the present
        sweep is about it."""
        run = self._sweep(self.place.number)
        assert run is not None and self.trace is not None
        output = self.trace.graph.output
        complete = self.place.number + (self.place.step == len(run.steps))
        if self.mode is Mode.REVERSE:
            reached = any(s.node == leaf for s in run.steps[: self.place.step])
            if leaf not in run.values:
                return ("0" if complete else "…"), False
            return (written(run.values[leaf]) if reached else "…"), reached
        here = before <= self.place.number < before + size
        done = min(max(complete - before, 0), size)
        if size > 1:
            return f"{whole(done)} / {whole(size)}", here
        if not done:
            return "…", here
        swept = self._sweep(before)
        assert swept is not None
        return (written(swept.values[output]) if output in swept.values else "0"), here

    def _light(self, trace: Trace, run: Sweep) -> None:
        graph, steps = trace.graph, run.steps[: self.place.step]
        nodes = {step.node: Tone.SWEEP for step in steps} | {run.seed.node: Tone.SOURCE}
        edges = {edge: Tone.SWEEP for step in steps for edge in step.edges}
        seed = _named(called(graph, run.seed.node), run.seed)
        notes: dict[str | Edge, str] = {}
        for step in steps:
            name = called(graph, step.node)
            known = ratio(name, seed) if self.mode is Mode.FORWARD else ratio(seed, name)
            equals = "=" if is_scalar(step.value) else ":"
            notes[step.node] = f"{known} {equals} {written(step.value)}"
        self.highlighted.emit(Highlight(nodes, edges, notes, dim=True))
        fields: dict[str, object] = {
            "number": whole(self.place.number + 1),
            "total": whole(self._count.sweeps(self.mode)),
            "seed": seed,
        }
        self.say(Message(f"explore.sweeps.caption_{self.mode}", fields))


def _named(name: str, seed: Seed) -> str:
    """`b`, or `W₁[0, 2]`."""
    return f"{name}[{', '.join(map(str, seed.index))}]" if seed.index else name

"""Decides what stands on the stage: a typed expression, or the net that trains.

    expression bar ─ graph, text ─►┐
    examples ─ key ───────────────►│ Director ─ trace ─► player ─ frames ─► stage, card, timeline
    training session ─ snapshots ─►┘

The net is shown live while it trains, and stands still, ready to be played, whenever training
rests: then its numbers are those of one real step.
"""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from core import trace as tracing
from core.engine import Array
from core.examples import EXAMPLES
from core.graph import Graph, Role
from core.messages import Message, StudioError
from core.training import Snapshot
from core.values import starting_values
from gui.stage.expression_bar import ExpressionBar
from gui.stage.panel import StagePanel
from gui.stage.player import Player
from gui.training.phase import Phase
from gui.training.session import TrainingSession

NETWORK = "two_layer_net"
EXAMPLE_KEYS = (*EXAMPLES, NETWORK)


class Director(QObject):
    """Owns the values of the inputs; everything else it only passes on."""

    shown = Signal(str)  # the key of the example now on the stage; empty for a typed expression

    def __init__(
        self,
        bar: ExpressionBar,
        stage: StagePanel,
        player: Player,
        session: TrainingSession,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bar = bar
        self._stage = stage
        self._player = player
        self._session = session
        self._values: dict[str, Array] = {}
        self.example = ""
        bar.graph_changed.connect(self._on_graph)
        stage.value_edited.connect(self._on_value)
        player.frame_changed.connect(stage.set_frame)
        session.snapshot.connect(self._on_snapshot)
        session.frozen.connect(self._on_frozen)
        session.state_changed.connect(self._on_state)

    @property
    def shows_network(self) -> bool:
        return self.example == NETWORK

    @Slot(str)
    def open(self, key: str) -> None:
        """Put an example on the stage; an unknown key (an older version's) is the first one."""
        if key == NETWORK:
            self.show_network()
            return
        example = EXAMPLES.get(key) or next(iter(EXAMPLES.values()))
        values = {name: np.asarray(value) for name, value in example.values.items()}
        self.open_expression(example.expression, values)

    def open_expression(self, text: str, values: Mapping[str, Array]) -> None:
        """Put an expression with the values of its inputs on the stage."""
        self._values = dict(values)
        self._bar.show_expression(text)

    def show_network(self) -> None:
        """Put the net on the stage, at the step where training stands."""
        self._enter(NETWORK)
        self._bar.show_caption(Message("window.bar.loading"))
        if self._session.current is not None:
            self._show_step(self._session.current)
        else:
            self._session.prepare()  # its first snapshot comes by itself

    def neighbour(self, direction: int) -> str:
        """The key of the example after (+1) or before (−1) this one, round and round."""
        here = EXAMPLE_KEYS.index(self.example) if self.example in EXAMPLE_KEYS else -direction
        return EXAMPLE_KEYS[(here + direction) % len(EXAMPLE_KEYS)]

    @property
    def values(self) -> Mapping[str, Array]:
        """The values of the inputs of the expression."""
        return self._values

    def _enter(self, example: str) -> None:
        self.example = example
        self._lock()
        self.shown.emit(example)

    # an expression

    @Slot(object, str)
    def _on_graph(self, graph: Graph, text: str) -> None:
        """The text gives another graph: keep the values of the inputs that it still has."""
        values = starting_values(graph, self._values)
        try:
            run = tracing.run(graph, values)
        except StudioError as error:
            self._bar.show_error(error.message)
            return
        self._values = values
        known = next((e.key for e in EXAMPLES.values() if e.expression == text), "")
        self._enter(known)
        self._player.set_trace(run)

    @Slot(str, object)
    def _on_value(self, node: str, value: Array) -> None:
        """A leaf was edited on the stage: run the graph again, and stay at the same event."""
        frame = self._stage.frame
        if frame is None:
            return
        graph, before = frame.trace.graph, frame.trace.values
        values = {
            leaf.id: before[leaf.id] for leaf in graph.leaves if leaf.role is not Role.CONSTANT
        }
        values[node] = value
        try:
            run = tracing.run(graph, values)
        except StudioError as error:
            self._stage.set_caption(error.message)
            return
        if not self.shows_network:
            self._values = values
        self._player.set_trace(run, frame.position)

    # the net

    @Slot(object)
    def _on_state(self, phase: Phase) -> None:
        """Whoever starts training wants to see the net."""
        if phase is Phase.RUNNING:
            if not self.shows_network:
                self.show_network()
            self._player.pause()
        self._lock()
        self._describe()

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot) -> None:
        """The net has moved on. Whoever plays while it trains wants to see this very step."""
        if not self.shows_network:
            return
        if self._session.phase is Phase.RUNNING and self._player.ticking:
            self._session.freeze()
        else:
            self._show_step(snapshot)

    @Slot(object)
    def _on_frozen(self, snapshot: Snapshot) -> None:
        """Replay this very step, from its beginning."""
        self._enter(NETWORK)
        self._show_step(snapshot, played=False)
        self._player.play()

    def _show_step(self, snapshot: Snapshot, played: bool = True) -> None:
        """A step that was done stands complete; the first one waits to be played."""
        done = played and self._session.recording.steps > 0
        position = float(len(snapshot.trace)) if done else 0.0
        self._player.set_trace(snapshot.trace, position)
        self._name(snapshot)
        self._describe()

    def _describe(self) -> None:
        """Above the stage: that the numbers change by themselves, or which step this is."""
        snapshot = self._session.current
        playback = self._player.playback
        if not self.shows_network or snapshot is None or playback is None:
            return
        if self._session.phase is Phase.RUNNING:
            self._stage.set_caption(Message("window.live.caption"))
        elif playback.at_end:
            step = {"step": snapshot.iteration + 1}
            self._stage.set_caption(Message("window.live.rested", step))

    def _lock(self) -> None:
        self._stage.locked = self.shows_network and self._session.phase is Phase.RUNNING

    def _name(self, snapshot: Snapshot) -> None:
        """Say in the bar which net this is and how far it has come, unless somebody types."""
        if self._bar.editing:
            return
        data = self._session.data
        pixels, hidden = snapshot.leaves["W1"].shape
        sizes = f"{pixels}-{hidden}-{snapshot.leaves['b2'].size}"
        dataset = data.name if data is not None else ""
        fields = {"sizes": sizes, "dataset": dataset, "iteration": snapshot.iteration + 1}
        self._bar.show_caption(Message("window.bar.network", fields))

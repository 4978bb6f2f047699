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
from core.graph import Graph
from core.messages import Message, StudioError
from core.trace import Trace
from core.training import Snapshot
from core.values import starting_values
from gui.stage.expression_bar import ExpressionBar
from gui.stage.panel import StagePanel
from gui.stage.player import Player
from gui.training.phase import Phase
from gui.training.session import TrainingSession

NETWORK = "two_layer_net"
EXAMPLE_KEYS = (*EXAMPLES, NETWORK)
_RESTING = (Phase.PAUSED, Phase.STOPPED, Phase.FINISHED, Phase.DIVERGED)


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
        self._graph: Graph | None = None
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
        self._enter(example.key)
        self._values = {name: np.asarray(value) for name, value in example.values.items()}
        self._bar.show_expression(example.expression)

    def open_expression(self, text: str, values: Mapping[str, Array]) -> None:
        """Put an expression with its values on the stage, as it was remembered."""
        self._enter("")
        self._values = dict(values)
        self._bar.show_expression(text)

    def show_network(self) -> None:
        """Put the net on the stage, at the step where training stands."""
        self._enter(NETWORK)
        self._bar.show_caption(Message("window.bar.loading"))
        if self._session.current is not None:
            self._stand(self._session.current)
        else:
            self._session.prepare()  # its first snapshot comes by itself

    def neighbour(self, direction: int) -> str:
        """The key of the example after (+1) or before (−1) this one, round and round."""
        here = EXAMPLE_KEYS.index(self.example) if self.example in EXAMPLE_KEYS else -direction
        return EXAMPLE_KEYS[(here + direction) % len(EXAMPLE_KEYS)]

    @property
    def values(self) -> Mapping[str, Array]:
        """The values of the inputs now on the stage."""
        return self._values

    def _enter(self, example: str) -> None:
        self.example = example
        self.shown.emit(example)

    @Slot(object, str)
    def _on_graph(self, graph: Graph, text: str) -> None:
        """The text gives another graph: keep the values of the inputs that it still has."""
        known = next((e for e in EXAMPLES.values() if e.expression == text), None)
        self._enter(known.key if known else "")
        values = starting_values(graph, self._values)
        try:
            run = tracing.run(graph, values)
        except StudioError as error:
            self._bar.show_error(error.message)
            return
        self._graph, self._values = graph, values
        self._present(run)

    @Slot(str, object)
    def _on_value(self, node: str, value: Array) -> None:
        """An input was edited on the stage: run the graph again, and stay at the same event."""
        frame = self._stage.frame
        if frame is None:
            return
        graph = frame.trace.graph
        values = {**self._leaves(frame.trace), node: value}
        try:
            run = tracing.run(graph, values)
        except StudioError as error:
            self._stage.set_caption(error.message)
            return
        self._values = values
        self._present(run, frame.position)

    def _leaves(self, run: Trace) -> dict[str, Array]:
        return {leaf.id: run.values[leaf.id] for leaf in run.graph.leaves if leaf.literal is None}

    @Slot(object)
    def _on_state(self, phase: Phase) -> None:
        """Whoever starts training wants to see the net; where it rests, its last step stands."""
        if phase is Phase.RUNNING:
            if not self.shows_network:
                self.show_network()
            self._player.pause()
        elif phase in _RESTING and self.shows_network and self._session.current is not None:
            self._stand(self._session.current, finished=True)

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot) -> None:
        """The net has moved on: live while it trains, as a step to be played when it rests."""
        if not self.shows_network:
            return
        frame = self._stage.frame
        there = frame is not None and frame.trace.graph == snapshot.graph
        if self._session.wants_to_run and there:
            self._show_live(snapshot)
        else:
            self._stand(snapshot)

    def _show_live(self, snapshot: Snapshot) -> None:
        """Refresh the cards; whoever plays while the net trains wants to see this very step."""
        if self._player.ticking:
            self._session.freeze()
            return
        self._stage.set_live(tracing.run(snapshot.graph, snapshot.leaves))
        self._stage.set_caption(Message("window.live.caption"))
        self._name(snapshot)

    @Slot(object)
    def _on_frozen(self, snapshot: Snapshot) -> None:
        """Replay this very step, from its beginning."""
        if not self.shows_network:
            self._enter(NETWORK)
        self._stand(snapshot)
        self._player.play()

    def _stand(self, snapshot: Snapshot, finished: bool = False) -> None:
        """Put a step on the stage, to be played from its beginning, or as it has ended."""
        run = tracing.run(snapshot.graph, snapshot.leaves)
        self._present(run, float(len(run)) if finished else 0.0)
        self._name(snapshot)

    def _name(self, snapshot: Snapshot) -> None:
        """Say in the bar which net this is, and how far it has come."""
        data = self._session.data
        pixels, hidden = snapshot.leaves["W1"].shape
        sizes = f"{pixels}-{hidden}-{snapshot.leaves['b2'].size}"
        dataset = data.name if data is not None else ""
        fields = {"sizes": sizes, "dataset": dataset, "iteration": snapshot.iteration + 1}
        self._bar.show_caption(Message("window.bar.network", fields))

    def _present(self, run: Trace, position: float = 0.0) -> None:
        self._player.set_trace(run, position)

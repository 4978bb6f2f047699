"""Decides what stands on the stage: the document on the workbench, or the net that trains.

    expression bar ─ graph, text ─►┐
    examples ─ key ───────────────►│ Director ◄─► workbench ─ trace ─► player ─► stage, card …
    training session ─ snapshots ─►┘

The net is shown live while it trains, and stands still, ready to be played, whenever training
rests: then its numbers are those of one real step, and may be edited like any others.
"""

import re
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from core.documents.document import Document, read, retyped
from core.engine import Array
from core.examples import EXAMPLES
from core.format import whole
from core.graph import Graph
from core.language.expression import ExpressionError
from core.messages import Message, StudioError
from core.scenes import View
from core.trace import Trace, run
from core.trace_changes import same_structure
from core.training import Snapshot
from gui.stage.expression.expression_bar import ExpressionBar
from gui.stage.panel import StagePanel
from gui.stage.playback.player import Player
from gui.training.phase import Phase
from gui.training.session import TrainingSession
from gui.workbench import Workbench

NETWORK = "two_layer_net"
EXAMPLE_KEYS = (*EXAMPLES, NETWORK)
_TYPING = "text"  # letters in a row are one edit


class Director(QObject):
    """Opens what is asked for, and says where the playhead stands then, which example that is, and
    what is written above the stage. The document itself belongs to the workbench."""

    left = Signal()  # something else is opened: the file of what was here is no longer meant
    tool_suggested = Signal(str)  # an example was opened: the Explore tool for it, or none
    shown = Signal(str)  # the key of the example now on the stage; empty for any other document

    def __init__(
        self,
        bench: Workbench,
        bar: ExpressionBar,
        stage: StagePanel,
        player: Player,
        session: TrainingSession,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._bar = bar
        self._stage = stage
        self._player = player
        self._session = session
        self._position: float | None = None  # where the next trace stands, if somebody says so
        self._given_up: Document | None = None  # what somebody is about to type over
        self.example = ""
        bar.graph_changed.connect(self._on_graph)
        bar.typed.connect(self._on_typed)
        bar.left.connect(self._on_left)
        bench.changed.connect(self._on_document)
        bench.traced.connect(self._on_trace)
        bench.refused.connect(stage.set_caption)
        bench.told.connect(stage.set_caption)
        player.frame_changed.connect(stage.set_frame)
        stage.network.changed.connect(self._on_view)
        stage.composing = lambda: bar.editing and bar.field.hasFocus()
        session.snapshot.connect(self._on_snapshot)
        session.frozen.connect(self._on_frozen)
        session.state_changed.connect(self._on_state)

    @property
    def shows_network(self) -> bool:
        return self.example == NETWORK

    # what is asked for

    @Slot(str)
    def open(self, key: str) -> None:
        """Put an example on the stage; an unknown key (an older version's) is the first one."""
        if key == NETWORK:
            self.show_network()
            self.tool_suggested.emit("")
            return
        example = EXAMPLES.get(key) or next(iter(EXAMPLES.values()))
        values = {name: np.asarray(value) for name, value in example.values.items()}
        self.open_expression(example.expression, values)
        self.tool_suggested.emit(example.tool)

    def open_expression(self, text: str, values: Mapping[str, Array]) -> None:
        """Put an expression with the values of its inputs on the stage; what is wrong with it
        is said under the field."""
        try:
            self.open_document(read(text, values))
        except StudioError as error:
            column = error.column if isinstance(error, ExpressionError) else None
            self._bar.show_wrong(text, error.message, column)

    def open_document(self, document: Document, position: float = 0.0) -> None:
        """Put a document on the stage, standing at `position`. What was there is left as soon as
        it is certain that this one can be run.

        Raises:
            StudioError: it cannot be run; nothing has changed.
        """
        trace = self._bench.try_out(document)
        self.left.emit()
        self._position = position
        try:
            self._bench.open(document, Message("window.edit.open"), trace=trace)
        finally:
            self._position = None

    @Slot(object)
    def follow(self, document: Document) -> None:
        """Put a document on the stage that changes as one watches: the moment that is shown stays,
        and at first everything is shown. All that it goes through is one step for undo."""
        frame = self._player.frame
        known = frame is not None and frame.trace.graph == document.graph
        if not known:
            self.left.emit()
        self._bench.open(document, Message("window.edit.open"), merge="follow")
        if not known:
            self._player.to_end()

    def show_network(self) -> None:
        """Put the net on the stage, at the step where training stands."""
        self.left.emit()
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

    def _enter(self, example: str) -> None:
        self.example = example
        self._stage.network.setVisible(self.shows_network)
        self._lock()
        self.shown.emit(example)

    # the workbench

    @Slot(str)
    def _on_typed(self, left: str) -> None:
        """Where none of the formula's inputs are left of its text, another formula begins."""
        document = self._bench.document
        if document is None or self._bench.locked:
            return
        words = set(re.findall(r"\w+", left))
        if words.isdisjoint(leaf.id for leaf in document.graph.leaves):
            self._bench.settle()
            self._given_up = document

    @Slot()
    def _on_left(self) -> None:
        """The typing is over: the next letter is another edit, of what stands there now."""
        self._bench.settle()
        self._given_up = None

    @Slot(object, str)
    def _on_graph(self, graph: Graph, text: str) -> None:
        """The text gives another graph."""
        before = self._bench.before(_TYPING)
        anew = before is not None and before is self._given_up
        document = retyped(before, self._bench.document, graph, text, anew=anew)
        try:
            self._bench.open(document, Message("window.edit.text"), merge=_TYPING)
        except StudioError as error:
            self._bar.refuse(error.message)

    @Slot(object)
    def _on_document(self, document: Document) -> None:
        if self._bench.live:
            if not self.shows_network:
                self._return_to_network()
            return  # the session's own words are in the bar
        known = (e.key for e in EXAMPLES.values() if e.expression == document.text)
        self._enter(next(known, ""))
        if self._position is not None or not self._bar.says(document.expression):
            self._bar.show_text(document.expression)

    @Slot(object)
    def _on_trace(self, trace: Trace) -> None:
        """New numbers are shown at the same event; of another graph, the end, unless it was
        not played yet."""
        frame = self._player.frame
        if self._position is not None or frame is None:
            self._player.set_trace(trace, self._position or 0.0)
        elif same_structure(trace.graph, frame.trace.graph):
            self._player.take_over(trace)
        else:
            self._player.set_trace(trace, float(len(trace)) if frame.position > 0 else 0.0)

    # the net

    @Slot(object)
    def _on_state(self, phase: Phase) -> None:
        """Whoever starts training wants to see the net, and all of it."""
        if phase is Phase.RUNNING:
            self._stage.view.camera.release()
            if not self.shows_network:
                self.show_network()
            self._player.pause()
        self._lock()
        self._describe()

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot) -> None:
        """The net has moved on. Whoever plays while it trains wants to see this very step."""
        if not self.shows_network:
            self._bench.outdate()
            return
        if self._session.phase is Phase.RUNNING and self._player.ticking:
            self._session.freeze()
        else:
            self._show_step(snapshot)

    @Slot(object)
    def _on_frozen(self, snapshot: Snapshot) -> None:
        """Replay this very step, from its beginning."""
        if not self.shows_network:
            self.left.emit()
        self._enter(NETWORK)
        self._show_step(snapshot, played=False)
        self._player.play()

    @Slot(object)
    def _on_view(self) -> None:
        """Look at the same step from nearer, or from further away."""
        if self.shows_network and self._session.current is not None:
            self._stage.view.camera.release()
            self._show_step(self._session.current)

    def _show_step(self, snapshot: Snapshot, played: bool = True) -> None:
        """A step that was done stands complete; one that is to come waits to be played."""
        done = played and snapshot.iteration < self._session.recording.steps
        bar = self._stage.network
        whole = bar.view.view is View.BATCH
        seen = None if whole else bar.view.of(snapshot.graph, snapshot.leaves)
        trace = snapshot.trace if seen is None else run(*seen)
        leaves = {leaf.id: trace.values[leaf.id] for leaf in trace.graph.leaves}
        self._position = float(len(trace)) if done else 0.0
        self._bench.show(Document(trace.graph, leaves), trace)
        self._position = None
        bar.show_step(len(snapshot.leaves["X"]), snapshot.leaves["W1"].shape[1], trace)
        self._name(snapshot)
        self._describe()

    def _return_to_network(self) -> None:
        """Undo or redo has led to the step of the net that was on the stage: whatever goes with it
        is there again."""
        self._enter(NETWORK)
        self._bar.show_caption(Message("window.bar.loading"))
        if self._session.current is not None:
            self._name(self._session.current)

    def _describe(self) -> None:
        """Above the stage: that the numbers change by themselves, or which step this is."""
        snapshot = self._session.current
        playback = self._player.playback
        if not self.shows_network or snapshot is None or playback is None:
            return
        if self._session.phase is Phase.RUNNING:
            self._stage.set_caption(Message("window.live.caption"))
            return
        steps, step = self._session.recording.steps, {"step": whole(snapshot.iteration + 1)}
        if snapshot.iteration < steps and playback.at_end:
            self._stage.set_caption(Message("window.live.rested", step))
        elif 0 < steps <= snapshot.iteration and not playback.position:
            self._stage.set_caption(Message("window.live.to_come", step))

    def _lock(self) -> None:
        self._bench.set_locked(self.shows_network and self._session.phase is Phase.RUNNING)

    def _name(self, snapshot: Snapshot) -> None:
        """Say in the bar which net this is and how far it has come, unless somebody types."""
        if self._bar.editing:
            return
        data = self._session.data
        pixels, hidden = snapshot.leaves["W1"].shape
        sizes = f"{pixels}-{hidden}-{snapshot.leaves['b2'].size}"
        dataset = data.name if data is not None else ""
        fields = {"sizes": sizes, "dataset": dataset, "iteration": whole(snapshot.iteration + 1)}
        self._bar.show_caption(Message("window.bar.network", fields))

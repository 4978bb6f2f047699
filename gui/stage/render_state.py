"""What every item of the stage looks at when it paints: the frame, and how things look.

Items keep no state of what happens. They ask the frame of the moment, so that playing,
scrubbing and stepping back are one and the same thing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core import rounding
from core.engine import Array
from core.graph import Edge
from core.playback import Frame, Phase
from core.trace import Accumulate, Forward, Propagate, Seed, Trace
from core.trace_changes import concerned
from gui.appearance import Appearance
from gui.stage.highlight import NOTHING, Highlight
from gui.theme import Theme


@dataclass
class RenderState:
    """The moment that is shown, and how it is to look."""

    appearance: Appearance
    frame: Frame
    highlight: Highlight = NOTHING

    @property
    def theme(self) -> Theme:
        return self.appearance.theme

    @property
    def trace(self) -> Trace:
        return self.frame.trace

    def value(self, node: str) -> Array | None:
        """What to write on a node. The value of a leaf is given: it shows from the start."""
        given = self.trace.graph.node(node).op is None
        return self.trace.values[node] if given else self.frame.value(node)

    def gradient(self, node: str) -> Array | None:
        """The gradient, or the part of it that has arrived."""
        state = self.frame.gradient(node)
        if state is None:
            return None
        if state.total is not None:
            return state.total
        with np.errstate(all="ignore"):  # ∞ − ∞ is shown, not printed
            return sum(state.terms[1:], state.terms[0])

    def written_value(self, node: str) -> Callable[[Array], Array]:
        """How the numbers of its value are written."""
        return lambda _: rounding.written_value(self.trace, node)

    def written_gradient(self, node: str) -> Callable[[Array], Array]:
        """How the numbers of its gradient, or of the part that has arrived, are written."""
        index = self.frame.index
        return lambda arrived: rounding.written_gradient(self.trace, node, arrived, index)

    def fault(self, node: str) -> bool:
        """Does infinity or nan arise at `node`, and has that happened by now?"""
        return self.trace.not_finite.get(node, len(self.trace)) < self.frame.index

    @property
    def travelled(self) -> tuple[Edge, ...]:
        """The edges that the event in progress travels along."""
        return self.edges_at_work if self.frame.progress > 0 else ()

    @property
    def edges_at_work(self) -> tuple[Edge, ...]:
        """Those of the event of the moment, also when it is over and what it brought is shown."""
        match self.frame.event:
            case Forward(node=node):
                return self.trace.graph.incoming(node)
            case Propagate(edge=edge):
                return (edge,)
        return ()

    @property
    def at_work(self) -> set[str]:
        """The nodes that are at work in the event of the moment."""
        event = self.frame.event
        if event is None or self.frame.index == len(self.trace):
            return set()
        return concerned(self.trace, event)[0]

    def active(self, node: str) -> Phase | None:
        """Is `node` at work in the event of the moment, and in which direction?"""
        if self.frame.index == len(self.trace):
            return None  # all is done
        match self.frame.event:
            case Forward(node=name) if name == node:
                return Phase.FORWARD
            case Seed(node=name) | Accumulate(node=name) if name == node:
                return Phase.BACKWARD
            case Propagate(edge=edge) if node in (edge.source, edge.target):
                return Phase.BACKWARD
        return None

"""The cursor over a trace: where playback stands, and what is to be seen there.

A position is a real number in events: 3.4 means that events 0, 1, 2 are over and 40 % of
event 3 has passed. `frame_at(trace, position)` is pure; playing, scrubbing and stepping back
differ only in how they move the position. Only the window owns a timer, and it only calls
`advance(dt)`.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from core.engine import Array
from core.graph import Edge
from core.trace import Accumulate, Event, Forward, Propagate, Seed, Trace


class Phase(StrEnum):
    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, eq=False)
class GradientState:
    """What a node knows of its gradient: the contributions so far, and the total once known."""

    terms: tuple[Array, ...]
    total: Array | None


@dataclass(frozen=True, eq=False)
class Frame:
    """What is to be seen at `position`. Each question is answered by comparing event indices,
    so that a frame costs the same for 5 nodes and for 5 000.

    index: how many events are over. progress: how much of event `index` has passed, 0 … 1.
    """

    trace: Trace
    position: float
    index: int
    progress: float

    @property
    def event(self) -> Event | None:
        """The event in progress; at rest, the one just finished; None before the first."""
        if self.progress > 0:
            return self.trace.events[self.index]
        return self.trace.events[self.index - 1] if self.index else None

    @property
    def phase(self) -> Phase:
        return Phase.FORWARD if isinstance(self.event, Forward | None) else Phase.BACKWARD

    def value(self, node: str) -> Array | None:
        """The node's value, once its forward event is over."""
        return self.trace.values[node] if self.trace.value_index[node] < self.index else None

    def contribution(self, edge: Edge) -> Array | None:
        """The gradient that came back along `edge`, once it has."""
        i = self.trace.edge_index.get(edge)
        return self.trace.contribution(edge) if i is not None and i < self.index else None

    def gradient(self, node: str) -> GradientState | None:
        """The node's gradient as far as it is known; None while nothing has arrived."""
        complete = self.trace.total_index.get(node)
        if complete is not None and complete < self.index:
            return GradientState(self._terms(node), self.trace.gradients[node])
        terms = self._terms(node)
        return GradientState(terms, None) if terms else None

    def _terms(self, node: str) -> tuple[Array, ...]:
        return self.trace.terms(node, self.index)


def frame_at(trace: Trace, position: float) -> Frame:
    """The frame at `position`, in events; positions outside 0 … len(trace) are clamped."""
    position = min(max(position, 0.0), float(len(trace)))
    index = int(position)
    return Frame(trace, position, index, position - index)


def same_moment(frame: Frame, trace: Trace) -> float:
    """The position in another run of the same structure at which the same has happened.

    The forward pass is the same in each; the backward pass of a run with a mistake in it may visit
    wires in another order, and add up where another does not. How far an event in progress has
    come is carried over to the same event only; where there is none, what it would have led to is
    complete.
    """
    event = frame.event
    if event is None:
        return 0.0
    if frame.index == len(frame.trace):
        return float(len(trace))
    index = _index_of(event, trace)
    if index is None:
        return min(frame.position, float(len(trace)))
    same = type(trace.events[index]) is type(event)
    return index + (frame.progress if same and frame.progress > 0 else 1.0)


def _index_of(event: Event, trace: Trace) -> int | None:
    """The number of this event in another run; of a sum that is missing there, the event after
    which its gradient is complete."""
    match event:
        case Forward(node=node):
            return trace.value_index.get(node)
        case Seed():
            return trace.forward_count
        case Propagate(edge=edge):
            return trace.edge_index.get(edge)
        case Accumulate(node=node):
            return trace.total_index.get(node)


def seconds(event: Event) -> float:
    """How long an event takes at speed 1. A leaf's value is only read out: that is quick."""
    match event:
        case Forward():
            return 0.45
        case Seed():
            return 0.5
        case Propagate():
            return 0.7
        case Accumulate():
            return 0.6


class Playback:
    """A position in a trace that can move. It holds no clock: `advance(dt)` is told the time."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.position = 0.0
        self.playing = False
        self.speed = 1.0
        self.loop = False
        self._target: float | None = None

    def take_over(self, trace: Trace) -> None:
        """Go on with another run of the same structure where this one stands, playing, stepping
        or resting as before."""
        position = same_moment(self.frame, trace)
        if self._target is not None:
            to_come = self._target - math.ceil(self.position)  # events, after the present one
            self._target = min(math.ceil(position) + to_come, float(len(trace)))
        self.trace, self.position = trace, position

    @property
    def frame(self) -> Frame:
        return frame_at(self.trace, self.position)

    @property
    def moving(self) -> bool:
        """Will `advance` change anything?"""
        return self.playing or self._target is not None

    @property
    def at_end(self) -> bool:
        return self.position >= len(self.trace)

    def play(self) -> None:
        """Run on from here; from the end, start again."""
        if self.at_end:
            self.position = 0.0
        self.playing, self._target = True, None

    def pause(self) -> None:
        self.playing, self._target = False, None

    def seek(self, position: float) -> None:
        """Jump to a position, clamped to the trace. Playing goes on from there."""
        self.position = frame_at(self.trace, position).position
        self._target = None

    def step(self, direction: int) -> None:
        """Animate one event forward (+1), or go back to the start of an event at once (−1)."""
        self.playing = False
        if direction > 0:
            here = self.position if self._target is None else self._target
            self._target = min(math.floor(here) + 1.0, float(len(self.trace)))
        else:
            self.seek(math.ceil(self.position) - 1.0)

    def finish_step(self) -> None:
        """Jump to the end of the step in progress (reduced motion shows end states only)."""
        if self._target is not None:
            self.seek(self._target)

    def advance(self, dt: float) -> None:
        """Let `dt` seconds pass. Many short times lead to the same place as one long time."""
        time = dt * self.speed
        while self._goes_on() and time > 0:
            event = self.trace.events[int(self.position)]
            following = math.floor(self.position) + 1.0
            needed = (following - self.position) * seconds(event)
            if time < needed:
                self.position += time / seconds(event)
                return
            time -= needed
            self.position = following

    def _goes_on(self) -> bool:
        """Is there an event to move through? Pauses where a step or the trace ends, or loops."""
        if self.position == self._target or (self.at_end and not self.loop):
            self.pause()
        elif self.moving and self.at_end:
            self.position = 0.0
        return self.moving

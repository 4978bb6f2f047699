"""When the passes of a run reach each part of a graph, as arrays: by row of the spatial index."""

from copy import copy

import numpy as np
from numpy.typing import NDArray

from core.trace import Propagate, Trace
from core.trace_changes import same_events
from gui.stage.layout.spatial_index import SpatialIndex

_NEVER = np.iinfo(np.int64).max

Rows = NDArray[np.int64]


class Schedule:
    """When the passes of a trace reach each node and each edge: event numbers, by row; and where
    what came back was 0."""

    def __init__(self, trace: Trace, index: SpatialIndex) -> None:
        arrivals = {node: indices[0] for node, indices in trace.arrivals.items()}
        graded = trace.total_index | arrivals
        self.valued = np.array([trace.value_index[node] for node in index.nodes])
        self.graded = np.array([graded.get(node, _NEVER) for node in index.nodes])
        at = trace.value_index
        self.passed = np.array([at[edge.target] for edge in index.edges], dtype=np.int64)
        back = [trace.edge_index.get(edge, _NEVER) for edge in index.edges]
        self.returned = np.array(back, dtype=np.int64)
        self._back = back
        self.blocked = self._blocked_in(trace)

    def again(self, trace: Trace) -> "Schedule":
        """Of another run with the same events: only its numbers are looked at. It is this one as
        long as gradients are stopped at the same places."""
        blocked = self._blocked_in(trace)
        if np.array_equal(blocked, self.blocked):
            return self
        found = copy(self)
        found.blocked = blocked
        return found

    def _blocked_in(self, trace: Trace) -> NDArray[np.bool_]:
        events, zero = trace.events, np.zeros(len(self._back), dtype=bool)
        for row, index in enumerate(self._back):
            if index == _NEVER:
                continue
            event = events[index]
            if isinstance(event, Propagate):
                came = event.contribution
                zero[row] = not (came if came.size == 1 else came.any())
        return zero


class Schedules:
    """The schedule of the run that is shown, made when it is first asked for. Another run of the
    same graph has mostly the same one."""

    def __init__(self, index: SpatialIndex) -> None:
        self._index = index
        self._last: tuple[Trace, Schedule] | None = None

    @property
    def last(self) -> Schedule | None:
        """The one that was asked for last."""
        return self._last[1] if self._last is not None else None

    def of(self, trace: Trace) -> Schedule:
        if self._last is None or self._last[0] is not trace:
            again = self._last is not None and same_events(self._last[0], trace)
            known = self._last[1] if self._last is not None and again else None
            self._last = trace, known.again(trace) if known else Schedule(trace, self._index)
        return self._last[1]

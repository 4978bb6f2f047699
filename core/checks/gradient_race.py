"""Ways to check a gradient race each other: one after the other, and somebody else's opinion.

They race in a process of their own: the window would stand still beside as many small steps.
Each item tells all that is known by then, so that the window loses nothing if it sees only the
newest of them.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace

from core.apart import Apart
from core.engine import Array
from core.gradcheck import CheckProgress, CheckReport, check
from core.graph import Graph
from core.messages import Message, StudioError
from core.network import PARAMETERS
from core.training import Snapshot

Ask = Callable[[Graph, Mapping[str, Array]], Generator[object, None, Mapping[str, Array]]]


@dataclass(frozen=True)
class RaceState:
    """`progress` and `reports` are by the method's name; `running` is the one under way, "pytorch"
    while PyTorch is asked, empty at the end. `second` are PyTorch's gradients by name, if it is
    installed; `refusal` says why they are missing although it is."""

    snapshot: Snapshot
    running: str = ""
    progress: Mapping[str, CheckProgress] = field(default_factory=dict)
    reports: Mapping[str, CheckReport] = field(default_factory=dict)
    second: Mapping[str, Array] | None = None
    refusal: Message | None = None

    @property
    def backprop_seconds(self) -> float | None:
        """Of one forward and one backward pass."""
        report = next(iter(self.reports.values()), None)
        return report.backprop_seconds if report is not None else None


def race(
    snapshot: Snapshot, methods: Iterable[str], ask: Ask | None = None
) -> Generator[RaceState, None, RaceState]:
    """Check every parameter of the step by each of the methods in turn; after the first, `ask`
    PyTorch for its gradients, if it is installed."""
    state = RaceState(snapshot)
    with Apart() as worker:
        for place, method in enumerate(methods):
            state = yield from _run(worker, replace(state, running=method), method)
            if place == 0 and ask is not None:
                state = yield from _ask(replace(state, running="pytorch"), ask)
    state = replace(state, running="")
    yield state
    return state


def _run(worker: Apart, state: RaceState, method: str) -> Generator[RaceState, None, RaceState]:
    yield state
    snapshot = state.snapshot
    checking = worker.run(check, snapshot.graph, snapshot.leaves, PARAMETERS, method)
    with closing(checking):
        while True:
            try:
                progress = next(checking)
            except StopIteration as end:
                return replace(state, reports={**state.reports, method: end.value})
            if progress is not None:
                state = replace(state, progress={**state.progress, method: progress})
            yield state


def _ask(state: RaceState, ask: Ask) -> Generator[RaceState, None, RaceState]:
    """A PyTorch that is installed badly must not cost the race."""
    leaves = {
        name: value.astype(float) if value.dtype.kind == "f" else value
        for name, value in state.snapshot.leaves.items()
    }
    answer = ask(state.snapshot.graph, leaves)
    try:
        while True:
            yield state
            try:
                next(answer)
            except StopIteration as end:
                return replace(state, second=end.value)
    except StudioError as error:
        return replace(state, refusal=error.message)
    finally:
        answer.close()

"""A run that gave way to another one: kept in memory, so that nothing done by mistake costs it."""

from dataclasses import dataclass

from core.throughput import Throughput
from core.training import Snapshot
from gui.training.recording import Recording
from gui.training.source import Loader

LEAST = 100  # steps; a shorter run is made again in no time


@dataclass(frozen=True, eq=False)
class RunAside:
    """All that it takes to bring a run back. `origin`: who loads its images, and the place that was
    chosen for them; `halted`: the step that it was at, if it was at rest."""

    recording: Recording
    throughput: Throughput
    origin: tuple[Loader, str]
    halted: Snapshot | None

    @property
    def steps(self) -> int:
        return self.recording.steps


def is_worth_keeping(recording: Recording) -> bool:
    """Whether a run can be taken back and is long enough for anybody to want it."""
    return recording.trainer is not None and recording.steps >= LEAST

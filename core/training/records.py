"""What a training run tells of its steps."""

from dataclasses import dataclass
from functools import cached_property

from core.engine import Array
from core.graph import Graph
from core.trace import Trace, run
from core.training.state import RunState
from core.training.step_metrics import StepMetrics


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares of images read correctly. `train` is measured on the first 10 000 of them."""

    train: float
    test: float


@dataclass(frozen=True)
class Snapshot:
    """One training step, to be replayed: the graph and copies of all its leaves.

    The parameters are those before the update, so that a trace of it shows the very numbers
    of that step.
    """

    graph: Graph
    leaves: dict[str, Array]
    iteration: int
    loss: float

    @cached_property
    def trace(self) -> Trace:
        """The step, run again and written down event by event."""
        return run(self.graph, self.leaves)


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one iteration did, when so many epochs' worth of images had been drawn.

    `diverged` means that the loss has exploded or is no longer a number; the parameters were not
    updated by this step, no further step follows, and the step carries a snapshot, for it is the
    one to look at. `state` is that after the step, if it was asked for.
    """

    iteration: int
    loss: float
    learning_rate: float
    epoch: float = 0.0
    accuracy: Accuracy | None = None
    observation: StepMetrics | None = None
    snapshot: Snapshot | None = None
    diverged: bool = False
    state: RunState | None = None

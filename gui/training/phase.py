"""Where a training session is, and which commands make sense there."""

from enum import StrEnum


class Phase(StrEnum):
    """The value names the sentence in `training.status`."""

    EMPTY = "empty"  # nothing has been loaded
    LOADING = "loading"  # the worker reads the data set and makes the net
    READY = "ready"  # at the initial weights
    RUNNING = "running"
    PAUSED = "paused"  # between two steps
    STOPPED = "stopped"  # ended before its last step by somebody, who may go on all the same
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether the run has ended, so that training again means a new run."""
        return self in _OVER

    @property
    def is_under_way(self) -> bool:
        """Whether there is a run that more steps can be added to."""
        return self in (Phase.RUNNING, Phase.PAUSED, Phase.STOPPED)

    @property
    def is_between_steps(self) -> bool:
        """Whether no step is being taken, unless a single one is under way."""
        return self in (Phase.PAUSED, Phase.STOPPED, Phase.FINISHED, Phase.DIVERGED)

    @property
    def can_step(self) -> bool:
        return self.is_under_way or self is Phase.READY

    @property
    def can_stop(self) -> bool:
        return self in (Phase.RUNNING, Phase.PAUSED, Phase.LOADING)


_OVER = (Phase.FINISHED, Phase.DIVERGED, Phase.FAILED)

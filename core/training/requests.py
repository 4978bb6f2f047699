"""What is asked of a run while it goes on: left by one thread, met by another one's next step."""

from dataclasses import dataclass, replace
from threading import Lock

from core.training.config import TrainingConfig


@dataclass(frozen=True)
class Request:
    """Settings to go on with, if any; whether the next step is to carry a snapshot of itself, and
    the state that it leads to."""

    config: TrainingConfig | None = None
    snapshot: bool = False
    state: bool = False

    def after(self, earlier: "Request") -> "Request":
        """Both together; of two settings, these are the newer."""
        return Request(
            self.config or earlier.config,
            self.snapshot or earlier.snapshot,
            self.state or earlier.state,
        )


class Requests:
    """Every method may be called from any thread. What has been asked for twice is met once.

    A step looks for each thing that it could meet, and nearly always nobody has asked for it: that
    is told from one reference, without the lock.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._unmet = Request()

    @property
    def unmet(self) -> Request:
        """What has been asked for, and nobody has taken."""
        return self._unmet

    def ask(self, request: Request) -> None:
        """Ask for something more."""
        with self._lock:
            self._unmet = request.after(self._unmet)

    def give_back(self, request: Request) -> None:
        """What was taken and could not be met; what has been asked for since then is newer."""
        with self._lock:
            self._unmet = self._unmet.after(request)

    def take(self) -> Request:
        """All of it: whoever takes it meets it."""
        with self._lock:
            found, self._unmet = self._unmet, Request()
        return found

    def take_config(self) -> TrainingConfig | None:
        if self._unmet.config is None:
            return None
        with self._lock:
            found, self._unmet = self._unmet, replace(self._unmet, config=None)
        return found.config

    def take_snapshot(self) -> bool:
        if not self._unmet.snapshot:
            return False
        with self._lock:
            found, self._unmet = self._unmet, replace(self._unmet, snapshot=False)
        return found.snapshot

    def take_state(self) -> bool:
        if not self._unmet.state:
            return False
        with self._lock:
            found, self._unmet = self._unmet, replace(self._unmet, state=False)
        return found.state

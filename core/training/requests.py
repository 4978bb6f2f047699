"""What is asked of a run while it goes on: left by one thread, met by another one's next step."""

from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from core.training.config import TrainingConfig


@dataclass(frozen=True)
class Request:
    """Settings to go on with, if any; whether the next step is to carry a snapshot of itself, and
    the state that it leads to."""

    config: TrainingConfig | None = None
    snapshot: bool = False
    state: bool = False


_NOTHING = Request()


class Requests:
    """Every method may be called from any thread. What has been asked for twice is met once, and
    the newest settings are those that count."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open = _NOTHING

    def ask(
        self, *, config: TrainingConfig | None = None, snapshot: bool = False, state: bool = False
    ) -> None:
        """Ask for something more."""
        with self._lock:
            known = self._open
            self._open = Request(
                config or known.config, snapshot or known.snapshot, state or known.state
            )

    @property
    def open(self) -> Request:
        """What has been asked for and not been met."""
        return self._open

    def take(self) -> Request:
        """All of it: whoever takes it meets it."""
        return self._take(config=None, snapshot=False, state=False)

    def take_config(self) -> TrainingConfig | None:
        return self._take(config=None).config

    def take_snapshot(self) -> bool:
        return self._take(snapshot=False).snapshot

    def take_state(self) -> bool:
        return self._take(state=False).state

    def _take(self, **met: Any) -> Request:
        if self._open is _NOTHING:  # as nearly always: a step should not cost a lock
            return _NOTHING
        with self._lock:
            found = self._open
            rest = replace(found, **met)
            self._open = rest if rest != _NOTHING else _NOTHING
        return found

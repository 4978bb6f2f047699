"""The cursor over a recorded race: which step is to be seen, and does it move by itself?

A position is a real number in steps: 3.4 means that every racer is 40 % of the way from its
third point to its fourth. There is no clock in here; `advance` is told how much time has passed.
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from core.engine import Array

SECONDS = 8.0  # that a race of ordinary length takes at speed 1
SLOWEST = 4.0  # steps a second at speed 1: a short race is not drawn out


class Walked(Protocol):
    """Any recorded way through a plane, with a point and a loss for each step."""

    @property
    def points(self) -> Array: ...  # (n, 2)
    @property
    def losses(self) -> Array: ...  # (n,)


@dataclass(frozen=True)
class Replay:
    """A position in a race of `length` steps, and whether time moves it."""

    length: int
    position: float = 0.0
    playing: bool = False
    speed: float = 1.0

    @property
    def step(self) -> int:
        """How many steps are over."""
        return int(self.position)

    @property
    def at_end(self) -> bool:
        return self.position >= self.length

    def toggle(self) -> "Replay":
        """Play or pause; played from the end, the race starts again."""
        if self.playing:
            return replace(self, playing=False)
        return replace(self, playing=True, position=0.0 if self.at_end else self.position)

    def seek(self, position: float) -> "Replay":
        """Jump, within the race. Playing goes on from there."""
        return replace(self, position=min(max(float(position), 0.0), float(self.length)))

    def step_by(self, direction: int) -> "Replay":
        """Halt on the next whole step (+1) or the one before (−1)."""
        whole = np.floor(self.position) if direction > 0 else np.ceil(self.position)
        return replace(self, playing=False).seek(whole + direction)

    def resized(self, length: int) -> "Replay":
        """The same step of a race of another length."""
        return replace(self, length=length).seek(self.position)

    def advance(self, seconds: float) -> "Replay":
        """Let time pass; at the end it stands still."""
        if not self.playing:
            return self
        pace = self.speed * max(SLOWEST, self.length / SECONDS)
        moved = self.seek(self.position + seconds * pace)
        return replace(moved, playing=not moved.at_end)


def trail(path: Walked, position: float) -> Array:
    """The points that are behind a racer at `position`, and the racer itself as the last row."""
    last = len(path.points) - 1
    whole = min(int(position), last)
    behind = path.points[: whole + 1]
    if whole == last:
        return behind
    share = position - whole
    head = (1 - share) * path.points[whole] + share * path.points[whole + 1]
    return np.vstack([behind, head])


def loss_at(path: Walked, position: float) -> float:
    """The loss after the last whole step before `position`; once a path is over, its last."""
    return float(path.losses[min(int(position), len(path.losses) - 1)])

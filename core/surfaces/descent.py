"""Descents: what an optimizer does on a surface, recorded from the first step to the last.

A descent is a pure function of the surface, the optimizer's settings, the start and the number
of steps. It is recorded first and played afterwards, so it can be rewound, and every rival
starts at the same point. All racers move together: one pass of the engine gives the gradient
under each of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np

from core import optimizers
from core.optimizers import OPTIMIZERS, Optimizer
from core.surfaces.surface import Array, Point, Surface

FAR = 10.0  # half-widths of the picture from its middle; nothing comes back from there


class Ending(StrEnum):
    """Why a path is shorter than the race."""

    DIVERGED = "diverged"  # thrown uphill: each step overshoots by more than the one before
    ESCAPED = "escaped"  # ran downhill out of the picture, where the surface has no bottom


@dataclass(frozen=True, eq=False)
class Path:
    """One recorded descent. Row k of every array belongs to the point after k steps.

    points: (n, 2). losses: (n,). gradients: (n, 2). states: by name of the optimizer's memory,
    (n, 2), as it stood after k steps. n is steps + 1, less if the path came to an end: at step
    `ended_at` the point was far outside, or no longer a number.
    """

    points: Array
    losses: Array
    gradients: Array
    states: Mapping[str, Array]
    ending: Ending | None = None
    ended_at: int | None = None

    @property
    def diverged_at(self) -> int | None:
        return self.ended_at if self.ending is Ending.DIVERGED else None

    def has_ended(self, step: float) -> bool:
        """Is the path over at this step of the race?"""
        return self.ended_at is not None and step >= self.ended_at


@dataclass(frozen=True)
class Racer:
    """An optimizer with its settings: the key in `OPTIMIZERS`, and what differs from default."""

    optimizer: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def make(self) -> Optimizer:
        """A new optimizer that remembers nothing.

        Raises:
            StudioError: no such optimizer or setting, or a number outside its range.
        """
        return optimizers.make(self.optimizer, **self.settings)


def racers_for(surface: Surface) -> tuple[Racer, ...]:
    """Every optimizer, as it is tuned for this surface."""
    return tuple(Racer(name, surface.tuned.get(name, {})) for name in OPTIMIZERS)


def race(surface: Surface, racers: Iterable[Racer], start: Point, steps: int) -> tuple[Path, ...]:
    """The paths of all racers from the same start, in their order."""
    return _descend(surface, [racer.make() for racer in racers], start, steps)


def descend(surface: Surface, optimizer: Optimizer, start: Point, steps: int) -> Path:
    """The path of one optimizer. A fresh copy of it walks; the one given stays as it is."""
    return _descend(surface, [replace(optimizer)], start, steps)[0]


def _descend(
    surface: Surface, walking: Sequence[Optimizer], start: Point, steps: int
) -> tuple[Path, ...]:
    walks = [_Walk(optimizer, start) for optimizer in walking]
    for step in range(steps + 1):
        going = [walk for walk in walks if walk.ended_at is None]
        if not going:
            break
        points = np.array([walk.point for walk in going])
        heights, *slopes = surface.slope(*points.T)
        gradients = np.stack(slopes, axis=1)
        sound = np.isfinite(gradients).all(axis=1) & np.isfinite(heights)
        over = ~sound | _lost(surface, points)
        for i, walk in enumerate(going):
            walk.arrive(step, float(heights[i]), gradients[i], bool(over[i]))
            if step < steps:
                walk.step()
    return tuple(walk.path() for walk in walks)


def _lost(surface: Surface, points: Array) -> Array:
    """Which of the points are so far outside the picture that none comes back from there?"""
    low, high = np.transpose([surface.x_range, surface.y_range])
    lost: Array = (abs(points - (low + high) / 2) > FAR * (high - low) / 2).any(axis=1)
    return lost


class _Walk:
    """A descent in the making."""

    def __init__(self, optimizer: Optimizer, start: Point) -> None:
        self.optimizer = optimizer
        self.point = np.array(start, float)
        self.ended_at: int | None = None
        self._points: list[Array] = []
        self._losses: list[float] = []
        self._gradients: list[Array] = []
        self._states: list[dict[str, Array]] = []

    def arrive(self, step: int, height: float, gradient: Array, over: bool) -> None:
        """Note the slope under the point, and whether the path is over here."""
        if over:
            self.ended_at = step
        if not over or np.isfinite(self.point).all():
            self._points.append(self.point.copy())
            self._losses.append(height)
            self._gradients.append(gradient)
            self._states.append(self._memory())

    def step(self) -> None:
        if self.ended_at is None:
            self.optimizer.update({"point": self.point}, {"point": self._gradients[-1]})

    def path(self) -> Path:
        names = self.optimizer.state_names
        return Path(
            np.array(self._points),
            np.array(self._losses),
            np.array(self._gradients),
            MappingProxyType({n: np.array([s[n] for s in self._states]) for n in names}),
            self._ending(),
            self.ended_at,
        )

    def _memory(self) -> dict[str, Array]:
        """A copy of what the optimizer remembers; zeros before its first step."""
        state = self.optimizer.state
        return {
            name: np.array(state[name].get("point", np.zeros(2)))
            for name in self.optimizer.state_names
        }

    def _ending(self) -> Ending | None:
        if self.ended_at is None:
            return None
        downhill = np.isfinite(self._losses[-1]) and self._losses[-1] < self._losses[0]
        return Ending.ESCAPED if downhill else Ending.DIVERGED

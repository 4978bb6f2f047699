"""Descents: what an optimizer does on a surface, recorded from the first step to the last.

A descent is a pure function of the surface, the racer's settings, the start, the number of steps
and, where batches are drawn, their seed. It is recorded first and played afterwards, so it can be
rewound.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Point, Surface
from core.surfaces.race.racer import Racer
from core.surfaces.race.walk import POINT, Stance, walking

FAR = 10.0  # times as far as the picture reaches, and the start: nothing comes back from there
_SLICE = 16  # steps between two pauses of `racing`


class Ending(StrEnum):
    """Why a path is shorter than the race."""

    DIVERGED = "diverged"  # thrown uphill: each step overshoots by more than the one before
    ESCAPED = "escaped"  # ran downhill, far out of the picture
    UNDEFINED = "undefined"  # came to where the function has no value, or no slope


@dataclass(frozen=True, eq=False)
class Path:
    """One recorded descent. Row k of every array belongs to the point after k steps.

    points: (n, 2). losses: (n,), on the whole data set. gradients: (n, 2), those that the rule
    used: on a batch where there are batches, at the point it looked ahead to if it does. states:
    by name of the optimizer's memory, (n, 2), as it stood after k steps. n is steps + 1, less if
    the path came to an end: at step `ended_at` the point was far outside, or no longer a number,
    or the function had no value there.
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


Paths = tuple[tuple[Path, ...], ...]  # for each racer, one from each start


def race(surface: Surface, racers: Iterable[Racer], start: Point, steps: int) -> tuple[Path, ...]:
    """The paths of all racers from the same start, in their order."""
    return tuple(paths[0] for paths in finish(racing(surface, tuple(racers), (start,), steps)))


def descend(surface: Surface, racer: Racer, start: Point, steps: int) -> Path:
    """The path of one racer."""
    return race(surface, [racer], start, steps)[0]


def reach(surface: Surface, starts: Array) -> Array:
    """How far from the picture's middle, along each axis, a path from each start is followed:
    (..., 2) for starts (..., 2)."""
    low, high = np.transpose([surface.x_range, surface.y_range])
    half = (high - low) / 2
    with np.errstate(over="ignore"):
        outside = (abs(starts - (low + high) / 2) / half).max(axis=-1, keepdims=True)
        found: Array = FAR * half * np.maximum(1.0, outside)
    return found


def finish(racing: Iterator[Paths | None]) -> Paths:
    """The outcome of a race that nobody wants to interrupt."""
    *_, paths = racing
    assert paths is not None
    return paths


def racing(
    surface: Surface,
    racers: Sequence[Racer],
    starts: Sequence[Point],
    steps: int,
    seed: int = 0,
    *,
    bounded: bool = True,
) -> Iterator[Paths | None]:
    """A race in slices of a few milliseconds: None after each, the paths at last.

    `bounded` ends a path that has left the picture for good.
    """
    log = _Log(surface, racers, starts, steps, bounded)
    for stance in walking(surface, racers, np.array(starts, float), steps, seed):
        log.arrive(stance)
        if log.everybody_ended:
            break
        if stance.step % _SLICE == _SLICE - 1:
            yield None
    yield log.paths()


class _Log:
    """A race in the making: racers × starts points, and what has been recorded of them."""

    def __init__(
        self,
        surface: Surface,
        racers: Sequence[Racer],
        starts: Sequence[Point],
        steps: int,
        bounded: bool,
    ) -> None:
        low, high = np.transpose([surface.x_range, surface.y_range])
        self._middle = (low + high) / 2
        self._reach, self._bounded = reach(surface, np.array(starts, float)), bounded
        self._last = 0
        shape = (len(racers), len(starts))
        self._ended_at = np.full(shape, -1)
        self._undefined = np.zeros(shape, bool)
        self._points = np.zeros((steps + 1, *shape, 2))
        self._losses = np.zeros((steps + 1, *shape))
        self._gradients = np.zeros((steps + 1, *shape, 2))
        self._states = [
            {name: np.zeros((steps + 1, len(starts), 2)) for name in racer.rule.state_names}
            for racer in racers
        ]

    @property
    def everybody_ended(self) -> bool:
        return bool((self._ended_at >= 0).all())

    def arrive(self, stance: Stance) -> None:
        """Note where everybody is, and whose path is over here."""
        step = self._last = stance.step
        self._points[step] = stance.points
        self._losses[step] = stance.heights
        self._gradients[step] = stance.gradients
        for optimizer, states in zip(stance.optimizers, self._states, strict=True):
            for name, table in optimizer.state.items():
                if POINT in table:  # before its first step a rule remembers nothing
                    states[name][step] = table[POINT]
        sound = np.isfinite(stance.heights) & np.isfinite(stance.gradients).all(axis=-1)
        near = self._near(stance.points)
        ending = ~(sound & (near if self._bounded else True)) & (self._ended_at < 0)
        if not ending.any():
            return
        self._ended_at[ending] = step
        missing = ~sound & (near | np.isnan(stance.heights) & self._downhill(step - 1))
        self._undefined |= ending & missing & np.isfinite(stance.points).all(axis=-1)

    def _near(self, points: Array) -> Array:
        """Who is not so far outside the picture that nobody comes back from there?"""
        with np.errstate(all="ignore"):
            near: Array = (abs(points - self._middle) <= self._reach).all(axis=-1)
        return near  # False for what is no number

    def _downhill(self, step: int) -> Array:
        """Who is no higher at this step than at the start?"""
        downhill: Array = self._losses[max(step, 0)] <= self._losses[0]
        return downhill

    def paths(self) -> Paths:
        racers, starts = self._ended_at.shape
        return tuple(tuple(self._path(i, j) for j in range(starts)) for i in range(racers))

    def _path(self, racer: int, start: int) -> Path:
        ended_at = int(self._ended_at[racer, start])
        last = self._last
        if ended_at >= 0:  # the last point is shown if there is anything to show
            finite = np.isfinite(self._points[ended_at, racer, start]).all()
            last = ended_at if finite else ended_at - 1
        rows = slice(0, last + 1)
        losses = self._losses[rows, racer, start]
        return Path(
            self._points[rows, racer, start],
            losses,
            self._gradients[rows, racer, start],
            MappingProxyType(
                {name: states[rows, start] for name, states in self._states[racer].items()}
            ),
            self._ending(racer, start, losses) if ended_at >= 0 else None,
            ended_at if ended_at >= 0 else None,
        )

    def _ending(self, racer: int, start: int, losses: Array) -> Ending:
        if self._undefined[racer, start]:
            return Ending.UNDEFINED
        downhill = np.isfinite(losses[-1]) and losses[-1] < losses[0]
        return Ending.ESCAPED if downhill else Ending.DIVERGED

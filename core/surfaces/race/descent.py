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
from core.surfaces.race.astray import far_since, goes_on_outward
from core.surfaces.race.racer import Racer
from core.surfaces.race.walk import POINT, Stance, walking

_OVERFLOWING = 1e50  # numbers so large lead to larger ones than there are
SLICE = 16  # steps between two pauses of `racing`


class Ending(StrEnum):
    """Why a path is shorter than the race."""

    DIVERGED = "diverged"  # thrown uphill, beyond all numbers
    ESCAPED = "escaped"  # ran downhill, beyond all numbers
    UNDEFINED = "undefined"  # came to where the function has no value, or no slope


@dataclass(frozen=True, eq=False)
class Path:
    """One recorded descent. Row k of every array belongs to the point after k steps.

    points: (n, 2). losses: (n,), on the whole data set. gradients: (n, 2), those that the rule
    used: on a batch where there are batches, at the point it looked ahead to if it does. states:
    by name of the optimizer's memory, (n, 2), as it stood after k steps. n is steps + 1, less if
    the path came to an end: at step `ended_at` the point was no longer a number, or the function
    had no value or no slope there. However far out it is, a path goes on: it may come back.
    """

    points: Array
    losses: Array
    gradients: Array
    states: Mapping[str, Array]
    ending: Ending | None = None
    ended_at: int | None = None

    def until(self, step: int) -> "Path":
        """The path up to this step, as if the race had been so short."""
        if step >= len(self.points) - 1 and (self.ended_at or 0) <= step:
            return self
        rows = slice(0, step + 1)
        states = {name: each[rows] for name, each in self.states.items()}
        return Path(self.points[rows], self.losses[rows], self.gradients[rows], states)


def is_astray(surface: Surface, path: Path) -> bool:
    """Is it far out at its end, or out of all numbers? A verdict tells if it may come back."""
    return path.ending is not None or far_since(surface, path.points) is not None


def is_lost(surface: Surface, whole: Path) -> bool:
    """Has it no number at its end, or goes it on outward, far away?"""
    return whole.ending is not None or goes_on_outward(surface, whole.points)


Paths = tuple[tuple[Path, ...], ...]  # for each racer, one from each start


def race(surface: Surface, racers: Iterable[Racer], start: Point, steps: int) -> tuple[Path, ...]:
    """The paths of all racers from the same start, in their order."""
    return tuple(paths[0] for paths in finish(racing(surface, tuple(racers), (start,), steps)))


def descend(surface: Surface, racer: Racer, start: Point, steps: int) -> Path:
    """The path of one racer."""
    return race(surface, [racer], start, steps)[0]


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
) -> Iterator[Paths | None]:
    """A race in slices of a few milliseconds: None after each, the paths at last."""
    log = _Log(surface, racers, starts, steps)
    for stance in walking(surface, racers, np.array(starts, float), steps, seed):
        log.arrive(stance)
        last = stance.step == steps
        if last or stance.step % SLICE == SLICE - 1:
            log.judge()
            if last or log.everybody_ended:
                break
            yield None
    yield log.paths()


class _Log:
    """A race in the making: racers × starts points, and what has been recorded of them.

    Whose path is over is asked of many steps at once: what a point does after its end is cut off.
    """

    def __init__(
        self, surface: Surface, racers: Sequence[Racer], starts: Sequence[Point], steps: int
    ) -> None:
        self._surface = surface
        self._arrived = self._judged = 0  # steps, with the start as one
        shape = (len(racers), len(starts))
        self._ended_at = np.full(shape, -1)
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
        """Note where everybody is."""
        step = stance.step
        self._arrived = step + 1
        self._points[step] = stance.points
        self._losses[step] = stance.heights
        self._gradients[step] = stance.gradients
        for optimizer, states in zip(stance.optimizers, self._states, strict=True):
            for name, table in optimizer.state.items():
                if POINT in table:  # before its first step a rule remembers nothing
                    states[name][step] = table[POINT]

    def judge(self) -> None:
        """Find whose path has come to its end in the steps that nobody has judged yet."""
        rows = slice(self._judged, self._arrived)
        goes_on = self._sound(rows)
        ends = ~goes_on.all(axis=0) & (self._ended_at < 0)
        self._ended_at[ends] = self._judged + goes_on.argmin(axis=0)[ends]
        self._judged = self._arrived

    def _sound(self, rows: slice) -> Array:
        """Where the function has a value, and a slope."""
        sound: Array = np.isfinite(self._losses[rows])
        for each in (self._points[rows], self._gradients[rows]):
            sound &= np.isfinite(each).all(axis=-1)
        return sound

    def paths(self) -> Paths:
        racers, starts = self._ended_at.shape
        return tuple(tuple(self._path(i, j) for j in range(starts)) for i in range(racers))

    def _path(self, racer: int, start: int) -> Path:
        ended_at = int(self._ended_at[racer, start])
        last = self._arrived - 1
        if ended_at >= 0:  # the last point is shown if there is anything to show
            finite = np.isfinite(self._points[ended_at, racer, start]).all()
            last = ended_at if finite else ended_at - 1
        rows = slice(0, last + 1)
        return Path(
            self._points[rows, racer, start],
            self._losses[rows, racer, start],
            self._gradients[rows, racer, start],
            MappingProxyType(
                {name: states[rows, start] for name, states in self._states[racer].items()}
            ),
            self._ending(racer, start, ended_at) if ended_at >= 0 else None,
            ended_at if ended_at >= 0 else None,
        )

    def _ending(self, racer: int, start: int, step: int) -> Ending:
        """Why a path that is over at `step` is so."""
        if step == 0:  # nobody was thrown anywhere
            return Ending.UNDEFINED
        points, losses = self._points[: step + 1, racer, start], self._losses[:, racer, start]
        before = losses[max(step - 1, 0)]
        if (abs(points[-1]) < _OVERFLOWING).all() and not self._surface.overflows(*points[-1]):
            far = far_since(self._surface, points) is not None
            if not far or (np.isnan(losses[step]) and before <= losses[0]):
                return Ending.UNDEFINED
        known = losses[: step + 1][~np.isnan(losses[: step + 1])]
        return Ending.ESCAPED if len(known) and known[-1] < known[0] else Ending.DIVERGED

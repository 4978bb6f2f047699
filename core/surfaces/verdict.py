"""How a race ended for somebody, and why, in one sentence with its numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.engine import Array
from core.format import number
from core.messages import Message
from core.optimizers import Optimizer
from core.surfaces.curvature import largest_curvature
from core.surfaces.descent import Ending, Path
from core.surfaces.minima import find_minima, minima_of
from core.surfaces.minimum import Minimum
from core.surfaces.racer import Racer
from core.surfaces.surface import Point, Surface

ARRIVED = 0.005  # of the picture's diagonal: so near to a minimum counts as there
_FLAT = 1e-3  # of the steepest slope met: a slope that no rule gets far with in this race
_AROUND, _MESH = 10.0, 21  # tolerances, and points on a side: where a path's end is looked at
_LATELY, _STILL = 10, 0.1  # who moved less in so many steps than this share of the tolerance
_SWINGS = 0.6  # share of steps that turn back, from which on a path swings


class Outcome(StrEnum):
    """How a path ended."""

    ARRIVED = "arrived"  # at a minimum than which none is lower
    LOCAL = "local"  # at a minimum that is not the lowest
    DIVERGED = "diverged"
    ESCAPED = "escaped"
    FLAT = "flat"  # stuck where there is hardly any slope
    SWINGING = "swinging"  # to and fro over the minimum
    UNDER_WAY = "under_way"


@dataclass(frozen=True)
class Verdict:
    """An outcome, the sentence about it, and the step from which on it holds."""

    outcome: Outcome
    message: Message
    step: int | None = None


def distances(
    surface: Surface, path: Path, minima: tuple[Minimum, ...] | None = None
) -> Array | None:
    """How far each point of the path is from the nearest of the lowest minima; None where there
    is no minimum. minima: those of the surface's picture, unless others are given."""
    lowest = _lowest(minima_of(surface) if minima is None else minima)
    return _nearest(path.points, lowest)[1] if lowest else None


def _lowest(minima: tuple[Minimum, ...]) -> tuple[Minimum, ...]:
    """Those that no other is lower than; Himmelblau's function has four."""
    least = min((each.height for each in minima), default=0.0)
    slack = 1e-6 * max(1.0, abs(least))
    return tuple(each for each in minima if each.height <= least + slack)


def tolerance(surface: Surface) -> float:
    """How near to a minimum counts as there."""
    (left, right), (bottom, top) = surface.x_range, surface.y_range
    return ARRIVED * float(np.hypot(right - left, 0 if surface.is_curve else top - bottom))


def verdict(
    surface: Surface,
    racer: Racer,
    path: Path,
    name: str,
    minima: tuple[Minimum, ...] | None = None,
) -> Verdict:
    """How it ended for `name`, who walked this path. minima: as for `distances`."""
    if path.ending is Ending.ESCAPED:
        return _say(Outcome.ESCAPED, name, path.ended_at)
    if path.ending is Ending.DIVERGED:
        return _diverged(surface, racer, path, name)
    minima = minima_of(surface) if minima is None else minima
    arrival = _arrival(surface, path, minima, name)
    if arrival is not None:
        return arrival
    slopes = np.hypot(*path.gradients.T)
    lately = float(np.hypot(*(path.points[-1] - path.points[-_LATELY:]).T).max())
    still = lately < _STILL * tolerance(surface)
    if slopes[-1] == 0 or (still and slopes[-1] < _FLAT * slopes.max()):
        beyond = _arrival(surface, path, (*minima, *_minimum_at(surface, path)), name)
        return beyond or _say(Outcome.FLAT, name, None, slope=number(slopes[-1], 2))
    if _swings(path):
        return _swinging(surface, racer, path, name)
    return _say(Outcome.UNDER_WAY, name, None, loss=number(path.losses[-1], 3))


def _arrival(
    surface: Surface, path: Path, minima: tuple[Minimum, ...], name: str
) -> Verdict | None:
    """The verdict on a path that ends at one of these minima; None if it does not."""
    if not minima:
        return None
    which, away = _nearest(path.points, minima)
    if away[-1] > tolerance(surface):
        return None
    outside = np.flatnonzero((away > tolerance(surface)) | (which != which[-1]))
    step = int(outside[-1]) + 1 if len(outside) else 0
    there = minima[which[-1]]
    outcome = Outcome.ARRIVED if there in _lowest(minima) else Outcome.LOCAL
    return _say(outcome, name, step, kind=f"{outcome}_floor" if there.is_floor else "")


def _minimum_at(surface: Surface, path: Path) -> tuple[Minimum, ...]:
    """The minima around the end of a path, if there are any where none were looked for."""
    reach = _AROUND * tolerance(surface)
    x, y = map(float, path.points[-1])
    return find_minima(surface, (x - reach, x + reach), (y - reach, y + reach), _MESH)


def stability(
    surface: Surface, racer: Racer, point: Point, step: int = 0
) -> tuple[float, float] | None:
    """Learning rate × largest curvature at a point, and the limit above which the rule, as it is
    set at this step, is thrown out of such a parabola; None where it knows no limit or the surface
    does not bend up."""
    found = _pull(surface, racer.at(step), point)
    return None if found is None else (found.product, found.limit)


@dataclass(frozen=True)
class _Pull:
    """What a parabola as curved as the surface does to a rule as it is set at some step."""

    curvature: float
    rate: float
    limit: float  # of their product

    @property
    def product(self) -> float:
        return self.curvature * self.rate

    @property
    def fields(self) -> dict[str, str]:
        numbers = {"curvature": self.curvature, "rate": self.rate, "product": self.product}
        return {name: number(v, 3) for name, v in {**numbers, "limit": self.limit}.items()}


def _pull(surface: Surface, optimizer: Optimizer, point: Point) -> _Pull | None:
    limit = optimizer.stability
    curvature = largest_curvature(surface, point)
    if limit is None or not np.isfinite(curvature) or curvature <= 0:
        return None
    return _Pull(curvature, float(optimizer.lr), limit)


def _pulls(surface: Surface, racer: Racer, path: Path, steps: Iterable[int]) -> list[_Pull]:
    """At some points of a path, for the rule as the schedules had set it there: before the step
    that leads on, at the end before the last that was made."""
    last = max(len(path.points) - 2, 0)
    found = []
    for step in steps:
        x, y = path.points[step]
        found.append(_pull(surface, racer.at(min(step, last)), (float(x), float(y))))
    return [each for each in found if each is not None]


def _swinging(surface: Surface, racer: Racer, path: Path, name: str) -> Verdict:
    """To and fro, wider and wider if the learning rate is too large for the curvature."""
    pulls = _pulls(surface, racer, path, [len(path.points) - 1])
    if not pulls:
        return _say(Outcome.SWINGING, name, None)
    (found,) = pulls
    growing = found.product > found.limit and path.losses[-1] > path.losses.min()
    kind = "diverging" if growing else "swinging_near"
    outcome = Outcome.DIVERGED if growing else Outcome.SWINGING
    return _say(outcome, name, None, kind=kind, **found.fields)


def _diverged(surface: Surface, racer: Racer, path: Path, name: str) -> Verdict:
    """Thrown out by the curvature, or by steps whose length is the learning rate's own."""
    some = np.unique(np.linspace(0, len(path.points) - 1, 12).astype(int))
    pulls = _pulls(surface, racer, path, some.tolist())
    if not pulls:
        scaled = racer.make().stability is None
        kind = "overstrode" if scaled else "diverged_somehow"
        return _say(Outcome.DIVERGED, name, path.ended_at, kind=kind)
    hardest = max(pulls, key=lambda each: each.product / each.limit)
    if hardest.product <= hardest.limit:
        return _say(Outcome.DIVERGED, name, path.ended_at, kind="diverged_somehow")
    return _say(Outcome.DIVERGED, name, path.ended_at, **hardest.fields)


def _nearest(points: Array, minima: tuple[Minimum, ...]) -> tuple[Array, Array]:
    """For each point, the number of the nearest minimum and how far it is."""
    away = np.stack([each.away(points) for each in minima])
    return away.argmin(axis=0), away.min(axis=0)


def _swings(path: Path) -> bool:
    """Do most of the last steps turn back on the one before?"""
    strides = np.diff(path.points[-21:], axis=0)
    if len(strides) < 4:
        return False
    back = (strides[1:] * strides[:-1]).sum(axis=1) < 0
    return bool(back.mean() > _SWINGS)


def _say(
    outcome: Outcome, name: str, step: int | None, *, kind: str = "", **fields: object
) -> Verdict:
    given = {"name": name, **fields} | ({} if step is None else {"step": step})
    return Verdict(outcome, Message(f"arena.verdict.{kind or outcome}", given), step)

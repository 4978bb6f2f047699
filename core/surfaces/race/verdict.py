"""How a race ended for somebody, and why, in one sentence with its numbers."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.engine import Array
from core.format import number
from core.messages import Message
from core.surfaces.functions.surface import Surface
from core.surfaces.minima.bottoms import minimum_under
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.nearest_minimum_index import NOWHERE
from core.surfaces.minima.search import minima_of
from core.surfaces.race.arrival import (
    LATELY,
    STAYS,
    arrival_radii,
    diagonal,
    minima_around,
    near,
    nearest,
    patience,
    settled,
    square_of,
    still,
    tolerance,
)
from core.surfaces.race.decay import balance
from core.surfaces.race.descent import Ending, Path, finish, racing
from core.surfaces.race.lowest import goes_deeper, lowest_of
from core.surfaces.race.pull import pull, pulls
from core.surfaces.race.racer import Racer
from core.surfaces.race.relief import spread

_FLAT = 1e-3  # of the picture's height over its diagonal: along such a slope there is no descent
_LOOKS = 12  # at the first steps of a path, and at as many along it
_SWINGS = 0.6  # share of steps that turn back, from which on a path swings
_HARD = 0.5  # of the limit: SGD swings on a parabola from there on
_TREMBLES = 12  # steps from which on a path can be seen to fall no further


class Outcome(StrEnum):
    """How a path ended."""

    ARRIVED = "arrived"  # at a minimum than which none is lower
    LOCAL = "local"  # at a minimum that is not the lowest
    DIVERGED = "diverged"
    ESCAPED = "escaped"
    FLAT = "flat"  # stuck where there is hardly any slope
    DECAYED = "decayed"  # held by weight decay, which takes back what its steps gain
    SWINGING = "swinging"  # to and fro over the minimum
    UNDEFINED = "undefined"  # where the function has no value, or no slope
    UNDER_WAY = "under_way"


@dataclass(frozen=True)
class Verdict:
    """An outcome, the sentence about it, and the step from which on it holds."""

    outcome: Outcome
    message: Message
    step: int | None = None


def verdict(
    surface: Surface,
    racer: Racer,
    path: Path,
    name: str,
    minima: tuple[Minimum, ...] | None = None,
    seed: int = 0,
) -> Verdict:
    """How it ended for `name`, who walked this path. minima: as for `distances`. seed: that of the
    batches. The way beyond the race's end is walked, too: who is at a minimum at the last step may
    only be passing it, and who is not may still come."""
    if path.ending is not None:
        return _ended(surface, racer, path, name)
    whole = _beyond_the_end(surface, racer, path, seed)
    minima = minima_of(surface) if minima is None else minima
    return (
        _arrived(surface, path, whole, name, minima)
        or _at_rest(surface, racer, path, name)
        or _restless(surface, racer, path, name)
        or _under_way(path, whole, name)
    )


def _ended(surface: Surface, racer: Racer, path: Path, name: str) -> Verdict:
    """Of a path that came to its end before the race did."""
    if path.ending is Ending.DIVERGED:
        return _diverged(surface, racer, path, name)
    if path.ending is Ending.ESCAPED:
        return _say(Outcome.ESCAPED, name, path.ended_at)
    kind = "" if path.ended_at else "undefined_start"
    return _say(Outcome.UNDEFINED, name, path.ended_at, kind=kind)


def _arrived(
    surface: Surface, path: Path, whole: Path, name: str, minima: tuple[Minimum, ...]
) -> Verdict | None:
    """At a minimum, in the race or after its end; who is shaken would not stay there."""
    last = len(path.points) - 1
    arrival = _arrival_somewhere(surface, whole.until(STAYS * last), minima)
    if arrival is not None and arrival.step <= last:
        return _say(arrival.outcome, name, arrival.step, kind=arrival.kind)
    arrival = _arrival_somewhere(surface, whole, minima)
    if arrival is None or _is_shaken(surface, path):
        return None
    fields = {"loss": number(path.losses[-1], 3), "later": arrival.step}
    return _say(Outcome.UNDER_WAY, name, None, kind="later", **fields)


def _at_rest(surface: Surface, racer: Racer, path: Path, name: str) -> Verdict | None:
    """Not at a minimum, and yet without a move."""
    slope = float(np.hypot(*path.gradients[-1]))
    rests = bool(still(surface, _lately(path))[0])
    if slope == 0:
        return _say(Outcome.FLAT, name, None, kind="flat_zero")
    held = balance(racer, path) if rests and not _swings(path) else None
    if held is not None:
        fields = {"slope": number(slope, 2), **held.fields}
        return _say(Outcome.DECAYED, name, None, **fields)
    if rests and slope < _FLAT * spread(surface) / diagonal(surface):
        return _say(Outcome.FLAT, name, None, slope=number(slope, 2))
    if rests and len(path.points) > LATELY and not _swings(path):
        return _say(Outcome.FLAT, name, None, kind="unmoved", slope=number(slope, 2))
    return None


def _restless(surface: Surface, racer: Racer, path: Path, name: str) -> Verdict | None:
    """To and fro, by the rate or by the batches."""
    if _swings(path):
        return _swinging(surface, racer, path, name)
    return _trembling(racer, path, name) if _is_shaken(surface, path) else None


def _is_shaken(surface: Surface, path: Path) -> bool:
    """By the noise of the batches."""
    return surface.batches is not None and (_swings(path) or _trembles(path))


def _under_way(path: Path, whole: Path, name: str) -> Verdict:
    """Neither arrived nor lost, so far."""
    fields = {"loss": number(path.losses[-1], 3), "later": whole.ended_at}
    kind = "" if whole.ended_at is None else "lost_later"
    return _say(Outcome.UNDER_WAY, name, None, kind=kind, **fields)


def _beyond_the_end(surface: Surface, racer: Racer, path: Path, seed: int) -> Path:
    """The path as it goes on, for as many steps as the basins give it."""
    last = len(path.points) - 1
    if patience(last) == last:
        return path
    x, y = path.points[0]
    return finish(racing(surface, [racer], [(float(x), float(y))], patience(last), seed))[0][0]


@dataclass(frozen=True)
class _Arrival:
    """At what, from which step on, and how that is said."""

    outcome: Outcome
    step: int
    kind: str


def _arrival_somewhere(
    surface: Surface, path: Path, minima: tuple[Minimum, ...]
) -> _Arrival | None:
    """At one of these minima, or where a path rests at another one."""
    if path.ending is not None:
        return None
    found = _arrival(surface, path, minima)
    if found is None and (still(surface, _lately(path))[0] or not path.gradients[-1].any()):
        minima = (*minima, *_minima_at_end(surface, path))
        found = _arrival(surface, path, minima)
        if found is None:  # no search has found it
            found = _arrival(surface, path, (*minima, *_minimum_under_end(surface, path)))
    return found


def _arrival(surface: Surface, path: Path, minima: tuple[Minimum, ...]) -> _Arrival | None:
    """Of a path that comes to rest at one of these minima, or has been there for some steps; None
    if it does not."""
    if not minima or settled(_lately(path), near(surface, minima))[0] == NOWHERE:
        return None
    which, away = nearest(path.points, minima)
    outside = np.flatnonzero((away > arrival_radii(surface, minima)[which]) | (which != which[-1]))
    step = int(outside[-1]) + 1 if len(outside) else 0
    there = minima[which[-1]]
    lowest = there in lowest_of(surface, minima) and not goes_deeper(surface, there)
    outcome = Outcome.ARRIVED if lowest else Outcome.LOCAL
    return _Arrival(outcome, step, f"{outcome}_floor" if there.is_floor else "")


def _lately(path: Path) -> list[Array]:
    """The last points of one path, as those of many are looked at."""
    return list(path.points[-LATELY:, None])


def _minima_at_end(surface: Surface, path: Path) -> tuple[Minimum, ...]:
    """The minima around the end of a path, if there are any where none were looked for."""
    column, row = square_of(surface, path.points[-1:])[0].tolist()
    return minima_around(surface, (column, row))


def _minimum_under_end(surface: Surface, path: Path) -> tuple[Minimum, ...]:
    """That in whose well a path ends, which may be too narrow for a search."""
    x, y = map(float, path.points[-1])
    found = minimum_under(surface, (x, y), tolerance(surface))
    return () if found is None else (found,)


def _swinging(surface: Surface, racer: Racer, path: Path, name: str) -> Verdict:
    """To and fro, wider and wider if the learning rate is too large for the curvature."""
    strides = np.diff(path.points[-3:], axis=0)
    swing = strides[1] - strides[0]  # without what goes on along the valley
    x, y = map(float, path.points[-1])
    found = pull(surface, racer.at(len(path.points) - 2), (x, y), swing)
    if found is not None and found.too_hard and path.losses[-1] > path.losses.min():
        kind = "diverging_scheduled" if racer.paced == "scheduled" else "diverging"
        return _say(Outcome.DIVERGED, name, None, kind=kind, **found.fields)
    if surface.batches is not None:
        return _trembling(racer, path, name)
    if found is None or found.too_hard or found.product < _HARD * found.limit:
        # it is no parabola that it swings in
        return _say(Outcome.SWINGING, name, None)
    return _say(Outcome.SWINGING, name, None, kind="swinging_near", **found.fields)


def _diverged(surface: Surface, racer: Racer, path: Path, name: str) -> Verdict:
    """Thrown out by the curvature where it first was too much, or by steps whose length is the
    learning rate's own."""
    last = len(path.points) - 1
    early, later = np.arange(min(_LOOKS, last + 1)), np.linspace(0, last, _LOOKS).astype(int)
    met = pulls(surface, racer, path, np.union1d(early, later).tolist())
    cause = next((each for each in met if each.too_hard), None)
    paced = f"_{racer.paced}" if racer.paced else ""
    if cause is not None:
        momentum = number(getattr(racer.at(cause.step), "momentum", 0.0), 3)
        fields = {**cause.fields, "at": cause.step + 1, "momentum": momentum}
        return _say(Outcome.DIVERGED, name, path.ended_at, kind=f"diverged{paced}", **fields)
    if met or racer.make().stability is not None:
        return _say(Outcome.DIVERGED, name, path.ended_at, kind="diverged_somehow")
    kind = "overstrode_scheduled" if racer.paced == "scheduled" else "overstrode"
    rate = number(float(racer.at(max(last - 1, 0)).lr), 3)
    return _say(Outcome.DIVERGED, name, path.ended_at, kind=kind, rate=rate)


def _trembling(racer: Racer, path: Path, name: str) -> Verdict:
    """By what rest would come: a schedule lowers the learning rate already, if not enough."""
    kind = "trembling_scheduled" if racer.paced == "scheduled" else "trembling"
    rate = number(float(racer.at(max(len(path.points) - 2, 0)).lr), 3)
    return _say(Outcome.SWINGING, name, None, kind=kind, rate=rate)


def _swings(path: Path) -> bool:
    """Do most of the last steps turn back on the one before?"""
    strides = np.diff(path.points[-21:], axis=0)
    if len(strides) < 4:
        return False
    back = (strides[1:] * strides[:-1]).sum(axis=1) < 0
    return bool(back.mean() > _SWINGS)


def _trembles(path: Path) -> bool:
    """Has its loss fallen by less, of late, than it goes up and down by itself?"""
    losses = path.losses[len(path.losses) // 2 :]
    before, after = losses[: len(losses) // 2], losses[len(losses) // 2 :]
    return len(losses) >= _TREMBLES and bool(before.mean() - after.mean() < after.std())


def _say(
    outcome: Outcome, name: str, step: int | None, *, kind: str = "", **fields: object
) -> Verdict:
    given = {"name": name, **fields} | ({} if step is None else {"step": step})
    return Verdict(outcome, Message(f"arena.verdict.{kind or outcome}", given), step)

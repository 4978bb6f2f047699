"""How a race ended for somebody, and why, in one sentence with its numbers."""

from collections.abc import Generator

import numpy as np

from core.engine import Array
from core.following import finish as at_once
from core.format import number
from core.messages import Message
from core.optimizers.adaptive import AdaGrad
from core.surfaces.functions.surface import Surface
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.search import minima_of
from core.surfaces.race.arrival import LATELY, STAYS, diagonal, patience, tolerance
from core.surfaces.race.astray import far_since
from core.surfaces.race.course import (
    bottom_ahead,
    is_gone,
    overshoots,
    runs_downhill,
    wanders,
)
from core.surfaces.race.decay import balance, overdecay
from core.surfaces.race.descent import Ending, Path, finish, is_lost, racing
from core.surfaces.race.fading import fades_in, remembers_steeper
from core.surfaces.race.outcome import Outcome, Verdict, say
from core.surfaces.race.path_arrival import Arrival, arrival, rests, stays
from core.surfaces.race.pull import pulls
from core.surfaces.race.racer import Racer
from core.surfaces.race.relief import spread
from core.surfaces.race.summit import standing
from core.surfaces.race.swing import Swing, cycles, dies_out, swings
from core.surfaces.race.trembling import calming, trembles
from core.surfaces.race.unrest import unrest

_FLAT = 1e-3  # of the picture's height over its diagonal: along such a slope there is no descent
_LOOKS = 12  # at the first steps of a path, and at as many along it


def verdict(
    surface: Surface,
    racer: Racer,
    path: Path,
    name: str,
    minima: tuple[Minimum, ...] | None = None,
    seed: int = 0,
    whole: Path | None = None,
) -> Verdict:
    """How it ended for `name`, who walked this path. minima: as for `distances`. seed: that of the
    batches. whole: the way as it goes on beyond the race's end, for as long as `patience` has it;
    walked if it is not given. Who is at a minimum at the last step may only be passing it, who is
    not may still come, and who is far away may come back."""
    if path.ending is not None:
        return _ended(surface, racer, path, name)
    whole = _beyond_the_end(surface, racer, path, seed) if whole is None else whole
    minima = minima_of(surface) if minima is None else minima
    return at_once(deciding(surface, racer, path, name, minima, whole))


def deciding(
    surface: Surface,
    racer: Racer,
    path: Path,
    name: str,
    minima: tuple[Minimum, ...],
    whole: Path,
) -> Generator[None, None, Verdict]:
    """The verdict, with pauses amid what takes long. Of a path that has ended there is no more."""
    if path.ending is not None:
        return _ended(surface, racer, path, name)
    arrived = yield from _arrived(surface, path, whole, name, minima)
    return (
        arrived
        or _astray(surface, racer, path, whole, name)
        or _at_rest(surface, racer, path, whole, name)
        or _restless(surface, racer, path, whole, name, minima)
        or _under_way(surface, path, whole, name)
    )


def _ended(surface: Surface, racer: Racer, path: Path, name: str) -> Verdict:
    """Of a path that came to its end before the race did."""
    if path.ending is Ending.UNDEFINED:
        cause = "overflow" if surface.overflows(*map(float, path.points[0])) else "undefined"
        kind = "" if path.ended_at else f"{cause}_start"
        return say(Outcome.UNDEFINED, name, path.ended_at, kind=kind)
    since = far_since(surface, path.points) if len(path.points) else None
    step = path.ended_at if since is None else since
    if since is None and surface.overflows(*map(float, path.points[-1])):
        met = pulls(surface, racer, path, range(len(path.points) - 1))
        fields = next((each.fields for each in met if each.too_hard), {})
        kind = "overflowed_by_curvature" if fields else "overflowed"
        return say(Outcome.DIVERGED, name, step, kind=kind, **fields)
    if path.ending is Ending.ESCAPED:
        return say(Outcome.ESCAPED, name, step)
    return _diverged(surface, racer, path, name, step)


def _astray(surface: Surface, racer: Racer, path: Path, whole: Path, name: str) -> Verdict | None:
    """Far out, and never back from there; who swings there, comes back, or comes to a bottom that
    lies ahead, is not lost."""
    since = far_since(surface, whole.points) if is_lost(surface, whole) else None
    if since is None or since >= len(path.points) or whole.ending is Ending.UNDEFINED:
        return None
    if bottom_ahead(surface, whole) is not None:
        return None
    if runs_downhill(whole):
        return say(Outcome.ESCAPED, name, since)
    if wanders(whole):
        return say(Outcome.WANDERING, name, since)
    return _diverged(surface, racer, path, name, since)


def _arrived(
    surface: Surface, path: Path, whole: Path, name: str, minima: tuple[Minimum, ...]
) -> Generator[None, None, Verdict | None]:
    """At a minimum, in the race or after its end; who is shaken would not stay there. Who rests at
    one has arrived, even if his swings should begin anew after the race."""
    last = len(path.points) - 1
    here = arrival(surface, path, minima)
    left_at = None if here is None else here.left_at(whole.points, last)
    if here is not None and left_at is None:
        left_at = whole.ended_at  # it came from there to where the function has no value
    if here is not None and (left_at is None or rests(surface, path)):
        return _say_arrival(here, name, left_at)
    yield  # each may search for minima around a place where none were looked for
    stays = arrival(surface, whole.until(STAYS * last), minima)
    if stays is not None and stays.step <= last:
        return _say_arrival(stays, name, left_at)
    if _is_shaken(surface, path):
        return None
    yield
    later = arrival(surface, whole, minima)
    if here is not None and last - here.step + 1 >= LATELY:
        kind, then = ("passing", None) if later is None else ("passing_later", later.step)
        return say(Outcome.UNDER_WAY, name, here.step, kind=kind, left_at=left_at, later=then)
    if later is None:
        return None
    fields = {"loss": number(path.losses[-1], 3), "later": later.step}
    return say(Outcome.UNDER_WAY, name, None, kind="later", **fields)


def _say_arrival(found: Arrival, name: str, left_at: int | None) -> Verdict:
    outcome = Outcome.ARRIVED if found.lowest else Outcome.LOCAL
    kind = f"{outcome}_floor" if found.minimum.is_floor else ""
    then = "" if left_at is None else Message("arena.verdict.left", {"left_at": left_at})
    return say(outcome, name, found.step, kind=kind, then=then)


def _at_rest(surface: Surface, racer: Racer, path: Path, whole: Path, name: str) -> Verdict | None:
    """Not at a minimum, and yet without a move."""
    slope = float(np.hypot(*path.gradients[-1]))
    unmoved = rests(surface, path)
    held = balance(racer, path) if slope and unmoved and not swings(path) else None
    if held is not None:
        fields = {"slope": number(slope, 2), **held.fields}
        for_good = stays(surface, path, whole) and not remembers_steeper(racer, path)
        kind = "" if for_good else "decayed_creeping"
        return say(Outcome.DECAYED, name, None, kind=kind, **fields)
    on_saddle = unmoved and stays(surface, path, whole) and _is_flat(surface, slope)
    if on_saddle and standing(surface, path) is not None:
        return _flat(surface, path, name, slope)
    fades = fades_in(surface, racer, path) if unmoved and not swings(path) else None
    if fades is not None:
        fields = {"slope": number(slope, 2), "later": number(float(f"{fades:.1e}"))}
        return say(Outcome.UNDER_WAY, name, None, kind="held", **fields)
    if not stays(surface, path, whole):
        return None
    if slope == 0 or (unmoved and _is_flat(surface, slope)):
        return _flat(surface, path, name, slope)
    if unmoved and len(path.points) > LATELY and not swings(path):
        return say(Outcome.FLAT, name, None, kind="unmoved", slope=number(slope, 2))
    return None


def _is_flat(surface: Surface, slope: float) -> bool:
    return slope <= _FLAT * spread(surface) / diagonal(surface)


def _flat(surface: Surface, path: Path, name: str, slope: float) -> Verdict:
    """Where there is hardly any slope: on a saddle point or a summit, if it can be told."""
    on = standing(surface, path)
    if on is not None:
        kind = f"{on.kind}_by_heights" if on.curvature is None else on.kind
        shape = {"along": on.along, "curvature": number(on.curvature or 0.0, 3)}
        return say(Outcome.FLAT, name, None, kind=kind, slope=number(slope, 2), **shape)
    if slope == 0:
        return say(Outcome.FLAT, name, None, kind="flat_zero")
    return say(Outcome.FLAT, name, None, slope=number(slope, 2))


def _restless(
    surface: Surface,
    racer: Racer,
    path: Path,
    whole: Path,
    name: str,
    minima: tuple[Minimum, ...],
) -> Verdict | None:
    """To and fro, by the rate or by the batches."""
    if swings(path):
        return _swinging(Swing(surface, racer, path), whole, name, minima)
    if surface.batches is None and not racer.paced and cycles(path, whole, tolerance(surface)):
        return say(Outcome.SWINGING, name, None)
    return _trembling(racer, path, name) if _is_shaken(surface, path) else None


def _is_shaken(surface: Surface, path: Path) -> bool:
    """By the noise of the batches."""
    return surface.batches is not None and (swings(path) or trembles(path))


def _under_way(surface: Surface, path: Path, whole: Path, name: str) -> Verdict:
    """Neither arrived nor lost, so far."""
    loss = number(path.losses[-1], 3)
    ahead = bottom_ahead(surface, whole) if is_lost(surface, whole) else None
    if ahead is not None:
        where = _place(surface, ahead)
        return say(Outcome.UNDER_WAY, name, None, kind="towards", loss=loss, where=where)
    later = None
    if is_gone(surface, whole):
        later = far_since(surface, whole.points) if whole.ended_at is None else whole.ended_at
    kind = "" if later is None else "lost_later"
    return say(Outcome.UNDER_WAY, name, None, kind=kind, loss=loss, later=later)


def _place(surface: Surface, point: Array) -> Message:
    """In words; what is near to 0 is 0, for such a place is found along a straight line."""
    x, y = (number(0.0 if abs(each) < tolerance(surface) else each, 3) for each in point)
    if surface.is_curve:
        return Message("arena.verdict.place_on_curve", {"x": x})
    return Message("arena.verdict.place", {"x": x, "y": y})


def _beyond_the_end(surface: Surface, racer: Racer, path: Path, seed: int) -> Path:
    """The path as it goes on, for as many steps as the basins give it."""
    last = len(path.points) - 1
    if patience(last) == last:
        return path
    x, y = path.points[0]
    return finish(racing(surface, [racer], [(float(x), float(y))], patience(last), seed))[0][0]


def _swinging(swing: Swing, whole: Path, name: str, minima: tuple[Minimum, ...]) -> Verdict | None:
    """To and fro, wider and wider if the learning rate is too large for the curvature."""
    scheduled = "_scheduled" if swing.racer.paced == "scheduled" else ""
    found = swing.pull
    if found is not None and swing.diverges(whole):
        return say(Outcome.DIVERGED, name, None, kind=f"diverging{scheduled}", **found.fields)
    if is_lost(swing.surface, whole):
        return None  # it swings no longer then
    if swing.surface.batches is not None:
        return _trembling(swing.racer, swing.path, name)
    cause = unrest(swing, minima)
    if cause is None:
        if issubclass(swing.racer.rule, AdaGrad):
            return say(Outcome.UNDER_WAY, name, None, kind="calming")
        for_ever = cycles(swing.path, whole, tolerance(swing.surface))
        calms = dies_out(swing.path, whole) and not for_ever
        return None if calms else say(Outcome.SWINGING, name, None)
    if not cause.place:
        kind = "swinging_limit" if cause.pull.at_limit else "swinging_near"
        return say(Outcome.SWINGING, name, None, kind=kind, **cause.pull.fields)
    fields = {"where": Message(f"arena.verdict.at_{cause.place}"), **cause.pull.fields}
    return say(Outcome.SWINGING, name, None, kind=f"swinging_beyond{scheduled}", **fields)


def _diverged(surface: Surface, racer: Racer, path: Path, name: str, step: int | None) -> Verdict:
    """Far out from this step on: thrown out by the curvature where it first was too much, by its
    own weight decay, or by steps whose length is the learning rate's own."""
    last = min(len(path.points) - 1, step or 0)  # what comes later is no cause
    early, later = np.arange(min(_LOOKS, last + 1)), np.linspace(0, last, _LOOKS).astype(int)
    met = pulls(surface, racer, path, np.union1d(early, later).tolist())
    thrown = (each for each in met if each.too_hard and overshoots(path, each.step))
    cause = next(thrown, None)
    paced = f"_{racer.paced}" if racer.paced else ""
    if cause is not None:
        momentum = number(getattr(racer.at(cause.step), "momentum", 0.0), 3)
        fields = {**cause.fields, "at": cause.step + 1, "momentum": momentum}
        return say(Outcome.DIVERGED, name, step, kind=f"diverged{paced}", **fields)
    if met or racer.make().stability is not None:
        return say(Outcome.DIVERGED, name, step, kind="diverged_somehow")
    rule = racer.at(max(last - 1, 0))
    if (decays := overdecay(rule)) is not None:
        return say(Outcome.DIVERGED, name, step, kind="overdecayed", **decays)
    kind = "overstrode_scheduled" if racer.paced == "scheduled" else "overstrode"
    return say(Outcome.DIVERGED, name, step, kind=kind, rate=number(float(rule.lr), 3))


def _trembling(racer: Racer, path: Path, name: str) -> Verdict:
    """By what rest would come: a schedule lowers the learning rate already, perhaps enough."""
    if racer.paced != "scheduled":
        return say(Outcome.SWINGING, name, None, kind="trembling")
    rate = number(float(racer.at(max(len(path.points) - 2, 0)).lr), 3)
    calmer = calming(path)
    if calmer is None:
        return say(Outcome.SWINGING, name, None, kind="trembling_scheduled", rate=rate)
    lengths = {"before": number(calmer[0], 2), "after": number(calmer[1], 2)}
    return say(Outcome.SWINGING, name, None, kind="trembling_less", rate=rate, **lengths)

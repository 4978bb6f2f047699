"""What became of everybody, measured by the minima that there are: distances, and verdicts."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.engine import Array
from core.surfaces.minima.minimum import Minimum
from core.surfaces.race.arrival import patience
from core.surfaces.race.descent import Path, racing
from core.surfaces.race.lowest import distances
from core.surfaces.race.setup import RaceSetup
from core.surfaces.race.verdict import Verdict, deciding


@dataclass(frozen=True, eq=False)
class Judgement:
    """On one path. away: the distance of each of its points from the nearest of the lowest minima,
    None where there is none. verdict: None as long as nobody has asked for it."""

    path: Path
    minima: tuple[Minimum, ...]
    away: Array | None
    verdict: Verdict | None = None


Judged = Mapping[str, Judgement]  # by the racers' ids


def judging(
    setup: RaceSetup,
    paths: Mapping[str, Path],
    minima: tuple[Minimum, ...],
    known: Judged,
    *,
    verdicts: bool,
) -> Iterator[tuple[str, Judgement] | None]:
    """First all distances, then the verdicts, if they are wanted; what is known is not asked for
    again. A curve of distances follows a hand so. None, amid what takes long."""
    found: dict[str, Judgement] = {}
    surface = setup.surface
    for id, path in paths.items():
        old = known.get(id)
        if old is None or (old.path, old.minima) != (path, minima):
            old = Judgement(path, minima, distances(surface, path, minima))
        found[id] = old
        yield id, old
    left = [id for id, each in found.items() if each.verdict is None] if verdicts else []
    wholes = yield from _going_on(setup, [id for id in left if paths[id].ending is None])
    for id in left:
        racer, name, path = setup[id].racer, setup[id].name, paths[id]
        told = yield from deciding(surface, racer, path, name, minima, wholes.get(id, path))
        yield id, replace(found[id], verdict=told)


def _going_on(setup: RaceSetup, ids: Sequence[str]) -> Generator[None, None, dict[str, Path]]:
    """Everybody's way beyond the end of the race, as far as verdicts look. All walk together: a
    pass of the engine takes as long for one."""
    if not ids:
        return {}
    racers = [setup[id].racer for id in ids]
    race = racing(setup.surface, racers, setup.starts[:1], patience(setup.steps), setup.seed)
    while (walked := next(race)) is None:
        yield
    return {id: whole for id, (whole,) in zip(ids, walked, strict=True)}

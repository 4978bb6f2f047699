"""What became of everybody, measured by the minima that there are: distances, and verdicts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from core.engine import Array
from core.surfaces.minima.minimum import Minimum
from core.surfaces.race.descent import Path
from core.surfaces.race.lowest import distances
from core.surfaces.race.setup import RaceSetup
from core.surfaces.race.verdict import Verdict, verdict


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
) -> Iterator[tuple[str, Judgement]]:
    """First all distances, then the verdicts, if they are wanted; what is known is not asked for
    again. A curve of distances follows a hand so."""
    found: dict[str, Judgement] = {}
    surface = setup.surface
    for id, path in paths.items():
        old = known.get(id)
        if old is None or (old.path, old.minima) != (path, minima):
            old = Judgement(path, minima, distances(surface, path, minima))
        found[id] = old
        yield id, old
    for id, judgement in found.items() if verdicts else ():
        if judgement.verdict is None:
            racer, name = setup[id].racer, setup[id].name
            told = verdict(surface, racer, judgement.path, name, minima, setup.seed)
            yield id, replace(judgement, verdict=told)

"""Optimizers race over 2D loss surfaces.

    surface = SURFACES["ravine"]
    paths = race(surface, racers_for(surface), surface.start, steps=50)

A surface is one entry in `SURFACES`, or somebody's own formula; the arena and the tests find it
there. A race is recorded first and played afterwards by moving a `Replay` over it.
"""

from core.surfaces.descent import FAR, Ending, Path, descend, finish, race, racing
from core.surfaces.levels import Climb, levels
from core.surfaces.minima import find_minima, minima_of, minima_within
from core.surfaces.minimum import Minimum
from core.surfaces.own import OWN, own_surface
from core.surfaces.racer import Racer
from core.surfaces.registry import SURFACES
from core.surfaces.replay import Replay, loss_at, trail
from core.surfaces.session import SPEEDS, RaceSession
from core.surfaces.setup import MOST_STARTS, SEED_RANGE, STEPS_RANGE, Entrant, RaceSetup
from core.surfaces.surface import Point, Range, Surface

__all__ = [
    "FAR",
    "MOST_STARTS",
    "OWN",
    "SEED_RANGE",
    "SPEEDS",
    "STEPS_RANGE",
    "SURFACES",
    "Climb",
    "Ending",
    "Entrant",
    "Minimum",
    "Path",
    "Point",
    "RaceSession",
    "RaceSetup",
    "Racer",
    "Range",
    "Replay",
    "Surface",
    "descend",
    "find_minima",
    "finish",
    "levels",
    "loss_at",
    "minima_of",
    "minima_within",
    "own_surface",
    "race",
    "racers_for",
    "racing",
    "trail",
]


def racers_for(surface: Surface) -> tuple[Racer, ...]:
    """Every optimizer, as it is tuned for this surface."""
    return tuple(entrant.racer for entrant in RaceSetup.of(surface.name))

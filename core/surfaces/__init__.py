"""Optimizers race over 2D loss surfaces.

    surface = SURFACES["ravine"]
    paths = race(surface, racers_for(surface), surface.start, steps=50)

A surface is one entry in `SURFACES`, or somebody's own formula; the arena and the tests find it
there. A race is recorded first and played afterwards by moving a `Replay` over it.
"""

from core.surfaces.functions.custom import CUSTOM, custom_surface
from core.surfaces.functions.registry import SURFACES
from core.surfaces.functions.surface import Point, Range, Surface
from core.surfaces.height_field import HeightField
from core.surfaces.levels import Climb, levels, scale_of
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.search import (
    Minima,
    find_minima,
    known_minima,
    minima_of,
    minima_within,
    searching,
)
from core.surfaces.race.descent import Ending, Path, descend, finish, race, racing
from core.surfaces.race.racer import Racer
from core.surfaces.race.replay import Replay, loss_at, trail
from core.surfaces.race.session import SPEEDS, RaceSession
from core.surfaces.race.setup import MOST_STARTS, SEED_RANGE, STEPS_RANGE, Entrant, RaceSetup

__all__ = [
    "CUSTOM",
    "MOST_STARTS",
    "SEED_RANGE",
    "SPEEDS",
    "STEPS_RANGE",
    "SURFACES",
    "Climb",
    "Ending",
    "Entrant",
    "HeightField",
    "Minima",
    "Minimum",
    "Path",
    "Point",
    "RaceSession",
    "RaceSetup",
    "Racer",
    "Range",
    "Replay",
    "Surface",
    "custom_surface",
    "descend",
    "find_minima",
    "finish",
    "known_minima",
    "levels",
    "loss_at",
    "minima_of",
    "minima_within",
    "race",
    "racers_for",
    "racing",
    "scale_of",
    "searching",
    "trail",
]


def racers_for(surface: Surface) -> tuple[Racer, ...]:
    """Every optimizer, as it is tuned for this surface."""
    return tuple(entrant.racer for entrant in RaceSetup.of(surface.name))

"""Optimizers race over 2D loss surfaces.

    surface = SURFACES["ravine"]
    paths = race(surface, racers_for(surface), surface.start, steps=50)

A surface is one entry in `SURFACES`; the arena and the tests find it there. A race is recorded
first and played afterwards by moving a `Replay` over it.
"""

from core.surfaces.descent import FAR, Ending, Path, Racer, descend, race, racers_for
from core.surfaces.registry import SURFACES
from core.surfaces.replay import Replay, loss_at, trail
from core.surfaces.session import SPEEDS, Session
from core.surfaces.setup import RATE_RANGE, STEPS_RANGE, Setup
from core.surfaces.surface import Point, Range, Surface

__all__ = [
    "FAR",
    "RATE_RANGE",
    "SPEEDS",
    "STEPS_RANGE",
    "SURFACES",
    "Ending",
    "Path",
    "Point",
    "Racer",
    "Range",
    "Replay",
    "Session",
    "Setup",
    "Surface",
    "descend",
    "loss_at",
    "race",
    "racers_for",
    "trail",
]

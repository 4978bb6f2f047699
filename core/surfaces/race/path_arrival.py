"""Where a path has arrived, and from which step on."""

from dataclasses import dataclass

import numpy as np

from core.engine import Array
from core.surfaces.functions.surface import Surface
from core.surfaces.minima.bottoms import minimum_under
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.nearest_minimum_index import NOWHERE
from core.surfaces.race.arrival import (
    LATELY,
    arrival_radii,
    minima_around,
    near,
    nearest,
    settled,
    square_of,
    still,
    tolerance,
)
from core.surfaces.race.descent import Path
from core.surfaces.race.lowest import goes_deeper, lowest_of


@dataclass(frozen=True, eq=False)
class Arrival:
    """At which minimum a path is at its end, within which radius, and from which step on. lowest:
    none is lower."""

    minimum: Minimum
    radius: float
    step: int
    lowest: bool

    def left_at(self, points: Array, since: int) -> int | None:
        """The first of these points, (n, 2), after that number that is not there; None if all are
        there."""
        outside = self.minimum.away(points[since + 1 :]) > self.radius
        return since + 1 + int(outside.argmax()) if outside.any() else None


def arrival(surface: Surface, path: Path, minima: tuple[Minimum, ...]) -> Arrival | None:
    """Of a path that comes to stay at one of these minima, or rests at another one; None if it
    does not."""
    if path.ending is not None:
        return None
    found = _arrival_at(surface, path, minima)
    if found is None and (rests(surface, path) or not path.gradients[-1].any()):
        minima = (*minima, *_minima_at_end(surface, path))
        found = _arrival_at(surface, path, minima)
        if found is None:  # no search has found it
            found = _arrival_at(surface, path, (*minima, *_minimum_under_end(surface, path)))
    return found


def rests(surface: Surface, path: Path) -> bool:
    """Has it hardly moved of late?"""
    return bool(still(surface, _lately(path))[0])


def stays(surface: Surface, path: Path, whole: Path) -> bool:
    """Do the steps after its end, of the whole path, lead it no further than who rests may move?
    In a long race ten steps are short, also of somebody who walks steadily."""
    later = whole.points[len(path.points) - 1 :]
    return whole.ending is None and bool(still(surface, [*later[:, None], path.points[-1:]])[0])


def _arrival_at(surface: Surface, path: Path, minima: tuple[Minimum, ...]) -> Arrival | None:
    """Of a path that comes to rest at one of these minima, or has been there for some steps."""
    if not minima or settled(_lately(path), near(surface, minima))[0] == NOWHERE:
        return None
    which, away = nearest(path.points, minima)
    radii = arrival_radii(surface, minima)
    outside = np.flatnonzero((away > radii[which]) | (which != which[-1]))
    step = int(outside[-1]) + 1 if len(outside) else 0
    there = minima[which[-1]]
    lowest = there in lowest_of(surface, minima) and not goes_deeper(surface, there)
    return Arrival(there, float(radii[which[-1]]), step, lowest)


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

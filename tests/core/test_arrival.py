"""Who is said to be at a minimum is near it, and as low: on curves, in the plane, in basins."""

import numpy as np
import pytest

from core.surfaces import Racer, custom_surface, descend, minima_of
from core.surfaces.minima.minimum import Minimum
from core.surfaces.minima.nearest_minimum_index import NearestMinimumIndex
from core.surfaces.race.arrival import arrival_radii, tolerance
from core.surfaces.race.basins import filling
from core.surfaces.race.verdict import Outcome, verdict

_NARROW = [  # with a rate for SGD, and where what is lowest begins
    ("sin(50*x)", 0.0002, 0.974),
    ("1 - exp(-1000 * (x - 0.5)**2)", 0.0001, 0.5),
    ("1 - exp(-1000 * ((x - 0.5)**2 + y**2))", 0.0001, 0.5),
    ("1 - exp(-1000 * (x - 0.5)**2) + 0 * y", 0.0001, 0.5),  # a floor
    ("-1 / (1 + 2000 * (x - 0.5)**2)", 0.00005, 0.5),
    ("(x - 0.5)**2 + y**2", 0.1, 0.5),
]
_LOW = 0.06  # of the way from the lowest to the middle of the heights; a twentieth, about


def middle_of(surface) -> tuple[float, float]:
    """The height of the lowest minimum, and one that half of the picture lies above."""
    sides = (np.linspace(*each, 60) for each in (surface.x_range, surface.y_range))
    return min(each.height for each in minima_of(surface)), float(np.median(surface.mesh(*sides)))


@pytest.mark.parametrize(("text", "rate", "place"), _NARROW)
@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_at_a_minimum_is_nobody_whose_loss_is_not_near_it(text, rate, place, name) -> None:
    """On sin(50 x) Adam was “at the minimum from step 0 on” at a loss of −0.26, its lowest −1."""
    surface, racer = custom_surface(text), Racer(name, {"lr": rate if name == "sgd" else 0.001})
    lowest, middle = middle_of(surface)
    seen = 0
    for away in (-0.03, 0.02, 0.026):
        path = descend(surface, racer, (place + away, 0.0), 300)
        found = verdict(surface, racer, path, "it")
        if found.outcome in (Outcome.ARRIVED, Outcome.LOCAL):
            seen += 1
            assert found.step is not None
            risen = path.losses[found.step :] - lowest
            assert (risen < _LOW * (middle - lowest)).all()
    assert seen == 3


@pytest.mark.parametrize(("text", "rate", "place"), _NARROW)
def test_a_basin_is_filled_from_the_step_on_that_a_verdict_tells(text, rate, place) -> None:
    surface, racer = custom_surface(text), Racer("sgd", {"lr": rate})
    view = (place - 0.03, place + 0.03), (-0.001, 0.001)
    *_, last = filling(surface, racer, *view, 600, 0, minima_of(surface), rounds=(6,))
    row = len(last.ends) // 2
    x = view[0][0] + (np.arange(6) + 0.5) / 6 * 0.06
    y = 0.0 if surface.is_curve else view[1][0] + (row + 0.5) / len(last.ends) * 0.002
    for end, step, start in zip(last.ends[row], last.steps[row], x, strict=True):
        path = descend(surface, racer, (float(start), y), 300)
        told = verdict(surface, racer, path, "it")
        assert told.step is not None
        assert end < 0 or abs(told.step - step) <= 5


def test_a_radius_smaller_than_a_cell_of_the_raster_is_not_lost_in_it() -> None:
    minima = [Minimum(np.array([[x, 0.0017]]), 0.0) for x in (0.5013, 2.3)]
    index = NearestMinimumIndex(minima, 1e-4)
    list(index.drawing())
    assert index.at(np.array([each.point for each in minima])).tolist() == [0, 1]


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_what_counts_as_near_does_not_depend_on_the_scale_of_the_loss(scale: float) -> None:
    for text in ("x**2 / 20 + y**2", "sin(50*x)", "abs(x) + abs(y)", "(x*y - 1)**2"):
        plain, scaled = (custom_surface(f"{factor!r} * ({text})") for factor in (1.0, scale))
        minima = minima_of(plain)
        own = minima_of(scaled)
        radii = arrival_radii(plain, minima).max(), arrival_radii(scaled, own).max()
        assert radii[0] == pytest.approx(radii[1])
        assert (radii[0] < tolerance(plain)) == ("sin" in text)

"""Logarithmic levels show a picture of every surface: no field between two of them covers most."""

import numpy as np
import pytest

from core.surfaces import SURFACES, Climb, custom_surface, levels

TYPED = ("x**2/20 + y**2 + cos(3*x)", "x*y", "x + y", "exp(x**2 + y**2)", "x**4 + y**4")
PLANES = [surface for surface in SURFACES.values() if not surface.is_curve]


@pytest.mark.parametrize(
    "surface", [*PLANES, *map(custom_surface, TYPED)], ids=lambda each: each.expression
)
def test_there_is_always_a_picture(surface) -> None:
    """On the saddle 80 % lay above the highest line, on a ravine half."""
    heights = surface.mesh(
        *(np.linspace(*each, 240) for each in (surface.x_range, surface.y_range))
    )
    known = [float(surface.values(*each)) for each in surface.minima]
    lines = levels(heights, 11, Climb.LOG, low=min(known, default=None))
    fields = np.histogram(heights, [-np.inf, *lines, np.inf])[0] / heights.size
    widest = 0.85 if surface.name == "plateau" else 0.4  # that is as flat as it is called
    assert fields.max() < widest
    assert (fields > 0.01).sum() >= 6

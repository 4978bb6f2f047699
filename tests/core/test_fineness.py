"""A picture shows no wave that is not there, and knows when it cannot show those that are."""

import numpy as np
import pytest

from core.surfaces import SURFACES, custom_surface
from core.surfaces.fineness import ROUGH, UNREADABLE, averaged, band, roughness

HOME = (-5.0, 5.0)


@pytest.mark.parametrize("columns", [245, 427, 492, 600, 1001])
def test_a_wave_is_finer_than_a_mesh_that_has_few_points_for_it(columns: int) -> None:
    for text in ("sin({k}*x) * sin({k}*y)", "sin({k}*x)", "cos({k}*(x + y))"):
        for k in (1, 3, 7, 500, 1000, 5000, 12345):
            found = roughness(custom_surface(text.format(k=k)), HOME, HOME, columns, columns)
            assert found > UNREADABLE if k > 100 else found < ROUGH, (text, k)


@pytest.mark.parametrize("name", SURFACES)
def test_no_surface_of_ours_is_finer_than_its_picture(name: str) -> None:
    surface = SURFACES[name]
    assert roughness(surface, surface.x_range, surface.y_range, 60, 60) < ROUGH / 2


@pytest.mark.parametrize("text", ["abs(x)", "1/x", "log(x)", "tanh(50*(x - 1))", "x**3", "0*x + 2"])
def test_a_curve_that_two_pixels_show_is_drawn_through_them(text: str) -> None:
    assert band(custom_surface(text), HOME, 500, 0.05) is None


@pytest.mark.parametrize(("k", "least"), [(50, 0.99), (500, 0.85), (5000, 0.5)])
def test_all_of_a_quick_wave_has_its_true_heights(k: int, least: float) -> None:
    """Of sin(50 x), a point each two pixels drew waves that grew and shrank."""
    found = band(custom_surface(f"sin({k}*x)"), HOME, 500, 0.005)
    assert found is not None
    period = max(round(500 / 10 * 2 * np.pi / k), 1) + 1
    low, high = (np.lib.stride_tricks.sliding_window_view(each, period) for each in found)
    assert high.max(axis=1).min() > least and low.min(axis=1).max() < -least


def test_where_a_quick_curve_has_no_value_nothing_is_drawn() -> None:
    found = band(custom_surface("sin(80*x) + log(x)"), HOME, 400, 0.005)
    assert found is not None
    for each in found:
        assert np.isnan(each[:199]).all() and np.isfinite(each[201:]).all()


def test_the_mean_around_a_point_is_that_of_what_lies_there() -> None:
    x, y = np.linspace(-5, 5, 300), np.linspace(-4, 4, 200)
    surface = custom_surface("3 + sin(900*x) * sin(900*y)")
    mean = averaged(surface, x, y, 40)
    assert mean.shape == (200, 300) and abs(mean.mean() - 3) < 0.01
    assert mean.std() < 0.3 * surface.mesh(x, y).std()
    smooth = custom_surface("x + y")
    assert np.allclose(averaged(smooth, x, y, 40), smooth.mesh(x, y), atol=0.02)


@pytest.mark.parametrize("text", ["-1e307 * x - y", "1e308 * sin(900*x) * sin(900*y)", "1e300/x"])
def test_near_the_end_of_numbers_nothing_overflows(text: str) -> None:
    surface = custom_surface(text)
    found = roughness(surface, HOME, HOME, 400, 400)
    assert (found > UNREADABLE) == ("sin" in text)
    assert np.isfinite(averaged(surface, np.linspace(1, 5, 50), np.linspace(1, 5, 50), 3)).all()

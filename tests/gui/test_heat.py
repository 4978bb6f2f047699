"""The limits of the colours: exact for small arrays, from a selection for large ones."""

import tracemalloc

import numpy as np
import pytest

from gui.heat import all_finite, colour_of, largest, limit_of, sample
from gui.stage.arrays.cell_geometry import pooled
from gui.theme import THEMES
from gui.training import digit_image
from gui.training.shades import mixed


@pytest.fixture
def large() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(40, 50, 60, 70))


def test_the_limit_of_a_large_array_is_that_of_all_its_numbers(large: np.ndarray) -> None:
    assert limit_of(large) == limit_of(large.reshape(-1)[:400_000]) == 5.0


def test_the_limit_of_a_large_array_is_found_without_a_copy(large: np.ndarray) -> None:
    tracemalloc.start()
    limit_of(large)
    all_finite(large)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < large.nbytes / 2


@pytest.mark.parametrize("shape", [(), (0,), (3,), (1_000_003,), (1, 1, 1_300_000), (900_000, 2)])
def test_a_selection_is_small_and_a_view(shape: tuple[int, ...]) -> None:
    array = np.zeros(shape)
    seen = sample(array)
    assert seen.size <= 500_000
    assert seen.size >= min(array.size, 200_000)
    assert not seen.size or np.shares_memory(seen, array)


def test_one_number_among_zeros_still_makes_the_limit() -> None:
    array = np.zeros((1500, 1500))
    array[7, 11] = -3.0
    assert largest(array) == 3.0
    assert limit_of(array) == 5.0


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_seen_wherever_it_is(odd: float) -> None:
    array = np.zeros((1500, 1500))
    assert all_finite(array)
    array[7, 11] = odd
    assert not all_finite(array)
    assert limit_of(array) == 1.0


def test_a_table_is_pooled_along_its_long_side_first() -> None:
    table = np.zeros((80, 160_000))
    table[3, 77] = -2.0
    tracemalloc.start()
    small = pooled(table, (2, 4000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert small.shape == (40, 40)
    assert small[1, 0] == -2.0
    assert peak < table.nbytes / 100


@pytest.mark.parametrize("size", [5e-324, 1e-310, 1e-100, 0.3, 3e38, 1e308, 1.7e308, np.inf])
def test_colours_are_true_at_the_ends_of_what_floats_can_hold(size: float) -> None:
    theme, array = THEMES["light"], np.array([size, -size, 0.0])
    limit = limit_of(array)
    assert np.isfinite(limit) and limit > 0 and (size <= limit or size == np.inf)
    assert colour_of(0.0, limit, theme) == colour_of(0.0, 1.0, theme)
    for sign, end in ((1, theme.heat_positive), (-1, theme.heat_negative)):
        if limit == size or size == np.inf:
            assert colour_of(sign * size, limit, theme) == end
        assert colour_of(sign * size, limit, theme) != colour_of(0.0, limit, theme)
    assert colour_of(1e308, 1e-308, theme) == theme.heat_positive


def test_whole_numbers_have_limits_too() -> None:
    assert limit_of(np.array([-(2**63), 5])) == 1e19
    assert limit_of(np.array([0, 200], np.uint8)) == 200
    assert limit_of(np.array([True, False])) == 1


def test_the_shades_of_a_digit_are_mixed_once_for_each_theme(monkeypatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(
        digit_image,
        "mixed",
        lambda one, other, share: asked.append(share) or mixed(one, other, share),
    )
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    for theme in THEMES.values():
        pictures = [digit_image.ink(pixels, theme) for _ in range(10)]
        assert pictures[9].pixelColor(0, 0) == theme.panel
        assert pictures[9].pixelColor(15, 15) == theme.ink
    assert len(asked) <= 256 * len(THEMES)

"""A landscape from the side: what is far, and what a hill hides."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.surfaces.camera import HIGH, LOW, Camera, sampled, thinned

WALL = np.zeros((41, 41))
WALL[20] = 1.0  # along x, in the middle of y
AHEAD = Camera(azimuth=0.0, elevation=np.radians(20))  # one looks along y
angles = st.floats(-6, 6)


def points(*rows: tuple[float, float, float]) -> np.ndarray:
    return np.array(rows)


def test_what_lies_behind_a_wall_is_hidden_and_what_lies_before_it_is_not() -> None:
    found = AHEAD.hidden(points((0, 0.4, 0), (0, -0.4, 0), (0, 0.0, 1.0)), WALL)
    assert found.tolist() == [True, False, False]
    behind = Camera(azimuth=np.pi, elevation=np.radians(20))
    assert behind.hidden(points((0, 0.4, 0), (0, -0.4, 0)), WALL).tolist() == [False, True]


def test_from_high_up_nothing_is_hidden_that_is_not_close_to_the_wall() -> None:
    above = Camera(azimuth=0.0, elevation=HIGH)
    assert not above.hidden(points((0, 0.4, 0)), WALL).any()


@given(angles, st.floats(LOW, HIGH), st.floats(-1, 1), st.floats(-1, 1))
def test_on_flat_ground_nothing_is_hidden(turn: float, high: float, x: float, y: float) -> None:
    flat = np.full((9, 9), 0.3)
    assert not Camera(turn, high).hidden(points((x, y, 0.3)), flat).any()


@given(angles, st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1), st.floats(0.01, 1))
def test_higher_is_higher_on_the_picture_and_turning_keeps_lengths_across_the_ground(
    turn: float, x: float, y: float, low: float, more: float
) -> None:
    camera = Camera(azimuth=turn)
    x, y = np.array(x), np.array(y)
    assert camera.project(x, y, low + more)[1] > camera.project(x, y, low)[1]
    across = camera.project(x, y, low)[0]
    assert np.isclose(np.hypot(across, camera.depth(x, y)), np.hypot(x, y))


@given(st.floats(-9, 9), st.floats(-9, 9))
def test_nobody_looks_from_below(across: float, up: float) -> None:
    assert LOW <= Camera().turned(across, up).elevation <= HIGH


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_a_slope_is_sampled_exactly(x: float, y: float) -> None:
    places = np.linspace(-1, 1, 7)
    heights = 0.2 * places[None, :] - 0.1 * places[:, None] + 0.5
    assert np.isclose(sampled(heights, np.array(x), np.array(y)), 0.2 * x - 0.1 * y + 0.5)


@given(st.floats(-1, 1), st.floats(-1, 1), st.integers(1, 5))
def test_thinning_keeps_a_slope_and_shows_a_gorge_wherever_it_is(a: float, b: float, every) -> None:
    side = 6 * every + 1
    places = np.linspace(-1, 1, side)
    slope = a * places[None, :] + b * places[:, None]
    assert np.allclose(thinned(slope, every)[1:-1, 1:-1], slope[::every, ::every][1:-1, 1:-1])
    for column in range(side):
        gorge = np.ones((side, side))
        gorge[:, column] = 0.0
        assert thinned(gorge, every).shape == (7, 7) and thinned(gorge, every).min() < 1

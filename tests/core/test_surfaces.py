"""Surfaces: their gradients against finite differences, and descents against the formulas."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.optimizers import OPTIMIZERS, SGD, Adam, Momentum, make
from core.surfaces import (
    SURFACES,
    Ending,
    Path,
    Racer,
    Replay,
    Setup,
    Surface,
    descend,
    loss_at,
    race,
    racers_for,
    trail,
)

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)
share = st.floats(0, 1)


def within(surface: Surface, across: float, up: float) -> tuple[float, float]:
    (left, right), (bottom, top) = surface.x_range, surface.y_range
    return left + across * (right - left), bottom + up * (top - bottom)


@every_surface
@given(across=share, up=share)
def test_gradient_is_the_slope_of_the_values(surface: Surface, across: float, up: float) -> None:
    x, y = within(surface, across, up)
    h = 1e-5
    measured = (
        (surface.values(x + h, y) - surface.values(x - h, y)) / (2 * h),
        (surface.values(x, y + h) - surface.values(x, y - h)) / (2 * h),
    )
    scale = 1 + abs(float(surface.values(x, y)))
    assert np.allclose(surface.gradient(x, y), measured, rtol=1e-5, atol=1e-6 * scale)


@every_surface
def test_minima_are_flat_and_lowest_around(surface: Surface) -> None:
    for x, y in surface.minima:
        assert np.allclose(surface.gradient(x, y), 0, atol=1e-9)
        around = surface.values(
            x + np.array([0.01, -0.01, 0, 0]), y + np.array([0, 0, 0.01, -0.01])
        )
        assert (around > surface.values(x, y)).all()


@every_surface
def test_a_mesh_holds_the_values_and_gradients_of_its_points(surface: Surface) -> None:
    x, y = np.meshgrid(np.linspace(*surface.x_range, 7), np.linspace(*surface.y_range, 5))
    height, dx, dy = surface.slope(x, y)
    assert height.shape == dx.shape == dy.shape == x.shape
    for i, j in np.ndindex(x.shape):
        single = surface.slope(x[i, j], y[i, j])
        assert np.allclose([height[i, j], dx[i, j], dy[i, j]], single, rtol=1e-12)


@every_surface
def test_start_and_minima_are_in_the_picture(surface: Surface) -> None:
    for x, y in (surface.start, *surface.minima):
        assert surface.x_range[0] < x < surface.x_range[1]
        assert surface.y_range[0] < y < surface.y_range[1]


@every_surface
def test_levels_climb_within_the_heights(surface: Surface) -> None:
    levels = surface.levels(-2.0, 50.0, 12)
    assert len(levels) == 12
    assert (np.diff(levels) > 0).all()
    assert levels[0] > -2 and levels[-1] < 50


def test_a_surface_may_ignore_a_direction() -> None:
    valley = Surface("valley", "x**2", (-1, 1), (-1, 1), (1, 1))
    assert np.array_equal(valley.gradient([1.0, 2.0], [5.0, 6.0]), [[2, 4], [0, 0]])
    assert valley.values(np.ones((2, 3)), 0.0).shape == (2, 3)


@every_optimizer
@every_surface
def test_a_descent_is_the_optimizers_formula_step_by_step(surface: Surface, name: str) -> None:
    settings = surface.tuned.get(name, {})
    path = descend(surface, make(name, **settings), surface.start, 25)
    by_hand, point = make(name, **settings), np.array(surface.start)
    for k in range(26):
        assert np.allclose(path.points[k], point, rtol=1e-9)
        assert path.losses[k] == pytest.approx(float(surface.values(*point)))
        assert np.allclose(path.gradients[k], np.array(surface.gradient(*point)), rtol=1e-7)
        for memory in by_hand.state_names:
            expected = by_hand.state[memory].get("p", np.zeros(2))
            assert np.allclose(path.states[memory][k], expected, rtol=1e-7)
        by_hand.update({"p": point}, {"p": np.array(surface.gradient(*point))})


def test_sgd_on_the_ravine_is_a_geometric_series() -> None:
    path = descend(SURFACES["ravine"], SGD(lr=0.95), (-7, 2), 30)
    k = np.arange(31)
    assert np.allclose(path.points, np.stack([-7 * 0.905**k, 2 * (-0.9) ** k], axis=1))


@every_optimizer
@every_surface
def test_tuned_racers_descend_and_do_not_diverge(surface: Surface, name: str) -> None:
    path = race(surface, [Racer(name, surface.tuned[name])], surface.start, surface.steps)[0]
    assert path.ending is not Ending.DIVERGED
    assert path.losses[-1] < path.losses[0]


@every_surface
def test_a_race_is_its_racers_alone(surface: Surface) -> None:
    together = race(surface, racers_for(surface), surface.start, 20)
    for racer, path in zip(racers_for(surface), together, strict=True):
        alone = descend(surface, racer.make(), surface.start, 20)
        assert np.allclose(alone.points, path.points, rtol=1e-9)


def test_a_descent_leaves_the_optimizer_alone_and_is_repeatable() -> None:
    optimizer = Adam(lr=0.3)
    first = descend(SURFACES["beale"], optimizer, (1, 1), 10)
    assert optimizer.iteration == 0
    assert np.array_equal(first.points, descend(SURFACES["beale"], optimizer, (1, 1), 10).points)


def test_too_large_a_learning_rate_ends_the_path_as_divergence() -> None:
    path = descend(SURFACES["ravine"], SGD(lr=1.5), (-7, 2), 50)
    assert path.ending is Ending.DIVERGED
    assert path.diverged_at == len(path.points) - 1 < 10
    assert not path.has_ended(path.diverged_at - 1)
    assert path.has_ended(path.diverged_at)


@every_optimizer
@every_surface
@given(rate=st.floats(1e-6, 1e300), across=share, up=share)
def test_no_settings_crash_or_warn(
    surface: Surface, name: str, rate: float, across: float, up: float
) -> None:
    optimizer = OPTIMIZERS[name](lr=rate)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = descend(surface, optimizer, within(surface, across, up), 8)
    assert np.isfinite(path.points).all()
    assert len(path.points) == len(path.losses) == len(path.gradients)
    assert (path.ended_at is None) == (path.ending is None)
    if path.ending is None:
        assert len(path.points) == 9


def test_running_downhill_for_ever_is_no_divergence() -> None:
    path = descend(SURFACES["saddle"], Momentum(lr=0.1), (0.0, 0.5), 200)
    assert path.ending is Ending.ESCAPED
    assert path.diverged_at is None


def test_a_start_far_outside_is_a_path_of_one_point() -> None:
    path = descend(SURFACES["ravine"], SGD(lr=0.1), (1e6, 0), 5)
    assert path.points.shape == (1, 2)
    assert path.ended_at == 0


# The cursor over a recorded race.


def test_playing_reaches_the_end_and_rests_there() -> None:
    replay = Replay(length=10).toggle()
    for _ in range(1000):
        replay = replay.advance(0.05)
    assert replay.at_end and not replay.playing
    again = replay.toggle()
    assert again.playing and again.step == 0


def test_stepping_lands_on_whole_steps() -> None:
    replay = Replay(10, position=3.4, playing=True)
    assert replay.step_by(+1).position == 4
    assert replay.step_by(-1).position == 3
    assert not replay.step_by(+1).playing
    assert Replay(10).step_by(-1).position == 0
    assert Replay(10, 10).step_by(+1).position == 10


@given(st.floats(-50, 50), st.integers(1, 30))
def test_a_position_stays_within_the_race(position: float, length: int) -> None:
    replay = Replay(20).seek(position).resized(length)
    assert 0 <= replay.position <= length


@given(st.floats(0, 40))
def test_a_trail_ends_between_two_points(position: float) -> None:
    path = descend(SURFACES["ravine"], SGD(lr=0.95), (-7, 2), 30)
    points = trail(path, position)
    whole = min(int(position), 30)
    assert np.array_equal(points[: whole + 1], path.points[: whole + 1])
    assert loss_at(path, position) == path.losses[whole]
    if position < 30:
        expected = path.points[whole] + (position - whole) * np.diff(path.points, axis=0)[whole]
        assert np.allclose(points[-1], expected)


def test_the_trail_of_an_ended_path_stays_at_its_end() -> None:
    path: Path = descend(SURFACES["ravine"], SGD(lr=1.5), (-7, 2), 50)
    assert np.array_equal(trail(path, 49.5), path.points)


# What somebody has chosen.


@pytest.mark.parametrize("name", SURFACES)
def test_a_setup_survives_json(name: str) -> None:
    setup = Setup.of(name).with_rate("adam", 0.5).with_start(1, -1).with_steps(77)
    assert Setup.from_json(name, setup.as_json()) == setup
    assert set(setup.run()) == set(OPTIMIZERS)


@pytest.mark.parametrize(
    "saved",
    [None, 3, [], {"start": "here"}, {"start": [1, float("nan")]}, {"steps": True}, {"rates": 1}],
)
def test_a_damaged_setup_is_the_default(saved: object) -> None:
    assert Setup.from_json("ravine", saved) == Setup.of("ravine")

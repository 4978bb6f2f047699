"""A path is followed as long as it has numbers, and judged by where it is at its end."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.messages import LANGUAGES
from core.optimizers import RULES
from core.surfaces import SURFACES, Minimum, Path, Racer, Surface, custom_surface, descend
from core.surfaces.minima.search import minima_of
from core.surfaces.race.arrival import LATELY, near, patience
from core.surfaces.race.basins import LOST, UNDER_WAY, filling
from core.surfaces.race.verdict import Outcome, Verdict, verdict
from core.surfaces.race.walk import walking

_FAR_AND_BACK = [("rmsprop", 5.0), ("adagrad", 100.0), ("adam", 60.0), ("adam", 100.0)]
surfaces = st.sampled_from([s for s in SURFACES.values() if s.batches is None])
racers = st.builds(
    Racer, st.sampled_from(list(RULES)), st.floats(-3.0, 2.0).map(lambda d: {"lr": 10**d})
)
share = st.floats(-1.0, 1.0)


def judged(text: str, name: str, steps: int, start=None, **given: float) -> tuple[Verdict, Path]:
    surface = SURFACES[text] if text in SURFACES else custom_surface(text)
    racer = Racer(name, given or surface.tuned_for(name))
    path = descend(surface, racer, start or surface.start, steps)
    return verdict(surface, racer, path, "it"), path


def within(surface: Surface, across: float, up: float) -> tuple[float, float]:
    shares = zip((across, up), (surface.x_range, surface.y_range), strict=True)
    x, y = (low + (share + 1) / 2 * (high - low) for share, (low, high) in shares)
    return x, 0.0 if surface.is_curve else y


@settings(max_examples=60)
@given(surfaces, racers, share, share, st.integers(5, 120))
def test_a_path_is_never_cut_while_its_numbers_are_finite(surface, racer, across, up, steps):
    start = within(surface, across, up)
    path = descend(surface, racer, start, steps)
    walked = [
        (s.points[0, 0].copy(), s.heights[0, 0], s.gradients[0, 0].copy())
        for s in walking(surface, [racer], np.array([start]), steps)
    ]
    sound = [all(np.isfinite(each).all() for each in stance) for stance in walked]
    first = sound.index(False) if False in sound else steps + 1
    assert path.ended_at == (None if first > steps else first)
    assert len(path.points) >= first
    assert np.array_equal(path.points[:first], [point for point, *_ in walked[:first]])


@example(SURFACES["two_hollows"], Racer("rmsprop", {"lr": 0.05}), 0.85, 0.5, 400)
@example(SURFACES["rosenbrock"], Racer("adam", {"lr": 0.2}), -0.6, 0.0, 1000)
@settings(max_examples=60, deadline=None)
@given(surfaces, racers, share, share, st.integers(12, 120))
def test_whose_last_points_lie_at_a_minimum_is_neither_lost_nor_on_the_way(
    surface, racer, across, up, steps
):
    path = descend(surface, racer, within(surface, across, up), steps)
    found = verdict(surface, racer, path, "it")
    minima = minima_of(surface)
    there = near(surface, minima)(path.points[-LATELY:]) if minima else np.full(1, -1)
    if path.ending is None and there[0] >= 0 and (there == there[0]).all():
        assert found.outcome not in (Outcome.DIVERGED, Outcome.ESCAPED, Outcome.FLAT)
        assert "still under way" not in found.message.text("en")


@settings(max_examples=60, deadline=None)
@given(surfaces, racers, share, share, st.integers(12, 120))
def test_who_diverged_is_far_out_up_to_the_end(surface, racer, across, up, steps):
    path = descend(surface, racer, within(surface, across, up), steps)
    found = verdict(surface, racer, path, "it")
    if found.outcome is Outcome.DIVERGED and found.step is not None and path.ending is None:
        half = np.ptp([surface.x_range, surface.y_range], axis=1) / 2
        assert (abs(path.points[found.step :]) > 9 * half).any(axis=1).all()


@pytest.mark.parametrize(("name", "rate"), _FAR_AND_BACK)
def test_who_comes_back_from_afar_has_not_diverged(name: str, rate: float) -> None:
    """“RMSprop diverged at step 1”, which converges, and the picture was cut there."""
    found, path = judged("ravine", name, 200, lr=rate)
    assert abs(path.points).max() > 45
    assert found.outcome is Outcome.ARRIVED and len(path.points) == 201
    for steps in (5, 10, 20, 50):
        assert judged("ravine", name, steps, lr=rate)[0].outcome is not Outcome.DIVERGED


@pytest.mark.parametrize(
    ("text", "name", "rate"),
    [("ravine", "rmsprop", 5.0), ("ravine", "adam", 100.0), ("(x-100)**2+(y+50)**2", "sgd", 0.5)],
)
def test_basins_are_not_lost_where_a_path_comes_back(text: str, name: str, rate: float) -> None:
    surface = SURFACES[text] if text in SURFACES else custom_surface(text)
    racer, steps = Racer(name, {"lr": rate}), patience(60)
    view = (surface.x_range, surface.y_range)
    there = (Minimum(np.array([[100.0, -50.0]]), 0.0),)
    minima = minima_of(surface) or there
    *_, last = filling(surface, racer, *view, steps, 0, minima, rounds=(8,))
    assert (last.ends == 0).all()


def test_a_basin_is_lost_where_a_racer_goes_on_outward() -> None:
    surface = SURFACES["ravine"]
    view = (surface.x_range, surface.y_range)
    for rate in (1.1, 50.0):
        racer = Racer("sgd", {"lr": rate})
        *_, last = filling(surface, racer, *view, 240, 0, minima_of(surface), rounds=(8,))
        assert (last.ends == LOST).all()


@pytest.mark.parametrize("steps", [30, 100, 350, 400, 700])
def test_who_rests_at_a_minimum_has_arrived_whatever_comes_after_the_race(steps: int) -> None:
    """RMSprop's swings begin anew at step 738: with 400 steps it was “still under way”."""
    found, _ = judged("two_hollows", "rmsprop", steps)
    assert (found.outcome, found.step) == (Outcome.LOCAL, 23)
    for language in LANGUAGES:
        assert ("738" in found.message.text(language)) == (patience(steps) >= 738)


def test_a_basin_agrees_on_who_leaves_its_minimum_after_the_race() -> None:
    surface = SURFACES["two_hollows"]
    racer = Racer("rmsprop", surface.tuned_for("rmsprop"))
    (x, y), given = surface.start, (surface, racer)
    view, minima = ((x - 0.1, x + 0.1), (y - 0.1, y + 0.1)), minima_of(surface)
    asked = {"rounds": (1,), "race": 400}
    *_, last = filling(*given, *view, patience(400), 0, minima, **asked)
    assert (last.ends >= 0).all() and (last.steps < 30).all()
    asked["race"] = None
    *_, last = filling(*given, *view, patience(400), 0, minima, **asked)
    assert (last.ends == UNDER_WAY).any()


@pytest.mark.parametrize(("steps", "since"), [(600, 577), (1000, 577), (1700, 577), (2000, 1877)])
def test_the_step_of_an_arrival_does_not_depend_on_the_length(steps: int, since: int) -> None:
    found, _ = judged("rosenbrock", "adam", steps)
    assert found.outcome is Outcome.ARRIVED and found.step == since


def test_who_only_passes_at_the_end_is_said_to_leave_again() -> None:
    surface = custom_surface("y**2 / 50 + 0 * x")
    racer = Racer("momentum", {"lr": 0.0002, "momentum": 0.999})
    whole = descend(surface, racer, (0.0, 3.0), 2000)
    inside = abs(whole.points[:, 1]) < 0.0707
    first = int(inside.argmax())
    path = descend(surface, racer, (0.0, 3.0), first + LATELY + 1)
    assert inside[first : first + LATELY + 2].all()
    found = verdict(surface, racer, path, "it")
    assert found.message.key.startswith("arena.verdict.passing") and found.step == first
    left_at = found.message.fields["left_at"]
    assert not inside[left_at] and inside[first:left_at].all()
    assert all(str(left_at) in found.message.text(language) for language in LANGUAGES)


def test_at_rest_before_the_swings_begin_anew_is_at_the_minimum() -> None:
    """It “stood still”, of a slope of 4.4e-5, and had swung out to a loss of 200 before."""
    found, _ = judged("ravine", "rmsprop", 400, lr=3.0)
    assert found.outcome is Outcome.ARRIVED and found.message.key == "arena.verdict.arrived"
    assert "430" in found.message.text("en")


@pytest.mark.parametrize(("name", "rate"), [("sgd", 1.0), ("momentum", 1.9)])
@pytest.mark.parametrize("steps", [50, 500])
def test_at_the_limit_swings_neither_grow_nor_shrink(name: str, rate: float, steps: int) -> None:
    found, _ = judged("ravine", name, steps, lr=rate)
    assert found.outcome is Outcome.SWINGING
    assert found.message.fields["product"] == found.message.fields["limit"]
    above, _ = judged("ravine", name, steps, lr=1.001 * rate)
    assert above.outcome is Outcome.DIVERGED


def test_who_swings_for_ever_within_bounds_does_not_diverge() -> None:
    for steps in (200, 201, 300, 301):
        found, path = judged("(x**2 - 4)**2 / 8 + y**2", "sgd", steps, (1.0, 0.5), lr=0.7)
        assert abs(path.points).max() < 5 and found.outcome is Outcome.SWINGING


@pytest.mark.parametrize("steps", [1000, 3000])
def test_who_is_held_by_a_small_decay_is_told_so(steps: int) -> None:
    found, _ = judged("rosenbrock", "adamw", steps, lr=0.1, weight_decay=0.01)
    assert found.outcome is Outcome.DECAYED


def test_a_decay_that_leads_beyond_the_origin_is_the_reason_of_a_divergence() -> None:
    found, _ = judged("ravine", "adamw", 60, lr=100.0, weight_decay=0.1)
    assert found.outcome is Outcome.DIVERGED and found.message.key == "arena.verdict.overdecayed"
    assert found.message.fields["product"] == "10"


@pytest.mark.parametrize("text", ["ravine", "x**2/20 + y**2"])
def test_the_step_of_a_divergence_is_that_from_which_on_it_is_far_out(text: str) -> None:
    """In another picture another place is far out: the words say what the step is."""
    found, path = judged(text, "sgd", 60, (-7.0, 2.0), lr=1.1)
    reach = np.array([90.0, 45.0] if text == "ravine" else [70.0, 70.0])
    outside = (abs(path.points) > reach).any(axis=1)
    assert found.step == int(outside.argmax())
    for language in LANGUAGES:
        told = found.message.text(language)
        assert ("far out of the picture from step" if language == "en" else "画面之外") in told


@pytest.mark.parametrize(
    ("text", "name", "rate", "start"),
    [
        ("sin(x)", "sgd", 12.7, 4.9),
        ("cos(x) + x/10", "sgd", 8.7, 2.9),
        ("sin(x)", "nesterov", 31.0, -3.0),
    ],
)
def test_who_is_thrown_no_further_each_time_does_not_diverge(
    text: str, name: str, rate: float, start: float
) -> None:
    """Where slopes are bounded so are strides: it jumps from hollow to hollow, and no higher."""
    found, path = judged(text, name, 50, (start, 0.0), lr=rate)
    assert found.outcome is Outcome.WANDERING and found.step is not None
    assert found.is_lost_by(50)
    strides = abs(np.diff(path.points[found.step :, 0]))
    assert strides[-10:].max() < 1.2 * strides[:10].max()
    assert all(str(found.step) in found.message.text(language) for language in LANGUAGES)


def test_who_jumps_about_after_the_race_is_not_lost_then() -> None:
    found, _ = judged("sin(x)", "sgd", 8, (4.9, 0.0), lr=12.7)
    assert found.message.key == "arena.verdict.under_way"


def test_who_walks_down_a_slope_that_dies_out_has_run_downhill() -> None:
    found, _ = judged("-x / sqrt(1 + x**2) - 0.3 * x", "sgd", 300, (1.0, 0.0), lr=2.0)
    assert found.outcome is Outcome.ESCAPED

"""Who is said to stand still, or hardly to move, does so: also after the race's end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.format import NARROW
from core.messages import LANGUAGES
from core.surfaces import SURFACES, Racer, custom_surface, descend
from core.surfaces.race.arrival import patience, tolerance
from core.surfaces.race.verdict import Outcome, Verdict, verdict

CREEPING = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")


def raced(text: str, name: str, rate: float | None, steps: int) -> Verdict:
    surface = SURFACES[text] if text in SURFACES else custom_surface(text)
    usual = surface.tuned_for(name)
    racer = Racer(name, usual if rate is None else {**usual, "lr": rate})
    return verdict(surface, racer, descend(surface, racer, surface.start, steps), "it")


@pytest.mark.parametrize("name", ["sgd", "adagrad"])
def test_who_walks_steadily_in_a_long_race_is_under_way(name: str) -> None:
    """Its last ten steps of 2000 are short; in the last 330 it goes from 0.873 to 0.907."""
    assert raced("rosenbrock", name, None, 2000).outcome is Outcome.UNDER_WAY


@pytest.mark.parametrize("steps", [200, 2000, 5000])
def test_who_will_arrive_is_not_told_on_the_way_that_its_steps_are_too_short(steps: int) -> None:
    assert raced("rosenbrock", "sgd", 0.0012, steps).outcome is Outcome.UNDER_WAY
    if steps == 5000:
        assert raced("rosenbrock", "sgd", 0.0012, 8000).outcome is Outcome.ARRIVED


@pytest.mark.parametrize("steps", [50, 500])
def test_whose_steps_are_too_short_however_many_there_are_is_told_so(steps: int) -> None:
    assert raced("ravine", "sgd", 1e-7, steps).message.key == "arena.verdict.unmoved"


def test_who_rolls_on_where_there_is_no_slope_does_not_stand_still() -> None:
    """Momentum comes to the step between two slopes with some speed, which it loses there."""
    surface, racer = custom_surface("relu(x)**2 - relu(-x - 4)"), Racer("momentum", {"lr": 0.02})
    for steps, outcome in ((30, Outcome.UNDER_WAY), (400, Outcome.FLAT)):
        path = descend(surface, racer, (1.0, 0.0), steps)
        assert not path.gradients[-1].any()
        assert verdict(surface, racer, path, "it").outcome is outcome


_WAVY = (
    "0.239*exp(-(x-0.101)**2 - y**2) - 2.15*exp(-0.759*((x+0.106)**2+(y-0.106)**2))"
    " + 0.804*tanh(2*x*y)"
)


def test_who_stands_still_while_its_memory_is_steep_is_under_way() -> None:
    """At a slope of 5×10⁻¹⁰ RMSprop “stood still”, and went on by 11 in the next 3000 steps."""
    surface, start = custom_surface(_WAVY), (-0.24013004203379396, -0.6359441329943314)
    racer = Racer("rmsprop", {"lr": 0.4430482149920025})
    path, later = (descend(surface, racer, start, steps) for steps in (100, 3000))
    assert np.hypot(*path.gradients[-1]) < 1e-9
    assert np.hypot(*(later.points[-1] - path.points[-1])) > 5
    told = verdict(surface, racer, path, "it")
    assert told.outcome is Outcome.UNDER_WAY and told.message.key == "arena.verdict.held"


@pytest.mark.parametrize(
    ("text", "rate", "start", "steps"),
    [
        ("beale", 3.0, (1.0, 1.5), 200),
        ("beale", 10.0, (1.0, 1.5), 2000),
        ("beale", 20.0, (1.0, 1.5), 200),
        ("exp(x**2/4)", 2.67, (2.1, 0.0), 100),
    ],
)
def test_who_stands_still_is_told_how_long_its_memory_of_steep_slopes_will_take_to_fade(
    text: str, rate: float, start: tuple[float, float], steps: int
) -> None:
    """It was “still under way”, at a slope of 99 and 10⁻⁵ a step."""
    surface = SURFACES[text] if text in SURFACES else custom_surface(text)
    racer = Racer("rmsprop", {"lr": rate})
    path = descend(surface, racer, start, steps)
    told = verdict(surface, racer, path, "it").message
    assert told.key == "arena.verdict.held"
    for language in LANGUAGES:
        assert str(told.fields["later"]) in told.text(language)
    later = int(str(told.fields["later"]).replace(NARROW, ""))
    moved = abs(descend(surface, racer, start, steps + later).points[steps:] - path.points[-1])
    assert moved[: later // 10].max() < 0.1 * tolerance(surface) < moved.max()


def test_who_is_held_by_weight_decay_while_its_memory_is_steep_does_not_rest() -> None:
    """On the top between two hollows: from step 2000 on it leaves it again."""
    surface = custom_surface("0.914*cos(2*x) + 0.601*relu(x) + 4.13*(x**2 - 1)**2/4")
    racer, start = Racer("adamw", {"lr": 19.1}), (-0.0165, 0.0)
    path, long = (descend(surface, racer, start, n) for n in (300, 6000))
    assert abs(path.points[-1, 0]) < 1e-6 < 1 < abs(long.points[-1, 0])
    told = verdict(surface, racer, path, "it").message
    assert told.key == "arena.verdict.decayed_creeping"


def test_what_is_beyond_all_numbers_never_fades() -> None:
    """Its square is: no step of any length comes after it."""
    surface, racer = custom_surface("exp(x**2/4)"), Racer("rmsprop", {"lr": 4.0})
    path = descend(surface, racer, (2.1, 0.0), 100)
    assert np.isinf(path.states["h"][-1, 0])
    assert verdict(surface, racer, path, "it").message.key == "arena.verdict.unmoved"


def test_under_a_schedule_that_comes_to_nothing_no_memory_is_waited_for() -> None:
    racer = Racer("rmsprop", {"lr": 3.0}).with_schedule("cosine", over=150)
    beale = SURFACES["beale"]
    told = verdict(beale, racer, descend(beale, racer, beale.start, 200), "it")
    assert told.message.key == "arena.verdict.unmoved"


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([s for s in SURFACES.values() if s.batches is None]),
    st.sampled_from(CREEPING),
    st.floats(-5.0, 0.0),
    st.sampled_from([20, 60, 300, 1000]),
)
def test_who_is_said_to_hardly_move_is_still_there_later(surface, name, power, steps) -> None:
    racer = Racer(name, {**surface.tuned_for(name), "lr": 10**power})
    path = descend(surface, racer, surface.start, steps)
    if verdict(surface, racer, path, "it").outcome is Outcome.FLAT:
        whole = descend(surface, racer, surface.start, patience(steps))
        moved = np.hypot(*(whole.points[steps:] - path.points[-1]).T)
        assert whole.ending is None and moved.max() < tolerance(surface)

"""Who swings to and fro: that its swings grow is said only where they grow for ever, and why it
goes on swinging is not read off the last point alone."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.messages import LANGUAGES
from core.surfaces import SURFACES, Path, Racer, Surface, custom_surface, descend, minima_of
from core.surfaces.race.arrival import tolerance
from core.surfaces.race.astray import far_since
from core.surfaces.race.pull import pull
from core.surfaces.race.swing import swings
from core.surfaces.race.verdict import Outcome, Verdict, verdict

LONG = 20_000  # steps
MEANT = ("rosenbrock", "beale", "himmelblau", "plateau", "two_hollows", "parabola", "hollow")
LIMITED = ("sgd", "momentum", "nesterov")  # whose learning rate × curvature has a limit


def surface_of(text: str) -> Surface:
    return SURFACES[text] if text in SURFACES else custom_surface(text)


def raced(
    text: str, name: str, rate: float, steps: int | None = None
) -> tuple[Verdict, Path, Surface, Racer]:
    surface = surface_of(text)
    racer = Racer(name, {**surface.tuned_for(name), "lr": rate})
    path = descend(surface, racer, surface.start, steps or surface.steps)
    return verdict(surface, racer, path, "it"), path, surface, racer


def is_said_to_diverge(told: Verdict) -> bool:
    """Without being far out yet."""
    return told.message.key.startswith("arena.verdict.diverging")


@pytest.mark.parametrize("steps", [30, 60, 100])
@pytest.mark.parametrize("text", ["hollow", "two_hollows"])
def test_who_comes_ever_closer_to_the_bounds_of_its_swing_does_not_diverge(
    text: str, steps: int
) -> None:
    """It goes to and fro between −1.802 and −2.332 for ever."""
    told, *_ = raced(text, "sgd", 0.45, steps)
    assert told.outcome is Outcome.SWINGING


_FOUND = [
    ("himmelblau", "sgd", 0.01954),
    ("himmelblau", "nesterov", 0.01963),
    ("plateau", "nesterov", 2.721),
    ("two_hollows", "sgd", 0.4535),
]


def usual(text: str, name: str) -> float:
    rate = surface_of(text).tuned_for(name)["lr"]
    assert isinstance(rate, float)
    return rate


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MEANT), st.sampled_from(LIMITED), st.floats(-0.3, 1.2))
@example(*_FOUND[0][:2], np.log10(_FOUND[0][2] / usual(*_FOUND[0][:2])))
@example(*_FOUND[1][:2], np.log10(_FOUND[1][2] / usual(*_FOUND[1][:2])))
@example(*_FOUND[2][:2], np.log10(_FOUND[2][2] / usual(*_FOUND[2][:2])))
@example(*_FOUND[3][:2], np.log10(_FOUND[3][2] / usual(*_FOUND[3][:2])))
def test_who_is_said_to_diverge_is_lost_in_the_end(text: str, name: str, power: float) -> None:
    """power: of ten, times the rate that suits the surface."""
    told, path, surface, racer = raced(text, name, usual(text, name) * 10**power)
    if is_said_to_diverge(told):
        long = descend(surface, racer, surface.start, LONG)
        far = far_since(surface, long.points) is not None
        assert long.ending is not None or far or long.losses[-1] > 100 * path.losses[-1]


@pytest.mark.parametrize("rate", [1.0005, 1.002, 1.02])
@pytest.mark.parametrize("text", ["parabola", "ravine"])
def test_who_diverges_slowly_where_the_surface_bends_alike_is_told_so(
    text: str, rate: float
) -> None:
    told, *_ = raced(text, "sgd", rate, 60)
    assert told.outcome is Outcome.DIVERGED


def test_who_swings_now_and_is_lost_after_the_end_is_told_when() -> None:
    """Along x it swings closer and closer, and from y = 0 it runs away."""
    surface, racer = custom_surface("x**2 - 0.05 * y**2"), Racer("sgd", {"lr": 0.97})
    path = descend(surface, racer, (4.0, 0.01), 40)
    assert verdict(surface, racer, path, "it").message.key == "arena.verdict.lost_later"


def test_a_schedule_that_will_have_lowered_the_rate_in_time_is_no_divergence() -> None:
    """From step 61 on the product is below 2 again."""
    parabola = SURFACES["parabola"]
    for k, diverges in ((0.001, False), (0.0001, True)):
        racer = Racer("sgd", {"lr": 1.06}).with_schedule("1/t", k=k)
        path = descend(parabola, racer, (-1.6, 0.0), 20)
        assert is_said_to_diverge(verdict(parabola, racer, path, "it")) is diverges


# What keeps it from rest.


@pytest.mark.parametrize(
    ("text", "name", "rate", "product"),
    [
        ("plateau", "sgd", 4.4, 2.2),
        ("plateau", "nesterov", 2.796, 1.398),
        ("rosenbrock", "sgd", 0.005285, 5.293),
        ("rosenbrock", "nesterov", 0.001775, 1.778),
        ("two_hollows", "sgd", 0.4362, 2.054),
        ("hollow", "sgd", 0.45, 2.119),
        ("-cos(x)", "sgd", 2.2, 2.2),
        ("-cos(x)", "sgd", 2.5, 2.5),
        ("sqrt(1 + x**2)", "sgd", 2.2, 2.2),
        ("log(1 + x**2)", "sgd", 1.1, 2.2),
        ("sqrt(1 + y**2) + 0 * x", "sgd", 2.2, 2.2),
    ],
)
def test_who_is_held_in_a_swing_is_told_the_product_at_the_minimum(
    text: str, name: str, rate: float, product: float
) -> None:
    """It is flatter further out, and of the last point alone it was said to be below the limit."""
    told, *_ = raced(text, name, rate)
    assert told.message.key == "arena.verdict.swinging_beyond"
    fields = told.message.fields
    assert float(fields["product"]) == pytest.approx(product, rel=2e-3)
    assert float(fields["product"]) > float(fields["limit"])
    place = "on the floor" if "y**2" in text else "at the minimum"
    assert f": {place} nearest to it, curvature " in told.message.text("en")
    assert all("{" not in told.message.text(language) for language in LANGUAGES)


def test_where_there_is_no_minimum_the_middle_of_the_swing_tells() -> None:
    told, *_ = raced("log(1 + y**2) - 0.01 * x", "sgd", 1.1)
    assert "in the middle of its swing, curvature 2 × learning rate 1.1 = 2.2" in str(told.message)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("abs(x)**1.75", 1.0),
        ("abs(x)**1.75", 10.0),
        ("abs(x)**1.75", 100.0),
        ("abs(x)**1.75 + y**2 / 1000", 10.0),
        ("abs(x)", 0.3),
        ("abs(x - y)", 0.3),
        ("sqrt(x**2 + y**2)", 0.3),
    ],
)
def test_of_a_kink_no_curvature_is_told(text: str, rate: float) -> None:
    """The closer one looks there, the larger it is."""
    told, *_ = raced(text, "sgd", rate)
    assert told.message.key == "arena.verdict.swinging"


def test_under_a_schedule_the_rate_is_told_that_it_has_come_to() -> None:
    racer = Racer("sgd", {"lr": 0.46}).with_schedule("1/t", k=0.0001)
    surface = SURFACES["hollow"]
    path = descend(surface, racer, surface.start, 60)
    told = verdict(surface, racer, path, "it").message
    assert told.key == "arena.verdict.swinging_beyond_scheduled"
    for language in LANGUAGES:
        assert f"{racer.at(59).lr:.3g}" in told.text(language)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(MEANT), st.sampled_from(LIMITED), st.floats(-0.5, 1.2))
@example("plateau", "sgd", np.log10(4.4 / usual("plateau", "sgd")))
@example("ravine", "sgd", np.log10(0.999 / usual("ravine", "sgd")))
def test_who_is_told_a_product_below_the_limit_has_it_at_the_minimum_too(
    text: str, name: str, power: float
) -> None:
    told, path, surface, racer = raced(text, name, usual(text, name) * 10**power)
    if told.message.key.startswith("arena.verdict.swinging_"):
        last = path.points[-1:]
        there = min(minima_of(surface), key=lambda each: float(each.away(last)[0]))
        found = pull(surface, racer.make(), there.nearest(last[0]))
        assert found is not None
        assert found.too_hard is (told.message.key == "arena.verdict.swinging_beyond")


def test_swings_that_die_out_are_not_said_to_go_on() -> None:
    """The rate has fallen so far that a swing of 3 became one of 5e-7 within ten steps."""
    ravine = SURFACES["ravine"]
    racer = Racer("sgd", {"lr": 1.2}).with_schedule("cosine", over=50)
    path = descend(ravine, racer, ravine.start, 30)
    assert swings(path) and abs(path.points[-1, 1]) < 1e-6
    assert verdict(ravine, racer, path, "it").outcome is Outcome.UNDER_WAY


def test_a_minimum_far_from_the_swing_is_no_cause_of_it() -> None:
    """In the valley, where it is, the product is 1.95 and its swings shrink; at the minimum, some
    swings away, it would be 3.95."""
    surface = custom_surface("y**2/2 * (1.95 + 2*exp(-x**2)) + 0.001*x**2")
    racer = Racer("sgd", {"lr": 1.0})
    path = descend(surface, racer, (-4, 2), 60)
    told = verdict(surface, racer, path, "it").message
    assert told.key == "arena.verdict.swinging_near" and told.fields["product"] == "1.95"
    held = custom_surface("abs(x-4)*0.001 + log(1+y**2)")
    path = descend(held, Racer("sgd", {"lr": 1.1}), (-4, 1), 60)
    told = verdict(held, Racer("sgd", {"lr": 1.1}), path, "it").message
    assert told.key == "arena.verdict.swinging_beyond" and told.fields["product"] == "2.2"


@pytest.mark.parametrize(
    ("text", "rate", "start", "steps"),
    [
        ("min(x**2, (x - 3)**2 - 1)", 12.3, -4.9, 5),
        ("x**2/2 + sin(x)**2*3", 7.97, 3.9, 30),
        ("x**2 + sin(5*x)", 3.58, -3.5, 30),
        ("sqrt(x**2 + 0.01)", 2.84, 1.2, 8),
    ],
)
def test_who_divides_by_a_sum_that_grows_is_not_said_never_to_settle(
    text: str, rate: float, start: float, steps: int
) -> None:
    surface, racer = custom_surface(text), Racer("adagrad", {"lr": rate})
    path, long = (descend(surface, racer, (start, 0.0), n) for n in (steps, 4000))
    assert swings(path) and abs(long.points[-1] - long.points[-10:]).max() < tolerance(surface)
    told = verdict(surface, racer, path, "it")
    assert told.outcome is Outcome.UNDER_WAY
    assert all("{" not in told.message.text(language) for language in LANGUAGES)
    assert told.message.key == "arena.verdict.calming"


def test_swings_that_shrink_slowly_are_not_said_to_go_on() -> None:
    """Across the kink of |x| each is as long as the rate, which falls as 1/t: to 0.4 in the race,
    and to 0.1 after it."""
    surface = custom_surface("abs(x)")
    racer = Racer("sgd", {"lr": 3.0}).with_schedule("1/t", k=0.1)
    path = descend(surface, racer, (1.0, 0.0), 60)
    assert swings(path)
    assert verdict(surface, racer, path, "it").outcome is not Outcome.SWINGING

"""What is said of a race's end holds: also outside of the picture, near the limits, with noise."""

import numpy as np
import pytest

from core.format import number
from core.messages import LANGUAGES, StudioError
from core.optimizers.adaptive import AdamW
from core.optimizers.momentum import Momentum
from core.surfaces import (
    SURFACES,
    Ending,
    Path,
    Racer,
    Surface,
    custom_surface,
    descend,
    finish,
    minima_of,
    racing,
)
from core.surfaces.functions.curvature import largest_curvatures
from core.surfaces.minima.bottoms import minimum_under
from core.surfaces.minima.search import find_minima
from core.surfaces.race.arrival import LATELY, arrival_radii, nearest, patience, tolerance
from core.surfaces.race.basins import UNDER_WAY, filling
from core.surfaces.race.decay import overdecay
from core.surfaces.race.pull import Pull
from core.surfaces.race.verdict import Outcome, Verdict, _beyond_the_end, verdict


def ended(
    text: str, name: str, start: tuple[float, float], steps: int = 60, **settings: float
) -> tuple[Verdict, Path]:
    surface = SURFACES[text] if text in SURFACES else custom_surface(text)
    racer = Racer(name, settings)
    path = descend(surface, racer, start, steps)
    return verdict(surface, racer, path, "it"), path


def test_who_stands_on_a_minimum_far_outside_has_arrived() -> None:
    found, path = ended("(x - 100)**2 + (y - 100)**2", "sgd", (100.0, 100.0), lr=0.1)
    assert path.ending is None and found.outcome is Outcome.ARRIVED


@pytest.mark.parametrize("start", [(100.0, 2.0), (-1e6, 1e6), (0.0, 3000.0)])
def test_a_start_far_outside_is_not_thrown_out(start: tuple[float, float]) -> None:
    found, path = ended("ravine", "sgd", start, lr=0.1)
    assert path.ending is None and len(path.points) == 61
    assert found.outcome is not Outcome.DIVERGED


def test_who_comes_to_a_minimum_far_outside_has_arrived() -> None:
    """He “ran downhill and far out of the picture”, and was not followed to the minimum."""
    found, path = ended("(x - 80)**2 + y**2", "sgd", (0.0, 1.0), lr=0.49)
    assert found.outcome is Outcome.ARRIVED and len(path.points) == 61
    found, path = ended("(x - 100)**2 + (y + 50)**2", "sgd", (1.0, 1.0), 200, lr=0.1)
    assert found.outcome is Outcome.ARRIVED and len(path.points) == 201
    found, _ = ended("(x - 100)**2 + (y + 50)**2", "sgd", (1.0, 1.0), 20, lr=0.1)
    assert found.message.key == "arena.verdict.later"


@pytest.mark.parametrize(
    ("text", "start", "rate"),
    [
        ("log(x) + y**2", (0.5, 1.0), 0.2),
        ("log(x) + y**2", (0.001, 1.0), 0.2),  # thrown far, but not upwards
        ("x**0.5 + y", (0.2, 1.0), 0.1),
        ("log(x) + y**2", (-1.0, 1.0), 0.1),
    ],
)
def test_to_leave_the_domain_is_no_divergence(text: str, start, rate: float) -> None:
    found, path = ended(text, "sgd", start, lr=rate)
    assert path.ending is Ending.UNDEFINED
    assert found.outcome is Outcome.UNDEFINED
    assert ("cannot start" in found.message.text("en")) == (path.ended_at == 0)


@pytest.mark.parametrize("rate", [1.5, 100.0])
def test_a_run_that_explodes_is_told_from_which_step_on(rate: float) -> None:
    for steps in (60, 2000):  # before its numbers are used up, and after
        found, path = ended("x**2 / 20 + y**2", "sgd", (-7.0, 2.0), steps, lr=rate)
        assert path.ending is (Ending.DIVERGED if path.ended_at else None)
        assert found.outcome is Outcome.DIVERGED and found.step == (6 if rate == 1.5 else 1)
    assert path.ending is Ending.DIVERGED


def test_who_flies_through_a_minimum_has_not_arrived() -> None:
    racer, surface = Racer("momentum", {"lr": 0.1}), custom_surface("y**2 + 0 * x")
    whole = descend(surface, racer, (0.0, 3.0), 60)
    near = np.flatnonzero(abs(whole.points[:, 1]) < tolerance(surface))
    assert len(near) and near[0] < 20
    through = descend(surface, racer, (0.0, 3.0), int(near[0]))
    assert verdict(surface, racer, through, "it").outcome is not Outcome.ARRIVED
    longer = descend(surface, racer, (0.0, 3.0), 300)
    assert verdict(surface, racer, longer, "it").outcome is Outcome.ARRIVED


def test_the_cause_of_a_divergence_is_where_it_began() -> None:
    found, _ = ended("x**4 + y**4", "sgd", (2.0, 2.0), lr=0.2)
    assert found.outcome is Outcome.DIVERGED
    assert float(found.message.fields["curvature"]) == pytest.approx(48, rel=1e-3)


def test_noise_is_the_reason_why_somebody_trembles() -> None:
    for seed_rate in (0.3, 0.5):
        found, _ = ended("noisy_bowl", "sgd", (3.0, 2.0), steps=200, lr=seed_rate)
        if found.outcome is Outcome.SWINGING:
            assert found.message.key == "arena.verdict.trembling"


def test_the_curvature_of_a_swing_is_that_along_it() -> None:
    found, _ = ended("ravine", "sgd", (-0.001, 2.0), lr=0.999)
    assert found.message.fields["curvature"] == "2"
    found, _ = ended("x**2 / 2 + 0.7 * y**2", "sgd", (2.0, 0.0), lr=1.99)
    assert found.outcome is Outcome.SWINGING
    assert found.message.fields["curvature"] == "1"


@pytest.mark.parametrize(("product", "limit"), [(2.003, 2.0), (3.80001, 3.8), (1.9996, 2.0)])
def test_a_product_is_not_written_as_its_limit(product: float, limit: float) -> None:
    found = Pull(product / 0.5, 0.5, limit).fields
    assert found["product"] != found["limit"]
    assert float(found["product"]) == pytest.approx(product, rel=1e-6)


def test_a_decay_beyond_its_limit_is_not_written_as_the_limit() -> None:
    rule = Racer("adamw", {"lr": 2.004, "weight_decay": 1.0}).make()
    said = overdecay(rule)
    assert said is not None and said["product"] == "2.004" and said["limit"] == "2"


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e5])
def test_which_minimum_is_the_lowest_does_not_depend_on_the_scale(scale: float) -> None:
    text = f"{scale!r} * ((x**2 - 4)**2 / 8 + 0.0001 * x + y**2)"
    for start, expected in (((3.0, 1.0), Outcome.LOCAL), ((-3.0, 1.0), Outcome.ARRIVED)):
        found, _ = ended(text, "sgd", start, steps=200, lr=0.05 / scale)
        assert found.outcome is expected


def test_no_slope_at_all_is_not_only_a_small_one() -> None:
    found, _ = ended("saddle", "sgd", (0.0, 0.0), lr=0.1)
    assert found.outcome is Outcome.FLAT
    assert "slope is 0" in found.message.text("en")


def test_curvatures_of_many_points_are_those_of_each() -> None:
    surface = SURFACES["beale"]
    x, y = np.linspace(-3, 3, 7), np.linspace(2, -2, 7)
    one_by_one = [largest_curvatures(surface, *point) for point in zip(x, y, strict=True)]
    assert np.allclose(largest_curvatures(surface, x, y), one_by_one)
    assert largest_curvatures(custom_surface("x**0.5 + y"), -1.0, 0.0) == 0.0


def test_an_op_is_named_as_it_was_typed() -> None:
    with pytest.raises(StudioError, match="“@” mixes"):
        custom_surface("x @ y")
    with pytest.raises(StudioError, match="“mean” mixes"):
        custom_surface("mean(x)")


_WELLS = "sin(50*x) + sin(50*y)"


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov"])
def test_who_rests_in_a_well_too_narrow_for_the_search_is_at_its_minimum(name: str) -> None:
    """It was said to stand still, for want of slope, or to be too slow for a slope of 4.5."""
    surface = custom_surface(_WELLS)
    path = descend(surface, Racer(name, surface.tuned[name]), surface.start, 50)
    assert path.losses[-1] < -1.99
    home = verdict(surface, Racer(name, surface.tuned[name]), path, "it")
    assert home.outcome is Outcome.ARRIVED
    elsewhere = find_minima(surface, (-0.5, 0.5), (-0.5, 0.5), 101)
    found = verdict(surface, Racer(name, surface.tuned[name]), path, "it", elsewhere)
    assert found.outcome is Outcome.ARRIVED


def test_in_ripples_to_be_near_is_a_share_of_the_ripple() -> None:
    """Half of its width is less than what counts as near in so large a picture, and all of it is
    low beside the hill that it is on."""
    surface = custom_surface("x**2 + y**2 + 0.01 * (sin(50*x) + sin(50*y))")
    minima = find_minima(surface, (-0.4, 0.3), (-0.4, 0.3), 101)
    spacing = 2 * np.pi / 50
    assert len(minima) > 3 and tolerance(surface) > spacing / 2
    assert arrival_radii(surface, (*minima, *minima)) == pytest.approx(spacing / 4, rel=0.1)
    path = descend(surface, Racer("sgd", {"lr": 0.002}), (0.05, 0.05), 50)
    found = verdict(surface, Racer("sgd", {"lr": 0.002}), path, "it", minima)
    away = nearest(path.points, minima)[1]
    radius = arrival_radii(surface, minima).max()
    assert found.step and away[found.step] < radius < away[found.step - 1]


@pytest.mark.parametrize(
    ("text", "point", "there"),
    [
        ("x**2 + 3*y**2 + x*y", (0.01, -0.02), (0.0, 0.0)),
        ("(x - 1)**2", (1.01, 0.0), (1.0, 0.0)),
        ("x**2 - y**2", (0.0, 0.0), None),  # a saddle
        ("x**2 + 0 * y", (0.0, 1.0), None),  # a floor
        ("-x**2 - y**2", (0.0, 0.0), None),
        ("exp(-x) + y**2", (4.0, 0.0), None),  # bends upwards, and its minimum is nowhere
        ("abs(x) + y**2", (0.001, 0.0), None),
        ("log(x) + y**2", (-1.0, 0.0), None),
        ("3 * x + y", (0.0, 0.0), None),
        ("sin(50*x) + sin(50*y)", (-0.03, -0.03), (-np.pi / 100, -np.pi / 100)),
        ("sin(50*x) + sin(50*y)", (-0.03, 0.01), None),  # on the shoulder of a well, if near it
        ("sin(20*x)", (-0.07, 0.0), (-np.pi / 40, 0.0)),
        ("x**3", (0.007, 0.0), None),  # an inflection, which Newton's method comes to, too
        ("x**3 + 5", (0.007, 0.0), None),
        ("x**3 - y**3", (0.007, -0.007), None),
    ],
)
def test_a_minimum_under_a_point_is_one_of_the_surface(text: str, point, there) -> None:
    surface = custom_surface(text)
    found = minimum_under(surface, point, tolerance(surface))
    assert (found is None) is (there is None)
    if found is not None:
        assert found.point == pytest.approx(there, abs=1e-9) and not found.is_floor


def test_who_swings_across_a_kink_is_not_told_that_its_steps_are_too_short() -> None:
    found, _ = ended("abs(x) + 0.0001 * y", "sgd", (0.0015, 0.0), lr=0.002)
    assert found.outcome is Outcome.SWINGING


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_who_never_moves_is_not_under_way(name: str) -> None:
    found, _ = ended("1e-300 * (x**2 + y**2)", name, (-3.0, 2.0), lr=0.1)
    assert found.message.key == "arena.verdict.unmoved" and found.outcome is Outcome.FLAT
    moving, _ = ended("ravine", name, (-7.0, 2.0), steps=12, lr=0.05)
    assert moving.outcome is Outcome.UNDER_WAY


def test_a_minimum_without_curvature_is_no_inflection() -> None:
    found = minimum_under(custom_surface("1e5 * (x - 0.01)**4 + 3"), (0.012, 0.0), 0.05)
    assert found is not None and found.point == pytest.approx((0.01, 0.0), abs=1e-5)


def test_nobody_is_in_a_minimum_at_an_inflection() -> None:
    for text, start in (("x**3", (1.0, 0.0)), ("x**3 - y**3", (1.0, -1.0))):
        found, path = ended(text, "sgd", start, 500, lr=0.1)
        assert 0 < path.points[-1, 0] < 0.01
        assert found.message.key == "arena.verdict.flat"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_held_by_weight_decay_is_told_so(language: str) -> None:
    """AdamW “hardly moved” on Rosenbrock's function, “its steps too short”: they are as long as
    what the decay takes back of them."""
    settings = dict(SURFACES["rosenbrock"].tuned_for("adamw"))
    start = SURFACES["rosenbrock"].start
    found, path = ended("rosenbrock", "adamw", start, 2000, **settings)
    assert found.outcome is Outcome.DECAYED
    decay = Racer("adamw", settings).make()
    assert isinstance(decay, AdamW)
    taken = decay.lr * decay.weight_decay * np.hypot(*path.points[-2])
    assert number(taken, 3) in found.message.text(language)
    free, _ = ended("rosenbrock", "adamw", start, 2000, **{**settings, "weight_decay": 0.0})
    assert free.outcome is not Outcome.DECAYED


@pytest.mark.parametrize(("name", "steps"), [("rosenbrock", 1000), ("two_hollows", 400)])
def test_who_creeps_on_under_weight_decay_is_not_said_to_rest(name: str, steps: int) -> None:
    """Its last ten steps are short: on Rosenbrock's function it was said to rest at x = 0.21, and
    came to 0.32 in as many steps again."""
    start, settings = SURFACES[name].start, {"lr": 0.1, "weight_decay": 1.0}
    found, path = ended(name, "adamw", start, steps, **settings)
    further = descend(SURFACES[name], Racer("adamw", settings), start, 2 * steps).points[-1]
    assert np.hypot(*(further - path.points[-1])) > 0.1 * tolerance(SURFACES[name])
    assert found.outcome is Outcome.DECAYED
    assert found.message.key == "arena.verdict.decayed_creeping"


def test_who_is_held_by_weight_decay_for_good_is_said_to_rest() -> None:
    settings = {"lr": 0.1, "weight_decay": 1.0}
    found, path = ended("two_hollows", "adamw", SURFACES["two_hollows"].start, 2000, **settings)
    whole = _beyond_the_end(SURFACES["two_hollows"], Racer("adamw", settings), path, 0)
    assert np.hypot(*(whole.points[-1] - path.points[-1])) < 0.1 * tolerance(
        SURFACES["two_hollows"]
    )
    assert found.message.key == "arena.verdict.decayed"


def test_who_creeps_with_a_decay_that_hardly_matters_is_not_held_by_it() -> None:
    found, _ = ended("ravine", "adamw", (-7.0, 2.0), 50, lr=1e-6)
    assert found.message.key == "arena.verdict.unmoved"


@pytest.mark.parametrize("name", ["sgd", "adagrad"])
def test_who_creeps_where_it_is_steep_is_not_told_that_there_is_no_slope(name: str) -> None:
    settings = {"sgd": 0.00002, "adagrad": 0.0005}
    found, path = ended(
        "(1 - x)**2 + 100 * (y - x**2)**2", name, (-2.0, 2.0), 200, lr=settings[name]
    )
    assert np.hypot(*path.gradients[-1]) > 1
    assert found.message.key in ("arena.verdict.unmoved", "arena.verdict.under_way")


def test_a_swing_at_a_kink_is_not_laid_on_a_curvature_that_is_none() -> None:
    found, _ = ended("sqrt(x**2 + y**2)", "sgd", (3.0, 2.0), 120, lr=0.5)
    assert found.outcome is Outcome.SWINGING
    assert found.message.key == "arena.verdict.swinging"


def test_a_tiny_product_is_written_with_few_digits() -> None:
    fields = Pull(4.178253e-7, 0.5, 2.0).fields
    assert fields["curvature"] == "4.18×10⁻⁷" and fields["product"] == "2.09×10⁻⁷"


def test_a_hollow_in_a_picture_that_goes_deeper_is_not_the_minimum() -> None:
    found, _ = ended("x**3 - 3 * x + y**2", "sgd", (2.0, 1.0), 100, lr=0.1)
    assert found.outcome is Outcome.LOCAL
    assert "lower elsewhere" in found.message.text("en")
    found, _ = ended("x**2 + y**2", "sgd", (2.0, 1.0), 100, lr=0.1)
    assert found.outcome is Outcome.ARRIVED


def test_who_is_shaken_by_batches_and_falls_no_further_trembles() -> None:
    surface = SURFACES["noisy_bowl"]
    racer = Racer("sgd", {"lr": 0.6})
    paths = finish(racing(surface, [racer], [surface.start], 120))
    assert verdict(surface, racer, paths[0][0], "it").message.key == "arena.verdict.trembling"
    early = finish(racing(surface, [Racer("sgd", {"lr": 0.01})], [surface.start], 40))
    assert verdict(surface, racer, early[0][0], "it").outcome is Outcome.UNDER_WAY


# Beyond the race's end.


def passing_at_the_end(lr: float) -> tuple[Surface, Racer, int]:
    """A race whose last step is the first at the minimum, which its racer crosses and leaves."""
    surface, racer = custom_surface("y**2 / 50 + 0 * x"), Racer("momentum", {"lr": lr})
    racer = racer.with_setting("momentum", 0.999)
    whole = descend(surface, racer, (0.0, 3.0), 2000)
    near = np.flatnonzero(abs(whole.points[:, 1]) < tolerance(surface))
    first = int(near[0])
    gone = first + int(np.flatnonzero(abs(whole.points[first:, 1]) > tolerance(surface))[0])
    assert gone - first > LATELY  # it lingers there
    return surface, racer, gone - 1


@pytest.mark.parametrize(("lr", "longer_than"), [(0.0002, 500), (0.00005, 1400)])
def test_who_is_at_a_minimum_at_the_last_step_and_will_leave_it_has_not_arrived(
    lr: float, longer_than: int
) -> None:
    surface, racer, steps = passing_at_the_end(lr)
    assert steps > longer_than
    path = descend(surface, racer, (0.0, 3.0), steps)
    assert abs(path.points[-1, 1]) < tolerance(surface)
    assert verdict(surface, racer, path, "it").outcome is not Outcome.ARRIVED


def test_who_comes_after_the_end_is_told_when_and_a_basin_says_the_same() -> None:
    surface, start = SURFACES["ravine"], (-7.0, 2.0)
    racer = Racer("sgd", {"lr": 0.3})
    path = descend(surface, racer, start, 60)
    found = verdict(surface, racer, path, "it")
    assert found.outcome is Outcome.UNDER_WAY and found.message.key == "arena.verdict.later"
    later = found.message.fields["later"]
    assert isinstance(later, int) and later > 60
    whole = descend(surface, racer, start, 240)
    away = np.hypot(*whole.points.T)
    assert away[later] <= tolerance(surface) < away[later - 1]
    assert verdict(surface, racer, descend(surface, racer, start, later), "it").step == later
    view = (start[0] - 0.1, start[0] + 0.1), (start[1] - 0.1, start[1] + 0.1)
    minima = minima_of(surface)
    *_, last = filling(surface, racer, *view, patience(60), 0, minima, rounds=(1,))
    assert (last.ends == 0).all() and abs(last.steps - later).max() <= 5
    *_, last = filling(surface, racer, *view, patience(later // 4 - 5), 0, minima, rounds=(1,))
    assert (last.ends == UNDER_WAY).all()
    early = verdict(surface, racer, descend(surface, racer, start, later // 4 - 5), "it")
    assert early.message.key == "arena.verdict.under_way"


def test_who_is_lost_after_the_end_is_told_when() -> None:
    surface, racer = SURFACES["saddle"], Racer("momentum", {"lr": 0.1})
    step = verdict(surface, racer, descend(surface, racer, (0.0, 0.5), 200), "it").step
    assert step
    found = verdict(surface, racer, descend(surface, racer, (0.0, 0.5), step - 1), "it")
    assert found.message.key == "arena.verdict.lost_later"
    assert found.message.fields["later"] == step


def test_beyond_the_end_the_batches_are_those_of_the_seed() -> None:
    surface, racer = SURFACES["noisy_bowl"], Racer("sgd", {"lr": 0.05})
    for seed in (0, 1, 2):
        path = finish(racing(surface, [racer], [surface.start], 30, seed))[0][0]
        whole = finish(racing(surface, [racer], [surface.start], patience(30), seed))[0][0]
        assert np.array_equal(_beyond_the_end(surface, racer, path, seed).points, whole.points)
        assert np.array_equal(whole.points[:31], path.points)


# What a schedule has made of the learning rate.


def test_a_divergence_under_a_schedule_is_told_with_the_rate_of_its_step() -> None:
    racer = Racer("sgd", {"lr": 3.0}).with_schedule("step", factor=0.9, every=20)
    surface = SURFACES["ravine"]
    path = descend(surface, racer, (-7.0, 2.0), 60)
    found = verdict(surface, racer, path, "it")
    assert found.outcome is Outcome.DIVERGED
    assert found.message.key == "arena.verdict.diverged_scheduled"
    told = found.message.fields
    at = told["at"]
    assert isinstance(at, int) and float(told["rate"]) == racer.at(at - 1).lr
    assert float(told["product"]) == pytest.approx(2 * racer.at(at - 1).lr)
    for language in LANGUAGES:
        assert str(told["rate"]) in found.message.text(language)


def test_a_divergence_under_annealing_is_told_with_the_momentum_of_its_step() -> None:
    racer = Racer("momentum", {"lr": 5.0}).with_annealing(True, every=4)
    surface = SURFACES["ravine"]
    path = descend(surface, racer, (-7.0, 2.0), 60)
    found = verdict(surface, racer, path, "it")
    assert found.message.key == "arena.verdict.diverged_annealed"
    told = found.message.fields
    momentum = racer.at(told["at"] - 1).momentum
    assert float(told["momentum"]) == pytest.approx(momentum)
    assert float(told["limit"]) == pytest.approx(2 * (1 + momentum))


def test_who_divides_the_slope_out_is_told_to_what_its_schedule_had_lowered_the_rate() -> None:
    racer = Racer("adam", {"lr": 100.0}).with_schedule("step", factor=0.5, every=2)
    surface = custom_surface("exp(10 * x) + exp(-10 * x) + y**2")
    path = descend(surface, racer, (2.0, 2.0), 60)
    found = verdict(surface, racer, path, "it")
    assert found.message.key == "arena.verdict.overstrode_scheduled"
    assert found.step and float(found.message.fields["rate"]) == racer.at(found.step - 1).lr


def test_who_trembles_under_a_schedule_is_not_told_to_lower_its_rate() -> None:
    surface = SURFACES["noisy_bowl"]
    racer = Racer("sgd", {"lr": 0.9}).with_schedule("step", factor=0.9, every=40)
    path = finish(racing(surface, [racer], [surface.start], 120))[0][0]
    found = verdict(surface, racer, path, "it")
    assert found.message.key == "arena.verdict.trembling_scheduled"
    assert float(found.message.fields["rate"]) == pytest.approx(racer.at(119).lr, rel=1e-2)


def test_a_rate_that_no_schedule_has_set_is_not_blamed_on_one(monkeypatch) -> None:
    monkeypatch.setattr(Momentum, "stability", None)  # as of a rule that divides the slope out
    racer = Racer("momentum", {"lr": 100.0}).with_annealing(True)
    path = descend(SURFACES["ravine"], racer, (-7.0, 2.0), 60)
    found = verdict(SURFACES["ravine"], racer, path, "it")
    assert racer.paced == "annealed" and found.message.key == "arena.verdict.overstrode"

"""What is said of a race's end holds: also outside of the picture, near the limits, with noise."""

import numpy as np
import pytest

from core.messages import StudioError
from core.surfaces import SURFACES, Ending, Path, Racer, custom_surface, descend, finish, racing
from core.surfaces.functions.curvature import largest_curvature, largest_curvatures
from core.surfaces.race.pull import Pull
from core.surfaces.race.verdict import Outcome, Verdict, tolerance, verdict


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


def test_nobody_claims_that_a_surface_has_no_bottom() -> None:
    found, _ = ended("(x - 80)**2 + y**2", "sgd", (0.0, 1.0), lr=0.49)
    assert found.outcome is Outcome.ESCAPED
    assert "bottom" not in found.message.text("en")


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
    assert path.ending is Ending.UNDEFINED and path.diverged_at is None
    assert found.outcome is Outcome.UNDEFINED
    assert ("cannot start" in found.message.text("en")) == (path.ended_at == 0)


@pytest.mark.parametrize("rate", [1.5, 100.0])
def test_a_run_that_explodes_is_one_also_without_an_edge(rate: float) -> None:
    surface = custom_surface("x**2 / 20 + y**2")
    run = racing(surface, [Racer("sgd", {"lr": rate})], [(-7.0, 2.0)], 2000, bounded=False)
    assert finish(run)[0][0].ending is Ending.DIVERGED


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
    one_by_one = [largest_curvature(surface, point) for point in zip(x, y, strict=True)]
    assert np.allclose(largest_curvatures(surface, x, y), one_by_one)
    assert largest_curvature(custom_surface("x**0.5 + y"), (-1.0, 0.0)) == 0.0


def test_an_op_is_named_as_it_was_typed() -> None:
    with pytest.raises(StudioError, match="“@” mixes"):
        custom_surface("x @ y")
    with pytest.raises(StudioError, match="“mean” mixes"):
        custom_surface("mean(x)")


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_who_never_moves_is_not_under_way(name: str) -> None:
    found, _ = ended("1e-300 * (x**2 + y**2)", name, (-3.0, 2.0), lr=0.1)
    assert found.message.key == "arena.verdict.unmoved" and found.outcome is Outcome.FLAT
    moving, _ = ended("ravine", name, (-7.0, 2.0), steps=12, lr=0.05)
    assert moving.outcome is Outcome.UNDER_WAY


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

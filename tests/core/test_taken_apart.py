"""Steps taken apart, verdicts and basins: each against the race itself."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.format import number
from core.messages import LANGUAGES
from core.optimizers import RULES
from core.surfaces import SURFACES, Racer, RaceSetup, custom_surface, descend, minima_of
from core.surfaces.functions.curvature import (
    curvature_along,
    curvatures_along,
    hessian,
    largest_curvatures,
)
from core.surfaces.minima.search import find_minima
from core.surfaces.race.anatomy import Part, anatomy
from core.surfaces.race.arrival import patience, tolerance
from core.surfaces.race.basins import BEYOND, LOST, UNDER_WAY, filling
from core.surfaces.race.lowest import distances
from core.surfaces.race.presets import PRESETS
from core.surfaces.race.pull import Pull, pull
from core.surfaces.race.verdict import Outcome, Verdict, verdict

RATES = {"adagrad": 0.5, "adam": 0.2, "adamw": 0.2, "rmsprop": 0.1}


def racer(name: str) -> Racer:
    extra = {"weight_decay": 0.1} if name == "adamw" else {}
    return Racer(name, {"lr": RATES.get(name, 0.02), **extra})


def moves(found, part: Part) -> np.ndarray:
    """What the arrows of one kind add up to."""
    return sum((a.head - a.tail for a in found.arrows if a.part is part), np.zeros(2))


@pytest.mark.parametrize("name", RULES)
@given(st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 14))
@settings(max_examples=25, deadline=None)
def test_the_arrows_lead_where_the_racer_went(name: str, x: float, y: float, step: int) -> None:
    """The pieces that the picture names itself (μ v, −η g) must add up to the recorded step."""
    path = descend(SURFACES["himmelblau"], racer(name), (x, y), 15)
    found = anatomy(racer(name), path, step)
    if step >= len(path.points) - 1:
        assert found is None
        return
    assert found is not None
    done = path.points[step + 1] - path.points[step]
    close = {"rtol": 1e-9, "atol": 1e-9 * (1 + abs(path.points[step]).max())}
    np.testing.assert_allclose(moves(found, Part.STEP), done, **close)
    pull, carried = moves(found, Part.GRADIENT), moves(found, Part.CARRIED)
    if name == "sgd":
        np.testing.assert_allclose(pull, done, **close)
    elif name == "momentum":
        np.testing.assert_allclose(carried + pull, done, **close)
    elif name == "nesterov_lookahead":
        np.testing.assert_allclose(moves(found, Part.AHEAD) + pull, done, **close)
    elif name == "nesterov":  # from behind, by way of the point looked ahead to, to the next one
        behind = found.arrows[0].tail
        ahead = moves(found, Part.AHEAD)
        np.testing.assert_allclose(behind + carried, path.points[step], **close)
        np.testing.assert_allclose(behind + carried + pull + ahead, path.points[step + 1], **close)
    else:
        legs = [a for a in found.arrows if a.part is Part.SCALED]
        assert legs[0].head[1] == legs[0].tail[1]
        np.testing.assert_allclose(legs[-1].head, path.points[step + 1], **close)
        np.testing.assert_allclose(legs[0].tail, path.points[step] + moves(found, Part.DECAY))


@pytest.mark.parametrize("name", [name for name in RULES if RULES[name]().stability is None])
def test_the_scaling_times_the_direction_is_the_step(name: str) -> None:
    path = descend(SURFACES["ravine"], racer(name), (-7, 2), 12)
    for step in range(12):
        found = anatomy(racer(name), path, step)
        assert found is not None and found.scale is not None
        t = step + 1
        adam = name.startswith("adam")
        direction = path.states["m"][t] / (1 - 0.9**t) if adam else path.gradients[step]
        done = path.points[t] - path.points[step] - moves(found, Part.DECAY)
        np.testing.assert_allclose(-found.scale * direction, done, rtol=1e-8)


def test_adams_uncorrected_first_step_is_three_times_as_long() -> None:
    """lr · 0.1 g / √(0.001 g²) is √10 times lr: what the correction is there for."""
    path = descend(SURFACES["parabola"], Racer("adam", {"lr": 0.1}), (-2.5, 0), 3)
    found = anatomy(Racer("adam", {"lr": 0.1}), path, 0, flat=True)
    assert found is not None
    ratio = moves(found, Part.UNCORRECTED)[0] / moves(found, Part.STEP)[0]
    assert ratio == pytest.approx(math.sqrt(10), rel=1e-5)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("flat", [False, True])
def test_the_numbers_can_be_typeset(name: str, flat: bool) -> None:
    ziamath = pytest.importorskip("ziamath", reason="the window's formula setter")
    surface = SURFACES["parabola" if flat else "ravine"]
    path = descend(surface, racer(name), surface.start, 4)
    found = anatomy(racer(name), path, 2, flat=flat)
    assert found is not None
    for line in found.lines:
        assert "<svg" in ziamath.Latex(line).svg()


def test_the_pace_of_the_moment_is_in_the_numbers() -> None:
    slowing = Racer("sgd", {"lr": 0.5}).with_schedule("step", factor=0.1, every=2)
    path = descend(SURFACES["ravine"], slowing, (-7, 2), 6)
    lines = [anatomy(slowing, path, step).lines[0] for step in (0, 2)]
    assert " 0.5 " in lines[0] and " 0.05 " in lines[1]


# Curvature and verdicts.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**2 / 20 + y**2", [[0.1, 0], [0, 2]]),
        ("3 * x * y", [[0, 3], [3, 0]]),
        ("x**2", [[2, 0], [0, 0]]),
    ],
)
def test_curvature_of_what_one_can_differentiate_by_hand(text: str, expected: list) -> None:
    surface = custom_surface(text)
    assert np.allclose(hessian(surface, 0.7, -1.2), expected, atol=1e-8)
    largest = max(np.linalg.eigvalsh(expected))
    assert largest_curvatures(surface, 0.7, -1.2) == pytest.approx(largest, abs=1e-8)


@pytest.mark.parametrize(
    "text",
    [
        "abs(x) + abs(y)",
        "abs(x)",
        "sqrt(x**2 + y**2)",
        "max(abs(x), abs(y))",
        "abs(x) + x**2",
        "abs(x)**1.5",
        "abs(x)**1.75",
        "abs(x-1)*abs(y+2) + abs(x)",
        "relu(x)**2",
        "1/x",
        "sqrt(x)",
    ],
)
def test_where_there_is_no_curvature_none_is_named(text: str) -> None:
    """A quotient of differences across a kink is only as large as the step is small: it was told
    as a curvature of 100 000."""
    surface, sgd = custom_surface(text), Racer("sgd", {"lr": 0.1}).make()
    assert pull(surface, sgd, (0.0, 0.0)) is None
    for direction in ((1.0, 0.0), (0.8, 0.6)):
        assert pull(surface, sgd, (0.0, 0.0), np.array(direction)) is None


@given(
    st.floats(-4, 4),
    st.floats(-4, 4),
    st.floats(0, 2 * np.pi),
    st.sampled_from(["sgd", "momentum"]),
)
def test_along_any_direction_the_curvature_is_that_of_the_hessian(x, y, angle, name) -> None:
    surface = custom_surface("x**2 * y / 4 + sin(3*x) + 2 * cos(x - y)")
    way = np.array([np.cos(angle), np.sin(angle)])
    f_xx = y / 2 - 9 * np.sin(3 * x) - 2 * np.cos(x - y)
    f_xy, f_yy = x / 2 + 2 * np.cos(x - y), -2 * np.cos(x - y)
    wanted = way @ np.array([[f_xx, f_xy], [f_xy, f_yy]]) @ way
    assume(abs(wanted) > 0.1)
    found = curvature_along(surface, (x, y), 3 * way)
    assert found == pytest.approx(wanted, rel=1e-3)


def test_along_a_line_the_curvatures_are_those_of_each_point_and_a_kink_has_none() -> None:
    surface, way = custom_surface("abs(x) * (1 + y**2)"), np.array([0.6, 0.8])
    x, y = np.linspace(-2, 2, 5), np.linspace(-1, 3, 5)
    one_by_one = [curvature_along(surface, point, way) for point in zip(x, y, strict=True)]
    assert one_by_one[2] is None and None not in (*one_by_one[:2], *one_by_one[3:])
    np.testing.assert_array_equal(curvatures_along(surface, x, y, way), np.array(one_by_one, float))
    assert np.isnan(curvatures_along(surface, x, y, np.zeros(2))).all()


@given(st.floats(1e-2, 1e4), st.floats(1e-2, 10), st.floats(1, 4))
@example(2.0, 1.905, 2.0)
def test_a_product_is_that_of_the_numbers_as_they_are_written(curvature, rate, limit) -> None:
    """2 × 1.91 was said to be 3.81, as 2 × 1.905 is."""
    fields = Pull(curvature, rate, limit).fields
    by_hand = float(fields["curvature"]) * float(fields["rate"])
    assert fields["product"] in [number(by_hand, digits) for digits in range(3, 10)]


def outcome(surface: str, name: str, rate: float, steps: int = 60, **more: float):
    chosen = Racer(name, {"lr": rate, **more})
    path = descend(SURFACES[surface], chosen, SURFACES[surface].start, steps)
    return verdict(SURFACES[surface], chosen, path, "it"), path


@pytest.mark.parametrize(
    ("surface", "name", "rate", "expected"),
    [
        ("ravine", "adagrad", 1.5, Outcome.ARRIVED),
        ("ravine", "sgd", 1.5, Outcome.DIVERGED),
        ("ravine", "sgd", 1.02, Outcome.DIVERGED),
        ("ravine", "sgd", 0.999, Outcome.SWINGING),
        ("ravine", "sgd", 0.01, Outcome.UNDER_WAY),
        ("two_hollows", "sgd", 0.05, Outcome.LOCAL),
        ("saddle", "sgd", 0.3, Outcome.ESCAPED),
        ("ravine", "adam", 100.0, Outcome.UNDER_WAY),  # far out, and on the way back
    ],
)
def test_a_verdict_says_how_it_ended(surface, name, rate, expected) -> None:
    found, path = outcome(surface, name, rate)
    assert found.outcome is expected
    for language in LANGUAGES:
        assert "{" not in found.message.text(language)
    if found.step is not None and expected is Outcome.ARRIVED:
        away = distances(SURFACES[surface], path)
        assert away is not None and away[found.step] < away[found.step - 1]


def test_the_verdict_on_a_divergence_gives_curvature_times_rate() -> None:
    found, _ = outcome("ravine", "sgd", 1.1)
    fields = found.message.fields
    assert (fields["curvature"], fields["rate"], fields["product"]) == ("2", "1.1", "2.2")
    assert fields["limit"] == "2"
    found = pull(SURFACES["ravine"], Racer("momentum", {"lr": 0.1}).make(), (0, 0))
    assert found is not None
    assert (found.product, found.limit) == pytest.approx((0.2, 3.8))


def test_the_verdict_on_a_divergence_is_of_the_pace_of_the_moment() -> None:
    ravine = SURFACES["ravine"]
    annealed = Racer("momentum", {"lr": 1.6}).with_annealing(True, every=300)
    path = descend(ravine, annealed, (-7, 2), 60)
    fields = verdict(ravine, annealed, path, "it").message.fields
    assert annealed.at(59).stability == pytest.approx(3.0)
    assert (fields["product"], fields["limit"]) == ("3.2", "3")

    slowing = Racer("sgd", {"lr": 1.2}).with_schedule("step", factor=0.995, every=1)
    path = descend(ravine, slowing, (-7, 2), 6)
    fields = verdict(ravine, slowing, path, "it").message.fields
    assert fields["rate"] == f"{slowing.at(5).lr:.3g}"


def test_a_slope_that_is_none_stops_a_racer() -> None:
    plateau = SURFACES["plateau"]
    path = descend(plateau, Racer("sgd", {"lr": 0.01}), (-5.9, 3.9), 30)
    assert verdict(plateau, Racer("sgd"), path, "it").outcome in (Outcome.FLAT, Outcome.UNDER_WAY)
    summit = descend(SURFACES["saddle"], Racer("sgd", {"lr": 0.2}), (2.0, 0.0), 60)
    found = verdict(SURFACES["saddle"], Racer("sgd", {"lr": 0.2}), summit, "it")
    assert found.outcome is Outcome.FLAT


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("(x - 7)**2 + y**2", (7.0, 0.0), Outcome.ARRIVED),  # the slope is 0 from the start
        ("(x - 7)**2 + y**2", (1.0, 1.0), Outcome.ARRIVED),
        ("(x - 7)**2", (1.0, 0.0), Outcome.ARRIVED),
        ("y**2 - (x - 7)**2", (7.0, 1.0), Outcome.FLAT),  # a saddle
        ("-(x - 7)**2 - y**2", (7.0, 0.0), Outcome.FLAT),  # a summit
    ],
)
def test_a_minimum_outside_the_picture_is_one(text, start, expected) -> None:
    surface = custom_surface(text)
    racer = Racer("sgd", {"lr": 0.1})
    path = descend(surface, racer, start, 60)
    assert verdict(surface, racer, path, "it").outcome is expected


def test_a_minimum_outside_the_picture_is_the_lowest_only_if_it_is() -> None:
    for depth, expected in ((0.5, Outcome.LOCAL), (2.0, Outcome.ARRIVED)):
        surface = custom_surface(f"-exp(-x**2 - y**2) - {depth} * exp(-(x - 7)**2 - y**2)")
        racer = Racer("sgd", {"lr": 0.3})
        path = descend(surface, racer, (7.3, 0.2), 200)
        assert verdict(surface, racer, path, "it").outcome is expected


# Basins.


def arrives(told: Verdict) -> bool:
    """Within the race, or after its end, as long as basins wait."""
    later = told.message.key == "arena.verdict.later"
    return later or told.outcome in (Outcome.ARRIVED, Outcome.LOCAL)


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam", "nesterov_lookahead"])
def test_a_basin_is_where_a_verdict_says_that_the_path_has_arrived(name: str) -> None:
    surface, chosen = SURFACES["two_hollows"], racer(name)
    view = surface.x_range, surface.y_range
    given = patience(80)
    *_, last = filling(surface, chosen, *view, given, 0, minima_of(surface), rounds=(8,))
    assert last is not None and last.done == 1
    rows, columns = last.ends.shape
    minima = np.array([each.point for each in minima_of(surface)])
    near = 1.2 * tolerance(surface)  # the raster's cells are a sixth of it
    seen = set()
    for row in range(rows):
        for column in range(columns):
            x = view[0][0] + (column + 0.5) * (view[0][1] - view[0][0]) / columns
            y = view[1][0] + (row + 0.5) * (view[1][1] - view[1][0]) / rows
            told = verdict(surface, chosen, descend(surface, chosen, (x, y), 80), "it")
            path = descend(surface, chosen, (x, y), given)
            end = int(last.ends[row, column])
            seen.add(end)
            away = np.hypot(*(path.points[-1] - minima).T)
            arrived = arrives(told)
            if end >= 0:
                assert away.argmin() == end and arrived
                since = last.steps[row, column]
                settled = np.hypot(*(path.points[since:] - minima[end]).T)
                assert (settled < near).all()
                if since:  # the very step
                    assert np.hypot(*(path.points[since - 1] - minima[end])) > 0.8 / 1.2 * near
            elif end == UNDER_WAY:
                assert not arrived
            else:
                assert path.ended_at is not None
    assert {0, 1} <= seen


@pytest.mark.parametrize(
    "text", ["sin(x) * cos(y)", "relu(x) + y**2", "max(x, y)**2 + 0.1 * x**2", "(x * y - 1)**2"]
)
def test_a_basin_agrees_with_the_verdict_also_beyond_the_picture(text: str) -> None:
    surface, chosen = custom_surface(text), Racer("momentum", {"lr": 0.05})
    view, minima = (surface.x_range, surface.y_range), minima_of(surface)
    *_, last = filling(surface, chosen, *view, patience(80), 0, minima, rounds=(6,))
    assert last is not None
    side = [low + (np.arange(6) + 0.5) * (high - low) / 6 for low, high in view]
    for row, y in enumerate(side[1]):
        for column, x in enumerate(side[0]):
            path = descend(surface, chosen, (float(x), float(y)), 80)
            told = verdict(surface, chosen, path, "it", minima)
            end = int(last.ends[row, column])
            assert (end >= 0 or end == BEYOND) == arrives(told)
            lost = path.ending is not None or told.message.key == "arena.verdict.lost_later"
            assert (end == LOST) == lost


@pytest.mark.parametrize(("lr", "steps"), [(2e-5, 3), (1e-4, 25)])
def test_in_narrow_wells_a_basin_agrees_with_the_verdict(lr: float, steps: int) -> None:
    """In so large a picture everybody between two of them is near one: each had arrived there
    without a step."""
    surface, chosen = custom_surface("sin(50*x) + sin(50*y)"), Racer("sgd", {"lr": lr})
    view = (-3.6, -3.4), (1.9, 2.1)
    minima = find_minima(surface, (-3.8, -3.2), (1.7, 2.3))
    *_, last = filling(surface, chosen, *view, patience(steps), 0, minima, rounds=(6,))
    assert last is not None
    sides = [low + (np.arange(6) + 0.5) * (high - low) / 6 for low, high in view]
    for (row, column), end in np.ndenumerate(last.ends):
        x, y = float(sides[0][column]), float(sides[1][row])
        told = verdict(surface, chosen, descend(surface, chosen, (x, y), steps), "it", minima)
        assert (end >= 0 or end == BEYOND) == arrives(told)


def test_basins_come_coarse_to_fine_and_may_be_dropped_at_any_time() -> None:
    surface = SURFACES["beale"]
    view, minima = (surface.x_range, surface.y_range), minima_of(surface)
    running = filling(surface, racer("momentum"), *view, 40, 0, minima)
    shapes = [found.ends.shape for found in running if found is not None]
    assert shapes == [(24, 24), (48, 48), (96, 96), (192, 192)]
    fast = Racer("sgd", {"lr": 1.0})
    *_, thrown = filling(surface, fast, (-4.5, 4.5), (-4.5, 4.5), 20, 0, minima, rounds=(8,))
    assert thrown is not None and (thrown.ends == LOST).any()


def test_basins_of_a_curve_are_one_row() -> None:
    surface = SURFACES["hollow"]
    *_, last = filling(
        surface, racer("sgd"), surface.x_range, (-1, 1), 80, 0, minima_of(surface), rounds=(64,)
    )
    assert last is not None and last.ends.shape == (1, 64)
    assert {0, 1} <= set(last.ends.flat)


# Lessons.


@pytest.mark.parametrize("name", PRESETS)
def test_a_lesson_shows_what_it_says(name: str) -> None:
    preset = PRESETS[name]
    setup = preset.make()
    paths = setup.run()
    assert preset.focus in setup
    ends = {
        e.id: verdict(setup.surface, e.racer, paths[e.id], e.name).outcome for e in setup.entrants
    }
    if name == "rate":
        assert list(ends.values()) == [Outcome.UNDER_WAY, Outcome.ARRIVED, Outcome.DIVERGED]
    elif name == "ball":
        assert ends["sgd"] is Outcome.LOCAL
        assert paths["momentum"].points[-1, 0] < -1.8
    elif name == "adagrad_stops":
        assert ends == {"adagrad": Outcome.UNDER_WAY, "rmsprop": Outcome.ARRIVED}
        strides = abs(np.diff(paths["adagrad"].points[:, 0]))
        assert strides[-1] < 0.15 * strides[0]
    elif name == "correction":
        first = [abs(paths[id].points[1, 0] - paths[id].points[0, 0]) for id in paths]
        assert first[1] / first[0] == pytest.approx(math.sqrt(10), rel=1e-4)
    elif name == "curvature":
        swings = [abs(paths[id].points[-1, 1]) for id in ("sgd", "sgd-2")]
        assert swings[0] < 2 < swings[1]
        assert ends["sgd-2"] is Outcome.DIVERGED
    elif name == "two_forms":
        ahead = paths["nesterov_lookahead"].points + 0.9 * paths["nesterov_lookahead"].states["v"]
        assert np.allclose(ahead, paths["nesterov"].points)
        assert "as long as μ stays constant" in preset.about.text("en")
        assert "只要 μ 保持不变" in preset.about.text("zh_CN")
        for entrant in setup.entrants:
            setup = setup.with_racer(entrant.id, entrant.racer.with_annealing(True))
        first, second = (setup.run()[each] for each in ("nesterov_lookahead", "nesterov"))
        momenta = [[setup["nesterov"].racer.at(k).momentum] for k in range(len(first.points))]
        tips = first.points + momenta * first.states["v"]
        assert abs(tips - second.points).max() > 0.04
    elif name == "smaller_steps":
        late = {id: np.abs(np.diff(path.points[60:], axis=0)).mean() for id, path in paths.items()}
        assert late["sgd-2"] < 0.5 * late["sgd"]
    else:
        assert len(setup.starts) == 5


def test_every_lesson_has_its_words() -> None:
    from core.messages import text

    for language in LANGUAGES:
        for preset in PRESETS.values():
            assert text(preset.title, language) and preset.about.text(language)


def test_an_own_lesson_is_a_setup_like_any_other() -> None:
    setup = PRESETS["rate"].make()
    assert RaceSetup.from_json("parabola", setup.as_json()) == setup


def test_a_pole_is_no_minimum_and_a_kink_is_one() -> None:
    assert minima_of(custom_surface("1 / (x - 2) + y**2")) == ()
    (kink,) = minima_of(custom_surface("abs(x - 1) + abs(y)"))
    assert kink.point == pytest.approx((1, 0), abs=1e-6)


def test_who_still_moves_does_not_stand_still() -> None:
    found, path = outcome("beale", "nesterov", 0.005, 100)
    assert np.hypot(*(path.points[-1] - path.points[-10])) > 0.01
    assert found.outcome is Outcome.UNDER_WAY


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lesson_says_how_much_too_long_the_steps_are(language: str) -> None:
    """It said three times; that is the first step, and twice as much follows."""
    setup = PRESETS["correction"].make()
    adam = setup["adam"].racer
    path = descend(setup.surface, adam, setup.start, setup.steps)
    times = []
    for step in range(setup.steps):
        found = anatomy(adam, path, step, flat=True)
        assert found is not None
        times.append(moves(found, Part.UNCORRECTED)[0] / moves(found, Part.STEP)[0])
    most = int(np.argmax(times))
    said = PRESETS["correction"].about.text(language)
    for told in (number(times[0], 2), number(times[most], 2), str(most + 1)):
        assert f" {told} " in said

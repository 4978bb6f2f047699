"""Surfaces: their gradients against finite differences, and descents against the formulas."""

import json
import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages import LANGUAGES, Message, StudioError
from core.optimizers import OPTIMIZERS, RULES, make
from core.surfaces import (
    SURFACES,
    Climb,
    Ending,
    Path,
    Racer,
    RaceSession,
    RaceSetup,
    Replay,
    Surface,
    custom_surface,
    descend,
    find_minima,
    finish,
    levels,
    loss_at,
    minima_of,
    race,
    racers_for,
    racing,
    trail,
)

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)
quiet_surface = pytest.mark.parametrize(
    "surface", [s for s in SURFACES.values() if not s.batches], ids=lambda s: s.name
)
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
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    if surface.is_curve:
        angles = angles[[0, 8]]
    for x, y in (minimum.point for minimum in minima_of(surface)):
        assert np.allclose(surface.gradient(x, y), 0, atol=1e-9)
        around = surface.values(x + 0.01 * np.cos(angles), y + 0.01 * np.sin(angles))
        assert (around > surface.values(x, y)).all()


@every_surface
def test_minima_that_are_searched_are_those_known_in_closed_form(surface: Surface) -> None:
    found = find_minima(surface, surface.x_range, surface.y_range)
    for minimum in surface.minima:
        assert min(np.hypot(*np.subtract(minimum, f.point)) for f in found) < 1e-6
    assert surface.name == "saddle" or found
    assert len(found) <= max(len(surface.minima), 2)
    heights = [float(surface.values(*each.point)) for each in found]
    assert np.allclose(heights, sorted(heights), atol=1e-9)


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


@pytest.mark.parametrize("climb", Climb)
@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=40),
    st.integers(1, 20),
)
def test_levels_climb_within_the_heights_whatever_they_are(climb, heights, count) -> None:
    found = levels(np.array(heights), count, climb)
    assert len(found) <= count
    assert np.isfinite(found).all() and (np.diff(found) > 0).all()
    if len(found):
        finite = [h for h in heights if abs(h) < 1e150]
        assert min(finite) <= found[0] and found[-1] <= max(finite)


@every_surface
def test_half_of_the_fitted_levels_lie_below_the_median(surface: Surface) -> None:
    x, y = np.meshgrid(np.linspace(*surface.x_range, 61), np.linspace(*surface.y_range, 61))
    heights = surface.values(x, y)
    found = levels(heights, 15)
    if surface.name == "plateau":  # half of the view is as high as its top, to three digits
        return
    below = (found < np.median(heights)).sum()
    assert len(found) == 15 and 5 <= below <= 10


def test_a_pole_does_not_take_all_lines_for_itself() -> None:
    x = np.linspace(-1, 1, 401)
    found = levels(custom_surface("x**2 + 0.000001 / (x - 0.3)**2").values(x, 0.0), 10)
    assert found[-1] < 5


def test_a_surface_may_ignore_a_direction() -> None:
    valley = Surface("valley", "x**2", (-1, 1), (-1, 1), (1, 1))
    assert np.array_equal(valley.gradient([1.0, 2.0], [5.0, 6.0]), [[2, 4], [0, 0]])
    assert valley.values(np.ones((2, 3)), 0.0).shape == (2, 3)


@every_optimizer
@quiet_surface
def test_a_descent_is_the_optimizers_formula_step_by_step(surface: Surface, name: str) -> None:
    settings = surface.tuned.get(name, {})
    path = descend(surface, Racer(name, settings), surface.start, 25)
    by_hand, point = make(name, **settings), np.array(surface.start)
    for k in range(26):
        assert np.allclose(path.points[k], point, rtol=1e-9)
        assert path.losses[k] == pytest.approx(float(surface.values(*point)))
        assert np.allclose(path.gradients[k], np.array(surface.gradient(*point)), rtol=1e-7)
        for memory in by_hand.state_names:
            expected = by_hand.state[memory].get("p", np.zeros(2))
            assert np.allclose(path.states[memory][k], expected, rtol=1e-7)
        by_hand.update({"p": point}, {"p": np.array(surface.gradient(*point))})


@quiet_surface
def test_both_forms_of_nesterov_are_the_same_walk(surface: Surface) -> None:
    """θ of the form that is trained is the point that the other form looks ahead to."""
    settings = surface.tuned["nesterov"]
    one, other = (
        descend(surface, Racer(name, settings), surface.start, 200)
        for name in ("nesterov", "nesterov_lookahead")
    )
    n = min(len(one.points), len(other.points))
    assert n > 20
    looked = other.points + 0.9 * other.states["v"]
    assert np.allclose(one.points[:n], looked[:n], rtol=1e-10, atol=1e-10)
    assert np.allclose(one.gradients[:n], other.gradients[:n], rtol=1e-9, atol=1e-9)


@every_surface
def test_both_forms_of_nesterov_are_tuned_alike(surface: Surface) -> None:
    """Who adds the other form sees the same walk: at its default rate it would be thrown out of
    Rosenbrock's valley at once."""
    setup = RaceSetup.of(surface.name).with_another("nesterov_lookahead")
    assert setup["nesterov_lookahead"].racer.settings == surface.tuned["nesterov"]
    paths = setup.run()
    ending = paths["nesterov_lookahead"].ending
    assert ending is paths["nesterov"].ending is not Ending.DIVERGED


def test_a_noisy_gradient_is_the_mean_over_its_batch() -> None:
    """Against the loss of each sample by itself, and the bowl is the mean of them all."""
    surface = SURFACES["noisy_bowl"]
    batches = surface.batches
    assert batches is not None
    rng = np.random.default_rng(5)
    chosen = rng.integers(0, len(batches.samples), (31, batches.size))
    path = finish(racing(surface, [Racer("sgd", {"lr": 0.5})], [(3.0, 2.0)], 30, seed=5))[0][0]
    for k in range(31):
        a, b = batches.samples[chosen[k]].T
        x, y = path.points[k]
        assert np.allclose(path.gradients[k], [np.mean((x - a) / 10), np.mean(y - b)])
    a, b = batches.samples.T
    per_sample = [np.mean((x - a) ** 2 / 20 + (y - b) ** 2 / 2) for x, y in path.points]
    assert np.allclose(np.diff(per_sample), np.diff(path.losses))


def test_the_same_seed_gives_the_same_batches_however_long_the_race() -> None:
    def run(steps: int, seed: int) -> np.ndarray:
        racers, start = [Racer("adam", {"lr": 0.3})], [(3.0, 2.0)]
        return finish(racing(SURFACES["noisy_bowl"], racers, start, steps, seed))[0][0].points

    assert np.array_equal(run(20, 1), run(60, 1)[:21])
    assert not np.array_equal(run(20, 1), run(20, 2))


@every_surface
def test_several_starts_are_so_many_races(surface: Surface) -> None:
    starts = [surface.start, (0.5, 0.7), (-1.0, 0.2)]
    together = finish(racing(surface, racers_for(surface), starts, 15))
    for racer, paths in zip(racers_for(surface), together, strict=True):
        for start, path in zip(starts, paths, strict=True):
            alone = finish(racing(surface, [racer], [start], 15))[0][0]
            assert np.allclose(alone.points, path.points, rtol=1e-9)


@pytest.mark.parametrize("name", ["momentum", "nesterov_lookahead"])
def test_schedule_and_annealing_set_the_pace_of_each_step(name: str) -> None:
    racer = Racer(name, {"lr": 0.1}).with_schedule("step", factor=0.5, every=3)
    racer = racer.with_annealing(True, every=2)
    path = descend(SURFACES["ravine"], racer, (-7, 2), 12)
    point, v = np.array([-7.0, 2.0]), np.zeros(2)
    for k in range(12):
        rate = 0.1 * 0.5 ** (k // 3)
        momentum = min(1 - 0.5 / (k // 2 + 1), 0.99)
        seen = point if name == "momentum" else point + momentum * v
        slope = np.array([seen[0] / 10, 2 * seen[1]])
        assert np.allclose(path.gradients[k], slope, rtol=1e-10)
        v = momentum * v - rate * slope
        point = point + v
        assert np.allclose(path.points[k + 1], point, rtol=1e-10)
    assert racer.at(4).lr == 0.05 and racer.at(4).momentum == pytest.approx(1 - 0.5 / 3)


def test_sgd_on_the_ravine_is_a_geometric_series() -> None:
    path = descend(SURFACES["ravine"], Racer("sgd", {"lr": 0.95}), (-7, 2), 30)
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
        alone = descend(surface, racer, surface.start, 20)
        assert np.allclose(alone.points, path.points, rtol=1e-9)


def test_a_descent_is_repeatable() -> None:
    racer = Racer("adam", {"lr": 0.3})
    first = descend(SURFACES["beale"], racer, (1, 1), 10)
    assert np.array_equal(first.points, descend(SURFACES["beale"], racer, (1, 1), 10).points)


def test_too_large_a_learning_rate_ends_the_path_as_divergence() -> None:
    path = descend(SURFACES["ravine"], Racer("sgd", {"lr": 1.5}), (-7, 2), 2000)
    assert path.ending is Ending.DIVERGED
    assert path.ended_at == len(path.points) - 1 > 500  # it goes on as long as there are numbers


@pytest.mark.parametrize("name", RULES)
@every_surface
@settings(max_examples=30)
@given(rate=st.floats(1e-6, 100.0), across=share, up=share)
def test_no_settings_crash_or_warn(
    surface: Surface, name: str, rate: float, across: float, up: float
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = descend(surface, Racer(name, {"lr": rate}), within(surface, across, up), 8)
    assert np.isfinite(path.points).all()
    assert len(path.points) == len(path.losses) == len(path.gradients)
    assert (path.ended_at is None) == (path.ending is None)
    if path.ending is None:
        assert len(path.points) == 9


def test_running_downhill_for_ever_is_no_divergence() -> None:
    for steps in (200, 2000):
        path = descend(SURFACES["saddle"], Racer("momentum", {"lr": 0.1}), (0.0, 0.5), steps)
        assert path.ending is (Ending.ESCAPED if steps > 1000 else None)


def test_a_start_far_outside_is_followed_like_any_other() -> None:
    path = descend(SURFACES["ravine"], Racer("sgd", {"lr": 0.1}), (1e6, 0), 5)
    assert path.points.shape == (6, 2)
    assert path.ended_at is None


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
    path = descend(SURFACES["ravine"], Racer("sgd", {"lr": 0.95}), (-7, 2), 30)
    points = trail(path, position)
    whole = min(int(position), 30)
    assert np.array_equal(points[: whole + 1], path.points[: whole + 1])
    assert loss_at(path, position) == path.losses[whole]
    if position < 30:
        expected = path.points[whole] + (position - whole) * np.diff(path.points, axis=0)[whole]
        assert np.allclose(points[-1], expected)


def test_the_trail_of_an_ended_path_stays_at_its_end() -> None:
    path: Path = descend(SURFACES["ravine"], Racer("sgd", {"lr": 1.5}), (-7, 2), 2000)
    assert np.array_equal(trail(path, 1999.5), path.points)


# What somebody has chosen.


@pytest.mark.parametrize("name", SURFACES)
def test_a_setup_survives_json(name: str) -> None:
    setup = RaceSetup.of(name).with_rate("adam", 0.5).with_start(1, -1).with_steps(77)
    setup = setup.with_another_start(0.5, 0.5).with_copy("adam").without("sgd").with_seed(3)
    racer = setup["adam-2"].racer.with_schedule("step", every=7)
    setup = setup.with_racer("adam-2", racer).with_shown(["adam", "adam-2"])
    racer = setup["momentum"].racer.with_annealing(True, every=9)
    setup = setup.with_racer("momentum", racer)
    again = RaceSetup.from_json(name, json.loads(json.dumps(setup.as_json())))
    assert again == setup
    assert set(setup.run()) == {*OPTIMIZERS, "adam-2"} - {"sgd"}


def test_an_own_setup_survives_json() -> None:
    setup = RaceSetup.custom("sin(x) + y**2").with_another("nesterov_lookahead")
    again = RaceSetup.from_json("own", json.loads(json.dumps(setup.as_json())))
    assert again == setup and again.surface is setup.surface


@pytest.mark.parametrize(
    "saved",
    [
        None,
        3,
        [],
        {"starts": "here"},
        {"starts": [[1, float("nan")], [10**400, 1], ["a"]]},
        {"steps": True},
        {"seed": "x"},
        {"expression": 3},
    ],
)
def test_a_damaged_setup_is_the_default(saved: object) -> None:
    assert RaceSetup.from_json("ravine", saved) == RaceSetup.of("ravine")


def test_damaged_racers_are_left_out_or_brought_into_range() -> None:
    saved = {
        "entrants": [
            7,
            {"id": "sgd", "racer": {"optimizer": "moon"}},
            {"id": "adam-x", "racer": {"optimizer": "adam"}},
            {"id": "sgd", "racer": {"optimizer": "adam"}},
            {"id": "adam-2", "racer": {"optimizer": "adam", "settings": {"lr": 1e9, "beta1": "a"}}},
            {"id": "adam-2", "racer": {"optimizer": "adam"}},
            {"id": "momentum", "racer": {"optimizer": "momentum", "schedule": [], "annealing": {}}},
        ]
    }
    setup = RaceSetup.from_json("ravine", saved)
    assert [entrant.id for entrant in setup] == ["adam-2", "momentum"]
    assert setup["adam-2"].racer.settings == {"lr": 100.0}
    assert setup["adam-2"].name == "Adam 2"
    assert setup["momentum"].racer.annealing == {"every": 5}
    assert setup.run()


LABEL = Message("arena.edit.surface")


def test_a_drag_is_undone_as_one_and_the_paths_follow() -> None:
    session = RaceSession()
    before = session.paths["sgd"].points
    for rate in (0.1, 0.2, 0.3):
        session.change(session.setup.with_rate("sgd", rate), LABEL, merge="rate")
    session.settle()
    session.change(session.setup.with_steps(40), LABEL)
    assert len(session.paths["sgd"].points) == 41
    session.undo()
    assert session.setup.rate("sgd") == 0.3
    session.undo()
    assert np.array_equal(session.paths["sgd"].points, before)
    session.redo()
    assert session.setup.rate("sgd") == 0.3 and session.undo_label == LABEL


def test_only_what_a_change_concerns_is_recorded_again() -> None:
    session = RaceSession()
    before = session.all_paths
    session.change(session.setup.with_rate("sgd", 0.3), LABEL)
    after = session.all_paths
    assert [id for id in before if after[id] is not before[id]] == ["sgd"]


def test_recording_in_slices_ends_with_what_was_asked_for_last() -> None:
    session = RaceSession()
    session.change(session.setup.with_steps(400), LABEL)
    assert not session.work(0.0)
    assert session.recorded == {}
    session.change(session.setup.with_start(3.0, 1.0), LABEL)
    slices = 0
    while not session.work(0.0):
        slices += 1
    assert slices > 10
    assert all(paths[0].points[0].tolist() == [3.0, 1.0] for paths in session.recorded.values())


def test_what_is_stale_of_a_racer_that_is_switched_off_is_not_given_out() -> None:
    session = RaceSession()
    assert session.work(60.0)
    others = [e.id for e in session.setup if e.id != "adam"]
    session.change(session.setup.with_shown(others), LABEL)
    assert "adam" in session.recorded  # nothing that it depends on has changed
    session.change(session.setup.with_start(3.0, 3.0), LABEL)
    assert session.work(60.0)
    assert list(session.recorded) == others
    assert session.work(60.0, focus="adam")
    assert session.recorded["adam"][0].points[0].tolist() == [3.0, 3.0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x @ y", "arena.error.not_elementwise"),
        ("mean(x)", "arena.error.not_elementwise"),
        ("softmax(x) + y", "arena.error.not_elementwise"),
        ("w * x", "arena.error.other_input"),
        ("x * [1, 2]", "arena.error.not_scalar"),
        ("a = 3; a * 2", "arena.error.constant"),
        ("log(-1 - x * x)", "arena.error.nowhere"),
        ("x *", "expression.error.syntax"),
        ("", "arena.error.empty"),
        ("  # nothing", "arena.error.empty"),
        ("X**2 + y", "arena.error.upper_case"),
        ("x**2 + Y", "arena.error.upper_case"),
    ],
)
def test_what_is_no_function_of_the_plane_is_refused(text: str, key: str) -> None:
    with pytest.raises(StudioError) as caught:
        custom_surface(text)
    assert caught.value.message.key == key
    for language in LANGUAGES:
        assert caught.value.message.text(language)


@pytest.mark.parametrize(("name", "value"), [("pi", 3.141593), ("π", 3.141593), ("e", 2.718282)])
def test_whoever_writes_a_number_by_its_name_is_told_its_value(name: str, value: float) -> None:
    with pytest.raises(StudioError) as caught:
        custom_surface(f"{name} * x**2")
    told = caught.value.message.text("en")
    assert f"{name} = {value};" in told
    assert custom_surface(f"{name} = {value}; {name} * x**2").values(2, 0) == 4 * value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_in_what_is_refused_can_be_raced(language: str) -> None:
    for typed, written in (("", None), ("X**2 + Y**2", "x")):
        with pytest.raises(StudioError) as caught:
            custom_surface(typed)
        told = caught.value.message.text(language)
        found = re.findall(r"[xy0-9][xy0-9*/+ .]*[xy0-9]|(?<=[ 成])x(?=[.。])", told)
        assert found and custom_surface(found[-1]).values(1.0, 1.0) > 0
        assert written in (None, found[-1])


@pytest.mark.parametrize(
    "text",
    [
        "x**2 / 20 + y**2",
        "r = x*x + y*y; sin(3 * r) / (1 + r)",
        "abs(x) + abs(y - 1)",
        "exp(20 * x * y)",
        "-1000000 * x**8 - y",
        "log(x) + y**2",
        "a = 3; max(a * x, y)",
        "y",
        "x**4",
        "1 / (x * y)",
    ],
)
def test_an_own_function_can_be_raced_from_the_start(text: str) -> None:
    setup = RaceSetup.custom(text)
    surface = setup.surface
    x, y = np.meshgrid(np.linspace(*surface.x_range, 9), np.linspace(*surface.y_range, 7))
    assert surface.values(x, y).shape == x.shape
    paths = setup.run()
    assert all(len(path.points) > 1 for path in paths.values())
    assert surface.is_curve == ("y" not in text)


def test_the_suggested_rates_descend_on_an_ordinary_function() -> None:
    for text in ("x**2 / 20 + y**2", "30 * x**2 + y**2", "sin(x) * cos(y) + (x*x + y*y) / 20"):
        for path in RaceSetup.custom(text).run().values():
            assert path.ending is None and path.losses[-1] < path.losses[0]


TORCH = {
    "sgd": ("SGD", {"lr": 0.95}, {}),
    "momentum": ("SGD", {"lr": 0.1}, {"momentum": 0.9}),
    "nesterov": ("SGD", {"lr": 0.1}, {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("Adagrad", {"lr": 1.5}, {"eps": 1e-7}),
    "rmsprop": ("RMSprop", {"lr": 0.1}, {"alpha": 0.99, "eps": 1e-7}),
    "adam": ("Adam", {"lr": 0.3}, {"eps": 1e-8}),
    "adamw": ("AdamW", {"lr": 0.3, "weight_decay": 0.1}, {"eps": 1e-8}),
}


@pytest.mark.torch
@pytest.mark.parametrize(
    ("surface", "name"),
    [
        (surface, name)
        for surface in ("ravine", "rosenbrock", "himmelblau")
        for name in OPTIMIZERS
        if (surface, name) != ("rosenbrock", "rmsprop")  # jumps across the valley: rounding grows
    ],
)
def test_a_thousand_steps_of_a_path_are_those_of_pytorch(surface: str, name: str) -> None:
    """Its own optimizer on its own gradient of the same formula."""
    torch = pytest.importorskip("torch", reason="PyTorch is an optional oracle")
    landscape = SURFACES[surface]
    kind, shared, own = TORCH[name]
    shared = {**shared, "lr": min(shared["lr"], landscape.tuned[name]["lr"])}
    path = descend(landscape, Racer(name, shared), landscape.start, 1000)
    x, y = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in landscape.start)
    optimizer = getattr(torch.optim, kind)([x, y], **shared, **own)
    formula = {
        "ravine": lambda: x**2 / 20 + y**2,
        "rosenbrock": lambda: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
        "himmelblau": lambda: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    }[surface]
    theirs = []
    for _ in range(1001):
        theirs.append((x.item(), y.item()))
        optimizer.zero_grad()
        formula().backward()
        optimizer.step()
    assert path.points.shape == (1001, 2)
    far = np.abs(path.points - theirs) > np.maximum(np.abs(theirs), 1.0) * 1e-10
    assert not far.any(), f"first at step {far.any(axis=1).argmax()}"


@pytest.mark.parametrize("copy", ["1" * 5000, "1", "0", "02", "²", "-2", "2-2", ""])
def test_a_remembered_racer_whose_number_is_none_is_left_out(copy: str) -> None:
    saved = RaceSetup.of("ravine").with_another("adam").as_json()
    sound = [entrant["id"] for entrant in saved["entrants"]]
    assert "adam-2" in sound
    saved["entrants"].append({**saved["entrants"][-1], "id": f"adam-{copy}"})
    setup = RaceSetup.from_json("ravine", saved)
    assert [entrant.id for entrant in setup] == sound
    assert [entrant.copy for entrant in setup][-1] == 2

"""The loss landscape of a trained net: what is in the picture is what the net's own loss is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.datasets import Dataset, load
from core.landscape import (
    POINTS,
    SIDE,
    LossGrid,
    Plan,
    PlaneLoss,
    Recorded,
    area_of,
    filling,
    filter_normalised,
    finish,
    landscape_csv,
    principal,
    record,
    tracks,
)
from core.landscape.directions import best
from core.landscape.loss_grid import finer
from core.landscape.vectors import Layout
from core.messages import StudioError
from core.training import Trainer

PLAN = Plan.usual().with_steps(40)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return load("builtin")


@pytest.fixture(scope="module")
def recording(data):
    return finish(record(data, PLAN))


@pytest.fixture(scope="module")
def plane(recording):
    return finish(principal(recording))


def loss_of(recording, vector: np.ndarray) -> float:
    """The plain way: the parameters put into the net, and the net asked for its loss."""
    network = recording.network
    for name, part in recording.layout.split(vector).items():
        network.params[name][...] = part
    return network.loss(recording.images, recording.labels)


def test_all_start_from_the_same_weights_and_end_where_training_ends(data, recording) -> None:
    assert recording.ids == tuple(e.id for e in PLAN.taking_part)
    assert (recording.points[:, 0] == recording.points[0, 0]).all()
    for i, id in enumerate(recording.ids):
        trainer = Trainer(data, PLAN.config(id))  # the very run that the training panel makes
        for _ in trainer.steps():
            pass
        vector = np.zeros(recording.layout.size, np.float32)
        recording.layout.pack(trainer.network.params, vector)
        assert np.array_equal(recording.points[i, -1], vector)
        assert recording.losses[i, -1] == trainer.network.loss(recording.images, recording.labels)


def test_adamw_decays_and_so_is_not_adam(data) -> None:
    plan = PLAN.with_part("adamw", True)
    found = finish(record(data, plan))
    adam, adamw = (found.points[found.ids.index(id), -1] for id in ("adam", "adamw"))
    assert plan.rate("adam") == plan.rate("adamw")
    assert np.linalg.norm(adamw) < np.linalg.norm(adam)


@pytest.mark.parametrize("steps", [20, 59, 60, 61, 299, 300, 5000])
def test_memory_is_bounded_however_long_the_run(steps: int) -> None:
    kept = Plan.usual().with_steps(steps).kept
    assert kept[0] == 0 and kept[-1] == steps and len(kept) <= POINTS + 1
    assert list(kept) == sorted(set(kept))


def test_recording_tells_how_far_it_is_and_can_be_left(data) -> None:
    work = record(data, PLAN)
    items = [next(work) for _ in range(9)]
    assert all(isinstance(item, Recorded) for item in items)
    assert [item.done for item in items] == list(range(1, 10))
    assert items[0].total == len(PLAN.taking_part) * len(PLAN.kept)


def test_a_recording_is_left_after_a_few_steps(data, monkeypatch) -> None:
    trained, steps = [], Trainer.steps

    def counted(trainer: Trainer):
        for result in steps(trainer):
            trained.append(result)
            yield result

    monkeypatch.setattr(Trainer, "steps", counted)
    work = record(data, PLAN)
    stride = max(np.diff(PLAN.kept))
    for _ in range(3 * len(PLAN.taking_part)):
        before = len(trained)
        next(work)
        assert len(trained) - before <= stride  # nobody waits longer for its end
    work.close()
    assert 0 < len(trained) <= 2 * stride * len(PLAN.taking_part)


def with_losses(recording, racer: int, *losses: float):
    """The first losses of one racer are these times that of the start, its last one is 0."""
    changed = recording.losses.copy()
    changed[racer, : len(losses)] = np.array(losses) * changed[racer, 0]
    changed[racer, -1] = 0.0
    return replace(recording, losses=changed)


def test_who_was_thrown_to_twice_the_first_loss_is_lost_and_never_the_best(recording) -> None:
    for racer in range(len(recording.ids)):
        high, higher = (with_losses(recording, racer, 1.0, up) for up in (1.9, 2.1))
        assert not high.lost[racer] and best(high)[0] == racer
        assert higher.lost[racer] and best(higher)[0] != racer
        assert higher.sound.sum() == recording.sound.sum() - recording.length(racer)


def test_nobody_in_the_race_is_one_sentence(data) -> None:
    plan = PLAN
    for entrant in PLAN:
        plan = plan.with_part(entrant.id, False)
    with pytest.raises(StudioError, match="Nobody takes part"):
        finish(record(data, plan))


def test_a_run_that_is_thrown_out_does_not_decide_the_plane(data) -> None:
    found = finish(record(data, PLAN.with_rate("sgd", 90.0)))
    without_sgd = finish(record(data, PLAN.with_part("sgd", False)))
    assert found.lost == (True, False, False, False, False, False)
    one, other = finish(principal(found)), finish(principal(without_sgd))
    assert np.allclose(one.directions, other.directions, atol=1e-6)
    seen = tracks(found, PlaneLoss(found, one))
    assert seen["sgd"].lost and len(seen["sgd"].points) < len(PLAN.kept)  # given up: it exploded
    others = {id: track for id, track in seen.items() if id != "sgd"}
    assert area_of(seen, one) == area_of(others, one)
    alone = finish(record(data, only(PLAN.with_rate("sgd", 90.0), "sgd")))
    assert alone.sound[0, : alone.length(0)].all()
    assert np.isfinite(finish(principal(alone)).explained)


def test_a_path_ends_where_its_run_diverges(data, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Trainer.steps

    def until_seven(self: Trainer):
        for result in steps(self):
            over = self.config.optimizer == "adam" and self.iteration > 7
            yield replace(result, diverged=over)
            if over:
                return

    monkeypatch.setattr(Trainer, "steps", until_seven)
    found = finish(record(data, PLAN))
    adam = found.ids.index("adam")
    assert found.ended_at[adam] == 7 and found.length(adam) == 8 and found.lost[adam]
    assert np.isnan(found.points[adam, 8:]).all() and np.isfinite(found.points[adam, :8]).all()
    seen = tracks(found, PlaneLoss(found, finish(principal(found))))
    assert seen["adam"].ended_at == 7 and len(seen["adam"].points) == 8


def only(plan: Plan, id: str) -> Plan:
    for entrant in plan:
        plan = plan.with_part(entrant.id, entrant.id == id)
    return plan


def test_paths_that_stand_still_have_no_plane(data) -> None:
    still = finish(record(data, only(PLAN, "sgd")))
    still = replace(still, points=np.repeat(still.points[:, :1], still.points.shape[1], axis=1))
    with pytest.raises(StudioError, match="span no plane"):
        finish(principal(still))


def test_principal_components_are_those_of_a_singular_value_decomposition(recording, plane) -> None:
    rows = recording.points.reshape(-1, recording.layout.size).astype(float)
    centred = rows - rows.mean(axis=0)
    _, values, vectors = np.linalg.svd(centred, full_matrices=False)
    assert np.allclose(plane.centre, rows.mean(axis=0), atol=1e-6)
    assert np.allclose(abs(np.sum(plane.directions * vectors[:2], axis=1)), 1, atol=1e-5)
    assert np.allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-5)
    assert np.allclose(plane.shares, values[:2] ** 2 / np.sum(values**2), rtol=1e-5)
    assert plane.explained == pytest.approx(sum(plane.shares))


def test_random_directions_are_as_large_as_the_filters(recording) -> None:
    plane = filter_normalised(recording, 3)
    here = recording.layout.split(plane.centre)
    for direction in plane.directions:
        for name, part in recording.layout.split(direction).items():
            if name.startswith("b"):
                assert not part.any()
            else:
                lengths = np.linalg.norm(part, axis=0)
                assert np.allclose(lengths, np.linalg.norm(here[name], axis=0), rtol=1e-4)
    again, other = filter_normalised(recording, 3), filter_normalised(recording, 4)
    assert np.array_equal(plane.directions, again.directions)
    assert not np.array_equal(plane.directions, other.directions)
    assert 0 < plane.explained < 0.1  # a random plane holds next to nothing of the paths


@settings(max_examples=40, deadline=None)
@given(st.floats(-8, 8), st.floats(-8, 8), st.sampled_from(["principal", "random"]))
def test_the_loss_in_the_plane_is_the_loss_of_the_net_there(
    recording, plane, alpha: float, beta: float, kind: str
) -> None:
    if kind == "random":
        plane, alpha, beta = filter_normalised(recording, 1), alpha / 8, beta / 8
    plain = loss_of(recording, plane.at(alpha, beta))
    assert PlaneLoss(recording, plane).at(alpha, beta) == pytest.approx(plain, rel=1e-5, abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(st.floats(-5, 5), st.floats(-5, 5), st.booleans())
def test_a_point_of_the_plane_is_projected_onto_itself(
    recording, plane, alpha: float, beta: float, skew: bool
) -> None:
    if skew:  # directions need not be at right angles
        a, b = plane.directions
        plane = replace(plane, directions=np.stack([a, (a + 0.5 * b).astype(np.float32)]))
    found = plane.project(plane.at(alpha, beta)[None])[0]
    assert np.allclose(found, (alpha, beta), atol=1e-3)


def test_the_residual_of_a_projection_is_at_right_angles_to_the_plane(recording, plane) -> None:
    points = recording.points[2, ::7]
    for point, (alpha, beta) in zip(points, plane.project(points), strict=True):
        residual = point.astype(float) - plane.at(alpha, beta)
        assert abs(plane.directions @ residual).max() < 1e-3


def test_true_and_plane_loss_along_each_path(recording, plane) -> None:
    found = tracks(recording, PlaneLoss(recording, plane))
    for i, id in enumerate(recording.ids):
        track = found[id]
        assert np.array_equal(track.losses, recording.losses[i])
        last = plane.at(*track.points[-1])
        assert track.plane_losses[-1] == pytest.approx(loss_of(recording, last), rel=1e-5)
    lines = landscape_csv(PLAN.kept, found).splitlines()
    assert len(lines) == 1 + len(found) * len(PLAN.kept)
    id, step, *numbers = lines[-1].split(",")
    assert (id, int(step)) == (recording.ids[-1], 40)
    assert float(numbers[2]) == found[id].losses[-1]


def test_the_grid_is_filled_coarse_to_fine_and_exact_at_its_points(recording, plane) -> None:
    losses = PlaneLoss(recording, plane)
    area = area_of(tracks(recording, losses), plane)
    seen = [item for item in filling(losses, *area) if item is not None]
    done = [loss_grid.done for loss_grid in seen]
    assert done == sorted(done) and done[0] < 0.02 and done[-1] == 1.0 and len(seen) > 5
    assert all(np.isfinite(loss_grid.losses).all() for loss_grid in seen)  # nothing is left blank
    last = seen[-1]
    xs, ys = np.linspace(*area[0], SIDE), np.linspace(*area[1], SIDE)
    for row, column in ((0, 0), (7, 33), (50, 50), (25, 1)):
        assert last.losses[row, column] == losses.at(xs[column], ys[row])
    assert np.allclose(last.mesh(xs, ys), last.losses, rtol=1e-9)
    coarse = seen[0].mesh(xs[::10], ys[::10])
    assert np.allclose(coarse, last.losses[::10, ::10], rtol=1e-9)  # the first picture is true


def test_filling_can_be_left_after_any_small_piece(recording, plane, monkeypatch) -> None:
    computed, at = [], PlaneLoss.at
    monkeypatch.setattr(PlaneLoss, "at", lambda *given: computed.append(given) or at(*given))
    work = filling(PlaneLoss(recording, plane), (-1.0, 1.0), (-1.0, 1.0))
    for _ in range(20):
        before = len(computed)
        next(work)
        assert len(computed) - before <= SIDE
    work.close()
    assert 0 < len(computed) < SIDE**2 / 2


@given(st.integers(2, 12), st.integers(2, 40))
def test_blowing_up_keeps_what_is_even(few: int, many: int) -> None:
    x, y = np.meshgrid(np.linspace(0, 1, few), np.linspace(0, 1, few))
    expected = np.meshgrid(np.linspace(0, 1, many), np.linspace(0, 1, many))
    assert np.allclose(finer(2 * x - 3 * y + 1, many), 2 * expected[0] - 3 * expected[1] + 1)


def test_outside_of_the_grid_nothing_is_known() -> None:
    loss_grid = LossGrid((0.0, 1.0), (0.0, 2.0), np.arange(16.0).reshape(4, 4), 1.0)
    heights = loss_grid.mesh(np.array([-0.1, 0.5, 1.1]), np.array([1.0, 2.5]))
    assert np.isnan(heights).tolist() == [[True, False, True], [True, True, True]]


@given(st.integers(0, 999), st.floats(0, 1), st.floats(0, 1))
@example(0, 0.3, 0.3)
def test_between_its_points_a_grid_is_no_lower_and_no_higher_than_they_are(seed, x, y) -> None:
    """A cubic overshoots beside a jump: a trough that is not there would be taken for a minimum."""
    losses = np.random.default_rng(seed).choice([1.0, 2.0, 100.0], (6, 6))
    height = LossGrid((0.0, 1.0), (0.0, 1.0), losses, 1.0).mesh(np.array([x]), np.array([y]))[0, 0]
    column, row = min(int(5 * x), 4), min(int(5 * y), 4)
    corners = losses[row : row + 2, column : column + 2]
    assert corners.min() <= height <= corners.max()


@given(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=2), min_size=1, max_size=4))
def test_parameters_survive_being_one_vector(shapes: list[list[int]]) -> None:
    rng = np.random.default_rng(0)
    params = {f"p{i}": rng.random(shape, np.float32) for i, shape in enumerate(shapes)}
    layout = Layout.of(params)
    vector = layout.zeros()
    layout.pack(params, vector)
    assert all(np.array_equal(part, params[n]) for n, part in layout.split(vector).items())


def test_a_plan_survives_a_night_and_nonsense_does_not() -> None:
    plan = PLAN.with_rate("adam", 0.01).with_part("sgd", False).with_seed(7)
    assert Plan.from_json(plan.as_json()) == plan
    assert Plan.from_json({"steps": "x", "seed": None, "rates": [1], "part": 3}) == Plan.usual()
    assert Plan.from_json({"rates": {"adam": 1e9}}).rate("adam") == 100.0

"""The trainer: one seed is one run to the bit, a snapshot is the step it was taken of."""

import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count, islice
from types import FrameType
from typing import Any

import numpy as np
import pytest

from core import trace
from core.datasets import Dataset
from core.format import as_given
from core.histogram import by_size, by_value
from core.messages import StudioError
from core.optimizers import OPTIMIZERS
from core.schedules import Constant, make
from core.training import (
    LIMITS,
    OBSERVE_EVERY,
    WHOLE,
    StepResult,
    Trainer,
    TrainingConfig,
    scaled,
)
from core.training.trainer import EXPLODED

SMALL = TrainingConfig(hidden=8, batch_size=10, iterations=60)


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Bars: the class is where the bright row of the image is, with noise around it."""
    rng = np.random.default_rng(7)
    t = rng.integers(10, size=260).astype(np.uint8)
    x = rng.integers(60, size=(260, 28, 28)).astype(np.uint8)
    x[np.arange(260), 2 * t + 4] = 255
    x = x.reshape(260, 784)
    return Dataset("bars", x[:200], t[:200], x[200:], t[200:])


def losses(data: Dataset, config: TrainingConfig) -> list[float]:
    return [result.loss for result in Trainer(data, config).steps()]


def test_one_seed_is_one_run_to_the_bit(data: Dataset) -> None:
    one, other = Trainer(data, SMALL), Trainer(data, SMALL)
    for mine, theirs in zip(one.steps(), other.steps(), strict=True):
        assert replace(mine, snapshot=None) == replace(theirs, snapshot=None)
    for name, value in one.network.params.items():
        np.testing.assert_array_equal(value, other.network.params[name], strict=True)


def test_another_seed_is_another_run(data: Dataset) -> None:
    assert losses(data, SMALL) != losses(data, replace(SMALL, seed=1))


def test_looking_does_not_change_the_run(data: Dataset) -> None:
    watched = Trainer(data, SMALL)
    seen = []
    watched.request_snapshot()
    for result in watched.steps():
        seen.append(result.loss)
        watched.request_snapshot()
    assert seen == losses(data, SMALL)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_learns_with_every_optimizer(data: Dataset, optimizer: str) -> None:
    rate = 0.1 if optimizer == "sgd" else 0.003
    config = replace(SMALL, hidden=32, optimizer=optimizer, learning_rate=rate, iterations=400)
    *_, last = Trainer(data, config).steps()
    assert last.accuracy is not None and last.accuracy.test > 0.75


def test_rivals_see_the_same_batches(data: Dataset) -> None:
    narrow, wide = Trainer(data, SMALL), Trainer(data, replace(SMALL, hidden=20))
    for trainer in (narrow, wide):
        trainer.request_snapshot()
    one, other = (next(trainer.steps()).snapshot for trainer in (narrow, wide))
    assert one is not None and other is not None
    np.testing.assert_array_equal(one.leaves["X"], other.leaves["X"])


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_a_snapshot_replays_the_very_step(data: Dataset, activation: str) -> None:
    config = replace(SMALL, activation=activation, weight_init_std=0.1)
    trainer = Trainer(data, config)
    steps = trainer.steps()
    list(islice(steps, 30))
    trainer.request_snapshot()
    before = {name: value.copy() for name, value in trainer.network.params.items()}
    result = next(steps)
    after = {name: value.copy() for name, value in trainer.network.params.items()}
    snapshot = result.snapshot
    assert snapshot is not None and snapshot.iteration == result.iteration == 30
    replayed = trace.run(snapshot.graph, snapshot.leaves)
    assert float(replayed.values["L"]) == result.loss == snapshot.loss
    for name, value in before.items():
        np.testing.assert_array_equal(snapshot.leaves[name], value)
        moved = value - np.float32(0.1) * replayed.gradients[name]  # what SGD did with it
        np.testing.assert_allclose(after[name], moved, rtol=1e-5, atol=1e-7)


def test_a_snapshot_is_a_copy(data: Dataset) -> None:
    trainer = Trainer(data, SMALL)
    trainer.request_snapshot()
    steps = trainer.steps()
    snapshot = next(steps).snapshot
    assert snapshot is not None
    kept = snapshot.leaves["W1"].copy()
    list(steps)
    np.testing.assert_array_equal(snapshot.leaves["W1"], kept)


def test_only_the_step_that_was_asked_for_and_the_last_carry_a_snapshot(data: Dataset) -> None:
    trainer = Trainer(data, SMALL)
    trainer.request_snapshot()
    carried = [result.snapshot is not None for result in trainer.steps()]
    assert carried == [True] + [False] * 58 + [True]


def requesting_at(trainer: Trainer, moment: int) -> Callable[..., Any]:
    """A trace function that asks for a snapshot at instruction number `moment` of `_step`."""
    moments = count()

    def look(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        if frame.f_code is not Trainer._step.__code__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and next(moments) == moment:
            trainer.request_snapshot()
        return look

    return look


def test_no_request_from_another_thread_is_lost_whenever_it_comes(data: Dataset) -> None:
    tracing = sys.gettrace()
    for moment in range(80):  # the first instructions of a step, to beyond where it reads the flag
        trainer = Trainer(data, SMALL)
        steps = trainer.steps()
        sys.settrace(requesting_at(trainer, moment))
        try:
            first = next(steps)
        finally:
            sys.settrace(tracing)
        assert first.snapshot or next(steps).snapshot, moment


def test_a_schedule_may_be_replaced_between_two_steps(data: Dataset) -> None:
    trainer = Trainer(data, SMALL)
    steps = trainer.steps()
    assert next(steps).learning_rate == 0.1
    trainer.schedule = make("constant", 0.02)
    assert next(steps).learning_rate == 0.02


def test_accuracy_is_measured_at_the_start_after_each_epoch_and_at_the_end(data: Dataset) -> None:
    trainer = Trainer(data, replace(SMALL, batch_size=2, iterations=250))
    assert trainer.iterations_per_epoch == 100
    measured = [r.iteration for r in trainer.steps() if r.accuracy is not None]
    assert measured == [0, 100, 200, 249]


@pytest.mark.parametrize(("batch", "every"), [(10, 60), (200, 50), (1000, 50)])
def test_short_epochs_are_measured_several_at_a_time(data: Dataset, batch: int, every: int) -> None:
    trainer = Trainer(data, replace(SMALL, batch_size=batch, iterations=130))
    measured = [r.iteration for r in trainer.steps() if r.accuracy is not None]
    assert measured == [0, every, 2 * every, 129]


def test_norms_and_ratios_are_measured_now_and_then(data: Dataset) -> None:
    results = list(Trainer(data, SMALL).steps())
    measured = [result for result in results if result.observation is not None]
    assert [result.iteration for result in measured] == [*range(0, 60, OBSERVE_EVERY), 59]
    found = measured[0].observation
    assert found is not None and found.dead_units is not None and found.dead_units <= 8
    for name in ("W1", "W2"):  # plain SGD: ‖ΔW‖ = η ‖∂L/∂W‖
        size = np.linalg.norm(Trainer(data, SMALL).network.params[name])
        ratio = 0.1 * found.gradient_norms[name] / size
        assert found.update_ratios[name] == pytest.approx(ratio, rel=1e-3)


def test_the_histograms_are_those_of_the_step(data: Dataset) -> None:
    trainer = Trainer(data, SMALL)
    trainer.request_snapshot()
    first = next(trainer.steps())
    assert first.observation is not None and first.snapshot is not None
    replayed, found = first.snapshot.trace, first.observation.histograms
    assert set(found) == {"A1", "Z1", "A2", "dW1", "dW2"}
    for name in ("A1", "Z1", "A2"):
        assert found[name] == by_value(replayed.values[name])
    for name in ("W1", "W2"):
        assert found[f"d{name}"] == by_size(replayed.gradients[name])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_only_relus_can_be_dead(data: Dataset, activation: str) -> None:
    first = next(Trainer(data, replace(SMALL, activation=activation)).steps())
    assert first.observation is not None and first.observation.dead_units is None


def diverging(data: Dataset, activation: str) -> list[StepResult]:
    """tanh keeps the scores finite for a while, with ReLU they overflow at once."""
    trainer = Trainer(data, replace(SMALL, activation=activation))
    trainer.schedule = Constant(base_lr=1e38)
    return list(trainer.steps())


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_divergence_is_an_event_and_the_end(data: Dataset, activation: str) -> None:
    *before, last = diverging(data, activation)
    limit = EXPLODED * np.log(10)
    assert last.diverged and not last.loss < limit
    assert np.isfinite(last.loss) == (activation == "tanh")
    assert last.iteration < 59
    assert all(result.loss < limit and not result.diverged for result in before)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_the_step_that_diverged_can_always_be_replayed(data: Dataset, activation: str) -> None:
    *before, last = diverging(data, activation)
    assert not any(result.snapshot for result in before)
    assert last.snapshot is not None and last.snapshot.iteration == last.iteration
    assert not last.snapshot.trace.values["L"] < EXPLODED


def test_the_step_that_diverged_updates_nothing(data: Dataset) -> None:
    trainer = Trainer(data, replace(SMALL, activation="tanh"))
    trainer.schedule = Constant(base_lr=1e38)
    values: list[np.ndarray] = []
    for _ in trainer.steps():
        values.append(trainer.network.params["W1"].copy())
    np.testing.assert_array_equal(values[-1], values[-2])


@pytest.mark.parametrize("name", LIMITS)
def test_settings_out_of_range_are_refused_in_words(name: str) -> None:
    low, high = LIMITS[name]
    for value in (low - 1, high + 1):
        with pytest.raises(StudioError) as refused:
            TrainingConfig(**{name: value})
        assert f" {as_given(value)} will" in str(refused.value)
    TrainingConfig(**{name: low})
    TrainingConfig(**{name: high})


@pytest.mark.parametrize("name", sorted(WHOLE))
@pytest.mark.parametrize("value", [50.5, 50.0, True, "50"])
def test_counts_are_whole_numbers(name: str, value: object) -> None:
    with pytest.raises(StudioError, match="whole number"):
        TrainingConfig(**{name: value})
    TrainingConfig(**{name: np.int64(LIMITS[name][0])})


@pytest.mark.parametrize(
    "wrong",
    [
        {"activation": "softplus"},
        {"optimizer": "adamm"},
        {"schedule": "never"},
        {"initialization": "random"},
        {"learning_rate": 0.0},
        {"learning_rate": 1e6},
    ],
)
def test_what_does_not_exist_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(StudioError):
        TrainingConfig(**wrong)


def test_images_are_scaled_to_0_1_in_single_precision() -> None:
    pixels = scaled(np.array([0, 51, 255], np.uint8))
    np.testing.assert_allclose(pixels, [0, 0.2, 1], rtol=1e-6)
    assert pixels.dtype == np.float32


def test_weight_decay_is_the_gradient_of_half_the_squared_weights(data: Dataset) -> None:
    """Beside a run without it, from the same start: θ is less by η λ θ, biases by nothing."""
    settings = replace(SMALL, iterations=1, initialization="he")
    plain, decayed = Trainer(data, settings), Trainer(data, replace(settings, weight_decay=0.5))
    start = {name: value.copy() for name, value in plain.network.params.items()}
    for trainer in (plain, decayed):
        list(trainer.steps())
    for name, value in decayed.network.params.items():
        share = 0.1 * 0.5 * start[name] if name.startswith("W") else 0.0
        np.testing.assert_allclose(value, plain.network.params[name] - share, rtol=1e-5, atol=1e-8)
        assert value.dtype == np.float32


def test_adamw_decays_beside_its_step(data: Dataset) -> None:
    settings = replace(SMALL, optimizer="adamw", learning_rate=0.01, weight_decay=0.5)
    adam = Trainer(data, replace(settings, optimizer="adam", weight_decay=0.0, iterations=1))
    adamw = Trainer(data, replace(settings, iterations=1))
    start = adam.network.params["W1"].copy()
    for trainer in (adam, adamw):
        list(trainer.steps())
    np.testing.assert_allclose(
        adamw.network.params["W1"],
        adam.network.params["W1"] - 0.01 * 0.5 * start,
        rtol=1e-4,
        atol=1e-7,
    )

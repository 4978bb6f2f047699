"""The pace of a run: its learning rate and its momentum, and images that are moved."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets import Dataset, load
from core.messages import LANGUAGES, StudioError, text
from core.training import Trainer, TrainingConfig
from core.training.augmentation import shifted
from core.training.batches import Batches
from core.training.learning_rate import SCHEDULE_LABELS, make_schedule, momentum_at, warmed_up
from core.training.plateau import Plateau

FALLING = {"step", "exponential", "1/t"}
SMALL = TrainingConfig(hidden=8, batch_size=10, iterations=60)


@pytest.fixture(scope="module")
def data() -> Dataset:
    drawn = load("builtin")
    return Dataset("few", drawn.x_train[:50], drawn.t_train[:50], drawn.x_test, drawn.t_test)


@given(
    name=st.sampled_from(sorted(FALLING)),
    rate=st.floats(1e-5, 10),
    factor=st.floats(0.05, 1),
    epochs=st.integers(1, 40),
    each=st.integers(1, 1000),
)
def test_decays_reach_the_factor_after_the_epochs(name, rate, factor, epochs, each):
    """Whatever the kind of decay, and however many iterations an epoch has."""
    config = TrainingConfig(
        schedule=name, learning_rate=rate, decay_factor=factor, decay_epochs=epochs
    )
    schedule = make_schedule(config, each)
    assert schedule(0) == rate
    assert schedule(epochs * each) == pytest.approx(rate * factor)


def test_the_cosine_ends_with_the_run(data):
    config = replace(SMALL, schedule="cosine")
    rates = [result.learning_rate for result in Trainer(data, config).steps()]
    assert rates == sorted(rates, reverse=True) and rates[0] == 0.1
    assert rates[30] == pytest.approx(0.05) and rates[-1] < 1e-4


@pytest.mark.parametrize("schedule", SCHEDULE_LABELS)
def test_the_rate_of_a_run_is_its_schedule(data, schedule):
    config = replace(SMALL, schedule=schedule, decay_epochs=2.0)
    wanted = make_schedule(config, 5)
    for result in Trainer(data, config).steps():
        if result.iteration < 50:  # no plateau can have been found yet
            assert result.learning_rate == wanted(result.iteration)


@pytest.mark.parametrize("schedule", SCHEDULE_LABELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_schedules_have_names(schedule, language):
    assert text(SCHEDULE_LABELS[schedule], language)


def test_warm_up_rises_evenly_and_then_leaves_the_rate_alone(data):
    rates = [r.learning_rate for r in Trainer(data, replace(SMALL, warmup=20)).steps()]
    assert rates[:20] == pytest.approx([0.1 * (t + 1) / 20 for t in range(20)])
    assert set(rates[20:]) == {0.1}
    assert warmed_up(0, 0) == 1.0


def test_a_plateau_is_a_mean_that_has_not_fallen_for_the_patience():
    memory = Plateau()
    for loss in (3, 1, 2, 1.0, 2, 2):  # means of 2: 2, 1.5, 2
        memory.note(loss, window=2, patience=2)
    assert (memory.drops, memory.best, memory.waited) == (0, 1.5, 1)
    for loss in (2, 2):
        memory.note(loss, window=2, patience=2)
    assert (memory.drops, memory.waited) == (1, 0)
    for loss in (1, 1):
        memory.note(loss, window=2, patience=2)
    assert memory == Plateau(drops=1, best=1.0)


@given(st.lists(st.floats(0.01, 10), max_size=60), st.integers(1, 5), st.integers(1, 5))
def test_a_plateau_drops_no_more_often_than_its_patience_allows(losses, window, patience):
    memory = Plateau()
    for loss in losses:
        memory.note(loss, window, patience)
    assert memory.drops <= len(losses) // window // patience


def test_a_run_that_gets_nowhere_drops_its_rate(data):
    """With a learning rate too large to get anywhere, the schedule brings it down."""
    config = replace(
        SMALL, schedule="plateau", learning_rate=1.5, decay_epochs=10.0, decay_factor=0.1
    )
    trainer = Trainer(data, replace(config, iterations=600))
    rates, drops = [], [0]
    for result in trainer.steps():
        rates.append(result.learning_rate)
        drops.append(trainer.plateau.drops)
    assert drops[-1] > 0
    assert rates == [1.5 * 0.1**n for n in drops[:-1]]
    assert rates[:100] == [1.5] * 100  # the first 50 steps are the best so far, the next may wait


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_momentum_is_what_was_chosen_or_rises_to_it(data, optimizer):
    config = replace(SMALL, optimizer=optimizer, momentum=0.8)
    assert Trainer(data, config).optimizer.momentum == 0.8
    rising = replace(config, momentum=0.99, momentum_annealing=True)
    assert [momentum_at(rising, t) for t in (0, 250, 10**6)] == [0.5, 0.75, 0.99]
    trainer = Trainer(data, replace(rising, iterations=251))
    seen = [trainer.optimizer.momentum for _ in trainer.steps()]
    assert set(seen[:250]) == {0.5} and seen[250] == 0.75


def test_switches_are_switches():
    with pytest.raises(StudioError, match="annealing"):
        TrainingConfig(momentum_annealing=1)  # type: ignore[arg-type]


@given(most=st.integers(1, 4), seed=st.integers(0, 99))
def test_shifted_images_are_the_images_elsewhere(most, seed):
    images = np.random.default_rng(seed).integers(1, 255, (3, 784)).astype(np.uint8)
    moved = shifted(images, most, np.random.default_rng(seed))
    assert moved.dtype == np.uint8 and moved.shape == images.shape
    span = range(-most, most + 1)
    for before, after in zip(images.reshape(-1, 28, 28), moved.reshape(-1, 28, 28), strict=True):
        ways = [
            (down, right) for down in span for right in span if same(before, after, down, right)
        ]
        assert len(ways) == 1


def same(before: np.ndarray, after: np.ndarray, down: int, right: int) -> bool:
    """Whether `after` is `before` moved so far, with zeros where nothing came in."""
    wanted = np.zeros_like(before)
    rows, columns = np.nonzero(np.ones_like(before))
    inside = (
        (rows + down >= 0) & (rows + down < 28) & (columns + right >= 0) & (columns + right < 28)
    )
    rows, columns = rows[inside], columns[inside]
    wanted[rows + down, columns + right] = before[rows, columns]
    return np.array_equal(after, wanted)


def test_shifting_does_not_change_which_images_are_drawn(data):
    plain, moving = (Batches(data, *np.random.default_rng(0).spawn(2)) for _ in range(2))
    for one, other in ((plain.draw(20), moving.draw(20, shift=2)) for _ in range(3)):
        np.testing.assert_array_equal(one[1], other[1])
        assert not np.array_equal(one[0], other[0])

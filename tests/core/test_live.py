"""Settings that change while a run is under way, states that it can be taken back to, diagnoses."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from core.format import number
from core.messages import LANGUAGES
from core.schedules import Constant
from core.training import LIVE, Change, Trainer, TrainingConfig
from core.training.diagnosis import Diagnosis, diagnose
from core.training.plateau import Plateau
from core.training.reset import in_effect, waiting
from core.training.rollback import EVERY, PROBATION
from core.training.state import iterations_when
from tests.core.runs import SMALL, after, assert_same_run, bars

OTHERS = {
    "learning_rate": 0.03,
    "schedule": "exponential",
    "decay_factor": 0.3,
    "decay_epochs": 2.0,
    "warmup": 40,
    "momentum": 0.4,
    "momentum_annealing": True,
    "batch_size": 25,
    "iterations": 500,
    "weight_decay": 0.2,
    "shift": 2,
}


def test_every_live_setting_is_tried_here() -> None:
    assert set(OTHERS) == LIVE


@pytest.mark.parametrize("name", sorted(LIVE))
@pytest.mark.parametrize("optimizer", ["nesterov", "adamw"])
def test_a_live_setting_counts_from_the_next_step_on_and_is_noted(
    name: str, optimizer: str
) -> None:
    config = replace(SMALL, optimizer=optimizer, schedule="step", decay_epochs=1.0)
    changed = replace(config, **{name: OTHERS[name]})
    plain, live = Trainer(bars(), config), Trainer(bars(), config)
    for trainer in (plain, live):
        after(trainer, 15)
    live.configure(changed)
    assert live.config == config  # not in the middle of a step
    for trainer in (plain, live):
        after(trainer, 10)
    assert live.config == changed
    assert live.changes == (Change(15, name, getattr(config, name), OTHERS[name]),)
    matters = optimizer == "nesterov" or name not in ("momentum", "momentum_annealing")
    matters = matters and name != "iterations"
    same = np.array_equal(plain.network.params["W1"], live.network.params["W1"])
    assert same is not matters


def test_what_is_not_live_waits_for_another_run() -> None:
    trainer = Trainer(bars(), SMALL)
    after(trainer, 3)
    trainer.configure(replace(SMALL, hidden=9, seed=4, optimizer="adam"))
    after(trainer, 3)
    assert trainer.config == SMALL and trainer.changes == () and trainer.iteration == 6


def test_another_batch_size_leaves_a_decay_by_epochs_where_it_was() -> None:
    config = replace(SMALL, schedule="step", decay_epochs=1.0, iterations=1000)
    trainer = Trainer(bars(), config)
    after(trainer, 30)  # three epochs of ten
    trainer.configure(replace(config, batch_size=50))
    rates = [result.learning_rate for result in after(trainer, 4)]
    assert rates == [0.1 * 0.5**3, 0.1 * 0.5**3, 0.1 * 0.5**4, 0.1 * 0.5**4]
    assert after(trainer, 1)[0].epoch == 5.0


def test_changes_from_another_thread_are_never_lost() -> None:
    config = replace(SMALL, iterations=100_000)
    trainer = Trainer(bars(), config)
    done = threading.Event()

    def turn() -> None:
        for i in range(1, 201):
            trainer.configure(replace(config, learning_rate=0.001 * i))
        done.set()

    thread = threading.Thread(target=turn)
    steps = trainer.steps()
    next(steps)
    thread.start()
    while not done.is_set():
        next(steps)
    thread.join(60)
    assert not thread.is_alive()
    next(steps)
    assert trainer.config.learning_rate == 0.2
    assert [c.after for c in trainer.changes] == sorted(c.after for c in trainer.changes)
    for one, other in zip(trainer.changes, trainer.changes[1:], strict=False):
        assert one.after == other.before


def test_a_state_is_that_after_the_step_that_carries_it() -> None:
    trainer = Trainer(bars(), SMALL)
    after(trainer, 4)
    trainer.request_state()
    (result,) = after(trainer, 1)
    assert result.state is not None and result.state.iteration == 5
    assert_same_run(result.state, trainer.state())
    assert after(trainer, 1)[0].state is None


def test_a_state_is_a_copy() -> None:
    trainer = Trainer(bars(), replace(SMALL, optimizer="adam", schedule="plateau"))
    after(trainer, 4)
    kept = trainer.state()
    again = Trainer.resumed(bars(), kept)
    after(trainer, 30)
    after(again, 5)
    assert_same_run(Trainer.resumed(bars(), kept).state(), kept)
    assert kept.plateau.count == 4


def test_steps_are_found_by_the_images_drawn_whatever_the_batches_were() -> None:
    trainer = Trainer(bars(), SMALL)
    drawn = []
    for i in range(40):
        drawn.append(trainer.drawn)
        if i in (7, 20, 21):
            trainer.configure(replace(SMALL, batch_size=3 * i))
        after(trainer, 1)
    found = iterations_when(np.array(drawn), trainer.config.batch_size, trainer.changes)
    np.testing.assert_array_equal(found, np.arange(40))


# Going back.


def ruined(at: int, **settings: object) -> tuple[Trainer, Diagnosis, int]:
    """A run that goes well up to a step, from which on its learning rate is absurd."""
    trainer = Trainer(bars(), replace(SMALL, iterations=1000, **settings))
    after(trainer, at)
    trainer.schedule = Constant(base_lr=1e6)
    *_, last = trainer.steps()
    assert last.diverged
    return trainer, diagnose(trainer, last), last.iteration


@pytest.mark.parametrize("at", [0, 3, EVERY + PROBATION - 1, EVERY + PROBATION, 4 * EVERY + 20])
def test_the_last_good_state_is_near_and_before_the_trouble(at: int) -> None:
    trainer, found, _ = ruined(at)
    last = trainer.good.last
    assert last is not None and last.iteration == found.good <= at
    assert at - last.iteration < EVERY + PROBATION
    np.testing.assert_array_equal(
        last.params["W1"], again(last.iteration, trainer.config).network.params["W1"]
    )


def again(steps: int, config: TrainingConfig) -> Trainer:
    trainer = Trainer(bars(), replace(config, learning_rate=SMALL.learning_rate))
    after(trainer, steps)
    return trainer


def test_a_run_that_was_taken_back_goes_on_as_it_did() -> None:
    trainer, found, _ = ruined(120)
    assert trainer.good.last is not None
    back = Trainer.resumed(bars(), trainer.good.last)
    after(back, 120 - found.good)
    assert_same_run(back.state(), again(120, back.config).state())


def test_a_copy_of_a_rollback_point_does_not_learn_what_the_other_one_learns() -> None:
    trainer = Trainer(bars(), replace(SMALL, iterations=4 * EVERY))
    after(trainer, EVERY + PROBATION // 2)  # a candidate is on probation
    copy = trainer.good.copy()
    assert trainer.good.last is not None and trainer.good.last.iteration == 0
    after(trainer, PROBATION)
    assert trainer.good.last.iteration == EVERY
    assert copy.last is not None and copy.last.iteration == 0


# Diagnoses.


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_a_rate_beyond_what_the_curvature_allows_is_called_that(optimizer: str) -> None:
    trainer, found, step = ruined(100, optimizer=optimizer, learning_rate=0.02)
    assert found.setting == "learning_rate" and found.why.key == "diagnosis.why.curvature"
    limit = trainer.optimizer.stability
    assert found.remedy < 1e6
    assert limit is not None and found.why.fields["limit"] == f"{limit:.3g}"
    assert str(step + 1) in str(found.what) or str(step) in str(found.what)


def diverged(**settings: object) -> Diagnosis:
    trainer = Trainer(bars(), replace(SMALL, iterations=1000, **settings))
    *_, last = trainer.steps()
    assert last.diverged
    return diagnose(trainer, last)


def test_the_rate_that_somebody_set_is_named_beside_the_one_of_the_step() -> None:
    """A cosine has made less of the 100 that was typed. The loss is that which the panel shows."""
    config = replace(SMALL, iterations=50, learning_rate=100.0, schedule="cosine")
    trainer = Trainer(bars(), config)
    *_, last = trainer.steps()
    found = diagnose(trainer, last)
    assert "set to 100" in found.why.text("en") and f"loss {number(last.loss)}," in str(
        found.what.text("en")
    )
    assert "set to" not in diverged(learning_rate=100.0).why.text("en")


def test_weight_decay_and_wide_weights_are_found_out() -> None:
    assert diverged(weight_decay=1.0, learning_rate=5.0).setting == "weight_decay"
    _, found, _ = ruined(0, initialization="normal", weight_init_std=10.0)
    assert found.setting == "initialization" and found.remedy == "he"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_parameter_is_named_with_the_step_that_broke_it(language: str) -> None:
    trainer = Trainer(bars(), SMALL)
    after(trainer, 5)
    trainer.network.params["W2"][0, 0] = np.nan
    *_, last = trainer.steps()
    found = diagnose(trainer, last)
    assert found.array == "W2" and found.what.fields["step"] == "5"
    assert "W2" in found.what.text(language) and found.why.text(language)


def test_an_overflow_in_the_forward_pass_is_named() -> None:
    trainer = Trainer(bars(), SMALL)
    after(trainer, 5)
    trainer.network.params["W1"][:] = 1e38
    *_, last = trainer.steps()
    found = diagnose(trainer, last)
    assert found.array == "A1" and found.what.fields["step"] == "6"


def test_the_steps_of_a_diagnosis_are_written_in_groups() -> None:
    begun = Trainer(bars(), replace(SMALL, iterations=20_000)).state()
    trainer = Trainer.resumed(bars(), replace(begun, iteration=18_600))
    after(trainer, 5)
    trainer.network.params["W1"][:] = 1e38
    *_, last = trainer.steps()
    found = diagnose(trainer, last)
    assert "18\u202f606" in found.what.text("en") and "18\u202f600" in found.why.text("en")


def test_a_diagnosis_leaves_the_run_as_it_is() -> None:
    trainer = Trainer(bars(), SMALL)
    after(trainer, 5)
    trainer.schedule = Constant(base_lr=1e6)
    *_, last = trainer.steps()
    before = trainer.state()
    diagnose(trainer, last)
    assert_same_run(trainer.state(), before)


def test_to_ask_for_the_state_takes_nothing_from_the_run() -> None:
    """The window does so while a run rests, and the run's own thread takes what was asked for."""
    trainer = Trainer(bars(), replace(SMALL, schedule="plateau"))
    after(trainer, 3)
    before = trainer.plateau
    trainer.configure(replace(SMALL, schedule="cosine"))
    states = [trainer.state(), trainer.state()]
    assert trainer.changes == () and trainer.config.schedule == "plateau"
    assert trainer.plateau is before
    after(trainer, 1)
    assert [state.changes for state in states] == [trainer.changes] * 2
    assert [state.config for state in states] == [trainer.config] * 2


def test_another_schedule_begins_with_a_plateau_of_its_own() -> None:
    trainer = Trainer(bars(), replace(SMALL, schedule="plateau"))
    after(trainer, 3)
    assert trainer.plateau.count
    trainer.configure(replace(trainer.config, schedule="constant"))
    assert trainer.state().plateau == Plateau()


# What counts at once, and what waits for a reset.

WITH_ALL = replace(SMALL, optimizer="momentum", schedule="step")  # the run uses every setting
YET_OTHERS = replace(
    WITH_ALL,
    learning_rate=0.07,
    schedule="cosine",
    decay_factor=0.6,
    decay_epochs=3.0,
    warmup=7,
    momentum=0.3,
    batch_size=7,
    iterations=77,
    weight_decay=0.07,
    shift=1,
)


@pytest.mark.parametrize("name", sorted(LIVE))
def test_a_live_setting_counts_at_once_unless_it_came_with_one_that_waits(name: str) -> None:
    run, other = WITH_ALL, {name: OTHERS[name]}
    assert in_effect(run, run, replace(run, **other)) == replace(run, **other)
    wider = replace(run, hidden=run.hidden + 1)
    assert in_effect(run, run, wider) == run
    assert in_effect(run, wider, replace(wider, **other)) == replace(run, **other)
    together = replace(wider, **other)
    assert in_effect(run, run, together) == run
    assert waiting(run, together) == {"hidden", name}
    assert in_effect(run, together, replace(together, **{name: getattr(YET_OTHERS, name)})) == run
    assert in_effect(run, together, replace(run, **other)) == replace(run, **other), "none waits"

"""What went wrong in the lab once, and must not again."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.checks import CHECKS
from core.ensemble import ensemble
from core.experiments import Curves, Experiment, ExperimentLibrary, Store
from core.experiments.store import MOST
from core.following import follow
from core.format import number
from core.history import AccuracyHistory, History
from core.messages import StudioError
from core.optimizers import OPTIMIZERS
from core.schedules import Constant
from core.search import DEFAULT_RANGES, Journal, SearchPlan, Stage, Trial
from core.search.outcome import Measured, Outcome
from core.search.trial import run_trial
from core.training import Trainer, TrainingConfig, diagnosis, trainer
from core.training.checkpoint import Checkpoint, DataId
from core.training.diagnosis import diagnose
from core.training.optimizer_defaults import defaults_of
from tests.core.runs import SMALL, after, bars
from tests.core.small_data import few_digits
from tests.core.test_live import ruined

# Training.


def test_a_run_that_is_to_be_shorter_than_it_is_ends_with_a_whole_last_step() -> None:
    """It can be replayed, its accuracy is known, and its settings say how long it was."""
    trainer = Trainer(bars(), SMALL)
    after(trainer, 33)
    trainer.configure(replace(SMALL, iterations=20))
    (last,) = trainer.steps()
    assert last.iteration == 33 and last.snapshot is not None and last.accuracy is not None
    assert trainer.config.iterations == trainer.iteration == 34
    assert trainer.changes[-1].after == 34


def test_a_run_that_is_over_takes_no_further_step_by_being_made_shorter() -> None:
    trainer = Trainer(bars(), SMALL)
    after(trainer, SMALL.iterations)
    trainer.configure(replace(SMALL, iterations=20))
    assert not list(trainer.steps()) and trainer.state().config == SMALL


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_biases_do_not_decay(optimizer: str) -> None:
    """A step at which the gradient is nothing: all units of the first layer are dead."""
    config = replace(SMALL, optimizer=optimizer, weight_decay=0.5, learning_rate=0.1)
    trainer = Trainer(bars(), config)
    trainer.network.params["b1"][:] = -1e6
    before = {name: value.copy() for name, value in trainer.network.params.items()}
    after(trainer, 1)
    params = trainer.network.params
    np.testing.assert_array_equal(params["b1"], before["b1"])
    assert not np.array_equal(params["W1"], before["W1"])


def test_adamw_is_chosen_with_the_decay_that_makes_it_another_rule_than_adam() -> None:
    assert defaults_of("adamw") == {"learning_rate": 0.001, "weight_decay": 0.01}
    assert defaults_of("sgd") == {"learning_rate": 0.1, "weight_decay": 0.0}
    runs = (
        Trainer(bars(), replace(SMALL, optimizer=rule, **defaults_of(rule)))
        for rule in ("adam", "adamw")
    )
    adam, adamw = ([step.loss for step in run.steps()] for run in runs)
    assert adam != adamw


def counted(monkeypatch: pytest.MonkeyPatch, module: object) -> list[int]:
    """The sizes of all sets of images whose accuracy is measured from there."""
    sizes: list[int] = []

    def accuracy(network: object, images: np.ndarray, labels: np.ndarray) -> float:
        sizes.append(len(images))
        return 0.5

    monkeypatch.setattr(module, "accuracy", accuracy)
    return sizes


def test_nothing_is_measured_that_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = counted(monkeypatch, trainer)
    run_trial(bars(), SMALL)
    follow(ensemble(bars(), replace(SMALL, iterations=3), 2), lambda _: None)
    for key in ("first_loss", "step", "overfit"):
        follow(CHECKS[key].run(bars(), SMALL), lambda _: None)
    assert not sizes
    run = Trainer(bars(), replace(SMALL, iterations=1000))
    after(run, 20)
    run.schedule = Constant(base_lr=1e6)
    *_, last = run.steps()
    assert sizes
    sizes.clear()
    diagnose(run, last)
    assert not sizes


def test_curves_are_taken_over_whole() -> None:
    losses, accuracies = History(), AccuracyHistory()
    loss = np.linspace(2, 1, 5000, dtype=np.float32)
    table = np.random.default_rng(3).random((2500, 3))
    Checkpoint(Trainer(bars(), SMALL).state(), DataId("", ""), loss, table).unroll(
        losses, accuracies
    )
    losses.append(5000, 0.5)
    steps, found = losses.since()
    np.testing.assert_array_equal(steps, np.arange(5001))
    np.testing.assert_array_equal(found[:-1], loss)
    np.testing.assert_array_equal(np.column_stack(accuracies.since()), table)


# Diagnoses.


def test_weights_that_were_wide_are_not_blamed_once_the_loss_has_come_down() -> None:
    wide = {"hidden": 50, "initialization": "normal", "weight_init_std": 1.0}
    run, found, _ = ruined(600, learning_rate=0.001, **wide)
    assert run.first_loss > diagnosis.WIDE * np.log(10)
    assert found.setting == "learning_rate"


def test_weights_are_not_blamed_for_a_rate_that_was_turned_up() -> None:
    config = replace(SMALL, hidden=50, initialization="normal", weight_init_std=1.0)
    run = Trainer(bars(), replace(config, learning_rate=1e-7))
    after(run, 5)
    run.configure(replace(config, learning_rate=100.0))
    *_, last = run.steps()
    assert last.diverged and diagnose(run, last).setting == "learning_rate"


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "rmsprop", "adagrad"])
def test_a_rate_that_changes_the_weights_wholly_is_told_with_its_share(
    optimizer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(SMALL, optimizer=optimizer, learning_rate=0.01, iterations=1000)
    run = Trainer(bars(), config)
    after(run, 100)
    run.configure(replace(config, learning_rate=100.0))
    *_, last = run.steps()
    assert last.diverged and diagnose(run, last).why.key == "diagnosis.why.ratio"
    monkeypatch.setattr(diagnosis, "BOLD", 1e12)
    assert diagnose(run, last).why.key == "diagnosis.why.rate"


def test_a_rate_that_a_schedule_has_hardly_lowered_is_said_once() -> None:
    wide = {"hidden": 50, "initialization": "normal", "weight_init_std": 1.0}
    config = replace(SMALL, schedule="cosine", iterations=100_000, **wide)
    run = Trainer(bars(), replace(config, learning_rate=1e-7))
    after(run, 5)
    run.configure(replace(config, learning_rate=100.0))
    *_, last = run.steps()
    why = diagnose(run, last).why.text()
    assert last.diverged and "learning rate 100. " in why


def test_an_overfit_that_blew_up_is_called_that() -> None:
    config = TrainingConfig(learning_rate=100.0)
    verdict = follow(CHECKS["overfit"].run(few_digits(), config), lambda _: None)
    assert verdict.found.key == "lab_checks.overfit.exploded"
    assert verdict.found.fields["loss"] == number(verdict.curve.losses[-1], 3)


# Ensembles.


def test_seeds_beyond_the_last_are_refused_before_anything_is_trained() -> None:
    told: list[object] = []
    with pytest.raises(StudioError, match=re.escape("4\u202f294\u202f967\u202f295")):
        follow(ensemble(bars(), replace(SMALL, seed=2**32 - 1), 2), told.append)
    assert not told


# Experiments.


def experiment(name: str) -> Experiment:
    return Experiment(name, TrainingConfig(), "bars", Curves(*(np.zeros(0) for _ in range(5))))


@pytest.fixture
def library(tmp_path: Path) -> ExperimentLibrary:
    return ExperimentLibrary(Store(tmp_path))


def test_a_deletion_that_fails_halfway_has_deleted_nothing(
    library: ExperimentLibrary, tmp_path: Path
) -> None:
    three = [experiment(name) for name in "abc"]
    for each in three:
        library.put(each)
    stuck = tmp_path / f"{three[1].id}.json"
    stuck.unlink()
    stuck.mkdir()
    with pytest.raises(StudioError):
        library.delete([each.id for each in three])
    assert {each.name for each in library.experiments} == set("abc") and library.undo_label is None
    stuck.rmdir()
    assert {each.name for each in ExperimentLibrary(Store(tmp_path)).experiments} == set("ac")


def test_what_would_not_be_read_is_not_kept(library: ExperimentLibrary, tmp_path: Path) -> None:
    for n in range(MOST):
        library.put(experiment(str(n)))
    with pytest.raises(StudioError, match=str(MOST)):
        library.put(experiment("one more"))
    library.put(replace(library.experiments[0], name="again"))
    Store(tmp_path).write(experiment("of an older version"))
    again = ExperimentLibrary(Store(tmp_path))
    assert len(again.experiments) == MOST and len(again.complaints) == 1


# Journals.


def outcome(number: int) -> Outcome:
    return Outcome(Trial(0, number, 0.1, 1e-6, 50), Measured(0.5, 1.0, 1.0))


def begun(path: Path, trials: int = 20) -> Journal:
    journal = Journal.begin(path, SearchPlan(stages=(Stage(trials, 1),)), "images")
    journal.enter(DEFAULT_RANGES)
    return journal


@pytest.mark.parametrize(
    "other", [lambda path: Journal.open(path).add(outcome(7)), begun], ids=["adds", "begins"]
)
def test_two_programs_do_not_damage_a_journal(
    other: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "search.jsonl"
    journal = begun(path)
    for n in range(3):
        journal.add(outcome(n))
    other(path)
    with pytest.raises(StudioError, match=r"search\.jsonl"):
        journal.add(outcome(3))
    Journal.open(path)


def test_a_line_that_is_torn_is_none_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "search.jsonl"
    journal = begun(path)
    with path.open("ab") as stream:
        stream.write(b'{"trial": {"st')
    journal.add(outcome(0))
    again = Journal.open(path)
    again.add(outcome(1))
    assert len(Journal.open(path).outcomes) == 2


def test_a_new_search_leaves_the_journal_of_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "search.jsonl"
    for trials in (2, 3, 4):
        begun(path, trials).add(outcome(0))
    begun(path, 5)
    begun(path, 6)  # of the fifth nothing was known
    found = sorted(Journal.open(each).plan.total for each in tmp_path.iterdir())
    assert found == [2, 3, 4, 6]

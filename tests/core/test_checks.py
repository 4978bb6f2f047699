"""Sanity checks pass where all is well, and each fails for the mistake that it is there for."""

from dataclasses import replace

import numpy as np
import pytest

from core.checks import CHECKS, State, Verdict
from core.checks.gradients import NUMBERS, chosen
from core.checks.overfit import IMAGES, STEPS, handful
from core.datasets import Dataset, load
from core.format import number
from core.initialization import INITIALIZATIONS
from core.messages import LANGUAGES, text
from core.network import ACTIVATIONS
from core.ops import OPS
from core.optimizers import OPTIMIZERS
from core.training import TrainingConfig


@pytest.fixture(scope="module")
def data() -> Dataset:
    return load("builtin")


def run(key: str, data: Dataset, **settings) -> tuple[list[State], Verdict]:
    states, running = [], CHECKS[key].run(data, TrainingConfig(**settings))
    while True:
        try:
            states.append(next(running))
        except StopIteration as end:
            return states, end.value


@pytest.mark.parametrize("key", CHECKS)
def test_all_is_well_with_the_tutorials_run(key, data):
    states, verdict = run(key, data)
    assert verdict.passed, verdict.found
    assert states and all(0 <= state.done <= state.total for state in states)
    assert [state.done for state in states] == sorted(state.done for state in states)


@pytest.mark.parametrize("key", CHECKS)
def test_each_says_what_it_expects_and_what_a_failure_means(key):
    check = CHECKS[key]
    for language in LANGUAGES:
        sentences = {
            text(check.title, language),
            check.expects.text(language),
            text(check.meaning, language),
        }
        assert len(sentences) == 3 and not any("{" in sentence for sentence in sentences)


@pytest.mark.parametrize("key", CHECKS)
def test_the_same_settings_give_the_same_verdict(key, data):
    assert run(key, data, seed=3)[1] == run(key, data, seed=3)[1]


@pytest.mark.parametrize("initialization", INITIALIZATIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_first_loss_of_usual_weights(initialization, activation, data):
    assert run("first_loss", data, initialization=initialization, activation=activation)[1].passed


def test_the_first_loss_of_weights_that_are_too_wide(data):
    verdict = run("first_loss", data, weight_init_std=0.5)[1]
    assert not verdict.passed
    assert float(verdict.found.fields["loss"]) > 2.6


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_wrong_backward_rule_is_found(activation, data, monkeypatch):
    op = OPS[activation]
    right = op.rules["x"]
    monkeypatch.setattr(type(op), "rules", {"x": lambda *a: 1.01 * right(*a)})
    assert not run("gradients", data, activation=activation)[1].passed


def test_the_numbers_that_are_checked_are_steep_ones_and_others():
    gradient = np.arange(100.0).reshape(10, 10)
    found = chosen({"W": gradient, "b": np.ones(3)}, np.random.default_rng(0))
    assert len(np.unique(found["W"])) == NUMBERS
    assert set(range(100 - NUMBERS // 2, 100)) <= set(found["W"].tolist())
    assert found["b"].tolist() == [0, 1, 2]  # there are no more


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_goes_downhill(optimizer, data):
    assert run("step", data, optimizer=optimizer, learning_rate=0.001)[1].passed


def test_what_prevents_overfitting_is_left_out(data):
    hindered = {"weight_decay": 1.0, "shift": 4, "warmup": 10_000, "schedule": "step"}
    assert run("overfit", data, **hindered)[1] == run("overfit", data)[1]
    assert run("step", data, warmup=10_000)[1].passed


def test_a_step_that_is_too_long_is_found(data):
    verdict = run("step", data, learning_rate=10.0, initialization="he")[1]
    assert not verdict.passed


def test_overfitting_shows_its_curve(data):
    states, verdict = run("overfit", data)
    assert verdict.curve.accuracies[-1] == 1.0 > max(verdict.curve.accuracies[:-1])
    assert states[-1].curve == verdict.curve
    assert [len(state.curve.losses) for state in states] == list(range(1, len(states) + 1))


@pytest.mark.parametrize("rate", [1e-6, 10.0])
def test_what_cannot_learn_is_given_up(rate, data, monkeypatch):
    monkeypatch.setattr("core.checks.overfit.STEPS", 200)
    states, verdict = run("overfit", data, learning_rate=rate)
    assert not verdict.passed and verdict.found.key == "lab_checks.overfit.short"
    assert len(states) == 200 < STEPS
    told, curve = verdict.found.fields, verdict.curve
    assert told["right"] == round(IMAGES * curve.accuracies[-1]) < told["n"] == IMAGES
    assert told["steps"] == "200" and told["loss"] == number(curve.losses[-1], 3)


def test_a_run_that_diverges_is_called_so(data, monkeypatch):
    op = OPS["softmax_cross_entropy"]
    right = op.forward
    bad = staticmethod(lambda S, t: (np.float32(np.nan), *right(S, t)[1:]))
    monkeypatch.setattr(type(op), "forward", bad)
    states, verdict = run("overfit", data)
    assert not verdict.passed and verdict.found.key == "lab_checks.overfit.diverged"
    assert len(states) == 1


def test_the_handful_has_every_digit(data):
    few = handful(data)
    assert np.bincount(few.t_train).tolist() == [IMAGES // 10] * 10
    places = np.flatnonzero(data.t_train == 7)[: IMAGES // 10]
    np.testing.assert_array_equal(few.x_train[few.t_train == 7], data.x_train[places])


@pytest.mark.parametrize("common", [1, 3])
def test_test_images_that_were_learned_are_counted(common, data):
    mixed = np.concatenate([data.x_test[:50], data.x_train[:common]])
    labels = np.concatenate([data.t_test[:50], data.t_train[:common]])
    verdict = run("leak", replace(data, x_test=mixed, t_test=labels))[1]
    assert not verdict.passed and verdict.found.fields["common"] == str(common)

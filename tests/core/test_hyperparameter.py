"""The ranges: what a person may type, what a program may assign, and what the errors say."""

import numpy as np
import pytest

from core import optimizers, schedules
from core.messages import LANGUAGES, StudioError
from core.optimizers import OPTIMIZERS, Adam, Momentum
from core.schedules import SCHEDULES


def complaint(call, *args, **settings):
    with pytest.raises(StudioError) as caught:
        call(*args, **settings)
    for language in LANGUAGES:
        assert caught.value.message.text(language)
    return caught.value


def test_the_window_can_ask_for_every_range():
    momentum = Momentum.hyperparameters[1]
    assert (momentum.name, momentum.default, momentum.low, momentum.log) == (
        "momentum",
        0.9,
        0.0,
        False,
    )
    assert [each.name for each in Adam.hyperparameters] == [
        "lr",
        "beta1",
        "beta2",
        "bias_correction",
        "eps",
    ]
    assert Adam.hyperparameters[0].default == 0.001 and Adam.hyperparameters[0].log


@pytest.mark.parametrize("rule", [*OPTIMIZERS.values(), *SCHEDULES.values()])
def test_every_default_and_both_ends_may_be_chosen(rule):
    for each in rule.hyperparameters:
        for value in (each.default, each.low, each.high):
            assert each.choose(value) == value
        assert each.low <= each.default <= each.high
        assert not each.log or each.low > 0


def test_arguments_may_be_given_by_position_as_in_the_tutorials():
    optimizer = Momentum(0.1, 0.5)
    assert (optimizer.lr, optimizer.momentum) == (0.1, 0.5)
    assert repr(optimizer) == "Momentum(lr=0.1, momentum=0.5)"


def test_numbers_become_pythons_own():
    optimizer = Momentum(lr=np.float32(0.5), momentum=0)
    assert type(optimizer.lr) is float and type(optimizer.momentum) is float
    assert type(schedules.make("step", every=np.int64(10)).every) is int


@pytest.mark.parametrize("value", [-0.1, 1.0, float("nan"), float("inf"), "0.9", None, 1j, [0.9]])
def test_nonsense_is_refused_wherever_it_comes_from(value):
    optimizer = Momentum()
    with pytest.raises(StudioError):
        optimizer.momentum = value
    assert optimizer.momentum == 0.9
    error = complaint(optimizers.make, "momentum", momentum=value)
    assert error.message.key == "optimizers.error.out_of_range"
    assert "momentum μ" in str(error) and "0.9999" in str(error)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-1.0, "−1"),
        (-1, "−1"),
        (1.25, "1.25"),
        (np.float64(1e-12 - 1), "−0.999999999999"),
        (float("nan"), "nan"),
        (10**400, "1×10⁴⁰⁰"),
        ("-1.0", "-1.0"),
        (None, "None"),
    ],
)
def test_what_was_given_is_repeated_as_numbers_are_written_here(value, said):
    error = complaint(optimizers.make, "momentum", momentum=value)
    assert str(error) == f"{said} will not do for momentum μ. Choose a number from 0 to 0.9999."


def test_the_ends_of_a_range_in_decades_are_powers_of_ten():
    said = str(complaint(optimizers.make, "sgd", lr=-0.5))
    assert "−0.5 will" in said and "10⁻⁷ to 100" in said


def test_a_schedule_may_assign_less_than_a_person_may_type():
    optimizer = Momentum()
    optimizer.lr = 1e-12
    assert optimizer.lr == 1e-12
    complaint(optimizers.make, "sgd", lr=1e-12)
    for value in (-1e-12, float("inf"), float("nan")):
        with pytest.raises(StudioError):
            optimizer.lr = value


def test_switches_and_whole_numbers():
    assert optimizers.make("adam", bias_correction=False).bias_correction is False
    error = complaint(optimizers.make, "adam", bias_correction="yes")
    assert error.message.key == "optimizers.error.not_a_switch"
    for value in (0, 2.5, 10**9, 10**400):
        error = complaint(schedules.make, "step", every=value)
        assert error.message.key == "optimizers.error.not_whole"


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (optimizers.make, "adma", "“adam”"),
        (optimizers.make, "Adam", "“adam”"),
        (optimizers.make, "qwxyz", "sgd, momentum, nesterov, adagrad, rmsprop, adam"),
        (schedules.make, "exponental", "“exponential”"),
        (schedules.make, "qwxyz", "constant, step, exponential, 1/t"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(make, name, words):
    assert words in str(complaint(make, name))


def test_an_unknown_setting_is_answered_with_the_known_ones():
    error = complaint(optimizers.make, "sgd", momentum=0.9)
    assert str(error) == "“sgd” has no setting “momentum”. It has: lr."

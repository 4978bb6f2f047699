"""The schedules against the formulas of the CS231n notes."""

import math
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.messages import LANGUAGES, text
from core.optimizers import Momentum
from core.schedules import SCHEDULES, MomentumAnnealing, make

EVERY = [*SCHEDULES.values(), MomentumAnnealing]


@pytest.mark.parametrize(
    ("name", "settings", "known"),
    [
        ("constant", {}, {0: 0.8, 10**6: 0.8}),
        ("step", {"factor": 0.5, "every": 1000}, {0: 0.8, 999: 0.8, 1000: 0.4, 2500: 0.2}),
        ("exponential", {"k": math.log(2) / 100}, {0: 0.8, 100: 0.4, 300: 0.1}),
        ("1/t", {"k": 0.01}, {0: 0.8, 100: 0.4, 300: 0.2, 700: 0.1}),
        ("cosine", {"over": 1000}, {0: 0.8, 500: 0.4, 1000: 0.0, 2000: 0.0}),
    ],
)
def test_rates_that_are_known(name, settings, known):
    """Halved and halved again, where the notes' formulas say so; worked out by hand."""
    schedule = make(name, 0.8, **settings)
    assert {t: pytest.approx(schedule(t)) for t in known} == known


def test_momentum_rises_from_a_half_to_its_ceiling():
    annealing = MomentumAnnealing()
    assert [annealing(t) for t in (0, 249, 250, 1000)] == [0.5, 0.5, 0.75, 0.9]
    assert annealing(10**9) == 0.99
    optimizer = Momentum()
    optimizer.momentum = annealing(250)
    assert optimizer.momentum == 0.75


@given(
    name=st.sampled_from(sorted(SCHEDULES)),
    base_lr=st.floats(1e-7, 100),
    t=st.integers(0, 10**7),
)
def test_a_learning_rate_starts_at_base_lr_and_never_rises(name, base_lr, t):
    schedule = make(name, base_lr)
    assert schedule(0) == base_lr
    assert 0 <= schedule(t + 1) <= schedule(t) <= base_lr
    Momentum(lr=schedule(t))  # however small, an optimizer takes it


@pytest.mark.parametrize("schedule", EVERY)
def test_schedules_are_values(schedule):
    one = schedule()
    assert one == schedule() and hash(one) == hash(schedule())
    with pytest.raises(FrozenInstanceError):
        one.every = 3


@pytest.mark.parametrize("schedule", EVERY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_schedule_has_its_words(schedule, language):
    assert text(schedule.label, language) and text(schedule.explanation, language)
    for each in schedule.hyperparameters:
        assert text(each.label, language) and text(each.explanation, language)
    ziamath = pytest.importorskip("ziamath", reason="the window's formula setter")
    assert "<svg" in ziamath.Latex(schedule.latex).svg()

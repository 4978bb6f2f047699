"""After a learning rate that killed every unit, the first one that is offered trains."""

from dataclasses import replace

import numpy as np
import pytest

from core.training import Trainer, TrainingConfig
from core.training.collapse import cure, is_dead, round_down, trainable_rate
from core.training.diagnosis import diagnose
from tests.core.runs import SMALL, bars
from tests.core.small_data import few_digits

DEADLY = TrainingConfig(learning_rate=50.0, iterations=150)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_the_first_cure_holds(seed: int, optimizer: str) -> None:
    config = replace(DEADLY, seed=seed, optimizer=optimizer)
    data = few_digits()
    *_, last = Trainer(data, config, measured=False).steps()
    assert last.diverged or is_dead(config, last.observation)
    rate = cure(data, config)
    *_, last = Trainer(data, replace(config, learning_rate=rate), measured=False).steps()
    assert not last.diverged and not is_dead(config, last.observation)
    assert last.loss < 0.5 * np.log(10)


def test_a_rule_without_a_limit_gets_its_usual_rate() -> None:
    assert trainable_rate(bars(), replace(SMALL, optimizer="adam", learning_rate=5.0)) == 0.001


def test_what_a_diagnosis_starts_over_with_is_no_more_than_the_beginning_can_do() -> None:
    config = replace(SMALL, iterations=1000, learning_rate=0.02)
    trainer = Trainer(bars(), config)
    trainer.configure(replace(config, learning_rate=100.0))
    *_, last = trainer.steps()
    assert last.diverged
    assert diagnose(trainer, last).remedy <= trainable_rate(bars(), trainer.config)


def test_rates_are_rounded_down_to_what_one_would_type() -> None:
    assert [round_down(x) for x in (0.62, 0.5, 1.9, 0.099, 0.0)] == [0.5, 0.5, 1.0, 0.05, 0.0]

"""A run that has taken its last step, and is then to take more."""

from dataclasses import replace

import numpy as np
import pytest

from core.training import Trainer
from tests.core.runs import SMALL, after, assert_same_run, bars

MORE = 40


@pytest.mark.parametrize("schedule", ["constant", "step", "plateau"])
@pytest.mark.parametrize("optimizer", ["nesterov", "adam"])
def test_it_goes_on_as_one_that_was_to_be_so_long(optimizer: str, schedule: str) -> None:
    short = replace(SMALL, optimizer=optimizer, schedule=schedule, shift=2)
    long = replace(short, iterations=SMALL.iterations + MORE)
    whole, longer = Trainer(bars(), long), Trainer(bars(), short)
    steps = after(whole, long.iterations)
    begun = list(longer.steps())
    assert longer.iteration == SMALL.iterations
    longer.configure(long)
    begun += longer.steps()
    assert [each.loss for each in begun] == [each.loss for each in steps]
    assert [each.iteration for each in begun] == list(range(long.iterations))
    assert [each.setting for each in longer.changes] == ["iterations"]
    assert_same_run(replace(longer.state(), changes=()), whole.state())


def test_a_cosine_goes_on_as_one_of_the_whole_length() -> None:
    """As from a file: what was taken by the shorter one stays, what follows is of the longer."""
    short = replace(SMALL, schedule="cosine")
    long = replace(short, iterations=SMALL.iterations + MORE)
    longer, whole = Trainer(bars(), short), Trainer(bars(), long)
    list(longer.steps())
    resumed = Trainer.resumed(bars(), longer.state())
    for trainer in (longer, resumed):
        trainer.configure(long)
    rates = [each.learning_rate for each in longer.steps()]
    assert rates == [each.learning_rate for each in after(whole, long.iterations)][-MORE:]
    list(resumed.steps())
    assert_same_run(longer.state(), resumed.state())
    assert np.isfinite(rates).all()

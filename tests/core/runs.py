"""Small runs on data that is learned within a few steps, for the tests of training."""

from itertools import islice

import numpy as np

from core.datasets import Dataset
from core.training import RunState, StepResult, Trainer, TrainingConfig

SMALL = TrainingConfig(hidden=6, batch_size=10, iterations=80, initialization="he")


def bars() -> Dataset:
    """The class is where the bright row of the image is, with noise around it."""
    rng = np.random.default_rng(7)
    t = rng.integers(10, size=140).astype(np.uint8)
    x = rng.integers(60, size=(140, 28, 28)).astype(np.uint8)
    x[np.arange(140), 2 * t + 4] = 255
    x = x.reshape(140, 784)
    return Dataset("bars", x[:100], t[:100], x[100:], t[100:])


def after(trainer: Trainer, steps: int) -> list[StepResult]:
    """Take so many steps; what they told."""
    return list(islice(trainer.steps(), steps))


def assert_same_run(one: RunState, other: RunState) -> None:
    """The same to the bit, and with the same to come."""
    for name in ("config", "iteration", "drawn", "first_loss", "updates", "plateau", "changes"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.generators == other.generators
    tables = [(one.params, other.params)]
    tables += [(one.memory[name], other.memory[name]) for name in one.memory | other.memory]
    for mine, others in tables:
        assert mine.keys() == others.keys()
        for name, array in mine.items():
            np.testing.assert_array_equal(array, others[name], strict=True)

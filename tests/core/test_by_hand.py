"""The step that the benchmark writes out by hand is the trainer's."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from core.datasets import Dataset, load
from core.training import Trainer, TrainingConfig

STEPS = 5
CONFIG = TrainingConfig(50, batch_size=100, learning_rate=1.0, iterations=STEPS)


@pytest.fixture(scope="module")
def by_hand() -> ModuleType:
    """The module beside the benchmarks, which are no package."""
    file = Path(__file__).resolve().parents[1] / "benchmarks" / "by_hand.py"
    spec = importlib.util.spec_from_file_location("by_hand", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the benchmark runs: sums are then always added up in the same order."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def data() -> Dataset:
    return load("builtin")


@pytest.fixture
def losses(data: Dataset) -> list[float]:
    """Of the trainer's steps."""
    return [step.loss for step in Trainer(data, CONFIG, measured=False).steps()]


def test_our_rules_in_a_row_are_the_trainer_to_the_bit(
    by_hand: ModuleType, data: Dataset, losses: list[float]
) -> None:
    step = by_hand.rules(data, CONFIG)
    assert [step() for _ in range(STEPS)] == losses


def test_preallocated_steps_are_the_trainer_but_for_rounding(
    by_hand: ModuleType, data: Dataset, losses: list[float]
) -> None:
    step = by_hand.preallocated(data, CONFIG)
    np.testing.assert_allclose([step() for _ in range(STEPS)], losses, rtol=0, atol=1e-6)

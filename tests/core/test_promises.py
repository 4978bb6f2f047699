"""What the README promises of a whole training run, on the real MNIST."""

import os
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from core.datasets import ENVIRONMENT, Dataset, load
from core.training import Trainer, TrainingConfig, accuracy

needs_mnist = pytest.mark.skipif(
    not os.environ.get(ENVIRONMENT), reason=f"{ENVIRONMENT} does not name a folder with MNIST"
)


def trained_accuracy(data: Dataset, **settings: int) -> float:
    """The test accuracy after a run with the default settings."""
    trainer = Trainer(data, TrainingConfig(**settings))
    with threadpool_limits(1):
        for _ in trainer.steps():
            pass
    return accuracy(trainer.network, data.x_test, data.t_test)


@needs_mnist
def test_the_default_run_reads_mnist_as_well_as_the_tutorial_says() -> None:
    data = load()
    assert data.genuine, "the folder must hold the genuine MNIST"
    mean = np.mean([trained_accuracy(data, seed=seed) for seed in range(5)])
    assert mean >= 0.973  # the tutorial's single run: 97.43 %


@needs_mnist
def test_a_net_that_saw_only_drawn_digits_reads_real_ones() -> None:
    mnist = load()
    drawn = replace(load("builtin"), x_test=mnist.x_test, t_test=mnist.t_test)
    assert trained_accuracy(drawn) >= 0.90

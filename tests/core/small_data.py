"""A few of the drawn digits, for tests that train."""

from dataclasses import replace
from functools import cache

from core.datasets import Dataset, load


@cache
def few_digits(train: int = 400, test: int = 150) -> Dataset:
    """The first images of the drawn digits."""
    data = load("builtin")
    return replace(
        data,
        x_train=data.x_train[:train],
        t_train=data.t_train[:train],
        x_test=data.x_test[:test],
        t_test=data.t_test[:test],
    )

"""Those who do the work, whoever they are: processes here, or the machines of a cluster."""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from core.datasets import Dataset


@dataclass(frozen=True)
class WorkerPool:
    """An executor, how many trials it works on at a time, and what to hand to each trial so that
    it finds the images: a `Source`, or what the executor itself turns into a `Dataset`."""

    executor: Executor
    size: int
    images: Any


PoolFactory = Callable[[Dataset], AbstractContextManager[WorkerPool]]
"""Makes a pool for a data set; leaving the context ends all of its work at once."""

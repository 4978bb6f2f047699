"""Both gradients of a graph, and how far they are apart."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from statistics import median
from types import MappingProxyType

import numpy as np

from core import engine
from core.engine import Array
from core.gradcheck.accumulator import GradientAccumulator
from core.gradcheck.incremental import incremental
from core.gradcheck.one_by_one import Part, one_by_one
from core.gradcheck.records import CheckProgress, CheckReport
from core.graph import Graph

Method = Callable[[Graph, Mapping[str, Array], Mapping[str, Array]], Iterator[Part]]

METHODS: Mapping[str, Method] = MappingProxyType(
    {"one_by_one": one_by_one, "incremental": incremental}
)
"""How the numerical gradient is come by. Both push the same numbers by the same ±h."""

_TIMED = 5  # times that backpropagation is run: the first is slower than the steps of a training


def check(
    graph: Graph,
    leaves: Mapping[str, Array],
    names: Iterable[str],
    method: str = "one_by_one",
    only: Mapping[str, Array] | None = None,
) -> Generator[CheckProgress, None, CheckReport]:
    """Compare both gradients for every number in the leaves called `names`.

    A generator, so that whoever runs it can show progress, pause and stop. Works on float64 copies.
    The graph's output is a scalar.

    Args:
        method: a name in `METHODS`.
        only: by name, the flat places of the numbers that are wanted, where not all are.
    """
    wanted = list(names)
    copies = {
        name: value.astype(np.float64) if value.dtype.kind == "f" or name in wanted else value
        for name, value in leaves.items()
    }
    places = {name: np.arange(copies[name].size) for name in wanted} | dict(only or {})
    gradients, backprop_seconds = _backpropagation(graph, copies)
    accumulator = GradientAccumulator({name: gradients[name] for name in wanted}, places)
    start = time.perf_counter()
    for part in METHODS[method](graph, copies, places):
        yield accumulator.enter(part, time.perf_counter() - start)
        start = time.perf_counter()  # a pause in between is nobody's work
    return accumulator.close(method, backprop_seconds)


def _backpropagation(graph: Graph, leaves: Mapping[str, Array]) -> tuple[dict[str, Array], float]:
    """The gradients, and the seconds that one forward and one backward pass take."""
    times = []
    for _ in range(_TIMED):
        start = time.perf_counter()
        gradients = engine.gradients(graph, engine.forward(graph, leaves))
        times.append(time.perf_counter() - start)
    return gradients, median(times)

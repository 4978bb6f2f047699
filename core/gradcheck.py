"""Numerical gradients, and their comparison with backpropagation.

A central difference, (f(x + h) − f(x − h)) / 2h, costs two forward passes per number and knows
nothing of the chain rule: where it agrees with backpropagation, both are right.
"""

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core import engine
from core.engine import Array
from core.graph import Graph

STEP = 1e-5  # in float64: truncation ~h² and rounding ~1e-16/h are both about 1e-11 here
SMALL = 1e-7  # below this, a relative error compares rounding with rounding


def numerical_gradient(f: Callable[[Array], float], x: ArrayLike, h: float = STEP) -> Array:
    """∂f/∂x by central differences, element by element.

    A float array is changed in place during the calls and put back, so that an `f` which reads
    it elsewhere (the tutorials' `lambda W: net.loss(x, t)`) sees the change. Anything else
    (integers, plain numbers, lists) is copied into a float array first.

    Args:
        f: a function of an array of the shape of x, giving a number.
        x: where to differentiate, any shape; float64, since h is lost in the rounding of float32.
    """
    x = np.asarray(x)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = _central_difference(f, x, index, h)
    return gradient


def _central_difference(
    f: Callable[[Array], float], x: Array, index: tuple[int, ...], h: float
) -> float:
    original = x[index]
    try:
        x[index] = original + h
        above = f(x)
        x[index] = original - h
        return (above - f(x)) / (2 * h)
    finally:
        x[index] = original


@dataclass(frozen=True)
class ParameterCheck:
    """How far backpropagation and finite differences are apart for one parameter."""

    count: int
    mean_abs_diff: float
    max_rel_error: float


@dataclass(frozen=True)
class CheckProgress:
    """`done` of `total` forward passes."""

    done: int
    total: int


@dataclass(frozen=True)
class CheckReport:
    parameters: dict[str, ParameterCheck]
    count: int
    forward_passes: int
    backprop_seconds: float
    numerical_seconds: float


def compare(analytic: Array, numeric: Array) -> ParameterCheck:
    """Mean absolute difference, and the largest |a − n| / max(|a|, |n|, 1e-7)."""
    difference = np.abs(analytic - numeric)
    scale = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), SMALL)
    return ParameterCheck(
        analytic.size, float(difference.mean()), float((difference / scale).max())
    )


def check(
    graph: Graph, leaves: Mapping[str, Array], names: Iterable[str]
) -> Generator[CheckProgress, None, CheckReport]:
    """Compare both gradients for every number in the leaves called `names`.

    A generator, so that whoever runs it can show progress and stop. Works on float64 copies.
    The graph's output is a scalar.
    """
    wanted = list(names)
    copies = {
        name: value.astype(np.float64) if value.dtype.kind == "f" or name in wanted else value
        for name, value in leaves.items()
    }
    start = time.perf_counter()
    gradients = engine.gradients(graph, engine.forward(graph, copies))
    middle = time.perf_counter()

    def output(_: Array) -> float:
        return float(engine.forward(graph, copies).values[graph.output])

    total = 2 * sum(copies[name].size for name in wanted)
    done, checks = 0, {}
    for name in wanted:
        numeric = np.zeros_like(copies[name])
        for index in np.ndindex(numeric.shape):
            numeric[index] = _central_difference(output, copies[name], index, STEP)
            done += 2
            yield CheckProgress(done, total)
        checks[name] = compare(gradients[name], numeric)
    end = time.perf_counter()
    return CheckReport(checks, total // 2, done, middle - start, end - middle)

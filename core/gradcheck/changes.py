"""What a pushed number changes, and how the ops of a layered net hand that on.

A perturbed W1[i, j] changes only column j of A1, in the rows whose X[:, i] is not 0; so only hidden
unit j changes, and of A2 the rows of those images. Nothing in here is a derivative: what changes is
computed by the forward rules once more, and the rest is left as it was.

Many numbers are pushed at once, each in a *trial* of its own: trial k is the net with its k-th
number at x + h (`plus`), and again at x − h (`minus`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from core.engine import Array
from core.ops import Op


@dataclass(frozen=True)
class Perturbation:
    """In trial k, the number at flat place `places[k]` of a leaf is `plus[k]`, and `minus[k]`."""

    places: Array
    plus: Array
    minus: Array


@dataclass(frozen=True)
class Cells:
    """The numbers of a matrix (N, M) that change: at most one in each row of each trial.

    All of shape (E,): entry e says what the number at (row, column) becomes in its trial, and
    whether a kink lies between the two values, or between two such values before it.
    """

    trial: Array
    row: Array
    column: Array
    plus: Array
    minus: Array
    kinked: Array


@dataclass(frozen=True)
class Rows:
    """The rows of a matrix (N, M) that change. plus, minus: (E, M); the rest as in `Cells`."""

    trial: Array
    row: Array
    plus: Array
    minus: Array
    kinked: Array


Arguments = tuple[Any, ...]  # of an op on the tape: its inputs, its output, what it remembers


def weight(pushed: Perturbation, inputs: Arguments) -> Cells:
    """Affine, its W pushed: A[n, j] is a sum in which the term X[n, i] · W[i, j] is another now.
    Where X[n, i] is 0 the term stays 0, and nothing changes."""
    X, W, _, A = inputs
    i, j = np.divmod(pushed.places, W.shape[1])
    trial, row = np.nonzero(X.T[i])
    column, x, old = j[trial], X[row, i[trial]], W[i, j]
    before = A[row, column]
    plus = before + (pushed.plus - old)[trial] * x
    minus = before + (pushed.minus - old)[trial] * x
    return Cells(trial, row, column, plus, minus, np.zeros(len(trial), bool))


def bias(pushed: Perturbation, inputs: Arguments) -> Cells:
    """Affine, its b pushed: column j changes in every row."""
    *_, b, A = inputs
    trial = np.repeat(np.arange(len(pushed.places)), len(A))
    row = np.tile(np.arange(len(A)), len(pushed.places))
    column = pushed.places[trial]
    before, old = A[row, column], b[pushed.places]
    plus = before + (pushed.plus - old)[trial]
    minus = before + (pushed.minus - old)[trial]
    return Cells(trial, row, column, plus, minus, np.zeros(len(trial), bool))


def elementwise(op: Op, change: Cells | Rows, inputs: Arguments) -> Cells | Rows:
    """A function of one number: the forward rule, on what changes."""
    plus, minus = op.forward(change.plus), op.forward(change.minus)
    kinked = change.kinked.copy()
    for kink in op.kinks:
        crossed = (change.plus > kink) != (change.minus > kink)
        kinked |= crossed if isinstance(change, Cells) else crossed.any(axis=1)
    if isinstance(change, Rows):
        return Rows(change.trial, change.row, plus, minus, kinked)
    before = inputs[-1][change.row, change.column]
    moved = np.flatnonzero((plus != before) | (minus != before))  # behind a closed ReLU: none
    places = change.trial[moved], change.row[moved], change.column[moved]
    return Cells(*places, plus[moved], minus[moved], kinked[moved])


def affine(op: Op, change: Cells | Rows, inputs: Arguments) -> Rows:
    """Affine, its X changed. One number of a row: each number of the row's output is a sum in which
    one term is another now. A whole row: the forward rule."""
    X, W, b, A = inputs[:4]
    if isinstance(change, Rows):
        plus, minus = op.forward(change.plus, W, b), op.forward(change.minus, W, b)
    else:
        before, weights = A.take(change.row, axis=0), W.take(change.column, axis=0)
        old = X[change.row, change.column]
        plus = (change.plus - old)[:, None] * weights
        minus = (change.minus - old)[:, None] * weights
        for term in (plus, minus):
            term += before  # in place: these are the largest arrays of all
    return Rows(change.trial, change.row, plus, minus, change.kinked)


def whole_rows(change: Cells | Rows, values: Array) -> Rows:
    """The rows that cells stand in, of a matrix that otherwise holds `values`."""
    if isinstance(change, Rows):
        return change
    plus, minus = values[change.row], values[change.row]
    entries = np.arange(len(change.row))
    plus[entries, change.column], minus[entries, change.column] = change.plus, change.minus
    return Rows(change.trial, change.row, plus, minus, change.kinked)


STARTS: Mapping[tuple[str, str], Callable[[Perturbation, Arguments], Cells]] = MappingProxyType(
    {("affine", "W"): weight, ("affine", "b"): bias}
)
"""By op and input: what changes where a leaf is pushed that enters there."""

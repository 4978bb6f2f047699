"""A gradient check as tables: one row for each parameter, or for each number."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

import numpy as np

from core.engine import Array
from core.files import write_whole
from core.gradcheck.records import CheckReport, ParameterCheck, compare

_AT_ONCE = 2000  # rows

Second = Mapping[str, Array] | None  # another opinion on the gradients, by name

PARAMETERS = (
    "parameter",
    "count",
    "mean_abs_diff",
    "max_rel_error",
    "kinks",
    "mean_abs_diff_second",
)
NUMBERS = ("parameter", "index", "backprop", "numerical", "second", "difference", "kink")


def opinions(report: CheckReport, second: Second) -> dict[str, ParameterCheck]:
    """How far backpropagation is from the second opinion, for each parameter that it has."""
    if second is None:
        return {}
    return {
        name: compare(gradient, second[name])
        for name, gradient in report.analytic.items()
        if name in second
    }


def parameter_rows(report: CheckReport, second: Second = None) -> Iterator[Sequence[object]]:
    """The rows under `PARAMETERS`."""
    others = opinions(report, second)
    for name, check in report.parameters.items():
        other = others[name].mean_abs_diff if name in others else ""
        yield name, check.count, check.mean_abs_diff, check.max_rel_error, check.kinks, other


def number_rows(report: CheckReport, second: Second = None) -> Iterator[Sequence[object]]:
    """The rows under `NUMBERS`; an index counts the rows and columns of a matrix from 0: `3 7`."""
    for name, analytic in report.analytic.items():
        numeric = report.numeric[name]
        other = None if second is None else second.get(name)
        kinked = report.kinked[name]
        for index in np.ndindex(analytic.shape):
            a, n = float(analytic[index]), float(numeric[index])
            yield (
                name,
                " ".join(map(str, index)),
                a,
                n,
                "" if other is None else float(other[index]),
                abs(a - n),
                int(kinked[index]),
            )


def write(path: Path, kind: str, report: CheckReport, second: Second = None) -> Iterator[int]:
    """Write a table as a CSV file, whole or not at all.

    A generator of the rows done, so that a long table need not hold anybody up. `kind` is "table",
    with a row for each parameter, or "numbers", with a row for each number.

    Raises:
        StudioError: the file cannot be written; an old one is then as it was.
    """
    head, rows = _KINDS[kind]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    for done, row in enumerate(rows(report, second), start=1):
        writer.writerow(row)
        if done % _AT_ONCE == 0:
            yield done
    write_whole(path, text.getvalue().encode())


_KINDS: Mapping[str, tuple[Sequence[str], Callable[..., Iterator[Sequence[object]]]]] = {
    "table": (PARAMETERS, parameter_rows),
    "numbers": (NUMBERS, number_rows),
}

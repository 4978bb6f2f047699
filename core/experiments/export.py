"""Experiments to take along: the table of settings and results as CSV, everything as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from core.experiments.experiment import Experiment
from core.training.change_io import plain_changes
from core.training.config_io import plain_config

FORMS = ("csv", "json")


def export(form: str, experiments: Sequence[Experiment], language: str) -> bytes:
    """The bytes of one of `FORMS`; names of data sets are said in the language."""
    if form == "csv":
        return csv_bytes([_row(each, language) for each in experiments])
    whole = [
        _row(each, language) | {"changes": plain_changes(each.changes), "curves": _curves(each)}
        for each in experiments
    ]
    return json_bytes(whole)


def csv_bytes(rows: Sequence[dict[str, Any]]) -> bytes:
    """A table: the names of the first row's entries, then everybody's values; None is empty."""
    stream = io.StringIO(newline="")
    names: Iterable[str] = rows[0] if rows else ()
    writer = csv.DictWriter(stream, list(names))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode()


def _row(experiment: Experiment, language: str) -> dict[str, Any]:
    data = experiment.data
    return {
        "name": experiment.name,
        "data": data if isinstance(data, str) else data.text(language),
        **asdict(experiment.result),
        **{f"setting_{name}": value for name, value in plain_config(experiment.config).items()},
        "altered": experiment.altered,
    }


def _curves(experiment: Experiment) -> dict[str, list[float | None]]:
    """Lists, with null for a loss that left the numbers."""
    return {
        name: [float(y) if abs(y) < float("inf") else None for y in values]
        for name, values in vars(experiment.curves).items()
    }

"""A table written to a CSV file, row by row.

A file that cannot be opened, or that holds something else, is an error at once. One that cannot be
written to any more (a full disk) costs rows, but not the work that they tell of: the error waits
until the table is closed.
"""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from core.messages import StudioError
from core.system_errors import reason_of


class Table:
    """Use it in a `with` statement: its end closes the file and raises what went wrong."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        self._fault: OSError | None = None
        self._attempt(self._refuse_other, ",".join(columns))
        self._file = self._attempt(path.open, "w", newline="", encoding="utf-8")
        self._complain()
        self._rows = csv.writer(self._file)
        self.write(*columns)

    def write(self, *row: object) -> None:
        """Add a row, unless one before could not be written."""
        if self._fault is None:
            self._attempt(self._rows.writerow, row)

    def _refuse_other(self, columns: str) -> None:
        """What is written over is an older table at most: a wrong name must not cost a run."""
        if self._path.is_file():  # not a device
            with self._path.open("rb") as file:
                found = file.read(len(columns))
            if found not in (b"", columns.encode()):
                raise StudioError("report.error.no_table", path=self._path)

    def __enter__(self) -> "Table":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._attempt(self._file.close)
        if kind is None:
            self._complain()

    def _attempt(self, action: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        try:
            return action(*arguments, **options)
        except OSError as fault:
            self._fault = self._fault or fault

    def _complain(self) -> None:
        if self._fault is not None:
            reason = reason_of(self._fault)
            raise StudioError("report.error.csv", path=self._path, reason=reason)

"""The journal of a search: one JSON object a line, each written when it is known, and kept.

    {"format": "backprop-studio search", "version": 1, "data": "8f3c…", "plan": {…}}
    {"stage": 0, "ranges": {"learning_rate": [0.001, 3.0], …}}
    {"trial": {…}, "measured": {"accuracy": 0.93, …}, "failure": "", "reason": ""}

A line that was being written when the computer went off is ignored, and cut off before the next
one is added. Nothing else in a journal is forgiven: a search goes on from what is certain.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from core.documents import strict_json
from core.files import is_there, read_whole, unwritable, write_whole
from core.messages import StudioError
from core.search.archive import set_aside
from core.search.outcome import Outcome, settled
from core.search.plan import SearchPlan, plain_ranges
from core.search.ranges import LogRange

FORMAT = "backprop-studio search"
VERSION = 1
_MOST_BYTES = 8_000_000


@dataclass
class Journal:
    """What a search has done so far, and the file that says so. `path` None keeps no file."""

    path: Path | None
    plan: SearchPlan
    data: str  # the fingerprint of the images
    ranges: list[dict[str, LogRange]] = field(default_factory=list)  # of each stage that has begun
    outcomes: list[Outcome] = field(default_factory=list)
    size: int = 0  # bytes of the file that are known; 0 until it is written

    @staticmethod
    def begin(path: Path | None, plan: SearchPlan, data: str) -> "Journal":
        """A new journal. Its file is written when the first stage begins: a search that cannot
        begin leaves what was there as it was. Then that is kept (see `core/search/archive.py`).

        Raises:
            StudioError: its folder cannot be made.
        """
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise unwritable(path, error) from None
        return Journal(path, plan, data)

    @staticmethod
    def open(path: Path) -> "Journal":
        """The journal of a search that was interrupted, or is done.

        Failures of the stage that it stopped in are forgotten: they get another chance.

        Raises:
            StudioError: there is none, or it is damaged elsewhere than at its end.
        """
        whole, _, _ = read_whole(path, _MOST_BYTES).rpartition(b"\n")
        lines = whole.split(b"\n")
        header = _object(lines[0], path, 1)
        if header.get("format") != FORMAT:
            raise StudioError("lab_search.error.format", path=path.name)
        if header.get("version") != VERSION or not isinstance(header.get("data"), str):
            raise StudioError("lab_search.error.version", path=path.name)
        plan = SearchPlan.read(header.get("plan"))
        journal = Journal(path, plan, header["data"], size=len(whole) + 1)
        for number, line in enumerate(lines[1:], start=2):
            journal._read(line, number)
        journal.outcomes = settled(journal.outcomes, len(journal.ranges) - 1)
        return journal

    @staticmethod
    def go_on(path: Path, plan: SearchPlan, data: str) -> "Journal":
        """The journal in `path` if it is one of this plan; a new one if there is none.

        Raises:
            StudioError: there is one of another plan, or it is damaged.
        """
        if not is_there(path) or (path.is_file() and not path.stat().st_size):
            return Journal.begin(path, plan, data)
        journal = Journal.open(path)
        if journal.plan.plain() != plan.plain():
            raise StudioError("lab_search.error.other_plan", path=path.name)
        return journal

    @property
    def complete(self) -> bool:
        """Whether every trial has come to its end."""
        return len(self.outcomes) >= self.plan.total

    def enter(self, ranges: Mapping[str, LogRange]) -> None:
        """The next stage begins.

        Raises:
            StudioError: that cannot be written.
        """
        self._append({"stage": len(self.ranges), "ranges": plain_ranges(ranges)})
        self.ranges.append(dict(ranges))

    def add(self, outcome: Outcome) -> None:
        """A trial has come to its end.

        Raises:
            StudioError: that cannot be written.
        """
        self._append(outcome.plain())
        self.outcomes.append(outcome)

    def _read(self, line: bytes, number: int) -> None:
        assert self.path is not None
        value = _object(line, self.path, number)
        try:
            if "stage" in value:
                self._expect(value["stage"])
                self.ranges.append(self.plan.read_ranges(value.get("ranges")))
            else:
                self._take(Outcome.read(value))
        except StudioError:
            raise _damaged(self.path, number) from None

    def _expect(self, stage: object) -> None:
        """One stage begins after the other."""
        if stage != len(self.ranges) or len(self.ranges) >= len(self.plan.stages):
            raise StudioError("lab_search.error.plan")

    def _take(self, outcome: Outcome) -> None:
        """What comes later counts: a failure may have been tried again."""
        trial = outcome.trial
        if trial.stage >= len(self.ranges) or trial.number >= self.plan.stages[trial.stage].trials:
            raise StudioError("lab_search.error.outcome")
        spans = self.ranges[trial.stage]
        if not all(value in spans[name] for name, value in trial.settings.items()):
            raise StudioError("lab_search.error.outcome")
        place = trial.stage, trial.number
        self.outcomes = [e for e in self.outcomes if (e.trial.stage, e.trial.number) != place]
        self.outcomes.append(outcome)

    def _append(self, value: Mapping[str, Any]) -> None:
        if self.path is None:
            return
        line = _line(value)
        if self.size:
            self._write_behind(self.path, line)
        else:
            line = self._header + line
            set_aside(self.path)
            write_whole(self.path, line)
        self.size += len(line)

    @property
    def _header(self) -> bytes:
        plan = self.plan.plain()
        return _line({"format": FORMAT, "version": VERSION, "data": self.data, "plan": plan})

    def _write_behind(self, path: Path, line: bytes) -> None:
        try:
            with path.open("rb+") as stream:
                if _end_of_last_line(stream) != self.size:
                    raise StudioError("lab_search.error.two_programs", path=path.name)
                stream.seek(self.size)
                stream.truncate()
                stream.write(line)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise unwritable(path, error) from None


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _end_of_last_line(stream: BinaryIO) -> int:
    """Where the next line begins: behind the last one that is whole."""
    return stream.read().rfind(b"\n") + 1


def _object(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        value = strict_json.read(line)
    except StudioError:
        value = None
    if not isinstance(value, dict):
        raise _damaged(path, number)
    return value


def _damaged(path: Path, number: int) -> StudioError:
    return StudioError("lab_search.error.damaged", path=path.name, line=number)

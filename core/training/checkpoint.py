"""A run in a file: what it needs to go on to the bit, and its curves so far.

The file is an `.npz`, a zip of arrays that `numpy.load` opens too, with one text among them:

    run.json               settings, counters, states of the random generators, changes, data set
    params/W1.npy …        the parameters
    memory/v/W1.npy …      what the optimizer remembers
    last/W1.npy …          of a run that is over: the parameters before its last step
    losses.npy             the loss of every step, accuracies.npy: epoch, train, test
    watched/rates.npy …    what was watched beside them, as in `core.history`; there may be none

There is no pickle in it. Of a file that we read nothing is believed: each array must have the
type and the shape that the settings call for, and nothing is decompressed.
"""

import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from math import prod
from pathlib import Path
from tokenize import TokenError
from types import MappingProxyType
from typing import Any

import numpy as np

from core.datasets import Dataset
from core.documents import strict_json
from core.engine import Array
from core.files import is_there, read_whole, write_whole
from core.history import AccuracyHistory, History, Series
from core.messages import StudioError
from core.training.checkpoint_header import header, read_header
from core.training.checkpoint_tables import WATCHED, plausible, unsound
from core.training.state import RunState

SUFFIX = ".npz"
MOST_BYTES = 512_000_000
_TEXT = "run.json"
_MOST_MEMBERS = 40
_LONGEST_LIST = 256 * _MOST_MEMBERS  # bytes
_END = struct.Struct("<4s4H2LH")  # the last record of a zip
_MARK, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"  # of that record; of one for lists beyond 4 GB
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)

_HEADER_FAULTS = (ValueError, TypeError, SyntaxError, TokenError, RecursionError, MemoryError)


@dataclass(frozen=True)
class DataId:
    """Which data set a run has learned from: its name, and a hash of its training images."""

    name: str
    fingerprint: str


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """`losses` (steps,) float32, `accuracies` (measurements, 3) float64; `watched`: tables of
    `WATCHED` by their names, float64, a row for each moment, which comes first in it."""

    state: RunState
    data: DataId
    losses: Array
    accuracies: Array
    watched: Mapping[str, Array] = field(default_factory=dict)

    def check(self, data: Dataset) -> None:
        """Only the data that it was trained on lead to the same run.

        Raises:
            StudioError: these are others, or fewer images were drawn than it has epochs.
        """
        if data.fingerprint != self.data.fingerprint:
            raise StudioError("checkpoint.error.data", wanted=self.data.name, given=data.name)
        if (self.accuracies[:, 0] * len(data.x_train) > self.state.drawn + 0.5).any():
            raise StudioError("checkpoint.damaged.part", part="accuracies")

    def unroll(self, losses: History, accuracies: AccuracyHistory) -> None:
        """Write the curves into empty histories."""
        losses.extend(np.arange(len(self.losses)), self.losses)
        accuracies.extend(*self.accuracies.T)


def of(
    state: RunState,
    data: Dataset,
    losses: History,
    accuracies: AccuracyHistory,
    watched: Mapping[str, Series] = MappingProxyType({}),
) -> Checkpoint:
    """A run in this state, with its curves up to there."""
    single = losses.since()[1][: state.iteration].astype(np.float32)
    measured = np.column_stack(accuracies.since())
    known = measured[:, 0] * len(data.x_train) < state.drawn
    tables = {name: np.column_stack(series.since()) for name, series in watched.items()}
    seen = {name: table[table[:, 0] < state.iteration] for name, table in tables.items()}
    identity = DataId(str(data.name), data.fingerprint)
    return Checkpoint(state, identity, single, measured[known], seen)


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Write the file, whole or not at all.

    Raises:
        StudioError: it cannot be written; the old file is as it was.
    """
    write_whole(path, pack(checkpoint))


def load(path: Path) -> Checkpoint:
    """Read a file.

    Raises:
        StudioError: it cannot be read, is damaged or hostile, or of a newer version.
    """
    data = read_whole(path, MOST_BYTES)
    try:
        return unpack(data)
    except StudioError as error:
        raise StudioError(
            "checkpoint.error.unusable", path=str(path), reason=error.message
        ) from None


def refuse_other(path: Path) -> None:
    """What is written over is an older run at most.

    Raises:
        StudioError: something else is there.
    """
    try:
        if is_there(path) and path.is_file() and path.stat().st_size:  # not a device
            load(path)
    except (OSError, StudioError):
        raise StudioError("checkpoint.error.other_file", path=str(path)) from None


def pack(checkpoint: Checkpoint) -> bytes:
    """The bytes of the file; the same run gives the same bytes."""
    state = checkpoint.state
    arrays = {f"params/{name}": array for name, array in state.params.items()}
    for memory, table in state.memory.items():
        arrays |= {f"memory/{memory}/{name}": array for name, array in table.items()}
    if state.last is not None:
        arrays |= {f"last/{name}": array for name, array in state.last.params.items()}
    arrays |= {"losses": checkpoint.losses, "accuracies": checkpoint.accuracies}
    arrays |= {f"watched/{name}": table for name, table in checkpoint.watched.items()}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(_TEXT), header(state, vars(checkpoint.data)))
        for name, array in arrays.items():
            member = BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), member.getvalue())
    return stream.getvalue()


def unpack(data: bytes) -> Checkpoint:
    """What a file holds.

    Raises:
        StudioError: see `load`.
    """
    members = _members(data)
    if _TEXT not in members:
        raise StudioError("checkpoint.damaged.format")
    head = read_header(strict_json.read(members.pop(_TEXT)))
    found = {
        name: _array(members, name, dtype, shape) for name, (dtype, shape) in head.arrays.items()
    }
    accuracies = _table(members, "accuracies", 3)
    watched = {
        name: _table(members, f"watched/{name}", columns, finite=False)
        for name, columns in WATCHED.items()
        if f"watched/{name}.npy" in members
    }
    known = (*found, "accuracies", *(f"watched/{name}" for name in watched))
    if set(members) - {f"{name}.npy" for name in known}:
        raise StudioError("checkpoint.damaged.format")
    wrong = unsound(watched, head.config, head.counters["iteration"])
    losses = found.pop("losses")
    part = f"watched/{wrong}" if wrong else ""
    if not plausible(accuracies, head.counters["drawn"]):
        part = "accuracies"
    elif (losses < 0).any():  # no cross entropy is
        part = "losses"
    if part:
        raise StudioError("checkpoint.damaged.part", part=part)
    return Checkpoint(head.state(found), DataId(**head.data), losses, accuracies, watched)


def _table(members: Mapping[str, bytes], name: str, columns: int, *, finite: bool = True) -> Array:
    """Rows of so many numbers, however many rows there are."""
    rows = len(members.get(f"{name}.npy", b"")) // (8 * columns)  # at most; the shape is checked
    return _array(members, name, np.dtype(float), (None, columns), most=rows, finite=finite)


def _members(data: bytes) -> dict[str, bytes]:
    """The files in the zip: few, not packed, each name once, and sound (a zip keeps checksums)."""
    if not _has_short_directory(data):
        raise StudioError("checkpoint.damaged.file")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            plain = all(e.compress_type == zipfile.ZIP_STORED for e in entries)
            whole = sum(e.file_size for e in entries) <= len(data)
            names = [e.filename for e in entries]
            if len(names) > _MOST_MEMBERS or len(set(names)) < len(names) or not (plain and whole):
                raise StudioError("checkpoint.damaged.format")
            return {name: archive.read(name) for name in names}
    except _ZIP_FAULTS:
        raise StudioError("checkpoint.damaged.file") from None


def _has_short_directory(data: bytes) -> bool:
    """Whether the zip ends as ours do: with a list of few files, and a record that says where it
    begins. `zipfile` reads the whole list before it can be asked how long it is."""
    if len(data) < _END.size or data[-_END.size - 20 :].startswith(_LOCATOR):
        return False
    mark, *_, length, start, comment = _END.unpack(data[-_END.size :])
    whole = start + length + _END.size == len(data)
    return mark == _MARK and whole and not comment and length <= _LONGEST_LIST


def _array(
    members: Mapping[str, bytes],
    name: str,
    dtype: np.dtype[Any],
    shape: tuple[int | None, ...],
    most: int = 0,
    finite: bool = True,
) -> Array:
    """One array, if it is what is called for; None in a shape is any number up to `most`."""
    wrong = StudioError("checkpoint.damaged.part", part=name)
    data = members.get(f"{name}.npy")
    if data is None:
        raise wrong
    stream = BytesIO(data)
    try:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise wrong
        found, fortran, kind = np.lib.format.read_array_header_1_0(stream)
    except _HEADER_FAULTS:
        raise wrong from None
    wanted = tuple(
        n if length is None and n <= most else length
        for n, length in zip(found, shape, strict=False)
    )
    if kind != dtype or fortran or len(found) != len(shape) or found != wanted:
        raise wrong
    numbers = data[stream.tell() :]
    if len(numbers) != dtype.itemsize * prod(found):
        raise wrong
    array = np.frombuffer(numbers, dtype).reshape(found).copy()
    if finite and not np.isfinite(array).all():
        raise StudioError("checkpoint.damaged.numbers", part=name)
    return array

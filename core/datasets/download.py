"""MNIST from the network: four files, from the first mirror that gives each of them whole.

    for report in download(folder):
        show(report)                    # closing the generator cancels

A file counts only when its size and its fingerprint are right. Until then it is a `.part` beside
its place; whoever stops in the middle, for whatever reason, leaves no file that might be used.
"""

import hashlib
import http.client
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.request import Request, build_opener

from core.files import Part, unwritable
from core.messages import Message, StudioError

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://dataset.bj.bcebos.com/mnist/",
)
STALLED = 10.0  # seconds without a byte, after which the next mirror is tried
_PIECE = 1 << 16


@dataclass(frozen=True)
class RemoteFile:
    """A file as every mirror must give it."""

    name: str
    size: int  # bytes
    sha256: str


MNIST_FILES = (
    RemoteFile(
        "train-images-idx3-ubyte.gz",
        9912422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    ),
    RemoteFile(
        "train-labels-idx1-ubyte.gz",
        28881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    ),
    RemoteFile(
        "t10k-images-idx3-ubyte.gz",
        1648877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    ),
    RemoteFile(
        "t10k-labels-idx1-ubyte.gz",
        4542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
)


@dataclass(frozen=True)
class Progress:
    """So much of all files is there; `name` is the one that is being fetched, from `mirror`
    ("" while all was there already).

    `setback` says why a mirror was given up for the next one, at the moment when that happens.
    """

    name: str
    mirror: str
    received: int
    total: int
    setback: Message | None = None


def download(
    folder: Path,
    mirrors: Sequence[str] = MIRRORS,
    files: Sequence[RemoteFile] = MNIST_FILES,
    stalled: float = STALLED,
) -> Iterator[Progress]:
    """Fetch what is missing in `folder`. The proxy of the system is used, as `urllib` knows it.

    Raises:
        StudioError: no mirror gave a file, and why the last one did not; or the folder cannot be
            written to. Files that were complete before that stay and need not be fetched again.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    total, done, mirror = sum(file.size for file in files), 0, ""
    for file in files:
        if not _complete(folder / file.name, file):
            for received, mirror, setback in _from_any(folder, mirrors, file, stalled):
                yield Progress(file.name, mirror, done + received, total, setback)
        done += file.size
        yield Progress(file.name, mirror, done, total)


def _complete(path: Path, file: RemoteFile) -> bool:
    """Is the file there, right to the bit?"""
    try:
        if path.stat().st_size != file.size:
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
    except OSError:
        return False


def _from_any(
    folder: Path, mirrors: Sequence[str], file: RemoteFile, stalled: float
) -> Iterator[tuple[int, str, Message | None]]:
    """Try one mirror after the other; the last one's failure is the error."""
    setback = None
    for mirror in mirrors:
        part = Part(folder / file.name)
        try:
            for received in _received(mirror + file.name, part.path, file, stalled):
                yield received, mirror, None
            part.keep()
            return
        except _FAILURES as failure:
            setback = _reason(failure)
            if mirror != mirrors[-1]:  # else the error says it
                yield 0, mirror, setback
        finally:
            part.drop()  # nothing, if it was kept
    raise StudioError("data.download.failed", name=file.name, reason=setback)


class _UnexpectedError(Exception):
    """A mirror sent something else than the file."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.message = Message(f"data.download.{key}")


_FAILURES = (OSError, http.client.HTTPException, _UnexpectedError, ValueError)
"""The last one stands for a redirect or a proxy that is no address."""


def _received(url: str, path: Path, file: RemoteFile, stalled: float) -> Iterator[int]:
    """How many bytes have come, again and again, until the file is right."""
    digest, received = hashlib.sha256(), 0
    request = Request(url, headers={"User-Agent": "backprop-studio", "Accept-Encoding": "identity"})
    fresh = build_opener()  # urlopen would keep the proxy of its first use
    with closing(fresh.open(request, timeout=stalled)) as reply, path.open("wb") as out:
        _check_length(reply, file)
        while piece := reply.read1(_PIECE):
            received += len(piece)
            if received > file.size:
                raise _UnexpectedError("too_long")
            digest.update(piece)
            _write(out, piece, path)
            yield received
    if received < file.size:
        raise _UnexpectedError("truncated")
    if digest.hexdigest() != file.sha256:
        raise _UnexpectedError("wrong")


def _check_length(reply: http.client.HTTPResponse, file: RemoteFile) -> None:
    """A login page of a hotel has another length than the file: no need to read it."""
    announced = reply.headers.get("Content-Length")
    if announced is not None and announced.strip() != str(file.size):
        raise _UnexpectedError("wrong")


def _write(out: IO[bytes], piece: bytes, path: Path) -> None:
    """A full disk is not the mirror's fault: no other one would help."""
    try:
        out.write(piece)
    except OSError as error:
        raise unwritable(path, error) from None


def _reason(failure: BaseException) -> Message:
    """Why a mirror was given up, in one sentence."""
    if isinstance(failure, _UnexpectedError):
        return failure.message
    if isinstance(failure, TimeoutError) or isinstance(
        getattr(failure, "reason", None), TimeoutError
    ):
        return Message("data.download.stalled")
    code = getattr(failure, "code", None)
    if code is not None:
        return Message("data.download.status", {"code": code})
    return Message("data.download.unreachable")

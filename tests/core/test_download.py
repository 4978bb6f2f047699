"""The download, against a real server on loopback that does whatever servers do."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.datasets.download import MIRRORS, MNIST_FILES, Progress, RemoteFile, download
from core.messages import StudioError
from tests.mirrors import Server, running

BODY = np.random.default_rng(0).bytes(300_000)
SMALL = b"ten labels"
CONTENT = {"images.gz": BODY, "labels.gz": SMALL}
FILES = tuple(
    RemoteFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in CONTENT.items()
)
STALLED = 1.0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with running(CONTENT) as server:
        yield server


def fetch(folder: Path, *mirrors: str) -> list[Progress]:
    return list(download(folder, mirrors, FILES, STALLED))


def left(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("manner", ["good", "without_length", "moved"])
def test_a_good_mirror_gives_every_file_and_says_how_far(
    tmp_path: Path, server: Server, manner: str
) -> None:
    reports = fetch(tmp_path / "data" / "mnist", server.mirror(manner))
    assert left(tmp_path / "data" / "mnist") == CONTENT
    received = [report.received for report in reports]
    assert received == sorted(received)
    assert len(set(received)) > 3
    assert {report.mirror for report in reports} == {server.mirror(manner)}
    assert received[-1] == reports[-1].total == sum(map(len, CONTENT.values()))


MISBEHAVIOUR = [
    "truncates",
    "announces_less",
    "never_ends",
    "sends_another",
    "shows_a_login_page",
    "is_missing",
    "is_broken",
    "talks_nonsense",
    "hangs_up",
    "leads_nowhere",
    "has_too_long_a_name",
    "stalls",
    "stalls_before_answering",
]


@pytest.mark.parametrize("manner", MISBEHAVIOUR)
def test_after_a_mirror_that_misbehaves_comes_the_next(
    tmp_path: Path, server: Server, manner: str
) -> None:
    reports = fetch(tmp_path, server.mirror(manner), server.mirror("good"))
    assert left(tmp_path) == CONTENT
    setbacks = [report.setback for report in reports if report.setback is not None]
    assert setbacks
    assert all(setback.text("zh_CN") != setback.text("en") for setback in setbacks)


@pytest.mark.parametrize("manner", MISBEHAVIOUR)
def test_without_a_good_mirror_there_is_one_sentence_and_no_file(
    tmp_path: Path, server: Server, manner: str
) -> None:
    with pytest.raises(StudioError) as told:
        fetch(tmp_path, server.mirror(manner))
    assert "images.gz" in str(told.value)
    assert left(tmp_path) == {}


def test_after_the_last_mirror_none_is_announced(tmp_path: Path, server: Server) -> None:
    said: list[Progress] = []
    with pytest.raises(StudioError):
        for report in download(
            tmp_path, [server.mirror("is_missing"), server.mirror("is_broken")], FILES, STALLED
        ):
            said.append(report)
    given_up = [report.mirror for report in said if report.setback is not None]
    assert given_up == [server.mirror("is_missing")]


def test_nobody_there(tmp_path: Path) -> None:
    with running(CONTENT) as gone:
        address = gone.mirror("good")
    with pytest.raises(StudioError, match="reached"):
        fetch(tmp_path, address)


def test_cancelling_in_the_middle_leaves_nothing(tmp_path: Path, server: Server) -> None:
    reports = download(tmp_path, [server.mirror("stalls")], FILES, STALLED)
    assert 0 < next(reports).received < len(BODY)
    reports.close()
    assert left(tmp_path) == {}


def test_what_is_there_and_right_is_not_fetched_again(tmp_path: Path, server: Server) -> None:
    (tmp_path / "images.gz").write_bytes(BODY)
    fetch(tmp_path, server.mirror("good"))
    assert [path.rpartition("/")[2] for path in server.asked] == ["labels.gz"]


def test_what_is_there_and_damaged_stays_until_the_right_one_is_complete(
    tmp_path: Path, server: Server
) -> None:
    (tmp_path / "images.gz").write_bytes(b"damaged")
    with pytest.raises(StudioError):
        fetch(tmp_path, server.mirror("truncates"))
    assert left(tmp_path) == {"images.gz": b"damaged"}
    fetch(tmp_path, server.mirror("good"))
    assert left(tmp_path) == CONTENT


def test_the_proxy_of_the_system_is_asked(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mirror's name leads nowhere: only the proxy can have answered."""
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_address[1]}")
    fetch(tmp_path, "http://mirror.invalid/mnist/good/")
    assert left(tmp_path) == CONTENT
    assert server.asked[0].startswith("http://mirror.invalid/")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StudioError, match="taken"):
        fetch(tmp_path / "taken" / "mnist", "http://127.0.0.1:9/")


def test_the_real_mirrors_are_asked_over_https_for_the_files_of_mnist() -> None:
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in MIRRORS)
    assert all(file.name.endswith("-ubyte.gz") and len(file.sha256) == 64 for file in MNIST_FILES)

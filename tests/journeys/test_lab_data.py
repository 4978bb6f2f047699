"""Getting a data set and looking through it, in the window."""

import gzip
import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.datasets import load
from core.datasets.download import RemoteFile, download
from gui.folders import mnist_folder
from gui.main_window import MainWindow
from gui.training.lab.data.acquisition import reader
from gui.training.lab.data.page import DataPage
from gui.training.phase import Phase
from tests.journeys.conftest import Open
from tests.mirrors import Server, running
from tests.sessions import train

LONG = 20_000
LEFT = Qt.MouseButton.LeftButton
COUNTS = {"train": 300, "t10k": 40}


def idx(array: np.ndarray) -> bytes:
    head = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return gzip.compress(head + array.tobytes(), 1, mtime=0)


def files() -> dict[str, bytes]:
    """A small data set in the form of MNIST's four files."""
    rng = np.random.default_rng(0)
    found = {}
    for half, count in COUNTS.items():
        images = rng.integers(256, size=(count, 28, 28)).astype(np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        found[f"{half}-images-idx3-ubyte.gz"] = idx(images)
        found[f"{half}-labels-idx1-ubyte.gz"] = idx(labels)
    return found


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with running(files()) as server:
        yield server


def open_page(qtbot: QtBot, window: MainWindow) -> DataPage:
    window.docks.show("lab")
    if not window.lab.catalogue.current:
        QTest.mouseClick(window.lab.catalogue.cards["data"], LEFT)
    page = window.lab.page
    assert isinstance(page, DataPage)
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    return page


def ask(page: DataPage, server: Server, *manners: str) -> None:
    """Let the page's download go to the server on loopback, and press the button."""
    remote = [RemoteFile(n, len(b), hashlib.sha256(b).hexdigest()) for n, b in files().items()]
    mirrors = [server.mirror(manner) for manner in manners]
    page.source.acquisition.fetch = partial(download, mirrors=mirrors, files=remote, stalled=0.5)
    QTest.mouseClick(page.source.get, LEFT)


def test_downloaded_data_are_used_at_once_and_the_next_day(
    qtbot: QtBot, window: MainWindow, server: Server
) -> None:
    page = open_page(qtbot, window)
    drawn = window.session.data
    ask(page, server, "is_missing", "good")
    qtbot.waitUntil(lambda: window.session.data not in (drawn, None), timeout=LONG)
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    assert len(window.session.data.x_train) == COUNTS["train"]
    assert "300" in page.source.counts.text()
    assert sorted(path.name for path in mnist_folder().iterdir()) == sorted(files())
    assert page.source.bar.isHidden() and page.source.notice.isHidden()
    assert page.browser.number.maximum() == COUNTS["train"] - 1


def test_images_are_hashed_where_they_are_read() -> None:
    """In the worker, so that nobody in the window has to wait for it."""
    reading = reader("builtin")
    with pytest.raises(StopIteration) as end:
        next(reading)
    assert "fingerprint" in vars(end.value.value)


@pytest.mark.parametrize("manner", ["truncates", "is_broken", "stalls", "sends_another"])
def test_without_a_good_mirror_one_sentence_and_the_drawn_digits_stay(
    qtbot: QtBot, window: MainWindow, server: Server, manner: str
) -> None:
    page = open_page(qtbot, window)
    data = window.session.data
    ask(page, server, manner)
    qtbot.waitUntil(lambda: not page.source.notice.isHidden(), timeout=LONG)
    told = page.source.notice.sentence.text()
    assert told.startswith("MNIST was not downloaded (the server ") and "drawn digits" in told
    assert told.index(".") == len(told) - 1  # one sentence
    assert window.session.data is data and window.session.phase is Phase.READY
    assert list(mnist_folder().iterdir()) == []
    page.source.acquisition.fetch = partial(
        page.source.acquisition.fetch, mirrors=[server.mirror("good")]
    )
    QTest.mouseClick(page.source.notice.choices[0], LEFT)  # try again
    qtbot.waitUntil(lambda: window.session.data not in (data, None), timeout=LONG)
    assert page.source.notice.isHidden()


def test_a_download_is_cancelled_and_leaves_nothing(
    qtbot: QtBot, window: MainWindow, server: Server
) -> None:
    page = open_page(qtbot, window)
    data = window.session.data
    ask(page, server, "stalls")
    qtbot.waitUntil(lambda: not page.source.cancel.isHidden(), timeout=LONG)
    QTest.mouseClick(page.source.cancel, LEFT)
    assert not page.source.get.isHidden() and page.source.bar.isHidden()
    qtbot.waitUntil(
        lambda: not mnist_folder().exists() or not any(mnist_folder().iterdir()), timeout=LONG
    )
    assert window.session.data is data and page.source.notice.isHidden()


def test_the_window_closes_in_the_middle_of_a_download(
    qtbot: QtBot, window: MainWindow, server: Server
) -> None:
    page = open_page(qtbot, window)
    ask(page, server, "stalls")
    qtbot.waitUntil(lambda: bool(server.asked), timeout=LONG)
    window.close()
    assert window.ended_cleanly


def test_a_folder_is_chosen_and_remembered(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, content in files().items():
        (folder / name).write_bytes(content)
    window = open_window()
    page = open_page(qtbot, window)
    page.source.read(str(folder))
    qtbot.waitUntil(lambda: "pictures" in page.source.name.text(), timeout=LONG)
    window.close()
    tomorrow = open_window()
    page = open_page(qtbot, tomorrow)
    assert len(tomorrow.session.data.x_train) == COUNTS["train"]
    QTest.mouseClick(page.source.drawn, LEFT)
    qtbot.waitUntil(lambda: tomorrow.session.data_place == "builtin", timeout=LONG)
    qtbot.waitUntil(lambda: tomorrow.session.phase is Phase.READY, timeout=LONG)
    assert len(tomorrow.session.data.x_train) > COUNTS["train"]
    way_back = page.source.ways_back[0]
    assert way_back.isVisible() and "pictures" in way_back.text()
    assert str(folder) in way_back.toolTip()
    QTest.mouseClick(way_back, LEFT)
    qtbot.waitUntil(lambda: tomorrow.session.data_place == str(folder), timeout=LONG)
    qtbot.waitUntil(way_back.isHidden, timeout=LONG)
    qtbot.waitUntil(lambda: tomorrow.session.phase is Phase.READY, timeout=LONG)
    assert len(tomorrow.session.data.x_train) == COUNTS["train"]


def test_the_way_back_is_there_on_another_day(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window()
    page = open_page(qtbot, window)
    page.source.remember([str(tmp_path / "mnist")])
    window.close()
    page = open_page(qtbot, open_window())
    assert page.source.ways_back[0].isVisible() and "mnist" in page.source.ways_back[0].text()


def test_a_folder_without_data_changes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    page = open_page(qtbot, window)
    data = window.session.data
    page.source.read(str(tmp_path))
    qtbot.waitUntil(lambda: not page.source.notice.isHidden(), timeout=LONG)
    assert str(tmp_path) in page.source.notice.sentence.text()
    assert not page.source.notice.choices, "trying again would not help"
    assert window.session.data is data


def test_digits_are_looked_through(qtbot: QtBot, window: MainWindow) -> None:
    page = open_page(qtbot, window)
    browser, labels = page.browser, window.session.data.t_train
    side = browser.means.height()
    QTest.mouseClick(browser.means, LEFT, pos=QPoint(browser.means.width() // 2, side // 2))
    digit = browser.means.digit
    assert digit is not None
    first = int(np.flatnonzero(labels == digit)[0])
    assert browser.number.value() == browser.grid.selection == first
    QTest.keyClick(browser.grid, Qt.Key.Key_Right)
    assert browser.grid.selection == int(np.flatnonzero(labels == digit)[1])
    assert str(digit) in browser.close_up.label.text()
    other = int(np.flatnonzero(labels != digit)[0])
    browser.number.setValue(other)
    assert browser.means.digit is None and browser.grid.selection == other
    assert f"not only {digit}" in browser.about.text(), "it says that the choice is lifted"
    assert "untrained" in browser.close_up.reading.text(), "and calls no guess wrong"
    train(qtbot, window.session, 60)
    assert "untrained" not in browser.close_up.reading.text()
    said: list[str] = []
    window.session.snapshot.connect(lambda _: said.append(browser.close_up.reading.text()))
    window.session.reset()
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    said.append(browser.close_up.reading.text())
    assert all("untrained" in words for words in said), "nor after a reset"
    browser.split.setCurrentIndex(1)
    assert browser.number.maximum() == len(window.session.data.x_test) - 1


def test_an_image_is_put_on_the_stage(qtbot: QtBot, window: MainWindow) -> None:
    page = open_page(qtbot, window)
    page.browser.number.setValue(17)
    QTest.mouseClick(page.browser.close_up.stage, LEFT)
    trace = window.stage.frame.trace
    assert trace.values["X"].shape == (1, 784)
    np.testing.assert_allclose(
        trace.values["X"][0], window.session.data.x_train[17] / 255, atol=1e-6
    )
    assert np.abs(trace.gradients["X"]).max() > 0, "the backward pass goes on to the pixels"


def test_an_image_is_found_by_typing_its_number(qtbot: QtBot, window: MainWindow) -> None:
    page = open_page(qtbot, window)
    number, words = page.browser.number, set()
    for language in ("en", "zh_CN"):
        window.translator.set_language(language)
        words.add(number.prefix())
        for select in (number.selectAll, number.lineEdit().selectAll):  # also its words
            number.setValue(0)
            number.setFocus()
            select()
            qtbot.keyClicks(number, "57")
            qtbot.keyClick(number, Qt.Key.Key_Return)
            assert number.value() == page.browser.grid.selection == 57
            assert number.text() == f"{number.prefix()}57"
    assert len(words) == 2, "each language has its own before the number"


def test_whoever_s_folder_has_gone_is_shown_the_way_to_other_images(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.session._load = partial(load, str(tmp_path / "gone"))  # as after a restart
    window.docks.show("lab")
    window.lab.choose("checks")
    qtbot.waitUntil(lambda: window.session.phase is Phase.FAILED, timeout=LONG)
    assert "no images" in window.lab.page.words.text()
    window.lab.choose("race")
    assert "no images" in window.lab.page.subject.text()
    window.docks.show("training")
    assert window.training.commands.train.text() == "Train"
    assert "gone" in window.training.notice.words.text()
    qtbot.mouseClick(window.training.notice.images, LEFT)
    assert window.lab.isVisible() and isinstance(window.lab.page, DataPage)
    qtbot.mouseClick(window.lab.page.source.drawn, LEFT)
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    assert window.training.notice.isHidden()
    window.lab.choose("checks")
    assert "drawn digits" in window.lab.page.words.text()


def test_the_name_of_the_images_is_a_heading(qtbot: QtBot, window: MainWindow) -> None:
    page = open_page(qtbot, window)
    assert page.source.name.text() == "Drawn digits"
    window.translator.set_language("zh_CN")
    assert page.source.name.text() == "内置数字"

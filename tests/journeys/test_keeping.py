"""What cannot be kept is not lost without a word: full disks, folders that are gone, large arrays,
several windows."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from core.documents import file as document_file
from gui.documents.autosave import SUFFIX, Autosave
from gui.main_window import MainWindow
from tests.journeys.conftest import Open


def put(window: MainWindow, text: str, x: float) -> None:
    window.director.open_expression(text, {"x": np.array(x)})


def stands(window: MainWindow) -> tuple[str, float]:
    document = window.workbench.document
    assert document is not None
    return document.text, float(document.values["x"])


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """From now on nothing can be written; `undo` makes room again."""

    def full(path: Path, data: bytes) -> int:
        path.open("wb").close()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    return monkeypatch


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# closing


def test_closing_asks_where_something_would_be_lost(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Numbers too many for any file."""
    window = open_window()
    window.director.open_expression("y = sum(x)", {"x": np.random.default_rng(0).random(2000)})
    monkeypatch.setattr(document_file, "MOST_BYTES", 4000)
    assert not window.close() and window.isVisible()
    offer = window.documents.offer
    assert offer.isVisible() and "cannot be kept for another day" in offer.sentence.text()
    assert [choice.text() for choice in offer.choices] == ["Save as…", "Close all the same"]
    window.workbench.set_value("x", np.arange(3.0))
    assert window.close(), "small enough by now"


def test_who_says_so_closes_all_the_same(open_window: Open, full_disk) -> None:
    window = open_window()
    put(window, "y = x * x", 3.0)
    assert not window.close()
    window.documents.offer.choices[1].click()
    assert not window.isVisible() and window.ended_cleanly


def test_who_saves_first_closes_without_another_question(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = open_window()
    put(window, "y = x * x", 3.0)
    state = tmp_path / "state"
    for folder in ("drafts", "stages"):
        (state / folder).mkdir(exist_ok=True, parents=True)
        (state / folder).rename(state / f"was_{folder}")
        (state / folder).touch()  # no folder can be made there
    assert not window.close()
    said = window.documents.offer.sentence.text()
    assert f"{state / 'stages'} cannot be written: there is something of that name." in said
    mine = tmp_path / "mine.backprop"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(mine), "")))
    window.documents.offer.choices[0].click()
    assert mine.exists() and window.close()


def test_an_example_as_it_came_needs_no_question(open_window: Open, full_disk) -> None:
    window = open_window()
    window.director.open("gates")
    assert window.close()


def test_unsaved_changes_of_a_file_are_not_lost_on_a_full_disk(
    open_window: Open, full_disk: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    full_disk.undo()
    window, path = open_window(), tmp_path / "a.backprop"
    put(window, "y = x * x", 3.0)
    assert window.documents.session.save_as(path)
    window.workbench.set_value("x", 4.0)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    full_disk.setattr(Path, "write_bytes", full)
    assert not window.close()
    before = path.read_bytes()
    window.director.open("gates")
    assert "a.backprop" in window.notice.sentence.text()
    assert "Undo" in window.notice.sentence.text()
    window.workbench.undo()
    assert stands(window)[1] == 4.0
    assert not window.documents.session.save() and path.read_bytes() == before
    assert window.isWindowModified() and "no space left" in window.notice.sentence.text()
    full_disk.undo()
    assert window.documents.session.save() and window.close()


# saving


@pytest.mark.parametrize("trouble", ["full", "vanished", "read_only"])
def test_a_save_that_fails_is_one_sentence_and_changes_nothing(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "a.backprop"
    put(window, "y = x * x", 3.0)
    assert window.documents.session.save_as(path)
    before = path.read_bytes()
    window.workbench.set_value("x", 4.0)
    if trouble == "full":
        gone = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(gone))
    elif trouble == "vanished":
        folder.rename(tmp_path / "elsewhere")
    else:
        folder.chmod(0o555)
        if os.access(folder, os.W_OK):
            pytest.skip("whoever runs this may write everywhere")
    assert not window.documents.session.save()
    said = window.notice.sentence.text()
    assert said.count("a.backprop") == 1 and "cannot be written" in said and "\n" not in said
    assert window.isWindowModified() and stands(window)[1] == 4.0
    folder.chmod(0o755) if folder.exists() else (tmp_path / "elsewhere").rename(folder)
    assert path.read_bytes() == before and names(folder) == ["a.backprop"]
    monkeypatch.undo()
    assert window.documents.session.save()


def test_a_copy_for_a_crash_is_written_again_when_its_folder_is_back(
    window: MainWindow, tmp_path: Path
) -> None:
    """Somebody tidied up; another window does not take it for the work of a dead one."""
    put(window, "y = x * x", 3.0)
    kept = tmp_path / "state" / "open"
    kept.rename(tmp_path / "elsewhere")
    window.documents.autosave.write()
    assert window.documents.autosave._file.exists()
    other = Autosave(lambda: None)
    other.start(kept)
    assert other.leftovers() == []
    other.close()


@pytest.mark.parametrize("blocked", ["open", "open/no_lock"])
def test_where_no_copy_for_a_crash_can_lie_it_is_said_once(
    qtbot: QtBot,
    open_window: Open,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    blocked: str,
) -> None:
    """It was in the log only, which nobody reads before the crash."""
    place = tmp_path / "state" / blocked
    place.parent.mkdir(parents=True)
    place.touch()
    if blocked != "open":  # a folder that can only be read, to whoever runs this
        monkeypatch.setattr(QLockFile, "tryLock", lambda *_: False)
    window = open_window()
    monkeypatch.undo()
    put(window, "y = x * x", 3.0)
    window.documents.autosave.write()
    qtbot.waitUntil(window.notice.isVisible)
    said = window.notice.sentence.text()
    assert "for the case of a crash" in said and "open cannot be written: " in said
    window.notice.hide()
    window.documents.autosave.write()
    QApplication.processEvents()
    assert not window.notice.isVisible()


def test_a_lock_beside_which_nothing_lies_is_tidied_up(open_window: Open, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "open"
    folder.mkdir(parents=True)
    one = open_window()
    held = set(folder.glob("*.lock"))
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    dead = folder / "1-abc.lock"
    dead.write_text(f"{gone.pid}\npython\n{socket.gethostname()}\n")
    two = open_window()
    assert not dead.exists() and held < set(folder.glob("*.lock"))
    assert one.close() and two.close() and names(folder) == []


# several windows


def test_windows_without_a_file_each_keep_their_stage(open_window: Open) -> None:
    one, two = open_window(), open_window()
    put(one, "y = x * x", 3.0)
    put(two, "y = x + 1", 4.0)
    assert one.close() and two.close()
    later = open_window()
    assert stands(later) == ("y = x + 1", 4.0), "what was closed last"
    offer = later.documents.offer
    assert offer.isVisible() and "y = x * x" in offer.sentence.text()
    later.workbench.set_value("x", 5.0)
    assert later.close()
    again = open_window()
    assert stands(again) == ("y = x + 1", 5.0)
    assert again.documents.offer.isVisible(), "nobody has answered"
    again.documents.offer.choices[0].click()
    assert stands(again) == ("y = x * x", 3.0) and not again.documents.offer.isVisible()
    assert again.close()
    last = open_window()
    assert stands(last) == ("y = x * x", 3.0)
    assert "y = x + 1" in last.documents.offer.sentence.text(), "it is not lost by that"
    last.documents.offer.choices[1].click()
    assert not last.documents.offer.isVisible() and last.close()
    assert not open_window().documents.offer.isVisible()


def test_windows_with_the_same_on_the_stage_keep_it_once(open_window: Open, tmp_path) -> None:
    one = open_window()
    put(one, "y = x * x", 3.0)
    assert one.close()
    windows = [open_window() for _ in range(3)]
    assert not any(window.documents.offer.isVisible() for window in windows)
    assert all(window.close() for window in windows)
    assert len(names(tmp_path / "state" / "stages")) == 1
    assert not open_window().documents.offer.isVisible()


def test_a_stage_that_was_saved_is_kept_in_its_file_only(open_window: Open, tmp_path) -> None:
    one = open_window()
    put(one, "y = x * x", 3.0)
    assert one.close()
    two = open_window()
    assert two.documents.session.save_as(tmp_path / "a.backprop")
    assert two.close()
    assert names(tmp_path / "state" / "stages") == []


# exports


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "gif"])
def test_an_export_onto_a_full_disk_is_one_sentence_and_no_file(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()

    def answer(parent, title, place, kinds):
        return str(folder / Path(place).name), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(answer))
    gone = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(gone))
    panel = window.documents.panel
    panel.open(kind)
    panel.start_button.click()
    qtbot.waitUntil(lambda: not panel.exporter.running, timeout=30_000)
    assert "no space left" in panel.state.text() and "\n" not in panel.state.text()
    assert names(folder) == []


def test_a_copy_of_a_crash_that_cannot_be_read_is_told_of_when_the_stage_stands(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window()
    put(window, "y = 3 * x", 2.0)
    (folder,) = {path.parent for path in tmp_path.rglob("open/*")}
    window.close()
    (folder / f"0-0{SUFFIX}").write_bytes(b"{")
    tomorrow = open_window(language=None, theme=None)
    qtbot.waitUntil(tomorrow.notice.isVisible)
    assert "0-0.unreadable" in tomorrow.notice.sentence.text()
    assert stands(tomorrow)[0] == "y = 3 * x"

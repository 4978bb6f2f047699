"""Documents as files: nothing is asked, nothing is lost, nothing that is damaged gets in."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core.documents.document import read
from core.documents.file import Saved, write
from core.messages import StudioError
from gui.documents import autosave
from gui.documents.autosave import PAUSE
from gui.documents.drafts import Drafts
from gui.documents.menu import FileMenu
from gui.main_window import MainWindow
from gui.training.phase import Phase

ROOT = Path(__file__).resolve().parents[2]


def stage(window: MainWindow) -> tuple[str, dict[str, float]]:
    document = window.workbench.document
    assert document is not None
    return document.expression, {k: float(v) for k, v in document.values.items() if np.size(v) == 1}


@pytest.fixture
def saved(window: MainWindow, tmp_path: Path) -> Path:
    """A file with y = x * x at x = 5, standing at the third event."""
    path = tmp_path / "square.backprop"
    window.director.open_expression("y = x * x", {"x": np.array(5.0)})
    window.player.seek(3.0)
    assert window.documents.session.save_as(path)
    return path


def test_a_document_comes_back_as_it_was(window: MainWindow, saved: Path) -> None:
    window.stage.view.zoom(3)
    scale = window.stage.view.camera.scale
    window.documents.session.save()
    window.director.open("gates")
    assert window.documents.session.open(saved)
    assert stage(window) == ("y = x * x", {"x": 5.0})
    assert window.player.frame.position == 3.0
    assert window.stage.view.camera.scale == pytest.approx(scale)
    assert window.expression.text == "y = x * x"


def test_the_title_tells_the_file_and_its_changes(window: MainWindow, saved: Path) -> None:
    assert window.windowTitle() == "square.backprop[*]"
    assert not window.isWindowModified()
    window.workbench.set_value("x", 6.0)
    assert window.isWindowModified()
    window.workbench.undo()
    assert not window.isWindowModified()
    window.workbench.set_value("x", 7.0)
    assert window.documents.session.save()
    assert not window.isWindowModified()
    window.director.open("gates")
    assert window.windowTitle() == "Backprop Studio"


def test_undo_leads_back_to_the_file_that_was_open_before(window, saved: Path) -> None:
    other = saved.with_name("other.backprop")
    window.director.open_expression("z = a + a", {"a": np.array(1.0)})
    window.actions_by_name["new"].trigger()
    assert window.documents.session.save_as(other)
    assert window.documents.session.open(saved)
    window.workbench.undo()  # the opening: what was there before is not written into this file
    assert window.documents.session.file == other and not window.isWindowModified()
    window.workbench.redo()
    assert window.documents.session.file == saved and not window.isWindowModified()
    window.director.open("gates")
    assert window.documents.session.file is None
    window.workbench.undo()
    assert window.documents.session.file == saved


def test_playing_and_looking_around_change_no_file(window: MainWindow, saved: Path) -> None:
    window.player.seek(1.0)
    window.stage.view.zoom(2)
    assert not window.isWindowModified()


def test_the_dialogs_are_asked_only_where_there_is_no_file(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(parent, title, place, kinds):
        asked.append(Path(place).name)
        return str(tmp_path / "mine"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(answer))
    window.actions_by_name["save"].trigger()
    assert window.documents.session.file == tmp_path / "mine.backprop"
    window.actions_by_name["save"].trigger()
    assert asked == ["chain_rule.backprop"]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: ("", "")))
    window.actions_by_name["open"].trigger()
    assert window.documents.session.file == tmp_path / "mine.backprop"


def test_a_new_document_is_ready_to_be_typed_over(qtbot: QtBot, window: MainWindow, saved) -> None:
    window.actions_by_name["new"].trigger()
    assert window.documents.session.file is None
    assert window.stage.frame is not None
    qtbot.keyClicks(window.expression.field, "z = u + v")
    qtbot.keyClick(window.expression.field, Qt.Key.Key_Return)
    assert stage(window)[0] == "z = u + v"


DAMAGED = {
    "empty": b"",
    "a picture": b"\x89PNG\r\n",
    "cut in half": None,
    "hostile": b'{"format": "backprop-studio", "version": 1, "graph": ' + b"[" * 10_000,
    "newer": b'{"format": "backprop-studio", "version": 99}',
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_gets_one_sentence_and_changes_nothing(
    window: MainWindow, saved: Path, kind: str
) -> None:
    bad = saved.with_name("bad.backprop")
    bad.write_bytes(DAMAGED[kind] or saved.read_bytes()[:-200])
    before = stage(window), window.player.frame.position, window.windowTitle()
    document = window.workbench.document
    assert not window.documents.session.open(bad)
    assert window.workbench.document is document
    assert (stage(window), window.player.frame.position, window.windowTitle()) == before
    assert window.notice.isVisible()
    said = window.notice.sentence.text()
    assert "bad.backprop" in said and "\n" not in said and "Traceback" not in said
    assert bad not in window.documents.session.recent


def test_a_missing_file_gets_one_sentence(window: MainWindow, tmp_path: Path) -> None:
    assert not window.documents.session.open(tmp_path / "gone.backprop")
    assert "gone.backprop" in window.notice.sentence.text()


def test_what_cannot_be_saved_is_said(window: MainWindow, tmp_path: Path) -> None:
    assert not window.documents.session.save_as(tmp_path / "no" / "such" / "folder.backprop")
    assert "cannot be written" in window.notice.sentence.text()
    assert window.documents.session.file is None


# recent files


def recent(window: MainWindow) -> list[str]:
    menu = window.findChild(FileMenu)
    menu.fill()
    return [action.text() for action in menu.recent.actions() if not action.isSeparator()]


def test_recent_files_are_offered_another_day(open_window, tmp_path: Path) -> None:
    today = open_window()
    for i in range(12):
        assert today.documents.session.save_as(tmp_path / f"lesson {i}.backprop")
    today.close()
    (tmp_path / "lesson 10.backprop").unlink()
    tomorrow = open_window()
    offered = recent(tomorrow)
    assert offered[:3] == [
        "lesson 11.backprop",
        "lesson 10.backprop (missing)",
        "lesson 9.backprop",
    ]
    assert len(offered) == 12  # ten files, and two ways to tidy up
    menu = tomorrow.findChild(FileMenu)
    by_text = {action.text(): action for action in menu.recent.actions()}
    assert not by_text["lesson 10.backprop (missing)"].isEnabled()
    by_text["lesson 9.backprop"].trigger()
    assert tomorrow.windowTitle() == "lesson 9.backprop[*]"
    tomorrow.documents.session.remove_missing()
    assert len(recent(tomorrow)) == 10
    tomorrow.documents.session.clear_recent()
    assert not menu.recent.isEnabled()


# drafts


def test_changes_that_were_not_saved_are_offered_when_the_file_is_opened_again(
    window: MainWindow, saved: Path
) -> None:
    window.workbench.set_value("x", 9.0)
    window.director.open("gates")  # no question is asked
    window.documents.session.open(saved)
    assert stage(window)[1] == {"x": 5.0}
    assert window.documents.offer.isVisible()
    restore, _ = window.documents.offer.choices
    restore.click()
    assert stage(window)[1] == {"x": 9.0}
    assert window.isWindowModified() and window.documents.session.file == saved
    assert window.documents.session.save()
    window.documents.session.open(saved)
    assert stage(window)[1] == {"x": 9.0}
    assert not window.documents.offer.isVisible()


def test_a_draft_can_be_discarded(window: MainWindow, saved: Path) -> None:
    window.workbench.set_value("x", 9.0)
    window.actions_by_name["new"].trigger()
    window.documents.session.open(saved)
    window.documents.offer.choices[1].click()
    window.documents.session.open(saved)
    assert not window.documents.offer.isVisible()
    assert stage(window)[1] == {"x": 5.0}


def test_two_windows_with_changes_of_one_file_each_keep_theirs(open_window, saved: Path) -> None:
    one, two = open_window(), open_window()
    for value, window in ((7.0, one), (9.0, two)):
        assert window.documents.session.open(saved)
        window.workbench.set_value("x", value)
    two.close()
    one.close()
    later = open_window()  # what was closed last stands there, unsaved
    assert stage(later)[1] == {"x": 7.0} and later.isWindowModified()
    assert later.documents.session.save()
    later.documents.session.open(saved)
    assert later.documents.offer.isVisible(), "the other one has never been saved"
    later.documents.offer.choices[0].click()
    assert stage(later)[1] == {"x": 9.0}
    assert not later.documents.session.save(), "what was saved just now is newer"
    later.documents.offer.choices[0].click()
    later.documents.session.open(saved)
    assert not later.documents.offer.isVisible()


def test_what_is_never_saved_is_kept_once(open_window, saved: Path, tmp_path: Path) -> None:
    """Day after day: the draft of today takes the place of that of yesterday."""
    window = open_window()
    window.documents.session.open(saved)
    for value in (7.0, 8.0, 9.0):
        window.workbench.set_value("x", value)
        window.close()
        window = open_window()
        assert stage(window)[1] == {"x": value} and window.isWindowModified()
    drafts = tmp_path / "state" / "drafts"
    assert len(list(drafts.glob("*.backprop"))) == 2, "the last stage, and one draft"


def test_the_same_changes_of_several_windows_are_kept_once(saved: Path, tmp_path: Path) -> None:
    """A window that is killed again and again leaves one draft, and no parts of files."""
    folder, changed = tmp_path / "drafts", Saved(read("y = x * x", {"x": 7.0}))
    folder.mkdir()
    part = folder / ".abc.part"
    part.touch()
    os.utime(part, (0, 0))
    for _ in range(3):
        Drafts(folder).keep(saved, changed)
    Drafts(folder).keep(saved, Saved(read("y = x * x", {"x": 8.0})))
    assert len(list(folder.iterdir())) == 2


def test_changes_that_another_window_kept_outlive_a_save(open_window, saved: Path) -> None:
    one, two = open_window(), open_window()
    assert two.documents.session.open(saved)
    assert one.documents.session.open(saved)
    one.workbench.set_value("x", 7.0)
    one.director.open("gates")
    two.workbench.set_value("x", 9.0)
    assert two.documents.session.save()
    two.documents.session.open(saved)
    assert two.documents.offer.isVisible()


def test_closing_keeps_what_was_not_saved(open_window, tmp_path: Path) -> None:
    today = open_window()
    today.director.open_expression("y = x * x", {"x": np.array(5.0)})
    today.documents.session.save_as(tmp_path / "square.backprop")
    today.workbench.set_value("x", 9.0)
    today.close()
    tomorrow = open_window()
    assert stage(tomorrow) == ("y = x * x", {"x": 9.0})
    assert tomorrow.windowTitle() == "square.backprop[*]"
    assert tomorrow.isWindowModified()
    assert tomorrow.documents.session.save()
    tomorrow.close()
    later = open_window()
    assert not later.isWindowModified()
    assert later.documents.session.file == tmp_path / "square.backprop"


def test_training_belongs_to_no_file(qtbot: QtBot, window: MainWindow, saved: Path) -> None:
    before = saved.read_bytes()
    window.director.show_network()
    assert window.documents.session.file is None
    assert saved.read_bytes() == before


# drag and drop


def test_a_file_that_is_dropped_is_opened(window: MainWindow, saved: Path) -> None:
    window.director.open("gates")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(saved))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    viewport = window.stage.view.viewport()
    enter = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(viewport, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(50, 50), copy, data, left, none)
    QApplication.sendEvent(viewport, drop)
    assert stage(window) == ("y = x * x", {"x": 5.0})
    assert drop.isAccepted()


def drop(target: QWidget, path: Path) -> bool:
    """Let a file fall on a widget of the window; whether anybody wanted it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(target, enter)
    event = QDropEvent(QPointF(50, 50), copy, data, left, none)
    QApplication.sendEvent(target, event)
    return enter.isAccepted() and event.isAccepted()


def test_a_run_that_is_dropped_anywhere_is_taken_up(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, saved: Path
) -> None:
    session, files = window.session, window.training.controls.files.files
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > 5, timeout=60_000)
    session.pause()
    qtbot.waitUntil(lambda: session.phase is Phase.PAUSED, timeout=60_000)
    files.save(tmp_path / "run.npz")
    done = session.recording.steps
    for target in (window, window.stage.view.viewport(), window.training):
        session.reset()
        window.docks["training"].hide()
        assert drop(target, tmp_path / "run.npz")
        qtbot.waitUntil(lambda: session.phase is Phase.PAUSED, timeout=60_000)
        assert session.recording.steps == done and window.docks["training"].isVisible()
        assert drop(target, saved)  # and a document is one, wherever it falls
        assert stage(window) == ("y = x * x", {"x": 5.0})


# recovery after a crash

CRASHING = """
import os, sys
from pathlib import Path
import numpy as np
from core.datasets import load
from gui.application import make_window
from gui.settings import Settings

window = make_window(lambda: load("builtin"), Settings(Path(sys.argv[1])), "light", "en")
window.show()
window.director.open_expression("y = x * x", {"x": np.array(8.0)})
if len(sys.argv) > 2:
    window.documents.session.save_as(Path(sys.argv[2]))
    window.workbench.set_value("x", 11.0)
window.documents.autosave.write()
print("ready", flush=True)
sys.stdin.read()
"""


def crash(settings: Path, *more: str) -> None:
    """A real program, killed in the middle of its work."""
    process = subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(settings), *more],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.kill()
    assert process.returncode in (-signal.SIGKILL, 1)


def test_after_a_crash_the_stage_is_offered(open_window, tmp_path: Path) -> None:
    crash(tmp_path / "settings.ini")
    window = open_window()
    assert window.documents.offer.isVisible()
    assert stage(window)[0] != "y = x * x"
    window.documents.offer.choices[0].click()
    assert stage(window) == ("y = x * x", {"x": 8.0})
    window.close()
    assert not open_window().documents.offer.isVisible()


def test_after_a_crash_a_file_has_its_unsaved_changes(open_window, tmp_path: Path) -> None:
    file = tmp_path / "square.backprop"
    crash(tmp_path / "settings.ini", str(file))
    window = open_window()
    window.documents.offer.choices[0].click()
    assert stage(window) == ("y = x * x", {"x": 11.0})
    assert window.documents.session.file == file and window.isWindowModified()
    assert json.loads(file.read_text())["values"] == {"x": 8.0}


def test_a_clean_end_lets_go_of_the_lock_before_it_is_removed(open_window, monkeypatch) -> None:
    """Windows removes no file that is open."""
    window = open_window()
    window.documents.autosave.write()
    held = []
    monkeypatch.setattr(autosave, "forget", lambda path: held.append(not autosave._nobodys(path)))
    window.close()
    assert held == [False]


def test_what_is_discarded_is_not_offered_again(open_window, tmp_path: Path) -> None:
    crash(tmp_path / "settings.ini")
    window = open_window()
    before = stage(window)
    window.documents.offer.choices[1].click()
    assert stage(window) == before
    window.close()
    assert not open_window().documents.offer.isVisible()


def test_what_is_not_answered_is_offered_again(open_window, tmp_path: Path) -> None:
    crash(tmp_path / "settings.ini")
    open_window().close()
    assert open_window().documents.offer.isVisible()


def test_two_windows_do_not_take_each_other_for_crashed(open_window) -> None:
    one = open_window()
    one.documents.autosave.write()
    two = open_window()
    assert not two.documents.offer.isVisible()


def test_a_clean_end_leaves_no_copy(qtbot: QtBot, open_window, tmp_path: Path) -> None:
    window = open_window()
    window.workbench.set_value("a", 7.0)
    folder = tmp_path / "state" / "open"
    qtbot.waitUntil(lambda: any(folder.glob("*.backprop")), timeout=PAUSE + 3000)
    window.close()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("longest, starts", [(10**9, 1), (-1, 0)])
def test_a_hand_that_goes_on_is_not_held_up_by_the_copy_but_not_for_ever(
    open_window, monkeypatch: pytest.MonkeyPatch, longest: int, starts: int
) -> None:
    window = open_window()
    window.workbench.set_value("a", 7.0)
    started: list[bool] = []
    monkeypatch.setattr("gui.documents.autosave._LONGEST", longest)
    monkeypatch.setattr(window.documents.autosave._timer, "start", lambda: started.append(True))
    window.workbench.set_value("a", 7.1)
    assert len(started) == starts


def test_a_damaged_leftover_hides_no_older_one(qtbot: QtBot, open_window, tmp_path: Path) -> None:
    crash(tmp_path / "settings.ini")
    folder = tmp_path / "state" / "open"
    for name in ("1-abc.backprop", ".1-abc.9f.part.backprop"):
        (folder / name).write_bytes(b"{")
    (folder / "2-abc.backprop").mkdir()
    window = open_window()
    assert window.documents.offer.isVisible()
    assert (folder / "1-abc.unreadable").read_bytes() == b"{", "nobody has looked at it yet"
    qtbot.waitUntil(lambda: "1-abc.unreadable" in window.notice.sentence.text())
    window.documents.offer.choices[0].click()
    assert stage(window) == ("y = x * x", {"x": 8.0})


def test_an_older_leftover_that_cannot_be_read_is_kept(open_window, tmp_path: Path) -> None:
    crash(tmp_path / "settings.ini")
    older = tmp_path / "state" / "open" / "1-abc.backprop"
    older.write_bytes(b"{")
    os.utime(older, (older.stat().st_atime, older.stat().st_mtime - 60))
    window = open_window()
    window.documents.offer.choices[1].click()
    assert older.with_suffix(".unreadable").read_bytes() == b"{"


def test_a_last_stage_that_cannot_be_read_is_kept(open_window, tmp_path: Path) -> None:
    open_window().close()
    stage_of_yesterday = tmp_path / "state" / "drafts" / "stage.backprop"
    stage_of_yesterday.write_bytes(b"{")
    open_window().close()
    assert stage_of_yesterday.exists()
    assert stage_of_yesterday.with_suffix(".unreadable").read_bytes() == b"{"


def test_starting_values_in_the_text_can_be_opened_again(window, tmp_path: Path) -> None:
    window.director.open_expression("x = 3; y = x * x", {})
    assert window.documents.session.save_as(tmp_path / "start.backprop")
    window.director.open("gates")
    assert window.documents.session.open(tmp_path / "start.backprop")
    assert window.expression.text == "x = 3; y = x * x"


def leave_copy(folder: Path, name: str, text: str, x: float) -> None:
    """What a window leaves that is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(write(Saved(read(text, {"x": x}))))


def test_the_same_leftover_twice_is_one_question(open_window, tmp_path: Path) -> None:
    for i in range(2):
        leave_copy(tmp_path / "state" / "open", f"{i}-abc.backprop", "y = x * x", 8.0)
    window = open_window()
    window.documents.offer.choices[1].click()
    assert not window.documents.offer.isVisible()
    assert not list((tmp_path / "state" / "open").glob("?-abc*"))


def test_every_window_of_a_crash_is_asked_about(open_window, tmp_path: Path) -> None:
    """Only what was answered for goes; the rest is asked about again."""
    folder = tmp_path / "state" / "open"
    for i, text in enumerate(("y = x + 1", "y = x + 2", "y = x + 3")):
        leave_copy(folder, f"{i}-abc.backprop", text, float(i))
        os.utime(folder / f"{i}-abc.backprop", (0, time.time() + i))
    window = open_window()
    offer = window.documents.offer
    assert "y = x + 3" in offer.sentence.text()
    offer.choices[1].click()
    assert "y = x + 2" in offer.sentence.text() and offer.isVisible()
    offer.choices[0].click()
    assert stage(window) == ("y = x + 2", {"x": 1.0})
    assert "y = x + 1" in offer.sentence.text() and offer.isVisible()
    window.close()
    window = open_window()
    assert stage(window)[0] == "y = x + 2" and "y = x + 1" in window.documents.offer.sentence.text()
    window.documents.offer.choices[0].click()
    assert stage(window) == ("y = x + 1", {"x": 0.0})
    assert not list(folder.glob("?-abc*"))


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode there")
def test_a_file_whose_name_is_not_utf8_has_copies_like_any_other(open_window, saved) -> None:
    path = saved.with_name(os.fsdecode(b"caf\xe9.backprop"))
    saved.rename(path)
    window = open_window()
    assert window.documents.session.open(path)
    window.workbench.set_value("x", 6.0)
    window.documents.autosave.write()
    copy = autosave.restore(window.documents.autosave._file)
    assert copy.belongs_to == str(path)


def test_a_step_that_fails_at_the_end_keeps_no_other_from_its_work(
    window: MainWindow, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("gone")

    window.documents.autosave.write()
    copy = window.documents.autosave._file
    monkeypatch.setattr(window.documents.panel.exporter, "cancel", fail)
    window.documents.close()
    assert copy is not None and not copy.exists()


def test_a_frozen_step_belongs_to_no_file(qtbot: QtBot, window: MainWindow, saved: Path) -> None:
    window.session.prepare()
    qtbot.waitUntil(lambda: window.session.current is not None)
    window.workbench.set_value("x", 6.0)
    window.director._on_frozen(window.session.current)
    assert window.documents.session.file is None and window.windowTitle() == "Backprop Studio"
    assert window.documents.session.open(saved)
    window.documents.offer.choices[0].click()
    assert stage(window)[1] == {"x": 6.0}


def test_redo_to_the_net_leaves_the_file(qtbot: QtBot, window: MainWindow, saved: Path) -> None:
    window.workbench.set_value("x", 6.0)
    window.director.show_network()
    qtbot.waitUntil(lambda: window.workbench.live)
    window.workbench.undo()
    assert window.documents.session.file == saved
    window.workbench.redo()
    assert window.director.shows_network or "W1" in window.workbench.document.values
    assert window.documents.session.file is None


def test_a_name_with_a_dot_gets_the_suffix_too(window: MainWindow, tmp_path: Path) -> None:
    assert window.documents.session.save_as(tmp_path / "v1.2 notes")
    assert window.documents.session.file == tmp_path / "v1.2 notes.backprop"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
@pytest.mark.parametrize("kind", ["pipe", "circle"])
def test_what_is_no_file_is_not_replaced(window: MainWindow, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "odd.backprop"
    os.mkfifo(path) if kind == "pipe" else path.symlink_to(path)
    assert not window.documents.session.save_as(path)
    assert path.is_fifo() or path.is_symlink()
    assert "odd.backprop" in window.notice.sentence.text()


def test_a_document_that_cannot_be_run_leaves_the_file_open(
    window: MainWindow, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused by the rules of the moment, it was never on the stage."""
    window.documents.session.open(saved)
    shown = window.workbench.document
    assert window.documents.session.file == saved

    def refuse(graph, values):
        raise StudioError("canvas.why.nothing")

    monkeypatch.setattr(window.workbench, "_runner", refuse)
    with pytest.raises(StudioError):
        window.director.open_document(read("y = w * x + b"))
    other = saved.with_name("other.backprop")
    other.write_bytes(saved.read_bytes())
    assert not window.documents.session.open(other)
    window.director.open_expression("y = w * x + b", {})
    monkeypatch.undo()
    assert window.documents.session.file == saved and window.workbench.document is shown
    assert saved.name in window.windowTitle()
    assert window.expression.shown_problem, "the text that was refused is there, and why"
    QTest.keyClick(window.expression.field, Qt.Key.Key_Escape)
    assert window.expression.text == shown.expression


@pytest.mark.parametrize("choice", ["overwrite", "save_as"])
def test_what_another_window_has_written_is_not_overwritten_silently(
    window: MainWindow, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choice: str
) -> None:
    other = tmp_path / "mine.backprop"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(other), "")))
    theirs = saved.read_bytes().replace(b"5.0", b"6.0")
    assert theirs != saved.read_bytes()
    saved.write_bytes(theirs)
    window.workbench.set_value("x", 7.0)
    window.documents.save()
    assert saved.read_bytes() == theirs and window.isWindowModified()
    assert (
        window.documents.offer.isVisible() and saved.name in window.documents.offer.sentence.text()
    )
    window.documents.offer.choices[["overwrite", "save_as"].index(choice)].click()
    assert not window.isWindowModified()
    if choice == "overwrite":
        assert saved.read_bytes() != theirs
        window.workbench.set_value("x", 8.0)
        window.documents.save()
        assert not window.isWindowModified(), "what this window has written itself is its own"
    else:
        assert saved.read_bytes() == theirs and other.exists()
        assert window.documents.session.file == other

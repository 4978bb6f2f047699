"""What nobody caught ends in the log and in one sentence, and the program goes on."""

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning

from core.messages import Message, StudioError
from gui.errors import ErrorReporter
from gui.log import LOG, release, write_to
from gui.theme import THEMES


def fail() -> None:
    THEMES["sepia"]


def test_a_mistake_of_ours(reporter: ErrorReporter, qtbot) -> None:
    with qtbot.waitSignal(reporter.reported) as told:
        QTimer.singleShot(0, fail)
    message: Message = told.args[0]
    assert message.key == "window.errors.unexpected"
    assert "tests/gui/test_errors.py" in message.text("en")
    assert str(reporter.log_file) in message.text("zh_CN")
    story = reporter.log_file.read_text(encoding="utf-8")
    assert "KeyError: 'sepia'" in story and "in fail" in story


def test_an_expected_error_brings_its_own_sentence(reporter: ErrorReporter, qtbot) -> None:
    error = StudioError("window.buttons.with_keys", name="a", keys="b")
    with qtbot.waitSignal(reporter.reported) as told:
        reporter.report(error)
    assert told.args == [error.message]


def test_from_another_thread_it_is_told_in_the_windows(reporter: ErrorReporter, qtbot) -> None:
    told_in: list[threading.Thread] = []
    reporter.reported.connect(lambda _: told_in.append(threading.current_thread()))
    with qtbot.waitSignal(reporter.reported):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join(60)
        assert not thread.is_alive() and told_in == []
    assert told_in == [threading.main_thread()]


def test_ctrl_c_is_no_error(reporter: ErrorReporter, qtbot) -> None:
    with qtbot.assertNotEmitted(reporter.reported):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)


def test_qts_messages_go_to_the_log(reporter: ErrorReporter) -> None:
    qWarning("the ink is dry")
    assert "Qt: the ink is dry" in reporter.log_file.read_text(encoding="utf-8")


def test_the_log_does_not_grow_for_ever(reporter: ErrorReporter) -> None:
    for _ in range(60):
        qWarning("x" * 50_000)
    files = list(reporter.log_file.parent.glob("backprop-studio.log*"))
    assert len(files) == 3
    assert sum(file.stat().st_size for file in files) < 2_000_000


def test_the_log_lies_where_the_system_keeps_logs(qapp, own_home: Path) -> None:
    assert ErrorReporter().log_file.is_relative_to(own_home)


def test_where_no_folder_can_be_made_the_temporary_one_serves(
    qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Path:
        raise PermissionError("read-only")

    monkeypatch.setattr("gui.log.user_log_path", refuse)
    assert ErrorReporter().log_file.parent.is_dir()


@pytest.mark.parametrize("trouble", ["full", "gone"])
def test_a_log_that_cannot_be_written_is_one_sentence(capsys, tmp_path: Path, trouble: str) -> None:
    full = Path("/dev/full")
    if trouble == "full" and not full.exists():
        pytest.skip("this system has no full disk to try")
    file = full if trouble == "full" else tmp_path / "gone" / "x.log"
    handler = write_to(file)
    for line in range(3):
        LOG.warning("line %s", line)
    release(handler)
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and str(file) in said
    assert ("no space left" if trouble == "full" else "no such file") in said.lower()

"""What stands in the file of a run that is kept: whole steps, the last one, or nothing worse."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from core.engine import Array
from core.files import Part
from core.network import TwoLayerNet
from core.training import checkpoint
from gui.training import Phase, TrainingSession
from gui.training import kept_run as module
from gui.training.kept_run import KeptRun
from tests.core.runs import bars
from tests.sessions import LONG, train, until


@pytest.fixture
def session(qapp) -> Iterator[TrainingSession]:
    session = TrainingSession(bars)
    session.configure(hidden=8, batch_size=10, iterations=200)
    yield session
    assert session.close()


@pytest.fixture
def kept(session: TrainingSession, tmp_path: Path) -> Iterator[KeptRun]:
    kept = KeptRun(session)
    kept.start(tmp_path / "run")
    yield kept
    assert kept.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "run-0.npz"


def steps_in(file: Path) -> int:
    return checkpoint.load(file).state.iteration


def finish(qtbot: QtBot, session: TrainingSession) -> None:
    session.start()
    until(qtbot, session, Phase.FINISHED)


class Gate:
    """A net that stops in the middle of each step until it is let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.entered, self.open = Event(), Event()
        backpropagate = TwoLayerNet.backpropagate

        def held(net: TwoLayerNet, x: Array, t: Array) -> object:
            self.entered.set()
            assert self.open.wait(LONG)
            return backpropagate(net, x, t)

        monkeypatch.setattr(TwoLayerNet, "backpropagate", held)


@pytest.fixture
def gate(qtbot: QtBot, session: TrainingSession, kept: KeptRun, monkeypatch) -> Iterator[Gate]:
    """A single step is under way of a run that has taken some."""
    train(qtbot, session, 20)
    gate = Gate(monkeypatch)
    session.step()
    assert gate.entered.wait(LONG)
    yield gate
    gate.open.set()
    qtbot.waitUntil(session.close, timeout=LONG)


def test_in_the_middle_of_a_single_step_nothing_is_written_until_it_is_taken(
    qtbot: QtBot, session: TrainingSession, kept: KeptRun, file: Path, gate: Gate
) -> None:
    done = session.recording.steps
    assert session.phase is Phase.PAUSED
    kept.keep()
    with qtbot.waitSignal(kept._task.finished, timeout=LONG):
        gate.open.set()
    assert steps_in(file) == done + 1


def test_a_step_that_outlasts_the_window_is_not_written_half_taken(
    session: TrainingSession, kept: KeptRun, file: Path, gate: Gate
) -> None:
    file.write_bytes(b"the good copy")
    assert not session.close()
    kept.close()
    assert file.read_bytes() == b"the good copy"


def test_what_is_kept_is_what_was_written_and_not_what_came_since(
    qtbot: QtBot, session: TrainingSession, kept: KeptRun, file: Path
) -> None:
    """The window is busy while the state of an early step waits to be taken."""
    train(qtbot, session, 5)
    early = session.recording.trainer.state()
    finish(qtbot, session)
    with qtbot.waitSignal(kept._task.finished, timeout=LONG):
        kept._asked = session.recording
        kept._came.emit(early)
    assert steps_in(file) == early.iteration
    session.close()
    kept.close()
    assert steps_in(file) == 200


def test_quitting_while_it_is_about_to_be_written_loses_nothing(
    qtbot: QtBot, session: TrainingSession, kept: KeptRun, file: Path, monkeypatch
) -> None:
    finish(qtbot, session)
    monkeypatch.setattr(module, "_writing", lambda *_: iter(()))  # stopped before it began
    kept.keep()
    session.close()
    kept.close()
    assert steps_in(file) == 200


def test_a_folder_that_is_gone_is_made_again(
    qtbot: QtBot, session: TrainingSession, kept: KeptRun, file: Path
) -> None:
    finish(qtbot, session)
    shutil.rmtree(file.parent)
    with qtbot.waitSignal(kept._task.finished, timeout=LONG):
        kept.keep()
    assert steps_in(file) == 200 and file.with_suffix(".lock").exists()


def test_a_run_that_cannot_be_kept_is_said_once_and_tried_again(
    qtbot: QtBot, session: TrainingSession, kept: KeptRun, file: Path
) -> None:
    told = []
    kept.told.connect(told.append)
    finish(qtbot, session)
    file.mkdir()  # in the way
    for _ in range(2):
        with qtbot.waitSignal(kept._task.failed, timeout=LONG):
            kept.keep()
    assert [message.key for message in told] == ["training.kept.failed"]
    file.rmdir()
    session.close()
    kept.close()
    assert steps_in(file) == 200


def test_a_setting_that_was_changed_at_rest_is_kept(
    qtbot: QtBot, session: TrainingSession, kept: KeptRun, file: Path
) -> None:
    train(qtbot, session, 20)
    with qtbot.waitSignal(kept._task.finished, timeout=LONG):
        kept.keep()
    session.configure(learning_rate=0.02)
    session.close()
    kept.close()
    assert checkpoint.load(file).state.config.learning_rate == 0.02


def test_what_a_killed_window_had_not_finished_goes_when_its_place_is_taken(
    session: TrainingSession, kept: KeptRun, file: Path
) -> None:
    """But not what a window that lives still writes, nor what only looks like it."""
    other = file.with_name("run-1.npz")
    alive, dead = (Part(each, suffix="").path for each in (file, other))
    foreign = file.with_name(".run-1.notes.part")
    foreign.touch()
    second = KeptRun(session)
    second.start(file.parent)
    assert alive.exists() and foreign.exists() and not dead.exists()
    assert second.close()

"""A class turns the knobs of a run, ruins it, takes it back, and goes on another day."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.schedules import Constant
from gui.main_window import MainWindow
from gui.training import Phase
from gui.training.arrangement import TABS
from tests.sessions import LONG, train, until


def settings_of(qtbot: QtBot, window: MainWindow):
    window.docks.show("training")
    window.director.show_network()
    panel = window.training
    panel.tabs.setCurrentIndex(TABS.index("settings"))
    until(qtbot, window.session, Phase.READY)
    return panel.controls


def test_a_preset_and_what_is_turned_while_it_trains(qtbot: QtBot, window: MainWindow) -> None:
    controls = settings_of(qtbot, window)
    presets = controls.presets
    presets.setCurrentIndex(presets.findData("studio"))
    presets.activated.emit(presets.currentIndex())
    until(qtbot, window.session, Phase.READY)
    train(qtbot, window.session, 20)
    for name, value in {"learning_rate": 0.05, "momentum": 0.8, "batch_size": 64}.items():
        controls.fields[name].setValue(value)
    assert not controls.later.isVisible()
    train(qtbot, window.session, 20)
    assert window.session.current.leaves["X"].shape == (64, 784)
    assert {change.setting for change in window.session.recording.changes} == {
        "learning_rate",
        "momentum",
        "batch_size",
    }
    controls.fields["hidden"].setValue(20)
    assert controls.later.isVisible()


def test_a_ruined_run_is_taken_back_and_goes_well(qtbot: QtBot, window: MainWindow) -> None:
    settings_of(qtbot, window)
    train(qtbot, window.session, 120)
    before = list(window.session.recording.losses.since()[1])
    window.session.recording.trainer.schedule = Constant(base_lr=1e6)
    window.session.start()
    until(qtbot, window.session, Phase.DIVERGED)
    notice = window.training.notice
    assert notice.isVisible() and "learning rate" in notice.words.text()
    assert window.stage.frame.trace is window.session.current.trace  # the step that failed
    qtbot.mouseClick(notice.rewind, Qt.MouseButton.LeftButton)
    until(qtbot, window.session, Phase.PAUSED)
    steps = window.session.recording.steps
    assert 0 < steps <= len(before) and not notice.isVisible()
    train(qtbot, window.session, len(before) - steps)
    assert list(window.session.recording.losses.since()[1])[: len(before)] == before


def test_a_run_goes_on_another_day(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    controls = settings_of(qtbot, window)
    path = tmp_path / "run.npz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    train(qtbot, window.session, 30)
    done = window.session.recording.steps
    controls.files.save.click()
    qtbot.waitUntil(path.is_file)
    train(qtbot, window.session, 30)
    whole = list(window.session.recording.losses.since()[1])
    window.session.configure(hidden=7)
    window.session.reset()
    until(qtbot, window.session, Phase.READY)
    controls.files.open.click()
    until(qtbot, window.session, Phase.PAUSED)
    assert window.session.recording.steps == done and controls.fields["hidden"].value() == 50
    train(qtbot, window.session, len(whole) - done)
    assert list(window.session.recording.losses.since()[1])[: len(whole)] == whole


def test_close_while_a_run_is_being_saved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    controls = settings_of(qtbot, window)
    window.session.start()
    qtbot.waitUntil(lambda: window.session.recording.steps > 20, timeout=LONG)
    controls.files.files.save(tmp_path / "run.npz")
    window.close()
    assert window.ended_cleanly

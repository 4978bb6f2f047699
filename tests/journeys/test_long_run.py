"""A run that goes on for long is led by another process; whoever watches it should not notice."""

import os
import signal
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.training import Trainer, led_run
from core.training.checkpoint import load as open_run
from gui.main_window import MainWindow
from gui.training import Phase
from tests.core.runs import after
from tests.sessions import LONG, train, until


@pytest.fixture
def led(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """It trains, and steps are taken by the other process."""
    monkeypatch.setattr(led_run, "LONG", 10)
    window.docks.show("training")
    until(qtbot, window.session, Phase.READY)
    window.session.configure(iterations=1_000_000, batch_size=10)
    until(qtbot, window.session, Phase.READY)
    window.session.start()
    qtbot.waitUntil(lambda: is_led(window), timeout=LONG)
    return window


def is_led(window: MainWindow) -> bool:
    """The companion's methods belong to the worker's thread."""
    return window.session.recording.steps > 20 and window.session._controller._companion._awake


def steps_of(window: MainWindow) -> list[float]:
    return list(window.session.recording.losses.since()[0])


def pause(qtbot: QtBot, window: MainWindow) -> int:
    window.session.pause()
    until(qtbot, window.session, Phase.PAUSED)
    return window.session.recording.steps


def test_halt_step_and_go_on(qtbot: QtBot, led: MainWindow) -> None:
    done, recording = pause(qtbot, led), led.session.recording
    assert recording.newest.snapshot is not None and recording.trainer.state().iteration == done
    assert led.session.current.iteration == done - 1
    for further in (1, 2):
        with qtbot.waitSignal(led.session._controller.rested):
            led.session.step()
        assert recording.steps == done + further == recording.trainer.state().iteration
    train(qtbot, led.session, 200)
    assert steps_of(led) == list(range(recording.steps))


def test_what_is_turned_while_it_runs_counts_from_a_step_that_is_told(
    qtbot: QtBot, led: MainWindow
) -> None:
    led.session.configure(learning_rate=0.02)
    qtbot.waitUntil(lambda: bool(led.session.recording.changes), timeout=LONG)
    pause(qtbot, led)
    (change,) = led.session.recording.changes
    iterations, rates = led.session.recording.rates.since()
    assert rates[0] == 0.1 and rates[-1] == 0.02
    assert iterations[np.flatnonzero(rates == 0.02)[0]] == change.iteration


def test_what_is_turned_at_rest_is_not_lost_when_the_run_is_kept(
    qtbot: QtBot, led: MainWindow, tmp_path: Path
) -> None:
    done, recording = pause(qtbot, led), led.session.recording
    led.session.configure(learning_rate=0.02, iterations=2_000_000)
    path = tmp_path / "run.npz"
    led.training.controls.files.files.save(path)
    qtbot.waitUntil(path.is_file, timeout=LONG)
    assert open_run(path).state.config.learning_rate == 0.02
    train(qtbot, led.session, 100)
    assert {change.setting for change in recording.changes} == {"learning_rate", "iterations"}
    iterations, rates = recording.rates.since()
    assert rates[0] == 0.1 and rates[-1] == 0.02 and recording.config.iterations == 2_000_000
    assert iterations[np.flatnonzero(rates == 0.02)[0]] == done == recording.changes[0].iteration


def test_it_is_the_run_that_it_would_be_here(qtbot: QtBot, led: MainWindow) -> None:
    pause(qtbot, led)
    assert_same_as_here(led)


def assert_same_as_here(window: MainWindow) -> None:
    """The run, at rest, is what this process makes of its settings."""
    recording = window.session.recording
    done = recording.steps
    twin = Trainer(recording.trainer.data, recording.trainer.config)
    expected = [result.loss for result in after(twin, done)]
    assert list(recording.losses.since()[1]) == expected
    np.testing.assert_array_equal(recording.trainer.network.params["W1"], twin.network.params["W1"])


def test_save_it_while_it_runs(qtbot: QtBot, led: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    led.training.controls.files.files.save(path)
    qtbot.waitUntil(path.is_file, timeout=LONG)
    begun = open_run(path)
    assert led.session.phase is Phase.RUNNING
    assert len(begun.losses) == begun.state.iteration > 10


def test_its_process_dies_and_it_goes_on(qtbot: QtBot, led: MainWindow) -> None:
    (process,) = active_children()
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    done = led.session.recording.steps
    qtbot.waitUntil(lambda: led.session.recording.steps > done + 100, timeout=LONG)
    assert led.session.phase is Phase.RUNNING and not active_children()
    pause(qtbot, led)
    assert_same_as_here(led)
    assert steps_of(led) == list(range(led.session.recording.steps))


def test_another_run_takes_its_place_and_gives_it_back(qtbot: QtBot, led: MainWindow) -> None:
    led.session.reset()
    until(qtbot, led.session, Phase.READY)
    train(qtbot, led.session, 50)
    led.session.bring_back()
    until(qtbot, led.session, Phase.PAUSED)
    assert_same_as_here(led)
    train(qtbot, led.session, 100)
    assert steps_of(led) == list(range(led.session.recording.steps))


def test_close_in_the_middle_and_take_it_up(qtbot: QtBot, led: MainWindow, open_window) -> None:
    led.close()
    assert led.ended_cleanly and not active_children()
    again = open_window()
    until(qtbot, again.session, Phase.PAUSED)
    assert_same_as_here(again)


def test_a_run_that_ends(qtbot: QtBot, led: MainWindow) -> None:
    led.session.configure(iterations=led.session.recording.steps + 300)
    until(qtbot, led.session, Phase.FINISHED)
    recording = led.session.recording
    assert steps_of(led) == list(range(recording.config.iterations))
    assert recording.newest.snapshot is not None and recording.newest.accuracy is not None

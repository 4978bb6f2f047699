"""A run is never lost: not by quitting, not by a crash, and not by a button next to Stop."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.datasets import Dataset, load
from core.training import checkpoint
from gui.main_window import MainWindow
from gui.training import Phase
from tests.sessions import LONG, train, until


def losses(window: MainWindow) -> list[float]:
    return list(np.float32(window.session.recording.losses.since()[1]))


def kept_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "run" / "run-0.npz"


def test_the_run_is_there_the_next_day(qtbot: QtBot, open_window) -> None:
    window = open_window()
    window.session.configure(hidden=20, optimizer="adam", learning_rate=0.001)
    train(qtbot, window.session, 130)
    window.session.configure(learning_rate=0.01)
    train(qtbot, window.session, 20)
    before, params = losses(window), window.session.recording.trainer.state().params
    window.close()
    again = open_window()
    again.director.show_network()
    until(qtbot, again.session, Phase.PAUSED)
    assert losses(again) == before and again.session.settings.hidden == 20
    assert [c.after for c in again.session.recording.changes] == [0.01]
    for name, value in again.session.recording.trainer.state().params.items():
        np.testing.assert_array_equal(value, params[name])
    assert again.training.commands.train.text() == "Go on"


def test_what_waits_for_a_reset_waits_the_next_day_too(qtbot: QtBot, open_window) -> None:
    """And nothing that is shown of the run is of the next one."""
    window = open_window()
    train(qtbot, window.session, 60)
    window.session.configure(learning_rate=0.05)
    fields = window.training.controls.fields
    fields["hidden"].setValue(80)
    fields["optimizer"].setCurrentIndex(fields["optimizer"].findData("adam"))
    waits, wanted = window.session.awaits_reset, window.session.settings
    dead = window.session.recording.observation.dead_units
    assert waits == ("hidden", "optimizer", "learning_rate")
    window.close()
    again = open_window()
    again.director.show_network()
    until(qtbot, again.session, Phase.PAUSED)
    again.docks.show("training")
    assert again.training.readout.values["dead"].text() == f"{dead} / 50"
    assert again.session.awaits_reset == waits and again.session.settings == wanted
    assert again.training.controls.later.isVisibleTo(again.training.controls)
    train(qtbot, again.session, 10)
    runs = again.session.recording.trainer.config
    assert (runs.hidden, runs.optimizer, runs.learning_rate) == (50, "sgd", 0.05)


def test_it_is_kept_while_it_runs_so_a_crash_costs_little(
    qtbot: QtBot, open_window, tmp_path: Path
) -> None:
    window = open_window()
    window.session.start()
    qtbot.waitUntil(lambda: window.session.recording.steps > 50, timeout=LONG)
    window.runs.kept.keep()
    qtbot.waitUntil(kept_file(tmp_path).is_file, timeout=LONG)
    assert window.session.phase is Phase.RUNNING
    kept = checkpoint.load(kept_file(tmp_path))
    assert kept.state.iteration >= 50
    np.testing.assert_array_equal(kept.losses, losses(window)[: kept.state.iteration])


def test_a_finished_run_is_finished_the_next_day(qtbot: QtBot, open_window) -> None:
    window = open_window()
    window.session.configure(iterations=60)
    window.session.start()
    until(qtbot, window.session, Phase.FINISHED)
    shown, was = window.training.readout.accuracy.text(), window.session.current
    window.close()
    again = open_window()
    again.director.show_network()
    until(qtbot, again.session, Phase.FINISHED)
    assert again.training.readout.accuracy.text() == shown
    current = again.session.current
    assert current.iteration + 1 == 60 and current.loss == was.loss == losses(again)[-1]
    for name, value in was.leaves.items():
        np.testing.assert_array_equal(current.leaves[name], value)
    assert "step 60, complete" in again.stage.caption.text()


def test_a_step_that_is_to_come_is_not_said_to_be_done(qtbot: QtBot, open_window) -> None:
    window = open_window()
    train(qtbot, window.session, 20)
    window.close()
    again = open_window()
    again.director.show_network()
    until(qtbot, again.session, Phase.PAUSED)
    step = again.session.recording.steps + 1
    assert f"step {step} as it would be" in again.stage.caption.text()


def test_a_net_that_was_reset_is_not_the_old_run_the_next_day(
    qtbot: QtBot, open_window, tmp_path: Path
) -> None:
    window = open_window()
    train(qtbot, window.session, 20)
    window.runs.kept.keep()
    qtbot.waitUntil(kept_file(tmp_path).is_file, timeout=LONG)
    window.session.reset()
    until(qtbot, window.session, Phase.READY)
    window.close()
    assert not kept_file(tmp_path).exists()


def test_two_windows_keep_a_run_each(qtbot: QtBot, open_window, tmp_path: Path) -> None:
    one, other = open_window(), open_window()
    for window, steps in ((one, 10), (other, 30)):
        train(qtbot, window.session, steps)
    wanted = [losses(one), losses(other)]
    one.close()
    other.close()
    folder = tmp_path / "state" / "run"
    found = [list(checkpoint.load(folder / f"run-{n}.npz").losses) for n in range(2)]
    assert found == wanted


def test_a_run_of_other_images_stays_in_a_file_that_is_named(
    qtbot: QtBot, open_window, tmp_path: Path
) -> None:
    window = open_window()
    train(qtbot, window.session, 20)
    window.close()
    kept = checkpoint.load(kept_file(tmp_path))
    other = checkpoint.Checkpoint(
        kept.state, checkpoint.DataId("MNIST", "0" * 64), kept.losses, kept.accuracies
    )
    checkpoint.save(kept_file(tmp_path), other)
    again = open_window()
    again.director.show_network()
    until(qtbot, again.session, Phase.READY)
    qtbot.waitUntil(again.notice.isVisible, timeout=LONG)
    aside = kept_file(tmp_path).with_name("left-1.npz")
    assert aside.is_file() and aside.name in again.notice.sentence.text()


def test_a_damaged_file_is_put_aside(qtbot: QtBot, open_window, tmp_path: Path) -> None:
    kept_file(tmp_path).parent.mkdir(parents=True)
    kept_file(tmp_path).write_bytes(b"no run")
    window = open_window()
    qtbot.waitUntil(window.notice.isVisible, timeout=LONG)
    assert "left-1.npz" in window.notice.sentence.text()
    train(qtbot, window.session, 5)


def test_a_run_of_a_newer_version_is_put_aside_and_that_is_said(
    qtbot: QtBot, open_window, tmp_path: Path, monkeypatch
) -> None:
    window = open_window()
    train(qtbot, window.session, 5)
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr("core.training.checkpoint_header.VERSION", 99)
        window.close()
    again = open_window()
    qtbot.waitUntil(again.notice.isVisible, timeout=LONG)
    said = again.notice.sentence.text()
    assert "left-1.npz" in said and "newer version" in said and "99" in said


@pytest.mark.parametrize("by", ["reset", "reseed"])
def test_a_run_that_was_reset_is_brought_back(qtbot: QtBot, window: MainWindow, by: str) -> None:
    window.docks.show("training")
    train(qtbot, window.session, 120)
    run, done = window.session.recording, losses(window)
    qtbot.mouseClick(window.training.commands.small[by], Qt.MouseButton.LeftButton)
    until(qtbot, window.session, Phase.READY)
    assert f"{len(done)} steps" in window.runs.way_back.sentence.text()
    qtbot.mouseClick(window.runs.way_back.choices[0], Qt.MouseButton.LeftButton)
    until(qtbot, window.session, Phase.PAUSED)
    assert window.session.recording is run and losses(window) == done
    assert not window.runs.way_back.isVisible()
    train(qtbot, window.session, 30)
    assert losses(window)[: len(done)] == done


def test_a_run_on_other_images_is_brought_back_with_them(qtbot: QtBot, window: MainWindow) -> None:
    train(qtbot, window.session, 120)
    mine, done = window.session.data, losses(window)
    some = load("builtin")
    other = Dataset(some.name, *(part[:50] for part in vars_of(some)))
    window.session.use_data(other, "elsewhere")
    until(qtbot, window.session, Phase.READY)
    window.actions_by_name["bring_back"].trigger()
    until(qtbot, window.session, Phase.PAUSED)
    assert window.session.data is mine and window.session.data_place == ""
    assert losses(window) == done


def vars_of(data: Dataset):
    return data.x_train, data.t_train, data.x_test, data.t_test


def test_the_run_of_a_moment_is_no_loss(qtbot: QtBot, window: MainWindow) -> None:
    train(qtbot, window.session, 5)
    window.session.reset()
    until(qtbot, window.session, Phase.READY)
    assert window.runs.way_back.isHidden() and not window.actions_by_name["bring_back"].isEnabled()


def test_a_run_that_was_going_on_comes_back_at_rest(qtbot: QtBot, window: MainWindow) -> None:
    window.session.start()
    qtbot.waitUntil(lambda: window.session.recording.steps > 150, timeout=LONG)
    run = window.session.recording
    window.session.reset()
    until(qtbot, window.session, Phase.READY)
    steps = run.steps
    window.session.bring_back()
    until(qtbot, window.session, Phase.PAUSED)
    assert window.session.recording is run and run.steps == steps
    qtbot.mouseClick(window.training.commands.freeze, Qt.MouseButton.LeftButton)


def test_stop_is_no_trap(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.show("training")
    train(qtbot, window.session, 20)
    window.session.start()
    commands = window.training.commands
    qtbot.mouseClick(commands.small["stop"], Qt.MouseButton.LeftButton)
    until(qtbot, window.session, Phase.STOPPED)
    done = losses(window)
    assert commands.train.text() == "Go on" and commands.small["step"].isEnabled()
    assert commands.freeze.isEnabled()
    qtbot.mouseClick(commands.train, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.recording.steps > len(done) + 5, timeout=LONG)
    assert losses(window)[: len(done)] == done


def test_the_file_menu_tells_graph_and_run_apart(qtbot: QtBot, window: MainWindow) -> None:
    names = [window.actions_by_name[name] for name in ("save", "save_run", "open", "open_run")]
    assert [action.text() for action in names] == [
        "Save the graph",
        "Save the training run…",
        "Open a graph…",
        "Open a training run…",
    ]
    assert not window.actions_by_name["save_run"].isEnabled()
    train(qtbot, window.session, 5)
    assert window.actions_by_name["save_run"].isEnabled()


def test_the_keyboard_stays_where_it_was(qtbot: QtBot, window: MainWindow) -> None:
    """A button that has to wait gives it to its neighbour, not to another panel."""
    window.docks.show("training")
    train(qtbot, window.session, 5)
    commands = window.training.commands
    commands.small["reset"].setFocus()
    qtbot.keyClick(commands.small["reset"], Qt.Key.Key_Space)
    until(qtbot, window.session, Phase.READY)
    assert commands.train.hasFocus() or commands.small["reset"].hasFocus()


def test_what_was_seen_inside_comes_along(qtbot: QtBot, open_window) -> None:
    """Learning rates, update ratios, dead units and the first histogram: all that was watched."""
    window = open_window()
    window.session.configure(schedule="exponential")
    train(qtbot, window.session, 120)
    before = window.session.recording
    tables = [before.rates, before.observations, *before.histograms.values()]
    seen = [series.since() for series in tables]
    window.close()
    again = open_window()
    again.director.show_network()
    until(qtbot, again.session, Phase.PAUSED)
    after = again.session.recording
    found = [after.rates, after.observations, *after.histograms.values()]
    for wanted, series in zip(seen, found, strict=True):
        np.testing.assert_array_equal(series.since(), wanted)
    assert after.first_observation.histograms == before.first_observation.histograms
    assert (
        again.training.readout.values["loss"].text()
        == window.training.readout.values["loss"].text()
    )

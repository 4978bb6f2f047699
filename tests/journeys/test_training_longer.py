"""A run has taken its last step, and somebody wants to see more of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.training import Phase
from tests.sessions import until

SHORT, LONG = 60, 150


def finished(qtbot: QtBot, window: MainWindow, iterations: int = SHORT) -> None:
    """A run of its own, to its end."""
    window.docks.show("training")
    window.director.show_network()
    until(qtbot, window.session, Phase.READY)
    window.session.configure(hidden=8, batch_size=10, iterations=iterations)
    until(qtbot, window.session, Phase.READY)
    window.session.start()
    until(qtbot, window.session, Phase.FINISHED)


def losses(window: MainWindow) -> list[float]:
    return list(window.session.recording.losses.since()[1])


def lengthen(qtbot: QtBot, window: MainWindow) -> None:
    """By hand: the number of steps, then the main button."""
    window.training.controls.fields["iterations"].setValue(LONG)
    until(qtbot, window.session, Phase.PAUSED)
    assert window.session.awaits_reset == ()
    assert window.session.current.iteration + 1 == SHORT or not window.session.recording.newest
    button = window.training.commands.train
    assert button.text() == "Go on"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    until(qtbot, window.session, Phase.FINISHED)
    assert window.session.recording.steps == LONG


@pytest.mark.parametrize("by", ["at once", "file", "next day"])
def test_more_steps_let_a_finished_run_go_on(
    qtbot: QtBot, open_window, tmp_path: Path, by: str
) -> None:
    window = open_window()
    finished(qtbot, window, LONG)
    whole, params = losses(window), window.session.recording.trainer.state().params
    window.session.configure(iterations=SHORT)
    window.session.reset()
    until(qtbot, window.session, Phase.READY)
    finished(qtbot, window)
    if by == "file":
        window.training.controls.files.files.save(tmp_path / "run.npz")
        window.session.reset()
        until(qtbot, window.session, Phase.READY)
        window.training.controls.files.files.open(tmp_path / "run.npz")
        until(qtbot, window.session, Phase.FINISHED)
    elif by == "next day":
        window.close()
        window = open_window()
        window.docks.show("training")
        window.director.show_network()
        until(qtbot, window.session, Phase.FINISHED)
    lengthen(qtbot, window)
    assert losses(window) == pytest.approx(whole, rel=1e-6, abs=0)
    for name, value in window.session.recording.trainer.state().params.items():
        assert (value == params[name]).all(), name
    epochs = window.session.recording.accuracies.since()[0]
    assert len(set(epochs)) == len(epochs), "that of the former last step is among them, once"
    assert window.session.recording.steps_at(epochs).round().tolist().count(SHORT - 1) == 1


def test_a_finished_run_begins_anew_all_the_same(qtbot: QtBot, window: MainWindow) -> None:
    finished(qtbot, window)
    fields, commands = window.training.controls.fields, window.training.commands
    fields["learning_rate"].setValue(0.03)
    fields["iterations"].setValue(SHORT - 10)
    assert window.session.phase is Phase.FINISHED and commands.train.text() == "Again"
    assert set(window.session.awaits_reset) == {"learning_rate", "iterations"}
    fields["iterations"].setValue(LONG)
    until(qtbot, window.session, Phase.PAUSED)
    assert window.session.running.learning_rate == 0.03
    fields["iterations"].setValue(SHORT)  # a change of mind: nothing is left to do
    qtbot.mouseClick(commands.train, Qt.MouseButton.LeftButton)
    until(qtbot, window.session, Phase.FINISHED)
    assert window.session.recording.steps == SHORT and commands.train.text() == "Again"
    fields["iterations"].setValue(LONG)
    until(qtbot, window.session, Phase.PAUSED)
    qtbot.mouseClick(commands.small["reset"], Qt.MouseButton.LeftButton)
    until(qtbot, window.session, Phase.READY)
    assert window.session.recording.steps == 0


def test_another_net_is_another_run_however_long(qtbot: QtBot, window: MainWindow) -> None:
    finished(qtbot, window)
    window.session.configure(hidden=9)
    window.session.configure(iterations=LONG)
    assert window.session.phase is Phase.FINISHED
    assert window.session.awaits_reset == ("hidden", "iterations")

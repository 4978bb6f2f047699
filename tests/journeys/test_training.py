"""Somebody trains the net, freezes a step and replays it, and closes in the middle."""

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.training.phase import Phase

LONG = 60_000  # ms; the machine may be busy with something else


def start_training(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window.stage.view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.session.recording.steps > 50, timeout=LONG)


def test_train_freeze_replay(qtbot: QtBot, window: MainWindow) -> None:
    start_training(qtbot, window)
    assert window.director.shows_network
    with qtbot.waitSignal(window.session.frozen, timeout=LONG) as frozen:
        qtbot.keyClick(window.stage.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    snapshot = frozen.args[0]
    trace = window.stage.frame.trace
    assert float(trace.values["L"]) == snapshot.loss  # the very numbers of that step
    assert np.array_equal(trace.values["W1"], snapshot.leaves["W1"])
    assert window.session.phase is Phase.PAUSED
    assert window.player.playing  # it replays by itself
    assert str(snapshot.iteration + 1) in window.expression.field.placeholderText()


def test_space_while_it_trains_plays_the_step_of_this_moment(
    qtbot: QtBot, window: MainWindow
) -> None:
    start_training(qtbot, window)
    with qtbot.waitSignal(window.session.frozen, timeout=LONG) as frozen:
        qtbot.keyClick(window.stage.view, Qt.Key.Key_Space)
    assert float(window.stage.frame.trace.values["L"]) == frozen.args[0].loss
    assert window.player.playing


def test_go_on_after_a_freeze(qtbot: QtBot, window: MainWindow) -> None:
    start_training(qtbot, window)
    with qtbot.waitSignal(window.session.frozen, timeout=LONG) as frozen:
        window.session.freeze()
    start_training(qtbot, window)
    wanted = frozen.args[0].iteration + 100
    qtbot.waitUntil(lambda: window.session.recording.steps > wanted, timeout=LONG)


def test_an_expression_typed_while_it_trains_stays(qtbot: QtBot, window: MainWindow) -> None:
    start_training(qtbot, window)
    window.director.open("gates")
    steps = window.session.recording.steps
    qtbot.waitUntil(lambda: window.session.recording.steps > steps + 50, timeout=LONG)
    assert window.stage.frame.trace.graph.output == "f"
    assert window.session.phase is Phase.RUNNING


def test_look_and_language_change_while_it_trains(qtbot: QtBot, window: MainWindow) -> None:
    start_training(qtbot, window)
    for theme in ("dark", "projector", "light"):
        window.appearance.set_theme(theme)
        window.switch_language()
        steps = window.session.recording.steps
        qtbot.waitUntil(lambda n=steps: window.session.recording.steps > n, timeout=LONG)
    assert window.session.phase is Phase.RUNNING


def test_pausing_leaves_the_last_step_on_the_stage(qtbot: QtBot, window: MainWindow) -> None:
    start_training(qtbot, window)
    window.session.pause()
    qtbot.waitUntil(lambda: window.session.phase is Phase.PAUSED, timeout=LONG)
    qtbot.waitUntil(lambda: window.player.playback.at_end)
    current = window.session.current
    assert float(window.stage.frame.trace.values["L"]) == current.loss


def test_close_in_the_middle_of_training(qtbot: QtBot, window: MainWindow) -> None:
    start_training(qtbot, window)
    window.close()
    assert window.ended_cleanly

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
        qtbot.keyClick(window.stage.view, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
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
        window.handlers.switch_language()
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


def test_a_net_of_other_sizes_is_laid_out_anew(qtbot: QtBot, window: MainWindow) -> None:
    window.session.configure(hidden=3, batch_size=4, iterations=60)
    window.session.start()
    qtbot.waitUntil(lambda: window.session.phase is Phase.FINISHED, timeout=LONG)
    window.session.configure(hidden=80, batch_size=100, iterations=100_000)
    window.session.start()
    qtbot.waitUntil(lambda: window.session.recording.steps > 20, timeout=LONG)
    qtbot.waitUntil(lambda: window.stage.frame.trace.values["A1"].shape == (100, 80), timeout=LONG)
    style = window.stage.scene.nodes["A1"].style
    assert style.picture is not None and style.picture.name != "CELLS"


def test_every_step_stands_complete(qtbot: QtBot, window: MainWindow) -> None:
    window.director.show_network()
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    assert window.player.playback.position == 0
    for step in range(1, 4):
        window.session.step()
        said = f"step {step},"
        qtbot.waitUntil(lambda said=said: said in window.stage.caption.text(), timeout=LONG)
        assert window.session.recording.steps == step
        assert window.player.playback.at_end


def test_what_is_shown_while_it_trains_is_one_step_everywhere(
    qtbot: QtBot, window: MainWindow
) -> None:
    start_training(qtbot, window)
    qtbot.waitUntil(lambda: window.player.playback.at_end, timeout=LONG)
    assert window.stage.frame.trace is window.player.playback.trace
    assert "training" in window.stage.caption.text()


def test_nobody_can_edit_numbers_that_change_by_themselves(
    qtbot: QtBot, window: MainWindow
) -> None:
    start_training(qtbot, window)
    window.editor.commands.run("edit_value", "b2")
    assert not window.editor.commands.field.isVisible()
    window.session.pause()
    qtbot.waitUntil(lambda: window.session.phase is Phase.PAUSED, timeout=LONG)
    window.editor.commands.run("edit_value", "b2")
    assert window.editor.commands.field.isVisible()


def test_half_typed_text_survives_training(qtbot: QtBot, window: MainWindow) -> None:
    start_training(qtbot, window)
    window.handlers.edit_expression()
    qtbot.keyClicks(window.expression.field, "e = (a +")
    steps = window.session.recording.steps
    qtbot.waitUntil(lambda: window.session.recording.steps > steps + 500, timeout=LONG)
    assert window.expression.text.startswith("e = (a +")
    assert window.director.shows_network


def test_a_graph_that_cannot_run_leaves_the_net_on_the_stage(
    qtbot: QtBot, window: MainWindow
) -> None:
    start_training(qtbot, window)
    window.handlers.edit_expression()
    qtbot.keyClicks(window.expression.field, "y = [[1, 2]] @ [[1, 2]]")
    qtbot.waitUntil(lambda: "shapes" in window.expression.shown_problem)
    assert window.director.shows_network

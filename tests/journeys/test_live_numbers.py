"""A teacher drags a number and the class watches both passes follow; every edit is undone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.trace import Seed
from gui.main_window import MainWindow
from tests.hands import STEP, Hands, Keys


@pytest.fixture
def hands(window: MainWindow) -> Hands:
    return Hands(window.stage, window.editor, window.workbench, window.appearance)


def shown(window: MainWindow, node: str) -> tuple[float, float]:
    """The value and the gradient that the stage paints."""
    state = window.stage.scene.state
    return float(state.value(node)), float(state.gradient(node))


def test_drag_b_from_1_to_3_and_read_both_passes(window: MainWindow, hands: Hands) -> None:
    window.player.to_end()
    start = hands.at("b")
    seen = []
    hands.drag(start, start, drop=False)
    for step in range(21):
        hands.move(start + QPoint(step * STEP, 0))
        b = round(1 + step / 10, 1)
        value, gradient = shown(window, "b")
        assert value == b
        assert np.isclose(gradient, (b + 1) + (2 + b))
        seen.append(shown(window, "e")[0])
    hands.drop(start + QPoint(20 * STEP, 0))
    assert seen == sorted(seen)
    assert shown(window, "e") == (20.0, 1.0)
    assert shown(window, "a") == (2.0, 4.0)
    assert window.expression.text == "e = (a + b) * (b + 1)"
    QTest.keyClick(window.stage.view, Qt.Key.Key_Z, Keys.ControlModifier)
    assert shown(window, "b") == (1.0, 5.0)
    QTest.keyClick(window.stage.view, Qt.Key.Key_Y, Keys.ControlModifier)
    assert shown(window, "b") == (3.0, 9.0)


def test_nothing_moves_on_the_stage_while_a_number_is_dragged(
    window: MainWindow, hands: Hands
) -> None:
    window.player.to_end()
    before = {name: hands.at(name) for name in window.stage.scene.nodes}
    view = window.stage.view.transform()
    start = hands.at("a")
    hands.drag(start, start + QPoint(150, 0), drop=False)
    assert {name: hands.at(name) for name in window.stage.scene.nodes} == before
    assert window.stage.view.transform() == view
    hands.drop(start)


def test_playback_stays_where_it_is(window: MainWindow, hands: Hands) -> None:
    window.player.seek(9.0)
    start = hands.at("a")
    hands.drag(start, start + QPoint(60, 0))
    assert window.player.playback.position == 9.0
    assert window.player.playback.trace is window.workbench.trace
    window.player.to_start()
    hands.drag(start, start + QPoint(60, 0))
    assert window.player.playback.at_end, "before anything was played, all of it is shown"


def test_a_constant_is_a_number_like_any_other(window: MainWindow, hands: Hands) -> None:
    """Its number is part of the graph; but what happens, and when, does not hang on it."""
    one = next(n.id for n in window.workbench.document.graph.nodes if n.literal is not None)
    window.player.seek(9.0)
    start = hands.at(one)
    hands.drag(start, start + QPoint(60, 0))
    assert window.workbench.document.expression != "e = (a + b) * (b + 1)"
    assert window.player.playback.position == 9.0
    window.player.play()
    window.workbench.set_value(one, 6.0)
    assert window.player.playing
    assert 9.0 <= window.player.playback.position < 10.0


def test_the_view_does_not_follow_events_away_from_the_hand(
    window: MainWindow, hands: Hands
) -> None:
    window.player.to_start()
    window.stage.follower.ask(True)
    start = hands.at("a")
    hands.drag(start, start + QPoint(60, 0), drop=False)
    assert window.player.playback.at_end
    window.stage.finish_motion()
    assert hands.at("a") == start
    hands.drop(start + QPoint(60, 0))


def test_a_constant_is_dragged_and_the_formula_follows(window: MainWindow, hands: Hands) -> None:
    start = hands.at("1")
    hands.drag(start, start + QPoint(15 * STEP, 0))
    assert window.expression.text == "e = (a + b) * (b + 2.5)"
    QTest.keyClick(window.stage.view, Qt.Key.Key_Z, Keys.ControlModifier)
    assert window.expression.text == "e = (a + b) * (b + 1)"


def test_reset_by_the_right_button(window: MainWindow, hands: Hands) -> None:
    start = hands.at("b")
    hands.drag(start, start + QPoint(60, 0))
    hands.menu(start)["reset_value"].trigger()
    assert hands.value("b") == 1.0


def test_the_line_for_newcomers_is_gone_for_good(open_window) -> None:
    today = open_window()
    assert today.editor.hint.isVisible()
    hands = Hands(today.stage, today.editor, today.workbench, today.appearance)
    hands.wheel(hands.at("a"), 1)
    assert not today.editor.hint.isVisible()
    today.close()
    assert not open_window().editor.hint.isVisible()


def test_a_drag_while_it_plays(qtbot: QtBot, window: MainWindow, hands: Hands) -> None:
    window.player.play()
    start = hands.at("b")
    hands.drag(start, start + QPoint(60, 0))
    assert window.player.playback.trace is window.workbench.trace
    qtbot.waitUntil(lambda: window.player.playback.position > 0)
    window.player.pause()


def on_the_card(window: MainWindow) -> str:
    """Every line that is to be read there."""
    shown = [line for line in window.card.lines if not line.isHidden()]
    return "  ".join(line.formula.passing or line.formula.accessibleName() for line in shown)


def test_the_card_follows_every_step_of_a_drag(window: MainWindow, hands: Hands, qtbot) -> None:
    """Its numbers are those of the stage at once; when the hand rests they are typeset again."""
    window.player.to_end()
    start = hands.at("a")
    hands.drag(start, start, drop=False)
    for step in range(1, 9):
        hands.move(start + QPoint(step * STEP, 0))
        e = shown(window, "a")[0] + shown(window, "b")[0]
        if step > 1:  # of a single step the card need not tremble
            assert f"= {e:g}" in on_the_card(window), step
        assert not window.card.graphicsEffect().isEnabled(), "it does not pale"
    hands.drop(start + QPoint(8 * STEP, 0))
    qtbot.waitUntil(lambda: not any(line.formula.passing for line in window.card.lines))
    assert "= 3.8" in on_the_card(window)


def test_a_step_in_the_middle_of_a_drag_is_told_as_a_whole(
    window: MainWindow, hands: Hands
) -> None:
    """Not with the numbers of the one event under the rule and the name of another."""
    window.player.to_end()
    start = hands.at("b")
    hands.drag(start, start, drop=False)
    hands.move(start + QPoint(STEP, 0))
    hands.move(start + QPoint(2 * STEP, 0))
    events = window.player.playback.trace.events
    window.player.seek(1.0 + next(i for i, event in enumerate(events) if isinstance(event, Seed)))
    assert "e" in window.card.heading.text() and on_the_card(window) == "∂e/∂e = 1"
    hands.drop(start)


def test_of_arrays_the_card_says_that_it_waits(window: MainWindow, hands: Hands, qtbot) -> None:
    window.director.open("affine")
    window.player.to_end()
    for step in range(3):
        window.editor.moving.emit()
        window.workbench.set_value("b", [0.0, 1.0, float(step)])
    assert window.card.graphicsEffect().isEnabled()
    qtbot.waitUntil(lambda: not window.card.graphicsEffect().isEnabled())


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_nothing_moves_when_a_hand_lets_go_either(open_window, theme: str) -> None:
    """There is room for other numbers from the beginning, also for a sum that is written longer."""
    window = open_window("en", theme)
    window.player.to_end()
    window.stage.finish_motion()
    nodes = window.stage.scene.nodes
    before = {name: item.pos() for name, item in nodes.items()}
    for b in (1.1, 2.5, 3.14, -0.5):
        window.workbench.set_value("b", b)
        window.stage.finish_motion()
        assert {name: window.stage.scene.nodes[name].pos() for name in before} == before, b

"""A lesson with the tools of the Explore dock, in the whole window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.documents.document import read
from core.explore.mistakes import FlawedTrace, Mistake
from core.explore.sweeps import Mode
from core.messages import Message
from gui.main_window import MainWindow
from gui.render.scene import until_network
from gui.stage.highlight import NOTHING
from gui.training.phase import Phase


def use(window: MainWindow, tool: str, example: str = "chain_rule"):
    window.director.open(example)
    window.docks.show("explore")
    QTest.mouseClick(window.explore.cards[tool], Qt.MouseButton.LeftButton)
    assert window.explore.current == tool
    return window.explore.tool


def said(window: MainWindow, qtbot, words: str) -> None:
    """Above the stage, at once, and still when the window has had its turn."""
    assert words in window.stage.caption.text()
    QApplication.processEvents()
    assert words in window.stage.caption.text()


def test_the_stage_shows_a_run_before_a_tool_speaks_of_it(window: MainWindow, qtbot) -> None:
    tool = use(window, "sweeps")
    shown: list[bool] = []
    tool.caption_changed.connect(
        lambda _: shown.append(window.stage.frame.trace is window.workbench.trace)
    )
    window.workbench.set_value("a", 7.0)
    assert shown and all(shown)
    said(window, qtbot, "Forward sweep 1 of 2")


def test_a_lesson_on_paths(window: MainWindow, qtbot) -> None:
    """Walk the two paths to b, then see why nobody walks those of a ladder."""
    tool = use(window, "paths")
    tool.stepper.buttons["step"].click()
    said(window, qtbot, "Path 2 of 2")
    assert "3 × 1 = 3" in window.stage.caption.text()
    tool.ladder.open.click()
    tool.ladder.rungs.setValue(20)
    assert window.workbench.document.text.count("+") == 20
    assert window.player.playback.trace is window.workbench.trace
    assert "1\u202f048\u202f576" in tool.sum.text()
    window.explore.done()
    qtbot.waitUntil(lambda: "Path" not in window.stage.caption.text())
    while window.workbench.undo_label is not None:
        window.workbench.undo()
    assert "a20" not in window.workbench.document.text


def test_a_lesson_on_modes(window: MainWindow, qtbot) -> None:
    """Sweep a small graph both ways, then read what the digits' net would take."""
    tool = use(window, "sweeps")
    tool.stepper.buttons["to_end"].click()
    said(window, qtbot, "Forward sweep 2 of 2")
    until_network(window)
    window.director.show_network()
    assert tool.table.lines[1:] == [("Forward", "39\u202f760"), ("Reverse", "1")]
    tool.modes[Mode.REVERSE].click()
    tool.stepper.buttons["to_end"].click()
    assert ("∂L/∂b₁", "(50,)") in tool.found.lines


def test_a_lesson_on_nudges(window: MainWindow, qtbot) -> None:
    """Click a node, push it, and change the graph while the tool is open."""
    tool = use(window, "nudge")
    view, circle = window.stage.view, window.stage.scene.nodes["c"]
    place = view.mapFromScene(circle.mapToScene(circle.body.center()))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert tool.nodes.currentText() == "c"
    window.explore.choose_node("b")
    assert tool.nodes.currentText() == "b"
    QTest.mouseClick(tool.up, Qt.MouseButton.LeftButton)
    said(window, qtbot, "e changes by +0.0501")
    QTest.mouseClick(tool.up, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "pushed" not in window.stage.caption.text())
    window.workbench.set_value("b", 4.0)
    assert tool.figures.lines[3] == ("gradient", "11")
    window.director.open("neuron")
    assert tool.nodes.currentText() == "w₀"


def test_a_lesson_on_mistakes(window: MainWindow, qtbot) -> None:
    """A mistake plays on the stage, survives another example, and is put right at the end."""
    tool = use(window, "mistakes")
    tool.switches[Mistake.OVERWRITE].setChecked(True)
    assert isinstance(window.player.playback.trace, FlawedTrace)
    window.player.to_end()
    assert float(window.player.playback.trace.gradients["b"]) == 2
    window.director.open("neuron")
    assert isinstance(window.player.playback.trace, FlawedTrace)
    assert not tool.examples[Mistake.OVERWRITE].isHidden(), "no node is read twice there"
    tool.examples[Mistake.OVERWRITE].click()
    assert window.workbench.document.text == "e = (a + b) * (b + 1)"
    window.explore.done()
    trace = window.player.playback.trace
    assert not isinstance(trace, FlawedTrace) and float(trace.gradients["b"]) == 5


def test_mistakes_in_the_net_that_trains(window: MainWindow, qtbot) -> None:
    tool = use(window, "mistakes")
    until_network(window)
    window.director.show_network()
    tool.switches[Mistake.MEAN].setChecked(True)
    assert isinstance(window.player.playback.trace, FlawedTrace)
    assert "100" in tool.sentences[Mistake.MEAN].text()
    tool.put_right()
    assert not isinstance(window.player.playback.trace, FlawedTrace)


@pytest.mark.parametrize("tool", ["paths", "sweeps", "nudge", "mistakes"])
@pytest.mark.parametrize("position", [0.0, 4.5])
def test_a_tool_comes_to_a_run_that_is_done(window: MainWindow, tool: str, position: float) -> None:
    """Wherever the passes stood: marks belong to results, not to empty nodes."""
    window.director.open("chain_rule")
    window.player.seek(position)
    window.docks.show("explore")
    QTest.mouseClick(window.explore.cards[tool], Qt.MouseButton.LeftButton)
    assert window.player.playback.at_end
    window.director.open("gates")
    assert window.player.playback.at_end, "also of the next example"


def test_a_nudge_marks_what_has_arrived(window: MainWindow) -> None:
    tool = use(window, "nudge")
    window.explore.choose_node("b")
    tool.up.click()
    state = window.stage.scene.state
    assert set(state.highlight.notes) == {"b", "c", "d", "e"}
    QTest.keyClick(window, Qt.Key.Key_Home)
    assert set(window.stage.scene.state.highlight.notes) == {"b"}, "its value is given"
    trace = window.player.playback.trace
    window.player.seek(trace.value_index["c"] + 1.0)
    assert set(window.stage.scene.state.highlight.notes) == {"b", "c"}
    QTest.keyClick(window, Qt.Key.Key_End)
    assert set(window.stage.scene.state.highlight.notes) == {"b", "c", "d", "e"}
    assert "pushed" in window.stage.caption.text()


def test_what_stands_at_infinity_is_said_to_be_stuck(window: MainWindow) -> None:
    tool = use(window, "nudge")
    document = read("y = relu(log(x))", {"x": np.array(0.0)})
    window.workbench.open(document, Message("canvas.label.fold"))
    window.explore.choose_node("c")
    tool.up.click()
    assert "c stands at −∞" in tool.regime.text()
    window.workbench.set_value("x", 1.0)
    assert "kink" in tool.regime.text()


def test_verdicts_stand_on_what_has_arrived_also_when_the_tool_comes_back(
    window: MainWindow,
) -> None:
    use(window, "mistakes")
    trace = window.player.playback.trace
    window.player.seek(trace.forward_count + 1.0)
    assert set(window.stage.scene.state.highlight.nodes) == {"e"}
    window.docks.show("card")
    QApplication.processEvents()
    window.docks.show("explore")
    QApplication.processEvents()
    assert set(window.stage.scene.state.highlight.nodes) == {"e"}
    assert window.player.playback.position == trace.forward_count + 1.0


@pytest.mark.parametrize("tool", ["paths", "sweeps"])
def test_behind_another_tab_a_tool_leaves_stage_and_keys_alone(
    open_window, qtbot, tool: str
) -> None:
    window = open_window()
    window.resize(1024, 700)  # all docks in one place
    window.docks.reset()
    QApplication.processEvents()  # until it is the active one
    used = use(window, tool)
    QTest.keyClick(window, Qt.Key.Key_Home)
    QTest.keyClick(window, Qt.Key.Key_Right)
    place, said = used.place, window.stage.caption.text()
    lit = window.stage.scene.state.highlight
    window.docks.show("card")
    qtbot.waitUntil(window.stage.mode.isHidden)
    assert window.stage.scene.state.highlight == NOTHING
    assert window.transport.timeline.isEnabled()
    window.stage.view.setFocus()
    position = window.player.playback.position
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert window.player.playback.position == position - 1 and used.place == place
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert window.player.playing
    window.stage.view.zoom(2)
    scale = window.stage.view.camera.scale
    window.docks.show("explore")
    qtbot.waitUntil(window.stage.mode.isVisible)
    assert not window.player.playing and window.player.playback.at_end
    assert used.place == place and window.stage.scene.state.highlight == lit
    assert window.stage.caption.text() == said
    assert window.stage.view.camera.scale == scale, "who came near to something is still there"
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert used.place != place


def test_a_mistake_behind_another_tab_is_not_made(window: MainWindow, qtbot) -> None:
    window.docks["explore"].setFloating(False)
    tool = use(window, "mistakes")
    tool.switches[Mistake.OVERWRITE].setChecked(True)
    window.docks.show("training")
    qtbot.waitUntil(window.stage.mode.isHidden)
    assert not isinstance(window.workbench.trace, FlawedTrace)
    window.workbench.set_value("a", 7.0)
    window.docks.show("explore")
    qtbot.waitUntil(window.stage.mode.isVisible)
    assert isinstance(window.workbench.trace, FlawedTrace)
    assert "instead of 10" in window.stage.caption.text()


def test_who_presents_keeps_the_tool_although_its_dock_is_gone(window: MainWindow, qtbot) -> None:
    used = use(window, "paths")
    window.presentation.enter()
    QApplication.processEvents()
    assert not window.explore.isVisible() and window.explore.tool is used
    QTest.keyClick(window, Qt.Key.Key_End)
    assert used.place.number == used.walks() - 1
    window.presentation.leave()
    qtbot.waitUntil(window.explore.isVisible)
    assert window.explore.tool is used and not window.stage.mode.isHidden()


def test_escape_on_the_stage_leaves_one_thing_after_the_other(window: MainWindow) -> None:
    """First what is small: the search, the selection; then the tool, as its × does."""
    use(window, "paths")
    window.stage.view.setFocus()
    window.stage.search_bar.open()
    window.stage.view.setFocus()
    window.stage.view.select("c")
    still = [
        lambda: bool(window.stage.view.selection),
        lambda: window.stage.search_bar.is_open,
        lambda: window.explore.current == "paths",
    ]
    for gone in range(len(still) + 1):
        assert [there() for there in still] == [i >= gone for i in range(len(still))]
        QTest.keyClick(window.stage.view, Qt.Key.Key_Escape)
    assert window.stage.scene.state.highlight == NOTHING
    assert window.focusWidget() is window.stage.view


@pytest.mark.parametrize("tool", ["paths", "sweeps"])
def test_the_keys_go_through_what_the_tool_goes_through(window: MainWindow, tool: str) -> None:
    """There is one player at a time: the passes wait, and look as if they did."""
    window.player.play()
    used = use(window, tool, "ladder")
    assert window.stage.caption.text().startswith(("Path 1 of 32", "Forward sweep 1 of 1"))
    window.stage.view.setFocus()
    assert window.player.playback.at_end and not window.player.playing
    assert not window.transport.buttons["play"].isEnabled()
    assert not window.transport.timeline.isEnabled()
    assert window.transport.words.text().startswith(window.stage.mode.title.text())
    position, seen = window.player.playback.position, []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Left):
        QTest.keyClick(window, key)
        seen.append(used.place)
    assert seen[0].number == 0 and seen[1] != seen[0]
    QTest.keyClick(window, Qt.Key.Key_End)
    assert used.place.number == used.walks() - 1
    QTest.keyClick(window, Qt.Key.Key_Home)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert used.stepper.playing and not window.player.playing
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert not used.stepper.playing
    assert window.player.playback.position == position
    window.explore.done()
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert window.player.playback.position < position
    assert window.transport.timeline.isEnabled()


def test_who_freezes_a_step_wants_to_see_its_passes(window: MainWindow, qtbot) -> None:
    until_network(window)
    window.director.show_network()
    use(window, "sweeps", "two_layer_net")
    window.session.start()
    qtbot.waitUntil(lambda: window.session.current is not None)
    with qtbot.waitSignal(window.session.frozen, timeout=10_000):
        window.session.freeze()
    assert window.explore.current == "" and window.player.playing
    window.player.pause()


def test_page_down_after_the_last_path_opens_the_next_example(window: MainWindow) -> None:
    use(window, "paths")
    QTest.keyClick(window, Qt.Key.Key_End)
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert window.director.example == "gates"
    assert window.player.playback.at_end, "its numbers are there to be walked over"


def test_space_plays_after_a_click_on_a_switch(window: MainWindow) -> None:
    """The mouse takes no keyboard along; who walks there by Tab keeps it."""
    tool = use(window, "mistakes")
    window.stage.view.setFocus()
    switch = tool.switches[Mistake.OVERWRITE]
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=switch.rect().topLeft() + QPoint(8, 8))
    assert switch.isChecked()
    assert window.focusWidget() is window.stage.view
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert switch.isChecked() and window.player.playing
    switch.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()


@pytest.mark.parametrize("tool", ["paths", "sweeps", "nudge", "mistakes"])
def test_every_tool_speaks_both_languages(window: MainWindow, tool: str) -> None:
    use(window, tool)
    window.handlers.switch_language()
    window.handlers.switch_theme()
    assert window.explore.current == tool
    window.handlers.switch_language()


@pytest.mark.parametrize("tool", ["paths", "sweeps", "nudge", "mistakes"])
def test_a_tool_waits_while_the_net_trains_and_looks_when_it_rests(
    window: MainWindow, qtbot, tool: str
) -> None:
    until_network(window)
    window.director.show_network()
    used = use(window, tool, "two_layer_net")
    if tool == "mistakes":
        used.switches[Mistake.MEAN].setChecked(True)
    looked: list[object] = []
    look = used.look
    used.look = lambda trace: (looked.append(trace), look(trace))
    window.session.configure(iterations=40)
    window.session.start()
    qtbot.waitUntil(lambda: window.session.phase is Phase.FINISHED, timeout=20_000)
    qtbot.waitUntil(lambda: bool(looked), timeout=5_000)
    qtbot.waitUntil(lambda: isinstance(used.trace, FlawedTrace) == (tool == "mistakes"))
    qtbot.waitUntil(lambda: used.trace is window.workbench.trace)
    assert used.trace is window.player.playback.trace


def test_escape_leaves_the_tool_and_gives_the_keyboard_to_the_stage(window: MainWindow) -> None:
    window.docks.show("explore")
    window.explore.choose("mistakes")
    tool = window.explore.tool
    assert tool is not None
    QTest.keyClick(tool, Qt.Key.Key_Escape)
    assert window.explore.current == ""
    assert window.stage.mode.isHidden()
    assert window.focusWidget() is window.stage.view


def test_a_curve_that_is_fitted_fills_the_stage(window: MainWindow) -> None:
    """Nobody has played it yet; the numbers of the run are seen all the same."""
    window.director.open("curve_fit")
    assert window.player.playback.position == 0
    window.explore.tool.step_once()
    assert window.player.playback.at_end


def test_a_mistake_leaves_the_playhead_at_its_event(window: MainWindow) -> None:
    """The backward pass with a mistake may have fewer events, or other ones before this."""
    tool = use(window, "mistakes")
    window.player.seek(8.4)
    for mistake in Mistake:
        before = window.player.frame
        tool.switches[mistake].setChecked(True)
        after = window.player.frame
        assert type(after.event) is type(before.event)
        assert after.progress == pytest.approx(before.progress)
        assert getattr(after.event, "edge", "") == getattr(before.event, "edge", "")
        tool.switches[mistake].setChecked(False)
        assert window.player.frame.position == pytest.approx(8.4)


def test_at_the_end_the_tool_has_the_word_whatever_was_moved_or_played(
    window: MainWindow, qtbot
) -> None:
    """Over wrong gradients the stage must not say that every node knows how much it changes e."""
    use(window, "mistakes").switches[Mistake.OVERWRITE].setChecked(True)
    assert "instead of 5" in window.stage.caption.text()
    window.player.to_start()
    assert "instead of" not in window.stage.caption.text()
    window.player.to_end()
    assert "instead of 5" in window.stage.caption.text()
    window.workbench.set_value("a", 7.0)
    said(window, qtbot, "instead of 10")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("tool", ["paths", "sweeps"])
def test_who_has_the_keys_is_said_whole_on_a_projector(
    small: MainWindow, tool: str, language: str
) -> None:
    small.translator.set_language(language)
    use(small, tool, "chain_rule")
    words = small.transport.words
    assert words.shown_text() == words.text()

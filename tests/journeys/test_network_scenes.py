"""The net from three distances; a curve that is fitted; data that are not scaled."""

import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.documents.document import read
from core.editing import replace
from core.messages import Message
from core.scenes import View, curve
from gui.explore.fit import FitTool
from gui.explore.scaling import ScalingTool
from gui.main_window import MainWindow
from gui.render.scene import until_network
from gui.training.phase import Phase

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
LONG = 60_000  # ms; the machine may be busy with something else


@pytest.fixture
def net(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window with the net on the stage."""
    window.director.open("two_layer_net")
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    return window


def click(window: MainWindow, view: View) -> None:
    QTest.mouseClick(window.stage.network.choices[view], Qt.MouseButton.LeftButton)


def values(window: MainWindow) -> dict[str, np.ndarray]:
    return dict(window.stage.frame.trace.values)


def test_the_choice_is_there_with_the_net_only(net: MainWindow) -> None:
    assert net.stage.network.isVisible()
    net.director.open("gates")
    assert not net.stage.network.isVisible()


def scenery(window: MainWindow) -> tuple:
    """What goes with the net."""
    field = window.expression.field
    bar = window.stage.network
    said = field.text(), field.placeholderText()
    return bar.isVisible(), bar.view, said, window.director.example, window.workbench.live


def test_undo_brings_the_net_back_wholly(net: MainWindow) -> None:
    click(net, View.UNIT)
    before, document = scenery(net), net.workbench.document
    assert before[0] and before[3] == "two_layer_net" and "Two-layer net" in "".join(before[2])
    unit = next(node.id for node in document.graph.nodes if node.id.startswith("z"))
    assert net.workbench.apply(replace(document.graph, unit, "tanh"), Message("window.edit.text"))
    after = scenery(net)
    assert not after[0] and after[3] == "" and not after[4]
    net.stage.view.setFocus()
    QTest.keyClick(net.stage.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert scenery(net) == before and net.workbench.document is document
    QTest.keyClick(net.stage.view, Qt.Key.Key_Z, CONTROL_SHIFT)
    assert scenery(net) == after


def test_of_a_net_that_has_moved_on_undo_brings_back_a_document(qtbot, net: MainWindow) -> None:
    before = net.session.current
    net.director.open("gates")
    net.session.step()
    qtbot.waitUntil(lambda: net.session.current is not before, timeout=LONG)
    net.workbench.undo()
    assert not net.workbench.live and net.director.example == ""
    assert "W1" in net.workbench.document.graph


def test_one_image_after_the_other(net: MainWindow) -> None:
    bar, step = net.stage.network, net.session.current
    click(net, View.IMAGE)
    assert np.array_equal(values(net)["X"], step.leaves["X"][:1])
    QTest.mouseClick(bar.next, Qt.MouseButton.LeftButton)
    assert np.array_equal(values(net)["X"], step.leaves["X"][1:2])
    assert f"label {step.leaves['t'][1]}" in bar.about.toolTip() + bar.about.text()
    bar.previous.click()
    bar.previous.click()
    assert np.array_equal(values(net)["X"], step.leaves["X"][-1:]), "round and round"
    bar.number.setFocus()
    bar.number.selectAll()
    QTest.keyClicks(bar.number, "7")
    QTest.keyClick(bar.number, Qt.Key.Key_Return)
    assert np.array_equal(values(net)["t"], step.leaves["t"][7:8])


def test_one_hidden_unit_shows_its_part_of_the_gradients(net: MainWindow) -> None:
    click(net, View.UNIT)
    net.stage.network.choose_number(3)
    whole, seen = net.session.current.trace, net.stage.frame.trace
    assert "w3" in net.stage.scene.nodes
    np.testing.assert_allclose(
        seen.gradients["w3"], whole.gradients["W1"][:, 3:4], rtol=1e-3, atol=1e-8
    )
    click(net, View.BATCH)
    assert net.stage.frame.trace is whole


def test_the_chosen_view_follows_the_training_and_frozen_steps_open_in_it(
    qtbot: QtBot, net: MainWindow
) -> None:
    click(net, View.UNIT)
    with qtbot.waitSignal(net.session.snapshot, timeout=LONG):
        net.session.start()
    assert "w0" in net.stage.scene.nodes
    with qtbot.waitSignal(net.session.frozen, timeout=LONG) as frozen:
        net.session.freeze()
    assert np.array_equal(values(net)["w0"], frozen.args[0].leaves["W1"][:, :1])
    assert net.player.playing


def test_a_curve_is_fitted_beside_its_knobs(window: MainWindow) -> None:
    window.director.open("curve_fit")
    tool = window.explore.tool
    assert isinstance(tool, FitTool) and tool.isVisible()
    first, before = loss(window), tool.plot.curve
    for _ in range(20):
        tool.step.click()
    assert tool.steps == 20
    assert loss(window) < first
    assert tool.plot.curve is not before
    weights = values(window)["W1"].copy()
    weights[0, 0] += 1.0  # as a hand on the stage would do it
    moved = tool.plot.curve
    window.workbench.set_value("W1", weights)
    assert not np.array_equal(tool.plot.curve.y, moved.y)
    tool.reset.click()
    assert loss(window) == pytest.approx(first)


NET, LABEL = curve.EXPRESSION, Message("canvas.label.fold")
ONE, SAME = np.array([[2.0]]), np.ones((24, 1))
FAR, VOID = np.array([[1e308], [-1e308]]), np.array([[np.nan], [np.inf]])


def test_the_page_follows_what_is_no_curve_fit_and_data_without_a_range(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of these ended the program."""
    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda _, error, trace: told.append(error))
    window.director.open("curve_fit")
    tool, bench = window.explore.tool, window.workbench
    first = bench.document
    for x, t, drawn in (
        (ONE, ONE / 2, True),
        (SAME, SAME, True),
        (FAR, np.ones((2, 1)), False),
        (np.ones((2, 1)), FAR, False),
        (VOID, VOID, False),
    ):
        bench.open(read(NET, {**first.values, "X": x, "t": t}), LABEL)
        tool.grab()
        assert tool.plot.isVisible() is drawn and tool.loss.isVisible(), x
        assert ("10³⁰⁰" in tool.hint.text()) is not drawn
    for text in ("affine(b1, W2, b2)", "affine(relu(A1) * t, W2, b2)"):
        bench.open(read(NET.replace("affine(Z1, W2, b2)", text), first.values), LABEL)
        tool.grab()
        assert "no such net" in tool.hint.text() and not tool.loss.isVisible(), text
    bench.open(first, LABEL)
    assert tool.plot.isVisible()
    assert told == []


def test_a_run_of_gradient_descent_is_undone_as_one(qtbot: QtBot, window: MainWindow) -> None:
    window.director.open("curve_fit")
    tool, first = window.explore.tool, loss(window)
    tool.run.click()
    qtbot.waitUntil(lambda: tool.steps > 20, timeout=LONG)
    tool.run.click()
    assert not tool.running
    assert loss(window) < first
    window.workbench.undo()
    assert loss(window) == pytest.approx(first)
    assert tool.steps == 0


def test_of_a_net_without_hinges_none_are_counted(window: MainWindow) -> None:
    window.director.open("curve_fit")
    tool = window.explore.tool
    assert "hinge" in tool.loss.text() and "bends the line once" in tool.hint.text()
    graph = window.workbench.document.graph
    assert window.workbench.apply(replace(graph, "Z1", "tanh"), Message("window.edit.text"))
    assert "hinge" not in tool.loss.text() and "once" not in tool.hint.text()
    assert "smoothly" in tool.hint.text() and tool.plot.grab().toImage().width() > 0


def test_leaving_the_tool_stops_the_run(qtbot: QtBot, window: MainWindow) -> None:
    window.director.open("curve_fit")
    tool = window.explore.tool
    tool.run.click()
    qtbot.waitUntil(lambda: tool.steps > 0, timeout=LONG)
    window.director.open("gates")
    assert not tool.running
    assert window.explore.current == "", "it was made for the curve"


def test_a_learning_rate_that_is_too_large_ends_in_a_sentence(window: MainWindow) -> None:
    window.director.open("curve_fit")
    tool = window.explore.tool
    tool.rate.setValue(10.0)
    for _ in range(400):
        tool.step.click()
    assert np.isfinite(loss(window)) or "learning rate" in window.stage.caption.text()
    assert all(np.isfinite(values(window)[name]).all() for name in ("W1", "b1", "W2", "b2"))


def test_the_sentence_of_a_step_too_far_goes_when_the_weights_are_others(
    window: MainWindow,
) -> None:
    window.director.open("curve_fit")
    tool, bench = window.explore.tool, window.workbench

    def warned() -> bool:
        return "learning rate is too large" in window.stage.caption.text()

    far = np.full_like(bench.document.values["W1"], 1e200)
    for away in (
        tool.reset.click,
        tool.dice.click,
        bench.undo,
        lambda: window.director.open("gates"),
    ):
        bench.set_value("W1", far)
        tool.step.click()
        assert warned()
        window.translator.set_language("zh_CN")
        window.translator.set_language("en")
        assert warned(), "it is still true"
        away()
        assert not warned(), away
        tool.say_again()
        assert not warned(), away


def test_steps_are_counted_for_the_weights_that_they_led_to(window: MainWindow) -> None:
    window.director.open("curve_fit")
    tool, bench = window.explore.tool, window.workbench

    def counted(steps: str) -> bool:
        return f"· {steps} ·" in tool.loss.text()

    for steps in ("1 step", "2 steps", "3 steps"):
        tool.step.click()
        assert counted(steps)
    bench.set_value("t", bench.document.values["t"] + 1)
    assert counted("3 steps"), "the weights are the same"
    bench.undo()
    for steps in ("2 steps", "1 step", "0 steps"):
        bench.undo()
        assert counted(steps)
    bench.redo()
    bench.redo()
    assert counted("2 steps")
    bench.set_value("b2", np.array([0.5]))
    assert counted("0 steps"), "a hand has moved them"
    bench.undo()
    assert counted("2 steps")
    window.director.open("gates")
    window.director.open("curve_fit")
    assert window.explore.tool is tool and counted("0 steps"), "a fresh net"
    tool.step.click()
    tool.reset.click()
    assert counted("0 steps")


def test_one_hinge_is_one(window: MainWindow) -> None:
    window.director.open("curve_fit")
    tool, bench = window.explore.tool, window.workbench
    bench.set_value("b1", np.array([0.0, 99, 99, 99, 99, 99]))
    assert tool.loss.text().endswith("1 hinge")
    window.translator.set_language("zh_CN")
    assert tool.loss.text().endswith("1 个折点")


def test_unscaled_inputs_overshoot(window: MainWindow) -> None:
    window.director.open("scaled_inputs")
    tool = window.explore.tool
    assert isinstance(tool, ScalingTool)
    first = loss(window)
    tool.presets[1000.0].click()
    assert loss(window) == pytest.approx(first), "the same line in another unit"
    _, near, far = tool.table.lines
    assert near[0] == "1" and far[0] == "1000"
    tool.step.click()
    assert loss(window) > 1e6 * first
    window.workbench.undo()
    window.workbench.undo()
    tool.step.click()
    assert loss(window) < first


@pytest.mark.parametrize("name", ["k", "w"])
def test_an_array_for_the_scale_is_no_scale(window: MainWindow, name: str) -> None:
    window.director.open("scaled_inputs")
    tool = window.explore.tool
    assert isinstance(tool, ScalingTool) and not tool.table.isHidden()
    window.workbench.set_value(name, np.linspace(1, 2, 5))
    assert tool.table.isHidden() and not tool.open.isHidden()
    tool.set_scale(10.0)
    tool.take_step()
    assert np.shape(window.workbench.document.values[name]) == (5,)
    tool.open.click()
    assert not tool.table.isHidden()


@pytest.mark.parametrize("k", [0.0, -3.0, np.inf, np.nan, [[2.0]]])
def test_an_odd_scale_is_compared_like_any_other(window: MainWindow, k: object) -> None:
    window.director.open("scaled_inputs")
    window.workbench.set_value("k", np.array(k))
    tool = window.explore.tool
    assert isinstance(tool, ScalingTool) and len(tool.table.lines) == 4
    tool.take_step()


def loss(window: MainWindow) -> float:
    return float(window.workbench.trace.values["L"])


def test_the_net_takes_away_the_tool_of_another_example(window: MainWindow) -> None:
    window.director.open("scaled_inputs")
    assert window.explore.current == "scaling" and window.stage.mode.isVisible()
    window.director.open("two_layer_net")
    until_network(window)
    assert not window.explore.current and not window.stage.mode.isVisible()

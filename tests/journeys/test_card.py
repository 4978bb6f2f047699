"""Somebody follows the chain rule on the card, and takes the run along."""

import runpy
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.graph import Edge
from core.playback import Frame
from gui.main_window import MainWindow
from gui.render.scene import until_network
from gui.stage.chain_rule.copy_menu import KINDS

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def stop_at(window: MainWindow, edge: Edge) -> None:
    trace = window.stage.frame.trace
    window.player.seek(trace.edge_index[edge] + 1)


def told(window: MainWindow) -> dict[str, str]:
    """The stages on the card: heading and formula, as a screen reader says it."""
    lines = [line for line in window.card.lines if not line.isHidden()]
    return {line.label.text(): line.formula.accessibleName() for line in lines}


def test_a_step_is_told_in_three_stages_with_its_reason(window: MainWindow) -> None:
    window.director.open("chain_rule")
    window.docks.show("card")
    stop_at(window, Edge("c", "e", 0))
    assert told(window) == {
        "Rule": "∂e/∂c = ∂e/∂e · ∂e/∂c = ∂e/∂e · d",
        "Upstream gradient put in": "= 1 · d",
        "Numbers": "= 1 · 2 = 2",
    }
    assert window.card.why.text() == "× swaps: c gets 1 times the other factor, d = 2."
    assert window.card.code.running_text.strip() == "return dout * y"
    assert (
        window.card.arguments.words == "dout = 1   x = c = 3   y = d = 2   out = e = 6   → d_x = 2"
    )


def test_a_fan_out_arrives_term_by_term(window: MainWindow) -> None:
    window.director.open("chain_rule")
    trace = window.stage.frame.trace
    sums = []
    for index in trace.arrivals["b"]:
        window.player.seek(index + 1)
        sums.append(told(window)["Collected so far"])
    assert sums == ["∂e/∂b = 3 + …", "∂e/∂b = 3 + 2"]
    window.player.to_end()
    assert told(window)["Numbers"] == "= 3 + 2 = 5"
    assert "is used 2 times" in window.card.why.text()


def test_max_says_which_side_it_chose(window: MainWindow) -> None:
    window.director.open("gates")
    stop_at(window, Edge("z", "d", 0))
    assert window.card.why.text() == "max sends everything to z, because z > w: 2 > −1."
    window.handlers.switch_language()
    assert "因为 z > w" in window.card.why.text()


def test_matrices_show_how_their_shapes_fit(window: MainWindow) -> None:
    window.director.open("affine")
    stop_at(window, Edge("W", "Y", 1))
    assert told(window)["Shapes"] == "(2 × 3) = (2 × 3) · (3 × 3)"
    assert "used by all 3 samples" in window.card.why.text()


def test_the_run_is_copied_and_runs_elsewhere(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, capsys
) -> None:
    window.director.open("small_net")
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL_SHIFT)
    assert "Copied: a NumPy script" in window.card.copy_menu.said.text()
    script = QGuiApplication.clipboard().text()
    path = tmp_path / "run.py"
    path.write_text(script, encoding="utf-8")
    left = runpy.run_path(str(path))
    gradients = window.stage.frame.trace.gradients
    np.testing.assert_allclose(left["d_W1"], gradients["W1"], rtol=1e-12)
    assert "∂L/∂W₁" in capsys.readouterr().out


def test_every_way_of_copying_says_what_it_did(qtbot: QtBot, window: MainWindow) -> None:
    window.director.open("chain_rule")
    menu = window.card.copy_menu
    assert not menu.actions_by_kind["formula"].isEnabled(), "no step has been made yet"
    stop_at(window, Edge("c", "e", 0))
    copied = set()
    for kind in KINDS:
        menu.actions_by_kind[kind].trigger()
        copied.add(QGuiApplication.clipboard().text())
        assert menu.said.text().startswith("Copied: ")
    assert len(copied) == len(KINDS)
    for key, start in (("P", "# Backprop"), ("T", "% Backprop"), ("F", r"\begin{align*}")):
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{key}"), CTRL_SHIFT)
        assert QGuiApplication.clipboard().text().startswith(start)


def test_the_card_rests_behind_another_tab_and_while_the_net_trains(
    window: MainWindow, qtbot
) -> None:
    until_network(window)
    drawn: list[Frame] = []
    window.debouncer.frame_changed.connect(drawn.append)
    window.docks.show("training")
    window.session.start()
    qtbot.waitUntil(lambda: window.session.recording.steps > 100)
    assert not drawn
    window.docks.show("card")
    qtbot.waitUntil(lambda: window.card.isVisible())
    assert not drawn, "it is seen, but the numbers move"
    with qtbot.waitSignal(window.debouncer.frame_changed):
        window.session.pause()
    assert drawn[-1].trace is window.player.frame.trace

"""Somebody lets the learning rate fall, and the momentum rise, while the optimizers race."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.messages import text
from gui.arena.panel import ArenaPanel
from gui.main_window import MainWindow

STEPS = 24


@pytest.fixture
def arena(qtbot: QtBot, window: MainWindow) -> ArenaPanel:
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible(), timeout=5000)
    window.arena.editor.set_steps(STEPS)
    window.arena.pages.show_page("racers")
    return window.arena


def enter(field: QWidget, value: str) -> None:
    """Type a number into a field that is seen, or will be once the page has been scrolled."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, value)
    QTest.keyClick(field, Qt.Key.Key_Return)


def walked(qtbot: QtBot, arena: ArenaPanel, id: str) -> np.ndarray:
    """The path that is on the map, once it is that of the settings."""
    qtbot.waitUntil(lambda: arena.session.is_recorded, timeout=20_000)
    return arena.session.recorded[id][0].points


def choose_schedule(arena: ArenaPanel, name: str) -> None:
    """With the keyboard, from the list."""
    box = arena.pages.racers.form.schedule
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(name)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == name


def by_hand(start: np.ndarray, rates: list[float], momenta: list[float]) -> np.ndarray:
    """Momentum on x²/20 + y²: v ← μ v − η g, θ ← θ + v."""
    path, v = [np.array(start, float)], np.zeros(2)
    for rate, momentum in zip(rates, momenta, strict=True):
        v = momentum * v - rate * path[-1] * (0.1, 2.0)
        path.append(path[-1] + v)
    return np.array(path)


def test_a_learning_rate_falls_by_steps(qtbot: QtBot, arena: ArenaPanel) -> None:
    arena.editor.set_focus("sgd")
    form = arena.pages.racers.form
    constant = walked(qtbot, arena, "sgd").copy()
    enter(form.rows["lr"].field, "0.8")
    choose_schedule(arena, "step")
    enter(form.rows["schedule.every"].field, "6")
    enter(form.rows["schedule.factor"].field, "0.25")
    rates = [0.8 * 0.25 ** (k // 6) for k in range(STEPS)]
    found = walked(qtbot, arena, "sgd")
    assert np.allclose(found, by_hand(found[0], rates, [0.0] * STEPS), atol=1e-12)
    for step, product in ((0, "1.6"), (6, "0.4"), (12, "0.1")):  # what is said is of the step
        arena.seek(step)
        limit = arena.pages.racers.limit
        qtbot.waitUntil(lambda limit=limit, p=product: f"= {p};" in limit.text(), timeout=20_000)
    QTest.mouseClick(arena.controls.undo, Qt.MouseButton.LeftButton)
    assert form.rows["schedule.factor"].field.value() == 0.5
    assert arena.session.setup["sgd"].racer.at(6).lr == 0.4
    choose_schedule(arena, "constant")
    assert "schedule.every" not in form.rows
    enter(form.rows["lr"].field, "0.95")
    assert np.allclose(walked(qtbot, arena, "sgd"), constant)


def test_a_momentum_is_annealed_and_a_rate_falls_meanwhile(qtbot: QtBot, arena: ArenaPanel) -> None:
    arena.editor.set_focus("momentum")
    form = arena.pages.racers.form
    enter(form.rows["lr"].field, "0.1")
    choose_schedule(arena, "exponential")
    enter(form.rows["schedule.k"].field, "0.05")
    form.annealing.setFocus()
    QTest.keyClick(form.annealing, Qt.Key.Key_Space)
    assert form.annealing.isChecked() and not form.rows["momentum"].field.isEnabled()
    told = text("arena.racer.annealed", "en", start=0.5)
    assert form.rows["momentum"].field.toolTip() == told
    enter(form.rows["annealing.every"].field, "4")
    enter(form.rows["annealing.momentum_max"].field, "0.85")
    momenta = [min(1 - 0.5 / (k // 4 + 1), 0.85) for k in range(STEPS)]
    assert momenta[0] == 0.5 and momenta[-1] == 0.85
    rates = [0.1 * np.exp(-0.05 * k) for k in range(STEPS)]
    found = walked(qtbot, arena, "momentum")
    assert np.allclose(found, by_hand(found[0], rates, momenta), atol=1e-12)
    arena.pages.show_page("step")  # where the numbers of the moment stand
    arena.seek(9)
    page = arena.pages.step
    qtbot.waitUntil(lambda: page.lines[0].tex == page.anatomy.lines[0] != "", timeout=20_000)
    assert r"v = 0.8333 \cdot" in page.lines[0].tex


def test_who_has_no_momentum_is_offered_no_annealing(qtbot: QtBot, arena: ArenaPanel) -> None:
    form = arena.pages.racers.form
    for id, able in (("adam", False), ("nesterov", True), ("sgd", False), ("momentum", True)):
        arena.editor.set_focus(id)
        assert form.annealing.isVisibleTo(form) is able

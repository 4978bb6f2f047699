"""Somebody types a function, races on it, drags the start, and opens it on the stage."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.messages import LANGUAGES, StudioError
from core.surfaces import RaceSetup
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.journeys.conftest import Open

TEXT = "x**2 / 10 + y**2 + sin(2*x)"


def open_arena(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible(), timeout=5000)


def type_function(qtbot: QtBot, window: MainWindow, text: str) -> None:
    field = window.arena.controls.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "on_stage"),
    [(TEXT, TEXT), (f"x = 1/2; y = 3; {TEXT}", "x ** 2 / 10 + y ** 2 + sin(2 * x)")],
)
def test_type_race_drag_and_open_on_the_stage(
    qtbot: QtBot, window: MainWindow, text: str, on_stage: str
) -> None:
    """There x and y are to be set: whatever the step, they had the values of a text that gives some
    as a start."""
    open_arena(qtbot, window)
    type_function(qtbot, window, text)
    arena = window.arena
    assert arena.session.setup.expression == text
    qtbot.waitUntil(lambda: len(arena.session.recorded) == 7, timeout=5000)
    place = arena.view.pixel_of(2.0, -2.0).toPoint()
    qtbot.mouseClick(arena.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    arena.editor.set_focus("momentum")
    qtbot.waitUntil(lambda: arena.session.work(0.1), timeout=5000)
    arena.seek(12)
    arena.controls.stage.click()
    x, y = arena.session.paths["momentum"].points[12]
    trace = window.stage.frame.trace
    assert (trace.values["x"], trace.values["y"]) == (x, y)
    height = x**2 / 10 + y**2 + np.sin(2 * x)
    assert trace.values[trace.graph.output] == pytest.approx(height)
    slope = arena.session.paths["momentum"].gradients[12]
    assert [trace.gradients["x"], trace.gradients["y"]] == pytest.approx(list(slope))
    assert window.expression.text == on_stage
    qtbot.keyClick(window.stage.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.stage.frame.trace.graph.output == "e"  # undone on the stage …
    assert arena.session.setup.expression == text  # … and not in here


def test_what_cannot_be_raced_is_said_and_nothing_is_lost(qtbot: QtBot, window: MainWindow) -> None:
    open_arena(qtbot, window)
    type_function(qtbot, window, "mean(x) + w")
    assert "mixes several points" in window.arena.controls.error.text()
    window.translator.set_language("zh_CN")
    assert "混在一起" in window.arena.controls.error.text()
    assert window.arena.session.setup.surface_name == "ravine"


def test_the_own_function_is_there_again_tomorrow(qtbot: QtBot, open_window) -> None:
    today = open_window()
    open_arena(qtbot, today)
    type_function(qtbot, today, "x**4 + y**2")
    today.arena.editor.add_racer("nesterov_lookahead")
    today.arena.editor.add_start(1.0, 1.0)
    setup = today.arena.session.setup
    today.close()
    tomorrow = open_window(language=None, theme=None)
    assert tomorrow.arena.session.setup == setup
    assert tomorrow.arena.editor.focus == "nesterov_lookahead"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_function_that_can_be_raced_no_more_is_not_dropped_in_silence(
    open_window: Open, tmp_path: Path, language: str
) -> None:
    """An older build let a race begin where its function has no value; on the next day there was
    the ravine, and nobody said why."""
    text = "x = -1; log(x) + y**2"
    saved = {"surface": "own", "setups": {"own": {"expression": text}}}
    settings = Settings(tmp_path / "settings.ini")
    settings.put("arena", saved)
    settings.save()
    window = open_window(language)
    assert window.notice.isVisible()
    told = window.notice.sentence.text()
    with pytest.raises(StudioError) as refused:
        RaceSetup.custom(text)
    assert text in told and refused.value.message.text(language) in told
    assert window.arena.session.setup.surface_name == "ravine"

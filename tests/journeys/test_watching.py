"""Somebody watches a net learn: inside, from nearer, what it misreads; and takes figures along."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app import main
from core.training.checkpoint import save
from gui.main_window import MainWindow
from gui.training.arrangement import TABS
from gui.training.axis import Axis
from gui.training.phase import Phase

LONG = 60_000  # ms; the machine may be busy with something else


def turn_to(qtbot: QtBot, window: MainWindow, tab: str) -> None:
    tabs = window.training.tabs
    where = tabs.tabRect(TABS.index(tab)).center()
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=where)


def train(qtbot: QtBot, window: MainWindow, iterations: int) -> None:
    window.docks.show("training")
    window.session.configure(iterations=iterations)
    qtbot.keyClick(window.stage.view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.session.phase is Phase.FINISHED, timeout=LONG)


def test_from_the_matrix_to_a_mistake_on_the_stage(qtbot: QtBot, window: MainWindow) -> None:
    train(qtbot, window, 300)
    turn_to(qtbot, window, "mistakes")
    page = window.training.mistakes
    qtbot.waitUntil(lambda: page.reader.job is not None, timeout=LONG)
    table = page.reader.reading.confusion.copy()
    np.fill_diagonal(table, 0)
    cell = divmod(int(table.argmax()), 10)
    place = page.matrix.place_of(cell)
    qtbot.mouseClick(page.matrix, Qt.MouseButton.LeftButton, pos=place)
    image = page.images.images[0]
    assert (image.label, image.guess) == cell
    where = page.images.place(0).center()
    assert page.images.visibleRegion().contains(where)  # the page has scrolled to them
    qtbot.mouseClick(page.images, Qt.MouseButton.LeftButton, pos=where)
    assert not window.director.shows_network
    values = window.workbench.trace.values
    assert values["X"].shape == (1, 784) and values["t"].tolist() == [image.label]
    assert int(values["A2"].argmax()) == image.guess  # the same net reads it the same way
    window.actions_by_name["undo"].trigger()
    assert window.workbench.document.value("X").shape[0] == 100  # back to the batch


def test_a_mistake_is_looked_at_while_training_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.show("training")
    window.session.configure(iterations=1_000_000)
    turn_to(qtbot, window, "mistakes")
    qtbot.keyClick(window.stage.view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    page = window.training.mistakes
    qtbot.waitUntil(lambda: bool(page.images.images), timeout=LONG)
    page.open_image(page.images.images[0])
    steps = window.session.recording.steps
    qtbot.waitUntil(lambda: window.session.recording.steps > steps + 100, timeout=LONG)
    assert window.session.phase is Phase.RUNNING and not window.director.shows_network
    assert window.workbench.trace.values["X"].shape == (1, 784)


def test_looking_inside_and_nearer_while_it_trains(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.show("training")
    window.session.configure(iterations=1_000_000)
    qtbot.keyClick(window.stage.view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.session.recording.steps > 200, timeout=LONG)
    turn_to(qtbot, window, "inside")
    shown = window.training.plots.figures["ratios"]
    qtbot.waitUntil(lambda: bool(shown.plot._points), timeout=LONG)
    frame = shown.plot._frame()
    start, end = frame.center(), frame.center() + QPoint(40, 3)
    qtbot.mousePress(shown.plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(shown.plot.viewport(), end)
    qtbot.mouseRelease(shown.plot.viewport(), Qt.MouseButton.LeftButton, pos=end)
    part = shown.plot.seen
    steps = window.session.recording.steps
    qtbot.waitUntil(lambda: window.session.recording.steps > steps + 300, timeout=LONG)
    assert shown.plot.is_zoomed and shown.plot.seen == part
    qtbot.mouseClick(shown.back, Qt.MouseButton.LeftButton)
    assert not shown.plot.is_zoomed


def test_a_curve_is_taken_along_while_it_trains(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.docks.show("training")
    window.session.configure(iterations=1_000_000)
    qtbot.keyClick(window.stage.view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.session.recording.steps > 1500, timeout=LONG)
    answer = str(tmp_path / "run.png"), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answer)
    save = window.training.plots.figures["loss"].heading.save
    with qtbot.waitSignal(save.exporter.finished, timeout=LONG):
        qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    lines = (tmp_path / "run.csv").read_text(encoding="utf-8").splitlines()
    losses = window.session.recording.losses.since()[1]
    assert lines[0] == "step,loss,smoothed" and len(lines) > 1500
    assert [float(line.split(",")[1]) for line in lines[1:]] == losses[: len(lines) - 1].tolist()
    assert (tmp_path / "run.png").stat().st_size > 0


@pytest.mark.parametrize("tab", ["inside", "mistakes"])
def test_close_while_it_is_watched(qtbot: QtBot, window: MainWindow, tab: str) -> None:
    window.docks.show("training")
    window.session.configure(iterations=1_000_000)
    turn_to(qtbot, window, tab)
    qtbot.keyClick(window.stage.view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.session.recording.steps > 100, timeout=LONG)
    window.close()
    assert window.ended_cleanly


def test_a_run_of_the_command_line_was_watched_too(
    qtbot: QtBot, window: MainWindow, capsys, tmp_path: Path
) -> None:
    """Continued, it is watched from its first step to its last."""
    path, settings = tmp_path / "run.npz", ["--data", "builtin", "--hidden", "4", "--batch", "20"]
    assert main(["train", *settings, "--iterations", "120", "--save", str(path)]) == 0
    more = ["--resume", str(path), "--iterations", "170", "--save", str(path)]
    assert main(["train", "--data", "builtin", *more]) == 0
    capsys.readouterr()
    open_run(qtbot, window, path)
    turn_to(qtbot, window, "inside")
    steps, *_ = window.session.recording.observations.since()
    assert steps.tolist() == [0, 50, 100, 119, 150, 169]
    assert window.training.readout.values["dead"].text() != "—"
    for name in ("norms", "ratios", "dead", "activations", "gradients"):
        figure = window.training.plots.figures[name]
        assert figure.plot.blank.isHidden() and figure.reading(100, window.session.recording)


def test_what_a_file_does_not_tell_has_no_axes(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    train(qtbot, window, 60)
    recording, path = window.session.recording, tmp_path / "old.npz"
    state = recording.state_at_rest
    assert state is not None
    save(path, replace(recording.checkpoint(state), watched={}))  # as older versions wrote it
    window.session.reset()
    open_run(qtbot, window, path)
    turn_to(qtbot, window, "inside")
    for name in ("norms", "ratios", "dead", "activations", "gradients"):
        plot = window.training.plots.figures[name].plot
        qtbot.waitUntil(plot.blank.isVisible)
        assert "older versions" in plot.blank.text()
        assert not any(axis.isVisible() for axis in plot.ci.items if isinstance(axis, Axis))


def open_run(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.docks.show("training")
    window.training.controls.files.files.open(path)
    qtbot.waitUntil(lambda: window.session.phase is Phase.FINISHED, timeout=LONG)

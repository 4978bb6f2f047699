"""Somebody looks at the real loss of the net: records, turns, compares, saves, and leaves."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.landscape import Kind
from gui.arena.landscape.session import Phase
from gui.arena.race_controls import NET
from gui.main_window import MainWindow

LONG = 60_000  # ms; the machine may be busy with something else


def landscape_of(qtbot: QtBot, window: MainWindow):
    """The surface is chosen in the list, as any other."""
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible(), timeout=5000)
    surfaces = window.arena.controls.surfaces
    surfaces.setCurrentIndex(surfaces.findData(NET))
    return window.arena.landscape


def recorded(qtbot: QtBot, window: MainWindow):
    landscape = landscape_of(qtbot, window)
    landscape.pages.run.steps.setValue(60)
    qtbot.mouseClick(landscape.placeholder.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: landscape.session.phase is Phase.READY, timeout=LONG)
    qtbot.waitUntil(lambda: landscape.session.filled, timeout=LONG)
    return landscape


def test_record_compare_turn_and_save(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    landscape = recorded(qtbot, window)
    landscape.pages.show_page("plane")
    assert "% of the paths' variance" in landscape.pages.plane.explained.text()
    landscape.pages.show_page("compare")
    assert "true loss of" in landscape.pages.compare.rows[0][1].text()
    landscape.seek(0)
    landscape.transport.play.click()
    landscape.set_speed(4.0)
    qtbot.waitUntil(lambda: landscape.replay.at_end, timeout=LONG)
    window.translator.set_language("zh_CN")
    assert "真实损失" in landscape.pages.compare.rows[0][1].text()
    window.appearance.set_theme("projector")
    page = landscape.pages.plane
    page.kind.setCurrentIndex(page.kind.findData(Kind.RANDOM))
    qtbot.waitUntil(lambda: landscape.session.seen.plane.kind is Kind.RANDOM, timeout=LONG)
    window.arena.saver.save("csv", tmp_path / "net.csv")
    qtbot.waitUntil(lambda: not window.arena.saver.running, timeout=LONG)
    assert (tmp_path / "net.csv").read_text().startswith("racer,step,x,y,loss,plane_loss")


def test_training_and_recording_go_on_at_the_same_time(qtbot: QtBot, window: MainWindow) -> None:
    window.session.start()
    qtbot.waitUntil(lambda: window.session.recording.steps > 20, timeout=LONG)
    landscape = recorded(qtbot, window)
    steps = window.session.recording.steps
    qtbot.waitUntil(lambda: window.session.recording.steps > steps, timeout=LONG)
    assert landscape.session.found.recording is not None
    data = window.session.load()
    assert not landscape.session.stale
    window.session.use_data(replace(data, t_train=9 - data.t_train), "")
    assert landscape.session.stale and landscape.pages.run.note.isVisibleTo(landscape)


def test_closing_in_the_middle_of_a_recording(qtbot: QtBot, window: MainWindow) -> None:
    landscape = landscape_of(qtbot, window)
    landscape.pages.run.steps.setValue(5000)
    qtbot.mouseClick(landscape.placeholder.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(landscape.session.recorded), timeout=LONG)
    window.close()
    assert window.ended_cleanly


def test_closing_while_the_losses_are_filled_in(qtbot: QtBot, window: MainWindow) -> None:
    landscape = recorded(qtbot, window)
    landscape.view.zoom_in()
    qtbot.waitUntil(lambda: not landscape.session.filled, timeout=LONG)
    window.close()
    assert window.ended_cleanly

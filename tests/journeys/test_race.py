"""Somebody races the optimizers, clicks another start, and closes in the middle."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.arena.race_controls import NET
from gui.main_window import MainWindow


def start_race(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window.stage.view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.arena.session.replay.step >= 3, timeout=20_000)


def test_race_and_click_a_new_start(qtbot: QtBot, window: MainWindow) -> None:
    start_race(qtbot, window)
    assert window.arena.isVisible()
    before = window.arena.session.setup.start
    view = window.arena.view
    place = view.pixel_of(4.0, -1.0).toPoint()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    x, y = window.arena.session.setup.start
    assert (x, y) != before
    assert abs(x - 4) < 0.3 and abs(y + 1) < 0.3
    assert all(tuple(path.points[0]) == (x, y) for path in window.arena.session.paths.values())


def test_look_and_language_change_in_mid_race(qtbot: QtBot, window: MainWindow) -> None:
    start_race(qtbot, window)
    step = window.arena.session.replay.step
    for theme in ("dark", "projector", "light"):
        window.appearance.set_theme(theme)
        window.handlers.switch_language()
    qtbot.waitUntil(lambda: window.arena.session.replay.step > step, timeout=20_000)


def test_close_in_mid_race(qtbot: QtBot, window: MainWindow) -> None:
    start_race(qtbot, window)
    window.close()
    assert window.ended_cleanly


def test_the_keyboard_stays_in_the_race_when_what_had_it_is_hidden(
    qtbot: QtBot, window: MainWindow
) -> None:
    """It went to the formula on the stage, all of it selected, for the next key to replace."""
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible(), timeout=5000)
    arena = window.arena
    controls, pages = arena.controls, arena.pages

    def choose(surface: str) -> None:
        controls.surfaces.setCurrentIndex(controls.surfaces.findData(surface))

    def enter(field: QWidget) -> None:
        qtbot.waitUntil(field.isVisible)
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        assert field.hasFocus()

    for page, find in (
        ("setup", lambda: pages.setup.steps),
        ("racers", lambda: pages.racers.form.rows["lr"].field),
        ("racers", lambda: controls.field),
    ):
        pages.show_page(page)
        field = find()
        enter(field)
        choose(NET)
        assert not field.isVisible() and window.focusWidget() is controls.surfaces
        arena.landscape.pages.show_page("run")
        enter(arena.landscape.pages.run.steps)
        choose("ravine")
        assert field.isVisible() and window.focusWidget() is controls.surfaces

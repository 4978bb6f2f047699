"""Somebody takes steps apart, drags sliders, and undoes what they did."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.render import SCENES

CTRL = Qt.KeyboardModifier.ControlModifier

_FOOT = 5  # pixels of a bracket below its digits


def arena_of(qtbot: QtBot, window: MainWindow):
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible(), timeout=5000)
    qtbot.waitUntil(lambda: window.arena.session.work(0.1), timeout=5000)
    return window.arena


def test_step_by_step_with_numbers_that_are_those_of_the_path(
    qtbot: QtBot, window: MainWindow
) -> None:
    arena = arena_of(qtbot, window)
    arena.pages.show_page("step")
    arena.editor.set_focus("momentum")
    for step in (1, 2):
        arena.transport.step.click()
        page = arena.pages.step
        assert page.anatomy.step == step
        qtbot.waitUntil(lambda page=page: page.lines[1].tex == page.anatomy.lines[1], timeout=5000)
        spoken = page.lines[1].tex.replace("{-}", "-")
        x = arena.session.paths["momentum"].points[step + 1, 0]
        assert f"{x:.3g}" in spoken
    arena.transport.step_back.click()
    assert arena.pages.step.anatomy.step == 1


@pytest.mark.parametrize("rule", ["rmsprop", "adagrad", "nesterov"])
def test_on_a_small_projector_what_was_done_is_in_view(
    qtbot: QtBot, small: MainWindow, rule: str
) -> None:
    """A number that is tiny in the end put the bars in one column, which took the room of it."""
    arena = arena_of(qtbot, small)
    arena.set_surface("himmelblau")
    arena.pages.show_page("step")
    arena.editor.set_focus(rule)
    qtbot.waitUntil(lambda: arena.session.work(0.1), timeout=5000)
    arena.finish()
    page = arena.pages.step

    def in_view() -> bool:
        shown = [line for line in page.lines if not line.isHidden()]
        ends = [max(x.area.bottom() for x in line.placed(line.width())) for line in shown]
        seen = [line.visibleRegion().boundingRect().height() for line in shown]
        return len(shown) == 2 and all(a >= b - _FOOT for a, b in zip(seen, ends, strict=True))

    qtbot.waitUntil(lambda: not page.setting and in_view(), timeout=5000)


def test_undo_in_the_arena_is_the_arenas_own(qtbot: QtBot, window: MainWindow) -> None:
    arena = arena_of(qtbot, window)
    window.workbench.set_value("a", 5.0)
    start = arena.session.setup.start
    view = arena.view
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.pixel_of(3.0, 1.0).toPoint()
    )
    assert view.hasFocus() and arena.session.setup.start != start
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Z, CTRL)
    qtbot.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert arena.session.setup.start == start
    assert window.stage.frame.trace.values["a"] == 5
    qtbot.keyClick(window.stage.view, Qt.Key.Key_Z, CTRL)
    assert window.stage.frame.trace.values["a"] == 2


def test_the_path_follows_the_slider_while_it_is_dragged(qtbot: QtBot, window: MainWindow) -> None:
    arena = arena_of(qtbot, window)
    arena.editor.set_steps(1000)
    arena.editor.set_focus("adam")
    qtbot.waitUntil(lambda: arena.session.work(0.1), timeout=5000)
    slider = arena.pages.racers.form.rows["lr"].slider
    slider.setSliderDown(True)
    for position in (510, 530, 550):
        before = arena.session.recorded["adam"][0]
        slider.setSliderPosition(position)
        qtbot.waitUntil(
            lambda before=before: arena.session.recorded["adam"][0] is not before, timeout=5000
        )
    slider.setSliderDown(False)
    qtbot.waitUntil(lambda: arena.session.work(0.0), timeout=5000)
    drawn = arena.session.recorded["adam"][0]
    assert np.array_equal(drawn.points, arena.session.setup.run()["adam"].points)
    arena.controls.undo.click()
    assert arena.session.setup.rate("adam") == 0.3


def test_a_wide_dock_is_used_and_a_narrow_one_suffices(qtbot: QtBot, window: MainWindow) -> None:
    arena = arena_of(qtbot, window)
    window.resize(1900, 950)
    for width, tabs in ((1100, 4), (320, 5)):
        window.resizeDocks([window.docks["arena"]], [width], Qt.Orientation.Horizontal)
        qtbot.waitUntil(lambda tabs=tabs: arena.pages.tabs.count() == tabs, timeout=5000)
        assert arena.pages.racers.isVisible()


def test_a_step_has_its_room_with_a_scroll_bar_and_without(
    qtbot: QtBot, window: MainWindow
) -> None:
    """In all of the width the letters were so large that a line needed a third row, and a scroll
    bar; beside that they were smaller, and it went again: a result was cut off, or stood apart."""
    window.translator.set_language("zh_CN")
    scene = SCENES["taken_apart"]
    scene.play(window)
    qtbot.waitUntil(lambda: window.docks.settled)
    scene.seek(window, 0.5)
    shown = window.arena.pages.step.lines
    rooms = []
    for _ in range(8):
        qtbot.wait(1)
        lines = [line for line in shown if line.isVisible()]
        needed = [line.heightForWidth(line.width()) for line in lines]
        rooms.append([line.height() for line in lines])
    assert rooms[-1] and rooms[-1] == needed and rooms[-1] == rooms[-2]

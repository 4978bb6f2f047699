"""Somebody opens lessons, compares who arrives where, and colours the plane."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.surfaces.race.presets import PRESETS
from gui.main_window import MainWindow


def arena_of(qtbot: QtBot, window: MainWindow):
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible(), timeout=5000)
    return window.arena


@pytest.mark.parametrize("name", ["rate", "ball", "adagrad_stops", "correction"])
def test_a_lesson_in_one_click_plays_to_its_end(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    arena = arena_of(qtbot, window)
    arena.pages.show_page("lessons")
    qtbot.mouseClick(arena.pages.lessons.cards[name], Qt.MouseButton.LeftButton)
    assert arena.controls.caption.isVisible()
    assert arena.controls.caption.text() == PRESETS[name].about.text()
    arena.transport.play.click()
    assert arena.session.replay.playing
    arena.display.set_speed(4.0)
    arena.seek(arena.steps - 2)
    qtbot.waitUntil(lambda: arena.session.replay.at_end, timeout=20_000)
    arena.pages.show_page("compare")
    page = arena.pages.compare
    qtbot.waitUntil(lambda: len(page.verdicts) == len(arena.session.setup.entrants), timeout=5000)


def test_the_reason_of_a_divergence_is_pointed_out_in_both_languages(
    qtbot: QtBot, window: MainWindow
) -> None:
    arena = arena_of(qtbot, window)
    arena.pages.show_page("compare")
    arena.editor.set_racer("sgd", arena.session.setup["sgd"].racer.with_setting("lr", 1.2), "lr")
    page = arena.pages.compare

    def told() -> str:
        return page._rows[0][1].text() if page._rows else ""

    qtbot.waitUntil(lambda: "2 × learning rate 1.2 = 2.4" in told(), timeout=5000)
    window.translator.set_language("zh_CN")
    assert "曲率 2 × 学习率 1.2 = 2.4" in told()


def test_basins_are_filled_while_the_stage_plays_and_left_in_the_middle(
    qtbot: QtBot, window: MainWindow
) -> None:
    arena = arena_of(qtbot, window)
    arena.set_surface("himmelblau")
    arena.pages.show_page("setup")
    window.player.play()
    arena.pages.setup.basins.click()
    qtbot.waitUntil(lambda: arena.display.filler.basins is not None, timeout=20_000)
    assert window.player.playing
    assert arena.display.filler.busy
    arena.view.zoom_in()
    qtbot.waitUntil(lambda: arena.display.filler.subject[2] == arena.view.ranges[0], timeout=5000)
    window.close()
    assert window.ended_cleanly

"""No page of the arena is wider than its room: nothing of it is cut off, for nothing scrolls
sideways."""

import pytest
from PySide6.QtWidgets import QApplication

from core.schedules import SCHEDULES
from core.surfaces.race.presets import PRESETS
from gui.arena.landscape.pages import NAMES as LANDSCAPE
from gui.arena.pages import NAMES
from gui.arena.panel import ArenaPanel
from gui.arena.race_controls import NET
from gui.main_window import MainWindow
from gui.widgets import SteadyScrollArea
from tests.journeys.conftest import Open


def opened(window: MainWindow) -> ArenaPanel:
    window.docks.show("arena")
    assert window.arena.view
    QApplication.processEvents()
    return window.arena


def cut(arena: ArenaPanel) -> list[int]:
    """By how many pixels pages that are seen are wider than their room."""
    for _ in range(3):
        QApplication.processEvents()
    areas = [area for area in arena.findChildren(SteadyScrollArea) if area.isVisible()]
    assert areas
    over = (area.widget().width() - area.viewport().width() for area in areas)
    return [each for each in over if each > 0]


def cut_pages(arena: ArenaPanel) -> dict[str, list[int]]:
    found = {}
    for name in NAMES:
        arena.pages.show_page(name)
        found[name] = cut(arena)
    return {name: over for name, over in found.items() if over}


def test_of_no_optimizer_and_no_schedule(open_window: Open) -> None:
    """Momentum's losses read 0.9 and −0.9, and what they ended with was cut off."""
    arena = opened(open_window(theme="projector", size=(1024, 768)))
    editor, setup = arena.editor, arena.session.setup
    for entrant in setup:
        editor.set_focus(entrant.id)
        for schedule in SCHEDULES:
            racer = entrant.racer.with_schedule(schedule)
            racer = racer.with_annealing(True) if racer.can_anneal else racer
            editor.set_racer(entrant.id, racer, "schedule")
            arena.pages.show_page("racers")
            assert not cut(arena), (entrant.id, schedule)
        assert not cut_pages(arena), entrant.id


@pytest.mark.parametrize("look", [("en", "projector"), ("en", "dark"), ("zh_CN", "light")])
def test_of_no_lesson_and_no_net(open_window: Open, look: tuple[str, str]) -> None:
    arena = opened(open_window(*look, size=(1024, 768)))
    for lesson in PRESETS:
        arena.open_lesson(lesson)
        assert not cut_pages(arena), lesson
    arena.set_surface(NET)
    for name in LANDSCAPE:
        arena.landscape.pages.show_page(name)
        assert not cut(arena), name

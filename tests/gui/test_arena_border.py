"""The border between the plot of the arena and its pages."""

import pytest
from pytestqt.qtbot import QtBot

from gui.arena.panel import ArenaPanel


@pytest.mark.parametrize("size", [(460, 620), (900, 560)], ids=["above", "beside"])
def test_a_border_that_was_dragged_stays_through_the_pages(
    qtbot: QtBot, arena: ArenaPanel, size: tuple[int, int]
) -> None:
    arena.resize(*size)
    border = arena.arrangement.border
    qtbot.waitUntil(lambda: sum(border.sizes()) > 0)
    arena.finish()
    arena.grab()  # the words above have their lines
    for page in ("racers", "compare"):
        arena.pages.show_page(page)
        border.moveSplitter(sum(border.sizes()) * 2 // 5, 1)
        dragged = border.sizes()
        for other in ("compare", "step", "racers", page):
            arena.pages.show_page(other)
        assert border.sizes() == dragged


def test_a_chart_over_its_words_has_more_room_than_the_map(arena: ArenaPanel) -> None:
    arena.pages.show_page("racers")
    before = arena.view.height()
    arena.pages.show_page("compare")
    arena.finish()
    assert arena.view.height() < 0.8 * before
    page = arena.pages.compare
    assert page.chart.height() >= 0.45 * page.visibleRegion().boundingRect().height()


def test_a_panel_that_was_large_has_its_map_back(qtbot: QtBot, arena: ArenaPanel) -> None:
    arena.pages.show_page("racers")
    before = arena.arrangement.border.sizes()
    arena.resize(1100, 800)
    arena.grab()
    arena.resize(460, 620)
    arena.grab()
    assert arena.pages.page == "racers"

    def as_before() -> bool:
        sizes = arena.arrangement.border.sizes()
        return abs(sizes[0] / sum(sizes) - before[0] / sum(before)) < 0.03

    qtbot.waitUntil(as_before)

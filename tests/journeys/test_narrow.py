"""On a small projector, with the largest text: panels wrap their words, and scroll one way only."""

from itertools import product

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from core.explore.mistakes import Mistake
from core.messages import LANGUAGES, Message
from core.surfaces import Replay
from gui.arena.pages import NAMES as RACE_PAGES
from gui.arena.race_controls import NET
from gui.explore.tools import TOOLS
from gui.main_window import MainWindow
from gui.theme import THEMES
from gui.training.lab.experiments.view import TABS as EXPERIMENT_TABS
from gui.training.lab.pages import PAGES
from gui.training.lab.search.view import TABS as SEARCH_TABS
from tests.core.test_experiments import an_experiment
from tests.dock_hands import settle

EXAMPLES = {"fit": ["curve_fit"], "scaling": ["scaled_inputs"]}
USUAL = ["chain_rule", "ladder", "small_net"]


def sideways(window: MainWindow, dock: str) -> list[int]:
    """By how much each scrolled panel of a dock is wider than its room."""
    for _ in range(3):
        QApplication.processEvents()
    areas = window.docks[dock].widget().findChildren(QScrollArea)
    return [area.horizontalScrollBar().maximum() for area in areas if area.isVisible()]


@pytest.fixture(params=["en", "zh_CN"])
def narrow(open_window, request) -> MainWindow:
    window = open_window(request.param, "projector", size=(1024, 768))
    window.player.to_end()
    return window


def test_no_tool_scrolls_sideways(narrow: MainWindow) -> None:
    narrow.docks.show("explore")
    for tool in TOOLS:
        for example in EXAMPLES.get(tool, USUAL):
            narrow.director.open(example)
            narrow.explore.choose(tool)
            narrow.explore.tool.demonstrate()
            if tool == "mistakes":
                for mistake in Mistake:
                    narrow.explore.tool.switches[mistake].setChecked(True)
            assert sideways(narrow, "explore") == [0], (tool, example)
        narrow.explore.done()


def test_no_list_and_no_training_panel_scrolls_sideways(narrow: MainWindow) -> None:
    for dock in ("card", "explore", "lab", "training"):
        narrow.docks.show(dock)
        assert not any(sideways(narrow, dock)), dock


def test_no_page_of_the_lab_scrolls_sideways(narrow: MainWindow) -> None:
    narrow.docks.show("lab")
    for page in PAGES:
        narrow.lab.choose(page)
        assert sideways(narrow, "lab") == [0], page


def test_no_page_of_the_lab_scrolls_sideways_in_a_small_window(qtbot: QtBot, open_window) -> None:
    window = open_window(size=(1024, 768))
    window.docks.show("lab")
    wide = []
    for theme, language in product(THEMES, LANGUAGES):
        window.appearance.set_theme(theme)
        window.translator.set_language(language)
        settle(qtbot, window)
        for page in PAGES:
            window.lab.choose(page)
            if sideways(window, "lab") != [0]:
                wide.append((theme, language, page))
    assert wide == []


def fits(window: MainWindow) -> None:
    """The arena's pages scroll one way only, and the panel around them not at all."""
    assert not any(sideways(window, "arena"))
    around, *_ = window.docks["arena"].widget().findChildren(QScrollArea)
    assert around.widget() is window.arena
    assert around.verticalScrollBar().maximum() == 0
    parts = window.arena.controls, window.arena.pages.tabs
    for part in parts if not window.arena.mode.net else parts[:1]:
        assert part.width() <= window.arena.width()


def test_no_page_of_the_race_scrolls_sideways(narrow: MainWindow) -> None:
    narrow.docks.show("arena")
    tabs = narrow.arena.pages.tabs
    for surface in ("ravine", "noisy_bowl", "parabola"):
        narrow.arena.set_surface(surface)
        for page in RACE_PAGES:
            narrow.arena.pages.show_page(page)
            narrow.arena.finish()
            fits(narrow)
            assert tabs.tabRect(tabs.count() - 1).right() <= tabs.width(), (surface, page)


def test_no_page_of_the_landscape_scrolls_sideways(qtbot, narrow: MainWindow) -> None:
    narrow.docks.show("arena")
    qtbot.waitUntil(lambda: narrow.docks.settled)
    narrow.arena.set_surface(NET)
    landscape = narrow.arena.landscape
    words = landscape.placeholder.words
    for page in ("run", "plane", "compare"):
        landscape.pages.show_page(page)
        fits(narrow)
        assert words.height() >= words.heightForWidth(words.width()), page
        landscape.transport.show()
        landscape.transport.show_replay(Replay(60), range(0, 3050, 50))
        QApplication.processEvents()
        counter = landscape.transport.counter
        assert counter.width() >= counter.minimumWidth(), page
        assert counter.geometry().right() <= landscape.transport.width(), page
        landscape.transport.hide()


def test_in_a_short_dock_everything_can_still_be_done(narrow: MainWindow) -> None:
    narrow.docks.show("arena")
    controls = narrow.arena.controls
    fits(narrow)
    assert not controls.field.isVisible() and not controls.stage.isVisible()
    offered = [action for action in controls.menu.actions() if action.isVisible()]
    assert len(offered) == 8  # five files; the stage, doing again, the reset
    narrow.arena.editor.set_steps(77)
    next(a for a in offered if a.text() in ("Reset", "恢复原状")).trigger()
    assert narrow.arena.session.setup.steps != 77
    narrow.arena.editor.set_function("x*x + y*y")
    fits(narrow)
    assert controls.field.isVisible()


def test_a_finished_gradient_check_does_not_scroll_sideways(qtbot, narrow: MainWindow) -> None:
    narrow.docks.show("lab")
    narrow.lab.choose("race")
    page = narrow.lab.page
    page.demonstrate()
    qtbot.waitUntil(lambda: page.results.report is not None and not page.busy, timeout=60_000)
    assert sideways(narrow, "lab") == [0]


@pytest.mark.parametrize(("page", "tab"), [("search", "results"), ("experiments", "tab.runs")])
def test_what_is_said_does_not_push_the_results_out_of_sight(
    qtbot: QtBot, narrow: MainWindow, page: str, tab: str
) -> None:
    """The buttons above give way until it has been dismissed."""
    narrow.docks.show("lab")
    narrow.lab.choose(page)
    view, area = narrow.lab.page.view, narrow.docks["lab"].findChild(QScrollArea)
    names = SEARCH_TABS if page == "search" else EXPERIMENT_TABS
    view.tabs.setCurrentIndex(names.index(tab))
    if page == "experiments":
        narrow.lab.page.library.put(an_experiment())
        narrow.lab.page.refresh()
    button = view.begin if page == "search" else view.compare
    qtbot.waitUntil(button.isVisible)
    view.notice.say(Message("lab.work.saved", {"path": "/home/somebody/table.csv"}))
    qtbot.waitUntil(lambda: not button.isVisible())
    table_or_plot = view.scatter if page == "search" else view.table
    fold = area.viewport().height() - narrow.appearance.px(40)
    qtbot.waitUntil(lambda: table_or_plot.mapTo(area.viewport(), QPoint()).y() < fold)
    QTest.mouseClick(view.notice.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(button.isVisible)

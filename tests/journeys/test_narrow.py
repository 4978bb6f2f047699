"""On a small projector, with the largest text: panels wrap their words, and scroll one way only."""

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from core.explore.mistakes import Mistake
from gui.explore.tools import TOOLS
from gui.main_window import MainWindow
from gui.training.lab.pages import PAGES

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
    window = open_window(request.param, "projector")
    window.resize(1024, 768)
    window.player.to_end()
    return window


@pytest.mark.parametrize("tool", TOOLS)
def test_no_tool_scrolls_sideways(narrow: MainWindow, tool: str) -> None:
    narrow.docks.show("explore")
    for example in EXAMPLES.get(tool, USUAL):
        narrow.director.open(example)
        narrow.explore.choose(tool)
        narrow.explore.tool.demonstrate()
        if tool == "mistakes":
            for mistake in Mistake:
                narrow.explore.tool.switches[mistake].setChecked(True)
        assert sideways(narrow, "explore") == [0], example


@pytest.mark.parametrize("dock", ["card", "explore", "lab"])
def test_no_list_scrolls_sideways(narrow: MainWindow, dock: str) -> None:
    narrow.docks.show(dock)
    assert not any(sideways(narrow, dock))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_the_lab_scrolls_sideways(narrow: MainWindow, page: str) -> None:
    narrow.docks.show("lab")
    narrow.lab.choose(page)
    assert sideways(narrow, "lab") == [0]


def test_the_training_panel_does_not_scroll_sideways(narrow: MainWindow) -> None:
    narrow.docks.show("training")
    assert not any(sideways(narrow, "training"))

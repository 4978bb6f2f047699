"""The Lab's list and its pages: where they open, and who is at work."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.training.lab import panel
from gui.training.lab.experiments.page import ExperimentsPage
from gui.training.lab.page import LabContext
from gui.training.phase import Phase

LONG = 60_000  # ms; the machine may be busy with something else
LEFT = Qt.MouseButton.LeftButton


def open_lab(window: MainWindow) -> QScrollArea:
    window.docks.show("lab")
    area = window.docks["lab"].findChild(QScrollArea)
    assert area is not None
    return area


def scroll(area: QScrollArea, value: int) -> None:
    """As a hand does it."""
    area.verticalScrollBar().triggerAction(area.verticalScrollBar().SliderAction.SliderMove)
    area.verticalScrollBar().setValue(value)


def test_a_page_opens_at_its_top_and_later_where_it_was_left(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1024, 768)
    window.appearance.set_theme("projector")
    area, catalogue = open_lab(window), window.lab.catalogue
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    scroll(area, bar.maximum())
    menu = bar.value()
    QTest.mouseClick(catalogue.cards["checks"], LEFT)
    qtbot.waitUntil(lambda: bar.value() == 0 and bar.maximum() > 200)
    scroll(area, 150)
    catalogue.done()
    qtbot.waitUntil(lambda: bar.value() == menu)
    catalogue.choose("race")
    qtbot.waitUntil(lambda: bar.value() == 0)
    catalogue.choose("checks")
    qtbot.waitUntil(lambda: bar.value() == 150)


class EarlyPage(ExperimentsPage):
    """A page that has to be painted while it is still being made."""

    __module__ = "gui.early"
    was_guarded = False

    def __init__(self, context: LabContext) -> None:
        super().__init__(context)
        EarlyPage.was_guarded = hasattr(EarlyPage.paintEvent, "__guarded__")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)


def test_what_a_page_overrides_is_guarded_before_it_is_made(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "PAGES", {"experiments": lambda: EarlyPage})
    window.lab.choose("experiments")
    assert EarlyPage.was_guarded


def test_a_page_that_is_left_works_on_and_list_and_tab_say_so(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_lab(window)
    window.lab.choose("race")
    page = window.lab.page
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    page.race()
    window.lab.catalogue.done()
    card = window.lab.catalogue.cards["race"]
    qtbot.waitUntil(lambda: card.noted != "")
    assert "●" in window.docks["lab"].windowTitle()
    window.handlers.switch_language()
    assert "●" in window.docks["lab"].windowTitle() and "工作" in card.noted
    page.job.task.stop()
    qtbot.waitUntil(lambda: card.noted == "", timeout=LONG)
    assert "●" not in window.docks["lab"].windowTitle()


def test_experiments_at_work_are_told_of_too(qtbot: QtBot, window: MainWindow) -> None:
    open_lab(window)
    window.lab.choose("experiments")
    page = window.lab.page
    assert isinstance(page, ExperimentsPage)
    page.compare_optimizers()
    qtbot.waitUntil(lambda: "●" in window.docks["lab"].windowTitle(), timeout=LONG)
    page.runner.stop()
    qtbot.waitUntil(lambda: "●" not in window.docks["lab"].windowTitle(), timeout=LONG)


FAR = [-(2**31) - 1, 2**63, -(10**30), 10**400, float("inf"), True, "5", None, [3]]


@pytest.mark.parametrize("far", FAR, ids=range(len(FAR)))
def test_what_is_remembered_may_be_any_number(window: MainWindow, far: object) -> None:
    """Settings that somebody has damaged."""
    numbers = dict.fromkeys(("trials", "epochs", "fine_trials", "fine_epochs"), far)
    ranges = {name: [far, far] for name in ("learning_rate", "weight_decay", "hidden")}
    window.lab.restore_state(
        {
            "search": {"form": {"numbers": numbers, "ranges": ranges, "workers": far}, "tab": far},
            "ensemble": {"nets": far, "iterations": far},
            "data": {"split": far, "folders": [far]},
            "experiments": {"measure": far},
        }
    )
    for key in ("search", "ensemble", "data", "experiments"):
        window.lab.choose(key)
        assert window.lab.page is not None and window.lab.page.key == key

"""The settings of a racer under the hand and under the keyboard."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.schedules import MomentumAnnealing
from core.surfaces import RaceSetup
from gui.appearance import Appearance
from gui.arena.legend import RaceLegend
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator

_SAME_ROW = 8  # pixels between the middles of two controls


def test_a_momentum_that_has_no_effect_is_off_and_says_why(
    arena: ArenaPanel, translator: Translator
) -> None:
    arena.editor.set_focus("momentum")
    form = arena.pages.racers.form
    usual = form.rows["momentum"].field.toolTip()
    form.annealing.click()
    row = form.rows["momentum"]
    for control in (row.slider, row.field):
        assert not control.isEnabled()
        assert "annealing is on" in control.toolTip()
        assert str(MomentumAnnealing.START) in control.toolTip()
    assert (
        form.rows["lr"].field.isEnabled() and form.rows["annealing.momentum_max"].field.isEnabled()
    )
    translator.set_language("zh_CN")
    assert "不起作用" in row.field.toolTip()
    translator.set_language("en")
    form.annealing.click()
    assert form.rows["momentum"].field.isEnabled()
    assert form.rows["momentum"].field.toolTip() == usual


def tabbed(page: QWidget, first: QWidget) -> list[QWidget]:
    """Through what Tab leads on a page, from its first control on."""
    found = [first]
    first.setFocus()
    while True:
        QTest.keyClick(found[-1], Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            return found
        found.append(focus)


def test_tab_goes_through_the_pages_as_they_are_read(qtbot: QtBot, arena: ArenaPanel) -> None:
    """From the check boxes to the last setting, each slider before its field; and through the
    starts: whatever was made later, or anew."""
    arena.activateWindow()
    qtbot.waitActive(arena).__enter__()
    racers, setup = arena.pages.racers, arena.pages.setup
    arena.editor.add_racer("momentum")
    racers.form.schedule.setCurrentIndex(racers.form.schedule.findData("step"))
    racers.form.annealing.click()
    arena.editor.add_start(1.0, 1.0)
    arena.finish()
    first = {"racers": racers.legend.entries["sgd"].swatch, "setup": setup.basins}
    for page, count in (("racers", 24), ("setup", 12)):
        arena.pages.show_page(page)
        QApplication.processEvents()
        found = tabbed(getattr(arena.pages, page), first[page])
        assert len(found) == count
        qtbot.waitUntil(lambda found=found: as_read(arena, found), timeout=2000)


def as_read(arena: ArenaPanel, widgets: list[QWidget]) -> bool:
    """Does each stand below the one before, or right of it?"""
    places = [each.mapTo(arena, each.rect().center()) for each in widgets]
    ways = [b - a for a, b in pairwise(places)]
    return all(way.y() > _SAME_ROW or (abs(way.y()) <= _SAME_ROW and way.x() > 0) for way in ways)


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_with_less_width_the_legend_is_no_lower(
    dressed: Appearance, translator: Translator, theme: str, qtbot: QtBot
) -> None:
    """Else a scroll bar beside it would come and go without an end."""
    dressed.set_theme(theme)
    page = QWidget()
    qtbot.addWidget(page)
    legend = RaceLegend(dressed, translator, page)
    setup = RaceSetup.of("ravine")
    for _ in range(6):
        setup = setup.with_another("sgd")
    short = [entrant for entrant in setup.entrants if entrant.racer.optimizer == "sgd"]
    legend.show_entrants(short)  # three of their names take less width than two with losses
    page.show()
    rows = []
    for width in range(1200, 150, -10):
        legend.resize(width, 400)
        legend.layout().activate()
        rows.append(len({entry.swatch.y() for entry in legend.entries.values()}))
    assert rows == sorted(rows) and set(rows) == {3, 4, 7}

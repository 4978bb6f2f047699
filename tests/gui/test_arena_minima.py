"""Minima in the arena: marked where they come into view, floors judged as floors, and the learning
rate's limit at the step that is shown."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.surfaces.race.basins import LOST
from core.surfaces.race.verdict import Outcome
from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator


@pytest.fixture
def arena(qtbot: QtBot, dressed: Appearance, translator: Translator) -> ArenaPanel:
    panel = ArenaPanel(dressed, translator)
    qtbot.addWidget(panel)
    panel.resize(460, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.finish()
    return panel


def type_function(arena: ArenaPanel, text: str) -> None:
    arena.controls.field.setText(text)
    QTest.keyClick(arena.controls.field, Qt.Key.Key_Return)
    arena.finish()


def test_minima_are_marked_where_they_come_into_view(qtbot: QtBot, arena: ArenaPanel) -> None:
    type_function(arena, "(x - 25)**2 / 20 + y**2")
    assert arena.view.minima == ()
    arena.view.show_part(QRectF(15, -5, 20, 10))
    qtbot.waitUntil(lambda: len(arena.view.minima) == 1)
    assert arena.view.minima[0].point == pytest.approx((25, 0), abs=1e-6)
    plain = arena.view.grab().toImage()
    arena.view._landmarks.show_minima(())
    assert arena.view.grab().toImage() != plain  # it was to be seen


def test_distance_and_verdict_are_of_the_minima_in_view(qtbot: QtBot, arena: ArenaPanel) -> None:
    type_function(arena, "(x - 7)**2 + y**2")
    arena.editor.set_steps(200)
    arena.pages.show_page("compare")
    arena.pages.compare.choose_measure("distance")
    arena.view.show_part(QRectF(-5, -5, 4, 4))
    arena.finish()
    assert not arena.pages.compare.chart.curves
    arena.view.show_part(QRectF(-10, -10, 20, 20))
    qtbot.waitUntil(lambda: bool(arena.pages.compare.chart.curves))
    arena.finish()
    assert arena.pages.compare.verdicts["sgd"].outcome is Outcome.ARRIVED


def test_a_valley_is_a_line_and_who_is_on_it_has_arrived(arena: ArenaPanel) -> None:
    type_function(arena, "(x*y - 1)**2")
    arena.editor.move_start(0, 1.5, 1.2)
    arena.editor.set_steps(300)
    arena.pages.show_page("compare")
    arena.finish()
    assert len(arena.view.minima) == 2 and all(each.is_floor for each in arena.view.minima)
    found = arena.pages.compare.verdicts["sgd"]
    assert found.outcome is Outcome.ARRIVED
    told = " ".join(words.text() for _, words in arena.pages.compare._rows)
    assert "SGD is on the lowest floor" in told
    marked = arena.view.grab().toImage()
    arena.view._landmarks.show_minima(())
    changed, bare = 0, arena.view.grab().toImage()
    for x in np.linspace(0.5, 3, 20):
        spot = arena.view.pixel_of(x, 1 / x).toPoint()
        changed += marked.pixelColor(spot) != bare.pixelColor(spot)
    assert changed > 10


def test_no_basin_lies_where_there_is_no_value(arena: ArenaPanel) -> None:
    type_function(arena, "log(x) + (x - 2)**2 + y**2")
    arena.show_basins(True)
    arena.finish()
    basins = arena.display.filler.basins
    (left, right), columns = basins.x_range, basins.ends.shape[1]
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    assert (basins.ends[:, x < 0] == LOST).all() and (basins.ends[:, x > 0.5] == 0).any()


def test_the_limit_is_told_for_the_rate_of_the_step(arena: ArenaPanel) -> None:
    racer = arena.session.setup["sgd"].racer.with_setting("lr", 1.5)
    racer = racer.with_schedule("step", every=5, factor=0.5)
    arena.editor.set_racer("sgd", racer, "lr")
    arena.editor.set_focus("sgd")
    arena.finish()
    limit = arena.pages.racers.limit
    arena.seek(0)
    assert "is 3: above 2" in limit.text() and limit.property("tone") == "error"
    arena.seek(7)
    assert "is 1.5; this rule" in limit.text() and limit.property("tone") == "muted"
    arena.seek(2)
    assert "is 3: above 2" in limit.text()


def test_on_a_floor_the_limit_is_that_of_the_nearest_place(arena: ArenaPanel) -> None:
    type_function(arena, "(x*y - 1)**2")
    arena.editor.set_focus("sgd")
    arena.finish()
    arena.seek(0)
    assert arena.pages.racers.limit.text().startswith("On the floor nearest to it")

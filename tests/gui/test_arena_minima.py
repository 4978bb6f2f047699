"""Minima in the arena: marked where they come into view, floors judged as floors, and the learning
rate's limit at the step that is shown."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.surfaces import SURFACES, Minima, Minimum, Racer
from core.surfaces.functions.curvature import largest_curvatures
from core.surfaces.race.basins import BEYOND, NOTHING
from core.surfaces.race.verdict import Outcome
from gui.arena import race_judge
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator


@pytest.fixture
def arena(arena: ArenaPanel) -> ArenaPanel:
    arena.finish()
    return arena


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
    arena.view.show_minima(Minima())
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
    arena.view.show_minima(Minima())
    changed, bare = 0, arena.view.grab().toImage()
    for x in np.linspace(0.5, 3, 20):
        spot = arena.view.pixel_of(x, 1 / x).toPoint()
        changed += marked.pixelColor(spot) != bare.pixelColor(spot)
    assert changed > 10


def test_no_basin_lies_where_there_is_no_value_and_its_stripes_are_others(
    arena: ArenaPanel, translator: Translator
) -> None:
    type_function(arena, "log(x) + (x - 2)**2 + y**2")
    arena.show_basins(True)
    arena.finish()
    basins = arena.display.filler.basins
    (left, right), columns = basins.x_range, basins.ends.shape[1]
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    assert (basins.ends[:, x < 0] == NOTHING).all() and (basins.ends[:, x > 0.5] == 0).any()
    for language, words in (("en", "cross-hatched: no value"), ("zh_CN", "交叉线：没有值")):
        translator.set_language(language)
        assert words in arena.view.note.text()
        assert words.split("：")[0].split(":")[0] in arena.pages.setup.basin_note.text().lower()
    spot = arena.view.pixel_of(left / 2, 0).toPoint()
    image = arena.view.grab().toImage()
    side = range(-30, 30)
    patch = [[image.pixelColor(spot.x() + i, spot.y() + j).lightness() for i in side] for j in side]
    ground = np.array(patch, float)
    falling = abs(ground[1:, 1:] - ground[:-1, :-1]).mean()
    rising = abs(ground[1:, :-1] - ground[:-1, 1:]).mean()
    assert 0.7 < falling / rising < 1.4, "lines both ways; of stripes one of the two is near 0"


def test_the_limit_is_told_for_the_rate_of_the_step(arena: ArenaPanel) -> None:
    racer = arena.session.setup["sgd"].racer.with_setting("lr", 1.5)
    racer = racer.with_schedule("step", every=5, factor=0.5)
    arena.editor.set_racer("sgd", racer, "lr")
    arena.editor.set_focus("sgd")
    arena.finish()
    limit = arena.pages.racers.limit
    arena.seek(0)
    assert "= 3: above 2" in limit.text() and limit.property("tone") == "error"
    arena.seek(7)
    assert "= 1.5; above 2" in limit.text() and limit.property("tone") == "muted"
    arena.seek(2)
    assert "= 3: above 2" in limit.text()


def test_the_limit_is_told_of_the_nearest_of_the_lowest_minima(arena: ArenaPanel) -> None:
    """Where a racer swings the verdict tells of it, too; Himmelblau's function has four."""
    arena.set_surface("himmelblau")
    arena.editor.set_focus("sgd")
    arena.finish()
    said = set()
    for x, y in SURFACES["himmelblau"].minima:
        arena.editor.move_start(0, x, y)
        arena.finish()
        arena.seek(0)
        bend = float(largest_curvatures(SURFACES["himmelblau"], x, y))
        assert f"curvature {bend:.3g} × " in arena.pages.racers.limit.text()
        said.add(arena.pages.racers.limit.text())
    assert len(said) == 4
    assert all(text.startswith("At the nearest of the lowest minima, ") for text in said)
    for name, where in (("two_hollows", "At the lowest minimum, "), ("ravine", "At the minimum, ")):
        arena.set_surface(name)
        arena.editor.set_focus("sgd")
        arena.finish()
        assert arena.pages.racers.limit.text().startswith(where)


def test_at_a_kink_no_limit_is_told(arena: ArenaPanel) -> None:
    arena.editor.set_focus("sgd")
    for text, told in (("abs(x)**1.75 + y**2", False), ("x**2 + y**2", True)):
        type_function(arena, text)
        arena.finish()
        assert arena.pages.racers.limit.isHidden() is not told


def test_on_a_floor_the_limit_is_that_of_the_nearest_place(arena: ArenaPanel) -> None:
    type_function(arena, "(x*y - 1)**2")
    arena.editor.set_focus("sgd")
    arena.finish()
    arena.seek(0)
    assert arena.pages.racers.limit.text().startswith("On the floor nearest to it")


# The search goes on in a worker.


def enter(arena: ArenaPanel, text: str) -> None:
    """Type a function, and wait for nothing."""
    arena.controls.field.setText(text)
    QTest.keyClick(arena.controls.field, Qt.Key.Key_Return)


def test_until_the_minima_are_known_nothing_is_said_that_depends_on_them(
    qtbot: QtBot, arena: ArenaPanel
) -> None:
    page, judge = arena.pages.compare, arena.display.judge
    arena.pages.show_page("compare")
    page.choose_measure("distance")
    arena.show_basins(True)
    arena.finish()
    assert page.verdicts and page.chart.curves and arena.display.filler.basins
    enter(arena, "sin(x**2 + y**2)")
    assert judge.minima is None and arena.view.minima == ()
    assert "Searching" in arena.view.note.text()
    assert "Searching" in page.when.text() and not page.verdicts and not page.chart.curves
    assert not any(words.isVisible() for _, words in page._rows)
    assert arena.display.filler.basins is None and not arena.display.filler.busy
    assert "Searching" in arena.pages.setup.basin_note.text()
    arena.view.place_note()  # as in the next turn of the event loop
    assert arena.view.note.isVisible()
    qtbot.waitUntil(lambda: judge.minima is not None, timeout=20_000)
    assert not arena.view.note.isVisible() and len(arena.view.minima) > 10
    qtbot.waitUntil(lambda: bool(page.verdicts), timeout=20_000)
    assert set(page.verdicts) == set(page.chart.curves) and "After" in page.when.text()


def test_a_search_that_was_left_tells_nothing(qtbot: QtBot, arena: ArenaPanel) -> None:
    enter(arena, "sin(x**2 + y**2)")
    enter(arena, "(x - 1)**2 + (y + 2)**2 + 0 * sin(x)")
    qtbot.waitUntil(lambda: arena.display.judge.minima is not None, timeout=20_000)
    assert [each.point for each in arena.view.minima] == [pytest.approx((1, -2), abs=1e-6)]
    qtbot.wait(100)
    assert len(arena.view.minima) == 1


def test_the_first_marks_are_there_before_the_search_is_over(
    qtbot: QtBot, arena: ArenaPanel
) -> None:
    seen = []
    judge = arena.display.judge
    judge.minima_changed.connect(lambda: seen.append((judge.minima, len(arena.view.minima))))
    enter(arena, "sin(x**2 + y**2) + 0 * x")
    qtbot.waitUntil(lambda: judge.minima is not None, timeout=20_000)
    assert any(minima is None and count for minima, count in seen)


def test_where_there_are_too_many_minima_it_says_so_and_marks_those_one_zooms_to(
    qtbot: QtBot, arena: ArenaPanel
) -> None:
    page, judge = arena.pages.compare, arena.display.judge
    arena.pages.show_page("compare")
    page.choose_measure("distance")
    type_function(arena, "sin(30 * x) + sin(30 * y)")
    assert f": {len(arena.view.minima)} are marked" in arena.view.note.text()
    assert arena.view.note.isVisible()
    assert not page.chart.curves  # the nearest is not known
    arena.view.show_part(QRectF(0, 0, 1, 1))
    arena.finish()
    assert judge.minima is not None and judge.minima.complete and not arena.view.note.isVisible()
    (left, right), (bottom, top) = arena.view.ranges
    hollows = [
        (np.pi * (2 * k - 0.5) / 30, np.pi * (2 * m - 0.5) / 30)
        for k in range(-20, 20)
        for m in range(-20, 20)
    ]
    inside = [(x, y) for x, y in hollows if left < x < right and bottom < y < top]
    assert len(inside) == len(arena.view.minima)
    for each in arena.view.minima:
        assert min(np.hypot(*np.subtract(each.point, one)) for one in inside) < 1e-6


def test_a_search_that_broke_off_is_not_told_to_have_found_too_many(
    arena: ArenaPanel, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def searching(*_):
        yield Minima((Minimum(np.zeros((1, 2)), 0.0),), final=False)
        raise MemoryError

    monkeypatch.setattr(race_judge, "searching", searching)
    page, judge = arena.pages.compare, arena.display.judge
    arena.pages.show_page("compare")
    page.choose_measure("distance")
    enter(arena, "sin(x**2 + 3 * y**2)")
    qtbot.waitUntil(lambda: judge.minima is not None, timeout=20_000)
    qtbot.waitUntil(arena.view.note.isVisible)
    assert "broke off: 1 are marked" in arena.view.note.text()
    assert not page.chart.curves and page.chart._nothing == "arena.chart.broken_off"


def test_the_window_closes_in_the_middle_of_a_search(arena: ArenaPanel) -> None:
    enter(arena, "sin(x**2 + y**2) * cos(x*y)")
    assert arena.display.judge.minima is None
    assert arena.close_work()


def test_verdicts_of_an_older_path_are_pale_until_the_new_ones_come(
    qtbot: QtBot, arena: ArenaPanel
) -> None:
    arena.pages.show_page("compare")
    arena.finish()
    page, setup = arena.pages.compare, arena.session.setup
    entrant = setup.entrants[0]
    (_, words), old = page._rows[0], page.verdicts[entrant.id]
    assert words.isEnabled()
    slower = Racer(entrant.racer.optimizer, {"lr": 0.001})
    arena.editor.set_racer(entrant.id, slower, "lr")
    assert page.verdicts[entrant.id] is old and not words.isEnabled()
    qtbot.waitUntil(words.isEnabled)
    assert page.verdicts[entrant.id] is not old


def test_the_legend_of_the_basins_names_what_there_is_and_no_colour_of_one_theme(
    arena: ArenaPanel,
) -> None:
    for text, there in (("x**2 + y**2", False), ("sin(x) * cos(y)", True)):
        type_function(arena, text)
        arena.editor.set_steps(200)
        arena.show_basins(True)
        arena.finish()
        basins = arena.display.filler.basins
        assert basins is not None and (basins.ends == BEYOND).any() == there
        assert ("striped" in arena.view.note.text()) == there
        assert "white" not in arena.view.note.text() + arena.pages.setup.basin_note.text().lower()


def test_the_note_covers_no_minimum_if_a_corner_is_free(arena: ArenaPanel) -> None:
    arena.resize(1200, 800)
    view, note = arena.view, arena.view.note
    type_function(arena, "x**2 + y**2")
    arena.show_basins(True)
    arena.finish()
    usual = note.geometry()
    there = view._plane.mapSceneToView(view.mapToScene(usual.center()))
    x, y = round(there.x(), 2), round(there.y(), 2)
    type_function(arena, f"(x - ({x}))**2 + (y - ({y}))**2")
    arena.show_basins(True)
    arena.finish()
    spot = view.mapFromScene(view._plane.mapViewToScene(QPointF(x, y)))
    assert usual.contains(spot) and view.minima[0].point == pytest.approx((x, y), abs=1e-6)
    assert note.isVisible() and not note.geometry().contains(spot)


@pytest.mark.parametrize(
    ("theme", "language", "size"),
    [("projector", "zh_CN", (960, 600)), ("light", "en", (348, 597))],
)
def test_the_note_covers_no_start_and_no_minimum_of_the_lesson_of_the_starts(
    qtbot: QtBot,
    arena: ArenaPanel,
    translator: Translator,
    theme: str,
    language: str,
    size: tuple[int, int],
) -> None:
    """In Chinese, on a projector, it lay over the start at (0, −3) and a minimum; in a narrow dock
    over a minimum."""
    arena._appearance.set_theme(theme)
    translator.set_language(language)
    arena.resize(*size)
    arena.open_lesson("starts")
    arena.finish()
    qtbot.waitUntil(lambda: arena.view.note.isVisible())
    view = arena.view
    points = [*(each.point for each in view.minima), *arena.session.setup.starts]
    assert len(points) == 9
    for point in points:
        spot = view.mapFromScene(view._plane.mapViewToScene(QPointF(*point)))
        assert not view.note.geometry().contains(spot), point


def test_the_note_covers_no_path_if_some_place_is_free(qtbot: QtBot, arena: ArenaPanel) -> None:
    """On a projector it lay over those of Himmelblau's function that ended at (−3.8, −3.3)."""
    arena.resize(1200, 800)
    arena.show_basins(True)
    arena.finish()
    QApplication.processEvents()  # the map has its new size
    view, usual = arena.view, arena.view.note.geometry()
    there = view._plane.mapSceneToView(view.mapToScene(usual.center()))
    view.show_ways([np.array([[there.x() + dx, there.y()] for dx in (0.0, 0.1, 0.2, 1e300)])])
    qtbot.waitUntil(lambda: not view.note.geometry().contains(usual.center()))
    assert view.note.isVisible()
    view.show_ways([])
    qtbot.waitUntil(lambda: view.note.geometry() == usual)


def test_the_note_is_placed_once_however_much_has_changed(
    qtbot: QtBot, arena: ArenaPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slider that is dragged had it placed five times between two frames."""
    arena.show_basins(True)
    arena.finish()
    QApplication.processEvents()
    placed: list[int] = []
    monkeypatch.setattr(arena.view.note, "place", lambda *_: placed.append(1))
    arena.editor.set_steps(50)
    arena.editor.move_start(0, 1.0, 2.0)
    assert not placed
    qtbot.waitUntil(lambda: bool(placed))
    assert len(placed) == 1  # once more only for what was found meanwhile


def test_in_a_short_dock_the_chart_and_a_verdict_are_seen_together(arena: ArenaPanel) -> None:
    arena.resize(420, 330)
    arena.finish()
    assert not arena.view.visibleRegion().isEmpty()
    arena.pages.show_page("compare")
    arena.finish()
    QApplication.processEvents()
    page = arena.pages.compare
    assert arena.view.visibleRegion().isEmpty()
    assert not page._rows[0][1].visibleRegion().isEmpty()
    assert not page.chart.visibleRegion().isEmpty()
    arena.pages.show_page("racers")
    QApplication.processEvents()
    assert not arena.view.visibleRegion().isEmpty()


def test_between_the_minima_and_the_verdicts_it_is_said_what_is_worked_out(
    arena: ArenaPanel,
) -> None:
    arena.pages.show_page("compare")
    arena.finish()
    page, judge, setup = arena.pages.compare, arena.display.judge, arena.session.setup
    page.choose_measure("distance")
    told, paths = judge.judged, arena.session.recorded
    away = {id: replace(each, verdict=None) for id, each in told.items()}
    for judged, curves in (({}, 0), (away, len(told))):
        page.show_race(setup, paths, judge.minima, judged)
        assert page.when.isVisible() and "Working out" in page.when.text()
        assert len(page.chart.curves) == curves and not page.verdicts
    page.show_race(setup, paths, judge.minima, {})
    assert page.chart._nothing == "arena.compare.measuring"
    page.show_race(setup, paths, Minima(), {})
    assert page.chart._nothing == "arena.chart.nothing", "there is none to be far from"
    page.show_race(setup, paths, judge.minima, told)
    assert page.when.text().startswith("After")
    page.show_race(setup.with_shown(()), paths, judge.minima, told)
    assert not page.when.isVisible()


@pytest.mark.parametrize(("name", "filled"), [("two_hollows", 1), ("himmelblau", 0), ("ravine", 0)])
def test_the_lowest_minimum_is_filled_where_others_are_higher(arena, name, filled) -> None:
    arena.set_surface(name)
    arena.finish()
    marks, minima = arena.view._landmarks.filled, arena.view.minima
    assert sum(marks) == filled and len(marks) == len(minima)
    if filled:
        heights = [each.height for each in minima]
        assert marks[heights.index(min(heights))]

"""The names below the curves of many experiments: none is covered, and each can be switched off."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.experiments import Curves, Experiment
from core.training import TrainingConfig
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training import free_place
from gui.training.free_place import FreePlaces
from gui.training.lab.experiments.curves import CurveSheet, Measure
from gui.training.lab.experiments.line_styles import look

MANY = 24


def runs(count: int) -> list[Experiment]:
    steps = np.arange(1.0, 101.0)
    return [
        Experiment(
            f"run {n}",
            TrainingConfig(seed=n),
            "images",
            Curves(steps, 2 / steps + n, np.array([1.0, 100.0]), np.ones(2) / 2, np.ones(2) / 2),
            id=f"id-{n}",
        )
        for n in range(count)
    ]


@pytest.fixture
def sheet(appearance: Appearance, translator: Translator, qtbot: QtBot) -> CurveSheet:
    sheet = CurveSheet(Measure.LOSS, appearance, translator, set())
    qtbot.addWidget(sheet)
    sheet.resize(340, 420)
    sheet.want_legend(True)
    sheet.show()
    sheet.show_experiments(runs(MANY), set())
    return sheet


def test_it_covers_no_curve_and_all_names_can_be_reached(qtbot: QtBot, sheet: CurveSheet) -> None:
    qtbot.waitUntil(lambda: sheet.legend.y() >= sheet.plot.geometry().bottom())
    assert sheet.rect().contains(sheet.legend.geometry())
    assert sheet.plot.height() > 0.6 * sheet.height()
    assert sheet.legend.names == [f"run {n}" for n in range(MANY)]
    last = sheet.legend.item(MANY - 1)
    sheet.legend.scrollToItem(last)
    assert sheet.legend.viewport().rect().contains(sheet.legend.visualItemRect(last).center())


def test_a_few_names_take_no_more_room_than_they_need(sheet: CurveSheet) -> None:
    many = sheet.legend.height()
    sheet.show_experiments(runs(2), set())
    assert sheet.legend.height() < many / 2


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_first_name_stands_in_the_first_row(
    dressed: Appearance, sheet: CurveSheet, theme: str
) -> None:
    dressed.set_theme(theme)
    legend = sheet.legend
    for width, count, long in product((340, 880), (1, 2, MANY), (1, 12)):
        sheet.resize(width, 420)
        sheet.show_experiments([replace(e, name=e.name * long) for e in runs(count)], set())
        QApplication.processEvents()
        places = [legend.visualItemRect(legend.item(row)) for row in range(count)]
        assert places[0].topLeft() == QPoint(0, 0)
        assert count == MANY or all(map(legend.viewport().rect().contains, places))


def middle(sheet: CurveSheet, row: int) -> QPoint:
    return sheet.legend.visualItemRect(sheet.legend.item(row)).center()


def test_a_click_takes_a_curve_away_and_brings_it_back(qtbot: QtBot, sheet: CurveSheet) -> None:
    qtbot.waitExposed(sheet).__enter__()
    high = sheet.plot._home[3]
    sheet.show_experiments(runs(3), set())
    for drawn in (2, 3):
        qtbot.mouseClick(sheet.legend.viewport(), Qt.MouseButton.LeftButton, pos=middle(sheet, 2))
        assert sheet.drawn == drawn and len(sheet.legend.names) == 3
    qtbot.mouseClick(sheet.legend.viewport(), Qt.MouseButton.LeftButton, pos=middle(sheet, 2))
    assert sheet.plot._home[3] < high, "the axis is that of what is seen"
    table = sheet.sheet()
    assert table is not None and list(table.columns) == ["step", "run 0", "run 1"]
    sheet.legend.setCurrentRow(2)
    qtbot.keyClick(sheet.legend, Qt.Key.Key_Space)
    assert sheet.drawn == 3


def run_with(losses: np.ndarray, name: str = "run") -> Experiment:
    steps = np.arange(1.0, len(losses) + 1)
    share = np.array([0.1])
    curves = Curves(steps, losses, np.array([1.0]), share, share)
    return Experiment(name, TrainingConfig(), "images", curves, id=name)


def test_the_loss_of_guessing_is_seen_at_the_start_of_a_long_run(sheet: CurveSheet) -> None:
    good = run_with(0.1 + np.exp(-np.arange(2000.0) / 10) * (np.log(10) - 0.1))
    sheet.show_experiments([good], set())
    _, drawn = sheet._items[0].getData()
    top = sheet.plot._home[3]
    assert 1 < drawn[0] <= top < np.log(10)
    blew_up = run_with(0.1 + np.exp(-np.arange(2000.0)) * 5000, "blew up")
    sheet.show_experiments([good, blew_up], set())
    assert sheet.plot._home[3] < 2 * top, "it would flatten all others"


@pytest.mark.parametrize("measure", Measure)
def test_a_run_of_one_step_is_a_marker_within_the_axes(
    appearance, translator, qtbot: QtBot, measure: Measure
) -> None:
    sheet = CurveSheet(measure, appearance, translator, set())
    qtbot.addWidget(sheet)
    run = run_with(np.array([np.log(10)]))
    sheet.show_experiments([run], set())
    (point,) = sheet._markers.points()
    left, right, low, high = sheet.plot._home
    assert left < point.pos().x() < right and low <= point.pos().y() < high
    style = look(appearance.theme, run)
    assert (point.symbol(), point.brush().color()) == (style.marker, style.colour)


def test_both_sheets_hide_the_same(appearance, translator, qtbot: QtBot) -> None:
    hidden: set[str] = set()
    sheets = [CurveSheet(measure, appearance, translator, hidden) for measure in Measure]
    for sheet in sheets:
        qtbot.addWidget(sheet)
        sheet.show_experiments(runs(3), set())
    sheets[0].legend.itemClicked.emit(sheets[0].legend.item(1))
    sheets[1].show_experiments(runs(3), set())
    assert [sheet.drawn for sheet in sheets] == [2, 2]


def test_under_the_mouse_a_name_shows_its_curve(qtbot: QtBot, sheet: CurveSheet) -> None:
    def widths() -> list[float]:
        return [item.opts["pen"].widthF() for item in sheet._items]

    before = widths()
    qtbot.mouseMove(sheet.legend.viewport(), middle(sheet, 1))
    sheet.legend.entered.emit(sheet.legend.indexFromItem(sheet.legend.item(1)))
    assert widths()[1] > before[1] and widths()[2] == before[2]
    sheet.legend.viewportEntered.emit()
    assert widths() == before


def test_a_name_that_is_gone_no_longer_stands_out(sheet: CurveSheet) -> None:
    """The mouse is where the deleted one was: the chosen ones are bold again."""
    some = runs(6)
    sheet.show_experiments(some, set())
    sheet.legend.pointed.emit("id-5")
    sheet.show_experiments(some[:5], {"id-2", "id-4"})
    drawn = zip(sheet._shown, sheet._items, strict=True)
    widths = {each.id: item.opts["pen"].widthF() for each, item in drawn}
    assert widths["id-2"] == widths["id-4"] > widths["id-0"]


def test_the_picture_has_every_name_and_the_screen_is_as_it_was(sheet: CurveSheet) -> None:
    sheet.show_experiments(runs(3 * MANY), set())
    before = sheet.size(), sheet.legend.height()
    table = sheet.sheet()
    assert table is not None
    assert table.picture.height() / 2 > sheet.height() + 60
    assert (sheet.size(), sheet.legend.height()) == before


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("size", [(340, 300), (900, 190)])
def test_what_the_mouse_reads_covers_no_curve(
    appearance, translator, qtbot: QtBot, measure: Measure, size: tuple[int, int]
) -> None:
    """Losses fall from the upper left to the lower right, accuracies rise from the lower left."""
    sheet = CurveSheet(measure, appearance, translator, set())
    qtbot.addWidget(sheet)
    sheet.resize(*size)
    sheet.show()
    sheet.show_experiments(near_each_other(), set())
    plot = sheet.plot
    plot.viewport().grab()  # only then an axis knows how high its words are
    plot.hovered.emit(40.0)
    assert all(f"optimizer {n}" in plot.reading.text() for n in range(8))
    assert not covered(sheet)
    assert plot.rect().contains(plot.reading.geometry())


def test_curves_above_the_part_that_is_looked_at_take_no_room(sheet: CurveSheet) -> None:
    sheet.resize(900, 250)
    sheet.show_experiments(near_each_other(), set())
    plot, lowest = sheet.plot, min(float(y.min()) for _, y in sheet._lines)
    plot.zoom_to((0.0, plot.seen[1], 0.0, 0.9 * lowest))
    plot.viewport().grab()
    plot.hovered.emit(40.0)
    words, frame = plot.reading.geometry(), plot._frame()
    assert frame.contains(words) and words.top() == frame.top()
    assert frame.right() - words.right() < free_place._CELL


def near_each_other() -> list[Experiment]:
    steps = np.arange(1.0, 101.0)
    shares = 1 - 0.5 / np.sqrt(steps)
    return [
        Experiment(
            f"optimizer {n}",
            TrainingConfig(seed=n),
            "images",
            Curves(steps, 2 / np.sqrt(steps) + n / 40, steps, shares, shares - n / 400),
            id=f"id-{n}",
        )
        for n in range(8)
    ]


def covered(sheet: CurveSheet) -> list[QPoint]:
    """Points of curves that are in sight, but for the words."""
    box, plot, found = sheet.plot._box, sheet.plot, []
    for item in sheet._items:
        x, y = item.getData()
        for place in np.linspace(x[0], x[-1], 2000):
            scene = box.mapViewToScene(QPointF(place, np.interp(place, x, y)))
            at = plot.mapFromScene(scene)
            if box.sceneBoundingRect().contains(scene) and plot.reading.geometry().contains(at):
                found.append(at)
    return found


ROOM = QRect(50, 10, 600, 100)


@pytest.mark.parametrize("height", [ROOM.top() - 20, ROOM.bottom() + 20, -1e9, 1e300])
def test_a_line_out_of_the_room_takes_none_of_it(height: float) -> None:
    across = np.array([0.0, 700.0])
    covered, place = FreePlaces([(across, np.full(2, height))]).find(QSize(100, 100), ROOM)
    assert covered == 0 and place == QPoint(550, 10)


def test_a_line_into_the_room_takes_only_what_it_passes() -> None:
    """From far above down to the middle of the lower edge, and back."""
    x, y = np.array([50.0, 350.0, 650.0]), np.array([-500.0, 110.0, -500.0])
    places = FreePlaces([(x, y)])
    assert places.find(QSize(100, 100), ROOM)[0] == 0
    assert places.find(QSize(400, 100), ROOM)[0] > 0


def test_places_are_looked_for_once_until_a_curve_changes(
    sheet: CurveSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[QRect] = []
    taken = free_place._taken

    def counted(room: QRect, lines: object) -> object:
        looked.append(room)
        return taken(room, lines)

    monkeypatch.setattr(free_place, "_taken", counted)
    sheet.show_experiments(near_each_other()[:3], set())
    plot = sheet.plot
    plot.viewport().grab()
    plot.hovered.emit(60.0)
    once = len(looked)
    assert once and once == len({room.getRect() for room in looked}), "once for each room"
    for step in range(61, 90):
        plot.hovered.emit(float(step))
    assert len(looked) == once
    x = np.arange(1.0, 101.0)
    middle = plot.mapToScene(plot.reading.geometry().center())
    plot.draw(sheet._items[0], x, np.full(100, plot._box.mapSceneToView(middle).y()))
    assert covered(sheet)
    plot.hovered.emit(60.0)
    assert len(looked) > once and not covered(sheet)


def test_equal_losses_are_drawn_as_equal_lines(sheet: CurveSheet) -> None:
    """A run that ended early had the same losses: it must not look like another one."""
    noise = np.random.default_rng(1).normal(0, 0.2, 13944)
    losses = 0.3 + 2 * np.exp(-np.arange(13944) / 300) + noise
    sheet.show_experiments([run_with(losses[:700], "short"), run_with(losses, "long")], set())
    (x, short), (at, long) = (item.getData() for item in sheet._items)
    assert 600 < x[-1] <= 700
    np.testing.assert_array_equal(x, at[: len(x)])
    alike = len(x) - 5  # the ends of a curve are smoothed with its mirror image
    np.testing.assert_allclose(short[:alike], long[:alike])


def test_one_that_is_chosen_is_seen_among_the_others(sheet: CurveSheet) -> None:
    some = [run_with(np.linspace(2, 1, steps), f"{steps} steps") for steps in (60, 100, 400)]
    sheet.show_experiments(some, {"60 steps"})
    assert sheet.legend.names == ["60 steps", "100 steps", "400 steps"]
    assert sheet.plot.seen[1] == 400
    sheet.show_experiments(some, {"60 steps", "100 steps"})  # they are compared with each other
    assert sheet.plot.seen[1] == 100 and len(sheet.legend.names) == 3

"""The chart of a race draws numbers only: where a loss is none, its curve is over."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.arena.race_chart import RaceChart, Scale, _apart
from gui.i18n import Translator


@pytest.fixture
def chart(qtbot: QtBot, dressed: Appearance, translator: Translator) -> RaceChart:
    chart = RaceChart(dressed, translator)
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    return chart


def test_a_chart_that_was_given_nothing_yet_says_so(chart: RaceChart) -> None:
    empty = chart.grab().toImage()
    chart.show_race({}, 2, "loss")
    assert chart.grab().toImage() == empty
    chart.show_race({}, 2, "distance", nothing="arena.minima.searching")
    assert chart.grab().toImage() != empty


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_a_curve_ends_before_its_first_number_that_is_none(chart: RaceChart, odd: float) -> None:
    series = {"sgd": np.array([2.0, odd, 1.0]), "adam": np.array([2.0, 1.0, 0.5])}
    chart.show_race(series, 2, "loss")
    chart.show_position(2)
    chart.grab()
    assert {id: values.tolist() for id, values in chart.curves.items()} == {
        "sgd": [2.0],
        "adam": [2.0, 1.0, 0.5],
    }


def test_a_race_without_a_single_number_says_that_there_is_nothing(chart: RaceChart) -> None:
    chart.show_race({"sgd": np.array([np.inf, np.nan])}, 1, "loss")
    chart.grab()
    assert not chart.curves


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=9))
def test_an_axis_holds_whatever_is_finite(losses: list[float]) -> None:
    scale = Scale.of([np.array(losses)])
    shares = scale.share(np.array(losses))
    assert ((shares >= 0) & (shares <= 1.05)).all()
    assert all(scale.label(tick) for tick in scale.ticks())


def test_losses_below_the_axis_are_said_to_be_below() -> None:
    tiny = Scale.of([np.array([2e-300, 1e-301])])
    assert 0.2 < float(tiny.share(2e-300) - tiny.share(1e-301)) <= 1.05
    floored = Scale.of([np.array([1.0, 0.0])])
    assert floored.label(floored.ticks()[0]) == "≤ 10⁻⁹"
    assert not any("≤" in floored.label(tick) for tick in floored.ticks()[1:])
    whole = Scale.of([np.array([1.0, 1e-9])])
    assert not any("≤" in whole.label(tick) for tick in whole.ticks())


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("log(x) + y**2", (-1.0, 1.0)),
        ("1 / x + y**2", (0.0, 1.0)),
        ("exp(exp(x)) + y**2", (7.0, 1.0)),
        ("x**2 + y**2", (1e308, 0.0)),
    ],
)
def test_a_start_without_a_value_leaves_the_chart_empty(
    qtbot: QtBot, dressed: Appearance, translator: Translator, text: str, start
) -> None:
    panel = ArenaPanel(dressed, translator)
    qtbot.addWidget(panel, before_close_func=ArenaPanel.close_work)
    panel.resize(460, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.pages.show_page("compare")
    panel.editor.set_function(text)
    panel.editor.move_start(0, *start)
    while not panel.session.work(1.0):
        pass
    panel.display.record()
    for measure in ("loss", "distance"):
        panel.pages.compare.choose_measure(measure)
        panel.pages.compare.chart.grab()
    panel.finish()
    assert panel.pages.compare.verdicts


@pytest.mark.parametrize("height", [30, 60, 200])
def test_the_numbers_of_a_low_chart_do_not_overlap(height: int) -> None:
    scale = Scale.of([np.array([1e3, 1e-9])])
    found = _apart(scale, QRectF(0, 0, 100, height), 20)
    assert found and (np.diff([y for y, _ in found]) <= -20).all()
    assert len(found) == len(scale.ticks()) or height < 100

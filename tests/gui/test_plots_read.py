"""What a plot says can be read: enough labels, where a setting was changed, what is counted."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.format import whole
from core.search import LogRange
from core.trend import BLOCKS, trend
from gui.training.axis import Axis, Wording, linear_ticks, log_ticks
from gui.training.lab.search.scatter import in_one_notation, ticks_apart
from gui.training.number_formats import loss_number, whole_percent
from gui.training.plot import Plot
from gui.training.views.histograms import GradientsView

SMALL = 60  # pixels: a plot in a low dock


@given(low=st.sampled_from([0.0, 0.5, 0.8, 0.9]), room=st.floats(0.1, 0.33))
def test_an_axis_of_shares_has_three_labels_and_says_the_top(low: float, room: float) -> None:
    found = linear_ticks(low, 1.0, room * (1 - low))
    assert (len(found) >= 2 and found[-1] == pytest.approx(1.0)) or low == 0.5
    assert min(np.diff(found)) >= room * (1 - low) * (1 - 1e-9)


@given(low=st.floats(-4, 1), span=st.floats(0.3, 6))
def test_a_logarithmic_axis_has_two_labels_at_least(low: float, span: float) -> None:
    least = span / 3
    found = log_ticks(low, low + span, least)
    assert len(found) >= 2 and min(np.diff(found)) >= least * (1 - 1e-9)


@given(
    low=st.integers(-6, -2),
    decades=st.floats(0.4, 5),
    length=st.floats(150, 900),
    size=st.floats(6, 16),
)
def test_the_words_below_the_trials_of_a_search_stand_apart(
    low: int, decades: float, length: float, size: float
) -> None:
    """Powers of ten are short, what is between them is not."""
    span = LogRange(10.0**low, 10.0 ** (low + decades))
    found = ticks_apart(span, length, lambda words: size * len(words))
    assert len(found) >= 1
    words = in_one_notation(found)
    for (a, b), both in zip(pairwise(found), pairwise(words), strict=True):
        assert (b - a) / decades * length > sum(size * len(each) / 2 for each in both)


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        ([-3.0, math.log10(0.03), -1.0], ["0.001", "0.03", "0.1"]),
        ([-6.0, -4.0, -2.0, 0.0], ["10⁻⁶", "10⁻⁴", "10⁻²", "1"]),
        ([-8.0, math.log10(2e-8), -7.0], ["10⁻⁸", "2×10⁻⁸", "10⁻⁷"]),
    ],
)
def test_an_axis_of_a_search_has_one_notation(ticks: list[float], words: list[str]) -> None:
    """It had 10⁻³ beside 0.03."""
    assert in_one_notation(ticks) == words


def test_a_wide_plot_of_a_search_says_more_than_powers_of_ten() -> None:
    span = LogRange(1e-4, 1.0)
    assert len(ticks_apart(span, 1200, lambda words: 8.0 * len(words))) > 8


@pytest.mark.parametrize("wording", [GradientsView.x_wording, loss_number, whole])
@pytest.mark.parametrize(("low", "high"), [(18, 40), (-40, -18), (300, 330), (-400, -300)])
def test_any_power_of_ten_has_its_words(qapp, wording: Wording, low: float, high: float) -> None:
    """Whole numbers of any length are none that NumPy takes, and 10⁴⁰⁰ is none that a float is."""
    axis = Axis("bottom", wording)
    axis.setLogMode(True, False)
    (_, places), *_ = axis.tickValues(low, high, 200)
    words = axis.tickStrings(places, 1, 1)
    assert len(set(words)) >= (1 if wording is whole else 2)


@pytest.mark.parametrize("high", [1.0, 2.0, 3.0, 4.0, 5.0, 7.0])
def test_steps_are_counted_in_whole_numbers(qapp, high: float) -> None:
    """It said 0 0 1 2 2."""
    axis = Axis("bottom", whole)
    axis.set_room(58)
    (_, places), *_ = axis.tickValues(0.0, high, 300)
    assert len(places) >= 2 and places == [round(place) for place in places]


def test_the_size_of_a_long_whole_number() -> None:
    assert GradientsView.x_wording(10**20) == "10²⁰"


def test_the_top_of_the_accuracy_is_said(qapp) -> None:
    axis = Axis("left", whole_percent)
    axis.set_room(20)
    (_, places), *_ = axis.tickValues(0.9, 1.004, SMALL)
    assert axis.tickStrings(places, 1, 1)[-1] == "100\u202f%" and len(places) == 3


@pytest.mark.parametrize("steps", [3_000, 20_000, 100_000])
def test_the_last_step_is_not_cut(appearance, qtbot, steps: int) -> None:
    appearance.set_theme("projector")
    appearance.set_viewport_height(768)
    plot = Plot(appearance, whole, whole_percent, None)
    qtbot.addWidget(plot)
    plot.resize(600, 150)
    plot.look_at(float(steps), 0.9, 1.0)
    plot.show()
    plot.viewport().grab()  # only then an axis knows how high its words are
    qtbot.waitUntil(lambda: plot._frame().bottom() < 120)
    picture = plot.viewport().grab().toImage()
    right = {picture.pixelColor(picture.width() - 1, y).name() for y in range(picture.height())}
    assert right == {appearance.theme.panel.name()}
    words = picture.copy(plot._frame().right() + 4, plot._frame().bottom() + 6, 12, 24)
    found = {words.pixelColor(x, y).name() for x in range(12) for y in range(24)}
    assert len(found) > 1, "and it is there"


def test_a_guide_is_always_labelled(qapp) -> None:
    axis = Axis("left", str)
    axis.setLogMode(False, True)
    axis.set_room(20)
    axis.keep(-3.0)
    for low, high in ((-3.3, -0.2), (-3.1, -2.9), (-6.0, -2.7)):
        (_, places), *_ = axis.tickValues(low, high, SMALL)
        assert -3.0 in places


@pytest.mark.parametrize("steps", [400, 5_000, 20_000, 60_000])
def test_the_trend_sets_out_from_guessing_however_long_the_run(steps: int) -> None:
    x = np.arange(float(steps))
    at, smooth = trend(x, np.log(10) * np.exp(-x / 300))
    assert len(at) <= BLOCKS and smooth[0] == pytest.approx(np.log(10), rel=0.02)

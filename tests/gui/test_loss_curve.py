"""The curve of the loss: what is saved can be worked out again, and its first point is seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from core.training import TrainingConfig
from core.trend import BLOCKS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.curves import LossView, loss_table
from gui.training.legend_key import LegendKey
from gui.training.number_formats import loss_number
from gui.training.plot import Plot
from gui.training.recording import Recording


@pytest.fixture
def view(dressed: Appearance, translator: Translator, qtbot) -> LossView:
    view = LossView(dressed, translator)
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    return view


def smoothed(losses: np.ndarray) -> np.ndarray:
    """`smooth_curve` of the tutorials, written out: 11 weights of a Kaiser window, the losses
    mirrored at both ends."""
    weights, last = np.kaiser(11, 2), len(losses) - 1
    places = abs(np.arange(len(losses))[:, None] + range(-5, 6))
    around = losses[np.where(places <= last, places, 2 * last + 1 - places)]
    return around @ weights / weights.sum()


@given(steps=st.integers(11, 3 * BLOCKS), seed=st.integers(0, 2**32 - 1))
def test_the_saved_column_is_the_tutorials_smoothing_of_the_one_beside_it(
    steps: int, seed: int
) -> None:
    losses = np.random.default_rng(seed).exponential(size=steps)
    recording = Recording(TrainingConfig())
    recording.losses.extend(np.arange(steps), losses)
    table = loss_table(recording)
    np.testing.assert_array_equal(table["loss"], losses)
    np.testing.assert_allclose(table["smoothed"], smoothed(losses), rtol=1e-10)


def test_a_step_that_diverged_is_smoothed_into_none() -> None:
    recording = Recording(TrainingConfig())
    recording.losses.extend(np.arange(30), np.r_[np.full(29, 2.0), np.inf])
    smooth = loss_table(recording)["smoothed"]
    np.testing.assert_allclose(smooth[:-1], 2.0)
    assert not np.isfinite(smooth[-1])


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_legend_says_when_the_line_is_of_means(
    view: LossView, translator: Translator, language: str
) -> None:
    translator.set_language(language)
    word = translator.tr("training.curve.smoothed")
    (tip,) = (key.toolTip() for key in view.findChildren(LegendKey) if key.text() == word)
    assert str(BLOCKS) in tip and "smooth_curve" in tip


@pytest.mark.parametrize("logarithmic", [False, True])
def test_one_point_is_a_dot(appearance: Appearance, qtbot, logarithmic: bool) -> None:
    plot = Plot(appearance, str, str, None)
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    curve = plot.add_curve(lambda: appearance.theme.forward, 1.0)
    plot.set_log(logarithmic)
    plot.show()
    ink = appearance.theme.forward.name()

    def inked() -> int:
        picture = plot.viewport().grab().toImage()
        size = range(picture.width()), range(picture.height())
        return sum(picture.pixelColor(x, y).name() == ink for x in size[0] for y in size[1])

    plot.draw(curve, np.array([10.0]), np.array([2.3]))
    plot.look_at(20.0, 0.1, 4.0)
    assert inked() > 9
    plot.draw(curve, np.empty(0), np.empty(0))
    assert inked() == 0
    plot.draw(curve, np.array([10.0]), np.array([2.3]))
    plot.clear_curves()
    assert inked() == 0


@given(st.floats(1e3, 1e12))
def test_the_words_of_an_axis_fit_beside_it(loss: float) -> None:
    assert len(loss_number(loss)) <= len("1.23×10¹²")


def test_a_high_loss_is_said_at_the_axis(qapp, appearance: Appearance, qtbot) -> None:
    """Words that are wider than the axis would be left out."""
    plot = Plot(appearance, loss_number, loss_number, None)
    qtbot.addWidget(plot)
    plot.resize(400, 160)
    plot.look_at(73.0, 0.0, 623_319.0)
    plot.show()
    axis = plot._up
    picture = plot.viewport().grab().toImage()
    (_, places), *_ = axis.tickValues(0.0, 623_319.0, plot._frame().height())
    assert len(places) > 1
    ground = appearance.theme.panel.name()
    for place in places:
        y = plot.mapFromScene(plot._box.mapViewToScene(QPointF(0, place))).y()
        beside = (
            picture.pixelColor(x, y + shift).name()
            for x in range(plot._frame().left() - 5)
            for shift in (-2, 0, 2)
        )
        assert any(colour != ground for colour in beside), place

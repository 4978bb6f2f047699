"""The parts of the lab's checks and of its race, by themselves."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.checks import CHECKS, Curve, State, Verdict
from core.checks.gradient_race import RaceState
from core.gradcheck import CheckProgress, ErrorHistogram
from core.messages import LANGUAGES, Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.task import TaskState
from gui.theme import THEMES
from gui.training.lab.checks.card import CheckCard
from gui.training.lab.checks.sparkline import Sparkline
from gui.training.lab.checks.status_icon import CheckStatus, StatusIcon
from gui.training.lab.gradient_check.chart import DifferenceChart
from gui.training.lab.gradient_check.method_rows import MethodRows

NARROW = 276  # unscaled pixels: what a page has in the smallest window


def colours(widget, top: int = 0) -> set[str]:
    """Those that are to be seen, from a line downwards."""
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(top, image.height())
    }


def picture(widget) -> bytes:
    return bytes(widget.grab().toImage().constBits())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", CHECKS)
def test_a_card_fits_into_the_smallest_dock(
    key: str, language: str, dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    card = CheckCard(CHECKS[key], dressed, translator)
    qtbot.addWidget(card)
    translator.set_language(language)
    card.conclude(Verdict(False, CHECKS[key].expects))
    assert card.minimumSizeHint().width() <= dressed.px(NARROW)


def test_a_card_that_was_stopped_shows_what_was_found_before(
    dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    card = CheckCard(CHECKS["leak"], dressed, translator)
    qtbot.addWidget(card)
    card.show_stale(True)
    assert card.stale.isHidden()  # nothing has been found that could be out of date
    card.conclude(Verdict(True, Message("lab_checks.state.passed")))
    card.follow(State(1, 2))
    assert card.mark.status is CheckStatus.RUNNING and not card.button.isEnabled()
    card.forget()
    assert card.mark.status is CheckStatus.PASSED and card.button.isEnabled()
    assert card.sentences["found"].text() == "As expected"


@pytest.mark.parametrize("theme", THEMES)
def test_every_standing_looks_different(
    theme: str, dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    dressed.set_theme(theme)
    mark = StatusIcon(dressed, translator)
    qtbot.addWidget(mark)
    mark.resize(mark.sizeHint())
    seen = set()
    for status in CheckStatus:
        mark.show_status(status, 0.5)
        seen.add(picture(mark))
    assert len(seen) == len(CheckStatus)


@pytest.mark.parametrize("losses", [(2.3,), (2.3, 1.0, 0.1), (2.3, 900.0, np.inf), (np.nan,)])
def test_any_curve_can_be_drawn(
    losses: tuple[float, ...], dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    curve = Sparkline(dressed, translator)
    qtbot.addWidget(curve)
    curve.resize(200, 90)
    curve.show_curve(Curve(losses, tuple(0.1 for _ in losses)))
    assert {dressed.theme.parameter.name(), dressed.theme.loss.name()} <= colours(curve)


def test_the_chart_shows_what_lies_beyond_the_limit(
    dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    chart = DifferenceChart(dressed, translator)
    qtbot.addWidget(chart)
    chart.resize(300, 150)

    below = chart.fontMetrics().height() + 4  # the words of the limit
    theme = dressed.theme
    chart.show_histogram(ErrorHistogram().with_more(np.full(9, 1e-12), np.zeros(9, bool)))
    assert theme.forward.name() in colours(chart, below)
    assert theme.path.name() not in colours(chart, below)
    chart.show_histogram(chart.histogram.with_more(np.array([1e-5]), np.ones(1, bool)))
    assert theme.path.name() in colours(chart, below)


def test_the_honest_lane_counts_and_says_how_long_it_will_take(
    dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    rows = MethodRows(dressed, translator)
    qtbot.addWidget(rows)
    progress = {"one_by_one": CheckProgress(20_000, 80_000, 10.0)}
    state = RaceState(None, "one_by_one", progress)  # type: ignore[arg-type]  # nobody looks at it
    rows.show_state(state, 40_000, TaskState.RUNNING)
    row = rows.rows["one_by_one"]
    assert row.figure.text() == "20\u202f000" and row.bar.value() == 250
    assert "2000 a second" in row.words.text() and "0:30 left" in row.words.text()
    rows.show_state(state, 40_000, TaskState.PAUSED)
    assert "paused" in row.words.text()
    assert rows.factor.isHidden()  # nobody knows yet how long backpropagation takes


def test_nothing_is_said_of_gradients_before_there_are_any(
    dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    """It said "0 gradients" while the images were on their way."""
    rows = MethodRows(dressed, translator)
    qtbot.addWidget(rows)
    rows.show_nothing(0)
    assert all(row.words.isHidden() for row in rows.rows.values())
    rows.show_nothing(39_760)
    assert all(
        "39\u202f760" in r.words.text() or "79\u202f520" in r.words.text()
        for r in rows.rows.values()
    )
    assert not any(row.words.isHidden() for row in rows.rows.values())

"""The arena as a class uses it: play, step back, click another start, switch things in mid-race."""

import json
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from core.messages import catalogue
from core.optimizers import OPTIMIZERS
from core.surfaces import SURFACES
from gui.appearance import Appearance
from gui.arena.loss_chart import Scale
from gui.arena.panel import ArenaPanel
from gui.arena.ramp import mix, ramp
from gui.i18n import Translator
from gui.theme import THEMES, contrast

SIZES = [(340, 300), (340, 420), (460, 620), (712, 343), (1280, 800)]


@pytest.fixture
def arena(qtbot, dressed: Appearance, translator: Translator) -> ArenaPanel:
    panel = ArenaPanel(dressed, translator)
    qtbot.addWidget(panel)
    panel.resize(460, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def click(widget: QWidget, point: QPointF | None = None) -> None:
    where = point.toPoint() if point else widget.rect().center()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)


def picture(panel: ArenaPanel) -> bytes:
    image = panel.view.grab().toImage()
    return bytes(image.constBits())


def words(panel: ArenaPanel) -> str:
    return panel.transport.counter.text()


def test_a_race_is_there_from_the_first_glance(arena: ArenaPanel) -> None:
    assert words(arena) == "step 0 of 30"
    assert arena.controls.surfaces.currentText() == "Ravine"
    assert arena.legend.shown == list(OPTIMIZERS)
    assert len(set(picture(arena))) > 20


def test_playing_reaches_the_end_and_stops(arena: ArenaPanel, qtbot) -> None:
    arena.set_speed(4.0)
    arena.seek(20)
    click(arena.transport.play)
    assert arena.transport.play.icon_name == "pause"
    qtbot.waitUntil(lambda: arena.session.replay.at_end, timeout=5000)
    assert arena.transport.play.icon_name == "play"
    assert words(arena) == "step 30 of 30"
    assert not arena.transport.step.isEnabled()


def test_pausing_holds_the_step(arena: ArenaPanel, qtbot) -> None:
    click(arena.transport.play)
    qtbot.waitUntil(lambda: arena.session.replay.step >= 1, timeout=5000)
    click(arena.transport.play)
    held = arena.session.replay.position
    qtbot.wait(60)
    assert arena.session.replay.position == held


def test_stepping_back_shows_the_same_picture_again(arena: ArenaPanel) -> None:
    arena.seek(7)
    before = picture(arena)
    click(arena.transport.step)
    assert words(arena) == "step 8 of 30"
    assert picture(arena) != before
    click(arena.transport.step_back)
    assert words(arena) == "step 7 of 30"
    assert picture(arena) == before


def test_to_the_ends_and_the_slider(arena: ArenaPanel) -> None:
    click(arena.transport.to_end)
    assert words(arena) == "step 30 of 30"
    click(arena.transport.to_start)
    assert words(arena) == "step 0 of 30"
    QTest.keyClick(arena.transport.slider, Qt.Key.Key_Right)
    assert words(arena) == "step 1 of 30"


def test_a_click_starts_the_race_elsewhere_and_keeps_the_step(arena: ArenaPanel) -> None:
    arena.seek(5)
    click(arena.view.viewport(), arena.view.pixel_of(3.0, -1.5))
    x, y = arena.session.setup.start
    assert (x, y) == (pytest.approx(3.0, abs=0.1), pytest.approx(-1.5, abs=0.1))
    assert words(arena) == "step 5 of 30"
    assert arena.session.paths["sgd"].points[0].tolist() == [x, y]


def test_the_start_can_be_dragged(arena: ArenaPanel) -> None:
    ground = arena.view.viewport()
    here, there = (arena.view.pixel_of(*p).toPoint() for p in ((-7.0, 2.0), (4.0, 3.0)))
    QTest.mousePress(ground, Qt.MouseButton.LeftButton, pos=here)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(ground, here + (there - here) * share, delay=15)
    QTest.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=there)
    assert arena.session.setup.start == (pytest.approx(4, abs=0.2), pytest.approx(3, abs=0.2))


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_can_be_chosen(arena: ArenaPanel, name: str) -> None:
    arena.seek(3)
    combo = arena.controls.surfaces
    combo.setCurrentIndex(combo.findData(name))
    assert arena.session.setup.surface_name == name
    assert arena.session.replay.step == 3
    assert picture(arena)


def test_a_learning_rate_changes_one_path_and_reset_brings_it_back(arena: ArenaPanel) -> None:
    click(arena.controls.rates)
    before = arena.session.paths
    field = arena.legend.entries["adam"].rate
    assert field.isVisible()
    field.setValue(0.05)
    after = arena.session.paths
    assert (after["adam"].points != before["adam"].points).any()
    assert (after["sgd"].points == before["sgd"].points).all()
    click(arena.controls.reset)
    assert field.value() == 0.3


def test_divergence_is_told_in_words_when_it_happens(
    arena: ArenaPanel, translator: Translator
) -> None:
    arena.set_rate("sgd", 1.5)
    at = arena.session.paths["sgd"].diverged_at
    assert at is not None
    told = arena.legend.entries["sgd"].ending
    arena.seek(at - 1)
    assert not told.isVisible()
    click(arena.transport.step)
    assert told.isVisible()
    assert told.text() == (
        f"SGD diverged at step {at}: the learning rate is too large for the curvature"
    )
    translator.set_language("zh_CN")
    assert told.text().startswith(f"SGD 在第 {at} 步发散")
    arena.set_rate("sgd", 0.9)
    assert not told.isVisible()


def test_a_rule_that_scales_its_gradients_is_told_another_cause(arena: ArenaPanel) -> None:
    arena.set_rate("adam", 100.0)
    arena.seek(arena.steps)
    told = arena.legend.entries["adam"].ending
    assert told.isVisible()
    assert "curvature" not in told.text()
    assert "the learning rate sets the length of its steps" in told.text()


def test_running_out_of_the_picture_downhill_is_no_error(arena: ArenaPanel) -> None:
    arena.set_surface("saddle")
    arena.set_rate("sgd", 0.3)
    arena.seek(arena.steps)
    assert "left the picture" in arena.legend.entries["sgd"].ending.text()


@pytest.mark.parametrize("name", SURFACES)
def test_a_wide_panel_draws_the_losses(arena: ArenaPanel, name: str, qtbot) -> None:
    arena.resize(1280, 800)
    arena.set_surface(name)
    qtbot.waitUntil(arena.chart.isVisible)
    before = arena.chart.grab().toImage()
    arena.seek(arena.steps)
    assert arena.chart.grab().toImage() != before


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=9))
@example([-1.4e-139, 1.8e299])
def test_the_loss_axis_holds_any_losses(losses: list[float]) -> None:
    scale = Scale.of([np.array(losses)])
    ticks = scale.ticks()
    assert len(ticks) <= 6
    assert ticks == sorted(ticks)
    assert all(-0.01 <= scale.share(tick) <= 1.01 for tick in ticks)
    assert all(0 <= scale.share(loss) <= 1.05 for loss in losses)


def test_racers_far_out_of_view_leave_the_view_alone(arena: ArenaPanel) -> None:
    before = arena.view.area
    for name in OPTIMIZERS:
        arena.set_rate(name, 100.0)
    arena.seek(arena.steps)
    assert picture(arena)
    assert arena.view.area == before


def test_switching_racers_off_and_on(arena: ArenaPanel) -> None:
    arena.seek(12)
    everyone = picture(arena)
    swatch = arena.legend.entries["momentum"].swatch
    click(swatch, QPointF(12, swatch.height() / 2))
    assert "momentum" not in arena.legend.shown
    assert picture(arena) != everyone
    click(swatch, QPointF(12, swatch.height() / 2))
    assert picture(arena) == everyone


def test_everybody_can_be_switched_off(arena: ArenaPanel) -> None:
    for name in OPTIMIZERS:
        arena.show_racer(name, False)
    arena.seek(arena.steps)
    assert arena.legend.shown == []
    assert picture(arena)


def test_theme_and_language_change_in_mid_race(
    arena: ArenaPanel, dressed: Appearance, translator: Translator, qtbot
) -> None:
    arena.set_surface("rosenbrock")
    arena.toggle()
    for theme in ("dark", "projector", "light"):
        for language in ("zh_CN", "en"):
            dressed.set_theme(theme)
            translator.set_language(language)
            step = arena.session.replay.step
            qtbot.waitUntil(lambda step=step: arena.session.replay.step > step, timeout=5000)
    assert arena.session.replay.playing
    translator.set_language("zh_CN")
    assert words(arena).startswith("第 ")
    assert arena.controls.surfaces.currentText() == "Rosenbrock 函数"


def test_closing_or_hiding_in_mid_race_stops_the_clock(arena: ArenaPanel, qtbot) -> None:
    arena.toggle()
    arena.hide()
    assert not arena.session.replay.playing
    arena.show()
    arena.toggle()
    arena.close()
    position = arena.session.replay.position
    qtbot.wait(60)
    assert arena.session.replay.position == position


def test_a_race_started_out_of_sight_begins_when_it_is_seen(
    dressed: Appearance, translator: Translator, qtbot
) -> None:
    panel = ArenaPanel(dressed, translator)
    qtbot.addWidget(panel)
    panel.toggle()
    panel.show()
    qtbot.waitUntil(lambda: panel.session.replay.step >= 1, timeout=5000)


def test_reduced_motion_shows_whole_steps(arena: ArenaPanel, dressed: Appearance) -> None:
    dressed.set_reduced_motion(True)
    arena.seek(4.0)
    whole = picture(arena)
    arena.seek(4.6)
    assert picture(arena) == whole


def test_what_was_chosen_comes_back(
    arena: ArenaPanel, dressed: Appearance, translator: Translator, qtbot
) -> None:
    arena.set_surface("himmelblau")
    arena.set_start(1.0, 1.0)
    arena.set_rate("sgd", 0.02)
    arena.set_steps(80)
    arena.show_racer("rmsprop", False)
    arena.seek(40)
    saved = json.loads(json.dumps(arena.save_state()))
    other = ArenaPanel(dressed, translator)
    qtbot.addWidget(other)
    other.restore_state(saved)
    other.show()
    qtbot.waitUntil(lambda: other._view is not None)  # made when it is first painted
    assert other.save_state() == arena.save_state()
    assert words(other) == "step 40 of 80"


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {"surface": "moon", "setups": 3, "step": "x", "speed": 7, "shown": None},
        {"surface": [], "setups": {"ravine": {"start": ["a", 1]}}, "shown": ["nobody"]},
    ],
)
def test_a_damaged_state_is_no_trouble(arena: ArenaPanel, saved: dict) -> None:
    arena.restore_state(saved)
    assert arena.session.setup.surface_name == "ravine"
    assert picture(arena)


def shown_parts(panel: ArenaPanel) -> Iterator[tuple[QWidget, QRect]]:
    """The widgets one can read or press, with their places in the panel."""
    parts = [panel.controls.surfaces, panel.controls.reset, panel.view, panel.transport.slider]
    parts += [panel.transport.counter, panel.transport.play, panel.transport.to_end]
    parts += [panel.legend.parentWidget(), panel.chart, panel.controls.steps]
    for part in filter(QWidget.isVisible, parts):
        yield part, QRect(part.mapTo(panel, QPoint(0, 0)), part.size())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("rates", [False, True])
def test_nothing_overlaps_or_is_cut_off(
    arena: ArenaPanel,
    translator: Translator,
    size: tuple[int, int],
    language: str,
    rates: bool,
    qtbot,
) -> None:
    translator.set_language(language)
    arena.controls.rates.setChecked(rates)
    arena.resize(*size)
    qtbot.waitUntil(lambda: arena.size().toTuple() == size)
    arena.view.updateGeometry()
    QTest.qWait(20)
    places = list(shown_parts(arena))
    for i, (part, place) in enumerate(places):
        assert arena.rect().contains(place), part
        for other, another in places[i + 1 :]:
            assert not place.intersects(another), (part, other)
    for label in arena.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap():
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    assert arena.view.height() >= (90 if rates or size[1] < 350 else 0.4 * arena.height())


def test_a_wide_panel_can_be_made_narrow_again(arena: ArenaPanel, qtbot) -> None:
    for width in (1280, 340, 1280, 340):
        arena.resize(width, 620)
        qtbot.waitUntil(lambda width=width: arena.width() == width)
        assert arena.legend.entries["sgd"].rate.isVisible() is (width == 1280)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_racers_stand_out_from_low_ground(theme) -> None:
    ground = ramp(theme, 16)
    for name in OPTIMIZERS:
        assert contrast(theme.racer(name).colour, ground[0]) > 2.4
    steps = [contrast(ground[0], colour) for colour in ground]
    assert steps == sorted(steps), "higher ground must differ more from the lowest"


def test_mixing_ends_in_the_colours_themselves() -> None:
    theme = THEMES["light"]
    assert mix(theme.forward, theme.loss, 0.0).name() == theme.forward.name()
    assert mix(theme.forward, theme.loss, 1.0).name() == theme.loss.name()


def test_every_surface_has_words() -> None:
    for language in ("en", "zh_CN"):
        for surface in SURFACES.values():
            assert surface.label in catalogue(language)
            assert surface.lesson in catalogue(language)


def test_the_plot_is_imported_when_it_is_first_shown(own_home) -> None:
    code = (
        "import sys; from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication; app = QApplication([])\n"
        "from gui.appearance import Appearance; from gui.i18n import Translator\n"
        "from gui.arena.panel import ArenaPanel\n"
        "panel = ArenaPanel(Appearance(), Translator()); panel.seek(1)\n"
        "panel.set_surface('beale')\n"
        "assert 'pyqtgraph' not in sys.modules\n"
        "panel.show(); assert 'pyqtgraph' not in sys.modules  # shown, but not painted yet\n"
        "QTimer.singleShot(500, app.quit); app.exec(); assert 'pyqtgraph' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_race_can_be_chosen_before_anybody_looks(
    dressed: Appearance, translator: Translator, qtbot
) -> None:
    panel = ArenaPanel(dressed, translator)
    qtbot.addWidget(panel)
    panel.set_surface("saddle")
    panel.set_start(1, 1)
    panel.seek(9)
    panel.show()
    qtbot.waitUntil(lambda: words(panel) == "step 9 of 60")

"""The arena as a class uses it: play, step back, other starts, other settings, in mid-race."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget

from core.messages import catalogue
from core.optimizers import OPTIMIZERS, RULES
from core.surfaces import SURFACES, Climb
from core.surfaces.race.anatomy import Part
from core.surfaces.race.presets import PRESETS
from gui.appearance import Appearance
from gui.arena.colormap import colormap, mix
from gui.arena.map_style import MapForm, MapStyle
from gui.arena.pages import NAMES
from gui.arena.panel import ArenaPanel
from gui.arena.race_chart import Scale
from gui.arena.racer_style import racer_style
from gui.arena.trails import Trails
from gui.guard import guard_overrides
from gui.i18n import Translator
from gui.theme import THEMES, contrast

SIZES = [(310, 420), (340, 600), (460, 620), (712, 420), (1280, 800)]


@pytest.fixture
def arena(arena: ArenaPanel) -> ArenaPanel:
    assert arena.view.isVisible()
    settle(arena)
    return arena


def settle(panel: ArenaPanel) -> None:
    """Record all that is stale, as the panel does by and by."""
    while not panel.session.work(1.0):
        pass
    panel.display.record()


def click(widget: QWidget, point: QPointF | None = None, **how) -> None:
    where = point.toPoint() if point else widget.rect().center()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where, **how)


def picture(panel: ArenaPanel) -> bytes:
    image = panel.view.grab().toImage()
    return bytes(image.constBits())


def words(panel: ArenaPanel) -> str:
    return panel.transport.counter.text()


def drag(panel: ArenaPanel, here: tuple[float, float], there: tuple[float, float]) -> None:
    ground = panel.view.viewport()
    a, b = (panel.view.pixel_of(*p).toPoint() for p in (here, there))
    QTest.mousePress(ground, Qt.MouseButton.LeftButton, pos=a)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(ground, a + (b - a) * share, delay=15)
    QTest.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=b)


# Playing.


def test_a_race_is_there_from_the_first_glance(arena: ArenaPanel) -> None:
    assert words(arena) == "0 / 30"
    assert arena.controls.surfaces.currentText() == "Ravine"
    assert list(arena.pages.racers.legend.entries) == list(OPTIMIZERS)
    assert len(set(picture(arena))) > 20


def test_playing_reaches_the_end_and_stops(arena: ArenaPanel, qtbot) -> None:
    arena.display.set_speed(4.0)
    arena.seek(20)
    click(arena.transport.play)
    assert arena.transport.play.icon_name == "pause"
    qtbot.waitUntil(lambda: arena.session.replay.at_end, timeout=5000)
    assert arena.transport.play.icon_name == "play"
    assert words(arena) == "30 / 30"
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
    assert words(arena) == "8 / 30"
    assert picture(arena) != before
    click(arena.transport.step_back)
    assert words(arena) == "7 / 30"
    assert picture(arena) == before


def test_to_the_ends_and_the_slider(arena: ArenaPanel) -> None:
    click(arena.transport.to_end)
    assert words(arena) == "30 / 30"
    click(arena.transport.to_start)
    assert words(arena) == "0 / 30"
    QTest.keyClick(arena.transport.slider, Qt.Key.Key_Right)
    assert words(arena) == "1 / 30"


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
    qtbot.addWidget(panel, before_close_func=ArenaPanel.close_work)
    panel.toggle()
    panel.show()
    qtbot.waitUntil(lambda: panel.session.replay.step >= 1, timeout=5000)


def test_reduced_motion_shows_whole_steps(arena: ArenaPanel, dressed: Appearance) -> None:
    dressed.set_reduced_motion(True)
    arena.seek(4.0)
    whole = picture(arena)
    arena.seek(4.6)
    assert picture(arena) == whole


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
    assert arena.controls.surfaces.itemText(0) == "峡谷"
    assert arena.pages.tabs.tabText(0) == "参赛者"


# Starts and the view.


def test_a_click_starts_the_race_elsewhere_and_keeps_the_step(arena: ArenaPanel) -> None:
    arena.seek(5)
    click(arena.view.viewport(), arena.view.pixel_of(3.0, -1.5))
    x, y = arena.session.setup.start
    assert (x, y) == (pytest.approx(3.0, abs=0.1), pytest.approx(-1.5, abs=0.1))
    assert words(arena) == "5 / 30"
    assert arena.session.paths["sgd"].points[0].tolist() == [x, y]


def test_a_ring_is_dragged_and_undone_as_one(arena: ArenaPanel) -> None:
    view = arena.view.area
    drag(arena, (-7.0, 2.0), (4.0, 3.0))
    assert arena.session.setup.start == (pytest.approx(4, abs=0.2), pytest.approx(3, abs=0.2))
    assert arena.view.area == view
    click(arena.controls.undo)
    assert arena.session.setup.start == (-7.0, 2.0)
    click(arena.controls.redo)
    assert arena.session.setup.start[0] == pytest.approx(4, abs=0.2)


def test_a_drag_of_the_ground_pans_and_the_wheel_zooms(arena: ArenaPanel, qtbot) -> None:
    before, start = arena.view.area, arena.session.setup.start
    drag(arena, (3.0, -3.0), (5.0, -3.0))
    assert arena.session.setup.start == start
    assert arena.view.area.left() == pytest.approx(before.left() - 2, abs=0.3)
    width = arena.view.area.width()
    for _ in range(3):
        QTest.keyClick(arena.view, Qt.Key.Key_Plus)
    assert arena.view.area.width() < 0.6 * width
    click(arena.controls.fit)
    assert arena.view.area.width() == pytest.approx(before.width(), rel=1e-6)


def test_a_move_by_nothing_comes_to_rest(arena: ArenaPanel, qtbot) -> None:
    """The map stayed as coarse as it is while somebody pans."""
    settle(arena)
    qtbot.waitUntil(lambda: not arena.view._rest.isActive())
    with qtbot.waitSignal(arena.view.view_moved, timeout=10_000):
        arena.view._plane.pan(0.0, 0.0)


@pytest.mark.parametrize(("side", "along"), [("left", 1), ("bottom", 0)])
def test_a_drag_of_an_axis_pans_along_it_and_a_click_on_it_moves_nothing(
    arena: ArenaPanel, monkeypatch, side: str, along: int
) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: told.append(error))
    guard_overrides()
    axes = (item for item in arena.view.scene().items() if isinstance(item, pg.AxisItem))
    axis = next(item for item in axes if item.orientation == side)
    middle = arena.view.mapFromScene(axis.sceneBoundingRect().center())
    ground, before, setup = arena.view.viewport(), arena.view.area, arena.session.setup
    QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=middle)
    assert arena.session.setup == setup
    QTest.mousePress(ground, Qt.MouseButton.LeftButton, pos=middle)
    for pixels in (10, 20, 40):
        QTest.mouseMove(ground, middle + QPoint(pixels, pixels), delay=15)
    QTest.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 40))
    after = arena.view.area
    moved = (after.left() != before.left(), after.top() != before.top())
    assert moved == (along == 0, along == 1)
    assert arena.session.setup == setup and told == []


def test_arrow_keys_move_the_start_finely_with_shift(arena: ArenaPanel) -> None:
    x, y = arena.session.setup.start
    arena.view.setFocus()
    QTest.keyClick(arena.view, Qt.Key.Key_Right)
    far = arena.session.setup.start[0] - x
    assert far > 0 and arena.session.setup.start[1] == y
    QTest.keyClick(arena.view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    fine = arena.session.setup.start[1] - y
    assert 0 < fine < far
    QTest.keyClick(arena.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(arena.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert arena.session.setup.start == (x, y)


@pytest.mark.parametrize("surface", ["ravine", "two_hollows", "noisy_bowl", "plateau"])
def test_another_start_is_in_view(arena: ArenaPanel, surface: str) -> None:
    arena.set_surface(surface)
    settle(arena)
    for _ in range(9):
        arena.pages.setup.add_start.clicked.emit()
        assert arena.view.area.contains(*arena.session.setup.starts[-1])


def test_several_starts_by_mouse_and_by_fields(arena: ArenaPanel) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(
        arena.view.viewport(),
        Qt.MouseButton.LeftButton,
        shift,
        arena.view.pixel_of(5.0, 2.0).toPoint(),
    )
    setup = arena.pages.setup
    setup.add_start.clicked.emit()
    starts = arena.session.setup.starts
    assert len(starts) == 3 and starts[1] == (pytest.approx(5, abs=0.2), pytest.approx(2, abs=0.2))
    assert len(arena.session.all_paths["adam"]) == 3
    setup._fields[2][1].setValue(1.25)
    assert arena.session.setup.starts[2][0] == 1.25
    right = arena.view.pixel_of(*starts[1]).toPoint()
    QTest.mouseClick(arena.view.viewport(), Qt.MouseButton.RightButton, pos=right)
    assert len(arena.session.setup.starts) == 2
    setup._fields[0][3].clicked.emit()
    assert arena.session.setup.starts == ((1.25, pytest.approx(starts[2][1])),)


@pytest.mark.parametrize("style", [MapStyle(), MapStyle(MapForm.HEAT, Climb.LOG, True)])
def test_every_surface_can_be_chosen_and_drawn(arena: ArenaPanel, style) -> None:
    arena.seek(3)
    combo = arena.controls.surfaces
    for name in SURFACES:
        combo.setCurrentIndex(combo.findData(name))
        arena.set_style(style)
        assert arena.session.setup.surface_name == name
        assert arena.session.replay.step == 3, name
        assert len(set(picture(arena))) > 20, name


def test_racers_far_out_of_view_leave_the_view_alone(arena: ArenaPanel) -> None:
    before = arena.view.area
    for name in OPTIMIZERS:
        racer = arena.session.setup[name].racer.with_setting("lr", 100.0)
        arena.editor.set_racer(name, racer, "lr")
    settle(arena)
    arena.seek(arena.steps)
    assert picture(arena)
    assert arena.view.area == before


# Racers.


def form(arena: ArenaPanel, id: str):
    arena.editor.set_focus(id)
    return arena.pages.racers.form


def test_every_setting_of_every_rule_can_be_changed(arena: ArenaPanel) -> None:
    arena.editor.add_racer("nesterov_lookahead")
    for name, rule in RULES.items():
        shown = form(arena, name)
        for setting in rule.hyperparameters:
            row = shown.rows[setting.name]
            before = arena.session.paths[name].points
            if isinstance(row.field, QCheckBox):
                row.field.setChecked(not row.field.isChecked())
            else:
                row.slider.setValue(row.slider.value() - 120)
                value = arena.session.setup[name].racer.value(setting.name)
                assert row.field.value() == pytest.approx(value)
                assert value != setting.default or setting.name == "lr"
            if setting.name != "eps":
                assert not np.array_equal(arena.session.paths[name].points, before)


def test_a_learning_rate_changes_one_path_and_reset_brings_it_back(arena: ArenaPanel) -> None:
    before = arena.session.paths
    row = form(arena, "adam").rows["lr"]
    row.field.setValue(0.05)
    after = arena.session.paths
    assert (after["adam"].points != before["adam"].points).any()
    assert after["sgd"] is before["sgd"]
    click(arena.controls.reset)
    assert arena.pages.racers.form.rows["lr"].field.value() == 0.3


def test_a_drag_of_a_slider_is_undone_as_one(arena: ArenaPanel) -> None:
    row = form(arena, "sgd").rows["lr"]
    row.slider.setSliderDown(True)
    for position in (520, 540, 560):
        row.slider.setSliderPosition(position)
    row.slider.setSliderDown(False)
    assert arena.session.setup.rate("sgd") != 0.95
    QTest.keyClick(arena, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert arena.session.setup.rate("sgd") == 0.95
    assert not arena.controls.undo.isEnabled() and arena.controls.redo.isEnabled()


def test_a_map_on_which_nothing_has_changed_is_not_painted(
    arena: ArenaPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a race is recorded anew its old paths stay: to paint them again would only delay the
    new ones. Then these are painted, once."""
    monkeypatch.setattr("gui.arena.race_display._BUDGET", 0.0)
    arena.editor.set_steps(400)
    arena.seek(400)
    arena.display.finish()
    arena.view._rest.stop()
    QApplication.processEvents()
    painted = []
    paint = Trails.paint_pixels
    monkeypatch.setattr(
        Trails, "paint_pixels", lambda *a: (painted.append(arena.session.is_recorded), paint(*a))
    )
    racer = arena.session.setup["momentum"].racer
    arena.editor.set_racer("momentum", racer.with_setting("lr", 0.9 * racer.value("lr")), "lr")
    assert not arena.session.is_recorded
    while not arena.session.is_recorded:
        QApplication.processEvents()
    QApplication.processEvents()
    assert painted == [True]
    arena.display.show_race()
    QApplication.processEvents()
    assert painted == [True]
    x, y = arena.session.setup.start
    arena.editor.move_start(0, x, 0.9 * y)  # the ring follows at once
    QApplication.processEvents()
    assert painted[1:2] == [False]


def test_schedules_and_annealing_are_set_here_too(arena: ArenaPanel) -> None:
    shown = form(arena, "momentum")
    before = arena.session.paths["momentum"].points
    shown.schedule.setCurrentIndex(shown.schedule.findData("step"))
    assert {"schedule.factor", "schedule.every"} < set(shown.rows)
    shown.rows["schedule.every"].field.setValue(3)
    assert arena.session.setup["momentum"].racer.schedule_settings["every"] == 3
    stepped = arena.session.paths["momentum"].points
    assert not np.array_equal(stepped, before)
    shown.annealing.setChecked(True)
    shown.rows["annealing.every"].slider.setValue(300)
    assert arena.session.setup["momentum"].racer.annealing is not None
    assert not np.array_equal(arena.session.paths["momentum"].points, stepped)
    assert not form(arena, "adam").annealing.isVisible()


def test_a_second_click_on_a_racer_that_has_gone_does_nothing(arena: ArenaPanel) -> None:
    before = arena.session.setup
    arena.editor.remove_racer("adam")
    without = arena.session.setup
    racer = before["adam"].racer
    arena.editor.remove_racer("adam")
    arena.editor.copy_racer("adam")
    arena.editor.show_racer("adam", True)
    arena.editor.set_racer("adam", racer, "learning_rate")
    assert arena.session.setup == without
    arena.editor.undo()
    assert arena.session.setup == before, "one step to undo"


def test_the_same_kind_twice_and_one_less(arena: ArenaPanel) -> None:
    page = arena.pages.racers
    arena.editor.set_focus("adam")
    click(page.copy)
    assert arena.editor.focus == "adam-2"
    assert page.chooser.currentText() == "Adam 2"
    assert page.legend.entries["adam-2"].swatch.text() == "Adam 2"
    click(page.remove)
    assert "adam-2" not in arena.session.setup
    page.menu.actions()[-1].trigger()
    assert "nesterov_lookahead" in arena.session.setup
    for entrant in arena.session.setup.entrants:
        arena.editor.remove_racer(entrant.id)
    assert arena.session.setup.entrants == () and picture(arena)
    for name in NAMES:
        arena.pages.show_page(name)
    arena.open_on_stage()
    arena.editor.add_racer("sgd")
    assert arena.editor.focus == "sgd"


def test_the_step_of_a_racer_that_is_switched_off_is_of_the_race_as_it_is(
    arena: ArenaPanel,
) -> None:
    arena.editor.set_focus("adam")
    arena.pages.show_page("step")
    arena.editor.show_racer("adam", False)
    arena.editor.move_start(0, 3.0, 3.0)
    arena.finish()
    anatomy = arena.pages.step.anatomy
    assert anatomy is not None
    assert tuple(anatomy.arrows[0].tail) == (3.0, 3.0)


def test_switching_racers_off_and_on(arena: ArenaPanel) -> None:
    arena.seek(12)
    everyone = picture(arena)
    swatch = arena.pages.racers.legend.entries["momentum"].swatch
    click(swatch, QPointF(12, swatch.height() / 2))
    assert not arena.session.setup["momentum"].shown
    assert picture(arena) != everyone
    click(swatch, QPointF(12, swatch.height() / 2))
    settle(arena)
    assert picture(arena) == everyone


def test_divergence_is_told_in_words_when_it_happens(
    arena: ArenaPanel, translator: Translator
) -> None:
    row = form(arena, "sgd").rows["lr"]
    row.field.setValue(1.5)
    settle(arena)
    arena.finish()
    found = arena.display.judge.judged["sgd"].verdict
    assert found is not None and found.step
    at = found.step
    told, limit = arena.pages.racers.ending, arena.pages.racers.limit
    assert "= 3: above 2 this rule cannot come to rest there" in limit.text()
    arena.seek(at - 1)
    assert not told.isVisible()
    click(arena.transport.step)
    assert told.isVisible()
    assert told.text().startswith(f"SGD diverged, far out of the picture from step {at} on: ")
    assert "curvature 2 × learning rate 1.5 = 3" in told.text()
    translator.set_language("zh_CN")
    arena.seek(at)
    assert told.text().startswith(f"SGD 发散，从第 {at} 步起远在画面之外：曲率 2 × 学习率 1.5 = 3")
    row.field.setValue(0.9)
    settle(arena)
    assert not told.isVisible()


# Own functions.


def test_an_own_function_is_typed_raced_and_opened_on_the_stage(arena: ArenaPanel, qtbot) -> None:
    field = arena.controls.field
    field.setText("sin(x) * cos(y) + (x*x + y*y) / 20")
    QTest.keyClick(field, Qt.Key.Key_Return)
    setup = arena.session.setup
    assert setup.surface_name == "own" and not arena.controls.error.isVisible()
    assert arena.controls.surfaces.currentData() == "own"
    settle(arena)
    arena.seek(4)
    with qtbot.waitSignal(arena.opened) as opened:
        click(arena.controls.stage)
    document = opened.args[0]
    x, y = arena.session.paths["sgd"].points[4]
    assert (document.values["x"], document.values["y"]) == (x, y)
    assert document.text == field.text()
    arena.set_surface("beale")
    arena.set_surface("own")
    assert arena.session.setup == setup
    arena.editor.undo()
    assert arena.session.setup.surface_name == "beale"


@pytest.mark.parametrize("text", ["x @ y", "w * x", "x +", "log(-1 - x*x)", "7"])
def test_what_is_wrong_with_it_is_said_under_the_field(arena: ArenaPanel, text: str) -> None:
    before = arena.session.setup
    arena.controls.field.setText(text)
    QTest.keyClick(arena.controls.field, Qt.Key.Key_Return)
    assert arena.controls.error.isVisible() and len(arena.controls.error.text()) > 20
    assert arena.session.setup == before and arena.controls.field.text() == text
    arena.controls.field.setText("x*x + y*y")
    QTest.keyClick(arena.controls.field, Qt.Key.Key_Return)
    assert not arena.controls.error.isVisible()


def test_to_choose_the_own_function_before_there_is_one_asks_for_it(arena: ArenaPanel) -> None:
    arena.activateWindow()
    combo = arena.controls.surfaces
    combo.setCurrentIndex(combo.findData("own"))
    assert arena.session.setup.surface_name == "ravine"
    assert combo.currentData() == "own", "what somebody has chosen stands in the chooser"
    field = arena.controls.field
    assert field.hasFocus()
    QTest.keyClicks(field, "x*x + y")
    arena.editor.set_steps(33)
    assert combo.currentData() == "own" and field.text() == "x*x + y"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert combo.currentData() == "ravine" and field.text() == "x**2 / 20 + y**2"


def test_the_chooser_goes_back_when_nobody_types_a_function(arena: ArenaPanel) -> None:
    arena.activateWindow()
    combo, field = arena.controls.surfaces, arena.controls.field
    own, ravine = combo.findData("own"), combo.findData("ravine")
    combo.setCurrentIndex(own)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert combo.currentIndex() == ravine
    combo.setCurrentIndex(own)
    assert combo.currentIndex() == own
    arena.view.setFocus()
    assert combo.currentIndex() == ravine
    combo.setCurrentIndex(own)
    combo.setCurrentIndex(ravine)
    assert combo.currentIndex() == ravine and arena.session.setup.surface_name == "ravine"
    combo.setCurrentIndex(own)
    arena.editor.open_lesson("ball")
    assert combo.currentData() == "hollow"


def test_a_function_of_x_alone_is_a_curve_on_which_racers_walk(arena: ArenaPanel) -> None:
    arena.controls.field.setText("x**4 / 50")
    QTest.keyClick(arena.controls.field, Qt.Key.Key_Return)
    settle(arena)
    click(arena.view.viewport(), arena.view.pixel_of(3.0, 4.0))
    x, y = arena.session.setup.start
    assert x == pytest.approx(3, abs=0.1) and y == 0
    assert (arena.session.paths["sgd"].points[:, 1] == 0).all()
    assert arena.view._starts[0][1] == pytest.approx(x**4 / 50)


@pytest.mark.parametrize(
    "text",
    [
        "1e200 * x * y",
        "1e308 * x**2 + y**2",
        "-1e307 * x - y",
        "-x**20 - y",
        "1 / (x*y)",
        "log(x) + y",
        "x + 0*y",
    ],
)
def test_huge_negative_and_missing_heights_can_be_drawn(arena: ArenaPanel, text: str) -> None:
    arena.controls.field.setText(text)
    QTest.keyClick(arena.controls.field, Qt.Key.Key_Return)
    assert arena.session.setup.surface_name == "own"
    for climb in Climb:
        for form in (MapForm.CONTOURS, MapForm.HEAT):
            arena.set_style(MapStyle(form, climb))
            assert len(set(picture(arena))) > 10


@pytest.mark.parametrize("form", MapForm)
def test_near_the_end_of_numbers_there_is_ground_as_elsewhere(arena: ArenaPanel, form) -> None:
    """Not white with one thick line: heights beyond 1e150 are like others, only larger."""
    arena.pages.show_page("setup")
    shades = []
    for size in ("1", "1e307"):
        arena.editor.set_function(f"{size} * x + 0.5 * {size} * y")
        arena.editor.show_racer("sgd", False)
        arena.set_style(MapStyle(form))
        arena.view.show_trails([])
        arena.view.note.hide()
        shades.append(len(np.unique(np.frombuffer(picture(arena), np.uint32))))
    assert shades[1] > 0.7 * shades[0]


def test_levels_that_are_chosen_are_the_levels_that_are_drawn(arena: ArenaPanel) -> None:
    seen = set()
    for i, climb in enumerate(Climb):
        arena.pages.setup.climb.setCurrentIndex(i)
        assert arena.ground.style.climb is climb
        seen.add(bytes(picture(arena)))
    assert len(seen) == len(Climb)


# A step taken apart.


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_step_is_taken_apart_with_arrows_and_numbers(arena: ArenaPanel, name: str, qtbot) -> None:
    plain = picture(arena)
    arena.pages.show_page("step")
    arena.editor.set_focus(name)
    settle(arena)
    arena.seek(3)
    page = arena.pages.step
    assert page.anatomy is not None and page.anatomy.step == 3
    assert picture(arena) != plain
    qtbot.waitUntil(lambda: page.lines[0].tex == page.anatomy.lines[0], timeout=5000)
    assert page.caption.text() == "step 3 → 4" and page.chooser.currentText() == RULES[name].name
    whole = arena.view.area.width()
    arena.zoom_to_step()
    assert arena.view.area.width() < 0.75 * whole
    with_arrows = picture(arena)
    for key in page.keys.values():
        key.setChecked(False)
    assert page.hidden_parts == frozenset(Part) and picture(arena) != with_arrows
    arena.pages.show_page("racers")
    assert arena.pages.step.isVisible() is False


def test_the_memory_bars_seek(arena: ArenaPanel) -> None:
    arena.pages.show_page("step")
    arena.editor.set_focus("adam")
    settle(arena)
    bars = arena.pages.step.bars
    bars.resize(400, bars.sizeHint().height())
    area = bars._area(0)
    click(bars, QPointF(area.left() + area.width() / 2, area.center().y()))
    assert 14 <= arena.session.replay.step <= 16
    assert len(bars._rows) == 6  # g, m and v along both axes


def test_after_the_last_step_the_one_before_is_shown(arena: ArenaPanel) -> None:
    arena.pages.show_page("step")
    arena.seek(arena.steps)
    assert arena.pages.step.anatomy.step == arena.steps - 1


# Comparing.


@pytest.mark.parametrize("name", SURFACES)
def test_losses_and_distances_are_drawn(arena: ArenaPanel, name: str) -> None:
    arena.pages.show_page("compare")
    arena.set_surface(name)
    settle(arena)
    page = arena.pages.compare
    page.chart.resize(300, 200)
    before = page.chart.grab().toImage()
    arena.seek(arena.steps)
    after = page.chart.grab().toImage()
    assert after != before
    page.choose_measure("distance")
    assert page.chart.grab().toImage() != after
    arena.finish()
    assert list(page.verdicts) == list(OPTIMIZERS)


def test_the_ravine_points_out_curvature_times_rate(arena: ArenaPanel) -> None:
    arena.open_lesson("curvature")
    settle(arena)
    assert arena.pages.page == "compare"
    arena.finish()
    told = arena.pages.compare._rows[1][1].text()
    assert "curvature 2 × learning rate 1.02 = 2.04" in told


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=9))
@example([-1.4e-139, 1.8e299])
def test_the_loss_axis_holds_any_losses(losses: list[float]) -> None:
    scale = Scale.of([np.array(losses)])
    ticks = scale.ticks()
    assert len(ticks) <= 6
    assert ticks == sorted(ticks)
    assert all(-0.01 <= scale.share(tick) <= 1.01 for tick in ticks)
    assert all(0 <= scale.share(loss) <= 1.05 for loss in losses)


def test_basins_fill_in_coarse_to_fine_and_can_be_left(arena: ArenaPanel, qtbot) -> None:
    arena.set_surface("himmelblau")
    arena.finish()
    plain = picture(arena)
    arena.pages.setup.basins.setChecked(True)
    qtbot.waitUntil(lambda: arena.display.filler.basins is not None, timeout=10_000)
    coarse = arena.display.filler.basins.done
    assert picture(arena) != plain
    qtbot.waitUntil(lambda: arena.display.filler.basins.done > coarse, timeout=10_000)
    assert arena.display.filler.busy  # … and somebody changes the racer in the middle of it
    arena.editor.set_focus("adam")
    qtbot.waitUntil(lambda: not arena.display.filler.busy, timeout=30_000)
    assert arena.display.filler.basins.done == 1
    assert "Adam" in arena.pages.setup.basin_note.text()
    arena.pages.setup.basins.setChecked(False)
    assert arena.display.filler.basins is None and picture(arena) == plain


# Lessons.


@pytest.mark.parametrize("name", PRESETS)
def test_a_lesson_opens_in_one_click(arena: ArenaPanel, name: str) -> None:
    arena.pages.show_page("lessons")
    arena.pages.lessons.cards[name].click()
    settle(arena)
    assert arena.session.setup == PRESETS[name].make()
    assert arena.pages.page == PRESETS[name].page
    assert arena.editor.focus == PRESETS[name].focus
    assert arena.controls.caption.isVisible()
    for step in (0, 3, arena.steps):
        arena.seek(step)
        assert picture(arena)
    arena.editor.undo()
    assert arena.session.setup.surface_name == "ravine"


# Memory.


def test_what_was_chosen_comes_back(
    arena: ArenaPanel, dressed: Appearance, translator: Translator, qtbot
) -> None:
    arena.set_surface("himmelblau")
    arena.editor.move_start(0, 1.0, 1.0)
    arena.editor.add_start(-2.0, 2.0)
    form(arena, "sgd").rows["lr"].field.setValue(0.02)
    arena.editor.set_steps(80)
    arena.editor.show_racer("rmsprop", False)
    arena.editor.copy_racer("adam")
    arena.pages.show_page("compare")
    arena.pages.compare.choose_measure("distance")
    arena.set_style(MapStyle(MapForm.HEAT, Climb.EVEN, True))
    arena.seek(40)
    saved = json.loads(json.dumps(arena.save_state()))
    other = ArenaPanel(dressed, translator)
    qtbot.addWidget(other, before_close_func=ArenaPanel.close_work)
    other.restore_state(saved)
    other.show()
    qtbot.waitUntil(lambda: other._view is not None)  # made when it is first painted
    assert other.save_state() == arena.save_state()
    assert words(other) == "40 / 80"


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {"surface": "moon", "setups": 3, "step": "x", "speed": 7, "focus": None},
        {"surface": [], "setups": {"ravine": {"starts": ["a", 1]}}, "focus": "nobody"},
        {"surface": "own", "setups": {"own": {"expression": "x @"}}, "page": 3, "style": []},
        {"lesson": "rate", "measure": [], "style": {"climb": {}, "form": 3}},
        {"border": {"shape": 3}, "landscape": {"border": "x"}},
        {"border": [3, [], [[True]], [[], [1, 2]], [[1], [1, 2]], [[[]], [1, 2]]]},
        {"border": [[[False] * 6, sizes] for sizes in ([0, 0], [-1, 2], [1.5, 2], [10**12, 1])]},
    ],
)
def test_a_damaged_state_is_no_trouble(arena: ArenaPanel, saved: dict) -> None:
    arena.restore_state(saved)
    assert arena.session.setup.surface_name == "ravine"
    assert picture(arena)


# How it stands.


def shown_parts(panel: ArenaPanel) -> Iterator[tuple[QWidget, QRect]]:
    """The widgets one can read or press, with their places in the panel."""
    controls, transport = panel.controls, panel.transport
    parts = [controls.surfaces, controls.undo, controls.stage, controls.field, panel.view]
    parts += [panel.pages.tabs, transport.slider, transport.counter, transport.play]
    parts += [transport.to_end, transport.speed, controls.caption]
    for part in filter(QWidget.isVisible, parts):
        yield part, QRect(part.mapTo(panel, QPoint(0, 0)), part.size())


def check_places(arena: ArenaPanel, size: tuple[int, int], page: str) -> None:
    assert arena.size().toTuple() == size
    places, here = list(shown_parts(arena)), (size, page)
    for i, (part, place) in enumerate(places):
        assert arena.rect().contains(place), (here, part)
        for other, another in places[i + 1 :]:
            assert not place.intersects(another), (here, part, other)
    for label in arena.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap():
            wide = label.fontMetrics().horizontalAdvance(label.text())
            assert label.width() >= wide, (here, label.text())
    area = arena.pages._areas[page]
    if area.isVisible():
        assert area.widget().width() <= area.viewport().width(), here
    assert arena.view.height() >= 90, here


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_overlaps_or_is_cut_off(
    arena: ArenaPanel, translator: Translator, language: str, qtbot
) -> None:
    translator.set_language(language)
    for size, page in product(SIZES, NAMES):
        arena.resize(*size)
        arena.pages.show_page(page)
        QApplication.processEvents()
        qtbot.waitUntil(partial(check_places, arena, size, page))  # it may take some more passes


def test_a_wide_panel_can_be_made_narrow_again(arena: ArenaPanel, qtbot) -> None:
    for width, tabs in ((1280, 4), (340, 5), (1280, 4), (340, 5)):
        arena.resize(width, 720)
        qtbot.waitUntil(lambda width=width: arena.width() == width)
        assert arena.pages.tabs.count() == tabs
        assert arena.pages.racers.isVisible() or width == 340


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_racers_stand_out_from_low_ground(theme) -> None:
    ground = colormap(theme, 16)
    for name in RULES:
        assert contrast(racer_style(name, theme).colour, ground[0]) > 2.4
        copies = [racer_style(name, theme), *(racer_style(f"{name}-{n}", theme) for n in (2, 3))]
        assert len({each.marker for each in copies}) == 3
        assert len({each.dash for each in copies}) == 3
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
        "assert 'pyqtgraph' not in sys.modules and 'ziamath' not in sys.modules\n"
        "panel.show(); assert 'pyqtgraph' not in sys.modules  # shown, but not painted yet\n"
        "QTimer.singleShot(500, app.quit); app.exec(); assert 'pyqtgraph' in sys.modules\n"
        "assert panel.close_work()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_race_can_be_chosen_before_anybody_looks(
    dressed: Appearance, translator: Translator, qtbot
) -> None:
    panel = ArenaPanel(dressed, translator)
    qtbot.addWidget(panel, before_close_func=ArenaPanel.close_work)
    panel.set_surface("saddle")
    panel.editor.move_start(0, 1, 1)
    panel.seek(9)
    panel.show()
    qtbot.waitUntil(lambda: words(panel) == "9 / 60")


def test_undo_leaves_a_lesson_and_to_choose_its_surface_does_too(arena: ArenaPanel) -> None:
    arena.open_lesson("curvature")
    told = arena.controls.caption.text()
    arena.editor.undo()
    assert arena.session.setup.surface_name == "ravine" and arena.editor.lesson == ""
    assert arena.controls.caption.text() != told
    arena.editor.redo()
    assert arena.editor.lesson == "curvature" and arena.controls.caption.text() == told
    arena.editor.set_steps(90)
    arena.editor.reset()
    assert arena.session.setup == PRESETS["curvature"].make()
    arena.set_surface("beale")
    arena.set_surface("ravine")
    assert arena.editor.lesson == "" and len(arena.session.setup.entrants) == len(OPTIMIZERS)


@pytest.mark.parametrize("text", ["x * 1e-320", "1e-310 * sin(x)"])
def test_heights_that_no_picture_can_tell_apart_are_flat(arena: ArenaPanel, text: str) -> None:
    arena.editor.set_function(text)
    arena.finish()
    bottom, top = arena.view.ranges[1]
    assert top - bottom == pytest.approx(2)
    arena.grab()  # a warning on the way would be a failure

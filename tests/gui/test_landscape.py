"""The arena's other face: what a user sees and does with the loss of a real net."""

import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.datasets import load
from core.landscape import Kind, Plan, PlaneLoss
from core.messages import StudioError
from core.surfaces.relief_view import Eye
from gui.appearance import Appearance
from gui.arena.landscape.face import LandscapeFace
from gui.arena.landscape.session import Phase
from gui.arena.map_style import MapStyle
from gui.arena.panel import ArenaPanel
from gui.arena.race_controls import NET
from gui.i18n import Translator
from gui.theme import THEMES

LONG = 60_000  # ms; the machine may be busy with something else


def digits():
    return load("builtin")


@pytest.fixture
def arena(qtbot: QtBot, dressed: Appearance, translator: Translator):
    panel = ArenaPanel(dressed, translator, digits)
    qtbot.addWidget(panel)
    panel.resize(400, 640)
    panel.show()
    panel.set_surface(NET)
    panel.landscape.session.change(Plan.usual().with_steps(60))
    yield panel
    assert panel.close_work()


@pytest.fixture
def face(qtbot: QtBot, arena: ArenaPanel) -> LandscapeFace:
    """With a recording, and all of its losses."""
    arena.landscape.session.record()
    filled(qtbot, arena.landscape)
    return arena.landscape


def filled(qtbot: QtBot, face: LandscapeFace) -> None:
    qtbot.waitUntil(lambda: face.session.phase is Phase.READY, timeout=LONG)
    qtbot.waitUntil(lambda: face.session.filled, timeout=LONG)


def test_it_begins_with_what_to_do(qtbot: QtBot, arena: ArenaPanel) -> None:
    face = arena.landscape
    assert face.cover.isVisible() and face.cover.button.text() == "Record a training run"
    assert not face.transport.isVisible() and not arena.controls.save.isEnabled()
    assert not arena.controls.field.isVisible() and not arena.transport.isVisible()
    assert "39\N{NARROW NO-BREAK SPACE}760" in face.cover.about.text()


def test_recording_shows_the_losses_and_then_the_paths(qtbot: QtBot, arena: ArenaPanel) -> None:
    face = arena.landscape
    qtbot.mouseClick(face.cover.button, Qt.MouseButton.LeftButton)
    assert face.cover.button.text() == "Cancel" and face.cover.bar.isVisible()
    qtbot.waitUntil(lambda: face.cover.chart.isVisible(), timeout=LONG)
    assert "of 60" in face.cover.words.text() or face.session.phase is not Phase.RECORDING
    filled(qtbot, face)
    assert face.view.isVisible() and not face.cover.isVisible()
    assert face.transport.counter.text() == "60 / 60"
    assert set(face.tracks) == {e.id for e in face.session.plan.taking_part}
    assert arena.controls.save.isEnabled()


def test_a_recording_can_be_cancelled_and_the_old_one_stays(
    qtbot: QtBot, face: LandscapeFace
) -> None:
    seen = face.session.seen
    face.pages.run.steps.setValue(5000)
    assert face.pages.run.note.isVisible()  # the picture is of the run before
    qtbot.mouseClick(face.pages.run.record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(face.session.recorded), timeout=LONG)
    qtbot.mouseClick(face.cover.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: face.session.phase is Phase.READY, timeout=LONG)
    assert face.session.seen is seen and face.view.isVisible()
    qtbot.waitUntil(lambda: face.session.filled, timeout=LONG)


def test_the_map_is_what_the_net_says(qtbot: QtBot, face: LandscapeFace) -> None:
    relief, seen = face.session.relief, face.session.seen
    losses = PlaneLoss(seen.recording, seen.plane)
    rows, columns = relief.losses.shape
    xs, ys = np.linspace(*relief.x_range, columns), np.linspace(*relief.y_range, rows)
    assert relief.losses[3, 40] == losses.at(xs[40], ys[3])
    view, (left, right) = face.view.area, relief.x_range
    assert left < view.left() and view.right() < right  # it covers what is in view


def test_zoom_has_the_losses_computed_anew(qtbot: QtBot, face: LandscapeFace) -> None:
    before = face.session.relief
    face.view.zoom_in()
    qtbot.waitUntil(lambda: face.session.relief is not before, timeout=LONG)
    filled(qtbot, face)
    assert np.diff(face.session.relief.x_range) < np.diff(before.x_range)


def test_random_directions_say_how_little_they_hold(qtbot: QtBot, face: LandscapeFace) -> None:
    page = face.pages.plane
    face.pages.show_page("plane")
    assert "%" in page.explained.text() and page.shares.isVisible()
    share = face.session.seen.plane.explained
    page.kind.setCurrentIndex(page.kind.findData(Kind.RANDOM))
    qtbot.waitUntil(lambda: face.session.seen.plane.kind is Kind.RANDOM, timeout=LONG)
    filled(qtbot, face)
    assert face.session.seen.plane.explained < share / 10
    assert page.seed.isVisible() and not page.shares.isVisible()
    assert "right angles" in page.about.text()
    plane = face.session.seen.plane
    page.seed.setValue(5)
    qtbot.waitUntil(lambda: face.session.seen.plane is not plane, timeout=LONG)


def test_true_loss_beside_the_loss_of_the_plane(qtbot: QtBot, face: LandscapeFace) -> None:
    face.pages.show_page("compare")
    page = face.pages.compare
    page.who.setCurrentIndex(page.who.findData("sgd"))
    assert list(page.chart.curves) == ["sgd/plane", "sgd"]
    track = face.session.seen.tracks["sgd"]
    assert np.array_equal(page.chart.curves["sgd"], track.losses)
    assert len([words for _, words in page.rows if words.isVisible()]) == len(face.tracks)
    assert page.rows[0][1].text().startswith("SGD ends at a true loss of")
    middle = page.chart.rect().center()
    qtbot.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=middle)
    assert 0 < face.replay.position < face.replay.length
    page.who.setCurrentIndex(0)
    assert list(page.chart.curves) == list(face.tracks)


def test_a_racer_that_is_switched_off_is_not_seen_and_comes_back(
    qtbot: QtBot, face: LandscapeFace
) -> None:
    face.pages.run.rows["adam"].switch.click()
    assert "adam" not in face.tracks and not face.session.stale
    face.pages.run.rows["adam"].switch.click()
    assert "adam" in face.tracks and not face.session.stale
    face.pages.run.rows["adamw"].switch.click()  # was not recorded
    assert "adamw" not in face.tracks and face.session.stale and face.pages.run.note.isVisible()


def test_a_recording_of_other_images_is_called_so(face: LandscapeFace) -> None:
    data = digits()
    face.session.use_data(data)  # the same, read again
    assert not face.session.stale
    face.session.use_data(replace(data, x_train=255 - data.x_train))
    assert face.session.stale and face.pages.run.note.isVisible()


def test_nobody_takes_part(qtbot: QtBot, arena: ArenaPanel) -> None:
    face = arena.landscape
    for row in face.pages.run.rows.values():
        if row.switch.isChecked():
            row.switch.click()
    assert not face.pages.run.record.isEnabled()
    assert not face.cover.button.isEnabled()
    assert "Nobody takes part" in face.cover.words.text()
    next(iter(face.pages.run.rows.values())).switch.click()
    assert face.cover.button.isEnabled() and "Nobody" not in face.cover.words.text()


def test_a_data_set_that_cannot_be_read_is_one_sentence(
    qtbot: QtBot, dressed: Appearance, translator: Translator
) -> None:
    def broken():
        raise StudioError("landscape.error.memory", megabytes=7)

    panel = ArenaPanel(dressed, translator, broken)
    qtbot.addWidget(panel)
    panel.show()
    panel.set_surface(NET)
    panel.landscape.session.record()
    qtbot.waitUntil(lambda: panel.landscape.session.phase is Phase.FAILED, timeout=LONG)
    assert "7 MB" in panel.landscape.cover.words.text()
    translator.set_language("zh_CN")
    assert "7 MB" in panel.landscape.cover.words.text() and "内存" in (
        panel.landscape.cover.words.text()
    )
    assert panel.close_work()


def test_it_plays_and_scrubs(qtbot: QtBot, arena: ArenaPanel, face: LandscapeFace) -> None:
    face.seek(0)
    arena.toggle()
    assert face.replay.playing
    qtbot.waitUntil(lambda: face.replay.position > 1, timeout=LONG)
    arena.set_surface("ravine")
    assert not face.replay.playing and arena.transport.isVisible()
    assert arena.controls.field.isVisible() and not face.isVisible()
    arena.set_surface(NET)
    assert face.view.isVisible() and arena.controls.surfaces.currentData() == NET


def test_it_is_saved_as_picture_and_table(
    qtbot: QtBot, arena: ArenaPanel, face: LandscapeFace, tmp_path: Path
) -> None:
    for kind in ("png", "csv"):
        arena.saver.save(kind, tmp_path / f"net.{kind}")
        qtbot.waitUntil(lambda: not arena.saver.running, timeout=LONG)
    image = QImage(str(tmp_path / "net.png"))
    assert image.width() == 1600
    spots = [(x, y) for x in range(0, 1600, 9) for y in range(0, 1100, 9)]
    assert len({image.pixelColor(x, y).name() for x, y in spots}) > 12
    with (tmp_path / "net.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(face.tracks) * 61
    assert float(rows[60]["loss"]) == face.session.seen.tracks["sgd"].losses[-1]


def test_the_table_holds_only_the_optimizers_that_are_seen(face: LandscapeFace) -> None:
    face.pages.run.rows["adam"].switch.click()
    rows = csv.DictReader(face.scene().csv().splitlines())
    assert {row["racer"] for row in rows} == set(face.session.seen.tracks) - {"adam"}
    assert set(face.scene().paths) == set(face.tracks)


def test_what_was_chosen_is_there_the_next_day(
    qtbot: QtBot, arena: ArenaPanel, dressed: Appearance, translator: Translator
) -> None:
    session = arena.landscape.session
    session.change(session.plan.with_rate("sgd", 0.5).with_part("adam", False))
    session.choose(Kind.RANDOM, 4)
    arena.landscape.pages.show_page("compare")
    saved = arena.save_state()
    other = ArenaPanel(dressed, translator, digits)
    qtbot.addWidget(other)
    other.restore_state(saved)
    assert other.faces.net and other.landscape.pages.page == "compare"
    assert other.landscape.session.plan == session.plan
    assert (other.landscape.session.kind, other.landscape.session.seed) == (Kind.RANDOM, 4)
    for nonsense in ({"landscape": 7}, {"landscape": {"plan": 3, "kind": [], "seed": "x"}}):
        other.restore_state({**saved, **nonsense})
    assert other.close_work()


def test_dragging_the_map_moves_no_start(qtbot: QtBot, face: LandscapeFace) -> None:
    before = face.view.area
    port, middle = face.view.viewport(), face.view.viewport().rect().center()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=middle)
    for k in range(1, 8):
        qtbot.mouseMove(port, middle + QPoint(6 * k, 0))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=middle + QPoint(48, 0))
    assert face.view.area.width() == pytest.approx(before.width())
    filled(qtbot, face)
    face.fit()
    assert face.view.area.center().x() == pytest.approx(before.center().x())


def shades(widget) -> int:
    image = widget.grab().toImage()
    spots = [(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)]
    return len({image.pixelColor(x, y).name() for x, y in spots})


def test_it_is_a_landscape_in_three_dimensions_that_a_hand_turns(
    qtbot: QtBot, arena: ArenaPanel, face: LandscapeFace, tmp_path: Path
) -> None:
    page, solid = face.pages.plane, face.view.solid
    page.form.setCurrentIndex(page.form.findData("solid"))
    assert solid.isVisible() and solid.size() == face.view.size()
    assert shades(solid) > 20
    before, eye = solid.grab().toImage(), solid.eye
    middle = solid.rect().center()
    qtbot.mousePress(solid, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(solid, middle + QPoint(40, 10))
    qtbot.mouseRelease(solid, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 10))
    assert solid.eye.azimuth > eye.azimuth and solid.eye.elevation > eye.elevation
    assert solid.grab().toImage() != before
    qtbot.keyClick(solid, Qt.Key.Key_Home)
    assert solid.eye == eye and solid.grab().toImage() == before
    face.seek(3)
    assert solid.grab().toImage() != before  # the paths move on it
    arena.saver.save("png", tmp_path / "solid.png")
    qtbot.waitUntil(lambda: not arena.saver.running, timeout=LONG)
    assert QImage(str(tmp_path / "solid.png")).width() == 1600
    page.form.setCurrentIndex(0)
    assert not solid.isVisible()


def test_a_picture_is_seen_from_where_the_screen_is(arena: ArenaPanel) -> None:
    arena.set_surface("himmelblau")
    arena.set_style(MapStyle(solid=True))
    for eye in (Eye(0.4, 0.9), Eye(-1.0, 0.3, 1.8)):
        arena.view.solid.look_from(eye)
        scene = arena.scene()
        sheet = scene.sheet((600, 400))
        assert sheet._view.solid.eye == eye and sheet._view.solid.isVisibleTo(sheet._view)
        sheet.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_ground_stands_out_and_bears_contour_lines(
    arena: ArenaPanel, dressed: Appearance, theme: str
) -> None:
    dressed.set_theme(theme)
    arena.resize(900, 700)
    arena.set_surface("plateau")
    arena.set_style(MapStyle(solid=True))
    arena.finish()
    solid, panel = arena.view.solid, dressed.theme.panel
    solid.show_trails(())
    solid.look_from(Eye(0.0, 1.2))
    image, middle = solid.grab().toImage(), solid.rect().center()
    column = [image.pixelColor(middle.x(), middle.y() + k) for k in range(-60, 60)]
    near = sum(abs(a - b) for a, b in zip(column[60].getRgb(), panel.getRgb(), strict=True))
    assert near > 30  # the lowest ground, too, is told from the panel
    jumps = [abs(a.lightness() - b.lightness()) for a, b in pairwise(column)]
    assert sum(jump > 12 for jump in jumps) >= 4  # lines across it


def test_surfaces_are_solid_too_and_curves_stay_flat(qtbot: QtBot, arena: ArenaPanel) -> None:
    arena.set_surface("beale")
    arena.finish()
    form = arena.pages.setup.form
    form.setCurrentIndex(form.findData("solid"))
    solid = arena.view.solid
    assert solid.isVisible() and shades(solid) > 20
    arena.set_surface("parabola")
    assert not solid.isVisible()
    arena.set_surface("himmelblau")
    assert solid.isVisible()
    arena.pages.show_page("step")  # arrows are drawn on the map
    qtbot.waitUntil(lambda: arena.pages.step.anatomy is not None, timeout=LONG)
    qtbot.waitUntil(lambda: not solid.isVisible(), timeout=LONG)
    arena.pages.show_page("racers")
    assert solid.isVisible()
    qtbot.keyClick(solid, Qt.Key.Key_Space)
    assert arena.session.replay.playing

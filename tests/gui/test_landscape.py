"""The arena's other mode: what a user sees and does with the loss of a real net."""

import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from core.datasets import load
from core.following import finish
from core.landscape import Kind, LossGrid, Plan, PlaneLoss
from core.messages import StudioError
from core.surfaces.camera import Camera
from gui.appearance import Appearance
from gui.arena.landscape import session as sessions
from gui.arena.landscape.compare_page import TrueLossPage
from gui.arena.landscape.landscape_panel import LandscapePanel
from gui.arena.landscape.session import Phase
from gui.arena.map_style import MapForm, MapStyle
from gui.arena.panel import ArenaPanel
from gui.arena.race_controls import NET
from gui.i18n import Translator
from gui.theme import THEMES

LONG = 60_000  # ms; the machine may be busy with something else


def digits():
    return load("builtin")


@pytest.fixture
def arena(qapp, qtbot: QtBot, prepared: Appearance, translator: Translator):
    panel = ArenaPanel(prepared, translator, digits)
    prepared.dress(qapp)
    qtbot.addWidget(panel)
    panel.resize(400, 640)
    panel.show()
    panel.set_surface(NET)
    panel.landscape.session.change(Plan.usual().with_steps(60))
    yield panel
    assert panel.close_work()


@pytest.fixture(scope="module")
def computed() -> list[tuple[tuple, object]]:
    """What was worked out for one test, and is the same for the next: from what, and the result."""
    return []


def once(work, computed: list[tuple[tuple, object]]):
    """The same work, which is not done again for what it was done for before."""

    def found(*given):
        for before, result in computed:
            if before == (work, *given):
                return result
        result = yield from work(*given)
        computed.append(((work, *given), result))
        return result

    return found


@pytest.fixture
def landscape(
    qtbot: QtBot, arena: ArenaPanel, computed, monkeypatch: pytest.MonkeyPatch
) -> LandscapePanel:
    """With a recording, and all of its losses."""
    with monkeypatch.context() as patched:
        for name in ("recording", "looking", "filling"):
            patched.setattr(sessions, name, once(getattr(sessions, name), computed))
        arena.landscape.session.record()
        filled(qtbot, arena.landscape)
    return arena.landscape


def filled(qtbot: QtBot, landscape: LandscapePanel) -> None:
    qtbot.waitUntil(lambda: landscape.session.phase is Phase.READY, timeout=LONG)
    qtbot.waitUntil(lambda: landscape.session.filled, timeout=LONG)


def test_it_begins_with_what_to_do(qtbot: QtBot, arena: ArenaPanel) -> None:
    landscape = arena.landscape
    assert (
        landscape.placeholder.isVisible()
        and landscape.placeholder.button.text() == "Record a training run"
    )
    assert not landscape.transport.isVisible() and not arena.controls.save.isEnabled()
    assert not arena.controls.field.isVisible() and not arena.transport.isVisible()
    assert "39\N{NARROW NO-BREAK SPACE}760" in landscape.placeholder.about.text()


@pytest.mark.parametrize("size", [(400, 640), (400, 600), (1264, 780), (380, 330)])
def test_what_the_net_is_about_is_told_once(
    qtbot: QtBot, arena: ArenaPanel, size: tuple[int, int]
) -> None:
    """The same paragraph stood above and in the place of the map."""
    arena.resize(*size)
    QApplication.processEvents()
    above, below = arena.controls.caption, arena.landscape.placeholder.about
    assert above.text() == below.text()
    assert not (above.isVisible() and below.isVisible())
    assert above.isVisible() or below.isVisible() or size[1] < 400


def test_words_stand_beside_their_mark_if_those_of_the_other_wrap(
    qtbot: QtBot, dressed: Appearance, translator: Translator
) -> None:
    page = TrueLossPage(dressed, translator)
    qtbot.addWidget(page)
    (_, words), (_, others) = page.keys
    others.setText(" ".join(["the plane"] * 40))
    page.resize(260, 600)
    page.show()
    assert words.height() > 2 * words.fontMetrics().height()
    picture = words.grab().toImage()
    ground = picture.pixel(0, 0)
    inked = (
        y
        for y in range(picture.height())
        if any(picture.pixel(x, y) != ground for x in range(picture.width()))
    )
    assert next(inked) < words.fontMetrics().height()


def test_in_a_short_dock_the_chart_has_the_room_of_the_map(
    qtbot: QtBot, arena: ArenaPanel, landscape: LandscapePanel
) -> None:
    arena.resize(400, 380)
    for page, mapped in (("plane", True), ("compare", False), ("run", True)):
        landscape.pages.show_page(page)
        assert (landscape.view.height() > 0 and landscape.pages.height() < 200) is mapped, page
    landscape.pages.show_page("compare")
    arena.resize(400, 640)
    qtbot.waitUntil(lambda: 100 < landscape.view.height() < landscape.pages.height())


def test_recording_shows_the_losses_and_then_the_paths(qtbot: QtBot, arena: ArenaPanel) -> None:
    landscape = arena.landscape
    qtbot.mouseClick(landscape.placeholder.button, Qt.MouseButton.LeftButton)
    assert landscape.placeholder.button.text() == "Cancel" and landscape.placeholder.bar.isVisible()
    qtbot.waitUntil(lambda: landscape.placeholder.chart.isVisible(), timeout=LONG)
    assert (
        "of 60" in landscape.placeholder.words.text()
        or landscape.session.phase is not Phase.RECORDING
    )
    filled(qtbot, landscape)
    assert landscape.view.isVisible() and not landscape.placeholder.isVisible()
    assert landscape.transport.counter.text() == "60 / 60"
    assert set(landscape.tracks) == {e.id for e in landscape.session.plan.taking_part}
    assert arena.controls.save.isEnabled()


def test_a_recording_can_be_cancelled_and_the_old_one_stays(
    qtbot: QtBot, landscape: LandscapePanel
) -> None:
    seen = landscape.session.seen
    landscape.pages.run.steps.setValue(5000)
    assert landscape.pages.run.note.isVisible()  # the picture is of the run before
    qtbot.mouseClick(landscape.pages.run.record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(landscape.session.recorded), timeout=LONG)
    qtbot.mouseClick(landscape.placeholder.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: landscape.session.phase is Phase.READY, timeout=LONG)
    assert landscape.session.seen is seen and landscape.view.isVisible()
    qtbot.waitUntil(lambda: landscape.session.filled, timeout=LONG)


def test_a_recording_that_is_cancelled_when_it_has_just_ended_is_not_seen(
    qtbot: QtBot, landscape: LandscapePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, ended = landscape.session, Event()
    seen, record = session.seen, sessions.recording

    def recording(load, plan):
        found = yield from record(load, plan)
        ended.set()
        return found

    monkeypatch.setattr(sessions, "recording", recording)
    session.record()
    assert ended.wait(LONG)  # and the window has not heard of it yet
    session.cancel()
    qtbot.waitUntil(lambda: not session.busy, timeout=LONG)
    assert session.phase is Phase.READY and session.seen is seen
    qtbot.waitUntil(lambda: session.filled or not session._task.running, timeout=LONG)


def test_the_map_is_what_the_net_says(qtbot: QtBot, landscape: LandscapePanel) -> None:
    loss_grid, seen = landscape.session.loss_grid, landscape.session.seen
    losses = PlaneLoss(seen.recording, seen.plane)
    rows, columns = loss_grid.losses.shape
    xs, ys = np.linspace(*loss_grid.x_range, columns), np.linspace(*loss_grid.y_range, rows)
    assert loss_grid.losses[3, 40] == losses.at(xs[40], ys[3])
    view, (left, right) = landscape.view.area, loss_grid.x_range
    assert left < view.left() and view.right() < right  # it covers what is in view


def test_zoom_has_the_losses_computed_anew(qtbot: QtBot, landscape: LandscapePanel) -> None:
    before = landscape.session.loss_grid
    landscape.view.zoom_in()
    qtbot.waitUntil(lambda: landscape.session.loss_grid is not before, timeout=LONG)
    filled(qtbot, landscape)
    assert np.diff(landscape.session.loss_grid.x_range) < np.diff(before.x_range)


def test_random_directions_say_how_little_they_hold(
    qtbot: QtBot, landscape: LandscapePanel
) -> None:
    page = landscape.pages.plane
    landscape.pages.show_page("plane")
    assert "%" in page.explained.text() and page.shares.isVisible()
    share = landscape.session.seen.plane.explained
    page.kind.setCurrentIndex(page.kind.findData(Kind.RANDOM))
    qtbot.waitUntil(lambda: landscape.session.seen.plane.kind is Kind.RANDOM, timeout=LONG)
    filled(qtbot, landscape)
    assert landscape.session.seen.plane.explained < share / 10
    assert page.seed.isVisible() and not page.shares.isVisible()
    assert "right angles" in page.about.text()
    plane = landscape.session.seen.plane
    page.seed.setValue(5)
    qtbot.waitUntil(lambda: landscape.session.seen.plane is not plane, timeout=LONG)


def test_the_losses_of_another_plane_are_not_shown_under_its_axes(
    qtbot: QtBot, landscape: LandscapePanel
) -> None:
    """For some tenths of a second the old picture lay under the new paths."""
    ground, old = landscape.view._surface_item, landscape.session.seen.plane
    shown = []

    def look() -> None:
        if landscape.session.phase is Phase.READY:
            shown.append(ground.surface)

    assert ground.surface is not None
    landscape.session.changed.connect(look)
    landscape.pages.plane.kind.setCurrentIndex(landscape.pages.plane.kind.findData(Kind.RANDOM))
    qtbot.waitUntil(lambda: bool(shown), timeout=LONG)
    assert landscape.session.seen.plane is not old and shown == [None]
    filled(qtbot, landscape)
    assert ground.surface is landscape.session.loss_grid


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_names_of_the_directions_are_whole_at_every_width(
    qtbot: QtBot, arena: ArenaPanel, theme: str
) -> None:
    arena._appearance.set_theme(theme)
    page = arena.landscape.pages.plane
    arena.landscape.pages.show_page("plane")
    px = arena._appearance.px
    for width in range(px(300), px(480), px(20)):
        arena.resize(width, 640)
        QApplication.processEvents()
        option = QStyleOptionComboBox()
        page.kind.initStyleOption(option)
        field = page.kind.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            page.kind,
        )
        words = [page.kind.itemText(i) for i in range(page.kind.count())]
        longest = max(map(page.kind.fontMetrics().horizontalAdvance, words))
        assert longest <= field.width(), width


def test_true_loss_beside_the_loss_of_the_plane(qtbot: QtBot, landscape: LandscapePanel) -> None:
    landscape.pages.show_page("compare")
    page = landscape.pages.compare
    page.who.setCurrentIndex(page.who.findData("sgd"))
    assert list(page.chart.curves) == ["sgd/plane", "sgd"]
    track = landscape.session.seen.tracks["sgd"]
    assert np.array_equal(page.chart.curves["sgd"], track.losses)
    assert len([words for _, words in page.rows if words.isVisible()]) == len(landscape.tracks)
    assert page.rows[0][1].text().startswith("SGD ends at a true loss of")
    middle = page.chart.rect().center()
    qtbot.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=middle)
    assert 0 < landscape.replay.position < landscape.replay.length
    page.who.setCurrentIndex(0)
    assert list(page.chart.curves) == list(landscape.tracks)


def test_a_racer_that_is_switched_off_is_not_seen_and_comes_back(
    qtbot: QtBot, landscape: LandscapePanel
) -> None:
    landscape.pages.run.rows["adam"].switch.click()
    assert "adam" not in landscape.tracks and not landscape.session.stale
    landscape.pages.run.rows["adam"].switch.click()
    assert "adam" in landscape.tracks and not landscape.session.stale
    landscape.pages.run.rows["adamw"].switch.click()  # was not recorded
    assert (
        "adamw" not in landscape.tracks
        and landscape.session.stale
        and landscape.pages.run.note.isVisible()
    )


def test_the_row_of_adamw_tells_its_decay(arena: ArenaPanel, translator: Translator) -> None:
    rows = arena.landscape.pages.run.rows
    assert "λ = 0.01" in rows["adamw"].switch.toolTip() and "λ" not in rows["adam"].switch.toolTip()
    translator.set_language("zh_CN")
    assert "权重衰减 λ = 0.01" in rows["adamw"].switch.toolTip()


def test_a_recording_of_other_images_is_called_so(landscape: LandscapePanel) -> None:
    data = digits()
    landscape.session.use_data(data)  # the same, read again
    assert not landscape.session.stale
    landscape.session.use_data(replace(data, x_train=255 - data.x_train))
    assert landscape.session.stale and landscape.pages.run.note.isVisible()


def test_nobody_takes_part(qtbot: QtBot, arena: ArenaPanel) -> None:
    landscape = arena.landscape
    for row in landscape.pages.run.rows.values():
        if row.switch.isChecked():
            row.switch.click()
    assert not landscape.pages.run.record.isEnabled()
    assert not landscape.placeholder.button.isEnabled()
    assert "Nobody takes part" in landscape.placeholder.words.text()
    next(iter(landscape.pages.run.rows.values())).switch.click()
    assert (
        landscape.placeholder.button.isEnabled()
        and "Nobody" not in landscape.placeholder.words.text()
    )


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
    assert "7 MB" in panel.landscape.placeholder.words.text()
    translator.set_language("zh_CN")
    assert "7 MB" in panel.landscape.placeholder.words.text() and "内存" in (
        panel.landscape.placeholder.words.text()
    )
    assert panel.close_work()


def test_it_plays_and_scrubs(qtbot: QtBot, arena: ArenaPanel, landscape: LandscapePanel) -> None:
    landscape.seek(0)
    arena.toggle()
    assert landscape.replay.playing
    qtbot.waitUntil(lambda: landscape.replay.position > 1, timeout=LONG)
    arena.set_surface("ravine")
    assert not landscape.replay.playing and arena.transport.isVisible()
    assert arena.controls.field.isVisible() and not landscape.isVisible()
    arena.set_surface(NET)
    assert landscape.view.isVisible() and arena.controls.surfaces.currentData() == NET


def test_it_is_saved_as_picture_and_table(
    qtbot: QtBot, arena: ArenaPanel, landscape: LandscapePanel, tmp_path: Path
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
    assert len(rows) == len(landscape.tracks) * 61
    assert float(rows[60]["loss"]) == landscape.session.seen.tracks["sgd"].losses[-1]


def test_the_table_holds_only_the_optimizers_that_are_seen(landscape: LandscapePanel) -> None:
    landscape.pages.run.rows["adam"].switch.click()
    rows = csv.DictReader("".join(landscape.scene().table()).splitlines())
    assert {row["racer"] for row in rows} == set(landscape.session.seen.tracks) - {"adam"}
    assert set(landscape.scene().paths) == set(landscape.tracks)


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
    assert other.mode.net and other.landscape.pages.page == "compare"
    assert other.landscape.session.plan == session.plan
    assert (other.landscape.session.kind, other.landscape.session.seed) == (Kind.RANDOM, 4)
    for nonsense in ({"landscape": 7}, {"landscape": {"plan": 3, "kind": [], "seed": "x"}}):
        other.restore_state({**saved, **nonsense})
    assert other.close_work()


def test_dragging_the_map_moves_no_start(qtbot: QtBot, landscape: LandscapePanel) -> None:
    before = landscape.view.area
    port, middle = landscape.view.viewport(), landscape.view.viewport().rect().center()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=middle)
    for k in range(1, 8):
        qtbot.mouseMove(port, middle + QPoint(6 * k, 0))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=middle + QPoint(48, 0))
    assert landscape.view.area.width() == pytest.approx(before.width())
    filled(qtbot, landscape)
    landscape.fit()
    assert landscape.view.area.center().x() == pytest.approx(before.center().x())


def shades(widget) -> int:
    image = widget.grab().toImage()
    spots = [(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)]
    return len({image.pixelColor(x, y).name() for x, y in spots})


def test_it_is_a_landscape_in_three_dimensions_that_a_hand_turns(
    qtbot: QtBot, arena: ArenaPanel, landscape: LandscapePanel, tmp_path: Path
) -> None:
    page, surface_3d = landscape.pages.plane, landscape.view.surface_3d
    page.form.setCurrentIndex(page.form.findData("surface_3d"))
    assert surface_3d.isVisible() and surface_3d.size() == landscape.view.size()
    assert shades(surface_3d) > 20
    before, camera = surface_3d.grab().toImage(), surface_3d.camera
    middle = surface_3d.rect().center()
    qtbot.mousePress(surface_3d, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(surface_3d, middle + QPoint(40, 10))
    qtbot.mouseRelease(surface_3d, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 10))
    assert (
        surface_3d.camera.azimuth > camera.azimuth
        and surface_3d.camera.elevation > camera.elevation
    )
    assert surface_3d.grab().toImage() != before
    qtbot.keyClick(surface_3d, Qt.Key.Key_0)
    assert surface_3d.camera == camera and surface_3d.grab().toImage() == before
    landscape.seek(3)
    assert surface_3d.grab().toImage() != before  # the paths move on it
    solid = saved(qtbot, arena, tmp_path / "solid.png")
    assert solid.width() == 1600
    page.form.setCurrentIndex(0)
    assert not surface_3d.isVisible()
    flat = saved(qtbot, arena, tmp_path / "flat.png")
    top = [{image.pixelColor(x, 4).name() for x in range(400, 1590, 7)} for image in (solid, flat)]
    assert top[0] == {surface_3d._appearance.theme.panel.name()} and len(top[1]) > 1, "a map"


def saved(qtbot: QtBot, arena: ArenaPanel, path: Path) -> QImage:
    arena.saver.save("png", path)
    qtbot.waitUntil(lambda: not arena.saver.running, timeout=LONG)
    return QImage(str(path))


def test_a_picture_is_seen_from_where_the_screen_is(arena: ArenaPanel) -> None:
    arena.set_surface("himmelblau")
    arena.set_style(MapStyle(MapForm.SURFACE_3D))
    for camera in (Camera(0.4, 0.9), Camera(-1.0, 0.3, 1.8)):
        arena.view.surface_3d.look_from(camera)
        scene = arena.scene()
        sheet = scene.sheet((600, 400))
        assert sheet._view.surface_3d.camera == camera and sheet._view.surface_3d.isVisibleTo(
            sheet._view
        )
        finish(sheet.completing())
        seen = sheet._view.surface_3d
        assert seen._area == scene.view  # the same piece of ground in a picture of another shape
        picture = sheet.image(0.0).copy(seen.rect())
        assert picture == seen.grab().toImage().convertToFormat(picture.format())
        sheet.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_ground_stands_out_and_bears_contour_lines(
    arena: ArenaPanel, dressed: Appearance, theme: str
) -> None:
    dressed.set_theme(theme)
    arena.resize(900, 700)
    arena.set_surface("plateau")
    arena.set_style(MapStyle(MapForm.SURFACE_3D))
    arena.finish()
    surface_3d, panel = arena.view.surface_3d, dressed.theme.panel
    surface_3d.show_trails(())
    surface_3d.look_from(Camera(0.0, 1.2))
    image, middle = surface_3d.grab().toImage(), surface_3d.rect().center()
    column = [image.pixelColor(middle.x(), middle.y() + k) for k in range(-60, 60)]
    near = sum(abs(a - b) for a, b in zip(column[60].getRgb(), panel.getRgb(), strict=True))
    assert near > 30  # the lowest ground, too, is told from the panel
    jumps = [abs(a.lightness() - b.lightness()) for a, b in pairwise(column)]
    assert sum(jump > 12 for jump in jumps) >= 4  # lines across it


def test_surfaces_are_solid_too_and_curves_stay_flat(qtbot: QtBot, arena: ArenaPanel) -> None:
    arena.set_surface("beale")
    arena.finish()
    form = arena.pages.setup.form
    form.setCurrentIndex(form.findData("surface_3d"))
    surface_3d = arena.view.surface_3d
    assert surface_3d.isVisible() and shades(surface_3d) > 20
    arena.set_surface("parabola")
    assert not surface_3d.isVisible()
    arena.set_surface("himmelblau")
    assert surface_3d.isVisible()
    arena.pages.show_page("step")  # arrows are drawn on the map
    qtbot.waitUntil(lambda: arena.pages.step.anatomy is not None, timeout=LONG)
    qtbot.waitUntil(lambda: not surface_3d.isVisible(), timeout=LONG)
    arena.pages.show_page("racers")
    assert surface_3d.isVisible()
    qtbot.keyClick(surface_3d, Qt.Key.Key_Space)
    assert arena.session.replay.playing


def test_a_picture_of_another_shape_has_losses_everywhere(
    qtbot: QtBot, arena: ArenaPanel, landscape: LandscapePanel
) -> None:
    filled(qtbot, landscape)
    arena.resize(400, 900)  # a map that is higher than wide
    arena.grab()
    scene = landscape.scene()
    view = scene.make_view(arena._appearance)
    view.resize(1600, 600)
    view.grab()
    view.show_part(scene.view)
    assert scene.loss_grid is not None and not scene.loss_grid.covers(*view.ranges)
    shown: list[LossGrid] = []
    view.show_loss_grid = shown.append
    finish(scene.completing(view))
    assert shown[-1].covers(*view.ranges) and shown[-1].done == 1.0
    shown.clear()
    early = replace(scene, loss_grid=replace(scene.loss_grid, done=0.1))
    view.show_part(QRectF(-1e-3, -1e-3, 2e-3, 2e-3))
    assert early.loss_grid.covers(*view.ranges)
    finish(early.completing(view))
    assert shown[-1].done == 1.0, "a file that is asked for early is no coarser"
    view.close()
    view.deleteLater()

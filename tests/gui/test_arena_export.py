"""A race as a file: what is in it, and that the window stays as it is."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from core.following import finish
from core.messages import LANGUAGES, text
from core.surfaces.camera import Camera
from core.surfaces.race.anatomy import Part
from core.surfaces.race.descent import finish as finish_race
from core.surfaces.race.report import race_table
from gui.arena.export_entries import EXPORTS
from gui.arena.map_style import MapForm, MapStyle
from gui.arena.panel import ArenaPanel
from gui.arena.race_export import FILM, KINDS, PICTURE
from gui.arena.race_sheet import RaceSheet
from gui.arena.racer_style import arrow_colour, racer_style
from gui.export import video
from gui.export.filming import filming
from gui.export.job import Progress
from gui.export.video import available
from gui.i18n import Translator


@pytest.fixture
def arena(arena: ArenaPanel) -> ArenaPanel:
    arena.resize(400, 600)
    arena.grab()  # the first picture settles what is in view
    arena.editor.add_start(3.0, 1.0)
    arena.seek(12.5)
    arena.finish()
    return arena


def save(qtbot: QtBot, arena: ArenaPanel, path: Path) -> Path:
    told: list[object] = []
    arena.saver.failed.connect(told.append)
    arena.saver.save(path.suffix[1:], path)
    qtbot.waitUntil(lambda: not arena.saver.running, timeout=60_000)
    assert not told, told
    saving = arena.controls.saving
    assert saving.isVisible() and str(path) in saving.words.text()
    assert saving.show_button.isVisible() and not saving.cancel_button.isVisible()
    return path


def looked_at(path: Path) -> QImage:
    """The (first) picture of a file."""
    if path.suffix != ".svg":
        return QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    image = QImage(*PICTURE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(str(path)).render(painter)
    painter.end()
    return image


def test_all_kinds_are_offered() -> None:
    assert EXPORTS == KINDS


def test_without_an_encoder_the_menu_says_what_a_film_needs(
    arena: ArenaPanel, translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    controls, asked = arena.controls, []
    controls.export_wanted.disconnect()
    controls.export_wanted.connect(asked.append)
    film = controls.exports.actions["mp4"]
    for able in (False, True):
        monkeypatch.setattr(video, "available", lambda able=able: able)
        controls.save.click()
        assert controls.menu.isVisible() and film.isEnabled() is able
        assert ("ffmpeg" in film.text()) is not able
        film.trigger()
        controls.menu.close()
    assert asked == ["mp4"], "only when it can be made"
    monkeypatch.setattr(video, "available", lambda: False)
    controls.exports.review()
    for language in LANGUAGES:
        translator.set_language(language)
        assert film.text() == text("arena.export.no_mp4", language)


def test_the_table_holds_every_point_of_every_path(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    with save(qtbot, arena, tmp_path / "race.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 7 * 2 * 31
    mine = [row for row in rows if (row["racer"], row["start"]) == ("adam", "2")]
    path = arena.session.all_paths["adam"][1]
    found = np.array([[float(row[n]) for n in ("x", "y", "loss")] for row in mine])
    assert np.array_equal(found, np.column_stack([path.points, path.losses]))


def test_the_table_holds_only_the_racers_that_are_seen(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    arena.editor.set_focus("adam")
    arena.editor.show_racer("adam", False)
    with save(qtbot, arena, tmp_path / "race.csv").open(encoding="utf-8") as stream:
        racers = {row["racer"] for row in csv.DictReader(stream)}
    assert racers == {entrant.id for entrant in arena.session.setup.shown}


def test_an_svg_needs_no_letters_for_losses(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    """×10⁻¹¹ was in pieces, which lay over each other where the reader has other letters."""
    svg = save(qtbot, arena, tmp_path / "race.svg").read_text(encoding="utf-8")
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert any("0" in each for each in texts), "the axes are still text"
    assert not [each for each in texts if "Adam" in each or "SGD" in each or "⁻" in each]


def test_pictures_are_large_and_leave_the_window_alone(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    view = arena.view.area
    png = QImage(str(save(qtbot, arena, tmp_path / "race.png")))
    assert png.size() == QSize(*PICTURE)
    drawing = QSvgRenderer(str(save(qtbot, arena, tmp_path / "race.svg")))
    assert drawing.isValid() and drawing.viewBox().size() == QSize(*PICTURE)
    image = looked_at(tmp_path / "race.svg")
    colours = {image.pixelColor(x, y).name() for x in range(0, 1600, 9) for y in range(0, 1200, 9)}
    assert len(colours) > 12
    assert (arena.view.area.left(), arena.view.area.width()) == (view.left(), view.width())
    assert arena.session.replay.position == 12.5


@pytest.mark.parametrize("kind", ["png", "svg", "gif"])
def test_a_landscape_is_in_the_file_and_no_map_in_its_place(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path, kind: str
) -> None:
    arena.editor.set_steps(1)  # a short film
    flat = looked_at(save(qtbot, arena, tmp_path / f"flat.{kind}"))
    arena.set_style(MapStyle(MapForm.SURFACE_3D))
    solid = looked_at(save(qtbot, arena, tmp_path / f"solid.{kind}"))
    assert corner(solid) == {arena._appearance.theme.panel.name()}, "a map reaches the corner"
    assert len(corner(flat)) > 1
    shades = {
        solid.pixelColor(x, y).name()
        for x in range(0, solid.width(), 7)
        for y in range(0, solid.height() // 2, 7)
    }
    assert len(shades) > 20
    arena.view.surface_3d.look_from(Camera(0.4, 0.9))
    assert looked_at(save(qtbot, arena, tmp_path / f"turned.{kind}")) != solid


def pictured(arena: ArenaPanel, size: tuple[int, int] = (900, 675)) -> tuple[RaceSheet, QImage]:
    scene = arena.scene()
    sheet = scene.sheet(size)
    finish(sheet.completing())
    return sheet, sheet.image(arena.position)


def test_the_arrows_of_a_step_are_in_the_picture_with_their_names(
    qtbot: QtBot, arena: ArenaPanel
) -> None:
    arena.editor.set_focus("adam")
    arena.pages.show_page("step")
    arena.seek(3)
    theme = arena._appearance.theme

    def found() -> tuple[set[Part], int]:
        sheet, image = pictured(arena)
        apart = {each.id: each.quiet for each in sheet._view._trails._trails}
        assert [id for id, quiet in apart.items() if not quiet] == ["adam"]
        colour = arrow_colour(theme, Part.UNCORRECTED).rgb()
        whole, names = rgb(image), sheet._view.height()
        assert (whole[names:] == colour).any() == (colour in whole[:names])
        assert colour in exact(sheet)
        sheet.close()
        return set(arena.scene().arrows(3.0)), int((whole == colour).sum())

    parts, many = found()
    assert parts == {arrow.part for arrow in arena.pages.step.anatomy.arrows} and many > 100
    arena.pages.step.keys[Part.UNCORRECTED].click()
    assert found() == (parts - {Part.UNCORRECTED}, 0)
    arena.pages.show_page("racers")
    sheet, _ = pictured(arena)
    assert not arena.scene().arrows(3.0) and not sheet._view._arrows._arrows
    sheet.close()


def test_a_picture_says_whose_the_basins_are_and_has_them_everywhere(
    qtbot: QtBot, arena: ArenaPanel, translator: Translator
) -> None:
    arena.set_surface("himmelblau")
    arena.editor.set_focus("adam")
    arena.resize(400, 900)  # a map that is higher than the picture's
    arena.show_basins(True)
    translator.set_language("zh_CN")
    arena.finish()
    on_screen = arena.display.filler.basins
    sheet, image = pictured(arena)
    assert sheet._note.startswith(arena.view.note.text()) and "Adam" in sheet._note
    row = rgb(image)[round(sheet.size.height() - sheet._below + sheet._line) :][: int(sheet._line)]
    assert (row != arena._appearance.theme.panel.rgb()).sum() > 200, "the note is painted"
    basins, ranges = sheet._view._basins._basins, sheet._view.ranges
    assert (on_screen.x_range, on_screen.y_range) != ranges
    assert (basins.x_range, basins.y_range) == ranges and basins.done == 1
    known = [minimum.point for minimum in on_screen.minima]
    assert np.allclose([minimum.point for minimum in basins.minima[: len(known)]], known)
    shades = {each.rgb() for each in sheet._view.colours} & set(rgb(image).ravel().tolist())
    assert len(shades) > 12 and shades <= exact(sheet), "a GIF keeps them apart"
    coloured = basins.ends >= 0
    assert coloured[:, 0].mean() > 0.9 and coloured[:, -1].mean() > 0.9
    sheet.close()


def test_an_export_is_left_while_its_basins_are_computed(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arena.set_surface("ravine")  # the quickest
    arena.resize(400, 900)  # a map that is higher than the picture's
    arena.show_basins(True)
    qtbot.waitUntil(lambda: arena.display.filler.basins is not None)
    saving, close = arena.controls.saving, RaceSheet.close
    closed: list[RaceSheet] = []
    told: list[Progress] = []
    monkeypatch.setattr(RaceSheet, "close", lambda self: closed.append(self) or close(self))
    arena.saver.progressed.connect(told.append)
    for kind in ("png", "gif"):
        closed.clear()
        told.clear()
        arena.saver.save(kind, tmp_path / f"race.{kind}")
        qtbot.waitUntil(lambda: len(told) > 2)
        assert arena.saver.running and not closed
        assert all(progress.total == 1 for progress in told), "no picture has been begun"
        saving.cancel_button.click()
        assert not arena.saver.running and list(tmp_path.iterdir()) == []
        assert f"race.{kind} was not written" in saving.words.text()
        assert len(closed) == 1, "nobody goes on with its map"


@pytest.mark.parametrize("kind", KINDS)
def test_saving_begins_at_once_and_is_left_before_anything_is_complete(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path, kind: str
) -> None:
    """The window recorded, judged and coloured all of it first: for minutes, out of reach of the
    button that leaves it."""
    if kind == "mp4" and not available():
        pytest.skip("no encoder here")
    arena.set_surface("rosenbrock")
    arena.pages.show_page("compare")
    arena.show_basins(True)
    arena.editor.set_steps(2000)
    told: list[Progress] = []
    arena.saver.progressed.connect(told.append)
    arena.saver.save(kind, tmp_path / f"race.{kind}")
    assert not arena.session.is_recorded and not arena.display.judge.judged
    assert arena.display.filler.busy or arena.display.judge.minima is None
    qtbot.waitUntil(lambda: len(told) > 2)
    assert arena.saver.running
    qtbot.mouseClick(arena.controls.saving.cancel_button, Qt.MouseButton.LeftButton)
    assert not arena.saver.running and list(tmp_path.iterdir()) == []


def test_a_file_has_all_of_a_race_that_has_just_been_changed(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    """It is of the settings as they were when somebody asked for it, to the last step."""
    arena.editor.set_focus("adam")
    arena.pages.show_page("step")
    arena.editor.show_racer("adam", False)
    arena.editor.set_steps(2000)
    arena.seek(1500)
    assert not arena.session.is_recorded
    setup = arena.session.setup
    arena.saver.save("csv", tmp_path / "race.csv")
    scene = arena.scene()
    arena.editor.set_surface("beale")
    qtbot.waitUntil(lambda: not arena.saver.running, timeout=60_000)
    ids = [each.id for each in setup]
    meant = dict(zip(ids, finish_race(setup.racing(ids)), strict=True))
    table = (tmp_path / "race.csv").read_text()
    assert table == "".join(race_table(setup, meant)) and "adam," not in table
    complete = finish(scene.recording())
    assert set(complete.paths) == {each.id for each in setup}, "the arrows are of a hidden racer"
    assert np.array_equal(complete.paths["adam"][1].points, meant["adam"][1].points)
    assert complete.arrows(1500) and finish(complete.recording()) is complete


def test_a_picture_of_what_the_window_has_not_found_yet_shows_all_of_it(
    qtbot: QtBot, arena: ArenaPanel
) -> None:
    arena.editor.set_function("sin(x) * cos(y) + (x*x + y*y) / 19")
    arena.editor.set_steps(12)
    arena.editor.set_focus("momentum")
    arena.show_basins(True)
    early = arena.scene()
    assert not early.minima.final and arena.display.filler.basins is None
    arena.finish()
    pictures = []
    for scene in (early, arena.scene()):
        sheet = finish(scene.recording()).sheet((480, 360))
        finish(sheet.completing())
        pictures.append((sheet.image(7.0), sheet._note, len(sheet._view.minima)))
        sheet.close()
    assert pictures[0] == pictures[1] and pictures[0][2] > 1


def rgb(image: QImage) -> np.ndarray:
    """(height, width) of uint32."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def exact(sheet: RaceSheet) -> set[int]:
    """The colours that a GIF keeps to the letter."""
    return {colour.rgb() for colour in sheet.exact_colours}


def corner(image: QImage) -> set[str]:
    """The colours in the upper right one, where a map has ground."""
    side = image.width() // 8
    right, spots = image.width() - 1, range(3, side, 5)
    return {image.pixelColor(right - x, y).name() for x in spots for y in spots}


@pytest.mark.parametrize("kind", ["gif", "mp4"])
def test_films_play_the_race(qtbot: QtBot, arena: ArenaPanel, tmp_path: Path, kind: str) -> None:
    if kind == "mp4" and not available():
        pytest.skip("no encoder here")
    arena.editor.set_steps(6)
    path = save(qtbot, arena, tmp_path / f"race.{kind}")
    assert path.stat().st_size > 5000
    if kind == "gif":
        image = pytest.importorskip("PIL.Image").open(path)
        assert image.size == FILM and image.n_frames > 10
        image.close()


def test_a_gif_keeps_apart_who_is_who(arena: ArenaPanel, tmp_path: Path) -> None:
    """Before a landscape, whose hundreds of colours ask for all that a GIF has."""
    arena.set_style(MapStyle(MapForm.SURFACE_3D))
    sheet, path = arena.scene().sheet((480, 360)), tmp_path / "race.gif"
    finish(filming("gif", sheet, [0.0, 30.0], 10, path))
    with pytest.importorskip("PIL.Image").open(path) as film:
        film.seek(1)
        last = np.asarray(film.convert("RGB")).astype(np.uint32)
    found = set(np.unique(0xFF000000 + (last << [16, 8, 0]).sum(axis=-1)))
    racers = [racer_style(entrant.id, arena._appearance.theme) for entrant in arena.session.setup]
    assert {style.colour.rgb() for style in racers} <= found


def test_a_film_tells_how_far_it_is_and_can_be_left_and_leaves_nothing_behind(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    saving = arena.controls.saving
    old = tmp_path / "race.gif"
    old.write_text("old")
    arena.saver.save("gif", old)
    qtbot.waitUntil(lambda: saving.bar.value() > 3, timeout=20_000)
    assert saving.bar.isVisible() and 3 < saving.bar.value() < saving.bar.maximum()
    assert str(saving.bar.maximum()) in saving.words.text()
    arena.transport.play.click()  # the window stays usable meanwhile
    assert arena.session.replay.playing
    qtbot.mouseClick(saving.cancel_button, Qt.MouseButton.LeftButton)
    assert not arena.saver.running and not saving.bar.isVisible()
    assert "ancel" in saving.words.text()
    assert list(tmp_path.iterdir()) == [old] and old.read_text() == "old"
    qtbot.mouseClick(saving.close_button, Qt.MouseButton.LeftButton)
    assert not saving.isVisible()


def test_who_saves_while_a_film_is_made_gets_both(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    """A table ended the film that was under way, which was never written, and nobody said so."""
    saving, saver = arena.controls.saving, arena.saver
    arena.editor.set_steps(10)
    film, table, picture = (tmp_path / f"race.{kind}" for kind in ("gif", "csv", "png"))
    saver.save("gif", film)
    qtbot.waitUntil(lambda: saving.bar.value() > 3, timeout=20_000)
    saver.save("csv", table)
    saver.save("png", picture)
    assert saving.words.text().endswith("; then race.csv; then race.png")
    arena.editor.set_steps(20)  # what was asked for was the race as it was
    qtbot.waitUntil(lambda: not saver.running, timeout=60_000)
    assert saving.words.text().splitlines() == [f"Saved: {each}" for each in (film, table, picture)]
    assert film.stat().st_size > 5000 and QImage(str(picture)).size() == QSize(*PICTURE)
    with table.open(encoding="utf-8") as stream:
        assert max(int(row["step"]) for row in csv.DictReader(stream)) == 10
    saver.save("csv", table)
    qtbot.waitUntil(lambda: not saver.running, timeout=60_000)
    assert saving.words.text() == f"Saved: {table}", "what was told once is not told again"


@pytest.mark.parametrize("how", ["cancel", "close"])
def test_who_cancels_a_film_still_gets_what_waits_but_not_who_leaves(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path, how: str
) -> None:
    saving, saver = arena.controls.saving, arena.saver
    saver.save("gif", tmp_path / "race.gif")
    qtbot.waitUntil(lambda: saving.bar.value() > 3, timeout=20_000)
    saver.save("csv", tmp_path / "race.csv")
    if how == "close":
        saver.close()
        assert not saver.running and list(tmp_path.iterdir()) == []
        return
    saving.cancel_button.click()
    assert saver.running
    qtbot.waitUntil(lambda: not saver.running, timeout=60_000)
    assert list(tmp_path.iterdir()) == [tmp_path / "race.csv"]
    assert "race.gif was not written" in saving.words.text() and "race.csv" in saving.words.text()


def test_closing_the_arena_gives_up_a_film_and_leaves_nothing_behind(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    arena.saver.save("gif", tmp_path / "race.gif")
    qtbot.waitUntil(lambda: arena.controls.saving.bar.value() > 3, timeout=20_000)
    assert arena.close_work()
    assert not arena.saver.running
    assert not list(tmp_path.iterdir())


def test_a_film_whose_studio_fell_to_pieces_leaves_nothing_behind(tmp_path: Path) -> None:
    class Studio:
        frame_size, exact_colours = (16, 16), ()

        def frame(self, position: float) -> np.ndarray:
            return np.zeros((16, 16, 3), np.uint8)

        def close(self) -> None:
            raise RuntimeError("already deleted")

    film = filming("gif", Studio(), [0.0, 1.0], 20, tmp_path / "race.gif")
    next(film)
    with pytest.raises(RuntimeError):
        film.close()
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_one_sentence(
    qtbot: QtBot, arena: ArenaPanel, tmp_path: Path
) -> None:
    arena.saver.save("png", tmp_path / "nowhere" / "race.png")
    qtbot.waitUntil(lambda: not arena.saver.running, timeout=10_000)
    assert "cannot be written" in arena.controls.saving.words.text()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_full_disk_leaves_the_old_picture_of_a_race(
    qtbot: QtBot,
    arena: ArenaPanel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    path = tmp_path / f"race.{kind}"
    path.write_text("old")
    monkeypatch.setattr(Path, "write_bytes", full)
    arena.saver.save(kind, path)
    qtbot.waitUntil(lambda: not arena.saver.running, timeout=10_000)
    assert "no space left" in arena.controls.saving.words.text()
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]

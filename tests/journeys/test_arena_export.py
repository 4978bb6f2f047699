"""Somebody saves a race, by the arena's menu: each kind of file, and one while another is made."""

import csv
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.arena.panel import ArenaPanel
from gui.arena.race_export import FILM, KINDS, PICTURE
from gui.export.video import available
from gui.main_window import MainWindow

STEPS = 8  # of a short film
LONG = 60_000


@pytest.fixture
def arena(qtbot: QtBot, window: MainWindow) -> ArenaPanel:
    window.docks.show("arena")
    qtbot.waitUntil(lambda: window.arena.view.isVisible(), timeout=5000)
    arena = window.arena
    arena.editor.set_steps(STEPS)
    qtbot.waitUntil(lambda: arena.session.work(0.1), timeout=LONG)
    return arena


def choose(arena: ArenaPanel, kind: str) -> None:
    """From the menu, with the mouse."""
    QTest.mouseClick(arena.controls.save, Qt.MouseButton.LeftButton)
    menu, entry = arena.controls.menu, arena.controls.exports.actions[kind]
    assert menu.isVisible() and isinstance(entry, QAction) and entry.isEnabled()
    place = menu.actionGeometry(entry).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    QApplication.processEvents()
    assert not menu.isVisible()


def is_whole(path: Path) -> None:
    """Whoever opens it sees the race."""
    if path.suffix == ".png":
        assert QImage(str(path)).size().toTuple() == PICTURE
    elif path.suffix == ".svg":
        drawing = QSvgRenderer(str(path))
        assert drawing.isValid() and drawing.viewBox().size().toTuple() == PICTURE
    elif path.suffix == ".gif":
        with Image.open(path) as film:
            assert film.size == FILM and film.n_frames > STEPS
    elif path.suffix == ".mp4":
        assert path.read_bytes()[4:8] == b"ftyp" and path.stat().st_size > 5000
    else:
        with path.open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        assert len(rows) == 7 * (STEPS + 1) and max(int(row["step"]) for row in rows) == STEPS


@pytest.mark.parametrize("kind", KINDS)
def test_a_race_is_saved_by_the_menu(
    qtbot: QtBot, arena: ArenaPanel, folder: Path, kind: str
) -> None:
    if kind == "mp4" and not available():
        pytest.skip("no encoder here")
    choose(arena, kind)
    qtbot.waitUntil(lambda: not arena.saver.running, timeout=LONG)
    assert [each.name for each in folder.iterdir()] == [f"race.{kind}"]
    assert arena.controls.saving.words.text() == f"Saved: {folder / f'race.{kind}'}"
    is_whole(folder / f"race.{kind}")


def test_two_pictures_in_a_row_are_alike(qtbot: QtBot, arena: ArenaPanel, folder: Path) -> None:
    """The line that tells of the first one lowers the map, which then shows more."""
    arena.set_surface("himmelblau")
    qtbot.waitUntil(lambda: arena.session.work(0.1), timeout=LONG)
    seen, pictures = [], []
    for _ in range(2):
        QApplication.processEvents()
        seen.append(arena.view.area)
        with qtbot.waitSignal(arena.saver.finished, timeout=LONG):
            choose(arena, "png")
        pictures.append(QImage(str(folder / "race.png")))
    assert seen[0].width() < seen[1].width()
    assert pictures[0] == pictures[1]
    arena.view.zoom_in()
    with qtbot.waitSignal(arena.saver.finished, timeout=LONG):
        choose(arena, "png")
    assert QImage(str(folder / "race.png")) != pictures[0]


def test_a_table_that_is_saved_while_a_film_is_made_waits_for_it(
    qtbot: QtBot, arena: ArenaPanel, folder: Path
) -> None:
    saving = arena.controls.saving
    choose(arena, "gif")
    qtbot.waitUntil(lambda: saving.bar.value() > 2, timeout=LONG)
    choose(arena, "csv")
    assert saving.words.text().endswith("; then race.csv") and saving.cancel_button.isVisible()
    qtbot.waitUntil(lambda: not arena.saver.running, timeout=LONG)
    for name in ("race.gif", "race.csv"):
        assert str(folder / name) in saving.words.text()
        is_whole(folder / name)


def test_closing_while_a_film_is_made_leaves_nothing(
    qtbot: QtBot, window: MainWindow, arena: ArenaPanel, folder: Path
) -> None:
    choose(arena, "gif")
    qtbot.waitUntil(lambda: arena.controls.saving.bar.value() > 2, timeout=LONG)
    choose(arena, "csv")
    window.close()
    assert window.ended_cleanly and list(folder.iterdir()) == []

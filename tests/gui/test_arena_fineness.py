"""Quick waves on the map: as they are, or with a word that they are finer than any picture."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPixmap

from core.following import finish
from core.messages import LANGUAGES, text
from core.surfaces import custom_surface
from gui.appearance import Appearance
from gui.arena.colormap import mix
from gui.arena.panel import ArenaPanel
from gui.arena.surface_item import SurfaceItem
from gui.i18n import Translator


def shades(picture: QPixmap) -> np.ndarray:
    """How light each pixel is, (height, width)."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].astype(float)


def show(arena: ArenaPanel, function: str) -> None:
    arena.editor.set_function(function)
    arena.finish()


@pytest.mark.parametrize("pixels", [492, 560])
def test_a_map_of_quick_waves_has_no_chessboard_that_is_not_there(
    arena: ArenaPanel, monkeypatch: pytest.MonkeyPatch, pixels: int
) -> None:
    """sin(50 x) sin(50 y) has the same contrast everywhere."""
    show(arena, "x**2 + y**2")
    monkeypatch.setattr(SurfaceItem, "viewRect", lambda self: QRectF(-5, -5, 10, 10))
    surface = custom_surface("sin(50*x) * sin(50*y)")
    area = QRectF(0, 0, pixels, pixels)
    found = shades(arena.view._surface_item._draw(surface, area, 1.0))
    side = round(pixels / 10 * 2 * np.pi / 50 * 2)  # of a block: two waves
    count = pixels // side
    blocks = found[: count * side, : count * side].reshape(count, side, count, side)
    contrast, mean = (each[1:-1, 1:-1] for each in (blocks.std((1, 3)), blocks.mean((1, 3))))
    assert contrast.min() > 0.6 * contrast.max() > 5
    assert mean.std() < 0.3


def test_a_curve_of_quick_waves_is_as_high_everywhere(
    arena: ArenaPanel, appearance: Appearance
) -> None:
    show(arena, "sin(50*x)")
    colour = mix(appearance.theme.panel, appearance.theme.ink, 0.55).rgb()
    image = arena.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    left, right = (arena.view.pixel_of(x, 0.0).x() for x in (-2.5, 4.8))  # beside the start
    top = round(arena.view.pixel_of(0.0, 1.0).y())
    crests = (pixels[top - 3 : top + 4, round(left) : round(right)] == colour).any(axis=0)
    wave = arena.view.pixel_of(2 * np.pi / 50, 0.0).x() - arena.view.pixel_of(0.0, 0.0).x()
    gaps = np.diff(np.flatnonzero(crests))
    assert gaps.max() <= wave + 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("function", "key"),
    [("sin(500*x) * sin(500*y)", "finer"), ("sin(5000*x)", "finer_curve")],
)
def test_what_is_finer_than_a_picture_is_said_until_it_is_not(
    arena: ArenaPanel, translator: Translator, function: str, key: str, language: str
) -> None:
    translator.set_language(language)
    show(arena, function)
    note = arena.view.note
    assert note.text() == text(f"arena.minima.{key}", language)
    arena.view.show_part(QRectF(0.0, -0.002, 0.004, 0.004))
    arena.view._on_rest()
    arena.finish()
    assert note.isHidden() or note.text() != text(f"arena.minima.{key}", language)
    show(arena, "x**2 + y**2")
    assert not note.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("function", "key"),
    [("sin(500*x) * sin(500*y)", "finer"), ("sin(5000*x)", "finer_curve")],
)
def test_a_file_says_it_too_for_its_own_resolution(
    arena: ArenaPanel, translator: Translator, function: str, key: str, language: str
) -> None:
    translator.set_language(language)
    show(arena, function)
    sheet = arena.scene().sheet((900, 675))
    finish(sheet.completing())
    assert sheet._note == text(f"arena.export.{key}", language)
    plain = sheet._view.height()
    sheet.close()
    show(arena, "x**2 + y**2")
    smooth = arena.scene().sheet((900, 675))
    finish(smooth.completing())
    assert not smooth._note and smooth._view.height() > plain
    smooth.close()


def test_a_large_file_shows_what_a_window_cannot(arena: ArenaPanel) -> None:
    show(arena, "sin(70*x) * sin(70*y)")
    assert arena.view._fine
    told = []
    for size in ((400, 300), (1600, 1200)):
        sheet = arena.scene().sheet(size)
        told.append(bool(sheet._note))
        sheet.close()
    assert told == [True, False]

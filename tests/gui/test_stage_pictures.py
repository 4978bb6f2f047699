"""Arrays as pictures: the right kind of picture, true colours, limits that stay put."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.ops import OPS
from gui.appearance import Appearance
from gui.heat import limit_of
from gui.stage.arrays.cell_geometry import coloured
from gui.stage.arrays.grid import grid_of
from gui.stage.arrays.picture_painter import PicturePainter
from gui.stage.arrays.pictures import Picture, picture_of
from gui.stage.items.motion import ease, thickness, within
from gui.theme import THEMES

LIGHT = THEMES["light"]
SIZE = (140, 60)


def net() -> Graph:
    affine, loss = OPS["affine"], OPS["softmax_cross_entropy"]
    return Graph(
        (
            Node("X", Role.DATA),
            Node("W", Role.PARAMETER),
            Node("b", Role.PARAMETER),
            Node("S", Role.OPERATION, affine, ("X", "W", "b")),
            Node("t", Role.DATA),
            Node("L", Role.OPERATION, loss, ("S", "t")),
        ),
        "L",
    )


def image(array: np.ndarray, picture: Picture) -> QImage:
    """The picture of an array, one pixel a cell."""
    grid = grid_of(array, picture, *SIZE)
    table = grid.numbers(array, QRect(0, 0, grid.width, grid.height))
    return coloured(table, picture, 1.0, LIGHT)


@pytest.mark.parametrize(
    ("node", "shape", "picture"),
    [
        ("X", (100, 784), Picture.DIGITS),
        ("X", (100, 20), Picture.HEAT),
        ("W", (784, 10), Picture.UNITS),
        ("W", (50, 10), Picture.HEAT),
        ("S", (100, 10), Picture.HEAT),
        ("S", (3, 4), Picture.CELLS),
        ("b", (50,), Picture.HEAT),
        ("t", (100,), Picture.LABELS),
        ("t", (4,), Picture.CELLS),
    ],
)
def test_each_array_gets_the_picture_that_suits_it(
    node: str, shape: tuple[int, ...], picture: Picture
) -> None:
    assert picture_of(net(), node, np.zeros(shape)) is picture


def test_zero_is_white_and_the_sign_decides_the_hue() -> None:
    drawn = image(np.array([[-1.0, 0.0, 1.0]]), Picture.HEAT)
    found = [drawn.pixelColor(x, 0) for x in range(3)]
    assert found[0] == LIGHT.heat_negative
    assert found[2] == LIGHT.heat_positive
    assert all(abs(channel - 255) <= 2 for channel in found[1].getRgb())


def test_what_is_beyond_the_limit_and_what_is_no_number_can_be_drawn() -> None:
    drawn = image(np.array([[5.0, -5.0, np.nan, np.inf]]), Picture.HEAT)
    assert drawn.pixelColor(0, 0) == drawn.pixelColor(3, 0) == LIGHT.heat_positive
    assert drawn.pixelColor(1, 0) == LIGHT.heat_negative


def test_digits_and_weights_are_tiled_upright() -> None:
    one = np.zeros((28, 28))
    one[2, :] = 1.0  # a bar near the top
    for picture, array in (
        (Picture.DIGITS, np.stack([one.ravel()] * 40)),
        (Picture.IMAGES, np.stack([one.ravel()] * 40)),
        (Picture.UNITS, np.stack([one.ravel()] * 40, axis=1)),
    ):
        drawn = image(array, picture)
        assert drawn.width() % 28 == drawn.height() % 28 == 0
        assert drawn.pixelColor(5, 2) != drawn.pixelColor(5, 20)
        assert drawn.pixelColor(5, 2) == drawn.pixelColor(28 + 5, 28 + 2)


def test_labels_are_one_bright_cell_a_row() -> None:
    drawn = image(np.array([3, 0, 9]), Picture.LABELS)
    for row, label in enumerate((3, 0, 9)):
        bright = [x for x in range(drawn.width()) if drawn.pixelColor(x, row).red() > 200]
        assert bright == [label]


def test_limits_are_round_and_do_not_flicker() -> None:
    assert limit_of(np.array([0.3, -0.7])) == 1.0
    assert limit_of(np.array([0.03])) == pytest.approx(0.05)
    assert limit_of(np.array([0.9]), before=1.0) == 1.0
    assert limit_of(np.array([0.4]), before=1.0) == 1.0, "a little less keeps the colours"
    assert limit_of(np.array([1.5]), before=1.0) == 2.0
    assert limit_of(np.zeros(3)) == 1.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_motion_eases_in_and_out(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert ease(low) <= ease(high)
    assert ease(low) + ease(1 - low) == pytest.approx(1)
    assert within(low, 0.2, 0.7) in (0.0, 1.0) or 0.2 <= low <= 0.7


@given(st.floats(1e-9, 1e9), st.floats(1e-9, 1e9))
def test_wires_grow_with_the_logarithm(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert thickness(0.0) < thickness(low) <= thickness(high) <= 3


def test_rows_of_784_that_have_a_gradient_are_images_of_signed_numbers() -> None:
    graph = parse("affine(X, W, b)")
    assert picture_of(graph, "X", np.zeros((5, 784))) is Picture.IMAGES
    assert picture_of(graph, "X", np.zeros((5, 783))) is Picture.HEAT
    drawn = image(np.stack([np.linspace(-1, 1, 784)] * 2), Picture.IMAGES)
    assert drawn.pixelColor(0, 0) == LIGHT.heat_negative
    assert drawn.pixelColor(27, 27) == LIGHT.heat_positive


EXTREMES = [5e-324, 1e-310, 1e308, -1.7e308, np.inf, -np.inf, np.nan, 0.0]


@pytest.mark.parametrize("picture", Picture)
@pytest.mark.parametrize("zoom", [1.0, 40.0])
def test_any_number_is_painted_without_a_warning(qapp, appearance, picture, zoom) -> None:
    for finite in (True, False):
        wild = [x for x in EXTREMES if np.isfinite(x)] if finite else EXTREMES
        shape = (784, 2) if picture is Picture.UNITS else (2, 784)
        shape = (3, 4) if picture is Picture.CELLS else shape
        array = np.resize(wild, shape)
        canvas = QImage(400, 300, QImage.Format.Format_RGB32)
        painter = QPainter(canvas)
        painter.scale(zoom, zoom)
        PicturePainter().paint(painter, QRectF(0, 0, 300, 200), array, picture, appearance)
        painter.end()


@pytest.mark.parametrize("theme", THEMES)
def test_images_of_noise_are_told_apart(appearance: Appearance, theme: str) -> None:
    """At the first step all weights looked like one field: the lines had the paleness of zero."""
    appearance.set_theme(theme)
    weights = np.random.default_rng(0).normal(size=(784, 4))
    sheet = QImage(402, 402, QImage.Format.Format_RGB32)
    sheet.fill(appearance.theme.panel)
    painter, pictures = QPainter(sheet), PicturePainter()
    pictures.paint(painter, QRectF(1, 1, 400, 400), weights, Picture.UNITS, appearance)
    painter.end()
    grid, area = pictures.grid, pictures.area
    assert grid is not None and grid.across > 1
    at = round(area.left() + grid.columns * area.width() / grid.width)
    row = range(round(area.top()) + 30, round(area.top()) + 60)
    line = appearance.theme.muted.rgb()
    found = [x for x in range(at - 2, at + 3) if all(sheet.pixel(x, y) == line for y in row)]
    assert len(found) == 1

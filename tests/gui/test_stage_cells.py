"""Arrays that one can enter: which number is where, what made it, and how near one can come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from core.examples import EXAMPLES
from core.explain.provenance import Cell, Part, origin
from core.graph import Graph, Node, Role
from core.language.expression import parse
from core.ops import OPS
from core.trace import Trace, run
from gui.appearance import Appearance
from gui.heat import limit_of
from gui.i18n import Translator
from gui.stage.arrays.cell_geometry import coloured, on_screen, pooled
from gui.stage.arrays.cell_words import words
from gui.stage.arrays.grid import grid_of
from gui.stage.arrays.pictures import Picture
from gui.stage.editing.gestures import Pointer
from gui.stage.panel import StagePanel
from gui.training.weights import WeightPictures

SHAPES = [
    (Picture.CELLS, ()),
    (Picture.CELLS, (4,)),
    (Picture.CELLS, (3, 5)),
    (Picture.HEAT, (60,)),
    (Picture.HEAT, (100, 50)),
    (Picture.HEAT, (7, 3, 4)),
    (Picture.DIGITS, (1, 784)),
    (Picture.DIGITS, (30, 784)),
    (Picture.DIGITS, (5, 28, 28)),
    (Picture.UNITS, (784, 50)),
    (Picture.LABELS, (40,)),
    (Picture.LABELS, (40, 10)),
]


# where the numbers are


@pytest.mark.parametrize(("picture", "shape"), SHAPES)
@given(data=st.data())
def test_every_number_is_found_where_it_is_shown(picture, shape, data):
    grid = grid_of(np.zeros(shape), picture, 1000, 400)
    index = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    place = grid.room(index)
    assert place is not None, "with room enough, the whole array is there"
    assert grid.index_at(place.center().x(), place.center().y()) == index
    assert grid.index_at(-0.5, 0) is grid.index_at(0, grid.height) is None


@pytest.mark.parametrize(("picture", "shape"), SHAPES)
@given(data=st.data())
def test_the_picture_shows_the_number_of_each_cell(picture, shape, data):
    if picture is Picture.LABELS and len(shape) == 1:
        return  # one number is a whole row there
    array = np.arange(float(np.prod(shape))).reshape(shape)
    grid = grid_of(array, picture, 1000, 400)
    index = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    place = grid.room(index)
    table = grid.numbers(array, QRect(0, 0, grid.width, grid.height))
    assert table[int(place.top()), int(place.left())] == array[index]
    window = QRect(int(place.left()), int(place.top()), 1, 1)
    assert grid.numbers(array, window).item() == array[index]


def test_from_afar_only_as_many_images_as_can_be_told_apart():
    images = np.zeros((500, 784))
    far, near = (grid_of(images, Picture.DIGITS, 144 * k, 63 * k) for k in (1, 8))
    assert 1 < far.tiles < 500 == near.tiles
    assert far.room((499, 0)) is None


def test_rows_and_columns_of_a_box():
    grid = grid_of(np.zeros((784, 6)), Picture.UNITS, 300, 200)
    (column,) = grid.rooms((slice(0, 784), slice(2, 3)))
    assert (column.width(), column.height()) == (28, 28), "a column of W1 is a picture"
    row = grid.rooms((slice(29, 30), slice(0, 6)))
    assert len(row) == 6, "a row of W1 is one pixel in each picture"
    assert {(room.left() % 28, room.top() % 28) for room in row} == {(1, 1)}


def test_from_afar_what_stands_out_is_kept():
    table = np.zeros((100, 100))
    table[37, 41], table[80, 2] = -3.0, 2.0
    seen = pooled(table, (10, 10))
    assert seen.shape == (10, 10)
    assert seen[3, 4] == -3 and seen[8, 0] == 2
    assert np.count_nonzero(seen) == 2


def test_a_painter_is_as_it_was_also_when_something_goes_wrong(qapp):
    sheet = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(sheet)
    painter.scale(3, 3)
    with pytest.raises(ZeroDivisionError), on_screen(painter):
        assert painter.transform().m11() == 1
        raise ZeroDivisionError
    assert painter.transform().m11() == 3
    painter.end()


# looking at them


@pytest.fixture
def stage(qapp, qtbot, prepared: Appearance, translator: Translator) -> StagePanel:
    prepared.set_reduced_motion(True)
    panel = StagePanel(prepared, translator)
    prepared.dress(qapp)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    return panel


def affine() -> Trace:
    example = EXAMPLES["affine"]
    return run(parse(example.expression), example.values)


def small_net(images: int = 40) -> Trace:
    """784 → 6 → softmax, on noise."""
    random = np.random.default_rng(0)
    nodes = (
        Node("X", Role.DATA),
        Node("W", Role.PARAMETER),
        Node("b", Role.PARAMETER),
        Node("S", Role.OPERATION, OPS["affine"], ("X", "W", "b")),
        Node("t", Role.DATA),
        Node("L", Role.OPERATION, OPS["softmax_cross_entropy"], ("S", "t")),
    )
    leaves = {
        "X": random.random((images, 784)),
        "W": random.normal(size=(784, 10)),
        "b": random.normal(size=10),
        "t": random.integers(0, 10, images),
    }
    return run(Graph(nodes, "L"), leaves)


def show(stage: StagePanel, trace: Trace, position: float | None = None) -> None:
    stage.show_trace(trace, len(trace) if position is None else position)
    stage.grab()


def place_of(stage: StagePanel, cell: Cell) -> QPoint:
    """Where a cell is in the view."""
    item = stage.scene.nodes[cell.node]
    painter = item.painter_of(cell.part)
    room = painter.room(painter.grid.room(cell.index))
    return stage.view.mapFromScene(item.mapRectToScene(room).center())


def hover(stage: StagePanel, cell: Cell) -> None:
    QTest.mouseMove(stage.view.viewport(), QPoint(1, 1))
    QTest.mouseMove(stage.view.viewport(), place_of(stage, cell))


def double_click(stage: StagePanel, cell: Cell) -> None:
    place, left = place_of(stage, cell), Qt.MouseButton.LeftButton
    QTest.mouseDClick(stage.view.viewport(), left, pos=place)


def test_hovering_says_the_arithmetic(stage: StagePanel):
    show(stage, affine())
    hover(stage, Cell("Y", Part.VALUE, (2, 0)))
    assert stage.cells.panel.isVisible()
    lines = stage.cells.panel.text.split("\n")
    assert lines == ["Y[2, 0] = 1", "X[2, :] · W[:, 0] + b[0]", "= 0·0.5 + 1·1 + 0"]


def test_hovering_lights_the_row_and_the_column(stage: StagePanel):
    show(stage, affine())
    before = stage.view.grab().toImage()
    hover(stage, Cell("Y", Part.VALUE, (2, 0)))
    after = stage.view.grab().toImage()
    for lit in (Cell("X", Part.VALUE, (2, 1)), Cell("W", Part.VALUE, (1, 0))):
        assert corner(before, stage, lit) != corner(after, stage, lit)
    for dark in (Cell("X", Part.VALUE, (0, 1)), Cell("X", Part.GRADIENT, (2, 1))):
        assert corner(before, stage, dark) == corner(after, stage, dark)


def corner(image: QImage, stage: StagePanel, cell: Cell) -> int:
    """The colour inside a cell, beside its number."""
    item = stage.scene.nodes[cell.node]
    painter = item.painter_of(cell.part)
    room = painter.room(painter.grid.room(cell.index))
    inside = QPointF(room.left() + room.width() * 0.06, room.center().y())
    at = stage.view.mapFromScene(item.mapToScene(inside))
    return image.pixel(at)


def test_gradients_come_from_gradients(stage: StagePanel):
    show(stage, affine())
    hover(stage, Cell("W", Part.GRADIENT, (1, 2)))
    assert "X[:, 1]ᵀ · ∂L/∂Y[:, 2]" in stage.cells.panel.text


def test_a_gradient_that_is_still_to_come_says_nothing(stage: StagePanel):
    trace = affine()
    show(stage, trace)
    place = place_of(stage, Cell("W", Part.GRADIENT, (1, 2)))
    show(stage, trace, float(trace.forward_count))
    QTest.mouseMove(stage.view.viewport(), place)
    assert not stage.cells.panel.isVisible()


def test_going_away_ends_it(stage: StagePanel):
    show(stage, affine())
    hover(stage, Cell("Y", Part.VALUE, (2, 0)))
    QTest.mouseMove(stage.view.viewport(), QPoint(3, 3))
    assert not stage.cells.panel.isVisible()
    assert stage.cells.cell is None


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell("X", Part.VALUE, (2, 57)), "image 2, row 2, column 1"),
        (Cell("W", Part.GRADIENT, (57, 3)), "hidden unit 3, row 2, column 1"),
        (Cell("t", Part.VALUE, (4,)), "row 4: the label is"),
        (Cell("S", Part.VALUE, (5, 6)), "785 terms"),
        (Cell("S", Part.GRADIENT, (5, 6)), "/ 40"),
        (Cell("b", Part.GRADIENT, (7,)), "∂L/∂S[:, 7]"),
    ],
)
def test_every_kind_of_picture_speaks(stage: StagePanel, cell: Cell, words: str):
    show(stage, small_net())
    stage.cells.point(cell)
    assert words in stage.cells.panel.text
    assert stage.cells.panel.text.startswith(
        ("∂L/∂" if cell.part is Part.GRADIENT else "") + cell.node
    )


def test_with_shift_a_long_sum_is_told_term_by_term(stage: StagePanel):
    trace = small_net()
    show(stage, trace)
    cell = Cell("S", Part.VALUE, (5, 6))
    pointer = Pointer(QPointF(place_of(stage, cell)), modifiers=Qt.KeyboardModifier.ShiftModifier)
    stage.cells.hover(pointer)
    assert stage.cells.cell.node == "S"
    found = stage.cells.cell
    lines = [line for line in stage.cells.panel.text.split("\n") if line.startswith("[")]
    assert len(lines) >= 11, "twelve, one of which may be the bias"
    products = trace.values["X"][found.index[0]] * trace.values["W"][:, found.index[1]]
    largest = int(np.abs(products).argmax())
    assert any(line.startswith(f"[{largest}] ") for line in lines[:2])


@pytest.mark.parametrize(
    ("text", "cell", "several"),
    [
        ("p = x @ W; q = 2 * x; y = sum(p * q)", Cell("x", Part.GRADIENT, (0,)), 2),
        ("a = x + x; y = a + a", Cell("x", Part.GRADIENT, ()), 2),
        ("y = sum(x @ W)", Cell("x", Part.GRADIENT, (0,)), 0),
    ],
)
def test_contributions_are_counted_not_their_terms(text, cell, several):
    values = {"x": [1.0, 2.0, 3.0] if cell.index else 1.0, "W": np.ones((3, 3))}
    graph = parse(text)
    used = {name: np.asarray(values[name]) for name in values if name in graph}
    trace = run(graph, used)
    remarks = words(trace, cell, origin(trace, cell), None).remarks
    assert [remark.fields["n"] for remark in remarks] == ([several] if several else [])


def test_with_shift_the_loss_is_told_sample_by_sample():
    trace = run(parse("L = mse(y, t)"), {"y": np.arange(6.0), "t": np.zeros(6)})
    cell = Cell("L", Part.VALUE, ())
    told = words(trace, cell, origin(trace, cell), None, closely=True).formulas
    assert told[1:3] == ("(5 − 0)² / 6 = 4.167", "(4 − 0)² / 6 = 2.667")


def test_the_loss_speaks_too(stage: StagePanel):
    show(stage, small_net())
    body = stage.scene.nodes["L"]
    at = stage.view.mapFromScene(body.mapRectToScene(body.body).center())
    QTest.mouseMove(stage.view.viewport(), at)
    assert "−ln" in stage.cells.panel.text
    assert "/ 40" in stage.cells.panel.text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_the_panel_stays_inside_the_stage(stage, dressed, translator, theme, language):
    dressed.set_theme(theme)
    translator.set_language(language)
    show(stage, small_net())
    for cell in (Cell("X", Part.VALUE, (0, 0)), Cell("S", Part.GRADIENT, (39, 9))):
        stage.cells.point(cell)
        assert stage.rect().contains(stage.cells.panel.geometry())


def test_keys_go_from_cell_to_cell(stage: StagePanel):
    show(stage, affine())
    stage.view.setFocus()
    held = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier

    def press(key: Qt.Key) -> None:
        QTest.keyClick(stage.view, key, held)

    stage.cells.point(Cell("Y", Part.VALUE, (1, 1)))
    press(Qt.Key.Key_Right)
    assert stage.cells.cell == Cell("Y", Part.VALUE, (1, 2))
    press(Qt.Key.Key_Right)
    assert stage.cells.cell == Cell("Y", Part.VALUE, (1, 2)), "there is nothing beyond"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert stage.cells.cell == Cell("Y", Part.GRADIENT, (0, 2)), "below the values, the gradients"
    press(Qt.Key.Key_Up)
    assert stage.cells.cell == Cell("Y", Part.VALUE, (2, 2))
    QTest.keyClick(stage.view, Qt.Key.Key_Escape)
    assert stage.cells.cell is None


def test_double_clicks_come_nearer_and_back(stage: StagePanel):
    show(stage, small_net())
    cell = Cell("S", Part.VALUE, (20, 5))
    far = stage.view.zoom_factor
    zooms = []
    for _ in range(3):
        QTest.mouseDClick(
            stage.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(stage, cell)
        )
        stage.grab()
        zooms.append(stage.view.zoom_factor)
    picture, numbers, back = zooms
    assert far < picture < numbers
    assert back == pytest.approx(far)
    item = stage.scene.nodes["S"]
    assert item.closest >= numbers / 2, "the wheel comes as near"


def test_escape_shows_everything_again(stage: StagePanel):
    show(stage, small_net())
    far = stage.view.zoom_factor
    stage.view.setFocus()
    double_click(stage, Cell("W", Part.VALUE, (300, 2)))
    assert stage.view.zoom_factor > far
    QTest.keyClick(stage.view, Qt.Key.Key_Escape)
    assert stage.view.zoom_factor == pytest.approx(far)


@pytest.mark.parametrize("whole", ["key", "button", "document"])
def test_escape_is_for_others_once_everything_is_seen(stage: StagePanel, whole: str):
    show(stage, small_net())
    stage.view.setFocus()
    double_click(stage, Cell("W", Part.VALUE, (300, 2)))
    assert stage.cells.busy
    if whole == "key":
        QTest.keyClick(stage.view, Qt.Key.Key_0)
    elif whole == "button":
        stage.view.fit(animated=True)
    else:
        show(stage, run(parse("e = (a + b) * (b + 1)"), {"a": 2, "b": 1}))
    assert not stage.cells.busy
    show(stage, small_net())
    double_click(stage, Cell("S", Part.VALUE, (1, 1)))
    assert stage.cells.busy, "and after coming near again it goes back again"


def test_the_terms_of_a_sum_go_with_the_shift_key(stage: StagePanel):
    """The pointer rests: only the key moves."""
    show(stage, small_net())
    cell = Cell("S", Part.VALUE, (5, 6))
    stage.view.setFocus()
    stage.cells.hover(Pointer(QPointF(place_of(stage, cell))))
    short = stage.cells.panel.text
    QTest.keyPress(stage.view, Qt.Key.Key_Shift)
    assert len(stage.cells.panel.text) > len(short)
    QTest.keyRelease(stage.view, Qt.Key.Key_Shift)
    assert stage.cells.panel.text == short


def test_numbers_are_written_where_cells_are_large(stage: StagePanel):
    """A patch of equal pixels is one colour from afar; from near, its numbers stand in it."""
    show(stage, small_net())
    cell = Cell("W", Part.VALUE, (300, 2))
    inks = []
    for _ in range(3):
        stage.grab()
        inks.append(colours_in(stage, cell))
        QTest.mouseDClick(
            stage.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(stage, cell)
        )
    assert inks[2] > 3


def colours_in(stage: StagePanel, cell: Cell) -> int:
    """How many colours there are inside a cell."""
    item = stage.scene.nodes[cell.node]
    painter = item.painter_of(cell.part)
    room = item.mapRectToScene(painter.room(painter.grid.room(cell.index)))
    seen = stage.view.mapFromScene(room).boundingRect().adjusted(3, 3, -3, -3)
    image = stage.view.viewport().grab(seen).toImage()
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def test_cells_tell_which_number_they_are(stage: StagePanel):
    show(stage, affine())
    item = stage.scene.nodes["X"]
    room = item.picture_room(Part.VALUE)
    assert item.cell_at(room.topLeft() + QPointF(2, 2)) == (Part.VALUE, (0, 0))
    assert item.cell_at(item.picture_room(Part.GRADIENT).center())[0] is Part.GRADIENT
    assert item.cell_at(QPointF(item.body.left() + 1, item.body.top() + 1)) is None


def test_weights_look_the_same_in_training_and_on_the_stage(qtbot, appearance: Appearance):
    weights = np.random.default_rng(1).normal(scale=0.1, size=(784, 4)).astype(np.float32)
    pictures = WeightPictures(appearance)
    qtbot.addWidget(pictures)
    pictures.resize(300, 100)
    pictures.show_weights(weights, now=True)
    grid = grid_of(weights, Picture.UNITS, 300, 100)
    table = grid.numbers(weights, QRect(0, 0, grid.width, grid.height))
    on_the_stage = coloured(table, Picture.UNITS, limit_of(weights), appearance.theme)
    seen = {pictures.grab().toImage().pixel(x, y) for x in range(8, 40) for y in range(8, 40)}
    shown = {on_the_stage.pixel(x, y) for x in range(56) for y in range(28)}
    assert len(seen & shown) > 20
    assert pictures.limit == limit_of(weights)

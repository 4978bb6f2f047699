"""Somebody wants to know where a number comes from, and goes into an array to see."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.explain.provenance import Cell, Part
from gui.main_window import MainWindow
from gui.training.phase import Phase

LONG = 60_000  # ms; the machine may be busy with something else


def place_of(window: MainWindow, cell: Cell) -> QPoint:
    stage = window.stage
    stage.finish_motion()
    stage.grab()
    item = stage.scene.nodes[cell.node]
    painter = item.painter_of(cell.part)
    room = painter.room(painter.grid.room(cell.index))
    return stage.view.mapFromScene(item.mapRectToScene(room).center())


def hover(window: MainWindow, cell: Cell) -> str:
    port = window.stage.view.viewport()
    QTest.mouseMove(port, QPoint(1, 1))
    QTest.mouseMove(port, place_of(window, cell))
    return window.stage.cells.panel.text if window.stage.cells.panel.isVisible() else ""


def test_from_a_number_to_the_row_and_the_column(window: MainWindow) -> None:
    window.director.open("affine")
    window.player.to_end()
    assert hover(window, Cell("Y", Part.VALUE, (2, 0))).startswith("Y[2, 0] = 1\nX[2, :] · W[:, 0]")
    assert "∂L/∂Y[2, :] · W[0, :]ᵀ" in hover(window, Cell("X", Part.GRADIENT, (2, 0)))


def test_the_numbers_under_the_pointer_follow_the_run(window: MainWindow) -> None:
    window.director.open("affine")
    window.player.to_end()
    hover(window, Cell("Y", Part.VALUE, (2, 0)))
    window.workbench.set_value("b", np.array([10.0, 1.0, -1.0]))
    assert window.stage.cells.panel.text.startswith("Y[2, 0] = 11")
    window.handlers.switch_language()
    window.handlers.switch_theme()
    assert window.stage.cells.panel.text.startswith("Y[2, 0] = 11")
    window.director.open("gates")
    assert not window.stage.cells.panel.isVisible()


def test_the_arithmetic_is_read_to_its_end_on_a_narrow_stage(open_window, qtbot: QtBot) -> None:
    window = open_window("en", "projector", size=(1024, 768))
    window.director.open_expression("Y = affine(X, W, b); L = mean(Y * Y)", {})
    window.player.to_end()
    cell = Cell("W", Part.GRADIENT, (0, 1))
    qtbot.waitUntil(lambda: "∂L/∂W[0, 1]" in hover(window, cell))
    panel = window.stage.cells.panel
    assert window.stage.view.viewport().width() >= panel.sizeHint().width()


@pytest.mark.parametrize(
    ("example", "cell"),
    [
        ("small_net", Cell("W1", Part.GRADIENT, (1, 2))),
        ("small_net", Cell("W2", Part.GRADIENT, (1, 0))),
        ("affine", Cell("W", Part.GRADIENT, (0, 1))),
    ],
)
def test_from_the_last_row_a_cell_and_its_sources_are_seen_beside_the_words(
    open_window, qtbot: QtBot, example: str, cell: Cell
) -> None:
    """The view is lower than the words need: they lie over the caption above it."""
    window = open_window("en", "projector", size=(1024, 768))
    window.director.open(example)
    window.player.to_end()
    qtbot.waitUntil(lambda: "∂L/∂" in hover(window, cell))
    cells, view = window.stage.cells, window.stage.view.viewport()
    about = [cells._frames.seen(cells._frames.room(cell))]
    about += cells._frames.sources_seen(cells._origin)
    corner = view.mapTo(window.stage, QPoint())
    assert len(about) == 3
    assert not any(cells.panel.geometry().intersects(each.translated(corner)) for each in about)
    assert window.stage.rect().contains(cells.panel.geometry())


def test_what_is_said_of_a_cell_makes_way_for_what_is_found(window: MainWindow) -> None:
    window.director.open("affine")
    window.player.to_end()
    assert hover(window, Cell("Y", Part.VALUE, (2, 0)))
    window.stage.search_bar.open()
    QTest.keyClicks(window.stage.search_bar.field, "affine")
    assert not window.stage.cells.panel.isVisible()
    assert hover(window, Cell("Y", Part.VALUE, (2, 0))), "and comes back with the pointer"
    QTest.keyClick(window.stage.search_bar.field, Qt.Key.Key_Return)
    assert not window.stage.cells.panel.isVisible()


def test_nothing_lies_over_the_arithmetic(qtbot: QtBot, window: MainWindow) -> None:
    window.director.open("two_layer_net")
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    window.player.to_end()
    stage, cell = window.stage, Cell("Z1", Part.VALUE, (3, 7))
    for _ in range(2):
        QTest.mouseDClick(
            stage.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(window, cell)
        )
        stage.finish_motion()
    panel, button = stage.cells.panel, stage.fit_button
    assert button.isVisible()
    seen = stage.view.mapToScene(stage.view.viewport().rect()).boundingRect()
    item = stage.scene.nodes["Z1"]
    painter = item.painter_of(Part.VALUE)
    over = button.geometry().translated(stage.view.mapTo(stage, QPoint()))
    asked = 0
    for index in np.ndindex(*item.array_of(Part.VALUE).shape):
        room = item.mapRectToScene(painter.room(painter.grid.room(index)))
        if seen.contains(room):
            assert hover(window, Cell("Z1", Part.VALUE, index))
            assert not panel.geometry().intersects(over), index
            asked += 1
    assert asked > 10


@pytest.mark.parametrize("node", ["A1", "Z1"])
def test_the_way_back_lies_over_no_number_that_has_been_come_near_to(open_window, node) -> None:
    """“Show everything” lay over the last row."""
    window = open_window("en", "light")
    window.resize(1280, 800)
    window.director.open("small_net")
    window.player.to_end()
    stage, cell = window.stage, Cell(node, Part.VALUE, (0, 0))
    where = place_of(window, cell)
    QTest.mouseDClick(stage.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    stage.finish_motion()
    button, item = stage.fit_button, stage.scene.nodes[node]
    assert button.isVisible()
    seen = item.mapRectToScene(item.picture_room(Part.VALUE))
    picture = stage.view.mapFromScene(seen).boundingRect()
    assert picture.height() > stage.view.height() / 2
    assert picture.top() >= 0 and picture.bottom() < button.geometry().top()


def test_by_keys_from_a_card_to_its_numbers_and_out_again(window: MainWindow) -> None:
    window.director.open("affine")
    window.player.to_end()
    view, cells = window.stage.view, window.stage.cells
    window.stage.finish_motion()
    window.stage.grab()
    view.setFocus()
    view.select("Y")
    held = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    position = window.player.playback.position
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(view, key, held)
    assert cells.cell == Cell("Y", Part.VALUE, (1, 1))
    assert cells.panel.text.startswith("Y[1, 1] = −2.5")
    assert window.player.playback.position == position, "the arrows alone still play"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not cells.panel.isVisible()


def test_into_the_weights_of_the_net_and_back(qtbot: QtBot, window: MainWindow) -> None:
    window.director.open("two_layer_net")
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    window.player.to_end()
    view = window.stage.view
    far, cell = view.zoom_factor, Cell("W1", Part.VALUE, (406, 7))
    for _ in range(2):
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(window, cell))
        window.stage.finish_motion()
    assert "hidden unit 7, row 14, column 14" in hover(window, cell)
    assert view.zoom_factor > 10 * far
    QTest.keyClick(view, Qt.Key.Key_Escape)
    window.stage.finish_motion()
    assert view.zoom_factor < 2 * far
    assert QApplication.activeWindow() is window

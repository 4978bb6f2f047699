"""Scenes of what one watches while the net trains: curves, what happens inside, mistakes."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from gui.main_window import MainWindow
from gui.render.scene import Play, Scene, train, until
from gui.training.arrangement import TABS
from gui.widgets import IconButton

_SECOND_SCREEN = 1600, 900


def _turn_to(window: MainWindow, tab: str) -> None:
    panel = window.training
    panel.tabs.setCurrentIndex(TABS.index(tab))
    reader = panel.mistakes.reader
    if tab == "mistakes" and reader.job is None:
        until(reader.done, reader.look)


def _stay(window: MainWindow, at: float) -> None:
    """Nothing in the picture moves."""


def _watching(tab: str, then: Play = lambda window: None) -> Scene:
    """The panel in its dock, with one of its pages."""

    def play(window: MainWindow) -> None:
        train(window)
        _turn_to(window, tab)
        then(window)

    return Scene(play, 1.0, _stay)


def _below(window: MainWindow) -> None:
    """What is found by scrolling."""
    bar = window.training.plots.inside.verticalScrollBar()
    bar.setValue(bar.maximum())


def _over_the_run(window: MainWindow) -> None:
    """The histograms, step by step."""
    for name in ("activations", "gradients"):
        heading = window.training.plots.figures[name].heading
        switch = next(b for b in heading.findChildren(IconButton) if b.isCheckable())
        switch.setChecked(True)
    bar = window.training.plots.inside.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)


def _cell(window: MainWindow) -> None:
    """The images of the fullest cell off the diagonal."""
    page = window.training.mistakes
    assert page.reader.reading is not None
    table = page.reader.reading.confusion.copy()
    table[range(len(table)), range(len(table))] = 0
    page.matrix.choose(divmod(int(table.argmax()), len(table)))


def _on_stage(window: MainWindow) -> None:
    """The worst mistake, in the net that made it."""
    page = window.training.mistakes
    page.open_image(page.images.images[0])


def _zoomed(window: MainWindow) -> None:
    """The loss of the last third, from nearer."""
    plot = window.training.plots.figures["loss"].plot
    left, right, low, high = plot.seen
    plot.zoom_to((left + 0.66 * (right - left), right, low, low + 0.25 * (high - low)))


def _dock(window: MainWindow) -> QWidget:
    return window.docks["training"]


def _torn_off(tab: str, size: tuple[int, int] = (1100, 640)) -> Scene:
    """The panel in a window of its own."""

    def play(window: MainWindow) -> None:
        train(window)
        window.docks["training"].setFloating(True)
        window.docks["training"].resize(*size)
        _turn_to(window, "mistakes")
        _turn_to(window, tab)

    return Scene(play, 1.0, _stay, _dock)


SCENES: Mapping[str, Scene] = {
    "inside": _watching("inside"),
    "inside_below": _watching("inside", _below),
    "inside_over_time": _watching("inside", _over_the_run),
    "misread": _watching("mistakes"),
    "misread_cell": _watching("mistakes", _cell),
    "misread_opened": _watching("mistakes", _on_stage),
    "zoomed": _watching("progress", _zoomed),
    "inside_torn_off": _torn_off("inside"),
    "misread_torn_off": _torn_off("mistakes"),
    "second_screen": _torn_off("progress", _SECOND_SCREEN),
}

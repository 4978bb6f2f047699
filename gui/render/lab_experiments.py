"""Scenes of the laboratory: experiments, search, ensemble."""

from collections.abc import Mapping

from PySide6.QtCore import QEventLoop, QTimer

from gui.main_window import MainWindow
from gui.render.scene import PATIENCE_MS, Scene, show_network
from gui.training.lab.page import LabPage


def _stay(window: MainWindow, at: float) -> None:
    """Nothing moves."""


def open_page(window: MainWindow, key: str) -> LabPage:
    """The page of the Lab dock, beside the net that it speaks of."""
    show_network(window)
    window.docks.show("lab")
    window.lab.choose(key)
    page = window.lab.page
    assert page is not None
    return page


def wait_for(page: LabPage) -> None:
    """Let the window live until the page's work is done."""
    loop, clock, patience = QEventLoop(), QTimer(interval=50), QTimer(singleShot=True)
    clock.timeout.connect(lambda: None if page.busy else loop.quit())
    patience.timeout.connect(loop.quit)
    clock.start()
    patience.start(PATIENCE_MS)
    loop.exec()
    clock.stop()


def _demonstrated(key: str) -> Scene:
    def play(window: MainWindow) -> None:
        page = open_page(window, key)
        page.demonstrate()
        wait_for(page)

    return Scene(play, 1.0, _stay)


def _empty(window: MainWindow) -> None:
    open_page(window, "experiments")


def _search_settings(window: MainWindow) -> None:
    open_page(window, "search")


SCENES: Mapping[str, Scene] = {
    "experiments": _demonstrated("experiments"),
    "search": _demonstrated("search"),
    "ensemble": _demonstrated("ensemble"),
    "search_settings": Scene(_search_settings, 1.0, _stay),
    "experiments_empty": Scene(_empty, 1.0, _stay),
}

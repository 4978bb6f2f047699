"""Scenes of the laboratory."""

from collections.abc import Mapping

from gui.main_window import MainWindow
from gui.render.scene import Scene, show_network, train


def _demonstrate(window: MainWindow, at: float) -> None:
    """Nothing moves; the page shows what it can do."""
    if window.lab.page is not None:
        window.lab.page.demonstrate()


def page(key: str) -> Scene:
    """A page at work, beside the net that it speaks of."""

    def play(window: MainWindow) -> None:
        show_network(window)
        window.docks.show("lab")
        window.lab.choose(key)

    return Scene(play, 1.0, _demonstrate)


def _draw(window: MainWindow) -> None:
    """A net that has learned reads what is drawn."""
    train(window)
    window.docks.show("lab")
    window.lab.choose("draw")


SCENES: Mapping[str, Scene] = {
    "data": page("data"),
    "draw": Scene(_draw, 1.0, _demonstrate),
}

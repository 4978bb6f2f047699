"""Scenes of the laboratory."""

from collections.abc import Mapping

from gui.main_window import MainWindow
from gui.render.scene import Scene, show_network, stay


def page(key: str) -> Scene:
    """A page at work, beside the net that it speaks of."""

    def play(window: MainWindow) -> None:
        show_network(window)
        window.docks.show("lab")
        window.lab.choose(key)

    def seek(window: MainWindow, at: float) -> None:
        stay(window, at)
        if window.lab.page is not None:
            window.lab.page.demonstrate()

    return Scene(play, 1.0, seek)


SCENES: Mapping[str, Scene] = {"data": page("data")}

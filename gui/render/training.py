"""Scenes of the net that trains: on the stage, and in the panel beside it."""

from collections.abc import Mapping

from core.scenes import View
from gui.main_window import MainWindow
from gui.render.scene import Scene, seek_stage, seek_whole, show_network, train


def _net_from(view: View, number: int) -> Scene:
    """The trained net, nearer than its whole batch."""

    def play(window: MainWindow) -> None:
        train(window)
        window.docks.show("card")
        window.stage.network.choose(view)
        window.stage.network.choose_number(number)

    return Scene(play, 1.0, seek_whole)


SCENES: Mapping[str, Scene] = {
    "one_image": _net_from(View.IMAGE, 3),
    "hidden_unit": _net_from(View.UNIT, 7),
    "two_layer_net": Scene(show_network, 0.8, seek_stage),
    "training": Scene(train, 0.8, seek_stage),
}

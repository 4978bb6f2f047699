"""Scenes of the Explore dock: a tool at work on an example."""

from collections.abc import Mapping

from gui.explore.fit import FitTool
from gui.explore.scaling import ScalingTool
from gui.main_window import MainWindow
from gui.render.scene import Scene, seek_whole


def _tool(tool: str, example: str) -> Scene:
    def play(window: MainWindow) -> None:
        window.director.open(example)
        window.docks.show("explore")
        window.explore.choose(tool)

    def seek(window: MainWindow, at: float) -> None:
        seek_whole(window, at)
        if window.explore.tool is not None:
            window.explore.tool.demonstrate()

    return Scene(play, 1.0, seek)


def _fit(window: MainWindow) -> None:
    """A curve after some hundred steps of gradient descent."""
    window.director.open("curve_fit")
    tool = window.explore.tool
    assert isinstance(tool, FitTool)
    for _ in range(400):
        tool.step_once()
    window.player.to_end()


def _scaled(window: MainWindow) -> None:
    """Inputs a thousand times as large."""
    window.director.open("scaled_inputs")
    tool = window.explore.tool
    assert isinstance(tool, ScalingTool)
    tool.set_scale(1000.0)


SCENES: Mapping[str, Scene] = {
    "curve_fit": Scene(_fit, 1.0, seek_whole),
    "scaled_inputs": Scene(_scaled, 1.0, seek_whole),
    "paths": _tool("paths", "chain_rule"),
    "ladder": _tool("paths", "ladder"),
    "sweeps": _tool("sweeps", "chain_rule"),
    "nudge": _tool("nudge", "neuron"),
    "mistakes": _tool("mistakes", "chain_rule"),
}

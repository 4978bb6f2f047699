"""Scenes of the net that trains: on the stage, and in the panel beside it."""

from collections.abc import Mapping

from core.scenes import View
from gui.main_window import MainWindow
from gui.render.scene import (
    Scene,
    seek_stage,
    seek_whole,
    show_network,
    train,
    until,
    until_network,
)
from gui.training import Phase
from gui.training.arrangement import TABS


def _net_from(view: View, number: int) -> Scene:
    """The trained net, nearer than its whole batch."""

    def play(window: MainWindow) -> None:
        train(window)
        window.docks.show("card")
        window.stage.network.choose(view)
        window.stage.network.choose_number(number)

    return Scene(play, 1.0, seek_whole)


def _settings(window: MainWindow) -> None:
    """The settings in the middle of a run in which some were changed."""
    window.docks.show("training")
    show_network(window)
    session = window.session
    session.configure(optimizer="nesterov", learning_rate=0.1, schedule="step", iterations=3000)
    _until_phase(window, Phase.READY)
    _take_steps(window, 2)
    session.configure(learning_rate=0.05, batch_size=200)
    _take_steps(window, 1)
    session.configure(hidden=80)
    window.training.tabs.setCurrentIndex(TABS.index("settings"))


def _diverged(window: MainWindow) -> None:
    """A run that went well until somebody raised its learning rate."""
    window.docks.show("training")
    show_network(window)
    _take_steps(window, 70)
    window.session.configure(learning_rate=50.0)
    window.session.start()
    _until_phase(window, Phase.DIVERGED)


def _take_steps(window: MainWindow, count: int) -> None:
    for _ in range(count):
        until(window.session.refreshed, window.session.step)


def _until_phase(window: MainWindow, phase: Phase) -> None:
    until_network(window)
    while window.session.phase is not phase:
        until(window.session.state_changed, lambda: None)


SCENES: Mapping[str, Scene] = {
    "one_image": _net_from(View.IMAGE, 3),
    "hidden_unit": _net_from(View.UNIT, 7),
    "two_layer_net": Scene(show_network, 0.8, seek_stage),
    "training": Scene(train, 0.8, seek_whole),
    "settings": Scene(_settings, 0.8, seek_stage),
    "diverged": Scene(_diverged, 0.8, seek_stage),
}

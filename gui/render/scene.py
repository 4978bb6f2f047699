"""What a scene is, and what scenes are made of: a document, a moment, a wait."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, QTimer, SignalInstance
from PySide6.QtWidgets import QWidget

from core.messages import StudioError
from gui.main_window import MainWindow
from gui.training.phase import Phase

PATIENCE_MS = 120_000
TRAINED = 3000  # iterations in the pictures of training

Play = Callable[[MainWindow], None]
Subject = Callable[[MainWindow], QWidget]


def the_window(window: MainWindow) -> QWidget:
    return window


@dataclass(frozen=True)
class Scene:
    """What is done to the window, and how far its animation has run in the picture (0 … 1).

    `subject` is what is in the picture: the window, unless something lies over it.
    """

    play: Play
    at: float
    seek: Callable[[MainWindow, float], None]
    subject: Subject = the_window


def seek_stage(window: MainWindow, at: float) -> None:
    playback = window.player.playback
    assert playback is not None
    window.player.seek(at * len(playback.trace))


def seek_whole(window: MainWindow, at: float) -> None:
    """With all of the graph in view."""
    seek_stage(window, at)
    window.stage.view.fit()


def until(signal: SignalInstance, start: Callable[[], object]) -> None:
    """Do something and let the window live until `signal` comes."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    start()
    loop.exec()
    signal.disconnect(loop.quit)


def until_network(window: MainWindow) -> None:
    """Wait for the data and the net.

    Raises:
        StudioError: the data cannot be read.
    """
    session = window.session
    while session.phase in (Phase.EMPTY, Phase.LOADING):
        until(session.state_changed, session.prepare)
    if session.failure is not None:
        raise StudioError(session.failure.key, **session.failure.fields)


def show_network(window: MainWindow) -> None:
    until_network(window)
    window.director.show_network()


def train(window: MainWindow) -> None:
    """Train for a while, with the net on the stage."""
    window.docks.show("training")
    show_network(window)
    window.session.configure(iterations=TRAINED)
    window.session.start()
    while window.session.phase is not Phase.FINISHED:
        until(window.session.state_changed, lambda: None)

"""A training session, waited for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pytestqt.qtbot import QtBot

from core.datasets import Dataset
from gui.training.phase import Phase
from gui.training.session import TrainingSession

LONG = 60_000  # ms; the machine may be busy with something else


def until(qtbot: QtBot, session: TrainingSession, phase: Phase) -> None:
    qtbot.waitUntil(lambda: session.phase is phase, timeout=LONG)


def train(qtbot: QtBot, session: TrainingSession, steps: int) -> None:
    """So many steps at least, and rest."""
    goal = session.recording.steps + steps
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps >= goal, timeout=LONG)
    session.pause()
    until(qtbot, session, Phase.PAUSED)


@contextmanager
def prepared_session(
    qtbot: QtBot, load: Callable[[], Dataset], iterations: int
) -> Iterator[TrainingSession]:
    """One of a small net, ready to start; closed at the end."""
    session = TrainingSession(load)
    session.configure(hidden=8, batch_size=10, iterations=iterations)
    session.prepare()
    until(qtbot, session, Phase.READY)
    yield session
    assert session.close(), "training did not end within a second"

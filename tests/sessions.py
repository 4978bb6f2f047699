"""A training session, waited for."""

from pytestqt.qtbot import QtBot

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

"""Closing while every part of the program is at work."""

from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.training.phase import Phase
from gui.worker import Worker

LONG = 30_000


def test_all_workers_are_stopped_before_anybody_waits_for_one(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.director.show_network()
    window.session.start()
    qtbot.waitUntil(lambda: window.session.phase is Phase.RUNNING, timeout=LONG)
    window.docks.show("lab")
    window.lab.choose("data")
    window.lab.page.source.read("builtin")
    window.lab.choose("checks")
    window.lab.page.check_all()
    window.lab.choose("race")
    window.lab.page.race()
    window.session.start()
    window.docks.show("training")
    workers = window.findChildren(Worker)
    assert len(workers) >= 3
    window.close()
    assert window.ended_cleanly
    assert not any(worker._thread.isRunning() for worker in workers)

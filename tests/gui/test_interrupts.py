"""Asked to end by a signal, the window is closed as by hand."""

import signal
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from gui.interrupts import Interrupts


@pytest.fixture
def asked(qapp) -> Iterator[list[bool]]:
    """How often the window was asked to close; signals are as they were afterwards."""
    before = {number: signal.getsignal(number) for number in signal.valid_signals()}
    answers: list[bool] = []
    owner = QObject()
    interrupts = Interrupts(lambda: answers.append(True), owner)
    yield answers
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        if handler is not signal.getsignal(number):
            signal.signal(number, handler)
    interrupts._notifier.setEnabled(False)
    for end in (interrupts._far, interrupts._near):
        end.close()
    owner.deleteLater()


@pytest.mark.skipif(sys.platform == "win32", reason="signals end a process there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_request_to_end_closes_the_window(qtbot, asked: list[bool], name: str) -> None:
    """SIGHUP: the terminal that it was started from has been closed."""
    signal.raise_signal(getattr(signal, name))
    qtbot.waitUntil(lambda: asked == [True])

"""Ctrl+C in the terminal, its end, and the system's polite request close the window properly.

Python handles a signal between two of its own instructions, and there are none while Qt waits for
events. So the signal writes a byte into a socket that Qt watches, which wakes both.
"""

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Slot

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class Interrupts(QObject):
    """Calls `close` in the window's thread when the process is asked to end."""

    def __init__(self, close: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._close = close
        self._far, self._near = socket.socketpair()
        for end in (self._far, self._near):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_byte)
        signal.set_wakeup_fd(self._far.fileno())
        for number in _SIGNALS:
            signal.signal(number, lambda *_: None)  # the byte is what counts

    @Slot()
    def _on_byte(self) -> None:
        self._near.recv(64)
        self._close()

"""The clock of a replay: it says how much time has passed, and moves nothing itself."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

_TICK = 16  # milliseconds


class ReplayClock(QObject):
    """`run` while a replay plays and somebody looks."""

    passed = Signal(float)  # seconds since it was told of last

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_TICK)
        self._since = QElapsedTimer()
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def run(self, on: bool) -> None:
        """Start it, or go on; else stop it."""
        if not on:
            self._timer.stop()
        elif not self.running:
            self._since.start()
            self._timer.start()

    @Slot()
    def _tick(self) -> None:
        self.passed.emit(self._since.restart() / 1000)

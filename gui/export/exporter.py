"""Runs an export in the window's own thread, a few milliseconds at a time, so that it stays usable.

Painting belongs into this thread; a film's encoder has its own (`gui/export/encoder_thread.py`).
"""

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.export.job import Job, Progress
from gui.log import explain

_SLICE = 0.012  # s
_IDLE = 15  # ms; the encoder is behind


class Exporter(QObject):
    """One export at a time."""

    progressed = Signal(object)  # Progress
    finished = Signal(object)  # Written
    failed = Signal(object)  # Message
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)

    @property
    def running(self) -> bool:
        return self._job is not None

    def start(self, job: Job) -> None:
        """Begin; an export that is under way is cancelled."""
        self.cancel()
        self._job = job
        self.progressed.emit(Progress(0, 1))
        self._timer.start(0)

    @Slot()
    def cancel(self) -> None:
        """Leave it, without a trace."""
        if self._job is not None:
            self._end().cancel()
            self.cancelled.emit()

    @Slot()
    def _work(self) -> None:
        job = self._job
        if job is None:
            return
        enough = perf_counter() + _SLICE
        try:
            while goes_on := job.advance():
                if job.progress.idle or perf_counter() > enough:
                    break
        except Exception as error:  # its sentence is for the window, its story for the log
            self._end()
            self.failed.emit(explain(error))
            return
        self.progressed.emit(job.progress)
        self._timer.setInterval(_IDLE if job.progress.idle else 0)
        if not goes_on:
            self._end()
            self.finished.emit(job.result)

    def _end(self) -> Job:
        job = self._job
        assert job is not None
        self._job = None
        self._timer.stop()
        return job

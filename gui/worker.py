"""Runs core generators in a thread that lives as long as the window.

All long work of this program is a generator in `core/`. The worker draws items from it in its own
thread, so pausing, stepping and stopping come for free: they are looked at between two items.

    worker.run(trainer.steps, recording.write)

Both are called in the worker's thread: the function that makes the generator, and the one that
gets every item, which may only touch what is guarded by a lock. No item is sent to the window, so
a fast generator never floods a slow one; a timer looks 30 times a second at what was recorded.

Signals tell of life and death only. They are emitted in the window's thread and speak of the
newest run: what an abandoned run still has to say is recognised by its number and dropped.
"""

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal, Slot

from core.run import Factory, OnItem, Run
from gui.blas import use_one_blas_thread

_CLOSING_MS = 1000


class _WorkerObject(QObject):
    """Lives in the worker's thread and works through the runs that it is handed."""

    rested = Signal(int, int)
    finished = Signal(int, object)
    stopped = Signal(int)
    failed = Signal(int, object)

    @Slot(object)
    def work(self, run: Run) -> None:
        try:
            finished, value = run.work(self.rested.emit)
        except Exception as error:
            self.failed.emit(run.number, error)
        else:
            if finished:
                self.finished.emit(run.number, value)
            else:
                self.stopped.emit(run.number)


class Worker(QObject):
    """The window's handle on the thread that does the long work."""

    paused = Signal()  # it has come to rest; emitted after every single step too
    finished = Signal(object)  # what the generator returned
    stopped = Signal()
    failed = Signal(object)  # the exception

    _handed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._number = 0
        self._closed = False
        self._thread = QThread(self)
        self._thread.setObjectName("worker")
        self._worker_object = _WorkerObject()
        self._worker_object.moveToThread(self._thread)
        self._handed.connect(self._worker_object.work)
        self._worker_object.rested.connect(self._on_rested)
        self._worker_object.finished.connect(self._on_finished)
        self._worker_object.stopped.connect(self._on_stopped)
        self._worker_object.failed.connect(self._on_failed)
        self._thread.start()
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    def run(self, factory: Factory, on_item: OnItem, *, paused: bool = False) -> None:
        """Start a run; it takes the place of the one before, which is stopped and forgotten.

        `factory` makes the generator and is called in the worker's thread; so is `on_item`, with
        every item. A run that starts `paused` waits for `step` or `resume`.
        """
        if self._closed:
            return
        if self._run is not None:
            self._run.stop()
        use_one_blas_thread()
        self._number += 1
        self._run = Run(self._number, factory, on_item, paused)
        self._handed.emit(self._run)

    @Slot()
    def pause(self) -> None:
        """Rest after the present item; `paused` tells when."""
        if self._run is not None:
            self._run.pause()

    @Slot()
    def resume(self) -> None:
        if self._run is not None:
            self._run.resume()

    @Slot()
    def step(self) -> None:
        """One item, then rest; `paused` tells when."""
        if self._run is not None:
            self._run.step()

    @Slot()
    def stop(self) -> None:
        """End after the present item; `stopped` tells when."""
        if self._run is not None:
            self._run.stop()

    @Slot()
    def close(self) -> bool:
        """Stop, and wait for the thread to end; False if the present item takes over a second.

        Nothing can interrupt an item. Whoever gets False must leave by `os._exit`: Qt aborts a
        program that ends with a thread still running. Asked again, it answers without waiting.
        """
        patience = 0 if self._closed else _CLOSING_MS
        self._closed = True
        self.stop()
        self._number += 1  # whatever still arrives is stale
        self._thread.quit()
        return self._thread.wait(patience)

    @Slot(int, int)
    def _on_rested(self, number: int, orders: int) -> None:
        if self._run is not None and (number, orders) == (self._number, self._run.orders):
            self.paused.emit()

    @Slot(int, object)
    def _on_finished(self, number: int, value: object) -> None:
        if number == self._number:
            self.finished.emit(value)

    @Slot(int)
    def _on_stopped(self, number: int) -> None:
        if number == self._number:
            self.stopped.emit()

    @Slot(int, object)
    def _on_failed(self, number: int, error: Exception) -> None:
        if number == self._number:
            self.failed.emit(error)

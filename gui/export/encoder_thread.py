"""The thread in which a film is encoded while the window paints its next frames.

A plain thread, not the worker of the training: both may go on at the same time. It never holds
more than a few frames.
"""

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread

from core.engine import Array
from gui.export.video import Encoder

_WAITING = 6  # frames
_LOOK = 0.05  # s
_PATIENCE = 1.0  # s; the window waits no longer for an encoder that hangs


class EncoderThread:
    """Hand it frames; `close` ends it. Whatever went wrong in there is raised out here."""

    def __init__(self, make: Callable[[], Encoder]) -> None:
        self._make = make
        self._frames: Queue[Array | None] = Queue(_WAITING)
        self._cancelled = Event()
        self._encoder: Encoder | None = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._work, name="encoding", daemon=True)
        self._thread.start()

    def offer(self, frame: Array | None) -> bool:
        """Hand over a frame; None is the end. False: not yet, there is no room.

        Raises:
            whatever the encoder has raised.
        """
        if self._error is not None:
            raise self._error
        try:
            self._frames.put_nowait(frame)
        except Full:
            return False
        return True

    @property
    def over(self) -> bool:
        """Has everything been encoded?

        Raises:
            whatever the encoder has raised.
        """
        if self._thread.is_alive():
            return False
        if self._error is not None:
            raise self._error
        return True

    def close(self) -> None:
        """Stop, wherever it is. Harmless when it has ended."""
        self._cancelled.set()
        if self._thread.is_alive() and self._encoder is not None:
            self._encoder.interrupt()
        self._thread.join(_PATIENCE)

    def _work(self) -> None:
        try:
            encoder = self._encoder = self._make()
        except Exception as error:
            self._error = error
            return
        try:
            if self._feed(encoder):
                encoder.finish()
            else:
                self._drop(encoder)
        except Exception as error:
            self._error = error
            with suppress(OSError):  # a full disk refuses the rest once more
                self._drop(encoder)

    def _drop(self, encoder: Encoder) -> None:
        """What it wrote is not wanted. Whoever asked for it may have gone, and have removed what
        there was then: the encoder may have been made, and its file with it, after that."""
        encoder.abort()
        encoder.path.unlink(missing_ok=True)

    def _feed(self, encoder: Encoder) -> bool:
        """Encode frames until the end (True) or until it is cancelled (False)."""
        while not self._cancelled.is_set():
            try:
                frame = self._frames.get(timeout=_LOOK)
            except Empty:
                continue
            if frame is None:
                return True
            encoder.add(frame)
        return False

"""When something goes wrong, the program says so in one sentence and keeps running.

`ErrorReporter.install` catches what nobody caught, in any thread, and Qt's own messages. The
whole story goes to the log file; the window is told one sentence (see `gui/log.py`).
"""

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)

from core.messages import Message
from gui.guard import guard_overrides
from gui.log import LOG, explain, file_in, release, write_to

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class ErrorReporter(QObject):
    """Logs errors and hands the window a `Message` about each, in the window's thread."""

    reported = Signal(object)  # a Message

    _caught = Signal(object)  # from whichever thread

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log_file = file_in(folder)
        self._handler: logging.Handler | None = None
        self._caught.connect(self._pass_on)

    def install(self) -> None:
        """Watch over the program from now on."""
        guard_overrides()
        self._handler = write_to(self.log_file)
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread
        qInstallMessageHandler(self._on_qt_message)

    def uninstall(self) -> None:
        """Leave everything as Python and Qt had it."""
        qInstallMessageHandler(None)
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if self._handler is not None:
            release(self._handler)
            self._handler = None

    def report(self, error: BaseException) -> None:
        """Log an error that was caught, and tell the window; from any thread."""
        self._caught.emit(explain(error))

    @Slot(object)
    def _pass_on(self, message: Message) -> None:
        self.reported.emit(message)

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        sys.__excepthook__(kind, error, trace)  # for whoever started it from a terminal
        if issubclass(kind, Exception):
            self.report(error)

    def _on_uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        LOG.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)

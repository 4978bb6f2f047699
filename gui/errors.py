"""When something goes wrong, the program says so in one sentence and keeps running.

`ErrorReporter.install` catches what nobody caught, in any thread. The whole story goes to a log
file; the window is told one sentence: an expected error (`StudioError`) brings its own, anything
else is a mistake of ours, and the sentence names where it happened and where the log is. Qt's
own messages go to the log as well.
"""

import logging
import sys
import tempfile
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)

from core.messages import Message, StudioError

_NAME = "backprop-studio"
_ROOT = Path(__file__).resolve().parent.parent
_BYTES = 500_000
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
        self.log_file = (folder or _log_folder()) / f"{_NAME}.log"
        self._log = logging.getLogger(_NAME)
        self._log.setLevel(logging.INFO)
        self._handler: logging.Handler | None = None
        self._caught.connect(self._pass_on)

    def install(self) -> None:
        """Watch over the program from now on."""
        self._handler = RotatingFileHandler(
            self.log_file, maxBytes=_BYTES, backupCount=2, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._log.addHandler(self._handler)
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_uncaught_in_thread
        qInstallMessageHandler(self._on_qt_message)

    def uninstall(self) -> None:
        """Leave everything as Python and Qt had it."""
        qInstallMessageHandler(None)
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if self._handler is not None:
            self._log.removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def report(self, error: BaseException) -> None:
        """Log an error that was caught, and tell the window; from any thread."""
        if isinstance(error, StudioError):
            self._log.info("%s", error)
            self._caught.emit(error.message)
            return
        place = _place(error.__traceback__)
        self._log.error("In %s", place, exc_info=error)
        fields = {"place": place, "log": self.log_file}
        self._caught.emit(Message("window.errors.unexpected", fields))

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
        self._log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)


def _log_folder() -> Path:
    """The system's place for logs, or the temporary folder where that cannot be written."""
    try:
        return user_log_path(_NAME, appauthor=False, ensure_exists=True)
    except OSError:
        return Path(tempfile.gettempdir())


def _place(trace: TracebackType | None) -> str:
    """The innermost of our own files in a traceback: "core/training.py"."""
    for frame in reversed(traceback.extract_tb(trace)):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
            return path.relative_to(_ROOT).as_posix()
    return "Python"

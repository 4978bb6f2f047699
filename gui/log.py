"""The log: it takes the whole story of a mistake, while the window says one sentence.

`LOG` is the only logger of the program. `write_to` gives it a file; `explain` tells a `Message`
about any error, and the log what the message leaves out.
"""

import logging
import sys
import tempfile
import traceback
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path

from core.command_parser import language_of
from core.messages import Message, StudioError, text
from core.system_errors import reason_of

LOG = logging.getLogger("backprop-studio")
LOG.setLevel(logging.INFO)
_ROOT = Path(__file__).resolve().parent.parent
_BYTES = 500_000


class _LogFile(RotatingFileHandler):
    """Where it cannot be written, one sentence on the terminal says so, once: a traceback for every
    line tells nobody more."""

    _told = False

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exception()
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._told and sys.stderr is not None:
            self._told = True
            language = language_of(sys.argv[1:])
            fields = {"log": self.baseFilename, "reason": reason_of(error)}
            with suppress(OSError):
                sys.stderr.write(text("window.errors.no_log", language, **fields) + "\n")


def write_to(file: Path) -> RotatingFileHandler:
    """Write the log to a file, until the handler is given to `release`."""
    handler = _LogFile(
        file,
        maxBytes=_BYTES,
        backupCount=2,
        encoding="utf-8",
        errors="backslashreplace",
        delay=True,
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    return handler


def release(handler: logging.Handler) -> None:
    LOG.removeHandler(handler)
    with suppress(OSError):  # what could not be written before is tried once more
        handler.close()


def file_in(folder: Path | None = None) -> Path:
    """The log file of a folder; without one, of the system's place for logs."""
    return (folder or _system_folder()) / f"{LOG.name}.log"


def explain(error: BaseException) -> Message:
    """One sentence: an expected error brings its own; any other is a mistake of ours, whose
    story goes to the log."""
    if isinstance(error, StudioError):
        LOG.info("%s", error)
        return error.message
    place = _place(error.__traceback__)
    LOG.error("In %s", place, exc_info=error)
    return Message("window.errors.unexpected", {"place": place, "log": _present_file()})


def _present_file() -> Path:
    """Where the log is written to; where it would be, if it is not."""
    written = (each for each in LOG.handlers if isinstance(each, RotatingFileHandler))
    handler = next(written, None)
    return file_in() if handler is None else Path(handler.baseFilename)


def _system_folder() -> Path:
    """The system's place for logs, or the temporary folder where that cannot be written."""
    try:
        return user_log_path(LOG.name, appauthor=False, ensure_exists=True)
    except OSError:
        return Path(tempfile.gettempdir())


def _place(trace: TracebackType | None) -> str:
    """The innermost of our own files in a traceback: "core/engine.py"."""
    for frame in reversed(traceback.extract_tb(trace)):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
            return path.relative_to(_ROOT).as_posix()
    return "Python"

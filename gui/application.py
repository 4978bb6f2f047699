"""Starts the window: the one place where the shared objects of the program are made."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPixmapCache
from PySide6.QtWidgets import QApplication

from core.datasets import Dataset
from core.datasets import load as load_from
from core.messages import LANGUAGES
from gui.appearance import Appearance
from gui.errors import ErrorReporter
from gui.garbage import collecting_between_events
from gui.i18n import Translator, system_language
from gui.interrupts import Interrupts
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.theme import THEMES
from gui.training.session import TrainingSession
from gui.window_state import (
    recall,
    remember,
    remember_files,
    remember_looks,
    remember_training,
    remember_typing,
)

Loader = Callable[[], Dataset]
ICON = Path(__file__).resolve().parent.parent / "resources" / "icons" / "app.svg"
_PICTURES = 40 * 1024  # KB, for those of the nodes in a view; on a sharp screen 10 MB are too few


def make_application() -> QApplication:
    """The QApplication of this process, with the program's icon and name."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("backprop-studio")
    app.setApplicationDisplayName("Backprop Studio")
    app.setDesktopFileName("backprop-studio")
    app.setWindowIcon(QIcon(str(ICON)))
    QPixmapCache.setCacheLimit(_PICTURES)
    return app


def make_window(
    load: Loader,
    settings: Settings,
    theme: str | None = None,
    language: str | None = None,
    *,
    named: bool = False,
    size: tuple[int, int] | None = None,
) -> MainWindow:
    """A window that looks as it was left, or as `theme`, `language` and `size` say: on the
    projector, one that is resized afterwards is dressed twice.

    The data set is the one that was chosen in the window on another day, unless one is `named`.
    """
    place = "" if named else settings.get("data/place", "")
    app = make_application()
    language = language or settings.choice("look/language", LANGUAGES, system_language())
    appearance = Appearance(
        theme or settings.choice("look/theme", THEMES, _system_theme()),
        settings.get("look/scale", 1.0),
        language,
    )
    appearance.set_reduced_motion(settings.get("look/reduced_motion", False))
    appearance.prepare(app)
    translator = Translator(language)
    translator.changed.connect(lambda: appearance.set_language(translator.language))
    session = _session(load, place)
    window = MainWindow(appearance, translator, session, settings.folder)
    window.documents.start(settings.folder)
    recall(window, settings)
    if size is not None:
        window.resize(*size)
    window.documents.session.recent_changed.connect(partial(remember_files, window, settings))
    for changed in (appearance.changed, translator.changed):
        changed.connect(partial(remember_looks, window, settings))
    for changed in (window.expression.past.changed, window.editor.hint.dismissed):
        changed.connect(partial(remember_typing, window, settings))
    for changed in (window.session.settings_changed, window.session.data_changed):
        changed.connect(partial(remember_training, window, settings))
    window.closing.connect(partial(remember, window, settings))
    for shared in (appearance, translator, window.session):
        shared.setParent(window)
    appearance.set_viewport_height(window.height())  # on the projector, the sheet depends on it
    appearance.dress(app)
    return window


def _session(load: Loader, place: str) -> TrainingSession:
    session = TrainingSession(partial(load_from, place) if place else load)
    session.data_place = place
    return session


def _system_theme() -> str:
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def dispose(window: MainWindow) -> None:
    """Close the window and take it apart while Qt is still whole; at exit the order is chance."""
    window.documents.give_up()
    window.deleteLater()
    for _ in range(2):  # deleting may defer more deletions
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def run_window(
    load: Loader,
    theme: str | None,
    language: str | None,
    file: Path | None = None,
    *,
    named: bool = False,
) -> int:
    """Open the window, with the document of a file, and stay until it is closed; the exit code."""
    app = make_application()
    with collecting_between_events() as garbage:
        reporter = ErrorReporter()
        reporter.install()
        window = make_window(load, Settings(), theme, language, named=named)
        window.watch(reporter)
        Interrupts(window.documents.give_up, window)
        window.show()
        if file is not None:
            window.documents.session.open(file)
        garbage.keep_what_stands()
        code = app.exec()
        reporter.uninstall()
        if not window.ended_cleanly:
            sys.stdout.flush()
            os._exit(code)  # a thread is still inside one long step; Qt would abort over it
        dispose(window)
        del window  # what is left of it is collected now
    return code

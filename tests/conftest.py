"""What every test stands on: a home of its own, and a desktop left as it was found."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from PySide6.QtCore import QThread

    from gui.errors import ErrorReporter

settings.register_profile("untimed", deadline=None)  # how long an example takes is no test
settings.load_profile("untimed")
for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed):
    wait.__kwdefaults__["timeout"] = 60_000  # ms; nor is how long a busy machine takes
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is loaded

_ALL = 50  # tests
_PLACES = {  # the variables that decide where platformdirs and Qt look
    "HOME": "home",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "WIN_PD_OVERRIDE_APPDATA": "config",
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "data",
}


def pytest_collection_finish() -> None:
    """One BLAS thread, as in the program: two, in each of pytest's workers, wait for one another
    in busy loops and take most of a test's time.

    And what is there now stays until the end: whoever collects garbage need not look through it.
    From now on that is done between two tests only; see gui/garbage.py."""
    threadpool_limits(1, user_api="blas")
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.fixture(scope="session")
def generations() -> Iterator[int]:
    """The oldest generation of objects that is looked through after each test: all, now and then,
    which takes long."""
    return (2 if test % _ALL == 0 else 1 for test in count(1))


@pytest.fixture(autouse=True)
def collected(generations: Iterator[int]) -> Iterator[None]:
    yield
    gc.collect(next(generations))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders. `mktemp` would read the names of all those before, once for every test."""
    root = tmp_path_factory.mktemp("homes")
    return (root / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, logs and data of a test lie in a folder of its own, never in the user's."""
    home = next(homes)
    home.mkdir()
    for folder in set(_PLACES.values()):
        (home / folder).mkdir()
    for variable, folder in _PLACES.items():
        monkeypatch.setenv(variable, str(home / folder))
    return home


@pytest.fixture(scope="session")
def started_threads(qapp) -> Iterator["WeakSet[QThread]"]:
    """Every QThread that was started, as long as it lives."""
    from PySide6.QtCore import QThread

    started: WeakSet[QThread] = WeakSet()
    start = QThread.start

    def start_seen(thread: QThread, *arguments, **options) -> None:
        started.add(thread)
        start(thread, *arguments, **options)

    QThread.start = start_seen
    yield started
    QThread.start = start


@pytest.fixture(autouse=True)
def tidy_desktop(request: pytest.FixtureRequest, own_home: Path) -> Iterator[None]:
    """Around a test with windows: settings in its own home, and nothing left over afterwards."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    app = request.getfixturevalue("qapp")
    started = request.getfixturevalue("started_threads")
    _redirect_settings(own_home / "config")
    app.setStyle("Fusion")
    before = set(map(id, app.topLevelWidgets()))
    yield
    threads = _stop_threads(started)
    widgets = _close_windows(app, before)
    assert not threads, f"still running after the test: {threads}"
    assert not widgets, f"left over after the test: {widgets}"


@pytest.fixture
def reporter(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["ErrorReporter"]:
    """Watches over the test, in place of pytest."""
    from gui.errors import ErrorReporter

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)  # no tracebacks among the dots
    reporter = ErrorReporter(tmp_path)
    reporter.install()
    yield reporter
    reporter.uninstall()


def _redirect_settings(folder: Path) -> None:
    from PySide6.QtCore import QSettings

    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(folder))
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)


def _stop_threads(started: "WeakSet[QThread]") -> list[str]:
    """End every QThread that a test left running; their names."""
    from shiboken6 import isValid

    alive = [thread for thread in started if isValid(thread) and thread.isRunning()]
    names = [thread.objectName() or repr(thread) for thread in alive]
    for thread in alive:
        thread.requestInterruption()
        thread.quit()
        thread.wait(2000)
    return names


def _close_windows(app, before: set[int]) -> list[str]:
    """Close the windows a test left open; the names of those that its end did not delete."""
    from PySide6.QtWidgets import QToolTip

    from tests.deferred import delete_the_deferred

    QToolTip.hideText()
    delete_the_deferred()
    if _windows(app, before):
        gc.collect()  # a window that only a reference cycle kept is nobody's fault
    left = _windows(app, before)
    names = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    delete_the_deferred()
    return names


def _windows(app, before: set[int]) -> list:
    """Windows on their own: pop-ups of a living widget go with it, Qt keeps one tooltip."""
    return [
        widget
        for widget in app.topLevelWidgets()
        if id(widget) not in before
        and widget.parent() is None
        and widget.metaObject().className() != "QTipLabel"
    ]

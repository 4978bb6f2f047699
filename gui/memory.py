"""What the window remembers when it closes, and takes up again when it opens.

Each part is taken up by itself: one that fails is logged, and stays as it is in a new window.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize

from core.language.literals import read_value
from core.messages import StudioError
from gui.director import EXAMPLE_KEYS
from gui.log import LOG
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.stage.playing.transport import SPEEDS

LAYOUT_VERSION = 2  # of docks and bars; another version's layout is not restored
FIRST_SIZE = (1440, 900)
_SHARE_OF_SCREEN = 0.94  # the window manager puts a frame around it
FIRST_EXAMPLE = EXAMPLE_KEYS[0]
_MOST_NUMBERS = 400  # an input with more is not remembered


def remember_files(window: MainWindow, settings: Settings) -> None:
    """Write down the recent files at once: a crash must not forget them."""
    settings.put("files/recent", [str(path) for path in window.office.desk.recent])
    settings.save()


def remember(window: MainWindow, settings: Settings) -> None:
    """Write down layout, looks, language and what stands on the stage."""
    if not window.presenter.presenting:
        settings.put_bytes("window/geometry", window.saveGeometry())
        settings.put_bytes("window/layout", window.saveState(LAYOUT_VERSION))
        settings.put("window/examples_aside", window.docks.stepped_aside)
    settings.put("look/theme", window.appearance.theme.name)
    settings.put("look/scale", window.appearance.scale)
    settings.put("look/reduced_motion", window.appearance.reduced_motion)
    settings.put("look/language", window.translator.language)
    settings.put("stage/speed", window.player.speed)
    settings.put("stage/loop", window.player.loop)
    settings.put("stage/example", window.director.example)
    settings.put("stage/expression", window.expression.good)
    settings.put("stage/history", window.expression.history)
    values = {
        name: np.asarray(value).tolist()
        for name, value in _inputs(window).items()
        if np.size(value) <= _MOST_NUMBERS
    }
    settings.put("stage/values", values)
    file = window.office.desk.file
    settings.put("files/current", "" if file is None else str(file))
    settings.put("training", window.training.save_state())
    settings.put("stage/hint_seen", window.canvas.newcomer.seen)
    settings.put("arena", window.arena.save_state())
    settings.put("explore", window.explore.save_state())
    settings.save()


def _inputs(window: MainWindow) -> Mapping[str, np.ndarray]:
    """The values on the stage; the net that trains has a memory of its own."""
    document = window.workbench.document
    return {} if document is None or window.workbench.live else document.values


def recall(window: MainWindow, settings: Settings) -> None:
    """Take up layout and panels as they were, and open what stood on the stage."""
    for part in (
        _recall_files,
        _recall_layout,
        _recall_playing,
        _recall_training,
        _recall_arena,
        _recall_explore,
    ):
        _succeeds(part, window, settings)
    if not _succeeds(_recall_stage, window, settings):
        window.director.open(FIRST_EXAMPLE)


def _succeeds(
    part: Callable[[MainWindow, Settings], None], window: MainWindow, settings: Settings
) -> bool:
    try:
        part(window, settings)
    except Exception:
        LOG.exception("%s gave up", part.__name__)
        return False
    return True


def _recall_layout(window: MainWindow, settings: Settings) -> None:
    if not window.restoreGeometry(settings.get_bytes("window/geometry")):
        room = window.screen().availableSize()
        window.resize(QSize(*FIRST_SIZE).boundedTo(room * _SHARE_OF_SCREEN))
    layout = settings.get_bytes("window/layout")
    window.laid_out = window.restoreState(layout, LAYOUT_VERSION)
    window.docks.stepped_aside = settings.get("window/examples_aside", False)


def _recall_files(window: MainWindow, settings: Settings) -> None:
    files = settings.get("files/recent", [])
    window.office.desk.remember([Path(file) for file in files if isinstance(file, str)])


def _recall_playing(window: MainWindow, settings: Settings) -> None:
    window.player.set_speed(settings.choice("stage/speed", SPEEDS, 1.0))
    window.player.set_loop(settings.get("stage/loop", False))
    window.canvas.newcomer.remember(settings.get("stage/hint_seen", False))
    texts = settings.get("stage/history", [])
    window.expression.history = [text for text in texts if isinstance(text, str)]


def _recall_training(window: MainWindow, settings: Settings) -> None:
    window.training.restore_state(settings.get("training", {}))


def _recall_arena(window: MainWindow, settings: Settings) -> None:
    window.arena.restore_state(settings.get("arena", {}))


def _recall_explore(window: MainWindow, settings: Settings) -> None:
    window.explore.restore_state(settings.get("explore", {}))


def _recall_stage(window: MainWindow, settings: Settings) -> None:
    text = settings.get("stage/expression", "")
    if text and window.office.resume(text, settings.get("files/current", "")):
        return
    if text:
        window.director.open_expression(text, _values(settings))
    if window.stage.frame is None:
        window.director.open(settings.choice("stage/example", EXAMPLE_KEYS, FIRST_EXAMPLE))


def _values(settings: Settings) -> dict[str, np.ndarray]:
    """The remembered inputs; a file that somebody has edited may hold anything."""
    values: dict[str, np.ndarray] = {}
    for name, value in settings.get("stage/values", {}).items():
        try:
            values[name] = read_value(repr(value), name)
        except StudioError:
            continue
    return values

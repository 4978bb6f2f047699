"""What the window remembers when it closes, and takes up again when it opens.

Each part is taken up by itself: one that fails is logged, and stays as it is in a new window.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize

from gui.director import EXAMPLE_KEYS
from gui.log import LOG
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.stage.playback.transport import SPEEDS

LAYOUT_VERSION = 3  # of docks and bars; another version's layout is not restored
_LAYOUT = "window/geometry", "window/layout"
_TRYING = "window/trying_layout"  # it was begun with, and is not known to have gone well
FIRST_SIZE = (1440, 900)
_SHARE_OF_SCREEN = 0.94  # the window manager puts a frame around it
FIRST_EXAMPLE = EXAMPLE_KEYS[0]


def remember_files(window: MainWindow, settings: Settings) -> None:
    """Write down the recent files at once: a crash must not forget them."""
    settings.put("files/recent", [str(path) for path in window.documents.session.recent])
    settings.save()


def remember_typing(window: MainWindow, settings: Settings) -> None:
    """Write down what was entered, and that the first hint has been read: at once, as well."""
    settings.put("stage/history", window.expression.history)
    settings.put("stage/hint_seen", window.editor.hint.seen)
    settings.save()


def remember_looks(window: MainWindow, settings: Settings) -> None:
    """Write down how the program looks and what it speaks: at once, as well."""
    settings.put("look/theme", window.appearance.theme.name)
    settings.put("look/scale", window.appearance.scale)
    settings.put("look/reduced_motion", window.appearance.reduced_motion)
    settings.put("look/language", window.translator.language)
    settings.save()


def remember_training(window: MainWindow, settings: Settings, *_: object) -> None:
    """Write down what is trained and on which images: the run, which is kept as it goes on, is
    taken up with them."""
    settings.put("data/place", window.session.data_place)
    settings.put("training", window.training.save_state())


def remember(window: MainWindow, settings: Settings) -> None:
    """Write down layout, looks, language and what stands on the stage."""
    if not window.presentation.presenting:
        stands = window.saveGeometry(), window.saveState(LAYOUT_VERSION)
        for key, value in zip(_LAYOUT, stands, strict=True):
            settings.put_bytes(key, value)
        settings.put("window/examples_aside", window.docks.stepped_aside)
        settings.put("window/widths", window.docks.widths.as_json())
    settings.put("stage/speed", window.player.speed)
    settings.put("stage/loop", window.player.loop)
    settings.put("stage/example", window.director.example)
    file = window.documents.session.file
    settings.put("files/current", "" if file is None else str(file))
    remember_training(window, settings)
    settings.put("lab", window.lab.save_state())
    settings.put("arena", window.arena.save_state())
    settings.put("explore", window.explore.save_state())
    remember_looks(window, settings)
    remember_typing(window, settings)


def recall(window: MainWindow, settings: Settings) -> None:
    """Take up layout and panels as they were, and open what stood on the stage."""
    for part in (
        _recall_files,
        _recall_layout,
        _recall_playing,
        _recall_training,
        _recall_run,
        _recall_lab,
        _recall_explore,
    ):
        _succeeds(part, window, settings)
    if not _succeeds(_recall_stage, window, settings):
        window.director.open(FIRST_EXAMPLE)
    _succeeds(_recall_arena, window, settings)  # what it says would go with the stage before
    window.documents.offer_others()


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
    """A layout over which Qt ended the program, which nothing can catch, is not tried again."""
    if settings.get(_TRYING, False):
        for key in _LAYOUT:
            settings.put_bytes(key, QByteArray())
    settings.put(_TRYING, True)
    settings.save()
    geometry, layout = map(settings.get_bytes, _LAYOUT)
    if not window.restoreGeometry(geometry):
        room = window.screen().availableSize()
        window.resize(QSize(*FIRST_SIZE).boundedTo(room * _SHARE_OF_SCREEN))
    window.laid_out = window.restoreState(layout, LAYOUT_VERSION)
    settings.put(_TRYING, False)
    settings.save()
    window.docks.stepped_aside = settings.get("window/examples_aside", False)
    window.docks.widths.restore(settings.get("window/widths", {}))


def _recall_files(window: MainWindow, settings: Settings) -> None:
    files = settings.get("files/recent", [])
    window.documents.session.remember([Path(file) for file in files if isinstance(file, str)])


def _recall_playing(window: MainWindow, settings: Settings) -> None:
    window.player.set_speed(settings.choice("stage/speed", SPEEDS, 1.0))
    window.player.set_loop(settings.get("stage/loop", False))
    window.editor.hint.remember(settings.get("stage/hint_seen", False))
    texts = settings.get("stage/history", [])
    window.expression.history = [text for text in texts if isinstance(text, str)]


def _recall_training(window: MainWindow, settings: Settings) -> None:
    window.training.restore_state(settings.get("training", {}))


def _recall_run(window: MainWindow, settings: Settings) -> None:
    window.runs.kept.start(settings.folder / "run")


def _recall_lab(window: MainWindow, settings: Settings) -> None:
    window.lab.restore_state(settings.get("lab", {}))


def _recall_arena(window: MainWindow, settings: Settings) -> None:
    lost = window.arena.restore_state(settings.get("arena", {}))
    if lost is not None:
        window.notice.say(lost)


def _recall_explore(window: MainWindow, settings: Settings) -> None:
    window.explore.restore_state(settings.get("explore", {}))


def _recall_stage(window: MainWindow, settings: Settings) -> None:
    """The document that stood there; the net that trains, which is kept as its settings, or
    nothing that can be read: an example."""
    if not window.documents.resume(settings.get("files/current", "")):
        window.director.open(settings.choice("stage/example", EXAMPLE_KEYS, FIRST_EXAMPLE))

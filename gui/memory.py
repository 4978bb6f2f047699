"""What the window remembers when it closes, and takes up again when it opens."""

import numpy as np
from PySide6.QtCore import QSize

from core.literals import read_value
from core.messages import StudioError
from gui.main_window import MainWindow
from gui.settings import Settings

LAYOUT_VERSION = 1  # of docks and bars; another version's layout is not restored
FIRST_SIZE = (1440, 900)
_MOST_NUMBERS = 400  # an input with more is not remembered


def remember(window: MainWindow, settings: Settings) -> None:
    """Write down layout, looks, language and what stands on the stage."""
    if not window.presenter.presenting:
        settings.put_bytes("window/geometry", window.saveGeometry())
        settings.put_bytes("window/layout", window.saveState(LAYOUT_VERSION))
    settings.put("look/theme", window.appearance.theme.name)
    settings.put("look/scale", window.appearance.scale)
    settings.put("look/reduced_motion", window.appearance.reduced_motion)
    settings.put("look/language", window.translator.language)
    settings.put("stage/speed", window.player.speed)
    settings.put("stage/loop", window.player.loop)
    settings.put("stage/example", window.director.example)
    settings.put("stage/expression", window.expression.text)
    values = {
        name: np.asarray(value).tolist()
        for name, value in window.director.values.items()
        if np.size(value) <= _MOST_NUMBERS
    }
    settings.put("stage/values", values)
    settings.put("training", window.training.save_state())
    settings.put("arena", window.arena.save_state())
    settings.save()


def recall(window: MainWindow, settings: Settings) -> None:
    """Take up layout and panels as they were, and open what stood on the stage."""
    if not window.restoreGeometry(settings.get_bytes("window/geometry")):
        room = window.screen().availableSize()
        window.resize(QSize(*FIRST_SIZE).boundedTo(room))
    layout = settings.get_bytes("window/layout")
    window.laid_out = window.restoreState(layout, LAYOUT_VERSION)
    window.player.set_speed(settings.get("stage/speed", 1.0))
    window.player.set_loop(settings.get("stage/loop", False))
    window.training.restore_state(settings.get("training", {}))
    window.arena.restore_state(settings.get("arena", {}))
    text = settings.get("stage/expression", "")
    if text:
        window.director.open_expression(text, _values(settings))
    else:
        window.director.open(settings.get("stage/example", "chain_rule"))


def _values(settings: Settings) -> dict[str, np.ndarray]:
    """The remembered inputs; a file that somebody has edited may hold anything."""
    values: dict[str, np.ndarray] = {}
    for name, value in settings.get("stage/values", {}).items():
        try:
            values[name] = read_value(repr(value), name)
        except StudioError:
            continue
    return values

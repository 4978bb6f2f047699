"""The whole window, as a user finds it, with the drawn digits."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from core.datasets import load
from gui.application import make_window
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.deferred import delete_the_deferred
from tests.dock_hands import settle
from tests.layout_items import kept_items

Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(qapp, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Open the window; a second call opens it as on the next day."""
    opened: list[MainWindow] = []
    look = qapp.palette(), qapp.font()

    def open_it(
        language: str | None = "en",
        theme: str | None = "light",
        *,
        size: tuple[int, int] | None = (1280, 800),
    ) -> MainWindow:
        qapp.setStyleSheet("")  # the next day's program begins without one
        settings = Settings(tmp_path / "settings.ini")
        window = make_window(lambda: load("builtin"), settings, theme, language, size=size)
        opened.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitActive(window).__enter__()
        return window

    yield open_it
    kept = len(kept_items())
    for window in opened:
        window.close()
        assert window.ended_cleanly
        window.translator.set_language("en")
        window.deleteLater()
    delete_the_deferred()  # or each widget would be polished once more for its end
    qapp.setStyleSheet("")
    qapp.setPalette(look[0])
    qapp.setFont(look[1])
    assert kept == 0, "a layout is nested without gui.widgets.nest"


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    return open_window()


@pytest.fixture
def small(qtbot: QtBot, open_window: Open) -> MainWindow:
    """The smallest projector."""
    window = open_window(theme="projector", size=(1024, 768))
    QApplication.processEvents()
    settle(qtbot, window)
    return window


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where every dialog answers, with the name that it suggests."""
    folder = tmp_path / "exports"
    folder.mkdir()

    def answer(parent, title, place, kinds):
        return str(folder / Path(place).name), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(answer))
    return folder

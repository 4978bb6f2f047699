"""The leaves of the window, fresh for each test."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator
from gui.worker import Worker


@pytest.fixture
def appearance(qapp) -> Appearance:
    return Appearance()


@pytest.fixture
def translator(qapp) -> Iterator[Translator]:
    translator = Translator()
    yield translator
    translator.set_language("en")  # takes Qt's own Chinese words out of the application


@pytest.fixture
def dressed(qapp, appearance: Appearance) -> Iterator[Appearance]:
    """The appearance, with the whole program dressed in it."""
    palette, font = qapp.palette(), qapp.font()
    appearance.install(qapp)
    yield appearance
    appearance.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def worker(qapp) -> Iterator[Worker]:
    worker = Worker()
    yield worker
    assert worker.close(), "the worker did not end within a second"


@pytest.fixture
def arena(qtbot: QtBot, dressed: Appearance, translator: Translator) -> ArenaPanel:
    panel = ArenaPanel(dressed, translator)
    qtbot.addWidget(panel, before_close_func=ArenaPanel.close_work)
    panel.resize(460, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel

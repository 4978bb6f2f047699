"""The leaves of the window, fresh for each test."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator
from gui.worker import Worker
from tests.deferred import delete_the_deferred


@pytest.fixture
def appearance(qapp) -> Appearance:
    return Appearance()


@pytest.fixture
def translator(qapp) -> Iterator[Translator]:
    translator = Translator()
    yield translator
    translator.set_language("en")  # takes Qt's own Chinese words out of the application


@pytest.fixture
def prepared(qapp, appearance: Appearance) -> Iterator[Appearance]:
    """The appearance, before the program is dressed in it: as in the program, a panel is made
    first, or half of the time would go into polishing it again for each part it is put in."""
    palette, font = qapp.palette(), qapp.font()
    appearance.prepare(qapp)
    yield appearance
    appearance.deleteLater()
    delete_the_deferred()  # or each widget would be polished once more for its end
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def dressed(qapp, prepared: Appearance) -> Appearance:
    """The appearance, with the whole program dressed in it."""
    prepared.dress(qapp)
    return prepared


@pytest.fixture
def worker(qapp) -> Iterator[Worker]:
    worker = Worker()
    yield worker
    assert worker.close(), "the worker did not end within a second"


@pytest.fixture
def arena(qapp, qtbot: QtBot, prepared: Appearance, translator: Translator) -> ArenaPanel:
    panel = ArenaPanel(prepared, translator)
    prepared.dress(qapp)
    qtbot.addWidget(panel, before_close_func=ArenaPanel.close_work)
    panel.resize(460, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel

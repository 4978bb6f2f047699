"""What the notice of a ruined run offers is not the same ruin once more."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training import Phase, TrainingSession
from gui.training.notice import Notice
from tests.gui.test_training import bars, until


@pytest.fixture
def session(qtbot: QtBot):
    session = TrainingSession(bars)
    yield session
    assert session.close()


@pytest.fixture
def notice(dressed: Appearance, translator: Translator, session: TrainingSession, qtbot) -> Notice:
    notice = Notice(dressed, translator, session)
    qtbot.addWidget(notice)
    return notice


def test_a_run_that_is_taken_back_does_not_take_the_same_steps(
    notice: Notice, session: TrainingSession, qtbot: QtBot
) -> None:
    session.configure(hidden=8, learning_rate=50.0, iterations=120)
    with until(qtbot, session, Phase.DIVERGED):
        session.start()
    found = session.recording.diagnosis
    assert found is not None and found.setting == "learning_rate" and found.good == 0
    assert notice.rewind.text().startswith("Rewind to step 0, Learning rate: 0.")
    with until(qtbot, session, Phase.READY):
        qtbot.mouseClick(notice.rewind, Qt.MouseButton.LeftButton)
    assert session.settings.learning_rate == session.running.learning_rate == found.remedy
    with until(qtbot, session, Phase.FINISHED):
        session.start()


def test_the_rate_that_is_offered_for_dead_units_does_not_kill_them(
    notice: Notice, session: TrainingSession, qtbot: QtBot
) -> None:
    session.configure(hidden=8, learning_rate=10.0, iterations=120)
    with until(qtbot, session, Phase.FINISHED):
        session.start()
    notice.refresh()
    assert "All 8 hidden units are dead" in notice.words.text()
    with until(qtbot, session, Phase.FINISHED):
        notice.remedy.click()
    assert session.settings.learning_rate <= 1 and not session.recording.has_collapsed
    assert notice.isHidden()

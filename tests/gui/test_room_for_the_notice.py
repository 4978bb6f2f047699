"""Where a run diverged while a setting waits for a reset: what helps is whole, and nothing else
goes without need."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from core.schedules import Constant
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training import Phase, TrainingPanel, TrainingSession
from gui.training.arrangement import TABS
from tests.gui.test_training import bars
from tests.sessions import prepared_session, train, until

SOON = 20_000  # ms


@pytest.fixture
def session(qapp, qtbot) -> Iterator[TrainingSession]:
    with prepared_session(qtbot, bars, iterations=1_000_000) as session:
        yield session


@pytest.fixture
def panel(
    qapp, dressed: Appearance, translator: Translator, session: TrainingSession, qtbot
) -> TrainingPanel:
    """Diverged at its settings, one of which waits for a reset."""
    panel = TrainingPanel(dressed, translator, session)
    qtbot.addWidget(panel, before_close_func=TrainingPanel.close_work)
    panel.show()
    train(qtbot, session, 3)
    panel.tabs.setCurrentIndex(TABS.index("settings"))
    session.configure(hidden=12)
    assert session.recording.trainer is not None
    session.recording.trainer.schedule = Constant(base_lr=1e38)
    session.start()
    until(qtbot, session, Phase.DIVERGED)
    assert panel.controls.later.isVisibleTo(panel.controls)
    return panel


def whole(panel: TrainingPanel, *parts: QWidget) -> bool:
    """Each of them is to be seen from edge to edge, at its full height."""
    return all(
        part.isVisible()
        and part.height() >= part.sizeHint().height()
        and part.visibleRegion().boundingRect() == part.rect()
        for part in parts
    )


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("height", [430, 460, 490, 560, 590])
def test_on_a_projector_what_helps_a_diverged_run_is_whole(
    panel: TrainingPanel, dressed: Appearance, translator: Translator, qtbot, height, language
) -> None:
    """With the bar of a run that was put aside and without it."""
    translator.set_language(language)
    dressed.set_viewport_height(768)
    dressed.set_theme("projector")
    panel.resize(942, height)
    notice, commands = panel.notice, panel.commands
    qtbot.waitUntil(
        lambda: whole(panel, notice.rewind, notice.remedy, commands.train), timeout=SOON
    )
    later = panel.controls.later
    assert not later.isVisible() or whole(panel, later, *later.findChildren(QWidget))


@pytest.mark.parametrize("size", [(310, 560), (310, 620)])
def test_a_setting_that_waits_does_not_blank_the_panel(
    panel: TrainingPanel, qtbot, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    notice, controls = panel.notice, panel.controls
    qtbot.waitUntil(
        lambda: whole(panel, notice.rewind, notice.remedy, controls.later), timeout=SOON
    )
    assert panel.tabs.isVisible() and panel.readout.isVisible() is (size[1] > 600)

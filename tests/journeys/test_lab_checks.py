"""Somebody runs the sanity checks before training, spoils the settings, and looks again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.checks import CHECKS
from gui.main_window import MainWindow
from gui.render.scene import until_network
from gui.training.lab.checks.status_icon import CheckStatus

LONG = 60_000  # ms; the machine may be busy with something else


def open_page(window: MainWindow):
    """As a user does: the dock, then the card of the page."""
    window.docks.show("lab")
    QTest.mouseClick(window.lab.catalogue.cards["checks"], Qt.MouseButton.LeftButton)
    return window.lab.page


def run_all(qtbot: QtBot, page) -> None:
    QTest.mouseClick(page.run_all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)


def test_all_is_well(window: MainWindow, qtbot: QtBot) -> None:
    page = open_page(window)
    run_all(qtbot, page)  # before the data have been loaded: it waits for them
    assert {card.mark.status for card in page.cards.values()} == {CheckStatus.PASSED}
    assert page.summary.text() == f"{len(CHECKS)} of {len(CHECKS)} as expected"
    assert "2.303" in page.cards["first_loss"].sentences["expects"].text()
    assert "2.303" in page.cards["first_loss"].sentences["found"].text()
    overfit = page.cards["overfit"]
    assert overfit.curve.curve.accuracies[-1] == 1.0 and overfit.curve.isVisibleTo(page)
    found = overfit.sentences["found"].text()
    assert "All 20" in found and "need not be near 0" in found, "why its loss is well"
    window.translator.set_language("zh_CN")
    assert page.summary.text() == f"{len(CHECKS)} 项中 {len(CHECKS)} 项符合预期"


def test_a_rate_that_is_too_large_fails_with_its_meaning(window: MainWindow, qtbot: QtBot) -> None:
    page = open_page(window)
    until_network(window)
    step = page.cards["step"]
    QTest.mouseClick(step.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: step.mark.status is CheckStatus.PASSED, timeout=LONG)
    assert not step.sentences["meaning"].isVisibleTo(page)
    window.session.configure(learning_rate=10.0, initialization="he")
    assert step.stale.isVisibleTo(page)  # what it found is about other settings
    QTest.mouseClick(step.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: step.mark.status is CheckStatus.FAILED, timeout=LONG)
    assert not step.stale.isVisibleTo(page)
    assert "learning rate is too large" in step.sentences["meaning"].text()
    assert step.sentences["meaning"].isVisibleTo(page)


def test_what_a_failure_would_mean_can_be_asked(window: MainWindow, qtbot: QtBot) -> None:
    card = open_page(window).cards["leak"]
    QTest.mouseClick(card.why, Qt.MouseButton.LeftButton)
    assert card.sentences["meaning"].isVisibleTo(card)
    QTest.mouseClick(card.why, Qt.MouseButton.LeftButton)
    assert not card.sentences["meaning"].isVisibleTo(card)


def test_stop_in_the_middle_and_run_again(window: MainWindow, qtbot: QtBot) -> None:
    page = open_page(window)
    until_network(window)
    window.session.configure(learning_rate=1e-6)  # so that learning by heart takes its time
    overfit = page.cards["overfit"]
    QTest.mouseClick(overfit.button, Qt.MouseButton.LeftButton)
    page.cards["leak"].asked.emit("leak")
    assert page.cards["leak"].mark.status is CheckStatus.WAITING
    qtbot.waitUntil(lambda: bool(overfit.curve.curve.losses), timeout=LONG)
    assert overfit.mark.status is CheckStatus.RUNNING
    QTest.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.job.busy, timeout=LONG)
    assert {card.mark.status for card in page.cards.values()} == {CheckStatus.IDLE}
    window.session.configure(learning_rate=0.1)
    QTest.mouseClick(overfit.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: overfit.mark.status is CheckStatus.PASSED, timeout=LONG)


@pytest.mark.parametrize("key", ["overfit", "leak"])
def test_close_in_the_middle(window: MainWindow, qtbot: QtBot, key: str) -> None:
    page = open_page(window)
    until_network(window)
    window.session.configure(learning_rate=1e-6)
    page.check(key)
    qtbot.waitUntil(lambda: page.cards[key].mark.status is not CheckStatus.WAITING, timeout=LONG)
    window.close()
    assert window.ended_cleanly


def test_a_check_that_breaks_says_so_and_the_others_go_on(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(window)
    until_network(window)
    monkeypatch.setattr("core.checks.first_loss.scaled", lambda images: images[:, :3])
    page.check("first_loss")
    page.check("leak")
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)
    assert page.fault.isVisibleTo(page) and "A1" in page.fault.text()
    assert page.cards["first_loss"].mark.status is CheckStatus.IDLE
    assert page.cards["leak"].mark.status is CheckStatus.PASSED

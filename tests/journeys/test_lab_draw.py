"""A digit is drawn with the mouse, and the net reads along."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.scenes.single import read_image
from gui.main_window import MainWindow
from gui.training.lab.draw.page import DrawPage
from gui.training.phase import Phase
from tests.core.test_freehand import digits
from tests.dock_hands import click_tab, lay_out, settle

LONG = 30_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> DrawPage:
    """The page, beside a net that has learned a little."""
    window.docks.show("lab")
    window.session.configure(iterations=800)
    window.session.start()
    qtbot.waitUntil(lambda: window.session.phase is Phase.FINISHED, timeout=LONG)
    QTest.mouseClick(window.lab.catalogue.cards["draw"], LEFT)
    page = window.lab.page
    assert isinstance(page, DrawPage)
    return page


def draw(page: DrawPage, digit: int) -> None:
    """With the events that a mouse would send."""
    left, top, side = page.paper._square()
    for stroke in digits()[digit]:
        places = [QPoint(round(left + x * side), round(top + y * side)) for x, y in stroke.points]
        send(page, QEvent.Type.MouseButtonPress, places[0])
        for place in places[1:]:
            send(page, QEvent.Type.MouseMove, place)
        send(page, QEvent.Type.MouseButtonRelease, places[-1])


def send(page: DrawPage, kind: QEvent.Type, at: QPoint) -> None:
    buttons = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else LEFT
    where = QPointF(at)
    event = QMouseEvent(
        kind, where, page.paper.mapToGlobal(where), LEFT, buttons, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(page.paper, event)


@pytest.mark.parametrize("digit", [1, 3])
def test_the_net_reads_what_is_drawn(page: DrawPage, window: MainWindow, digit: int) -> None:
    draw(page, digit)
    assert page.verdict.text().endswith(str(digit))
    snapshot = window.session.current
    expected = read_image(snapshot.graph, snapshot.leaves, page.image)
    np.testing.assert_array_equal(page.bars.shares, expected.probabilities)


def test_the_stage_follows_and_shows_the_gradient_at_the_pixels(
    page: DrawPage, window: MainWindow
) -> None:
    draw(page, 1)
    page.follow.click()
    first = window.stage.frame
    assert first.trace.values["X"].shape == (1, 784)
    assert window.player.playback.at_end
    snapshot = window.session.current
    expected = read_image(snapshot.graph, snapshot.leaves, page.image)
    np.testing.assert_allclose(first.trace.gradients["X"][0], expected.gradient, atol=1e-7)
    window.player.seek(4.0)
    page.paper.clear()
    draw(page, 3)
    np.testing.assert_array_equal(window.stage.frame.trace.values["X"][0], page.image)
    assert window.stage.frame.position == 4.0, "the moment stays while the drawing changes"


def test_asking_for_another_digit_shows_what_would_make_it_one(
    page: DrawPage, window: MainWindow
) -> None:
    draw(page, 1)
    row = page.bars.height() // 10
    QTest.mouseClick(page.bars, LEFT, pos=QPoint(20, 7 * row + row // 2))
    assert page.bars.wanted == 7 and "7" in page.advice.text()
    snapshot = window.session.current
    asked = read_image(snapshot.graph, snapshot.leaves, page.image, 7)
    better = np.clip(page.image - 0.2 * np.sign(asked.gradient), 0, 1)
    after = read_image(snapshot.graph, snapshot.leaves, better, 7)
    assert after.probabilities[7] > asked.probabilities[7], "against the gradient it is more of a 7"


def test_strokes_are_taken_back_and_the_sheet_is_cleared(page: DrawPage) -> None:
    draw(page, 1)
    draw(page, 7)
    page.undo.click()
    assert len(page.paper.strokes) == 1
    page.clear.click()
    assert page.paper.blank and page.bars.shares is None
    assert not page.undo.isEnabled() and not page.clear.isEnabled()


def test_the_reading_follows_while_the_net_learns(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.show("lab")
    window.lab.choose("draw")
    page = window.lab.page
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    draw(page, 1)
    before = page.bars.shares.copy()
    QTest.mouseClick(page.train, LEFT)
    qtbot.waitUntil(lambda: page.bars.shares[1] > before[1] + 0.3, timeout=LONG)
    window.session.pause()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
def test_sheet_bars_and_buttons_are_seen_together(
    qtbot: QtBot, open_window, language: str, theme: str, size: tuple[int, int]
) -> None:
    window = open_window(language, theme)
    window.resize(*size)
    window.docks.show("lab")
    window.lab.choose("draw")
    page = window.lab.page
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    draw(page, 3)
    buttons = (page.undo, page.clear, page.follow)
    parts = (page.paper, page.bars, page.pixels.face, page.verdict, *buttons)
    for trained in (False, True):
        if trained:
            window.session.step()
            qtbot.waitUntil(lambda: window.session.phase is Phase.PAUSED, timeout=LONG)
        for following in (False, True):  # beside the stage, too
            page.follow.setChecked(following)
            settle(qtbot, window)
            for part in parts if trained else (*parts, page.train):
                qtbot.waitUntil(
                    lambda each=part: each.visibleRegion().boundingRect() == each.rect()
                )


def test_the_stage_stays_unfolded_while_it_follows(qtbot: QtBot, small: MainWindow) -> None:
    """In the smallest window it is folded beside the lab."""
    click_tab(small, "lab")
    small.lab.choose("draw")
    page = small.lab.page
    assert small.place.folded
    QTest.mouseClick(page.follow, LEFT)
    settle(qtbot, small)
    assert small.stage.isVisible() and small.transport.isVisible()
    click_tab(small, "training")
    assert small.place.folded, "beside another panel it folds as ever"
    click_tab(small, "lab")
    assert small.stage.isVisible()
    QTest.mouseClick(page.follow, LEFT)
    settle(qtbot, small)
    assert small.place.folded and not small.transport.isVisible()


def test_the_stage_folds_when_the_page_is_left_that_it_follows(
    qtbot: QtBot, small: MainWindow
) -> None:
    click_tab(small, "lab")
    small.lab.choose("draw")
    qtbot.waitUntil(lambda: small.session.phase is Phase.READY, timeout=LONG)
    small.lab.page.demonstrate()
    settle(qtbot, small)
    small.lab.choose("")
    lay_out()
    assert small.place.folded, "before the next picture: the list is not seen squeezed"
    settle(qtbot, small)
    small.lab.choose("draw")
    lay_out()
    assert small.stage.isVisible()
    assert not small.stage.scene.in_motion, "nothing moves to its place that was not seen elsewhere"
    settle(qtbot, small)
    assert small.stage.isVisible()


def test_an_untrained_net_is_not_said_to_read(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.show("lab")
    window.lab.choose("draw")
    page = window.lab.page
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    draw(page, 1)
    assert "Guess" in page.verdict.text() and "untrained" in page.advice.text()


def test_the_page_says_that_bars_can_be_clicked(page: DrawPage) -> None:
    draw(page, 1)
    assert "bar" in page.advice.text()
    row = page.bars.height() // 10
    before = page.bars.grab().toImage()
    QTest.mouseMove(page.bars, QPoint(20, 4 * row + row // 2))
    assert page.bars.grab().toImage() != before, "the row under the mouse is lit"

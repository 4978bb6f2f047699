"""Somebody trains an ensemble and reads what it gains."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.ensemble import ensemble
from core.following import follow
from core.messages import LANGUAGES
from gui.main_window import MainWindow
from gui.training.lab.ensemble.page import EnsemblePage
from tests.dock_hands import settle

LONG = 60_000  # ms; the machine may be busy with something else
LEFT = Qt.MouseButton.LeftButton


def lab(window: MainWindow, nets: int = 3, iterations: int = 60) -> EnsemblePage:
    window.docks.show("lab")
    window.lab.choose("ensemble")
    page = window.lab.page
    assert isinstance(page, EnsemblePage)
    page.nets.setValue(nets)
    page.iterations.setValue(iterations)
    return page


def test_train_an_ensemble_and_read_its_gain(qtbot: QtBot, window: MainWindow) -> None:
    window.session.configure(hidden=8, initialization="he", seed=4)
    page = lab(window)
    assert "784-8-10" in page.base.text() and "seeds from 4" in page.base.text()
    qtbot.mouseClick(page.start, LEFT)
    assert page.progress.isVisible() and not page.start.isEnabled()
    qtbot.waitUntil(lambda: page.result is not None, timeout=LONG)
    config = window.session.settings
    again = follow(
        ensemble(window.session.data, config.__class__(**vars(config) | {"iterations": 60}), 3),
        lambda _: None,
    )
    assert page.result == again
    assert page.gain.text() == str(again.gain.sentence())
    assert "95 %" in page.gain.text() and page.caveat.isVisible()
    assert not page.progress.isVisible() and page.start.isEnabled()


def test_all_bars_and_what_qualifies_them_are_seen_in_the_smallest_window(
    qtbot: QtBot, small: MainWindow
) -> None:
    small.session.configure(hidden=8)
    page = lab(small, nets=5)
    page.begin()
    qtbot.waitUntil(lambda: page.result is not None, timeout=LONG)
    bars = page.bars
    qtbot.waitUntil(lambda: bars.height() >= bars.sizeHint().height())
    qtbot.waitUntil(lambda: bars.visibleRegion().boundingRect().contains(bars.rect()))
    qtbot.waitUntil(lambda: page.nets.y() == page.iterations.y())  # in one row
    for language in LANGUAGES:
        small.translator.set_language(language)
        QApplication.processEvents()
        settle(qtbot, small)
        for part in (page.start, page.gain, page.caveat):
            assert part.visibleRegion().boundingRect() == part.rect()


def test_the_fields_stand_below_each_other_in_a_narrow_dock(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = lab(window)
    nets, steps = page.nets, page.iterations
    qtbot.waitUntil(lambda: nets.y() < steps.y())
    assert nets.x() == steps.x() and nets.width() == steps.width()


def test_pause_stop_and_begin_anew(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window, iterations=100_000)
    qtbot.mouseClick(page.start, LEFT)
    qtbot.waitUntil(lambda: "Net 1 of 3" in page.progress.words.text(), timeout=LONG)
    qtbot.mouseClick(page.progress.pause, LEFT)
    assert "Paused" in page.progress.words.text()
    qtbot.mouseClick(page.progress.pause, LEFT)
    qtbot.mouseClick(page.progress.stop, LEFT)
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)
    assert page.result is None and page.gain.isHidden()
    page.iterations.setValue(20)
    qtbot.mouseClick(page.start, LEFT)
    qtbot.waitUntil(lambda: page.result is not None, timeout=LONG)


def test_under_the_bars_stand_the_settings_of_their_nets(qtbot: QtBot, window: MainWindow) -> None:
    """Also when the Train panel has others since, and while those nets still learn."""
    window.session.configure(hidden=5, initialization="he", seed=0)
    page = lab(window, nets=2, iterations=30)
    page.begin()
    qtbot.waitUntil(lambda: page.job.task.running, timeout=LONG)
    assert "schedule" not in page.base.text()
    others = {
        "schedule": "cosine",
        "shift": 2,
        "weight_decay": 1e-4,
        "hidden": 300,
        "optimizer": "adam",
        "learning_rate": 0.001,
        "seed": 77,
    }
    window.session.configure(**others)
    for over in (False, True):
        qtbot.waitUntil(lambda over=over: not over or page.result is not None, timeout=LONG)
        page.iterations.setValue(900)
        told = page.base.text()
        assert "784-5-10" in told and "seeds from 0 " in told and "30 steps" in told
        assert "Adam" not in told and "Train panel" not in told
    page.iterations.setValue(20)
    page.begin()
    qtbot.waitUntil(lambda: not page.busy and page.result is not None, timeout=LONG)
    told = page.base.text()
    assert "schedule: Cosine, weight decay 0.0001, images shifted by up to 2 px" in told
    assert "784-300-10, Adam 0.001" in told and page.result.seeds == (77, 78)


def test_a_net_that_diverges_is_told_of(qtbot: QtBot, window: MainWindow) -> None:
    window.session.configure(learning_rate=100.0, weight_decay=1.0)
    page = lab(window)
    qtbot.mouseClick(page.start, LEFT)
    qtbot.waitUntil(page.notice.isVisible, timeout=LONG)
    assert "diverged" in page.notice.sentence.text()


def test_close_in_the_middle(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window, iterations=100_000)
    page.begin()
    qtbot.waitUntil(lambda: page.job.task.running, timeout=LONG)
    window.close()
    assert window.ended_cleanly


def test_it_is_set_tomorrow_as_it_was_left(open_window) -> None:
    today = open_window()
    lab(today, nets=7, iterations=900)
    today.close()
    tomorrow = open_window()
    assert tomorrow.lab.page.nets.value() == 7
    assert tomorrow.lab.page.iterations.value() == 900


def test_what_came_of_it_is_there_the_next_day(qtbot: QtBot, open_window, tmp_path: Path) -> None:
    today = open_window()
    page = lab(today)
    qtbot.mouseClick(page.start, LEFT)
    qtbot.waitUntil(lambda: page.result is not None, timeout=LONG)
    result, words = page.result, page.gain.text()
    today.close()
    page = lab(open_window(), nets=5)
    assert page.result == result and page.gain.text() == words and page.gain.isVisible()
    assert "60 steps" in page.base.text()
    kept = tmp_path / "state" / "ensemble.json"
    for damaged in (kept.read_text().replace('"gain": [', '"gain": [-'), "[]", '{"format": 1}'):
        kept.write_text(damaged)
        page = lab(open_window())
        assert page.result is None and "cannot be read" in page.notice.sentence.text()

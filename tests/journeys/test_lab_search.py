"""Somebody searches for settings; it is paused, stopped, killed, resumed tomorrow, and used."""

import multiprocessing
import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.search import (
    DEFAULT_RANGES,
    Journal,
    LogRange,
    Outcome,
    SearchPlan,
    Stage,
    ranked,
)
from core.search.outcome import Measured
from gui.main_window import MainWindow
from gui.training.lab.search.page import SearchPage
from gui.training.phase import Phase

LONG = 60_000  # ms; the machine may be busy with something else
LEFT = Qt.MouseButton.LeftButton


def lab(window: MainWindow, **numbers: int) -> SearchPage:
    window.docks.show("lab")
    window.lab.choose("search")
    page = window.lab.page
    assert isinstance(page, SearchPage)
    usual = {"trials": 3, "epochs": 1, "fine_trials": 2, "fine_epochs": 1}
    for name, value in (usual | numbers).items():
        page.view.form.numbers[name].setValue(value)
    page.view.form.workers.setValue(2)
    return page


def begin(qtbot: QtBot, page: SearchPage) -> None:
    qtbot.mouseClick(page.view.begin, LEFT)
    assert page.busy


def ended(qtbot: QtBot, page: SearchPage) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)


def found(qtbot: QtBot, page: SearchPage, count: int) -> None:
    qtbot.waitUntil(lambda: len(page.runner.outcomes) >= count, timeout=LONG)


def test_search_and_train_with_the_best(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window)
    begin(qtbot, page)
    qtbot.waitUntil(page.view.scatter.isVisible, timeout=LONG)
    ended(qtbot, page)
    best = ranked(page.runner.outcomes)[0]
    assert len(page.runner.outcomes) == 5
    assert page.view.model.rows == ranked(page.runner.outcomes)
    told = page.view.notice.sentence.text()
    assert "Over" in told and str(best.trial.hidden) in told
    assert page.view.use.text() == "Best to the Train panel" and "◆" in page.view.key.text()
    qtbot.mouseClick(page.view.use, LEFT)
    settings = window.session.settings
    assert settings.learning_rate == best.trial.learning_rate
    assert settings.hidden == best.trial.hidden
    assert settings.weight_decay == best.trial.weight_decay
    assert settings.iterations == 20_000
    assert "Train panel" in page.view.notice.sentence.text()
    page.view.table.choose(page.view.model.key(page.view.model.rows[1]))
    assert page.view.use.text() == "To the Train panel"
    qtbot.mouseClick(page.view.notice.choices[0], LEFT)
    qtbot.waitUntil(lambda: window.session.phase is Phase.RUNNING, timeout=LONG)
    window.session.pause()
    assert not multiprocessing.active_children()


def test_a_point_and_its_row_are_the_same_trial(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window, fine_trials=0)
    begin(qtbot, page)
    ended(qtbot, page)
    worst = ranked(page.runner.outcomes)[-1]
    place = page.view.scatter.place(worst.trial).toPoint()
    qtbot.mouseClick(page.view.scatter, LEFT, pos=place)
    assert page.chosen == worst
    assert str(worst.trial.hidden) in page.view.scatter.words(worst)


def test_pause_lets_what_runs_come_to_its_end(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window, trials=30)
    begin(qtbot, page)
    found(qtbot, page, 1)
    qtbot.mouseClick(page.view.progress.pause, LEFT)
    qtbot.waitUntil(lambda: page.runner.progress.running == (), timeout=LONG)
    rested = len(page.runner.outcomes)
    assert rested < 30 and page.runner.paused
    assert "Paused" in page.view.progress.words.text()
    qtbot.mouseClick(page.view.progress.pause, LEFT)
    found(qtbot, page, rested + 1)
    qtbot.mouseClick(page.view.progress.stop, LEFT)
    ended(qtbot, page)
    assert not multiprocessing.active_children()


def test_stopped_today_and_gone_on_with_tomorrow(qtbot: QtBot, open_window) -> None:
    today = open_window()
    page = lab(today, trials=12)
    begin(qtbot, page)
    found(qtbot, page, 2)
    before = page.runner.outcomes
    today.close()
    assert today.ended_cleanly and not multiprocessing.active_children()
    tomorrow = open_window()
    tomorrow.docks.show("lab")
    tomorrow.lab.choose("search")
    page = tomorrow.lab.page
    assert set(before) <= set(page.runner.outcomes)
    assert page.view.go_on.isVisible() and page.view.scatter.isVisible()
    assert page.view.form.numbers["trials"].value() == 12  # as it was left
    qtbot.mouseClick(page.view.go_on, LEFT)
    ended(qtbot, page)
    assert len(page.runner.outcomes) == 14
    assert set(before) <= set(page.runner.outcomes)
    assert not page.view.go_on.isVisible()


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_a_worker_that_is_killed_costs_one_trial(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window, trials=6, epochs=10, fine_trials=0)
    begin(qtbot, page)
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=LONG)
    os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
    ended(qtbot, page)
    failures = [each.failure for each in page.runner.outcomes if each.failure]
    assert len(page.runner.outcomes) == 6
    assert failures == ["died"]
    notes = [page.view.model.index(row, 7).data() for row in range(6)]
    assert notes[-1] == "worker died"
    notice = page.view.notice
    assert "6 trials, 1 of which failed" in notice.sentence.text() and page.view.go_on.isVisible()
    [again] = notice.choices
    qtbot.mouseClick(again, LEFT)
    assert page.busy
    ended(qtbot, page)
    assert not any(each.failure for each in page.runner.outcomes)
    assert "6 trials." in notice.sentence.text() and notice.choices == []


def test_a_search_that_never_began_is_not_told_of(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """Yesterday's was over; today's is stopped while it still waits for the images."""
    plan = SearchPlan(stages=[Stage(1, 1)])
    (tmp_path / "state").mkdir(exist_ok=True)
    yesterday = Journal.begin(tmp_path / "state" / "search.jsonl", plan, "0" * 16)
    yesterday.enter(plan.ranges)
    yesterday.add(Outcome(plan.trial(0, 0, plan.ranges), Measured(0.9, 0.3, 1.0)))
    page = lab(window)
    begin(qtbot, page)
    qtbot.mouseClick(page.view.progress.stop, LEFT)
    ended(qtbot, page)
    assert page.runner.outcomes == tuple(yesterday.outcomes)
    assert page.view.notice.isHidden()


def test_the_search_before_is_not_lost(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window, trials=2, fine_trials=0)
    assert not page.view.earlier.isVisible()
    begin(qtbot, page)
    ended(qtbot, page)
    first = page.runner.outcomes
    page.view.form.numbers["trials"].setValue(1)
    begin(qtbot, page)
    ended(qtbot, page)
    second = page.runner.outcomes
    assert len(first) == 2 and len(second) == 1 and page.view.earlier.isVisible()
    for wanted in (first, second):
        [action] = page.earlier_menu().actions()
        action.trigger()
        assert page.runner.outcomes == wanted == tuple(Journal.open(page.runner.path).outcomes)
        assert page.view.model.rows == ranked(wanted)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(1280, 800), (1280, 720), (1024, 768)])
def test_no_field_is_cut(
    qtbot: QtBot, window: MainWindow, language: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.translator.set_language(language)
    page = lab(window)
    qtbot.wait(100)  # the widths of the docks follow that of the window
    fields = [*page.view.form.numbers.values(), page.view.form.workers]
    fields += [end for ends in page.view.form.ranges.values() for end in ends]
    for field in fields:
        right = field.mapTo(page, field.rect().topRight()).x()
        assert right <= page.width()
        assert field.visibleRegion().boundingRect().width() in (0, field.width())


def test_a_range_that_makes_no_sense_is_told_of(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window)
    low, _ = page.view.form.ranges["learning_rate"]
    low.setValue(5.0)
    qtbot.mouseClick(page.view.begin, LEFT)
    assert not page.busy
    assert "range" in page.view.notice.sentence.text()


def test_a_damaged_journal_is_told_of_and_a_new_search_can_begin(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "state").mkdir(exist_ok=True)
    (tmp_path / "state" / "search.jsonl").write_text("nonsense\n")
    page = lab(window, trials=1, fine_trials=0)
    assert "line 1" in page.view.notice.sentence.text()
    begin(qtbot, page)
    ended(qtbot, page)
    assert len(page.runner.outcomes) == 1
    assert "line 1" not in page.view.notice.sentence.text()


@pytest.mark.cluster
def test_a_cluster_that_does_not_answer_is_told_of(
    qtbot: QtBot, window: MainWindow, monkeypatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("gui.cluster._PATIENCE", 0.2)
    page = lab(window)
    page.view.form.cluster.setText("tcp://127.0.0.1:9")
    begin(qtbot, page)
    ended(qtbot, page)
    assert "127.0.0.1:9" in page.view.notice.sentence.text()
    assert not page.view.go_on.isVisible() and page.view.begin.isEnabled()


def test_a_search_that_cannot_begin_leaves_the_one_before(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does with the address of a cluster where Dask is not installed."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    page = lab(window, trials=2, fine_trials=0)
    begin(qtbot, page)
    ended(qtbot, page)
    first, file = page.runner.outcomes, page.runner.path.read_bytes()
    page.view.form.cluster.setText("tcp://127.0.0.1:9")
    begin(qtbot, page)
    ended(qtbot, page)
    assert "distributed" in page.view.notice.sentence.text()
    assert page.runner.outcomes == first and page.view.model.rows == ranked(first)
    assert not page.view.go_on.isVisible() and not page.view.earlier.isVisible()
    assert page.runner.path.read_bytes() == file


def test_after_a_kill_the_fields_are_those_of_the_search_on_show(
    qtbot: QtBot, open_window, tmp_path: Path
) -> None:
    """The settings of the window were not written any more; the journal was."""
    plan = SearchPlan(
        ranges={**DEFAULT_RANGES, "learning_rate": LogRange(0.01, 0.5)},
        stages=[Stage(14, 2), Stage(3, 4)],
    )
    journal = Journal.begin(tmp_path / "state" / "search.jsonl", plan, "0" * 16)
    journal.enter(plan.ranges)
    journal.add(Outcome(plan.trial(0, 0, plan.ranges), Measured(0.9, 0.3, 1.0)))

    def fields(window: MainWindow) -> tuple:
        window.docks.show("lab")
        window.lab.choose("search")
        form = window.lab.page.view.form
        numbers = [field.value() for field in form.numbers.values()]
        return *numbers, *(end.value() for end in form.ranges["learning_rate"])

    window = open_window()
    assert fields(window) == (14, 2, 3, 4, 0.01, 0.5)
    window.lab.page.view.form.numbers["trials"].setValue(7)
    window.close()
    assert fields(open_window()) == (7, 2, 3, 4, 0.01, 0.5)  # as it was left


def test_what_keeps_a_search_from_beginning_is_told_beside_the_fields(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    page = lab(window)
    page.view.form.cluster.setText("tcp://127.0.0.1:9")
    begin(qtbot, page)
    ended(qtbot, page)
    assert "distributed" in page.view.notice.sentence.text()
    assert page.view.form.isVisible() and not page.view.scatter.isVisible()
    assert page.view.key.isHidden(), "a legend for no plot"


def test_export(qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch) -> None:
    page = lab(window, trials=2, fine_trials=0)
    begin(qtbot, page)
    ended(qtbot, page)
    path = tmp_path / "trials.csv"
    answer = staticmethod(lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    qtbot.mouseClick(page.view.export, LEFT)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("validation_accuracy,") and len(lines) == 3


def test_on_a_large_screen_fields_and_results_stand_side_by_side(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = lab(window)
    assert page.view.form.isVisible() and not page.view.table.isVisible()
    window.docks["lab"].setFloating(True)
    window.docks["lab"].resize(1000, 700)
    qtbot.waitUntil(page.view.table.isVisible)
    assert page.view.form.isVisible() and not page.view.tabs.isVisible()


def test_it_speaks_both_languages(window: MainWindow) -> None:
    page = lab(window)
    window.handlers.switch_language()
    assert page.view.begin.text() == "搜索"
    assert "验证" in page.view.model.headerData(0, Qt.Orientation.Horizontal)

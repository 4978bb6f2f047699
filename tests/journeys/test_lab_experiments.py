"""Somebody compares optimizers, keeps a run, names it, deletes it, and finds all of it tomorrow."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QFileDialog, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from core.experiments import comparison
from core.messages import LANGUAGES, Message
from gui.main_window import MainWindow
from gui.training.lab.experiments.curves import Measure
from gui.training.lab.experiments.line_styles import look
from gui.training.lab.experiments.page import ExperimentsPage
from gui.training.number_formats import percent
from gui.training.phase import Phase
from tests.core.test_experiments import an_experiment
from tests.dock_hands import settle

LONG = 60_000  # ms; the machine may be busy with something else
NAMES = ("learning_rate", "momentum", "hidden", "batch_size", "seed")
LEFT = Qt.MouseButton.LeftButton


def lab(window: MainWindow) -> ExperimentsPage:
    window.docks.show("lab")
    window.lab.choose("experiments")
    assert isinstance(window.lab.page, ExperimentsPage)
    return window.lab.page


@pytest.fixture
def short(monkeypatch) -> None:
    """The comparison, but with fewer steps."""
    whole = comparison.optimizer_comparison

    def few(seed: int = 0):
        return {rule: replace(c, iterations=60, hidden=8) for rule, c in whole(seed).items()}

    monkeypatch.setattr("gui.training.lab.experiments.page.optimizer_comparison", few)


def compare(qtbot: QtBot, page: ExperimentsPage) -> None:
    qtbot.mouseClick(page.view.compare, LEFT)
    assert page.busy
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)


def train(qtbot: QtBot, window: MainWindow, iterations: int = 120) -> None:
    window.session.configure(iterations=iterations)
    window.session.start()
    qtbot.waitUntil(lambda: window.session.phase is Phase.FINISHED, timeout=LONG)


def cells(page: ExperimentsPage, column: int = 0) -> list[str]:
    model = page.view.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_compare_optimizers_in_one_click(qtbot: QtBot, window: MainWindow, short) -> None:
    page = lab(window)
    assert page.view.empty.isVisible()
    compare(qtbot, page)
    assert cells(page) == ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam"]
    assert page.view.sheets[Measure.LOSS].drawn == 6
    assert len({float(each.curves.losses[0]) for each in page.experiments}) == 1  # one first batch
    colours = {look(window.appearance.theme, e).colour.name() for e in page.experiments}
    assert len(colours) == 6
    page.view.tabs.setCurrentIndex(1)
    assert page.view.sheets[Measure.ACCURACY].isVisible()
    assert page.view.sheets[Measure.ACCURACY].drawn == 6


def test_the_run_of_the_train_panel_is_kept_and_can_be_repeated_to_the_bit(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = lab(window)
    assert not page.view.keep.isEnabled()
    train(qtbot, window)
    qtbot.mouseClick(page.view.keep, LEFT)
    [kept] = page.experiments
    assert kept.config == window.session.recording.config
    assert kept.result.test_accuracy == window.session.recording.accuracy.test
    assert kept.result.iterations == 120
    assert page.chosen == [kept]
    qtbot.mouseClick(page.view.actions_row["rerun"], LEFT)
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)
    assert "the same to the bit" in page.view.notice.sentence.text()
    first, second = page.experiments
    assert first is kept and second.name == f"{kept.name} (again)"
    assert second.curves.same_as(kept.curves)


def test_settings_that_were_changed_in_the_middle_are_told_of(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = lab(window)
    window.session.configure(iterations=100_000)
    window.session.start()
    qtbot.waitUntil(lambda: window.session.recording.steps > 20, timeout=LONG)
    window.session.configure(learning_rate=0.5)
    qtbot.waitUntil(lambda: bool(window.session.recording.changes), timeout=LONG)
    window.session.pause()
    qtbot.waitUntil(lambda: window.session.phase is Phase.PAUSED, timeout=LONG)
    page.keep_run()
    [kept] = page.experiments
    assert kept.altered and [change.after for change in kept.changes] == [0.5]
    assert cells(page) == ["SGD 0.1 → 0.5, 50 units"]
    ring = page.view.sheets[Measure.LOSS]
    assert ring.changes_marked == [kept.changes[0].iteration + 1]


def test_a_repetition_stands_beside_the_run_whose_settings_were_changed(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = lab(window)
    window.session.configure(iterations=100_000)
    window.session.start()
    qtbot.waitUntil(lambda: window.session.recording.steps > 20, timeout=LONG)
    window.session.configure(learning_rate=0.5)
    qtbot.waitUntil(lambda: bool(window.session.recording.changes), timeout=LONG)
    window.session.configure(iterations=window.session.recording.steps + 200)
    qtbot.waitUntil(lambda: window.session.phase is Phase.FINISHED, timeout=LONG)
    page.keep_run()
    [kept] = page.experiments
    before = kept.result.test_accuracy
    page.rerun()
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)
    assert page.experiments[0].result.test_accuracy == before, "what was kept stays"
    assert len(page.experiments) == 2 and len(page.chosen) == 2
    told = page.view.notice.sentence.text()
    after = page.experiments[1].result.test_accuracy
    assert percent(before) in told and percent(after) in told and "changed" in told


def test_an_optimizer_has_one_colour_everywhere(qtbot: QtBot, window: MainWindow, short) -> None:
    page, theme = lab(window), window.appearance.theme
    train(qtbot, window)
    page.keep_run()
    compare(qtbot, page)
    kept, *raced = page.experiments
    for each in raced[1:]:
        assert look(theme, each).colour == theme.racer(each.config.optimizer).colour
    assert look(theme, kept).colour == theme.racer("sgd").colour
    assert look(theme, raced[0]).colour != look(theme, kept).colour, "two of one optimizer"
    icon, size = page.view.model.icon(kept), QSize(26, 14)
    modes = (icon.pixmap(size, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert next(modes) == next(modes), "a row that is chosen has the colour of its curve"


def test_the_axis_is_that_of_the_lesson_though_a_longer_run_is_kept(
    qtbot: QtBot, window: MainWindow, short
) -> None:
    page = lab(window)
    train(qtbot, window, 400)
    page.keep_run()
    compare(qtbot, page)
    sheet = page.view.sheets[Measure.LOSS]
    assert sheet.plot.seen[1] == 60
    page.view.table.choose()
    assert sheet.plot.seen[1] == 400


def test_the_table_shows_what_tells_experiments_apart_and_the_name_stays(
    qtbot: QtBot, window: MainWindow, short
) -> None:
    page = lab(window)
    compare(qtbot, page)
    table = page.view.table
    places = {column.title: n for n, column in enumerate(page.view.model.columns)}
    hidden = {name: table.isColumnHidden(places[f"network.setting.{name}"]) for name in NAMES}
    assert hidden == dict.fromkeys(NAMES, True) | {"learning_rate": False}
    momentum = places["network.setting.momentum"]
    assert cells(page, momentum) == ["—", "0.9", "0.9", "—", "—", "—"]
    assert "Batch size 128" in page.view.alike.text()
    page.view.tabs.setCurrentIndex(2)
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    assert table.frozen.isVisible() is (table.horizontalScrollBar().maximum() > 0)


def test_before_it_begins_the_comparison_says_what_it_is(window: MainWindow) -> None:
    page = lab(window)
    for words in (page.view.empty.text(), page.view.compare.toolTip()):
        assert "784-100-10" in words and "128" in words and "Adam 0.001" in words


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_on_a_projector_the_comparison_fills_the_page(
    qtbot: QtBot, open_window, short, size, language
) -> None:
    window = open_window(language, "projector", size=size)
    page = lab(window)
    compare(qtbot, page)
    qtbot.wait(1)
    area = window.docks["lab"].findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    sheet = page.view.sheets[Measure.LOSS]
    assert sheet.plot.height() >= window.height() / 4
    assert sheet.legend.isVisible()
    assert len(sheet.legend.names) == 6 and sheet.legend.names[0] == "SGD"
    page.view.tabs.setCurrentIndex(2)
    assert page.view.table.isVisible() and not sheet.isVisible()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800), (1920, 1200)])
def test_where_there_is_room_for_both_curves_and_table_are_seen(
    qtbot: QtBot, window: MainWindow, short, size: tuple[int, int]
) -> None:
    """In a window that is high enough for both the table took all of it."""
    window.resize(*size)
    page = lab(window)
    compare(qtbot, page)
    view = page.view
    assert view._curves.isVisible()
    if view._lower.isVisible():
        heights = view._curves.height(), view._lower.height()
        assert min(heights) > 0.4 * sum(heights), heights


def test_the_keyboard_switches_a_curve_off_and_sees_which(qtbot: QtBot, open_window, short) -> None:
    """Space is the name's own there, and plays nothing."""
    window = open_window("en", "projector")
    page = lab(window)
    compare(qtbot, page)
    sheet = page.view.sheets[Measure.LOSS]
    legend = sheet.legend
    qtbot.waitUntil(legend.isVisible)
    window.activateWindow()
    legend.setFocus()
    qtbot.waitUntil(legend.hasFocus)
    pictures = []
    for row in (0, 1):
        legend.setCurrentRow(row)
        pictures.append(legend.viewport().grab(legend.visualItemRect(legend.item(0))).toImage())
    assert pictures[0] != pictures[1], "the name that the keyboard is at is marked"
    qtbot.keyClick(legend, Qt.Key.Key_Space)
    assert sheet.drawn == 5 and not window.player.playing
    qtbot.keyClick(legend, Qt.Key.Key_Space)
    assert sheet.drawn == 6 and not window.player.playing


def test_curves_are_taken_along_as_a_picture_and_as_numbers(
    qtbot: QtBot, window: MainWindow, short, tmp_path: Path, monkeypatch
) -> None:
    page = lab(window)
    compare(qtbot, page)
    page.rename(page.experiments[0].id, 'SGD, "plain"')
    target = tmp_path / "curves.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    qtbot.mouseClick(page.view.save, LEFT)
    qtbot.waitUntil(lambda: (tmp_path / "curves.csv").exists(), timeout=LONG)
    qtbot.waitUntil(lambda: "curves.png" in page.view.notice.sentence.text(), timeout=LONG)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "curves.csv").read_text("utf-8"))))
    assert len(rows) == 60 and set(rows[0]) >= {"step", 'SGD, "plain"', "Adam"}
    assert float(rows[3]["Adam"]) == page.experiments[-1].curves.losses[3]
    assert not QImage(str(target)).isNull()


def test_the_loss_has_a_logarithmic_axis(qtbot: QtBot, open_window, short) -> None:
    today = open_window()
    page = lab(today)
    compare(qtbot, page)
    qtbot.mouseClick(page.view.log, LEFT, pos=QPoint(8, page.view.log.height() // 2))
    losses = np.concatenate([each.curves.losses for each in page.experiments])
    low, high = page.view.sheets[Measure.LOSS].plot.seen[2:]
    assert low < np.log10(losses.mean()) < high < np.log10(losses.max()) + 0.2
    today.close()
    assert lab(open_window()).view.log.isChecked()


def test_sorting_renaming_deleting_and_undo(qtbot: QtBot, window: MainWindow, short) -> None:
    page = lab(window)
    compare(qtbot, page)
    table, header = page.view.table, page.view.table.horizontalHeader()
    page.view.tabs.setCurrentIndex(2)
    place = QPoint(header.sectionViewportPosition(1) + 10, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)
    accuracies = [each.result.test_accuracy for each in page.view.model.rows]
    assert accuracies in (sorted(accuracies), sorted(accuracies, reverse=True))
    adam = next(each for each in page.experiments if each.name == "Adam")
    table.choose(adam.id)
    table.setFocus()
    table.setCurrentIndex(table.selectionModel().selectedRows()[0])
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    editor.setText("the winner")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.library.get(adam.id).name == "the winner")
    assert "the winner" in cells(page)
    table.choose(adam.id)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert "the winner" not in cells(page) and len(page.experiments) == 5
    assert "the winner" in page.view.actions_row["undo"].toolTip()
    qtbot.mouseClick(page.view.actions_row["undo"], LEFT)
    assert "the winner" in cells(page)
    qtbot.mouseClick(page.view.actions_row["undo"], LEFT)
    assert "Adam" in cells(page)
    assert not page.view.actions_row["undo"].isEnabled()
    assert window.stage.frame.trace.graph.output == "e"  # the keys were not the stage's


def test_on_a_projector_the_runs_are_compared_and_kept_from_a_menu_beside_the_curves(
    qtbot: QtBot, small: MainWindow, short
) -> None:
    page = lab(small)
    page.library.put(an_experiment())
    page.refresh()
    view = page.view
    for tab in (0, 1):
        view.tabs.setCurrentIndex(tab)
        qtbot.waitUntil(lambda: not view.compare.isVisible())
        for language in LANGUAGES:
            small.translator.set_language(language)
            settle(qtbot, small)
            assert view.more.visibleRegion().boundingRect() == view.more.rect()
    qtbot.mouseClick(view.more, LEFT)
    compare, keep = view.offers.actions()
    assert compare.isEnabled() and not keep.isEnabled()  # nothing has been trained
    compare.trigger()
    view.offers.close()
    qtbot.waitUntil(lambda: not page.busy and len(page.experiments) == 7, timeout=LONG)
    view.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: view.compare.isVisible() and not view.more.isVisible())


def test_tomorrow_it_is_all_there(qtbot: QtBot, open_window, short) -> None:
    today = open_window()
    page = lab(today)
    compare(qtbot, page)
    page.rename(page.experiments[0].id, "plain")
    before = page.experiments
    today.close()
    tomorrow = lab(open_window())
    assert [each.name for each in tomorrow.experiments] == [each.name for each in before]
    for old, new in zip(before, tomorrow.experiments, strict=True):
        assert new.curves.same_as(old.curves) and new.config == old.config


@pytest.mark.parametrize("page", ["experiments", "search"])
def test_tomorrow_the_table_that_was_left_open_can_be_read(open_window, page: str) -> None:
    """It is made before the window is dressed, and so before its letters have their size."""
    today = open_window(size=(1024, 768))
    lab(today).library.put(an_experiment())
    today.lab.choose(page)
    today.close()
    table = open_window(size=(1024, 768)).lab.page.view.table
    widths = [table.columnWidth(place) for place in range(table.model().columnCount())]
    table.fit()
    assert widths[1:] == [table.columnWidth(n + 1) for n in range(len(widths) - 1)]


def test_a_damaged_file_is_told_of(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "experiments"
    folder.mkdir(parents=True)
    (folder / "0123456789ab.json").write_text("{")
    page = lab(window)
    assert "0123456789ab" in page.view.notice.sentence.text()


def test_stop_keeps_what_was_seen_and_pause_rests(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window)
    qtbot.mouseClick(page.view.compare, LEFT)
    qtbot.waitUntil(lambda: page.runner.progress is not None, timeout=LONG)
    assert not page.view.compare.isEnabled() and page.view.progress.isVisible()
    qtbot.mouseClick(page.view.progress.pause, LEFT)
    assert "Paused" in page.view.progress.words.text()
    qtbot.mouseClick(page.view.progress.pause, LEFT)
    qtbot.mouseClick(page.view.progress.stop, LEFT)
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)
    assert page.experiments
    assert all(0 < each.result.iterations < 2000 for each in page.experiments)


def test_the_settings_of_an_experiment_go_to_the_train_panel(
    qtbot: QtBot, window: MainWindow, short
) -> None:
    page = lab(window)
    compare(qtbot, page)
    adam = page.experiments[-1]
    page.view.table.choose(adam.id)
    actions = {action.text(): action for action in page.make_menu().actions()}
    actions["Settings to the Train panel"].trigger()
    assert window.session.settings == adam.config
    assert "Train panel" in page.view.notice.sentence.text()


def test_export(qtbot: QtBot, window: MainWindow, short, tmp_path: Path, monkeypatch) -> None:
    page = lab(window)
    compare(qtbot, page)
    for action in page.view.exports.actions():
        path = tmp_path / f"out.{action.data()}"
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", staticmethod(lambda *_, path=path: (str(path), ""))
        )
        action.trigger()
        assert str(path) in page.view.notice.sentence.text()
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 7
    whole = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert whole[-1]["curves"]["losses"] == page.experiments[-1].curves.losses.tolist()


def test_what_was_told_of_the_work_before_is_gone_when_the_next_begins(
    qtbot: QtBot, window: MainWindow, short
) -> None:
    page = lab(window)
    compare(qtbot, page)
    page.view.notice.say(Message("lab.work.saved", {"path": "curves.png"}))
    page.view.table.choose(page.experiments[0].id)
    gone = []
    page.runner.begun.connect(lambda _: gone.append(page.view.notice.isHidden()))
    page.rerun()
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG)
    assert gone == [True]


def test_the_language_and_the_theme_change_while_it_runs(qtbot: QtBot, window: MainWindow) -> None:
    page = lab(window)
    page.compare_optimizers()
    qtbot.waitUntil(lambda: page.runner.progress is not None, timeout=LONG)
    for theme in ("dark", "projector", "light"):
        window.appearance.set_theme(theme)
        window.handlers.switch_language()
    assert page.view.compare.text() == "比较优化器"
    window.close()
    assert window.ended_cleanly


def test_under_the_mouse_a_curve_tells_its_value(qtbot: QtBot, window: MainWindow, short) -> None:
    page = lab(window)
    compare(qtbot, page)
    sheet = page.view.sheets[Measure.LOSS]
    sheet.plot.hovered.emit(30.0)
    assert "step 30" in sheet.plot.reading.text() and "Adam" in sheet.plot.reading.text()
    page.view.table.choose(page.experiments[0].id)
    sheet.plot.hovered.emit(30.0)
    assert "Adam" not in sheet.plot.reading.text() and "SGD" in sheet.plot.reading.text()

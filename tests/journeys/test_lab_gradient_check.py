"""Somebody checks every gradient, and lets the honest way race against backpropagation."""

import csv
import os
import signal
from dataclasses import replace
from multiprocessing import active_children

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.apart import Apart
from core.checks import gradient_race
from core.format import whole
from core.graph import Graph
from core.messages import Message, StudioError
from core.ops import OPS
from gui import torch_gradients
from gui.main_window import MainWindow
from gui.render.scene import until_network
from gui.task import TaskState
from gui.training.lab.gradient_check.method_rows import NOTHING
from gui.training.lab.gradient_check.results import Results
from tests.core import apart_work
from tests.core.apart_work import LyingRelu

LONG = 60_000  # ms; the machine may be busy with something else


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing PyTorch takes seconds; the test that needs it asks for it."""
    monkeypatch.setattr(torch_gradients, "installed", lambda: False)


def open_page(window: MainWindow, hidden: int = 3):
    """With a small net, so that the honest way does not take a minute."""
    window.session.configure(hidden=hidden, batch_size=5)
    window.docks.show("lab")
    QTest.mouseClick(window.lab.catalogue.cards["race"], Qt.MouseButton.LeftButton)
    return window.lab.page


def press(page, name: str) -> None:
    assert page.buttons[name].isVisibleTo(page)
    QTest.mouseClick(page.buttons[name], Qt.MouseButton.LeftButton)


def racing(page) -> bool:
    """Whether the honest way is under way."""
    return page.state is not None and "one_by_one" in page.state.progress


def over(qtbot: QtBot, page) -> None:
    qtbot.waitUntil(lambda: page.state is not None and not page.job.task.running, timeout=LONG)


def test_the_full_check(window: MainWindow, qtbot: QtBot) -> None:
    page = open_page(window)
    press(page, "check")  # before there is a net: it waits for it
    over(qtbot, page)
    numbers = 784 * 3 + 3 + 3 * 10 + 10
    assert f"784-3-10 (ReLU) on its 5 images: {whole(numbers)}" in (page.subject.text())
    report = page.state.reports["incremental"]
    assert report.count == numbers and report.forward_passes == 1
    assert page.results.verdict.text().startswith("The same")
    assert [line[0] for line in page.results.table.lines] == ["", "W₁", "b₁", "W₂", "b₂"]
    assert page.results.chart.histogram.total == numbers
    assert page.rows.rows["backprop"].figure.text() != NOTHING
    assert page.rows.rows["one_by_one"].figure.text() == NOTHING


def test_the_race_climbs_rests_and_arrives(window: MainWindow, qtbot: QtBot) -> None:
    page = open_page(window)
    until_network(window)
    press(page, "race")
    row = page.rows.rows["one_by_one"]
    qtbot.waitUntil(lambda: row.bar.value() > 0, timeout=LONG)
    press(page, "pause")
    assert page.job.task.state is TaskState.PAUSED
    assert "paused" in row.words.text() and page.buttons["pause"].text() == "Go on"
    total = 2 * page.state.reports["incremental"].count
    assert 0 < page.state.progress["one_by_one"].done < total
    results = page.results  # the bars are those of the table above them
    assert results.chart.histogram is results.report.histogram
    press(page, "pause")
    over(qtbot, page)
    honest = page.state.reports["one_by_one"]
    assert honest.forward_passes == total == 2 * honest.count
    for name, found in honest.numeric.items():
        np.testing.assert_allclose(
            found, page.state.reports["incremental"].numeric[name], rtol=0, atol=1e-9
        )
    assert row.words.text().startswith(whole(total))
    assert page.rows.factor.text().endswith("×")
    assert "One number at a time takes" in page.rows.factor_words.text()


def test_stop_the_race(window: MainWindow, qtbot: QtBot) -> None:
    page = open_page(window, hidden=400)
    until_network(window)
    press(page, "race")
    row = page.rows.rows["one_by_one"]
    qtbot.waitUntil(lambda: racing(page), timeout=LONG)
    press(page, "stop")
    over(qtbot, page)
    assert "stopped" in row.words.text() and page.buttons["race"].isVisibleTo(page)
    assert "one_by_one" not in page.state.reports and page.results.report is not None
    assert not active_children()


@pytest.mark.parametrize("under_way", [racing, lambda page: page.job.task.running])
def test_close_in_the_middle_of_the_race(window: MainWindow, qtbot: QtBot, under_way) -> None:
    """Or as its process starts."""
    page = open_page(window, hidden=50)
    until_network(window)
    press(page, "race")
    qtbot.waitUntil(lambda: under_way(page), timeout=LONG)
    window.close()
    assert window.ended_cleanly and not active_children()


def test_close_a_race_that_rests(window: MainWindow, qtbot: QtBot) -> None:
    page = open_page(window, hidden=50)
    until_network(window)
    press(page, "race")
    qtbot.waitUntil(lambda: racing(page), timeout=LONG)
    press(page, "pause")
    assert len(active_children()) == 1  # it waits to go on
    window.close()
    assert window.ended_cleanly and not active_children()


@pytest.mark.skipif(os.name == "nt", reason="no signals")
@pytest.mark.parametrize("button", ["race", "pause"])
def test_a_race_whose_process_is_killed(window: MainWindow, qtbot: QtBot, button: str) -> None:
    """While it runs, or rests: what was found stays, and it can begin again."""
    page = open_page(window, hidden=50)
    until_network(window)
    press(page, "race")
    qtbot.waitUntil(lambda: racing(page), timeout=LONG)
    if button == "pause":
        press(page, "pause")
    os.kill(active_children()[0].pid, signal.SIGKILL)
    if button == "pause":
        press(page, "pause")
    over(qtbot, page)
    assert "has ended with code −9" in page.told.text() and page.told.isVisibleTo(page)
    assert page.results.verdict.text().startswith("The same")
    assert not page.state.running and not active_children()
    press(page, "check")
    over(qtbot, page)
    assert not page.told.isVisibleTo(page)


def test_an_error_in_the_race_is_told(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = StudioError("core.graph.no_output", node="y")

    def failing(worker: Apart, *_: object):
        return worker.run(apart_work.failing, (), failure)

    monkeypatch.setattr(gradient_race, "_run", failing)
    page = open_page(window)
    press(page, "race")
    over(qtbot, page)
    assert page.told.text() == str(failure) and page.buttons["race"].isVisibleTo(page)
    assert not active_children()


def test_a_wrong_rule_is_told(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule is that of an op, which goes to the other process with its graph."""
    page = open_page(window)
    until_network(window)
    snapshot = window.session.current
    nodes = [
        replace(node, op=LyingRelu()) if node.op is OPS["relu"] else node
        for node in snapshot.graph.nodes
    ]
    lying = replace(snapshot, graph=Graph(tuple(nodes), snapshot.graph.output))
    monkeypatch.setattr(window.session, "current", lying)
    press(page, "check")
    over(qtbot, page)
    assert page.results.verdict.text().startswith("Not the same")
    assert page.results.verdict.property("tone") == "error"


def test_the_table_is_taken_along(window: MainWindow, qtbot: QtBot, tmp_path) -> None:
    page = open_page(window)
    press(page, "check")
    over(qtbot, page)
    page.results.buttons["copy"].click()
    copied = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    report = page.state.reports["incremental"]
    assert [row[0] for row in copied] == ["parameter", "W1", "b1", "W2", "b2"]
    assert float(copied[1][2]) == report.parameters["W1"].mean_abs_diff
    assert page.told.isVisibleTo(page)
    for kind, rows in (("table", 4), ("numbers", report.count)):
        path = tmp_path / f"{kind}.csv"
        with qtbot.waitSignal(page.results.told, timeout=LONG) as told:
            page.results.save(kind, path)
        assert told.args == [Message("lab_gradient_check.table.saved", {"path": path}), "parameter"]
        assert len(list(csv.DictReader(path.read_text().splitlines()))) == rows
    with qtbot.waitSignal(page.results.told, timeout=LONG) as told:
        page.results.save("table", tmp_path)  # a folder
    assert told.args[1] == "error" and page.told.property("tone") == "error"


def test_without_pytorch_the_command_to_get_it_can_be_copied(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = open_page(window)
    assert page.torch_box.isVisibleTo(page)
    page.torch_box.copy.click()
    assert QGuiApplication.clipboard().text() == torch_gradients.command()
    assert (
        "pip install torch" in torch_gradients.command() and "http" not in torch_gradients.command()
    )


@pytest.mark.torch
def test_pytorch_stands_in_the_table(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(torch_gradients, "installed", lambda: True)
    page = open_page(window)
    assert not page.torch_box.isVisibleTo(page)
    press(page, "check")
    over(qtbot, page)
    assert page.state.second is not None
    assert all("×10⁻¹" in row[3] or "×10⁻²" in row[3] or row[3] == "0" for row in table(page))


def table(page) -> list[tuple[str, ...]]:
    results: Results = page.results
    return results.table.lines[1:]


def test_a_pytorch_that_is_broken_does_not_cost_the_check(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object):
        yield
        raise StudioError("lab_gradient_check.torch.failed", reason="libtorch_cpu.so is not there")

    monkeypatch.setattr(torch_gradients, "installed", lambda: True)
    monkeypatch.setattr(torch_gradients, "ask", broken)
    page = open_page(window)
    press(page, "check")
    over(qtbot, page)
    assert page.told.isVisibleTo(page) and "libtorch_cpu.so" in page.told.text()
    assert page.results.verdict.text().startswith("The same")
    assert all(row[3] == "—" for row in table(page))


def test_stop_while_pytorch_is_asked(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch_gradients, "installed", lambda: True)
    page = open_page(window)
    press(page, "check")
    qtbot.waitUntil(lambda: page.results.waiting.isVisibleTo(page), timeout=LONG)
    press(page, "stop")
    over(qtbot, page)
    assert not page.results.waiting.isVisibleTo(page) and not active_children()
    assert page.results.verdict.text().startswith("The same")


@pytest.mark.torch
def test_close_while_pytorch_is_asked(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process, which may take seconds to start, holds nobody up."""
    pytest.importorskip("torch")
    monkeypatch.setattr(torch_gradients, "installed", lambda: True)
    page = open_page(window)
    press(page, "check")
    qtbot.waitUntil(
        lambda: page.state is not None and page.state.running == "pytorch", timeout=LONG
    )
    assert page.results.waiting.isVisibleTo(page)
    window.close()
    assert window.ended_cleanly and not active_children()


def test_the_step_that_training_is_at(window: MainWindow, qtbot: QtBot) -> None:
    page = open_page(window)
    until_network(window)
    for _ in range(3):
        window.session.step()
    qtbot.waitUntil(lambda: window.session.current.iteration == 2, timeout=LONG)
    press(page, "check")
    over(qtbot, page)
    assert page.state.snapshot.iteration == window.session.current.iteration == 2
    assert page.subject.text().startswith("Step 3 of the net")


def test_all_who_race_are_seen_together_in_the_smallest_window(
    small: MainWindow, qtbot: QtBot
) -> None:
    page = open_page(small)
    press(page, "race")
    over(qtbot, page)
    for row in page.rows.rows.values():
        qtbot.waitUntil(lambda row=row: row.visibleRegion().boundingRect() == row.rect())

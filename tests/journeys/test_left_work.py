"""Work in no file that makes room for something else can be had again, the next day as well."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.director import NETWORK
from gui.documents import stages
from gui.documents.menu import FileMenu
from gui.main_window import MainWindow
from tests.journeys.conftest import Open

NUMBERS = [1.5, 2.5, 3.5]


def work(window: MainWindow, text: str = "y = sum(my * work)") -> None:
    """Typed, with numbers of one's own."""
    field = window.expression.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.workbench.set_value("my", NUMBERS)


def stands(window: MainWindow) -> tuple[str, list[float]]:
    document = window.workbench.document
    assert document is not None
    return document.expression, np.asarray(document.values["my"]).tolist()


def left(window: MainWindow) -> list[QAction]:
    menu = window.findChild(FileMenu)
    menu.aboutToShow.emit()
    menu.left.aboutToShow.emit()
    assert menu.left.isEnabled() == bool(menu.left.actions())
    return menu.left.actions()


@pytest.mark.parametrize("other", ["gates", NETWORK])
def test_work_is_there_the_next_day_though_something_else_was_opened(
    qtbot: QtBot, open_window: Open, other: str
) -> None:
    window = open_window()
    work(window)
    window.director.open(other)
    qtbot.waitUntil(lambda: window.workbench.live == (other == NETWORK), timeout=30_000)
    window.close()
    window = open_window()
    (action,) = left(window)
    assert action.text().startswith("y = sum(my * work)\t")
    action.trigger()
    assert stands(window) == ("y = sum(my * work)", NUMBERS)
    assert left(window) == [], "it stands here"


def test_examples_and_what_is_in_a_file_are_not_listed(window: MainWindow, tmp_path: Path) -> None:
    for key in ("gates", "neuron", "gates"):
        window.director.open(key)
    window.actions_by_name["new"].trigger()
    window.actions_by_name["new"].trigger()
    work(window)
    assert window.documents.session.save_as(tmp_path / "mine.backprop")
    window.director.open("gates")
    assert left(window) == []
    window.workbench.set_value("x", 9.0)  # but an example with numbers of one's own is
    window.director.open("neuron")
    assert len(left(window)) == 1


def test_what_was_brought_back_takes_the_place_of_what_it_was(window: MainWindow) -> None:
    """And only that: undo leads back to something else, which is lost by no closing."""
    work(window)
    window.director.open("gates")
    work(window, "z = mean(my)")
    window.director.open("gates")
    assert [a.text().split("\t")[0] for a in left(window)] == ["z = mean(my)", "y = sum(my * work)"]
    left(window)[1].trigger()
    window.workbench.set_value("my", [7.0, 8.0, 9.0])
    window.director.open("gates")
    assert len(left(window)) == 2
    left(window)[1].trigger()
    assert stands(window) == ("z = mean(my)", NUMBERS)
    window.workbench.undo()
    assert window.workbench.set_value("x", 9.0)  # of the example that was there before
    window.director.open("neuron")
    assert len(left(window)) == 3


def test_work_of_a_crash_that_makes_room_is_kept(open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    work(window)
    window.documents.autosave.write()
    copies = {p: p.read_bytes() for p in (tmp_path / "state" / "open").glob("*.backprop")}
    window.director.open("gates")
    window.close()
    for place in (tmp_path / "state" / "stages").iterdir():
        place.unlink()
    for path, data in copies.items():
        path.write_bytes(data)
    window = open_window()
    window.documents.offer.choices[0].click()
    assert stands(window)[1] == NUMBERS
    window.director.open("gates")
    assert len(left(window)) == 1


def test_what_cannot_be_kept_is_said(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    work(window)
    blocked = tmp_path / "state" / "stages"
    blocked.touch()  # no folder can be made there
    window.director.open("gates")
    qtbot.waitUntil(window.notice.isVisible)
    assert "y = sum(my * work)" in window.notice.sentence.text()
    window.workbench.undo()
    assert stands(window)[1] == NUMBERS
    blocked.unlink()


def test_the_oldest_goes_first(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "MOST_LEFT", 2)
    for i in range(4):
        work(window, f"y = sum(my * {i + 2})")
        window.director.open("gates")
    assert len(left(window)) == 2

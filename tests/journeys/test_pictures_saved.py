"""What the lab and Train show beside the curves is saved as those are: picture and numbers."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.training.phase import Phase
from gui.training.views.saving import SaveButton

LONG = 60_000  # ms; the machine may be busy with something else
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def saved(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def save(button: SaveButton) -> list[str]:
        path = tmp_path / "figure.png"
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(path), ""))
        )
        qtbot.waitUntil(button.isVisible, timeout=LONG)
        with qtbot.waitSignal(button.exporter.finished, timeout=LONG):
            qtbot.mouseClick(button, LEFT)
        image = QImage(str(path))
        colours = {
            image.pixel(x, y)
            for x in range(0, image.width(), 5)
            for y in range(0, image.height(), 5)
        }
        assert len(colours) > 3
        return path.with_suffix(".csv").read_text().splitlines()

    return save


def test_weights(qtbot: QtBot, window: MainWindow, saved) -> None:
    window.docks.show("training")
    window.session.configure(hidden=8)
    qtbot.waitUntil(lambda: window.session.phase is Phase.READY, timeout=LONG)
    window.session.configure(iterations=30)
    window.session.reset()
    window.session.start()
    qtbot.waitUntil(lambda: window.session.phase is Phase.FINISHED, timeout=LONG)
    rows = saved(window.training.weights.save)
    assert rows[0] == ",".join(f"unit_{n}" for n in range(1, 9)) and len(rows) == 785


def test_the_bars_of_an_ensemble(qtbot: QtBot, window: MainWindow, saved) -> None:
    window.docks.show("lab")
    window.lab.choose("ensemble")
    page = window.lab.page
    assert page.save.isHidden()
    page.nets.setValue(2)
    page.iterations.setValue(30)
    qtbot.mouseClick(page.start, LEFT)
    rows = saved(page.save)
    assert rows[0] == "seed,accuracy,ensemble" and len(rows) == 3
    assert "figure.png" in page.notice.sentence.text()


def test_the_scatter_of_a_search(qtbot: QtBot, window: MainWindow, saved) -> None:
    window.docks.show("lab")
    window.lab.choose("search")
    page = window.lab.page
    for name, value in {"trials": 2, "epochs": 1, "fine_trials": 0}.items():
        page.view.form.numbers[name].setValue(value)
    qtbot.mouseClick(page.view.begin, LEFT)
    qtbot.waitUntil(lambda: len(page.runner.outcomes) == 2 and not page.busy, timeout=LONG)
    rows = saved(page.view.save)
    assert rows[0].startswith("validation_accuracy,learning_rate,") and len(rows) == 3


def test_the_bars_of_a_gradient_check(qtbot: QtBot, window: MainWindow, saved) -> None:
    window.session.configure(hidden=4, batch_size=10)
    window.docks.show("lab")
    window.lab.choose("race")
    page = window.lab.page
    page.check()
    qtbot.waitUntil(lambda: page.results.report is not None and not page.busy, timeout=LONG)
    rows = saved(page.results.picture)
    assert rows[0] == "low,high,count,at_a_kink"
    counted = sum(int(row.split(",")[2]) for row in rows[1:])
    assert counted == 784 * 4 + 4 + 4 * 10 + 10

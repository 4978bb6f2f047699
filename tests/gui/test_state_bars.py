"""The memory of a rule is in view where its step is taken apart."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.optimizers import OPTIMIZERS
from gui.arena.panel import ArenaPanel


@pytest.fixture
def arena(arena: ArenaPanel) -> ArenaPanel:
    arena.resize(380, 600)  # as beside the stage
    arena.pages.show_page("step")
    return arena


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_all_bars_are_in_view(arena: ArenaPanel, optimizer: str) -> None:
    arena.editor.set_focus(optimizer)
    arena.seek(6)
    arena.finish()
    QApplication.processEvents()
    bars = arena.pages.step.bars
    assert bars.visibleRegion().boundingRect() == bars.rect()
    assert bars.height() >= bars.sizeHint().height()


def test_a_click_in_either_column_seeks_its_step(arena: ArenaPanel) -> None:
    arena.editor.set_focus("adam")
    arena.finish()
    QApplication.processEvents()
    bars = arena.pages.step.bars
    left, right = bars._area(0), bars._area(1)
    assert left.top() == right.top() and left.right() < right.left()
    for area, step in ((left, 3), (right, 20)):
        x = area.left() + (step + 0.5) * area.width() / (arena.steps + 1)
        at = QPoint(round(x), round(area.center().y()))
        QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=at)
        assert abs(arena.session.replay.step - step) <= 1
    arena.resize(240, 560)
    QApplication.processEvents()
    assert bars._area(0).left() == bars._area(1).left()

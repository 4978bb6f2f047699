"""The memory of a rule is in view where its step is taken apart."""

from itertools import product

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.format import number
from core.optimizers import OPTIMIZERS
from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator
from gui.theme import THEMES


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
    arena.set_surface("himmelblau")
    arena.editor.set_focus("adagrad")  # has wide numbers
    arena.finish()
    arena.resize(240, 560)
    QApplication.processEvents()
    assert bars._area(0).left() == bars._area(1).left()


def test_a_number_has_fewer_digits_only_where_it_must(arena: ArenaPanel) -> None:
    arena.editor.set_surface("himmelblau")
    arena.editor.set_focus("adagrad")
    arena.finish()
    bars = arena.pages.step.bars
    tiny = float(arena.session.paths["adagrad"].gradients[-1, 0])
    for width in (400, 240):
        bars.resize(width, 60)
        assert (bars.written(tiny) == number(tiny, 3)) is (width == 400)
        assert bars._area(0).top() == bars._area(1).top()
        assert bars.written(-0.123) == number(-0.123, 3)


def test_no_digit_of_a_number_is_cut(
    arena: ArenaPanel, dressed: Appearance, translator: Translator
) -> None:
    """In every theme and language, at the widths of a narrow dock and
    of a projector, there is room for all that is written in the course of the race."""
    arena.editor.set_surface("himmelblau")
    arena.editor.set_steps(60)
    arena.editor.set_focus("sgd")
    arena.finish()
    bars = arena.pages.step.bars
    path = arena.session.paths["sgd"]
    tables = (path.gradients, *path.states.values())
    values = [float(x) for table in tables for x in table.flat]
    assert any("×10⁻" in number(x, 3) for x in values)
    for theme, language, width in product(THEMES, ("en", "zh_CN"), (240, 1024)):
        dressed.set_theme(theme)
        dressed.set_viewport_height(768)
        translator.set_language(language)
        arena.resize(width, 700)
        QApplication.processEvents()
        metrics = QFontMetrics(dressed.font("small"))
        widest = max(metrics.horizontalAdvance(bars.written(x)) for x in values)
        cell = bars.width() / (2 if bars._area(0).top() == bars._area(1).top() else 1)
        for row in range(len(bars._rows)):
            right = bars._area(row).right()
            assert (-right) % cell >= widest, (theme, language, width)

"""The page of a step, where there is little room: whose step it is can be read."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEventLoop, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from core.messages import LANGUAGES
from core.optimizers import RULES
from core.surfaces.race.anatomy import anatomy
from gui.arena.panel import ArenaPanel
from gui.formula_paragraph import FormulaParagraph
from gui.i18n import Translator
from gui.widgets.scroll_places import area_around


def room_for_words(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    return field.width()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scale", "width"), [(1.5, 940), (1.6, 940), (1.0, 360), (1.0, 960)])
def test_the_name_of_the_racer_is_not_cut(
    arena: ArenaPanel, translator: Translator, scale: float, width: int, language: str
) -> None:
    """In Chinese, on a projector, it was “Nesterov (lc”."""
    arena._appearance.set_scale(scale)
    translator.set_language(language)
    arena.resize(width, 620)
    arena.open_lesson("two_forms")
    arena.pages.show_page("step")
    arena.seek(24)
    arena.finish()
    arena.grab()
    page = arena.pages.step
    assert "look-ahead" in page.chooser.currentText()
    words = page.chooser.fontMetrics().horizontalAdvance(page.chooser.currentText())
    assert words <= room_for_words(page.chooser)
    assert page.caption.isHidden() or "24" in page.caption.text()


def test_the_numbers_are_there_when_the_page_is_first_opened_on_a_wall(
    arena: ArenaPanel, qtbot: QtBot
) -> None:
    """While the panel was made large the page was to be seen for a moment, and its formulas came to
    rest when it was no more: with the same step nobody set them again."""
    arena.resize(1264, 780)
    qtbot.waitUntil(lambda: arena.pages.page == "compare" and not arena.pages.step.setting)
    arena.pages.show_page("step")
    page = arena.pages.step
    qtbot.waitUntil(lambda: page.isVisible() and page.anatomy is not None and not page.setting)
    shown = [line.tex for line in page.lines if not line.isHidden()]
    assert shown == list(page.anatomy.lines)


def shown_of(arena: ArenaPanel, optimizer: str) -> list[FormulaParagraph]:
    """The lines of the seventh step of a rule."""
    arena.editor.set_focus(optimizer)
    arena.pages.show_page("step")
    arena.seek(6)
    arena.finish()
    QApplication.processEvents()
    return [line for line in arena.pages.step.lines if not line.isHidden()]


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov", "adam", "adamw"])
@pytest.mark.parametrize(("theme", "size"), [("light", (380, 620)), ("projector", (940, 560))])
def test_the_lines_of_a_step_are_written_in_one_size(
    arena: ArenaPanel, theme: str, size: tuple[int, int], optimizer: str
) -> None:
    """On a projector one of them was much smaller than those around it."""
    arena._appearance.set_theme(theme)
    arena.resize(*size)
    shown = shown_of(arena, optimizer)
    scales = {piece.scale for line in shown for piece in line.placed(line.width())}
    assert len(scales) == 1
    largest = 1.25 * arena._appearance.text_px("title")
    least = (1.0 if theme == "projector" else 0.9) * arena._appearance.text_px("small")
    assert scales.pop() * largest >= least - 1e-6


@pytest.mark.parametrize("passed", [0.016, 0.05, 0.3])  # seconds from frame to frame
@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "nesterov"])
def test_head_bars_and_lines_are_of_one_step_while_it_plays(
    arena: ArenaPanel, qtbot: QtBot, optimizer: str, passed: float
) -> None:
    """θ was up to 13 steps behind the head: each step began again with the first line, and came
    before the last."""
    arena.set_surface("ravine")
    shown_of(arena, optimizer)
    page, (path, *_) = arena.pages.step, arena.session.recorded[optimizer]
    racer = next(e.racer for e in arena.session.setup if e.id == optimizer)
    arena.seek(0)
    arena.display.move(replace(arena.session.replay, playing=True, speed=2.0))
    written = []
    while arena.session.replay.playing and len(written) < 60:
        arena.display._clock.passed.emit(passed)
        for _ in range(4):
            QApplication.processEvents()
        step = page.anatomy.step
        assert step == min(arena.session.replay.step, len(path.points) - 2)
        assert str(step) in page.caption.text() and page.bars._step == step
        lines = [line.tex for line in page.lines if line.isVisible()]
        assert lines in ([], list(anatomy(racer, path, step).lines))
        written.append(bool(lines))
    assert sum(written) > 0.5 * len(written)  # a first small number has other signs: 0.00001


def test_a_formula_does_not_stand_under_another_name(arena: ArenaPanel, qtbot: QtBot) -> None:
    """Adam's last line stood under RMSprop's name until the hand rested."""
    adam = [line.tex for line in shown_of(arena, "adam")]
    page = arena.pages.step
    page.chooser.setCurrentIndex(page.chooser.findData("rmsprop"))
    assert not [line for line in page.lines if line.tex in adam]
    assert page.rule.rule in ("", RULES["rmsprop"].latex)
    qtbot.waitUntil(lambda: not page.setting)
    assert [line.tex for line in page.lines if line.isVisible()] == list(page.anatomy.lines)
    arena.seek(7)
    assert [line.tex for line in page.lines if line.isVisible()], "the next step blinks"


@pytest.mark.parametrize("optimizer", ["nesterov", "adagrad", "rmsprop"])
def test_a_name_does_not_stand_alone_in_its_row(arena: ArenaPanel, optimizer: str) -> None:
    """v stood above “= …”."""
    arena.set_surface("himmelblau")
    for line in shown_of(arena, optimizer):
        for width in range(200, 600, 10):
            name, second, *_ = line.placed(width, 0.8)
            assert name.baseline == second.baseline, (line.tex, width)


@pytest.mark.parametrize("size", [(364, 664), (1264, 780)])
def test_all_of_adams_formulas_are_seen(arena: ArenaPanel, size: tuple[int, int]) -> None:
    """As in a window of 1280 by 800, docked and full screen."""
    arena.resize(*size)
    shown = shown_of(arena, "adam")
    assert len(shown) == 4
    assert all(line.visibleRegion().boundingRect() == line.rect() for line in shown)


def test_few_lines_and_bars_have_the_room_there_is(arena: ArenaPanel) -> None:
    arena.resize(1264, 780)
    page, px = arena.pages.step, arena._appearance.px
    shown_of(arena, "adam")
    low = page.bars.height() / 3
    (line,) = shown_of(arena, "sgd")
    assert page.bars.height() >= px(36) > low
    assert max(piece.scale for piece in line.placed(line.width())) > 0.85


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_a_row_of_bars_is_as_high_as_its_letters(arena: ArenaPanel, theme: str) -> None:
    """The tails of g and y were cut."""
    arena._appearance.set_theme(theme)
    arena.resize(940, 560)
    shown_of(arena, "adamw")
    letters = QFontMetrics(arena._appearance.font("small")).height()
    assert arena.pages.step.bars.height() / 3 >= letters


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop"])
def test_the_rule_is_seen_beneath_its_numbers(arena: ArenaPanel, optimizer: str) -> None:
    """As in a window of 1280 by 800. One had to scroll to it, by 42 pixels or by one."""
    arena.resize(364, 664)
    shown_of(arena, optimizer)
    page = arena.pages.step
    assert area_around(page.bars).verticalScrollBar().maximum() == 0
    for part in (page.rule, *(line for line in page.lines if not line.isHidden())):
        assert part.visibleRegion().boundingRect() == part.rect()


@pytest.mark.parametrize("size", [(364, 664), (1264, 780)])
def test_what_has_come_stands_still(arena: ArenaPanel, qtbot: QtBot, size: tuple[int, int]) -> None:
    """After another racer was chosen, its lines moved once or twice, the last one cut meanwhile."""
    arena.resize(*size)
    shown_of(arena, "sgd")
    page = arena.pages.step
    for optimizer in ("adamw", "nesterov", "adam", "rmsprop"):
        arena.editor.set_focus(optimizer)
        places: list[list[QRect]] = []
        for _ in range(60):
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 0)
            parts = [page.bars, page.rule, *(line for line in page.lines if line.isVisible())]
            if len(parts) > 2:
                places.append([part.geometry() for part in parts])
        assert places and all(each == places[-1] for each in places), optimizer


def test_from_step_to_step_letters_neither_grow_nor_move_up(arena: ArenaPanel) -> None:
    """Some numbers are longer than others: with each step lines were larger, or in fewer rows."""
    arena.resize(364, 664)
    shown_of(arena, "nesterov")
    page, scales, highs = arena.pages.step, [], []
    for step in range(25):
        arena.seek(step)
        QApplication.processEvents()
        (scale,) = {piece.scale for line in page.lines[:2] for piece in line.placed(line.width())}
        scales.append(scale)
        highs.append(sum(line.height() for line in page.lines[:2]))
    assert scales == sorted(scales, reverse=True)
    for before, after in zip(range(24), range(1, 25), strict=True):
        assert scales[before] != scales[after] or highs[before] <= highs[after]

"""The page of a step, where there is little room: whose step it is can be read."""

import pytest
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from core.messages import LANGUAGES
from gui.arena.panel import ArenaPanel
from gui.i18n import Translator


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
    qtbot.waitUntil(lambda: page.isVisible() and not page.setting)
    assert page.anatomy is not None
    shown = [line.tex for line in page.lines if not line.isHidden()]
    assert shown == list(page.anatomy.lines)

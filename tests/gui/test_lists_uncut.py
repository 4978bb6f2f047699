"""What the palette and the list of suggestions say about a function is to be read whole."""

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from core.language.completion import suggestions
from core.ops import OPS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.editing import palette
from gui.stage.editing.palette_entries import leaves, operations
from gui.stage.expression.suggestion_list import SuggestionList

_BESIDE = 100  # unscaled pixels of a row of the palette that its line about it does not get
"""The margins, the bar, the gate, and the gaps between them."""


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_no_line_of_the_palette_is_cut(
    dressed: Appearance, translator: Translator, theme: str, language: str
) -> None:
    dressed.set_theme(theme)
    translator.set_language(language)
    metrics = QFontMetricsF(dressed.font("small"))
    room = dressed.px(palette._WIDTH - _BESIDE)
    said = [translator.say(entry.about) for entry in (*operations(), *leaves())]
    assert [words for words in said if metrics.horizontalAdvance(words) > room] == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_no_suggestion_is_cut_on_a_projector(
    qtbot, dressed: Appearance, translator: Translator, theme: str, language: str
) -> None:
    dressed.set_theme(theme)
    translator.set_language(language)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 768)
    shown = SuggestionList(dressed, translator, window)
    metrics = QFontMetricsF(dressed.font("small"))
    for text in {name[:2] for name in OPS}:
        shown.offer(suggestions(text, len(text)))
        cut = [
            entry.name
            for entry in shown.entries
            if metrics.horizontalAdvance(shown._about(entry)) > shown.about_room
        ]
        assert not cut, text

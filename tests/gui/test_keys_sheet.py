"""The sheet of keys fits the window, whatever its size and the size of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel, QWidget

from gui.actions import SHORTCUTS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.keys_sheet import KeysSheet, evenly

heights = st.lists(st.integers(1, 20), min_size=1, max_size=9)


@given(heights, st.integers(1, 4))
def test_columns_are_as_even_as_the_order_allows(heights: list[int], columns: int) -> None:
    shares = evenly(heights, columns)
    assert shares == sorted(shares)
    assert shares[0] == 0 and max(shares) < columns
    used = [sum(h for h, s in zip(heights, shares, strict=True) if s == n) for n in range(columns)]
    assert sum(used) == sum(heights)
    assert max(used) < sum(heights) / columns + max(heights)


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(800, 560), (1024, 768), (1600, 1000)])
def test_the_sheet_is_no_larger_than_the_window(
    qtbot, dressed: Appearance, translator: Translator, theme: str, language: str, size
) -> None:
    dressed.set_theme(theme)
    translator.set_language(language)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*size)
    sheet = KeysSheet(dressed, translator, window)
    sheet.show()
    assert sheet.width() <= size[0] and sheet.height() <= size[1]
    assert sum(1 for word in sheet.words() if word) >= 2 * len(SHORTCUTS)


def test_no_change_of_theme_dresses_what_nobody_has_opened(
    qtbot, dressed: Appearance, translator: Translator
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    sheet = KeysSheet(dressed, translator, window)
    dressed.set_scale(1.5)
    assert not sheet.findChildren(QLabel)
    sheet.show()
    lines = [label for label in sheet.findChildren(QLabel) if label.property("role") is None]
    assert {line.font().pixelSize() for line in lines} == {21}
    dressed.set_scale(1.0)
    assert {line.font().pixelSize() for line in lines} == {14}

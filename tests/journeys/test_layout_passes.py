"""Sizes that depend on each other settle: no layout begins another one inside itself."""

import pytest
from PySide6.QtWidgets import QApplication


def test_another_theme_right_after_the_window_opened(qtbot, open_window):
    window = open_window(theme="light")
    QApplication.processEvents()
    for theme in ("dark", "light", "projector", "dark"):
        window.appearance.set_theme(theme)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: window.docks.settled)


@pytest.mark.parametrize("height", [800, 600])
def test_mistakes_at_any_width(height, qtbot, open_window):
    """A bar of the images that came and went with the width once filled the stack."""
    window = open_window(theme="light")
    window.docks.show("training")
    window.session.toggle()
    window.training.tabs.setCurrentIndex(2)
    page = window.training.mistakes
    qtbot.waitUntil(lambda: bool(page.images.images), timeout=60_000)
    window.session.toggle()
    dock = window.docks["training"]
    dock.setFloating(True)
    for width in (*range(900, 330, -7), *range(330, 900, 7)):
        dock.resize(width, height)
        QApplication.processEvents()
    assert page.images.height() >= page.images.sizeHint().height()

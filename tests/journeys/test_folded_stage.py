"""The stage folds only beside a panel that one works in, and what is remembered is believed only
where it makes sense."""

import pytest
from PySide6.QtWidgets import QApplication

SIZES = [(1024, 768, "projector", 1.5), (1024, 768, "light", 2.0), (800, 1200, "projector", 1.0)]


@pytest.mark.parametrize(("width", "height", "theme", "scale"), SIZES)
def test_beside_the_rule_there_is_a_stage_however_large_letters_are(
    width, height, theme, scale, qtbot, open_window
):
    window = open_window(theme=theme)
    window.resize(width, height)
    window.appearance.set_scale(scale)
    for name in ("card", "explore", "card"):
        window.docks.show(name)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: window.docks.settled)
        assert not window.place.folded


@pytest.mark.parametrize("width", [3e9, 1e300, 0, -5, True, float("nan"), "wide", None])
def test_a_width_that_makes_no_sense_is_not_believed(width, open_window):
    widths = open_window(theme="light").docks.widths
    widths.restore({"light": {"": {"right": width, "examples": 150.0}, "other": {"right": 300}}})
    assert widths.as_json() == {"light": {"": {"examples": 150.0}}}
    widths.apply()


def test_a_room_that_was_shared_for_now_is_not_remembered(qtbot, open_window):
    window = open_window(theme="projector")
    window.resize(1024, 768)
    window.docks.show("lab")
    qtbot.waitUntil(lambda: window.docks.settled and window.place.folded)
    large = window.docks["lab"].width()
    window.docks["card"].hide()
    window.docks.show_stage()
    qtbot.waitUntil(lambda: window.docks.settled and not window.place.folded)
    assert window.docks["lab"].width() < large
    assert window.docks.widths.as_json() == {}
    window.docks["card"].show()
    window.docks.show("card")
    qtbot.waitUntil(lambda: window.docks.settled)
    window.docks.show("lab")
    qtbot.waitUntil(lambda: window.docks.settled and window.place.folded)
    assert window.docks["lab"].width() == large

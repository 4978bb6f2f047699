"""The frame around the panels: presenting, keys, memory, errors."""

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.messages import StudioError
from gui.actions import SHORTCUTS
from gui.errors import ErrorReporter
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.stage.playback.transport import SPEEDS
from gui.training.panel import TrainingPanel
from gui.window_state import FIRST_EXAMPLE


def test_present_and_leave(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window.stage.view, Qt.Key.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    assert window.docks["examples"].isHidden() and window.docks["card"].isHidden()
    qtbot.keyClick(window.stage.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert not window.docks["examples"].isHidden() and not window.docks["card"].isHidden()


@pytest.mark.parametrize("key", [Qt.Key.Key_B, Qt.Key.Key_Period])
def test_blank_the_screen(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    qtbot.keyClick(window.stage.view, key)
    blank = window.presentation.blank
    assert blank.isVisible() and blank.size() == window.size()
    qtbot.keyClick(blank, Qt.Key.Key_Escape)
    assert not blank.isVisible()


def test_b_in_the_expression_is_a_letter(qtbot: QtBot, window: MainWindow) -> None:
    window.handlers.edit_expression()
    qtbot.keyClicks(window.expression.field, "b.")
    assert not window.presentation.blank.isVisible()
    assert window.expression.text == "b."


def test_space_presses_a_focused_button_instead_of_playing(
    qtbot: QtBot, window: MainWindow
) -> None:
    loop = window.transport.loop
    loop.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(loop, Qt.Key.Key_Space)
    assert loop.isChecked()
    assert not window.player.playing


def test_f1_lists_every_key(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window.stage.view, Qt.Key.Key_F1)
    assert window.keys.isVisible()
    words = window.keys.words()
    for row in SHORTCUTS:
        assert window.translator.tr(f"window.action.{row.name}") in words


def test_larger_and_smaller_move_everything(qtbot: QtBot, window: MainWindow) -> None:
    height = window.stage.caption.fontMetrics().height()
    control = Qt.KeyboardModifier.ControlModifier
    for _ in range(4):
        qtbot.keyClick(window.stage.view, Qt.Key.Key_Plus, control)
    assert window.stage.caption.fontMetrics().height() > 1.3 * height
    for _ in range(4):
        qtbot.keyClick(window.stage.view, Qt.Key.Key_Minus, control)
    assert window.stage.caption.fontMetrics().height() == height
    assert (window.width(), window.height()) == (1280, 800)  # text never resizes the window


class _Polished(QObject):
    """Counts how often Qt tells widgets that they have another style."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_another_theme_dresses_each_widget_a_few_times_at_most(window: MainWindow) -> None:
    """Not once more for each widget around it: that takes the window most of a second."""
    counter = _Polished()
    QApplication.instance().installEventFilter(counter)
    window.appearance.set_theme("dark")
    QApplication.instance().removeEventFilter(counter)
    assert 0 < counter.count < 3 * len(QApplication.allWidgets())


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_a_window_is_dressed_when_it_stands(qapp: QApplication, open_window, theme: str) -> None:
    """Dressed before, each widget is again wherever it goes: that takes half of the start. On the
    projector the sheet depends on the window's height, too."""
    counter = _Polished()
    qapp.installEventFilter(counter)
    open_window(theme=theme, size=None)
    qapp.removeEventFilter(counter)
    assert 0 < counter.count < 2 * len(qapp.allWidgets())


def test_the_window_stays_its_size_on_the_projector(window: MainWindow) -> None:
    window.appearance.set_theme("projector")
    assert (window.width(), window.height()) == (1280, 800)


def test_tomorrow_it_looks_as_it_was_left(open_window) -> None:
    today = open_window()
    today.appearance.set_theme("dark")
    today.appearance.set_scale(1.2)
    today.handlers.switch_language()
    today.director.open("gates")
    today.workbench.set_value("x", 7.0)
    today.player.set_speed(2.0)
    today.arena.set_surface("rosenbrock")
    today.close()
    tomorrow = open_window(language=None, theme=None)
    assert tomorrow.appearance.theme.name == "dark"
    assert tomorrow.appearance.scale == pytest.approx(1.2)
    assert tomorrow.translator.language == "zh_CN"
    assert tomorrow.examples.current == "gates"
    assert tomorrow.stage.frame.trace.values["x"] == 7
    assert tomorrow.player.speed == 2.0
    assert tomorrow.arena.session.setup.surface.name == "rosenbrock"


@pytest.mark.parametrize("damage", [b"", b"\0\xff[[[", b"[look]\ntheme=7\nscale=big\n"])
def test_damaged_settings_cost_only_the_settings(open_window, tmp_path, damage: bytes) -> None:
    (tmp_path / "settings.ini").write_bytes(damage)
    window = open_window(language=None, theme=None)
    assert window.stage.frame is not None


HUGE = "1" + "0" * 400  # more than a float can hold


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("look/theme", '"solarized"'),
        ("look/language", '"fr"'),
        ("look/scale", "NaN"),
        ("look/scale", "-Infinity"),
        ("look/scale", HUGE),
        ("look/scale", "1e308"),
        ("look/reduced_motion", "[]"),
        ("window/geometry", '"AdnQywADAAAAAAAA////////////////////////////////"'),
        ("window/geometry", '"é"'),
        ("window/layout", '"AAAA/wAAAAD9AAAAAgAAAAAAAP//"'),
        ("stage/speed", "NaN"),
        ("stage/speed", "-1e300"),
        ("stage/loop", '"yes"'),
        ("stage/example", '"\\ud800"'),
        ("stage/example", "[" * 100_000),
        ("stage/expression", '"y = x * x"'),  # of an older version
        ("files/current", '["a"]'),
        ("stage/history", '["y = a", 3, null, ["x"], "(((", "\\ud800"]'),
        ("stage/history", '{"a": 1}'),
        ("training", "[1, 2]"),
        ("training", '{"settings": [1, 2], "view": [], "log": {}}'),
        ("training", '{"settings": {"learning_rate": Infinity}}'),
        ("training", '{"settings": {"hidden": 1e999, "seed": ' + HUGE + "}}"),
        ("training", '{"settings": {"hidden": 1e300, "optimizer": [], "activation": null}}'),
        ("arena", '{"step": ' + HUGE + "}"),
        ("arena", '{"step": -1e300, "speed": [], "surface": {}}'),
        ("arena", '{"setups": {"ravine": {"start": [' + HUGE + ', 0], "steps": 1e300}}}'),
        ("arena", '{"setups": {"ravine": {"start": [1e308, -1e308]}}}'),
        ("arena", '{"setups": {"ravine": {"rates": {"sgd": 1e308, "x": 1}}}, "shown": [[]]}'),
        ("arena", '{"setups": [], "shown": {"sgd": 1}}'),
    ],
)
def test_no_remembered_value_prevents_the_start(open_window, tmp_path, key, value) -> None:
    file = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    file.setValue("stage/example", '"neuron"')
    file.setValue(key, value)
    file.sync()
    window = open_window(language=None, theme=None)
    window.handlers.race()
    assert window.arena.view.isVisible() and window.player.speed in SPEEDS
    assert window.stage.frame is not None
    assert window.director.example == (FIRST_EXAMPLE if key == "stage/example" else "neuron")


def test_a_stage_that_cannot_be_read_gives_way_to_an_example(open_window, tmp_path) -> None:
    drafts = tmp_path / "state" / "drafts"
    drafts.mkdir(parents=True)
    (drafts / "stage.backprop").write_bytes(b"{")
    window = open_window(language=None, theme=None)
    assert window.director.example == FIRST_EXAMPLE


def test_what_cannot_be_restored_is_logged_and_costs_nothing_else(
    open_window, tmp_path, monkeypatch, caplog
) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.put("stage/speed", 2.0)
    settings.put("arena", {"surface": "rosenbrock"})
    settings.save()
    with monkeypatch.context() as broken:
        broken.setattr(TrainingPanel, "restore_state", lambda *_: 1 / 0)
        window = open_window(language=None, theme=None)
    assert "ZeroDivisionError" in caplog.text
    assert window.player.speed == 2.0
    assert window.arena.session.setup.surface.name == "rosenbrock"
    assert window.stage.frame is not None


def test_settings_keep_their_types(tmp_path) -> None:
    settings = Settings(tmp_path / "s.ini")
    for key, value in (("a", True), ("b", 1.5), ("c", {"x": [1, 2]}), ("d", "中文"), ("e", 3)):
        settings.put(key, value)
    settings.save()
    again = Settings(tmp_path / "s.ini")
    assert again.get("a", False) is True
    assert again.get("b", 0.0) == 1.5
    assert again.get("c", {}) == {"x": [1, 2]}
    assert again.get("d", "") == "中文"
    assert again.get("e", "a string was expected") == "a string was expected"


def test_an_error_is_one_sentence_in_place(
    qtbot: QtBot, window: MainWindow, reporter: ErrorReporter
) -> None:
    window.watch(reporter)
    window.player.settings_changed.connect(lambda: {}["nothing"])
    window.transport.loop.click()
    said = window.notice.sentence.text()
    assert window.notice.isVisible() and "test_house.py" in said and str(reporter.log_file) in said
    assert "KeyError: 'nothing'" in reporter.log_file.read_text(encoding="utf-8")
    assert window.player.loop
    qtbot.keyClick(window.stage.view, Qt.Key.Key_Space)
    assert window.player.playing
    window.notice.close_button.click()
    assert not window.notice.isVisible()


def test_an_expected_error_says_its_own_sentence(
    window: MainWindow, reporter: ErrorReporter
) -> None:
    window.watch(reporter)
    error = StudioError("data.error.no_folder", folder="nowhere")
    reporter.report(error)
    assert window.notice.isVisible() and window.notice.sentence.text() == str(error)


def test_escape_closes_what_is_in_front(qtbot: QtBot, window: MainWindow) -> None:
    window.editor.commands.run("edit_value", "a")
    qtbot.keyClick(window.editor.commands.field, Qt.Key.Key_Escape)
    assert not window.editor.commands.field.isVisible()
    window.keys.toggle()
    qtbot.waitUntil(window.keys.isVisible)
    qtbot.keyClick(window.keys, Qt.Key.Key_Escape)
    assert not window.keys.isVisible()


def test_a_click_leaves_the_keyboard_to_the_stage(qtbot: QtBot, window: MainWindow) -> None:
    examples = window.examples.list
    place = examples.visualItemRect(examples.item(1)).center()
    qtbot.mouseClick(examples.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.examples.current == "gates"
    qtbot.mouseClick(window.transport.loop, Qt.MouseButton.LeftButton)
    qtbot.keyClick(window, Qt.Key.Key_End)
    assert window.examples.current == "gates"
    assert window.player.playback.at_end
    qtbot.keyClick(window, Qt.Key.Key_Left)
    assert not window.player.playback.at_end


def test_return_and_escape_give_the_keyboard_back(qtbot: QtBot, window: MainWindow) -> None:
    window.handlers.edit_expression()
    qtbot.keyClicks(window.expression.field, "y = x * x")
    qtbot.keyClick(window.expression.field, Qt.Key.Key_Return)
    assert window.stage.view.hasFocus()
    window.handlers.edit_expression()
    qtbot.keyClicks(window.expression.field, "y = sn(")
    qtbot.keyClick(window.expression.field, Qt.Key.Key_Escape)
    assert window.stage.view.hasFocus()
    assert window.expression.text == "y = x * x"
    assert not window.expression.shown_problem


def test_nothing_happens_behind_a_blank_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.player.play()
    qtbot.keyClick(window.stage.view, Qt.Key.Key_B)
    assert not window.player.playing
    qtbot.keyClick(window.presentation.blank, Qt.Key.Key_Space)
    assert not window.presentation.blank.isVisible()
    assert not window.player.playing
    assert window.stage.view.hasFocus()
    assert window.expression.text == "e = (a + b) * (b + 1)"


@pytest.mark.qt_log_ignore("does not support raise", extend=True)  # the offscreen platform
def test_all_panels_come_back(window: MainWindow) -> None:
    window.docks["arena"].close()
    window.docks["examples"].setFloating(True)
    window.docks["card"].close()
    window.docks.reset()
    assert all(not dock.isHidden() for dock in window.docks.by_name.values())
    assert not any(dock.isFloating() for dock in window.docks.by_name.values())


def test_a_half_typed_formula_is_not_remembered(open_window) -> None:
    today = open_window()
    today.director.open("gates")
    today.expression.field.setText("f = (x*")
    today.close()
    tomorrow = open_window()
    assert tomorrow.examples.current == "gates"
    assert tomorrow.stage.frame is not None


def test_examples_that_stepped_aside_come_back_another_day(open_window) -> None:
    today = open_window()
    today.appearance.set_scale(2.0)
    assert today.docks["examples"].isHidden()
    today.close()
    tomorrow = open_window()
    assert tomorrow.docks["examples"].isHidden()
    tomorrow.appearance.set_scale(1.0)
    assert not tomorrow.docks["examples"].isHidden()


def test_after_a_narrow_screen_the_examples_are_as_wide_as_before(qtbot, window) -> None:
    window.resize(1280, 800)
    QApplication.processEvents()
    before = window.docks["examples"].width()
    window.resize(800, 600)
    QApplication.processEvents()
    assert window.docks["examples"].isHidden()
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: window.docks["examples"].width() == before)


def test_when_the_system_takes_the_screen_back_escape_still_brings_the_panels(
    qtbot: QtBot, window: MainWindow
) -> None:
    shown = [name for name, dock in window.docks.by_name.items() if not dock.isHidden()]
    window.presentation.enter()
    window.showNormal()  # as the keys of a desktop do
    QApplication.processEvents()
    window.activateWindow()
    QApplication.processEvents()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.presentation.can_leave and window.menuWidget().isVisible()
    assert shown == [n for n, dock in window.docks.by_name.items() if not dock.isHidden()]


def test_presenting_gives_the_bar_away_and_typing_brings_it_back(window: MainWindow) -> None:
    presentation, bar = window.presentation, window.menuWidget()
    presentation.enter()
    assert bar.isHidden()
    window.handlers.edit_expression()
    assert not bar.isHidden()
    presentation.hide_bar()
    assert bar.isHidden()
    presentation.leave()
    assert not bar.isHidden()


def test_a_step_is_over_when_the_screen_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    """No pulse hangs half way along a wire."""
    window.player.seek(7.4)
    qtbot.keyClick(window, Qt.Key.Key_B)
    qtbot.keyClick(window.presentation.blank, Qt.Key.Key_Escape)
    assert window.player.playback.position == 8.0
    assert not window.player.playing

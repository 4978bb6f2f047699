"""Playing, stepping and scrubbing, with a clock that the test holds."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.language.expression import parse
from core.playback import Frame
from core.trace import Trace, run
from core.values import starting_values
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.playback.player import Player
from gui.stage.playback.transport import SPEEDS, TransportBar


def traced(text: str, **values: float) -> Trace:
    graph = parse(text)
    return run(graph, starting_values(graph, {k: np.asarray(v) for k, v in values.items()}))


CHAIN = traced("e = (a + b) * (b + 1)", a=2.0, b=1.0)


@pytest.fixture
def player(dressed: Appearance) -> Player:
    player = Player(dressed)
    player.set_trace(CHAIN)
    return player


@pytest.fixture
def bar(qtbot, dressed: Appearance, translator: Translator, player: Player) -> TransportBar:
    bar = TransportBar(dressed, translator, player)
    qtbot.addWidget(bar)
    bar.resize(1000, 90)
    with qtbot.waitExposed(bar):
        bar.show()
    player.set_trace(CHAIN)
    return bar


def press(bar: TransportBar, name: str) -> None:
    QTest.mouseClick(bar.buttons[name], Qt.MouseButton.LeftButton)


def at(bar: TransportBar, position: float) -> QPoint:
    return QPoint(round(bar.timeline.x_of(position)), bar.timeline.height() - 8)


def position(player: Player) -> float:
    assert player.frame is not None
    return player.frame.position


# the player


def test_it_plays_to_the_end_and_rests(player: Player, qtbot) -> None:
    player.set_speed(200.0)
    with qtbot.waitSignal(player.playing_changed, timeout=5000):
        player.play()
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    assert position(player) == len(CHAIN)
    assert not player.ticking


def test_a_step_animates_one_event(player: Player, qtbot) -> None:
    frames: list[Frame] = []
    player.frame_changed.connect(frames.append)
    player.set_speed(5.0)
    player.step()
    assert player.ticking
    qtbot.waitUntil(lambda: not player.ticking, timeout=5000)
    assert position(player) == 1
    assert [frame.position for frame in frames] == sorted(frame.position for frame in frames)


def test_reduced_motion_shows_results_only(player: Player, dressed: Appearance) -> None:
    dressed.set_reduced_motion(True)
    frames: list[Frame] = []
    player.frame_changed.connect(frames.append)
    player.step()
    player.step()
    assert [frame.position for frame in frames] == [1, 2]
    assert not player.ticking


def test_back_and_ends(player: Player) -> None:
    player.to_end()
    assert position(player) == len(CHAIN)
    player.step_back()
    assert position(player) == len(CHAIN) - 1
    player.to_start()
    assert position(player) == 0
    player.step_back()
    assert position(player) == 0


def test_playing_from_the_end_starts_again(player: Player) -> None:
    player.to_end()
    player.toggle()
    assert player.playing
    assert position(player) < 1
    player.toggle()
    assert not player.playing


def test_speed_and_loop_outlive_the_trace(player: Player) -> None:
    player.set_speed(2.0)
    player.set_loop(True)
    player.set_trace(traced("y = x * x"))
    assert player.playback is not None
    assert (player.playback.speed, player.playback.loop) == (2.0, True)


def test_without_a_trace_nothing_happens(dressed: Appearance) -> None:
    player = Player(dressed)
    for call in (player.play, player.step, player.step_back, player.to_end, player.toggle):
        call()
    assert player.frame is None


# the bar


def test_the_buttons_do_what_they_show(bar: TransportBar, player: Player) -> None:
    press(bar, "to_end")
    assert position(player) == len(CHAIN)
    press(bar, "step_back")
    assert position(player) == len(CHAIN) - 1
    press(bar, "to_start")
    assert position(player) == 0
    press(bar, "play")
    assert player.playing
    assert bar.buttons["play"].icon_name == "pause"
    press(bar, "play")
    assert not player.playing
    assert bar.buttons["play"].icon_name == "play"


def test_a_click_goes_there_and_a_drag_scrubs(bar: TransportBar, player: Player) -> None:
    QTest.mouseClick(bar.timeline, Qt.MouseButton.LeftButton, pos=at(bar, 5.0))
    assert position(player) == 5, "near the end of an event, the knob settles there"
    QTest.mousePress(bar.timeline, Qt.MouseButton.LeftButton, pos=at(bar, 5.0))
    QTest.mouseMove(bar.timeline, at(bar, 8.5))
    assert position(player) == pytest.approx(8.5, abs=0.1)
    QTest.mouseMove(bar.timeline, at(bar, 2.5))
    assert position(player) == pytest.approx(2.5, abs=0.1), "backwards too"
    QTest.mouseRelease(bar.timeline, Qt.MouseButton.LeftButton, pos=at(bar, 2.5))
    QTest.mouseMove(bar.timeline, at(bar, 9.0))
    assert position(player) == pytest.approx(2.5, abs=0.1)


def test_the_timeline_names_its_events(bar: TransportBar, translator: Translator) -> None:
    assert bar.timeline.words_at(bar.timeline.x_of(2.5)) == "Compute c"
    assert bar.timeline.words_at(bar.timeline.x_of(11.5)) == "Propagate c → b"
    translator.set_language("zh_CN")
    assert bar.timeline.words_at(bar.timeline.x_of(11.5)) == "传播 c → b"


def test_the_words_say_where_we_are(
    bar: TransportBar, player: Player, translator: Translator
) -> None:
    assert bar.words.text() == "13 steps"
    player.seek(11.5)
    assert bar.words.text() == "step 12 of 13 · Propagate c → b"
    translator.set_language("zh_CN")
    assert bar.words.text() == "第 12 / 13 步 · 传播 c → b"


def test_what_is_over_is_coloured_and_what_is_to_come_is_not(
    bar: TransportBar, player: Player, dressed: Appearance
) -> None:
    player.seek(8.0)
    picture = bar.timeline.grab().toImage()
    y = at(bar, 0).y() - dressed.px(2)
    theme = dressed.theme
    found = [picture.pixelColor(round(bar.timeline.x_of(i + 0.4)), y) for i in (2, 6, 11)]
    assert found == [theme.forward, theme.backward, theme.track]


def test_many_events_melt_into_one_bar(bar: TransportBar, player: Player) -> None:
    assert not bar.timeline.merged
    player.set_trace(traced(f"add({', '.join(['x'] * 120)})"))
    assert bar.timeline.merged
    bar.grab()


def test_speed_and_loop_are_set_on_the_bar(bar: TransportBar, player: Player) -> None:
    bar.speed.setFocus()
    QTest.keyClick(bar.speed, Qt.Key.Key_Down)
    assert player.speed == SPEEDS[SPEEDS.index(1.0) + 1]
    QTest.mouseClick(bar.loop, Qt.MouseButton.LeftButton)
    assert player.loop


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [640, 1000])
def test_everything_on_the_bar_is_visible(
    bar: TransportBar, player: Player, translator: Translator, language: str, width: int
) -> None:
    translator.set_language(language)
    bar.resize(width, bar.sizeHint().height())
    player.seek(11.5)
    for part in (*bar.buttons.values(), bar.timeline, bar.words, bar.keys, bar.speed, bar.loop):
        assert bar.rect().contains(part.geometry()), part
        assert part.height() >= part.minimumSizeHint().height()

"""What takes long to draw waits while numbers move or nobody looks, and misses nothing."""

import pytest
from PySide6.QtCore import QObject

from core.language.expression import parse
from core.playback import Frame, frame_at
from core.trace import run
from gui.stage.chain_rule.frame_debouncer import FrameDebouncer


def test_frames_pass_at_once_until_a_hand_moves_a_number(qtbot) -> None:
    owner = QObject()
    debouncer, seen = FrameDebouncer(owner), []
    passed: list[Frame] = []
    debouncer.frame_changed.connect(seen.append)
    debouncer.passed_by.connect(passed.append)
    trace = run(parse("e = a * 2"), {"a": 3.0})
    frames = [frame_at(trace, position) for position in range(4)]
    debouncer.set_frame(frames[0])
    assert seen == frames[:1]
    debouncer.hold()
    for frame in frames[1:]:
        debouncer.set_frame(frame)
    assert seen == frames[:1]
    assert passed == frames[2:], "from the second step on"
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [frames[0], frames[3]], "only the last one is drawn"
    debouncer.set_frame(frames[1])
    assert seen[-1] is frames[1]


@pytest.mark.parametrize("cause", ["training", "out of sight"])
def test_what_nobody_can_read_is_not_set(qtbot, cause: str) -> None:
    owner = QObject()
    debouncer, seen, passed = FrameDebouncer(owner), [], []
    debouncer.frame_changed.connect(seen.append)
    debouncer.passed_by.connect(passed.append)
    trace = run(parse("e = a * 2"), {"a": 3.0})
    frames = [frame_at(trace, position) for position in range(3)]
    training = cause == "training"
    change = debouncer.set_training if training else debouncer.set_seen
    change(training)
    for frame in frames:
        debouncer.set_frame(frame)
    assert not seen
    assert passed == (frames[1:] if training else []), "numbers follow where they can be seen"
    change(not training)
    assert seen == frames[2:], "the last one, as soon as it can be read"


def test_of_steps_that_are_leafed_through_the_first_and_the_last_are_shown(qtbot) -> None:
    owner = QObject()
    debouncer, seen, passed, waited = FrameDebouncer(owner), [], [], []
    debouncer.frame_changed.connect(seen.append)
    debouncer.passed_by.connect(passed.append)
    debouncer.waiting.connect(lambda: waited.append(len(seen)))
    trace = run(parse("e = a * 2"), {"a": 3.0})
    frames = [frame_at(trace, position) for position in range(4)]
    for frame in frames:  # the timeline moves the player, and is known to have done so
        debouncer.set_frame(frame)
        debouncer.skim()
    assert seen == frames[:1] and not passed
    assert waited == [1, 1, 1], "it is known that others go by"
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[-1] is frames[-1]
    debouncer.set_frame(frames[1])
    assert seen[-1] is frames[1], "and then as before"

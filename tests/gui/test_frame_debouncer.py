"""What takes long to draw waits while a number is moved by hand, and misses nothing."""

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

"""How quickly the arena follows a hand: paths while a slider or the start is dragged, contours of
a new function, basins.

    python tests/benchmarks/bench_arena.py [surface …]

Prints for each surface the milliseconds from a change of a slider (one racer) and of the start
(all seven) until the new paths are on the screen, and the longest time that the window was not
free in between. Then the same of a hand that rests now and then: `drag` is the start, over all of
the map, judged in the rests; `move` is the view, in whose rests minima are searched for; `lock` is
how much of such a pause was spent waiting for a thread that held Python's. What other programs took
of the processor is no part of a pause (where there is no /proc, it is, and counts as waiting). At
last the time to paint the contours of a new function. Needs no screen.
"""

import os
import sys
import threading
import time
from collections.abc import Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from core.surfaces import SURFACES
from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.garbage import GarbageCollector
from gui.i18n import Translator

ROUNDS = 12
MOVES, REST_MS = 8, 190  # of a stretch; a race is judged 120 ms after the last move
OVER_THE_MAP = ((0.5, 0.5), (0.1, 0.5), (0.1, 0.9), (0.9, 0.9), (0.9, 0.1), (0.5, 0.5))
BACK_AND_FORTH = ((0.8, 0.8), (0.6, 0.7), (0.4, 0.6), (0.6, 0.7), (0.8, 0.8), (0.95, 0.95))
SIZES = ((360, 620), (1400, 900))


class Clock:
    """Milliseconds of this thread: that it was there, was worked for, and stood in the queue for a
    processor."""

    def __init__(self) -> None:
        self._queue = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")

    def read(self) -> np.ndarray:
        queued = int(self._queue.read_text().split()[1]) if self._queue.exists() else 0
        return np.array([time.perf_counter_ns(), time.thread_time_ns(), queued]) / 1e6


class Heart:
    """Beats as often as the window lets it; the longest pause is the worst stall."""

    def __init__(self) -> None:
        self.pauses: list[np.ndarray] = []
        self._clock = Clock()
        self._last = self._clock.read()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = self._clock.read()
        self.pauses.append(now - self._last)
        self._last = now

    def worst(self) -> tuple[float, float]:
        """Of the window's own pauses the longest, and the longest wait for a lock in one."""
        there, worked, queued = np.reshape(self.pauses, (-1, 3)).T
        self.pauses.clear()
        own = there - queued
        return own.max(initial=0.0), (own - worked).max(initial=0.0)


def live(milliseconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(milliseconds), loop.quit)
    loop.exec()


def until_shown(panel: ArenaPanel, app: QApplication) -> None:
    """Until the window has recorded every path anew and has painted it."""
    while not panel.session.is_recorded:
        app.processEvents()
    app.processEvents()


def follow(panel: ArenaPanel, app: QApplication, heart: Heart, change) -> tuple[float, float]:
    """Milliseconds until a change is on the screen (median), and the worst stall."""
    times = []
    heart.worst()
    for i in range(ROUNDS):
        start = time.perf_counter()
        change(i)
        until_shown(panel, app)
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times)), heart.worst()[0]


class Hand:
    """On the map, with the left button."""

    def __init__(self, panel: ArenaPanel, heart: Heart) -> None:
        self._panel, self._heart = panel, heart

    def drag(self, start: QPointF, stretches: Sequence[tuple[float, float]]) -> tuple[float, float]:
        """Through these shares of the map's width and height, with a rest after each. The window's
        worst pause, and its worst wait for a lock."""
        view, left, none = self._panel.view, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        self._heart.worst()
        self._send(QEvent.Type.MouseMove, start, none, none)
        self._send(QEvent.Type.MouseButtonPress, start, left, left)
        here = start
        for across, down in stretches:
            there = QPointF(across * view.width(), down * view.height())
            for share in np.linspace(0, 1, MOVES)[1:]:
                self._send(QEvent.Type.MouseMove, here + (there - here) * share, none, left)
                live(8)
            here = there
            live(REST_MS)
        self._send(QEvent.Type.MouseButtonRelease, here, left, none)
        return self._heart.worst()

    def _send(
        self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        port = self._panel.view.viewport()
        no_keys = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, port.mapToGlobal(at), button, held, no_keys)
        QApplication.sendEvent(port, event)


def measure_following(panel: ArenaPanel, app: QApplication, heart: Heart, steps: int) -> str:
    """A row: of the slider, and of the start."""

    def drag_rate(i: int) -> None:
        racer = panel.session.setup["momentum"].racer
        rate = racer.value("lr") * (0.97 if i % 2 else 1.03)
        panel.editor.set_racer("momentum", racer.with_setting("lr", rate), "lr")

    def drag_start(i: int) -> None:
        x, y = panel.session.setup.surface.start
        panel.editor.move_start(0, x + 0.01 * (i + 1), y)

    panel.editor.set_steps(steps)
    panel.seek(steps)
    until_shown(panel, app)
    one = follow(panel, app, heart, drag_rate)
    all_of_them = follow(panel, app, heart, drag_start)
    return f"{one[0]:9.1f}{one[1]:8.1f}{all_of_them[0]:9.1f}{all_of_them[1]:8.1f}"


def measure_hand(panel: ArenaPanel, heart: Heart) -> str:
    """A row: of the start that is dragged, and of the view, on the page on which all are judged."""
    hand, page = Hand(panel, heart), panel.pages.page
    panel.pages.show_page("compare")
    live(REST_MS)
    dragged = hand.drag(panel.view.pixel_of(*panel.session.setup.start), OVER_THE_MAP)
    size = panel.view.size()
    corner = QPointF(0.95 * size.width(), 0.85 * size.height())
    moved = hand.drag(corner, BACK_AND_FORTH)
    panel.pages.show_page(page)
    panel.editor.reset()
    panel.view.fit()
    return f"{dragged[0]:9.1f}{dragged[1]:8.1f}{moved[0]:9.1f}{moved[1]:8.1f}"


def measure_contours(panel: ArenaPanel) -> None:
    times = []
    for i in range(ROUNDS):
        panel.session.change(panel.session.setup.with_steps(50), panel.session.undo_label)
        text = f"sin({1 + i / 10} * x) * cos(y) + exp(-x*x) + (x*x + y*y) / 20"
        start = time.perf_counter()
        panel.editor.set_function(text)
        panel.view.viewport().repaint()
        times.append(1000 * (time.perf_counter() - start))
    size = panel.size().toTuple()
    print(f"a new function, typed to painted, {size}: {np.median(times):.1f} ms")
    times = []
    for _ in range(ROUNDS):
        panel.view._surface_item.redraw()
        start = time.perf_counter()
        panel.view.viewport().repaint()
        times.append(1000 * (time.perf_counter() - start))
    print(f"  its contours alone: {np.median(times):.1f} ms")


def main() -> None:
    app = QApplication([])
    appearance, translator = Appearance(), Translator()
    appearance.install(app)
    panel = ArenaPanel(appearance, translator)
    panel.resize(*SIZES[0])
    panel.show()
    live(300)
    garbage = GarbageCollector()  # as the program does
    garbage.keep_what_stands()
    heart = Heart()
    names = "slider", "stall", "start", "stall", "drag", "lock", "move", "lock"
    widths = (9, 8) * 4
    head = "".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True))
    print(f"{'7 racers':14}{'steps':>6}{head}   (ms)")
    for name in sys.argv[1:] or SURFACES:
        panel.set_surface(name)
        for steps in (200, 1000):
            followed = measure_following(panel, app, heart, steps)
            print(f"{name:14}{steps:6}{followed}{measure_hand(panel, heart)}", flush=True)
    for size in SIZES:
        panel.resize(*size)
        live(200)
        measure_contours(panel)
    panel.close_work()
    panel.close()


if __name__ == "__main__":
    main()

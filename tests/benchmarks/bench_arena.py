"""How quickly the arena follows a hand: paths while a slider or the start is dragged, contours of
a new function, basins.

    python tests/benchmarks/bench_arena.py

Prints for each surface the milliseconds from a change of a slider (one racer) and of the start
(all seven) until the new paths are on the screen, and the longest time that the window was not
free in between; then the time to paint the contours of a new function. Needs no screen.
"""

import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.surfaces import SURFACES
from gui.appearance import Appearance
from gui.arena.panel import ArenaPanel
from gui.garbage import GarbageCollector
from gui.i18n import Translator

ROUNDS = 12
SIZES = ((360, 620), (1400, 900))


class Heart:
    """Beats as often as the window lets it; the longest pause is the worst stall."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.pauses.append(1000 * (now - self._last))
        self._last = now

    def worst(self) -> float:
        found = max(self.pauses, default=0.0)
        self.pauses.clear()
        return found


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
    return float(np.median(times)), heart.worst()


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

    def drag_rate(i: int) -> None:
        racer = panel.session.setup["momentum"].racer
        rate = racer.value("lr") * (0.97 if i % 2 else 1.03)
        panel.editor.set_racer("momentum", racer.with_setting("lr", rate), "lr")

    def drag_start(i: int) -> None:
        x, y = panel.session.setup.surface.start
        panel.editor.move_start(0, x + 0.01 * (i + 1), y)

    print(f"{'7 racers':14}{'steps':>6}{'slider':>9}{'stall':>8}{'start':>9}{'stall':>8}   (ms)")
    for name in SURFACES:
        panel.set_surface(name)
        for steps in (200, 1000):
            panel.editor.set_steps(steps)
            panel.seek(steps)
            until_shown(panel, app)
            one = follow(panel, app, heart, drag_rate)
            all_of_them = follow(panel, app, heart, drag_start)
            numbers = f"{one[0]:9.1f}{one[1]:8.1f}{all_of_them[0]:9.1f}{all_of_them[1]:8.1f}"
            print(f"{name:14}{steps:6}{numbers}")
    for size in SIZES:
        panel.resize(*size)
        live(200)
        times = []
        for i in range(ROUNDS):
            panel.session.change(panel.session.setup.with_steps(50), panel.session.undo_label)
            text = f"sin({1 + i / 10} * x) * cos(y) + exp(-x*x) + (x*x + y*y) / 20"
            start = time.perf_counter()
            panel.editor.set_function(text)
            panel.view.viewport().repaint()
            times.append(1000 * (time.perf_counter() - start))
        print(f"a new function, typed to painted, {size}: {np.median(times):.1f} ms")
        times = []
        for _ in range(ROUNDS):
            panel.view._surface_item.redraw()
            start = time.perf_counter()
            panel.view.viewport().repaint()
            times.append(1000 * (time.perf_counter() - start))
        print(f"  its contours alone: {np.median(times):.1f} ms")
    panel.close_work()
    panel.close()


if __name__ == "__main__":
    main()

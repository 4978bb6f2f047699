"""How evenly the window moves, idle and while the net trains beside it.

    python tests/benchmarks/bench_window.py [seconds]

Prints the interval between frames of a playing animation (median and 99th percentile) without and
with training in the worker, the training rate in the window, and the rate of the same trainer
without a window: all measured in one run, to be read as ratios. Needs no screen.
"""

import os
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from threadpoolctl import threadpool_limits

from core.datasets import load
from core.training import Trainer, TrainingConfig
from gui.application import make_window
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.training.phase import Phase

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0


class PaintClock(QObject):
    """Notes the time of each paint event of a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False


def live(milliseconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(milliseconds), loop.quit)
    loop.exec()


def intervals(window: MainWindow) -> tuple[float, float]:
    """Median and 99th percentile of the milliseconds between two frames of the stage."""
    clock = PaintClock()
    viewport = window.stage.view.viewport()
    viewport.installEventFilter(clock)
    window.player.set_loop(True)
    window.player.play()
    live(500)
    clock.times.clear()
    live(1000 * SECONDS)
    viewport.removeEventFilter(clock)
    gaps = 1000 * np.array([b - a for a, b in pairwise(clock.times)])
    return float(np.median(gaps)), float(np.percentile(gaps, 99))


def headless_rate() -> float:
    """Iterations a second of the same trainer, alone."""
    trainer = Trainer(load(), TrainingConfig())
    steps = trainer.steps()
    with threadpool_limits(1):
        next(steps)
        start = time.perf_counter()
        count = 0
        while time.perf_counter() - start < SECONDS:
            next(steps)
            count += 1
    return count / SECONDS


def main() -> None:
    alone = headless_rate()
    settings = Settings(Path(tempfile.mkdtemp()) / "settings.ini")
    window = make_window(load, settings, "light", "en")
    window.resize(1280, 800)
    window.show()
    window.docks.show("training")
    while window.session.phase is not Phase.READY:
        live(50)
    idle = intervals(window)
    window.session.configure(iterations=10_000_000)
    window.session.start()
    live(500)
    window.director.open("chain_rule")
    before = window.session.recording.steps
    start = time.perf_counter()
    busy = intervals(window)
    rate = (window.session.recording.steps - before) / (time.perf_counter() - start)
    window.close()
    print(f"{'frame interval (ms)':32}{'median':>8}{'p99':>8}")
    print(f"{'idle':32}{idle[0]:8.1f}{idle[1]:8.1f}")
    print(f"{'while the net trains':32}{busy[0]:8.1f}{busy[1]:8.1f}")
    print(f"{'ratio':32}{busy[0] / idle[0]:8.2f}{busy[1] / idle[1]:8.2f}")
    print(f"training rate: {rate:.0f} it/s in the window, {alone:.0f} alone: {rate / alone:.2f}")


if __name__ == "__main__":
    main()

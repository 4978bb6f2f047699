"""How evenly the window moves, idle and while the net trains beside it, and the memory of it all.

    python tests/benchmarks/bench_window.py [seconds of a round] [rounds]

Prints the interval between frames of a playing animation (median and 99th percentile) without and
with training beside it, and while a thread reads all images; the training rate beside that
animation, the rate with the net itself on the stage, and that of the same trainer while the window
rests. They take turns, so that a busy machine slows
them alike, and the ratios are medians over the rounds. Then it opens what a run offers to be looked
at, and prints what the whole program holds in memory. Needs no screen; BACKPROP_STUDIO_DATA names a
folder with MNIST.
"""

import math
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from multiprocessing import active_children
from pathlib import Path
from threading import get_native_id

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

from core.datasets import Dataset, load
from core.training import Snapshot, Trainer, TrainingConfig
from core.training.predictions import read
from gui.application import make_window
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.training.arrangement import TABS
from gui.training.phase import Phase
from gui.worker import Worker

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
TARGETS = {"rate": 0.60, "p99": 1.25, "memory": 350}
VIEWS = ("inside", "mistakes", "progress")


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


def until(window: MainWindow, phase: Phase) -> None:
    while window.session.phase is not phase:
        live(20)


def intervals(window: MainWindow) -> tuple[float, float]:
    """Median and 99th percentile of the milliseconds between two frames of the stage."""
    clock = PaintClock()
    viewport = window.stage.view.viewport()
    viewport.installEventFilter(clock)
    window.director.open("chain_rule")
    window.player.set_loop(True)
    window.player.play()
    live(500)
    clock.times.clear()
    live(1000 * SECONDS)
    viewport.removeEventFilter(clock)
    window.player.pause()
    gaps = 1000 * np.array([b - a for a, b in pairwise(clock.times)])
    return float(np.median(gaps)), float(np.percentile(gaps, 99))


def beside_training(window: MainWindow) -> tuple[tuple[float, float], float]:
    """The intervals while the net trains, and how many steps it takes in a second."""
    window.session.start()
    until(window, Phase.RUNNING)
    before, start = window.session.recording.steps, time.perf_counter()
    found = intervals(window)
    rate = (window.session.recording.steps - before) / (time.perf_counter() - start)
    window.session.pause()
    until(window, Phase.PAUSED)
    return found, rate


def rate_on_stage(window: MainWindow) -> float:
    """Steps a second of the net that stands on the stage, where all numbers change with it."""
    window.director.show_network()
    window.session.start()
    until(window, Phase.RUNNING)
    live(500)
    before, start = window.session.recording.steps, time.perf_counter()
    live(1000 * SECONDS)
    rate = (window.session.recording.steps - before) / (time.perf_counter() - start)
    window.session.pause()
    until(window, Phase.PAUSED)
    return rate


def beside_reading(window: MainWindow) -> tuple[float, float]:
    """The intervals while a thread reads all 70 000 images, again and again."""
    worker, net = Worker(window), window.session.current
    worker.run(partial(readings, window.session.data, net), lambda _: None)
    found = intervals(window)
    worker.close()
    return found


def readings(data: Dataset, net: Snapshot) -> Iterator[object]:
    while True:
        for images, labels in ((data.x_train, data.t_train), (data.x_test, data.t_test)):
            yield from read(net.graph, net.leaves, images, labels)


def rate_alone(trainer: Trainer) -> float:
    """Steps a second of the same trainer while the window rests."""
    steps = trainer.steps()
    start = time.perf_counter()
    count = 0
    while time.perf_counter() - start < SECONDS:
        next(steps)
        count += 1
    return count / (time.perf_counter() - start)


def waited() -> float:
    """Seconds that this thread was ready to run and had no core, so far; Linux only."""
    return int(Path(f"/proc/self/task/{get_native_id()}/schedstat").read_text().split()[1]) / 1e9


def megabytes() -> dict[str, float]:
    """What the whole program holds, the process of the run among it; Linux only. Pss is the fair
    share: a page that n processes use counts as 1/n of a page in each."""
    processes = {"window": "self"} | {f"process {c.pid}": c.pid for c in active_children()}
    found = {}
    for name, pid in processes.items():
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        match = re.search(r"^Pss:\s+(\d+) kB", text, re.M)
        found[name] = int(match[1]) / 1024 if match else math.nan
    return found | {"together": sum(found.values())}


def look_around(window: MainWindow) -> None:
    """Train on, and open each view of the panel once."""
    window.session.start()
    for view in VIEWS:
        window.training.tabs.setCurrentIndex(TABS.index(view))
        live(1500)
    window.session.pause()
    until(window, Phase.PAUSED)
    live(200)


def main() -> None:
    del sys.modules["__main__"].__file__  # else the run's process would import all of this again
    settings = Settings(Path(tempfile.mkdtemp()) / "settings.ini")
    window = make_window(load, settings, "light", "en")
    window.resize(1280, 800)
    window.show()
    window.docks.show("training")
    until(window, Phase.READY)
    window.session.configure(iterations=10_000_000)
    until(window, Phase.READY)
    rival = Trainer(window.session.load(), TrainingConfig(iterations=10_000_000))
    idle, busy, reading, rates, staged, alone = [], [], [], [], [], []
    start, before = time.perf_counter(), waited()
    for _ in range(ROUNDS):
        idle.append(intervals(window))
        found, rate = beside_training(window)
        busy.append(found)
        rates.append(rate)
        alone.append(rate_alone(rival))
        staged.append(rate_on_stage(window))
        reading.append(beside_reading(window))
    busyness = (waited() - before) / (time.perf_counter() - start)
    look_around(window)
    epochs = window.session.recording.newest.epoch
    memory = megabytes()
    window.close()
    report(*map(np.array, (idle, busy, reading, rates, staged, alone)))
    print(f"{busyness:.0%} of the time the window waited for a core: above 5 %, measure again")
    print(
        f"memory after {epochs:.0f} epochs of {window.session.data.name}: "
        + ", ".join(f"{name} {value:.0f} MB (Pss)" for name, value in memory.items())
        + f" (at most {TARGETS['memory']} MB)"
    )


def report(
    idle: np.ndarray,
    busy: np.ndarray,
    reading: np.ndarray,
    rates: np.ndarray,
    staged: np.ndarray,
    alone: np.ndarray,
) -> None:
    """idle, busy, reading: median and p99 in each round. The others: one number of each round."""
    print(f"{'frame interval (ms)':40}{'median':>8}{'p99':>8}{'p99 to idle':>14}")
    words = ("idle", "while the net trains", "while 70 000 images are read")
    for name, rounds in zip(words, (idle, busy, reading), strict=True):
        median, p99 = np.median(rounds, axis=0)
        ratio = np.median(rounds[:, 1] / idle[:, 1])
        print(f"{name:40}{median:8.1f}{p99:8.1f}{ratio:13.2f}×")
    print(f"{'':40}{'at most':>16}{TARGETS['p99']:13.2f}×")
    print(f"training rate alone: {np.median(alone):.0f} it/s")
    for name, found in (("beside the animation", rates), ("on the stage", staged)):
        share = np.median(found / alone)
        print(f"{name}: {np.median(found):.0f} it/s, {share:.2f} (at least {TARGETS['rate']})")


if __name__ == "__main__":
    main()

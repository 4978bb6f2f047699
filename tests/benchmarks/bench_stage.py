"""How evenly the stage moves, for graphs of 12, 100 and 1 000 nodes.

    python tests/benchmarks/bench_stage.py [seconds]

Prints the interval between two ticks of 16 ms (median and 99th percentile), and the processor's
time from tick to tick (mean), which says more on a machine that others use, too: while a graph is
played as a whole, while the view follows what is played, also slowly, while it is panned, zoomed,
scrubbed, and while an input is dragged, which is a full run of both passes and the painting of
what is different. Then the time from a keystroke in the expression to the frame that shows it,
where a number changes and where a node is new; and the time to lay out and to show a graph of each
shape. All in one run, to be read as ratios: the last column is against 12 nodes. Needs no screen.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtTest import QTest

from core.datasets import load
from core.trace import run
from core.values import starting_values
from gui.application import make_window
from gui.garbage import GarbageCollector
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.stage.layout.plan import Planner
from tests.big_graphs import SHAPES, expression

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
TICK = 16  # ms
SIZES = (12, 100, 1000)
SMALL = "y = tanh(a*b + c*d) + (a + b)*c + d"  # 12 nodes

Row = tuple[float, float, float]  # median and 99th percentile, and mean of the processor's; ms


def live(milliseconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(milliseconds), loop.quit)
    loop.exec()


def spread(milliseconds: list[float], busy: float) -> Row:
    """`busy`: seconds of this thread's work in all of them."""
    median, most = np.median(milliseconds), np.percentile(milliseconds, 99)
    return float(median), float(most), 1000 * busy / len(milliseconds)


def intervals(window: MainWindow, move: Callable[[], object] | None = None) -> Row:
    """Milliseconds between two ticks, while `move` is done at each, or while the player plays.

    Everything happens in one thread, so a tick is late by as long as the work and the painting
    of the frame before it took longer than a tick.
    """
    times: list[float] = []

    def tick() -> None:
        times.append(time.perf_counter())
        if move is not None:
            move()

    timer = QTimer(interval=TICK)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start()
    live(400)
    times.clear()
    began = time.thread_time()
    live(1000 * SECONDS)
    busy = time.thread_time() - began
    timer.stop()
    return spread([1000 * (b - a) for a, b in pairwise(times)], busy)


def playing(window: MainWindow, *, follow: bool, slowly: bool = False) -> Row:
    """From the middle; `slowly`, from a tenth of the way, where most wires are still grey."""
    window.stage.follower.ask(follow)
    window.player.set_loop(True)
    window.player.set_speed(0.25 if slowly else 1.0)
    window.player.seek((0.1 if slowly else 0.5) * len(window.player.playback.trace))
    window.stage.view.fit()
    window.player.play()
    if follow:
        live(1500)  # the way down
    row = intervals(window)
    window.player.pause()
    window.player.set_speed(1.0)
    return row


def panning(window: MainWindow) -> Row:
    camera = window.stage.view.camera
    window.stage.follower.ask(False)
    camera.stand(1.0, window.stage.scene.content().center())
    steps = count()
    return intervals(window, lambda: camera.pan(QPointF(9 * (-1) ** (next(steps) // 60), 0)))


def zooming(window: MainWindow) -> Row:
    """From all of it to a few nodes, and back."""
    window.stage.follower.ask(False)
    window.stage.view.fit()
    steps = count()
    return intervals(window, lambda: window.stage.view.zoom(0.4 * (-1) ** (next(steps) // 60)))


def scrubbing(window: MainWindow) -> Row:
    total, steps = len(window.player.playback.trace), count()
    window.stage.follower.ask(False)
    window.stage.view.fit()
    seek = window.transport.timeline.sought.emit  # as a hand on its knob does
    return intervals(window, lambda: seek(total * (next(steps) % 200) / 200))


def dragging(window: MainWindow) -> Row:
    window.player.to_end()
    window.stage.view.fit()
    steps = count()

    def move() -> None:
        window.editor.moving.emit()  # a hand: what takes long waits until it rests
        window.workbench.set_value("a", 1 + 0.01 * (next(steps) % 500), "drag")

    return intervals(window, move)


def keystrokes(window: MainWindow, *, anew: bool = False) -> Row:
    """From a key in the expression field to the end of the paint event that shows the result;
    each makes another number, or, `anew`, another graph."""
    field, times, busy = window.expression.field, [], 0.0
    window.appearance.set_reduced_motion(True)
    field.setCursorPosition(len(field.text()))
    QTest.keyClicks(field, " + 1")
    live(1000)
    for i in range(20):
        field.setCursorPosition(len(field.text()))
        if anew:  # `*` alone is no formula
            field.backspace() if i % 2 else QTest.keyClicks(field, "*")
            live(500)
        before = window.stage.frame.trace
        start, began = time.perf_counter(), time.thread_time()
        field.backspace() if i % 2 else QTest.keyClicks(field, "a" if anew else "2")
        while window.stage.frame.trace is before and time.perf_counter() - start < 3:
            live(1)
        window.stage.view.viewport().repaint()
        times.append(1000 * (time.perf_counter() - start))
        busy += time.thread_time() - began
    window.appearance.set_reduced_motion(False)
    return spread(times, busy)


def alone(measure: Callable[[MainWindow], Row]) -> Callable[[MainWindow], Row]:
    """The same with the card of the chain rule put away, which sets three formulas an event."""

    def measured(window: MainWindow) -> Row:
        card = window.docks.by_name["card"]
        card.hide()
        live(100)
        row = measure(window)
        card.show()
        return row

    return measured


MEASURED: dict[str, Callable[[MainWindow], Row]] = {
    "playing, all in view": lambda window: playing(window, follow=False),
    "playing, followed": lambda window: playing(window, follow=True),
    "slowly, all in view": lambda window: playing(window, follow=False, slowly=True),
    "slowly, followed": lambda window: playing(window, follow=True, slowly=True),
    "panning": panning,
    "zooming": zooming,
    "scrubbing": scrubbing,
    "dragging an input": dragging,
    "a keystroke": keystrokes,
    "one for a new node": lambda window: keystrokes(window, anew=True),
    "playing, no card": alone(lambda window: playing(window, follow=False)),
    "followed, no card": alone(lambda window: playing(window, follow=True)),
    "scrubbing, no card": alone(scrubbing),
    "dragging, no card": alone(dragging),
}


def layouts(window: MainWindow) -> None:
    """Milliseconds to lay out, and until the first frame, for each shape of a thousand nodes."""
    print(f"\n{'1 000 nodes (ms)':24}{'run':>8}{'lay out':>9}{'show':>8}")
    for name, make in SHAPES.items():
        graph = make()
        values = starting_values(graph, {})
        with np.errstate(all="ignore"):
            start = time.perf_counter()
            trace = run(graph, values)
            ran = time.perf_counter()
        plan = Planner(trace, window.appearance).easy()
        placed = time.perf_counter()
        window.stage.show_trace(trace)
        window.stage.view.viewport().repaint()
        shown = time.perf_counter()
        assert len(plan.styles) == len(graph)
        row = (1000 * d for d in (ran - start, placed - ran, shown - placed))
        print(f"{name:24}" + "".join(f"{x:{w}.0f}" for x, w in zip(row, (8, 9, 8), strict=True)))


def main() -> None:
    settings = Settings(Path(tempfile.mkdtemp()) / "settings.ini")
    window = make_window(lambda: load("builtin"), settings, "light", "en")
    window.resize(1280, 800)
    window.show()
    live(300)
    garbage = GarbageCollector()  # as the program does
    garbage.keep_what_stands()
    found: dict[str, dict[int, Row]] = {name: {} for name in MEASURED}
    for size in SIZES:
        window.director.open_expression(SMALL if size == 12 else expression(size), {})
        live(500)
        print(f"{len(window.stage.scene.nodes)} nodes …", file=sys.stderr)
        for name, measure in MEASURED.items():
            found[name][size] = measure(window)
    heads = "".join(f"{f'{n} p50':>10}{'p99':>8}{'CPU':>7}" for n in SIZES)
    print(f"{'frame interval (ms)':24}{heads}")
    for name, rows in found.items():
        cells = "".join("{:10.1f}{:8.1f}{:7.1f}".format(*rows[n]) for n in SIZES)
        print(f"{name:24}{cells}{rows[1000][1] / rows[12][1]:10.1f}×")
    layouts(window)
    window.close()


if __name__ == "__main__":
    main()

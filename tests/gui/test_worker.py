"""The worker: in order, one item at a time, and gone within a second."""

import sys
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject, QThread, Signal, Slot
from threadpoolctl import threadpool_info, threadpool_limits

from core.run import Run
from gui.worker import Worker


def count(to: int | None = None) -> Iterator[int]:
    """0, 1, 2 … for ever, or up to `to` and then "done"."""
    number = 0
    while to is None or number < to:
        yield number
        number += 1
    return "done"


def ignore(item: object) -> None:
    """What becomes of items that a test does not look at."""


def emissions(worker: Worker) -> list[str]:
    """The names of the signals the worker emits from now on."""
    names: list[str] = []
    for name in ("paused", "finished", "stopped", "failed"):
        getattr(worker, name).connect(lambda *_, name=name: names.append(name))
    return names


def test_items_come_in_order_and_the_value_at_the_end(worker: Worker, qtbot) -> None:
    seen: list[int] = []
    with qtbot.waitSignal(worker.finished) as end:
        worker.run(lambda: count(1000), seen.append)
    assert seen == list(range(1000))
    assert end.args == ["done"]


def test_a_pause_rests_until_it_is_resumed(worker: Worker, qtbot) -> None:
    seen: list[int] = []
    worker.run(count, seen.append)
    with qtbot.waitSignal(worker.paused):
        worker.pause()
    rested = len(seen)
    worker.resume()
    qtbot.waitUntil(lambda: len(seen) > rested)
    with qtbot.waitSignal(worker.paused):
        worker.pause()
    assert seen == list(range(len(seen)))


def test_steps_draw_one_item_each(worker: Worker, qtbot) -> None:
    seen: list[int] = []
    with qtbot.waitSignal(worker.paused):
        worker.run(count, seen.append, paused=True)
    assert seen == []
    for number in range(5):
        with qtbot.waitSignal(worker.paused):
            worker.step()
        assert seen == list(range(number + 1))


def test_the_last_step_finishes(worker: Worker, qtbot) -> None:
    with qtbot.waitSignal(worker.paused):
        worker.run(lambda: count(1), ignore, paused=True)
    with qtbot.waitSignal(worker.paused):
        worker.step()
    with qtbot.waitSignal(worker.finished):
        worker.step()


def test_pausing_twice_and_changing_ones_mind(worker: Worker, qtbot) -> None:
    worker.run(count, ignore)
    for _ in range(50):
        worker.pause()
        worker.pause()
        worker.resume()
    with qtbot.waitSignal(worker.paused):
        worker.pause()
    with qtbot.waitSignal(worker.stopped):
        worker.stop()


@pytest.mark.parametrize("paused", [False, True])
def test_stopping_closes_the_generator_in_the_workers_thread(
    worker: Worker, qtbot, paused: bool
) -> None:
    closed_in: list[str] = []

    def careful() -> Iterator[int]:
        try:
            yield from count()
        finally:
            closed_in.append(QThread.currentThread().objectName())

    with qtbot.waitSignal(worker.paused):
        worker.run(careful, lambda item: worker.pause() if item == 0 else None)
    if not paused:
        worker.resume()
    with qtbot.waitSignal(worker.stopped):
        worker.stop()
    assert closed_in == ["worker"]


@pytest.mark.parametrize("moment", ["factory", "first item", "on_item", "closing"])
def test_a_failure_is_reported_and_the_worker_lives_on(worker: Worker, qtbot, moment: str) -> None:
    def fail(*_: object) -> None:
        raise OverflowError(moment)

    def failing() -> Iterator[int]:
        if moment == "first item":
            fail()
        try:
            yield 0
            yield 1
        finally:
            if moment == "closing":
                fail()

    with qtbot.waitSignal(worker.failed) as failure:
        worker.run(
            fail if moment == "factory" else failing,
            fail if moment == "on_item" else ignore,
        )
    assert isinstance(failure.args[0], OverflowError)
    assert str(failure.args[0]) == moment
    with qtbot.waitSignal(worker.finished):
        worker.run(lambda: count(3), ignore)


def test_a_stale_run_never_reports_into_a_new_one(worker: Worker, qtbot) -> None:
    may_end, begun = threading.Event(), threading.Event()

    def stale() -> Iterator[str]:
        begun.set()
        may_end.wait(5)
        yield "stale"

    names = emissions(worker)
    values: list[object] = []
    worker.finished.connect(values.append)
    worker.run(stale, ignore)
    assert begun.wait(5)
    with qtbot.waitSignal(worker.finished):
        worker.run(lambda: count(2), ignore)
        may_end.set()
    assert values == ["done"]
    assert names == ["finished"]


def test_a_plain_iterator_will_do(worker: Worker, qtbot) -> None:
    seen: list[str] = []
    with qtbot.waitSignal(worker.finished) as end:
        worker.run(lambda: iter("abc"), seen.append)
    assert (seen, end.args) == (["a", "b", "c"], [None])


def test_everything_is_told_in_the_thread_of_the_window(worker: Worker, qtbot) -> None:
    told_in: set[bool] = set()
    for signal in (worker.paused, worker.finished):
        signal.connect(
            lambda *_: told_in.add(threading.current_thread() is threading.main_thread())
        )
    with qtbot.waitSignal(worker.paused):
        worker.run(lambda: count(1), ignore, paused=True)
    with qtbot.waitSignal(worker.finished):
        worker.resume()
    assert told_in == {True}


@pytest.fixture
def two_blas_threads() -> Iterator[None]:
    """The tests have one otherwise: tests/conftest.py."""
    with threadpool_limits(2, user_api="blas"):
        yield


def test_every_worker_has_one_blas_thread(two_blas_threads, worker: Worker, qtbot) -> None:
    """Also the second one: OpenBLAS obeys only the thread that has set the number first."""

    def multiply() -> Iterator[set[int]]:
        np.ones((4, 4)) @ np.ones((4, 4))
        yield {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

    another = Worker()
    during: list[set[int]] = []
    for each in (worker, another):
        with qtbot.waitSignal(each.finished):
            each.run(multiply, during.append)
    assert another.close()
    assert len(during) == 2 and all(found <= {1} for found in during)


@pytest.mark.parametrize("state", ["idle", "running", "paused", "replaced"])
def test_closing_during_anything_ends_the_thread(qtbot, state: str) -> None:
    worker = Worker()
    names = emissions(worker)
    if state != "idle":
        worker.run(count, ignore)
    if state == "paused":
        with qtbot.waitSignal(worker.paused):
            worker.pause()
    if state == "replaced":
        worker.run(count, ignore)
    names.clear()
    assert worker.close()
    assert worker.close()  # once more does no harm
    assert names == []


def test_an_item_that_takes_too_long_is_admitted(qtbot) -> None:
    worker, begun, may_end = Worker(), threading.Event(), threading.Event()

    def slow() -> Iterator[int]:
        begun.set()
        may_end.wait(10)
        yield 1

    worker.run(slow, ignore)
    assert begun.wait(5)
    assert not worker.close()
    assert not worker.close()
    may_end.set()
    qtbot.waitUntil(worker.close)


def test_orders_without_a_run_do_nothing(worker: Worker, qtbot) -> None:
    names = emissions(worker)
    for order in (worker.pause, worker.resume, worker.step, worker.stop):
        order()
    with qtbot.waitSignal(worker.finished):
        worker.run(lambda: count(3), ignore)
    assert names == ["finished"]


def test_none_is_no_item_and_lets_the_worker_be_stopped() -> None:
    """Something takes long, and says nothing meanwhile."""
    seen: list[object] = []

    def long_work() -> Iterator[int | None]:
        yield 1
        yield None
        run.stop()
        yield None
        pytest.fail("went on")

    run = Run(1, long_work, seen.append)
    assert run.work(lambda *_: None) == (False, None)
    assert seen == [1]


def test_a_stopped_run_never_calls_its_factory() -> None:
    run = Run(1, lambda: pytest.fail("made a generator"), ignore)
    run.stop()
    assert run.work(lambda *_: None) == (False, None)


class Ticker(QObject):
    """Emits, and receives in a slot."""

    tick = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.received = 0
        self.tick.connect(self.receive)

    @Slot(object)
    def receive(self, value: object) -> None:
        self.received += 1


def test_signals_leave_the_reference_counts_alone(qapp) -> None:
    """PySide6 6.12.0 drops a reference to True and None at every emit, until Python aborts."""
    ticker = Ticker()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for number in range(200):
        ticker.tick.emit(True if number % 2 else None)
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert ticker.received == 200
    assert all(abs(a - b) < 50 for a, b in zip(after, before, strict=True))

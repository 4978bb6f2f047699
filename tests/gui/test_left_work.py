"""Work in a thread that was left, or that failed: nothing comes back, nothing waits for it."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from gui.task import Task
from gui.training import Phase, TrainingSession
from gui.training.lab.job import LabJob
from gui.training.views import reader as module
from gui.training.views.reader import Reader
from tests.core.runs import bars
from tests.sessions import LONG, until


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[TrainingSession]:
    session = TrainingSession(bars)
    session.configure(hidden=8, batch_size=10, iterations=200)
    session.prepare()
    until(qtbot, session, Phase.READY)
    yield session
    assert session.close()


def test_after_it_is_closed_a_task_begins_nothing(qapp) -> None:
    task = Task()
    task.start(lambda: iter([1]))
    assert task.close()
    task = Task()
    task.close()
    task.start(lambda: iter([1]))
    assert not task.running and not task._timer.isActive()


def test_a_first_reading_that_was_left_does_not_come_back(
    qtbot: QtBot, session: TrainingSession
) -> None:
    reader = Reader(session)
    reader.look()
    session.current = None
    reader.look()
    qtbot.waitUntil(lambda: not reader.task.running, timeout=LONG)
    assert reader.reading is None and reader.job is None
    assert reader.task.close()


def test_a_reading_that_failed_is_tried_again(
    qtbot: QtBot, session: TrainingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_) -> Iterator[None]:
        raise MemoryError
        yield

    reader = Reader(session)
    with monkeypatch.context() as failing:
        failing.setattr(module, "read", broken)
        with qtbot.waitSignal(reader.failed, timeout=LONG):
            reader.look()
    with qtbot.waitSignal(reader.done, timeout=LONG):
        reader.look()
    assert reader.task.close()


def test_stop_ends_what_runs_and_what_waits(qtbot: QtBot, session: TrainingSession) -> None:
    job, begun, go_on = LabJob(session), Event(), Event()

    def endless(_) -> Iterator[int]:
        while True:
            begun.set()
            go_on.wait(LONG)
            yield 1

    job.start(endless)
    assert begun.wait(LONG)
    job._request._wish = endless  # it waits, as while other images are loaded
    with qtbot.waitSignal(job.stopped, timeout=LONG):
        job.stop()
        go_on.set()
    assert not job.busy and job.close()


def test_a_double_click_begins_nothing_over(qtbot: QtBot, session: TrainingSession) -> None:
    job, begun = LabJob(session), []

    def work(name: str) -> Callable[..., Iterator[int]]:
        def items(_) -> Iterator[int]:
            begun.append(name)
            return iter(range(3))

        return items

    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.start(work("first"))
        assert job.busy
        job.start(work("second"))
    assert begun == ["first"] and not job.busy
    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.start(work("third"))
    assert begun == ["first", "third"] and job.close()

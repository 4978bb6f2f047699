"""Real processes: they die, they are killed, their parent goes, and nothing is left behind."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO
from weakref import ref

import numpy as np
import pytest

from core.datasets import shared_files
from core.datasets.shared_files import SharedFiles, mapped, shared
from core.following import follow
from core.search import Journal, Search, SearchPlan, Stage, WorkerPool, local_pool
from core.search.outcome import DIED
from core.search.workers import LocalWorkers
from core.training import TrainingConfig
from tests.core.small_data import few_digits
from tests.core.test_search import PLAN, bare, finished, running

ROOT = Path(__file__).resolve().parents[2]
LINUX = sys.platform.startswith("linux")
LONG = 30  # seconds after which something hangs


class Watched:
    """Local workers whose processes can be seen."""

    def __init__(self, size: int) -> None:
        self._make = local_pool(size)
        self.workers: LocalWorkers | None = None
        self.folder: Path | None = None

    @contextmanager
    def __call__(self, data) -> Iterator[WorkerPool]:
        with self._make(data) as pool:
            self.workers, self.folder = pool.executor, pool.images.folder
            yield pool


def pids() -> list[int]:
    """The children of this process."""
    return [child.pid for child in multiprocessing.active_children()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_processes_find_what_one_alone_finds() -> None:
    pool = Watched(2)
    steps = Search(few_digits, partial(Journal.begin, None, PLAN), pool).steps()
    outcomes = follow(steps, lambda _: None)
    assert bare(outcomes) == bare(finished(None))
    assert not pool.folder.exists()
    assert not pids()


@pytest.mark.skipif(os.name == "nt", reason="no signals")
@pytest.mark.parametrize("after", [0, 2])
def test_a_worker_that_is_killed_costs_at_most_its_trial(after: int) -> None:
    pool, killed = Watched(2), []
    plan = SearchPlan(PLAN.base, PLAN.ranges, (Stage(5, 20),))

    def kill_one(progress) -> None:
        if len(progress.outcomes) >= after and not killed and progress.running:
            killed.append(pids()[0])
            os.kill(killed[0], signal.SIGKILL)

    steps = Search(few_digits, partial(Journal.begin, None, plan), pool).steps()
    outcomes = follow(steps, kill_one)
    lost = [each for each in outcomes if each.failure]
    assert len(outcomes) == 5 and killed
    assert [each.failure for each in lost] in ([DIED], [] if after else [DIED])
    whole = {each[1]: each for each in bare(finished(None, plan))}
    for each in bare(outcomes):
        assert each[4] == DIED or each == whole[each[1]]


def test_the_others_go_on_while_one_dies() -> None:
    """Exactly the work of the dead one is lost, whoever works beside it."""
    workers = LocalWorkers(2)
    try:
        doomed, other = workers.submit(os._exit, 3), workers.submit(sorted, [2, 1])
        assert other.result(LONG) == [1, 2]
        with pytest.raises(BrokenExecutor):
            doomed.result(LONG)
        again = [workers.submit(pow, 2, n) for n in range(6)]
        wait(again, LONG)
        assert [each.result() for each in again] == [1, 2, 4, 8, 16, 32]
        assert len(pids()) == 2
    finally:
        workers.shutdown()


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_who_dies_while_idle_is_replaced() -> None:
    workers = LocalWorkers(1)
    try:
        pid = workers.submit(os.getpid).result(LONG)
        os.kill(pid, signal.SIGKILL)
        assert gone(pid)
        for _ in range(3):  # the pool may learn of it only by the next submission
            future = workers.submit(os.getpid)
            if future.exception(LONG) is None:
                break
        assert future.result() != pid
    finally:
        workers.shutdown()


def test_each_has_one_blas_thread_and_this_process_keeps_its_environment(monkeypatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    workers = LocalWorkers(1)
    try:
        assert workers.submit(os.getenv, "OPENBLAS_NUM_THREADS").result(LONG) == "1"
        assert workers.submit(os.getenv, "OMP_NUM_THREADS").result(LONG) == "1"
    finally:
        workers.shutdown()
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "OPENBLAS_NUM_THREADS" not in os.environ


def test_closing_a_search_ends_its_processes_at_once() -> None:
    pool = Watched(2)
    plan = SearchPlan(TrainingConfig(batch_size=1), PLAN.ranges, (Stage(2, 50),))
    steps = Search(few_digits, partial(Journal.begin, None, plan), pool).steps()
    running(steps, 2)
    born = pids()
    assert len(born) == 2
    steps.close()
    assert not any(map(alive, born))
    assert not pool.folder.exists()
    with pytest.raises(RuntimeError):
        pool.workers.submit(os.getpid)


def test_images_are_mapped_and_not_copied(tmp_path: Path) -> None:
    data = few_digits()
    found = SharedFiles.write(data, tmp_path).load()
    assert isinstance(found.x_train.base, np.memmap) and not found.x_train.flags.writeable
    for name in ("x_train", "t_train", "x_test", "t_test"):
        assert np.array_equal(getattr(found, name), getattr(data, name))
    assert SharedFiles(tmp_path).load() is found


# whole programs


def gone(pid: int) -> bool:
    """Wait for a process to end."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], LONG)[0])
    finally:
        os.close(handle)


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def listening_to_ctrl_c() -> Iterator[None]:
    """A shell tells what it starts in the background to ignore Ctrl+C, and that is inherited."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def a_long_search(journal: Path) -> Iterator[subprocess.Popen]:
    """A search on the command line that has done one trial and is about to do many."""
    options = ["--data", "builtin", "--trials", "1000", "--epochs", "1", "--workers", "2"]
    command = [sys.executable, "app.py", "search", *options, "--journal", str(journal)]
    with listening_to_ctrl_c():
        program = subprocess.Popen(
            command,
            cwd=ROOT,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        )
    try:
        assert "trial 1 of" in program.stderr.readline()
        yield program
    finally:
        program.kill()
        program.communicate()


@pytest.mark.skipif(not LINUX, reason="asks Linux who is whose child")
def test_workers_go_when_their_parent_is_killed(tmp_path: Path) -> None:
    with a_long_search(tmp_path / "j") as program:
        workers = children(program.pid)
        assert len(workers) >= 2
        program.kill()
        assert all(map(gone, workers))
    known = Journal.open(tmp_path / "j")
    assert known.outcomes and not known.complete  # and the search can be gone on with


@pytest.mark.skipif(not LINUX, reason="asks Linux who is whose child")
def test_ctrl_c_ends_everything_without_a_story(tmp_path: Path) -> None:
    with a_long_search(tmp_path / "j") as program:
        workers = children(program.pid)
        for pid in (program.pid, *workers):  # as a terminal does
            os.kill(pid, signal.SIGINT)
        _, told = program.communicate(timeout=LONG)
        assert program.returncode == 130
        assert "Traceback" not in told
        assert all(map(gone, workers))


def test_what_a_program_that_was_killed_left_behind_goes_with_the_next_search(
    tmp_path: Path, monkeypatch
) -> None:
    """But not what belongs to one that is alive."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    program = """if True:
        import sys, tempfile
        from core.datasets.shared_files import shared
        from tests.core.small_data import few_digits
        tempfile.tempdir = sys.argv[1]
        with shared(few_digits()) as files:
            print(files.folder, flush=True)
            sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        folder = Path(other.stdout.readline().strip())
        with shared(few_digits()) as mine:
            assert folder.is_dir() and mine.folder.is_dir()
        assert not mine.folder.exists()
        other.kill()
    assert folder.is_dir()
    with shared(few_digits()):
        assert not folder.exists()


def test_searches_that_begin_in_the_same_moment_leave_each_other_alone(
    tmp_path: Path, monkeypatch
) -> None:
    """The other one tidies up when there is a lock, but nobody holds it yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    hold, others = shared_files._hold, iter([True])

    def late(lock: BinaryIO, **how: bool) -> None:
        if next(others, False):
            with shared(few_digits()):
                pass
        hold(lock, **how)

    monkeypatch.setattr(shared_files, "_hold", late)
    with shared(few_digits()) as files:
        assert len(files.load().x_train) == len(few_digits().x_train)
    assert not list(tmp_path.iterdir())


def test_a_folder_without_a_lock_goes_too(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tempfile.mkdtemp(prefix="backprop-studio-images-")
    with shared(few_digits()) as files:
        assert list(tmp_path.iterdir()) == [files.folder]


def test_images_that_lie_in_files_are_the_same_and_are_shared_without_another_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(shared_files, "_LARGE", 1000)
    data = few_digits()
    found = mapped(data)
    assert found.name == data.name and found.fingerprint == data.fingerprint
    np.testing.assert_array_equal(found.x_test, data.x_test, strict=True)
    assert type(found.x_train) is np.ndarray and not found.x_train.flags.owndata
    (folder,) = tmp_path.iterdir()
    with shared(found) as files:
        assert files.folder == found.folder == folder == next(tmp_path.iterdir())
    assert folder.is_dir()  # it belongs to the data set, not to who has used it
    assert replace(found, t_train=data.t_train[::-1]).folder is None  # these are others
    del found
    assert not list(tmp_path.iterdir())


def test_the_memory_that_images_were_read_into_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(shared_files, "_LARGE", 1000)
    data = replace(few_digits())
    alive = ref(data)
    found = mapped(data)
    del data
    assert alive() is None and len(found.x_train) == len(few_digits().x_train)


def test_few_images_and_those_without_room_stay_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mapped(few_digits()) is few_digits()
    monkeypatch.setattr(shared_files, "_LARGE", 1000)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert mapped(few_digits()) is few_digits()

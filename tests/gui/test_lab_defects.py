"""What went wrong once in the window's half of training and of the lab, and must not again."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from core.checks import CHECKS
from core.datasets import Dataset
from core.experiments import Curves, Experiment, ExperimentLibrary, Racer, Store, lockstep
from core.history import Floats
from core.messages import StudioError
from core.search import Journal, SearchPlan, Stage, WorkerPool, local_pool
from core.training import Trainer, TrainingConfig
from core.training.checkpoint import load
from gui.appearance import Appearance
from gui.dialogs import ask_where, kind_of
from gui.i18n import Translator
from gui.task import Task
from gui.training import Phase, TrainingSession
from gui.training.introduction import Introduction
from gui.training.lab.checks.page import ChecksPage
from gui.training.lab.checks.status_icon import CheckStatus
from gui.training.lab.data.page import DataPage
from gui.training.lab.experiments.curves import CurveSheet, Measure
from gui.training.lab.experiments.runner import Runner
from gui.training.lab.page import LabContext
from gui.training.lab.search.runner import SearchRunner
from gui.training.run_files import RunFiles
from tests.core.runs import SMALL, after, assert_same_run
from tests.gui.test_training import ENDLESS, bars, heard, until

LONG = 30  # seconds after which something hangs
LONG_MS = 1000 * LONG


@pytest.fixture
def session(qapp) -> Iterator[TrainingSession]:
    session = TrainingSession(bars)
    session.configure(hidden=8, batch_size=10, iterations=ENDLESS)
    yield session
    assert session.close()


@pytest.fixture
def files(session: TrainingSession, translator: Translator) -> RunFiles:
    return RunFiles(session, translator)


def answers(files: RunFiles) -> list[bool]:
    """Whether each answer from now on is good news."""
    said: list[bool] = []
    files.told.connect(lambda _, good: said.append(good))
    return said


def no_images() -> None:
    raise StudioError("lab_search.error.images", count=3)


@pytest.fixture
def without_images(qapp) -> Iterator[TrainingSession]:
    """A session that can load nothing."""
    session = TrainingSession(no_images)  # type: ignore[arg-type]
    yield session
    assert session.close()


class Gate:
    """Holds a function of the worker's thread up, in the middle of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
        self._reached, self._open, self._act = threading.Event(), threading.Event(), []
        whole = getattr(owner, name)

        def held(*args: object, **kwargs: object) -> object:
            if self._armed.is_set():
                self._armed.clear()
                self._reached.set()
                assert self._open.wait(LONG)
                for act in self._act:
                    act()
            return whole(*args, **kwargs)

        self._armed = threading.Event()
        monkeypatch.setattr(owner, name, held)

    def arm(self) -> None:
        """The next call is held up."""
        self._armed.set()

    def wait(self) -> None:
        """Until one is held up."""
        assert self._reached.wait(LONG)

    def open(self, *acts: Callable[[], object]) -> None:
        """Let it go on, and do something before."""
        self._act.extend(acts)
        self._open.set()


# Runs in files.


def paused(qtbot: QtBot, session: TrainingSession, steps: int = 20) -> None:
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps >= steps)
    with until(qtbot, session, Phase.PAUSED):
        session.pause()


def test_a_run_is_not_written_in_the_middle_of_a_step(
    session: TrainingSession, files: RunFiles, qtbot: QtBot, monkeypatch, tmp_path: Path
) -> None:
    paused(qtbot, session)
    steps, told = session.recording.steps, answers(files)
    gate = Gate(monkeypatch, Trainer, "_epoch_accuracy")  # the weights have taken their step
    gate.arm()
    session.step()
    gate.wait()
    files.save(tmp_path / "run.npz")
    assert not told
    gate.open()
    qtbot.waitUntil(lambda: bool(told))
    found = load(tmp_path / "run.npz").state
    assert found.iteration == found.updates == steps + 1
    again = Trainer(bars(), session.recording.config)
    after(again, steps + 1)
    assert_same_run(found, again.state())


def breaks(session: TrainingSession) -> None:
    session.recording.trainer.network.params["W1"][:] = np.nan


def fails(_: TrainingSession) -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("trouble", "phase"), [(breaks, Phase.DIVERGED), (fails, Phase.FAILED)], ids=["nan", "fault"]
)
def test_a_run_that_ends_in_ruin_while_it_is_saved_is_saved_as_it_was_good(
    trouble, phase: Phase, session: TrainingSession, files: RunFiles, qtbot, monkeypatch, tmp_path
) -> None:
    gate = Gate(monkeypatch, Trainer, "_step")
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > 80)
    told = answers(files)
    gate.arm()
    gate.wait()
    files.save(tmp_path / "run.npz")
    with until(qtbot, session, phase):
        gate.open(lambda: trouble(session))
    qtbot.waitUntil(lambda: bool(told))
    found = load(tmp_path / "run.npz").state
    assert 0 < found.iteration <= session.recording.steps
    assert all(np.isfinite(value).all() for value in found.params.values())


def test_a_run_that_is_given_up_while_it_is_saved_is_saved(
    session: TrainingSession, files: RunFiles, qtbot, monkeypatch, tmp_path: Path
) -> None:
    gate = Gate(monkeypatch, Trainer, "_step")
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > 80)
    told = answers(files)
    gate.arm()
    gate.wait()
    files.save(tmp_path / "run.npz")
    session.reset()
    gate.open()
    with until(qtbot, session, Phase.READY):
        pass
    session.start()
    qtbot.waitUntil(lambda: bool(told))
    assert load(tmp_path / "run.npz").state.iteration > 0


def test_an_earlier_wish_is_not_what_a_later_one_gets(
    session: TrainingSession, files: RunFiles, qtbot, tmp_path: Path
) -> None:
    """What was asked for at rest is carried by the step after the rest, when nobody waits."""
    paused(qtbot, session)
    told = answers(files)
    files.save(tmp_path / "run.npz")
    assert len(told) == 1
    steps = session.recording.steps
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > steps + 40)
    now = session.recording.steps
    files.save(tmp_path / "run.npz")
    qtbot.waitUntil(lambda: len(told) == 2)
    assert load(tmp_path / "run.npz").state.iteration > now


def test_a_run_that_is_shortened_in_the_window_can_be_opened_again(
    session: TrainingSession, files: RunFiles, qtbot: QtBot, tmp_path: Path
) -> None:
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > 60)
    with until(qtbot, session, Phase.FINISHED):
        session.configure(iterations=30)
    newest, steps = session.recording.newest, session.recording.steps
    assert newest.snapshot is not None and newest.accuracy is not None
    assert session.recording.config.iterations == steps
    files.save(tmp_path / "run.npz")
    with until(qtbot, session, Phase.FINISHED):
        files.open(tmp_path / "run.npz")
    assert session.recording.steps == steps


def test_a_decay_that_is_longer_than_any_run_does_not_end_it(
    session: TrainingSession, qtbot: QtBot
) -> None:
    """200 images: with batches of one, 1000 epochs are more than a step schedule counts to."""
    whole = bars()
    many = replace(
        whole, x_train=np.tile(whole.x_train, (60, 1)), t_train=np.tile(whole.t_train, 60)
    )
    session.use_data(many, "")
    session.configure(schedule="step", decay_epochs=1000.0)
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > 20)
    session.configure(batch_size=1)
    before = session.recording.steps
    qtbot.waitUntil(lambda: session.recording.steps > before + 5 or session.phase is Phase.FAILED)
    assert session.phase is Phase.RUNNING


# Work in a thread.


def test_what_ends_after_it_was_given_up_was_stopped(qtbot: QtBot) -> None:
    task, ended = Task(), threading.Event()

    def work() -> Iterator[int]:
        yield 1
        ended.set()
        return 7

    said = [heard(signal) for signal in (task.finished, task.failed)]
    with qtbot.waitSignal(task.stopped):
        task.start(work)
        assert ended.wait(LONG)  # by now it is over, and the window has not heard of it yet
        task.stop()
    assert not any(said) and task.close()


def test_the_last_item_is_seen_before_the_failure(qtbot: QtBot) -> None:
    task, order = Task(), list[object]()

    def work() -> Iterator[int]:
        yield 1
        yield 2
        raise StudioError("lab_search.error.plan")

    task.progressed.connect(order.append)
    task.failed.connect(order.append)
    with qtbot.waitSignal(task.failed):
        task.start(work)
    assert order[-2] == 2 and len(order) <= 3 and task.close()


# Checks.


@pytest.fixture
def page(dressed: Appearance, translator: Translator, session, tmp_path, qtbot) -> ChecksPage:
    return checks(dressed, translator, session, tmp_path, qtbot)


def checks(dressed, translator, session, folder: Path, qtbot: QtBot) -> ChecksPage:
    page = ChecksPage(LabContext(dressed, translator, session, folder))
    qtbot.addWidget(page)
    return page


def test_a_verdict_stands_on_the_card_of_its_check(
    page: ChecksPage, qtbot: QtBot, monkeypatch
) -> None:
    """One is over, but its verdict has not arrived when it is given up for another."""
    over = threading.Event()
    real = CHECKS["first_loss"].run

    def run(*given):
        verdict = yield from real(*given)
        over.set()
        return verdict

    first = replace(CHECKS["first_loss"], run=run)
    monkeypatch.setattr("gui.training.lab.checks.page.CHECKS", {**CHECKS, "first_loss": first})
    with until(qtbot, page.context.session, Phase.READY):
        page.context.session.prepare()
    page.check("first_loss")
    assert over.wait(LONG)
    page.give_up()
    page.check("overfit")
    qtbot.waitUntil(lambda: not page.busy, timeout=LONG_MS)
    assert page.cards["first_loss"].verdict is None
    assert page.cards["overfit"].verdict.found.key.startswith("lab_checks.overfit.")
    assert page.close_work()


def test_without_images_each_attempt_is_told_of(
    dressed: Appearance, translator: Translator, without_images, tmp_path: Path, qtbot: QtBot
) -> None:
    page = checks(dressed, translator, without_images, tmp_path, qtbot)
    for _ in range(2):
        page.check("leak")
        page.check("overfit")
        qtbot.waitUntil(lambda: not page.busy)
        assert not page.fault.isHidden() and "3" in page.fault.text()
        standings = {card.mark.status for card in page.cards.values()}
        assert standings == {CheckStatus.IDLE}
        page.fault.clear()
    assert page.close_work()


# Experiments.


class Full(Store):
    """Cannot write the first time."""

    left = 1

    def write(self, experiment: Experiment) -> None:
        if self.left:
            self.left -= 1
            raise StudioError("export.error.unwritable", path="x", reason="No space left")
        super().write(experiment)


def race(qtbot: QtBot, runner: Runner, *names: str, iterations: int = 5) -> None:
    runner.race(dict.fromkeys(names, replace(SMALL, iterations=iterations)))
    qtbot.waitUntil(lambda: not runner.busy)


def test_a_file_that_cannot_be_written_costs_no_other_experiment(
    session: TrainingSession, qtbot: QtBot, tmp_path: Path
) -> None:
    library = ExperimentLibrary(Full(tmp_path))
    runner = Runner(session, library)
    failures = heard(runner.failed)
    race(qtbot, runner, *"abcd")
    assert [each.name for each in library.experiments] == ["b", "c", "d"] and len(failures) == 1
    assert [(each.name, each.result.iterations) for each in runner.live] == [("a", 5)]
    race(qtbot, runner, "e")
    assert {each.name for each in library.experiments} == set("abcde") and not runner.live
    assert runner.job.close()


def test_a_race_that_fails_keeps_what_it_had(
    session: TrainingSession, qtbot: QtBot, tmp_path: Path, monkeypatch
) -> None:
    whole = Trainer._step

    def step(trainer: Trainer) -> object:
        if trainer.iteration == 3:
            raise StudioError("lab_search.error.plan")
        return whole(trainer)

    runner = Runner(session, ExperimentLibrary(Store(tmp_path)))
    failures = heard(runner.failed)
    with until(qtbot, session, Phase.READY):
        session.prepare()
    monkeypatch.setattr(Trainer, "_step", step)
    race(qtbot, runner, "a", "b")
    assert len(failures) == 1
    assert [each.result.iterations for each in runner._library.experiments] == [3, 3]
    assert runner.job.close()


@pytest.mark.parametrize(
    ("before", "key"), [(40, "rerun.same"), (25, "rerun.same"), (-25, "rerun.differs")]
)
def test_a_run_that_was_stopped_is_repeated_as_far_as_it_had_come(
    before: int, key: str, session: TrainingSession, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = Runner(session, ExperimentLibrary(Store(tmp_path)))
    race(qtbot, runner, "a", iterations=40)
    [whole] = runner._library.experiments
    racer = Racer(whole.config, abs(before))
    list(lockstep(bars(), [racer]))
    stopped = curves = racer.curves()
    assert stopped.same_as(whole.curves) is (before == 40)
    if before < 0:
        losses = curves.losses.copy()
        losses[-1] += 1e-9
        curves = replace(curves, losses=losses)
    runner._library.put(replace(whole, curves=curves))
    told = heard(runner.told)
    runner.rerun({"a (again)": runner._library.experiments[0]})
    qtbot.waitUntil(lambda: bool(told))
    assert [message.key for message in told] == [f"lab_experiments.{key}"]
    kept, again = runner._library.experiments
    assert kept.curves.same_as(curves) and again.curves.same_as(stopped)
    assert runner.job.close()


def test_a_curve_that_is_gone_does_not_come_back_by_looking_nearer(
    dressed: Appearance, translator: Translator, qtbot: QtBot
) -> None:
    x: Floats = np.arange(1.0, 101.0)
    middle: Floats = np.array([1.0, 50.0, 100.0])
    three = [
        Experiment(
            name, TrainingConfig(), "x", Curves(x.copy(), 1 / x, middle, middle / 200, middle / 200)
        )
        for name in "abc"
    ]
    sheet = CurveSheet(Measure.ACCURACY, dressed, translator, set())
    qtbot.addWidget(sheet)
    sheet.show()
    for count in (3, 1, 0, 2):
        sheet.show_experiments(three[:count], set())
        for look in (
            lambda: sheet.plot.zoom_to((0, 60, 0, 1)),
            sheet.plot.zoom_back,
            sheet.plot.dress,
        ):
            look()
            assert sheet.drawn == count


# The search.


def test_a_search_that_cannot_begin_leaves_the_one_before(
    without_images: TrainingSession, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "search.jsonl"
    before = SearchPlan(stages=(Stage(9, 1),))
    Journal.begin(path, before, "images").enter(before.ranges)
    runner = SearchRunner(without_images, path)
    assert runner.recall() is None
    with qtbot.waitSignal(runner.failed):
        runner.begin(SearchPlan(stages=(Stage(3, 1),)), local_pool(1))
    assert runner.plan.plain() == Journal.open(path).plan.plain() == before.plain()
    assert runner.unfinished and runner.close()


def test_a_search_without_a_pool_leaves_what_is_shown_and_its_journal(
    session: TrainingSession, qtbot: QtBot, tmp_path: Path
) -> None:
    def nobody(_: object) -> WorkerPool:
        raise StudioError("lab_search.error.no_distributed", command="pip install distributed")

    path, before = tmp_path / "search.jsonl", SearchPlan(stages=(Stage(9, 1),))
    runner = SearchRunner(session, path)
    for known in (None, before):
        if known is not None:
            Journal.begin(path, known, "images").enter(known.ranges)
            assert runner.recall() is None
        with qtbot.waitSignal(runner.failed):
            runner.begin(SearchPlan(stages=(Stage(3, 1),)), nobody)
        assert path.exists() == runner.unfinished == (known is not None)
    assert runner.plan.plain() == Journal.open(path).plan.plain() == before.plain()
    assert not runner.earlier and runner.close()


# Where to.


@pytest.mark.parametrize("again", ["x.csv", "y", ""])
def test_a_name_that_needs_a_suffix_is_not_written_over_without_a_question(
    again: str, tmp_path: Path, monkeypatch
) -> None:
    """The system's dialog asks only about the name that it knows."""
    (tmp_path / "x.csv").touch()
    answers, places = iter(["x", again]), list[str]()

    def answer(parent: object, title: str, place: str, kinds: str) -> tuple[str, str]:
        places.append(Path(place).name)
        name = next(answers)
        return (str(tmp_path / name) if name else ""), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(answer))
    found = ask_where(None, "", tmp_path / "table.csv", kind_of(".csv"), ".csv")
    assert found == {"x.csv": tmp_path / "x.csv", "y": tmp_path / "y.csv", "": None}[again]
    assert places == ["table.csv", "x.csv"]


def test_a_name_longer_than_any_file_has_is_left_to_whoever_writes(
    tmp_path: Path, monkeypatch
) -> None:
    """`Path.exists` raises an error about it."""
    wanted = tmp_path / ("z" * 300)
    answer = staticmethod(lambda *_: (str(wanted), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    found = ask_where(None, "", tmp_path, kind_of(".csv"), ".csv")
    assert found == wanted.with_name(wanted.name + ".csv")
    with pytest.raises(StudioError):
        Journal.go_on(wanted, SearchPlan(), "x").enter(SearchPlan().ranges)


def test_all_dialogs_ask_in_that_way() -> None:
    """So that none forgets it."""
    here = [p for p in Path("gui").rglob("*.py") if "getSaveFileName" in p.read_text("utf-8")]
    assert here == [Path("gui/dialogs.py")]


# Taken back.


def test_what_was_seen_inside_stays_when_a_run_is_taken_back(
    session: TrainingSession, files: RunFiles, qtbot: QtBot, tmp_path: Path
) -> None:
    """Up to the step that it is taken back to, from memory and from a file."""
    paused(qtbot, session, 220)
    before = session.recording
    good = before.last_good
    assert good is not None and good.state.iteration >= 150
    with until(qtbot, session, Phase.PAUSED):
        session.open(good)
    now, step = session.recording, good.state.iteration
    for mine, whole in (
        (now.observations, before.observations),
        (now.rates, before.rates),
        *((now.histograms[name], before.histograms[name]) for name in now.histograms),
    ):
        known = whole.since()[0] < step
        assert known.any()
        for column, all_of_it in zip(mine.since(), whole.since(), strict=True):
            np.testing.assert_array_equal(column, all_of_it[known])
    assert now.first_observation == before.first_observation
    files.save(tmp_path / "run.npz")
    with until(qtbot, session, Phase.READY):
        session.reseed()
    paused(qtbot, session)
    with until(qtbot, session, Phase.PAUSED):
        files.open(tmp_path / "run.npz")
    assert len(session.recording.losses) == step
    assert len(session.recording.observations) == len(now.observations)


def test_without_data_what_is_wrong_and_what_can_be_done_stand_together(
    qtbot, dressed: Appearance, translator: Translator, tmp_path: Path
) -> None:
    """The reason was in the middle of an empty page, in grey, with the buttons at its foot; and
    the panel that trains still said that it was loading."""

    def load() -> Dataset:
        raise StudioError("data.error.no_folder", folder="nowhere")

    session = TrainingSession(load)
    page = DataPage(LabContext(dressed, translator, session, tmp_path))
    introduction = Introduction(dressed, translator, session)
    for widget in (page, introduction):
        qtbot.addWidget(widget)
        widget.resize(400, 600)
        widget.show()
    session.prepare()
    qtbot.waitUntil(lambda: session.phase is Phase.FAILED)
    assert not any("Loading" in each.text() for each in introduction.findChildren(QLabel))
    source = page.source
    assert "nowhere" in source.counts.text() and source.counts.property("tone") == "error"
    qtbot.waitUntil(lambda: source.geometry().bottom() < page.height() / 2)
    assert session.close() and page.close_work()

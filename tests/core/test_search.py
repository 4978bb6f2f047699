"""Random search: what is drawn, what is noted down, and how it goes on."""

import json
import math
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial, reduce
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.following import follow
from core.messages import LANGUAGES, Message, StudioError
from core.search import (
    DEFAULT_RANGES,
    SEARCH_SPACE,
    Journal,
    LogRange,
    Outcome,
    Search,
    SearchPlan,
    Stage,
    Trial,
    WorkerPool,
    ranked,
)
from core.search.archive import take_up
from core.search.outcome import DIED, ERROR, Measured
from core.search.reason import plain_reason, read_reason
from core.search.search import MAX_CONSECUTIVE_FAILURES, SearchProgress
from core.search.validation import SHARE, split
from core.training import TrainingConfig
from tests.core.small_data import few_digits

LONG = 30  # seconds after which something hangs

BASE = TrainingConfig(batch_size=40, initialization="he", seed=2)
RANGES = {
    "learning_rate": LogRange(1e-3, 1.0),
    "weight_decay": LogRange(1e-7, 1e-3),
    "hidden": LogRange(2, 8, whole=True),
}
PLAN = SearchPlan(BASE, RANGES, (Stage(5, 1), Stage(3, 2)))


class Inline(Executor):
    """Does the work at once, in this process; `fails` may raise instead."""

    def __init__(self, fails: Callable[[TrainingConfig], BaseException | None]) -> None:
        self._fails = fails
        self.done: list[TrainingConfig] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        future: Future = Future()
        config = args[1]
        fault = self._fails(config)
        if fault is not None:
            future.set_exception(fault)
        else:
            self.done.append(config)
            future.set_result(fn(*args, **kwargs))
        return future


class Pools:
    """Makes pools, and remembers them."""

    def __init__(self, fails: Callable[[TrainingConfig], BaseException | None] = lambda _: None):
        self.executor = Inline(fails)
        self.data: Any = None
        self.left = 0

    @contextmanager
    def __call__(self, data: Any) -> Iterator[WorkerPool]:
        self.data = data
        yield WorkerPool(self.executor, 2, data)
        self.left += 1


def search(journal: Callable[[str], Journal], pools: Pools | None = None) -> Search:
    return Search(few_digits, journal, pools or Pools())


def running(steps: Iterator[SearchProgress], trials: int = 1) -> SearchProgress:
    """Let a search come to where so many trials run, or (0) none."""
    for progress in steps:
        if len(progress.running) >= trials and (trials or not progress.running):
            return progress
    raise AssertionError("it has come to its end")


def finished(path: Path | None, plan: SearchPlan = PLAN, pools: Pools | None = None) -> tuple:
    found = search(partial(Journal.begin, path, plan), pools)
    return follow(found.steps(), lambda _: None)


def bare(outcomes: Any) -> list[tuple]:
    """Without the seconds, in the order of the trials."""
    return sorted(
        (each.trial.stage, each.trial.number, each.trial, each.accuracy, each.failure)
        for each in outcomes
    )


# ranges

ends = st.floats(1e-12, 1e12)


@st.composite
def ranges(draw: st.DrawFn) -> LogRange:
    if draw(st.booleans()):
        low = draw(st.integers(1, 1000))
        return LogRange(low, low + draw(st.integers(0, 1000)), whole=True)
    low, high = sorted((draw(ends), draw(ends)))
    return LogRange(low, high)


@given(ranges(), st.integers(0, 2**32 - 1))
def test_what_is_drawn_lies_within(span: LogRange, seed: int) -> None:
    drawn = span.draw(np.random.default_rng(seed))
    assert span.low <= drawn <= span.high
    assert not span.whole or drawn == int(drawn)


def test_every_factor_is_as_likely_as_any_other() -> None:
    rng, span = np.random.default_rng(0), LogRange(1e-6, 1e-2)
    logs = np.log10([span.draw(rng) for _ in range(4000)])
    counts, _ = np.histogram(logs, bins=8, range=(-6, -2))
    chi_square = ((counts - 500) ** 2 / 500).sum()
    assert chi_square < 24.3  # 0.1 % of a χ² with 7 degrees of freedom lie beyond


def test_the_ends_of_whole_numbers_are_as_likely_as_they_should_be() -> None:
    rng, span = np.random.default_rng(0), LogRange(1, 3, whole=True)
    drawn = [span.draw(rng) for _ in range(6000)]
    for n in (1, 2, 3):
        share = math.log((n + 0.5) / (n - 0.5)) / math.log(3.5 / 0.5)
        assert drawn.count(n) / 6000 == pytest.approx(share, abs=0.025)


@given(ranges(), st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_a_finer_range_holds_the_best_and_lies_within(span: LogRange, seeds: list[int]) -> None:
    best = [span.draw(np.random.default_rng(seed)) for seed in seeds]
    finer = span.around(best)
    assert span.low <= finer.low <= min(best) <= max(best) <= finer.high <= span.high
    assert finer.whole is span.whole


@pytest.mark.parametrize(
    "bad", [(0, 1), (-1, 1), (2, 1), (1, math.inf), (math.nan, 1), (1, math.nan)]
)
def test_a_range_without_sense(bad: tuple[float, float]) -> None:
    with pytest.raises(StudioError, match="above zero"):
        LogRange(*bad)
    with pytest.raises(StudioError):
        LogRange(1.5, 3, whole=True)


# plans


def test_a_trial_depends_on_nothing_but_its_place() -> None:
    forwards = [PLAN.trial(0, n, RANGES) for n in range(5)]
    backwards = [PLAN.trial(0, n, RANGES) for n in reversed(range(5))]
    assert forwards == backwards[::-1]
    assert len(set(forwards)) == 5
    other = replace(PLAN, base=replace(BASE, seed=3))
    assert other.trial(0, 0, RANGES) != forwards[0]
    assert PLAN.trial(1, 0, RANGES) != forwards[0]


def test_all_trials_have_their_batches_in_common() -> None:
    configs = [PLAN.config(PLAN.trial(0, n, RANGES), 320) for n in range(3)]
    assert {(c.seed, c.batch_size, c.iterations) for c in configs} == {(2, 40, 8)}
    assert PLAN.config(PLAN.trial(1, 0, RANGES), 320).iterations == 16


def test_a_plan_comes_back_from_its_plain_data() -> None:
    assert SearchPlan.read(json.loads(json.dumps(PLAN.plain()))).plain() == PLAN.plain()


@pytest.mark.parametrize(
    "change",
    [
        {"stages": ()},
        {"ranges": {"hidden": LogRange(1, 2, whole=True)}},
        {"ranges": RANGES | {"hidden": LogRange(1.0, 2.0)}},
        {"ranges": RANGES | {"hidden": LogRange(1, 5000, whole=True)}},
        {"ranges": RANGES | {"weight_decay": LogRange(0.5, 2.0)}},
        {"ranges": RANGES | {"learning_rate": LogRange(1e-9, 1.0)}},
    ],
)
def test_a_plan_that_cannot_be(change: dict) -> None:
    with pytest.raises(StudioError):
        replace(PLAN, **change)


@pytest.mark.parametrize("bad", [(0, 1), (1, 0), (1001, 1), (1, 51), (True, 1), (1.5, 1)])
def test_a_stage_that_cannot_be(bad: tuple) -> None:
    with pytest.raises(StudioError):
        Stage(*bad)


def test_the_best_come_first_and_failures_last() -> None:
    def outcome(stage: int, number: int, accuracy: float | None) -> Outcome:
        trial = Trial(stage, number, 0.1, 1e-5, 5)
        if accuracy is None:
            return Outcome(trial, None, DIED)
        return Outcome(trial, Measured(accuracy, 1.0, 0.1))

    given = [outcome(0, 0, None), outcome(0, 1, 0.5), outcome(0, 2, 0.9), outcome(1, 0, 0.9)]
    order = [(each.trial.stage, each.trial.number) for each in ranked(given)]
    assert order == [(1, 0), (0, 2), (0, 1), (0, 0)]


# validation


def test_validation_images_are_set_aside_from_the_training_images() -> None:
    data = few_digits()
    part = split(data, seed=1)
    assert len(part.x_test) == round(SHARE * len(data.x_train))
    both = np.concatenate([part.x_train, part.x_test])
    assert sorted(map(bytes, both)) == sorted(map(bytes, data.x_train))  # each in one of them
    assert not set(map(bytes, part.x_test)) & set(map(bytes, data.x_test))
    rows = {bytes(x): t for x, t in zip(data.x_train, data.t_train, strict=True)}
    assert all(rows[bytes(x)] == t for x, t in zip(part.x_test, part.t_test, strict=True))
    assert not np.array_equal(split(data, seed=2).x_test, part.x_test)


def test_no_worker_ever_sees_a_test_image() -> None:
    pools = Pools()
    finished(None, replace(PLAN, stages=(Stage(1, 1),)), pools)
    tests = set(map(bytes, few_digits().x_test))
    assert not tests & set(map(bytes, pools.data.x_train))
    assert not tests & set(map(bytes, pools.data.x_test))


def test_too_few_images_to_set_some_aside() -> None:
    with pytest.raises(StudioError, match="too few"):
        split(few_digits(2, 2), 0)


# the search


def test_coarse_then_fine_around_the_best() -> None:
    outcomes = finished(None)
    assert len(outcomes) == PLAN.total
    coarse = [each for each in outcomes if each.trial.stage == 0]
    finer = PLAN.finer(RANGES, coarse)
    best = ranked(coarse)[0].trial
    for name in SEARCH_SPACE:
        assert finer[name].low <= getattr(best, name) <= finer[name].high
        for each in outcomes:
            if each.trial.stage == 1:
                assert finer[name].low <= getattr(each.trial, name) <= finer[name].high


def test_the_same_plan_finds_the_same(tmp_path: Path) -> None:
    assert bare(finished(None)) == bare(finished(tmp_path / "journal"))


@pytest.mark.parametrize("steps", [1, 3, 5, 7])
def test_a_search_that_was_interrupted_ends_as_it_would_have(tmp_path: Path, steps: int) -> None:
    path = tmp_path / "search.jsonl"
    begun = search(partial(Journal.begin, path, PLAN)).steps()
    for _ in range(steps):
        next(begun)
    begun.close()
    done = len(Journal.go_on(path, PLAN, "").outcomes)
    pools = Pools()
    again = search(partial(Journal.go_on, path, PLAN), pools)
    outcomes = follow(again.steps(), lambda _: None)
    assert bare(outcomes) == bare(finished(None))
    assert len(pools.executor.done) == PLAN.total - done  # nothing is done twice
    assert bare(Journal.open(path).outcomes) == bare(outcomes)


def test_a_complete_search_needs_no_crew(tmp_path: Path) -> None:
    path, pools = tmp_path / "j", Pools()
    before = finished(path)
    assert bare(follow(search(lambda _: Journal.open(path), pools).steps(), print)) == bare(before)
    assert pools.data is None


def test_other_images_are_another_search(tmp_path: Path) -> None:
    path = tmp_path / "j"
    finished(path)
    others = Search(lambda: few_digits(300, 20), lambda _: Journal.open(path), Pools())
    with pytest.raises(StudioError, match="other images"):
        next(others.steps())
    assert few_digits().fingerprint != few_digits(300, 20).fingerprint


def test_a_paused_search_submits_nothing_more(monkeypatch) -> None:
    monkeypatch.setattr("core.search.search.LOOK_EVERY", 0)
    pools = Pools()
    paused = search(partial(Journal.begin, None, PLAN), pools)
    steps = paused.steps()
    running(steps, 2)
    paused.pause()
    running(steps, 0)
    for _ in range(5):
        progress = next(steps)
    assert progress.paused and progress.running == ()
    assert len(progress.outcomes) == len(pools.executor.done) == 2  # those that ran came to an end
    paused.resume()
    assert len(follow(steps, lambda _: None)) == PLAN.total


def test_a_failure_costs_its_trial_and_no_other() -> None:
    bad = PLAN.trial(0, 2, RANGES).learning_rate

    def fails(config: TrainingConfig) -> BaseException | None:
        return BrokenExecutor("gone") if config.learning_rate == bad else None

    outcomes = finished(None, pools=Pools(fails))
    assert [each.failure for each in outcomes].count(DIED) == 1
    (reason,) = [each.reason for each in outcomes if each.failure == DIED]
    assert isinstance(reason, Message) and reason.text("zh_CN") != reason.text("en")
    assert len(outcomes) == PLAN.total
    same = [o for o in bare(finished(None)) if o[0] == 0 and o[1] != 2]
    assert [o for o in bare(outcomes) if o[0] == 0 and not o[4]] == same


def test_why_a_trial_failed_is_said_in_the_language_of_the_moment(tmp_path: Path) -> None:
    """Also by whoever reads the journal the next day."""
    bad = PLAN.trial(0, 2, RANGES).learning_rate
    full = Message("core.system.full")
    fault = StudioError("export.error.unwritable", path=Path("x"), reason=full)
    pools = Pools(lambda config: fault if config.learning_rate == bad else None)
    path = tmp_path / "j"
    finished(path, pools=pools)
    for outcomes in (Journal.open(path).outcomes, finished(None, pools=pools)):
        failed = next(each for each in outcomes if each.failure == ERROR)
        assert isinstance(failed.reason, Message)
        for language in LANGUAGES:
            assert failed.reason.text(language) == fault.message.text(language)


def test_a_search_whose_trials_all_fail_stops_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "j"
    pools = Pools(lambda _: MemoryError("no room"))
    with pytest.raises(StudioError, match="no room"):
        finished(path, pools=pools)
    assert Journal.open(path).outcomes == []  # they get another chance
    again = follow(search(lambda _: Journal.open(path)).steps(), lambda _: None)
    assert bare(again) == bare(finished(None))


def test_only_failures_in_a_row_end_a_search() -> None:
    """Two of three trials fail, for as long as it goes on."""
    tried = count(1)
    pools = Pools(lambda _: MemoryError("no room") if next(tried) % 3 else None)
    outcomes = finished(None, pools=pools)
    assert len(outcomes) == PLAN.total
    assert sum(bool(each.failure) for each in outcomes) > MAX_CONSECUTIVE_FAILURES


def test_closing_leaves_the_crew() -> None:
    pools = Pools()
    steps = search(partial(Journal.begin, None, PLAN), pools).steps()
    running(steps)
    assert pools.left == 0
    steps.close()
    assert pools.left == 1


def test_whoever_is_to_close_a_search_need_not_wait_for_its_trials(monkeypatch) -> None:
    """Nor for the next look, which is hours away here."""
    monkeypatch.setattr("core.search.search.LOOK_EVERY", 10_000)
    pools, seen = Pools(), Event()
    found = search(partial(Journal.begin, None, PLAN), pools)

    def run() -> None:
        steps = found.steps()
        running(steps, 2)
        found.pause()
        running(steps, 0)
        seen.set()
        while not left.is_set():
            next(steps)
        steps.close()

    left, thread = Event(), Thread(target=run, daemon=True)
    thread.start()
    assert seen.wait(LONG)
    left.set()
    found.interrupt()
    thread.join(LONG)
    assert not thread.is_alive() and pools.left == 1


def test_a_crew_that_takes_its_time_is_not_waited_for(monkeypatch) -> None:
    """The journal is open by then. Whoever comes when nobody wants him any more is sent home."""
    monkeypatch.setattr("core.search.search.LOOK_EVERY", 0)
    pools, comes = Pools(), Event()

    @contextmanager
    def slow(data: Any) -> Iterator[WorkerPool]:
        comes.wait(LONG)
        with pools(data) as pool:
            yield pool
        gone.set()

    gone = Event()
    steps = Search(few_digits, partial(Journal.begin, None, PLAN), slow).steps()
    for _ in range(3):
        assert next(steps).plan == PLAN
    steps.close()
    assert pools.data is None
    comes.set()
    assert gone.wait(LONG) and pools.left == 1


def test_what_a_crew_fails_with_is_told() -> None:
    @contextmanager
    def nobody(data: Any) -> Iterator[WorkerPool]:
        raise StudioError("lab_search.error.no_distributed", command="pip install distributed")
        yield

    steps = Search(few_digits, partial(Journal.begin, None, PLAN), nobody).steps()
    with pytest.raises(StudioError, match="pip install"):
        follow(steps, lambda _: None)


# the journal


@pytest.fixture(scope="module")
def journal(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("journal") / "search.jsonl"
    finished(path)
    return path.read_bytes()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_wherever_the_computer_went_off_what_was_whole_is_kept(
    journal: bytes, tmp_path_factory, data
) -> None:
    header = journal.index(b"\n") + 1
    end = data.draw(st.integers(header, len(journal)))
    path = tmp_path_factory.mktemp("cut") / "search.jsonl"
    path.write_bytes(journal[:end])
    found = Journal.open(path)
    lines = journal[:end].count(b"\n")
    assert len(found.ranges) + len(found.outcomes) == lines - 1
    if not found.complete and found.ranges:
        stage = len(found.ranges) - 1
        trial = found.plan.trial(stage, found.plan.stages[stage].trials - 1, found.ranges[stage])
        found.add(Outcome(trial, Measured(0.5, None, 1.0)))
        assert Journal.open(path).outcomes[-1] == found.outcomes[-1]
        assert path.read_bytes().startswith(journal[: journal[:end].rindex(b"\n") + 1])


DAMAGE = [b"{}", b"[]", b"x", b'{"stage": 7, "ranges": {}}', b'{"trial": {}, "measured": null}']


@pytest.mark.parametrize("line", DAMAGE)
def test_a_damaged_line_in_the_middle_is_not_forgiven(
    journal: bytes, tmp_path: Path, line: bytes
) -> None:
    lines = journal.split(b"\n")
    path = tmp_path / "search.jsonl"
    path.write_bytes(b"\n".join([*lines[:3], line, *lines[4:]]))
    with pytest.raises(StudioError, match="line 4"):
        Journal.open(path)


def rewritten(journal: bytes, number: int, change: dict[str, Any]) -> bytes:
    """With other entries in one of the lines, and in the object of each name in it."""
    lines = journal.split(b"\n")
    value = json.loads(lines[number])
    for name, new in change.items():
        old = value[name]
        value[name] = old | new if isinstance(new, dict) and isinstance(old, dict) else new
    lines[number] = json.dumps(value).encode()
    return b"\n".join(lines)


HUGE = 10**390
SPANS = [[1, HUGE], [HUGE, HUGE], ["1", "2"], [1e-9, 0.1], [0.1, 0.01], [True, 1], None]
OUTCOMES = [
    *(
        {"trial": {name: v}}
        for name in ("learning_rate", "hidden", "weight_decay")
        for v in (0, HUGE, 1e308, "1", True, None)
    ),
    *({"measured": {"loss": v}} for v in (HUGE, -1, [], "", False)),
    *({"measured": {"seconds": v}} for v in (HUGE, -1, None, "")),
    *({"measured": {"accuracy": v}} for v in (2, -0.5, None, True)),
    {"measured": []},
    {"trial": 3},
    {"failure": "error"},
    {"failure": []},
    {"reason": 3},
    {"reason": {"key": "lab_search.error.images", "fields": {"count": [1]}}},
    {"reason": {"key": [], "fields": {}}},
    {"reason": {"key": "lab_search.error.images", "fields": {"count": 3}, "words": 3}},
    {"reason": []},
]


@pytest.mark.parametrize("change", OUTCOMES)
def test_an_outcome_that_no_trial_has_is_refused(
    journal: bytes, tmp_path: Path, change: dict[str, Any]
) -> None:
    path = tmp_path / "search.jsonl"
    path.write_bytes(rewritten(journal, 2, change))
    with pytest.raises(StudioError, match="line 3"):
        Journal.open(path)


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("line", [0, 1])
def test_ranges_in_which_nothing_can_be_searched_are_refused(
    journal: bytes, tmp_path: Path, line: int, span: object
) -> None:
    """Those of the plan, and those of a stage."""
    value = json.loads(journal.split(b"\n")[line])
    ranges = {"ranges": {"learning_rate": span}}
    change = (
        {"plan": value["plan"] | {"ranges": value["plan"]["ranges"] | ranges["ranges"]}}
        if line == 0
        else ranges
    )
    path = tmp_path / "search.jsonl"
    path.write_bytes(rewritten(journal, line, change))
    with pytest.raises(StudioError):
        Journal.open(path)


@pytest.mark.parametrize("whole", [b"", b"\n", b"{}\n", b'{"format": "x"}\n', b"PK\x03\x04\n"])
def test_what_is_no_journal(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "search.jsonl"
    path.write_bytes(whole)
    with pytest.raises(StudioError):
        Journal.open(path)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_journal_that_was_tampered_with_raises_nothing_but_sentences(
    journal: bytes, tmp_path_factory, data
) -> None:
    whole = bytearray(journal)
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("bad") / "search.jsonl"
    path.write_bytes(bytes(whole))
    try:
        Journal.open(path)
    except StudioError as error:
        assert str(error)


def test_going_on_by_the_same_command(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "j"
    begun = Journal.go_on(path, PLAN, "x")
    begun.enter(PLAN.ranges)
    assert len(Journal.go_on(path, PLAN, "x").ranges) == 1
    with pytest.raises(StudioError, match="other settings"):
        Journal.go_on(path, replace(PLAN, stages=(Stage(1, 1),)), "x")


def test_an_empty_file_is_a_place_for_a_journal(tmp_path: Path) -> None:
    """As `mktemp` makes one."""
    path = tmp_path / "j"
    path.touch()
    begun = Journal.go_on(path, PLAN, "x")
    assert not begun.ranges and not path.stat().st_size
    begun.enter(PLAN.ranges)
    assert Journal.open(path).plan.plain() == PLAN.plain()


def test_an_earlier_journal_that_has_gone_leaves_the_present_one_in_its_place(
    journal: bytes, tmp_path: Path
) -> None:
    """Another window has taken it up."""
    path = tmp_path / "search.jsonl"
    path.write_bytes(journal)
    with pytest.raises(StudioError):
        take_up(path, tmp_path / "search 2026-11-28 14.05.07.jsonl")
    assert path.read_bytes() == journal


def test_a_journal_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError):
        Journal.begin(tmp_path / "file" / "j", PLAN, "x")


SETTING = Message("optimizers.setting.momentum")
RANGE = {"setting": SETTING, "value": 2.0, "low": 1e-9, "high": 0.99}
FAULTS = [
    Message("optimizers.error.out_of_range", RANGE),
    Message("optimizers.error.out_of_range", RANGE | {"high": math.inf, "value": math.nan}),
    Message("optimizers.error.out_of_range", RANGE | {"value": HUGE}),
    Message(
        "optimizers.error.out_of_range", RANGE | {"value": np.float64(0.1), "low": np.int64(0)}
    ),
    Message("lab_search.error.images", {"count": HUGE, "least": True}),
    reduce(lambda inner, _: Message("export.error.reason", {"reason": inner}), range(9), SETTING),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_a_trial_failed_with_the_journal_can_be_read(
    tmp_path: Path, fault: Message
) -> None:
    bad = PLAN.trial(0, 2, RANGES).learning_rate
    error = StudioError(fault.key, **fault.fields)
    pools = Pools(lambda config: error if config.learning_rate == bad else None)
    finished(tmp_path / "j", pools=pools)
    failed = next(each for each in Journal.open(tmp_path / "j").outcomes if each.failure)
    assert str(failed.reason) == fault.text()


def test_numbers_stay_numbers() -> None:
    read = read_reason(json.loads(json.dumps(plain_reason(FAULTS[0]))))
    assert read == FAULTS[0]


def test_a_name_that_no_text_can_hold_is_written_as_near_as_can_be(tmp_path: Path) -> None:
    """Names of files are bytes."""
    journal = Journal.begin(tmp_path / "j", PLAN, "x")
    journal.enter(RANGES)
    missing = Message("export.error.unreadable", {"path": "\udcff.gz", "reason": "\udcff"})
    for number, reason in enumerate((missing, "no \udcff.gz")):
        journal.add(Outcome(PLAN.trial(0, number, RANGES), None, ERROR, reason))
    journal.enter(RANGES)  # so that the failures are not forgotten
    read = Journal.open(tmp_path / "j").outcomes
    assert [str(each.reason) for each in read] == [str(missing).replace("\udcff", "?"), "no ?.gz"]


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("no.such.sentence", {}),
        ("lab_search.error.images", {}),
    ],
)
def test_what_this_version_cannot_say_is_read_in_the_words_beside_it(
    key: str, fields: dict[str, Any]
) -> None:
    given = {"key": key, "fields": fields}
    assert read_reason(given | {"words": "Too few."}) == "Too few."
    assert read_reason(given) == key
    outer = {"key": "export.error.reason", "fields": {"reason": given | {"words": "too few"}}}
    assert read_reason(outer) == Message("export.error.reason", {"reason": "too few"})


def test_an_outcome_comes_back() -> None:
    trial = PLAN.trial(0, 0, DEFAULT_RANGES)
    for outcome in (
        Outcome(trial, Measured(0.5, 1.0, 2.0)),
        Outcome(trial, Measured(0.1, None, 2.0)),
        Outcome(trial, None, ERROR, "why"),
    ):
        assert Outcome.read(json.loads(json.dumps(outcome.plain()))) == outcome


def test_what_was_lost_with_a_worker_gets_another_chance_at_the_end(tmp_path: Path) -> None:
    """Also when its stage is over, whose successor keeps the ranges that it has; what a trial
    failed with by itself it would fail with again."""
    path = tmp_path / "j"
    lost, bad = (PLAN.trial(0, n, RANGES).learning_rate for n in (2, 3))
    faults = {lost: BrokenExecutor("gone"), bad: MemoryError("no room")}
    finished(path, pools=Pools(lambda config: faults.get(config.learning_rate)))
    before = Journal.open(path)
    assert not before.complete and [e.trial.number for e in before.outcomes if e.failure] == [3]
    pools = Pools()
    again = follow(search(lambda _: Journal.open(path), pools).steps(), lambda _: None)
    assert len(pools.executor.done) == 1 and len(again) == PLAN.total
    assert Journal.open(path).ranges == before.ranges and Journal.open(path).complete

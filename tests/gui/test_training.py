"""Training as a class sees it: start, pause, one step, freeze, reset; and nothing left behind."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, islice
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from core import trace
from core.datasets import Dataset
from core.format import number, whole
from core.messages import Message, StudioError
from core.schedules import Constant
from core.throughput import Throughput
from core.training import Snapshot, Trainer, TrainingConfig
from core.training.optimizer_defaults import defaults_of
from core.trend import BLOCKS, trend
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.log import file_in, release, write_to
from gui.training import Phase, TrainingPanel, TrainingSession
from gui.training.arrangement import TABS, Arrangement
from gui.training.axis import log_ticks, multiples, round_up
from gui.training.notice import Notice
from gui.training.number_formats import duration, percent
from gui.training.weights import WeightPictures

ENDLESS = 1_000_000


def bars() -> Dataset:
    """The class is where the bright row of the image is, with noise around it."""
    rng = np.random.default_rng(7)
    t = rng.integers(10, size=260).astype(np.uint8)
    x = rng.integers(60, size=(260, 28, 28)).astype(np.uint8)
    x[np.arange(260), 2 * t + 4] = 255
    x = x.reshape(260, 784)
    return Dataset(Message("data.name.builtin"), x[:200], t[:200], x[200:], t[200:])


@pytest.fixture
def session(qapp) -> Iterator[TrainingSession]:
    session = TrainingSession(bars)
    session.configure(hidden=8, batch_size=10, iterations=ENDLESS)
    yield session
    assert session.close(), "training did not end within a second"


@pytest.fixture
def ready(session: TrainingSession, qtbot) -> TrainingSession:
    with until(qtbot, session, Phase.READY):
        session.prepare()
    return session


@pytest.fixture
def panel(
    qapp, prepared: Appearance, translator: Translator, ready: TrainingSession, qtbot
) -> Iterator[TrainingPanel]:
    panel = TrainingPanel(prepared, translator, ready)
    prepared.dress(qapp)
    qtbot.addWidget(panel)
    panel.resize(340, 420)
    panel.show()
    yield panel
    assert panel.close_work(), "a thread of the panel did not end within a second"


def until(qtbot, session: TrainingSession, phase: Phase):
    return qtbot.waitSignal(session.state_changed, check_params_cb=lambda now: now is phase)


def train(qtbot, session: TrainingSession, steps: int) -> None:
    """Train at least so many steps more, then pause."""
    goal = session.recording.steps + steps
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps >= goal)
    with until(qtbot, session, Phase.PAUSED):
        session.pause()


def losses(session: TrainingSession) -> list[float]:
    return list(session.recording.losses.since()[1])


def expected(config: TrainingConfig, steps: int) -> list[float]:
    """The first losses of a run, from a trainer without any window."""
    return [result.loss for result in islice(Trainer(bars(), config).steps(), steps)]


def heard(signal) -> list[object]:
    """What a signal says from now on."""
    said: list[object] = []
    signal.connect(said.append)
    return said


# The session.


def test_before_training_the_net_can_be_seen_at_step_0(session: TrainingSession, qtbot) -> None:
    with qtbot.waitSignal(session.snapshot) as first:
        session.prepare()
    snapshot = first.args[0]
    assert session.phase is Phase.READY and session.recording.steps == 0
    assert snapshot.iteration == 0 and snapshot is session.current
    assert snapshot.loss == expected(session.settings, 1)[0]
    train(qtbot, session, 1)
    assert losses(session)[0] == snapshot.loss


def test_the_data_set_is_loaded_in_the_worker_and_once(qtbot) -> None:
    loaders: list[threading.Thread] = []

    def load() -> Dataset:
        loaders.append(threading.current_thread())
        return bars()

    session = TrainingSession(load)
    for command in (session.prepare, session.reset):
        with until(qtbot, session, Phase.READY):
            command()
    assert len(loaders) == 1 and loaders[0] is not threading.main_thread()
    assert session.data is not None and len(session.data.x_train) == 200
    assert session.close()


def test_train_pause_and_go_on(ready: TrainingSession, qtbot) -> None:
    train(qtbot, ready, 2000)  # for long enough to be timed
    done = ready.recording.steps
    train(qtbot, ready, 100)
    assert ready.recording.steps >= done + 100
    assert losses(ready) == expected(ready.settings, ready.recording.steps)
    assert ready.throughput.rate and ready.throughput.elapsed > 0 and ready.throughput.time_for(1)


def test_at_rest_the_current_snapshot_is_the_last_step(ready: TrainingSession, qtbot) -> None:
    train(qtbot, ready, 50)
    assert ready.current is not None
    assert ready.current.iteration == ready.recording.steps - 1
    assert ready.current.loss == losses(ready)[-1]


@pytest.mark.parametrize("clicks", [1, 3])
def test_a_step_is_exactly_one_step(ready: TrainingSession, qtbot, clicks: int) -> None:
    train(qtbot, ready, 20)
    done = ready.recording.steps
    with qtbot.waitSignal(ready.refreshed):
        for _ in range(clicks):
            ready.step()
    assert ready.recording.steps == done + clicks
    assert ready.phase is Phase.PAUSED
    assert ready.current is not None and ready.current.iteration == done + clicks - 1


def test_the_first_step_may_be_a_single_one(session: TrainingSession, qtbot) -> None:
    with until(qtbot, session, Phase.PAUSED):
        session.step()
    assert session.recording.steps == 1


def test_freezing_hands_over_the_step_it_halted_at(ready: TrainingSession, qtbot) -> None:
    ready.start()
    qtbot.waitUntil(lambda: ready.recording.steps > 100)
    with qtbot.waitSignal(ready.frozen) as frozen:
        ready.freeze()
    snapshot: Snapshot = frozen.args[0]
    assert ready.phase is Phase.PAUSED
    assert snapshot.iteration == ready.recording.steps - 1
    replayed = trace.run(snapshot.graph, snapshot.leaves)
    assert float(replayed.values["L"]) == losses(ready)[-1]


def test_freezing_at_rest_takes_no_further_step(ready: TrainingSession, qtbot) -> None:
    train(qtbot, ready, 20)
    done = ready.recording.steps
    with qtbot.waitSignal(ready.frozen) as frozen:
        ready.freeze()
    assert ready.recording.steps == done and frozen.args == [ready.current]


def test_snapshots_arrive_while_training(ready: TrainingSession, qtbot) -> None:
    snapshots = heard(ready.snapshot)
    ready.start()
    qtbot.waitUntil(lambda: len(snapshots) >= 3)
    iterations = [snapshot.iteration for snapshot in snapshots]
    assert iterations == sorted(set(iterations))


def test_reset_is_the_same_run_again_and_reseed_another(ready: TrainingSession, qtbot) -> None:
    train(qtbot, ready, 30)
    before, seed = losses(ready)[:30], ready.settings.seed
    with until(qtbot, ready, Phase.READY):
        ready.reset()
    train(qtbot, ready, 30)
    assert losses(ready)[:30] == before
    with until(qtbot, ready, Phase.READY):
        ready.reseed()
    train(qtbot, ready, 30)
    assert ready.settings.seed != seed
    assert losses(ready)[:30] != before


def test_an_abandoned_run_writes_into_no_other(ready: TrainingSession, qtbot) -> None:
    ready.start()
    qtbot.waitUntil(lambda: ready.recording.steps > 50)
    old = ready.recording
    ready.configure(seed=5)
    ready.reset()
    assert ready.recording is not old and ready.recording.steps == 0
    with until(qtbot, ready, Phase.READY):
        pass
    assert ready.recording.steps == 0
    train(qtbot, ready, 20)
    assert losses(ready) == expected(ready.settings, ready.recording.steps)


def test_stop_keeps_the_curves_and_training_again_begins_anew(
    ready: TrainingSession, qtbot
) -> None:
    train(qtbot, ready, 30)
    with until(qtbot, ready, Phase.STOPPED):
        ready.stop()
    assert ready.recording.steps >= 30
    with until(qtbot, ready, Phase.RUNNING):
        ready.start()
    qtbot.waitUntil(lambda: ready.recording.steps > 0)
    with until(qtbot, ready, Phase.PAUSED):
        ready.pause()
    assert losses(ready) == expected(ready.settings, ready.recording.steps)


def test_a_finished_run_can_be_frozen_at_its_last_step(ready: TrainingSession, qtbot) -> None:
    with until(qtbot, ready, Phase.READY):
        ready.configure(iterations=40)
    with until(qtbot, ready, Phase.FINISHED):
        ready.start()
    assert ready.recording.steps == 40 and ready.recording.accuracy is not None
    with qtbot.waitSignal(ready.frozen) as frozen:
        ready.freeze()
    assert frozen.args[0].iteration == 39


def test_divergence_is_told(ready: TrainingSession, qtbot) -> None:
    with until(qtbot, ready, Phase.READY):
        ready.configure(activation="tanh")
    assert ready.recording.trainer is not None
    ready.recording.trainer.schedule = Constant(base_lr=1e38)
    with until(qtbot, ready, Phase.DIVERGED):
        ready.start()
    newest = ready.recording.newest
    assert newest is not None and newest.diverged and newest.learning_rate == 1e38


def test_a_new_learning_rate_counts_from_the_next_step_on(ready: TrainingSession, qtbot) -> None:
    train(qtbot, ready, 10)
    ready.configure(learning_rate=0.025)
    assert ready.awaits_reset == ()
    with qtbot.waitSignal(ready.refreshed):
        ready.step()
    assert ready.recording.newest is not None
    assert ready.recording.newest.learning_rate == 0.025


def test_other_settings_wait_for_a_reset(ready: TrainingSession, qtbot) -> None:
    train(qtbot, ready, 10)
    ready.configure(hidden=12, batch_size=5, activation="tanh")
    assert set(ready.awaits_reset) == {"hidden", "batch_size", "activation"}
    assert ready.recording.config.hidden == 8
    with until(qtbot, ready, Phase.READY):
        ready.reset()
    assert ready.awaits_reset == ()
    assert ready.current is not None and ready.current.leaves["W1"].shape == (784, 12)


def test_before_the_first_step_settings_count_at_once(ready: TrainingSession, qtbot) -> None:
    with until(qtbot, ready, Phase.READY):
        ready.configure(hidden=12)
    assert ready.current is not None and ready.current.leaves["W1"].shape == (784, 12)


def test_a_setting_out_of_range_changes_nothing(ready: TrainingSession) -> None:
    with pytest.raises(StudioError):
        ready.configure(hidden=0)
    assert ready.settings.hidden == 8


def test_a_data_set_that_cannot_be_loaded_is_told_and_can_be_tried_again(qtbot) -> None:
    places = iter([StudioError("data.error.no_folder", folder="nowhere"), bars()])

    def load() -> Dataset:
        found = next(places)
        if isinstance(found, Exception):
            raise found
        return found

    session = TrainingSession(load)
    with until(qtbot, session, Phase.FAILED):
        session.start()
    assert "nowhere" in str(session.failure)
    assert not session.wants_to_run
    with until(qtbot, session, Phase.RUNNING):
        session.toggle()  # the button of the panel
    assert session.close()


def test_a_mistake_of_ours_is_one_sentence_and_its_story_is_in_the_log(
    tmp_path: Path, capfd, dressed: Appearance, translator: Translator, qtbot
) -> None:
    def load() -> Dataset:
        raise RuntimeError("boom")

    session, handler = TrainingSession(load), write_to(file_in(tmp_path))
    notice = Notice(dressed, translator, session)
    qtbot.addWidget(notice)
    with until(qtbot, session, Phase.FAILED):
        session.prepare()
    release(handler)
    said = notice.words.text()
    assert "tests/gui/test_training.py" in said and str(file_in(tmp_path)) in said
    assert "boom" not in said
    assert "RuntimeError: boom" in file_in(tmp_path).read_text(encoding="utf-8")
    assert capfd.readouterr() == ("", "")
    assert session.close()


@pytest.mark.parametrize("moment", ["loading", "running", "paused"])
def test_closing_in_the_middle_leaves_no_thread(qtbot, moment: str) -> None:
    """`tidy_desktop` looks for threads after each test."""
    session = TrainingSession(bars)
    session.start()
    if moment != "loading":
        qtbot.waitUntil(lambda: session.recording.steps > 10)
    if moment == "paused":
        with until(qtbot, session, Phase.PAUSED):
            session.pause()
    assert session.close()


# The panel.


def test_the_empty_panel_says_what_train_will_do(panel: TrainingPanel) -> None:
    said = " ".join(label.text() for label in visible(panel, QLabel))
    assert "784-8-10" in said and "200" in said and "Lab" in said
    assert not panel.plots.figures, "pyqtgraph is imported when there is something to plot"


def test_training_by_mouse(panel: TrainingPanel, ready: TrainingSession, qtbot) -> None:
    click(qtbot, panel.commands.train)
    qtbot.waitUntil(lambda: ready.recording.steps > 60)
    qtbot.waitUntil(lambda: panel.readout.accuracy.text().endswith("%"))
    assert panel.commands.train.text() == "Pause"
    with until(qtbot, ready, Phase.PAUSED):
        click(qtbot, panel.commands.train)
    assert panel.commands.train.text() == "Go on"
    done = ready.recording.steps
    with qtbot.waitSignal(ready.refreshed):
        click(qtbot, panel.commands.small["step"])
    assert ready.recording.steps == done + 1
    assert f"{whole(done + 1)} of" in panel.readout.steps.text()
    with qtbot.waitSignal(ready.frozen):
        click(qtbot, panel.commands.freeze)


def test_the_curves_show_what_happened(panel: TrainingPanel, ready: TrainingSession, qtbot) -> None:
    train(qtbot, ready, 80)
    x, y = drawn(panel, "loss", 0)
    np.testing.assert_array_equal(x, np.arange(1, ready.recording.steps + 1))
    np.testing.assert_array_equal(y, losses(ready))
    panel.resize(340, 700)  # room for both
    x, y = drawn(panel, "accuracy", 1)
    assert list(y) == list(ready.recording.accuracies.since()[2])


def test_a_reset_run_never_shows_the_curves_of_the_old_one(
    panel: TrainingPanel, ready: TrainingSession, qtbot
) -> None:
    train(qtbot, ready, 200)
    with until(qtbot, ready, Phase.READY):
        ready.reset()
    assert not panel.plots.figures["loss"].isVisible()
    train(qtbot, ready, 3)
    x, y = drawn(panel, "loss", 0)
    assert len(x) == ready.recording.steps
    np.testing.assert_allclose(y, losses(ready))  # and of nothing before


def test_a_logarithmic_axis(panel: TrainingPanel, ready: TrainingSession, qtbot) -> None:
    train(qtbot, ready, 30)
    click(
        qtbot,
        panel.plots.figures["loss"].log,
        QPoint(8, panel.plots.figures["loss"].log.height() // 2),
    )
    assert panel.save_state()["log"]
    _, y = drawn(panel, "loss", 0)
    np.testing.assert_allclose(y, np.log10(losses(ready)))


def test_the_mouse_reads_values_off_the_curves(
    panel: TrainingPanel, ready: TrainingSession, qtbot
) -> None:
    train(qtbot, ready, 100)
    plot = panel.plots.figures["loss"].plot
    qtbot.mouseMove(plot.viewport(), QPoint(plot.width() // 2, plot.height() // 3))
    qtbot.waitUntil(plot.reading.isVisible)
    assert plot.reading.text().startswith("step ")
    figure, reading = plot.parentWidget(), plot.reading
    place = QRect(reading.mapTo(figure, QPoint()), reading.size())
    assert figure.rect().contains(place)
    covered = place.bottom() - plot.geometry().top()
    assert covered <= reading.fontMetrics().height(), "no curve is covered, or hardly"
    pictures = [figure.sheet().picture]
    assert reading.isVisible()
    figure.plot.hovered.emit(None)
    pictures.append(figure.sheet().picture)
    above = [each.copy(0, 0, each.width(), 2 * figure.heading.height()) for each in pictures]
    assert above[0] == above[1], "what is saved has its heading"


def test_in_a_long_run_too_the_mouse_reads_what_the_table_says(
    panel: TrainingPanel, ready: TrainingSession, qtbot
) -> None:
    """The drawn line is smoother then, but there is one meaning of “smoothed” in figures."""
    ready.configure(iterations=700)
    ready.reset()
    with until(qtbot, ready, Phase.FINISHED):
        ready.start()
    figure = panel.plots.figures["loss"]
    table = figure.table(ready.recording)
    for step in (1, 333, 600):
        found = figure.reading(step, ready.recording)
        assert found is not None
        smooth = number(table["smoothed"][step - 1], 3)
        assert f"step {step} · smoothed {smooth} · " in found[1]


def test_language_and_theme_change_in_mid_run(
    panel: TrainingPanel, ready: TrainingSession, translator: Translator, qtbot
) -> None:
    ready.start()
    qtbot.waitUntil(lambda: ready.recording.steps > 50)
    translator.set_language("zh_CN")
    panel._appearance.set_theme("dark")
    done = ready.recording.steps
    qtbot.waitUntil(lambda: ready.recording.steps > done + 50)
    assert panel.commands.train.text() == "暂停"
    said = " ".join(label.text() for label in visible(panel, QLabel))
    assert "测试，第" in said and "Test" not in said
    panel._appearance.set_theme("light")


def test_a_run_that_diverged_offers_a_smaller_rate(
    panel: TrainingPanel, ready: TrainingSession, qtbot
) -> None:
    with until(qtbot, ready, Phase.READY):
        ready.configure(activation="tanh", learning_rate=100.0)
    assert ready.recording.trainer is not None
    ready.recording.trainer.schedule = Constant(base_lr=1e38)
    with until(qtbot, ready, Phase.DIVERGED):
        ready.start()
    assert panel.notice.isVisible()
    assert f"Diverged at step {ready.recording.steps}:" in panel.notice.words.text()
    ready.configure(learning_rate=0.1)
    with until(qtbot, ready, Phase.RUNNING):
        click(qtbot, panel.notice.remedy)
    assert not panel.notice.isVisible()


def test_dead_units_are_told(panel: TrainingPanel, ready: TrainingSession, qtbot) -> None:
    with until(qtbot, ready, Phase.READY):
        ready.configure(learning_rate=10.0)
    ready.start()
    qtbot.waitUntil(lambda: panel.notice.isVisible())
    assert "All 8 hidden units are dead" in panel.notice.words.text()
    assert panel.notice.remedy.text() == "Start over with 0.2"
    assert not panel.notice.rewind.isVisible()


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_only_relus_are_counted_as_dead(
    panel: TrainingPanel, ready: TrainingSession, qtbot, activation: str
) -> None:
    with until(qtbot, ready, Phase.READY):
        ready.configure(activation=activation)
    train(qtbot, ready, 3)
    qtbot.waitUntil(lambda: panel.readout.values["loss"].text() != "—")
    assert panel.readout.values["dead"].text() == "—"


def test_settings_by_hand(panel: TrainingPanel, ready: TrainingSession, qtbot) -> None:
    fields = panel.controls.fields
    panel.tabs.setCurrentIndex(TABS.index("settings"))
    train(qtbot, ready, 10)
    assert not panel.controls.later.isVisible()
    fields["hidden"].setValue(20)
    assert ready.settings.hidden == 20 and panel.controls.later.isVisible()
    optimizer = fields["optimizer"]
    optimizer.setCurrentIndex(optimizer.findData("adam"))
    assert ready.settings == replace(ready.settings, optimizer="adam", **defaults_of("adam"))
    with until(qtbot, ready, Phase.READY):
        ready.reset()
    assert not panel.controls.later.isVisible()


def test_a_new_seed_is_shown(panel: TrainingPanel, ready: TrainingSession, qtbot) -> None:
    with until(qtbot, ready, Phase.READY):
        click(qtbot, panel.commands.small["reseed"])
    assert panel.controls.fields["seed"].value() == ready.settings.seed != 0


def test_weights_are_read_with_the_mouse(
    panel: TrainingPanel, ready: TrainingSession, qtbot
) -> None:
    panel.resize(760, 480)
    pictures = panel.weights.pictures
    assert pictures.shown == pictures.total == 8
    qtbot.mouseMove(pictures, QPoint(6, 6))
    qtbot.waitUntil(lambda: panel.weights.hint.text().startswith("hidden unit 1 "))


def test_each_picture_shows_the_weights_of_its_own_unit(
    panel: TrainingPanel, ready: TrainingSession, dressed: Appearance
) -> None:
    panel.resize(760, 480)
    pictures, weights = panel.weights.pictures, np.full((784, 8), -1.0, np.float32)
    weights[:392, 5] = 1  # the upper half of one of them
    pictures.show_weights(weights, now=True)
    seen = pictures.grab().toImage()
    found: dict[int, set[str]] = {unit: set() for unit in range(8)}
    places = {unit: _place_of(unit, pictures) for unit in found}
    for unit, (left, top, side) in places.items():
        for share in (0.25, 0.75):
            colour = seen.pixelColor(left + side // 2, top + int(share * side))
            found[unit].add(colour.name())
    plus, minus = dressed.theme.heat_positive.name(), dressed.theme.heat_negative.name()
    assert found == {unit: {plus, minus} if unit == 5 else {minus} for unit in found}


def _place_of(unit: int, pictures: WeightPictures) -> tuple[int, int, int]:
    """Left, top and side of a unit's picture."""
    inside = [
        (x, y)
        for x in range(pictures.width())
        for y in range(pictures.height())
        if pictures.unit_at(x, y) == unit
    ]
    (left, top), (right, _) = inside[0], inside[-1]
    return left, top, right - left + 1


def test_the_state_comes_back(
    panel: TrainingPanel, dressed: Appearance, translator: Translator, qtbot
) -> None:
    panel.controls.fields["hidden"].setValue(33)
    panel.tabs.setCurrentIndex(2)
    saved = panel.save_state()
    session = TrainingSession(bars)
    other = TrainingPanel(dressed, translator, session)
    qtbot.addWidget(other)
    other.restore_state(saved | {"unknown": 1})
    assert session.settings.hidden == 33 and other.save_state() == saved
    assert session.close()


@pytest.mark.parametrize(
    "damage", [{}, {"settings": {"hidden": "many", "seed": -3, "colour": 1}, "view": "?", "log": 7}]
)
def test_a_damaged_state_is_passed_over(panel: TrainingPanel, damage: dict[str, object]) -> None:
    before = panel.save_state()
    panel.restore_state(damage)
    after = panel.save_state()
    assert (after["view"], after["log"]) == (before["view"], before["log"])
    assert set(after["settings"]) == set(before["settings"])


def test_the_main_button_trains_and_pauses(
    panel: TrainingPanel, ready: TrainingSession, qtbot
) -> None:
    click(qtbot, panel.commands.train)
    qtbot.waitUntil(lambda: ready.recording.steps > 0)
    with until(qtbot, ready, Phase.PAUSED):
        click(qtbot, panel.commands.train)


def test_a_pause_before_the_first_step_is_no_step(ready: TrainingSession, qtbot) -> None:
    ready.start()
    ready.pause()
    qtbot.waitUntil(lambda: ready.phase in (Phase.READY, Phase.PAUSED))
    assert (ready.phase is Phase.READY) is (ready.recording.steps == 0)


def test_freezing_at_once_freezes_a_step(ready: TrainingSession, qtbot) -> None:
    ready.start()
    with qtbot.waitSignal(ready.frozen) as frozen:
        ready.freeze()
    assert frozen.args[0].iteration == ready.recording.steps - 1


SIZES = {
    (300, 260): Arrangement.NARROW,
    (330, 350): Arrangement.NARROW,
    (340, 420): Arrangement.NARROW,
    (460, 620): Arrangement.NARROW,
    (590, 368): Arrangement.LOW,
    (504, 372): Arrangement.LOW,
    (760, 480): Arrangement.PAIRED,
    (1280, 800): Arrangement.WIDE,
    (1600, 820): Arrangement.VAST,
}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_clipped_or_overlaps(
    panel: TrainingPanel,
    ready: TrainingSession,
    translator: Translator,
    qtbot,
    size: tuple[int, int],
    language: str,
) -> None:
    translator.set_language(language)
    panel.resize(*size)
    look_over(panel)
    train(qtbot, ready, 30)
    assert SIZES[size] is panel._arrangement
    for index in range(panel.tabs.count()):
        panel.tabs.setCurrentIndex(index)
        look_over(panel)


@pytest.mark.parametrize("width", [500, 560, 700])
def test_the_projectors_large_letters_find_room(
    panel: TrainingPanel, ready: TrainingSession, dressed: Appearance, qtbot, width: int
) -> None:
    dressed.set_viewport_height(800)
    dressed.set_theme("projector")
    panel.resize(width, 470)
    look_over(panel)
    train(qtbot, ready, 30)
    look_over(panel)


def look_over(panel: TrainingPanel) -> None:
    """The parts lie within the panel and beside each other; buttons are as wide as their words."""
    panel.layout().activate()
    own = {name: part for name, part in panel._views.items() if part.parentWidget() is panel}
    parts = {name: part for name, part in own.items() if part.isVisible()}
    for gallery in (panel.plots.progress, panel.plots.inside):
        for one, other in combinations(gallery.views if gallery.isVisible() else (), 2):
            assert not one.geometry().intersects(other.geometry()), (one, other)
    for name, part in parts.items():
        assert panel.rect().contains(part.geometry()), name
    for (name, one), (other_name, other) in combinations(parts.items(), 2):
        assert not one.geometry().intersects(other.geometry()), (name, other_name)
    for button in (panel.commands.train, panel.commands.freeze):
        assert button.width() >= button.sizeHint().width(), button.text()


# What needs no window.


def test_pace_counts_training_and_no_rests() -> None:
    throughput = Throughput()
    assert throughput.rate is None and throughput.time_for(100) is None
    for second in range(4):
        throughput.note(second, 1000 * second)
    assert throughput.rate == 1000 and throughput.elapsed == 3 and throughput.time_for(500) == 0.5
    throughput.rest()
    throughput.note(100, 3000)
    assert throughput.rate == 1000 and throughput.elapsed == 3
    throughput.note(101, 3500)
    assert throughput.rate == 500 and throughput.elapsed == 4


def test_the_trend_is_short_and_smooth() -> None:
    x = np.arange(20_000.0)
    y = 2 * np.exp(-x / 3000) + np.random.default_rng(0).normal(0, 0.1, x.size)
    at, smooth = trend(x, y)
    assert len(at) == len(smooth) <= BLOCKS
    assert np.abs(smooth - 2 * np.exp(-at / 3000))[at > 1000].max() < 0.05
    for short in (0, 1, 5):
        assert len(trend(x[:short], y[:short])[0]) == short


@pytest.mark.parametrize(
    ("least", "spacing"), [(0.9, 1), (1, 1), (1.1, 2), (0.021, 0.05), (2.1, 5), (600, 1000)]
)
def test_ticks_are_at_round_numbers(least: float, spacing: float) -> None:
    assert round_up(least) == pytest.approx(spacing)


def test_ticks_lie_within_the_axis() -> None:
    assert multiples(0.5, 0.2, 2.1) == [0.5, 1, 1.5, 2]
    assert log_ticks(-2.1, 0.1, 0.5) == [-2, -1, 0]
    assert 10 ** np.array(log_ticks(-1, 0.4, 0.2)) == pytest.approx([0.1, 0.2, 0.5, 1, 2])


def test_figures_as_people_write_them() -> None:
    assert whole(20_000) == "20\u202f000"
    assert percent(0.9457) == "94.6\u202f%"
    assert [duration(s) for s in (7.4, 750, 3725)] == ["0:07", "12:30", "1:02:05"]


# Helpers.


def visible(panel: QWidget, kind: type[QWidget]) -> list:
    return [widget for widget in panel.findChildren(kind) if widget.isVisible()]


def click(qtbot, button: QWidget, place: QPoint | None = None) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=place or button.rect().center())


def drawn(panel: TrainingPanel, view: str, curve: int) -> tuple[np.ndarray, np.ndarray]:
    """The points of one curve of a plot."""
    item: Callable = panel.plots.figures[view].plot._curves[curve][0]
    return item.getData()

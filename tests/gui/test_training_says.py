"""What the panel says is so: one meaning for each figure, whatever the run is doing."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from core.experiments.experiment import MEAN_OF
from core.format import number, whole
from core.schedules import Constant
from core.training import Change
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training import Phase, TrainingPanel, TrainingSession
from gui.training.arrangement import TABS
from gui.training.change_words import change_sentence
from gui.training.lab.experiments.from_recording import kept
from gui.training.number_formats import time_taken
from gui.training.readout import NOTHING
from gui.training.run_aside import LEAST
from gui.training.run_files import RunFiles
from gui.training.views.saving import SaveButton
from gui.training.weights_view import WeightsView
from tests.gui.test_training import bars
from tests.sessions import LONG, prepared_session, until


@pytest.fixture
def session(qapp, qtbot) -> Iterator[TrainingSession]:
    with prepared_session(qtbot, bars, iterations=400) as session:
        yield session


@pytest.fixture
def panel(
    qapp, prepared: Appearance, translator: Translator, session: TrainingSession, qtbot
) -> Iterator[TrainingPanel]:
    panel = TrainingPanel(prepared, translator, session)
    prepared.dress(qapp)
    panel.resize(420, 700)
    panel.show()
    yield panel
    assert panel.close_work()
    panel.close()
    panel.deleteLater()


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_of_the_weights_it_says_that_it_shows_some(
    dressed: Appearance, translator: Translator, qtbot, theme: str, language: str
) -> None:
    """As wide as its dock: in 1280×800, and on the smallest projector."""
    dressed.set_theme(theme)
    translator.set_language(language)
    view = WeightsView(dressed, translator)
    qtbot.addWidget(view)
    view.resize(dressed.px(300 if theme == "light" else 238), dressed.px(100))
    view.show()
    full = dressed.px(600), view.height()
    view.pictures.show_weights(np.linspace(-0.1, 0.1, 784 * 50).reshape(784, 50), now=True)
    assert view.pictures.shown < 50
    hint, some = view.hint, f"{view.pictures.shown} / 50"
    qtbot.waitUntil(lambda: hint.shown_text() in (some, hint.text()))
    assert hint.shown_text() == hint.text() or hint.toolTip() == hint.text()
    assert "W₁" in view.heading.shown_text()
    view.pictures.hovered.emit(0)
    qtbot.waitUntil(lambda: "1" in hint.shown_text())
    low, high = (number(limit, 2) for limit in view.pictures.range_of(0))
    assert low in view.pictures.toolTip() and high in view.pictures.toolTip()
    view.resize(*full)
    qtbot.waitUntil(lambda: hint.shown_text() == hint.text() and not view.heading.toolTip())


def step(qtbot, session: TrainingSession, times: int) -> None:
    for _ in range(times):
        wanted = session.recording.steps + 1
        session.step()
        qtbot.waitUntil(lambda n=wanted: session.recording.steps == n, timeout=LONG)
    until(qtbot, session, Phase.PAUSED)


def finish(qtbot, session: TrainingSession) -> None:
    session.start()
    until(qtbot, session, Phase.FINISHED)


def test_the_loss_is_always_the_mean_of_the_last_steps(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    finish(qtbot, session)
    latest = session.recording.losses.since()[1][-MEAN_OF:]
    assert panel.readout.values["loss"].text() == number(float(latest.mean()), 3)


def test_a_run_that_is_over_in_no_time_tells_its_time(
    panel: TrainingPanel, session: TrainingSession, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if it has ended before anybody has looked."""
    monkeypatch.setattr(session._timer, "start", lambda: None)
    session.configure(iterations=3)
    until(qtbot, session, Phase.READY)
    finish(qtbot, session)
    assert session.throughput.elapsed > 0 and session.throughput.rate


def test_thousands_of_steps_are_written_in_groups(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path: Path
) -> None:
    session.configure(iterations=1001)
    until(qtbot, session, Phase.READY)
    finish(qtbot, session)
    files = panel.controls.files
    files.files.save(tmp_path / "run.npz")
    assert f"after step {whole(1001)}" in files.words.text()
    files.files.open(tmp_path / "run.npz")
    assert f"all {whole(1001)} steps" in files.words.text()
    until(qtbot, session, Phase.FINISHED)
    change = change_sentence(Change(1500, "iterations", 20_000, 10_000)).text("en")
    assert change.endswith(f"{whole(20_000)} → {whole(10_000)}")


def test_the_time_is_said_of_the_steps_that_were_timed(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path: Path
) -> None:
    session.configure(iterations=2000)  # so that the clock sees it
    until(qtbot, session, Phase.READY)
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > 100, timeout=LONG)
    session.pause()
    until(qtbot, session, Phase.PAUSED)
    done = session.recording.steps
    panel.controls.files.files.save(tmp_path / "run.npz")
    panel.controls.files.files.open(tmp_path / "run.npz")
    until(qtbot, session, Phase.PAUSED)
    finish(qtbot, session)
    assert panel.readout.status.text().startswith(f"Finished; last {whole(2000 - done)} steps in 0")
    session.reset()
    until(qtbot, session, Phase.READY)
    finish(qtbot, session)
    assert panel.readout.status.text().startswith("Finished in 0:")


def test_the_last_epoch_is_known_from_the_first_step_on(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    shown = panel.readout.values["epoch"]
    said = {shown.text().split(" / ")[1]}
    for _ in range(3):
        step(qtbot, session, 7)
        said.add(shown.text().split(" / ")[1])
        recording = session.recording
        recording.trainer.drawn += 10  # the worker is ahead of what has been written down
        panel.readout.refresh()
        recording.trainer.drawn -= 10
        said.add(shown.text().split(" / ")[1])
    finish(qtbot, session)
    assert said | {shown.text().split(" / ")[1]} == {"20"} and shown.text() == "20 / 20"


def test_what_helps_a_diverged_run_stands_whole_at_any_height(
    panel: TrainingPanel, session: TrainingSession, translator: Translator, qtbot
) -> None:
    step(qtbot, session, 1)
    session.recording.trainer.schedule = Constant(base_lr=1e38)
    session.start()
    until(qtbot, session, Phase.DIVERGED)
    notice = panel.notice
    for width, height, language in product((262, 330), range(440, 560, 30), ("en", "zh_CN")):
        panel.resize(width, height)
        translator.set_language(language)
        for _ in range(3):
            QApplication.processEvents()
        inside = notice.contentsRect()
        assert notice.layout().heightForWidth(notice.width()) <= notice.height()
        for part in (notice.words, notice.rewind, notice.remedy):
            assert inside.contains(part.geometry().adjusted(0, 0, 0, 3)), (width, height)
    panel.resize(330, 620)
    assert panel.plots.progress.isVisible(), "with room enough, its curves are there, too"


def test_a_diverged_net_shows_no_proud_figure(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    step(qtbot, session, 3)
    assert panel.readout.accuracy.property("tone") != "muted"
    session.recording.trainer.schedule = Constant(base_lr=1e6)
    session.start()
    until(qtbot, session, Phase.DIVERGED)
    assert panel.readout.accuracy.property("tone") == "muted"
    assert panel.readout.caption.text() == "Last, step 1"


def test_the_accuracy_says_of_which_step_it_is(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    """Until the first epoch is over it is that of a net that has hardly begun."""
    assert panel.readout.caption.text() == "Test accuracy"
    step(qtbot, session, 3)
    panel.readout.refresh()
    assert panel.readout.caption.text() == "Test, step 1"
    finish(qtbot, session)
    panel.readout.refresh()
    assert panel.readout.caption.text() == "Test, step 400"
    panel.readout.arrange(True, 400, brief=True)
    assert panel.readout.caption.text() == "test"


def test_where_there_is_no_room_to_say_so_the_first_accuracy_waits(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    step(qtbot, session, 3)
    panel.readout.arrange(True, 400, brief=True)
    assert panel.readout.accuracy.text() == NOTHING
    finish(qtbot, session)
    panel.readout.arrange(True, 400, brief=True)
    assert "%" in panel.readout.accuracy.text()


def test_stage_and_panel_tell_the_same_moment_while_it_trains(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    session.configure(iterations=1_000_000)
    until(qtbot, session, Phase.READY)
    told = []
    session.snapshot.connect(
        lambda s: told.append((s.iteration + 1, panel.readout.steps.text().split(" of ")[0]))
    )
    session.start()
    qtbot.waitUntil(lambda: len(told) > 4, timeout=LONG)
    session.pause()
    until(qtbot, session, Phase.PAUSED)
    for steps, said in told[1:-1]:
        assert said.replace("\u202f", "") == str(steps)


def test_a_changed_setting_leaves_a_mark_on_every_plot(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    step(qtbot, session, 12)
    session.configure(learning_rate=0.02)
    step(qtbot, session, 12)
    for tab in ("progress", "inside"):
        panel.tabs.setCurrentIndex(TABS.index(tab))
        for view in panel.plots.progress.views if tab == "progress" else panel.plots.inside.views:
            plot = getattr(view, "plot", None)
            if plot is None:
                continue
            view.draw(session.recording)
            marks = [line.value() for line in plot._marks if line.isVisible()]
            if view.is_seen:
                assert marks == ([13.0] if view.over_steps else []), view.name
    panel.tabs.setCurrentIndex(0)
    loss = panel.plots.figures["loss"]
    loss.plot.hovered.emit(13.0)
    assert "Learning rate: 0.1 → 0.02" in loss.plot.reading.text()
    loss.plot.hovered.emit(3.0)
    assert "smoothed" in loss.plot.reading.text() and "rate 0.1" in loss.plot.reading.text()


def test_what_is_under_the_mouse_is_read_again_when_the_curve_grows(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    step(qtbot, session, 3)
    loss = panel.plots.figures["loss"]
    loss.plot.hovered.emit(20.0)
    assert loss.plot.reading.text().startswith("step 3 ")
    step(qtbot, session, 2)
    assert loss.plot.reading.text().startswith("step 5 ")


def test_what_was_said_of_a_file_is_about_one_run(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path
) -> None:
    finish(qtbot, session)
    files = panel.controls.files
    files.files.save(tmp_path / "run.npz")
    qtbot.waitUntil(lambda: not files.words.isHidden(), timeout=LONG)
    heading = panel.plots.figures["loss"].heading
    heading.tell_nothing()
    heading.told.show()
    session.reset()
    until(qtbot, session, Phase.READY)
    step(qtbot, session, 1)
    assert files.words.isHidden() and heading.told.isHidden()


@pytest.mark.parametrize("typed", ["acc.csv", "acc.png", "acc"])
def test_a_name_of_either_kind_gives_both_files(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path, monkeypatch, typed: str
) -> None:
    from PySide6.QtWidgets import QFileDialog

    finish(qtbot, session)
    found = str(tmp_path / typed), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: found)
    button: SaveButton = panel.plots.figures["accuracy"].heading.save
    button.ask_both()
    names = {"acc.png", "acc.csv"}
    qtbot.waitUntil(lambda: {p.name for p in tmp_path.glob("acc*")} == names, timeout=LONG)


def test_a_name_in_the_legend_is_whole_or_not_there(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    from gui.training.legend_key import LegendKey

    finish(qtbot, session)
    panel._appearance.set_viewport_height(768)
    panel._appearance.set_theme("projector")
    for width in (300, 428, 800):
        panel.resize(width, 700)
        keys = [key for key in panel.plots.progress.findChildren(LegendKey) if key.isVisible()]
        qtbot.waitUntil(
            lambda keys=keys: all(k.isHidden() or k.width() >= k.sizeHint().width() for k in keys)
        )


def test_on_a_small_projector_what_counts_is_in_sight(
    panel: TrainingPanel, session: TrainingSession, dressed: Appearance, qtbot
) -> None:
    """Loss with numbers, accuracy, progress and Stop, in the dock's place at 1024×768."""
    finish(qtbot, session)
    dressed.set_viewport_height(768)
    dressed.set_theme("projector")
    panel.resize(428, 436)
    plot = panel.plots.figures["loss"].plot
    seen = plot.viewport().visibleRegion
    qtbot.waitUntil(lambda: seen().boundingRect().height() > dressed.px(55))
    commands = panel.commands
    for part in (panel.readout.accuracy, panel.readout.bar, panel.readout.steps):
        assert part.isVisible() and part.width() >= part.minimumSizeHint().width()
    for button in (commands.train, *commands.small.values()):
        assert button.isVisible()
        assert panel.rect().contains(button.mapTo(panel, button.rect().bottomRight()))
    (_, ticks), *_ = plot._up.tickValues(*plot._box.viewRange()[1], plot._box.height())
    assert len(ticks) >= 2


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(920, 566), (1180, 596)])
def test_under_a_banner_no_figure_is_cut(
    panel: TrainingPanel,
    session: TrainingSession,
    dressed: Appearance,
    translator: Translator,
    qtbot,
    size: tuple[int, int],
    language: str,
) -> None:
    """Rather fewer of them: first those that are not known."""
    translator.set_language(language)
    dressed.set_viewport_height(768)
    dressed.set_theme("projector")
    panel.resize(*size)
    step(qtbot, session, 3)
    session.recording.trainer.schedule = Constant(base_lr=1e6)
    session.start()
    until(qtbot, session, Phase.DIVERGED)
    readout = panel.readout
    assert panel.notice.isVisible() and readout.geometry().right() < panel.tabs.geometry().left()
    seen = {name for name, value in readout.values.items() if value.isVisible()}
    assert "loss" in seen and not seen & {"speed", "time_left"}
    parts = [readout.caption, readout.accuracy]
    parts += [part for name in seen for part in (readout.captions[name], readout.values[name])]

    def whole() -> bool:
        hints = [(part.size(), part.sizeHint()) for part in parts]
        return all(s.height() >= h.height() and s.width() >= h.width() for s, h in hints)

    qtbot.waitUntil(whole)
    panel.notice.hide()
    panel.resize(size[0], 620)
    panel._arrange()
    qtbot.waitUntil(lambda: sum(value.isVisible() for value in readout.values.values()) > len(seen))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_figures_of_a_narrow_dock_are_whole(
    panel: TrainingPanel,
    session: TrainingSession,
    dressed: Appearance,
    translator: Translator,
    qtbot,
    theme: str,
    language: str,
) -> None:
    """Whatever their digits: beside the accuracy, or beneath it."""
    translator.set_language(language)
    dressed.set_theme(theme)
    step(qtbot, session, 3)
    readout = panel.readout
    names = list(readout.values)
    texts = dict.fromkeys(names, "") | {"loss": "0.0938", "epoch": "2 / 34", "speed": "1234"}
    for width in range(dressed.px(262), dressed.px(500), dressed.px(20)):
        panel.resize(width, dressed.px(700))
        readout.figures.show_texts(texts)
        parts = [readout.captions[name] for name in names] + [readout.values["loss"]]
        parts += [readout.values["speed"], readout.figures.gauge]
        assert all(part.isVisible() for part in parts)
        qtbot.waitUntil(
            lambda parts=parts: all(p.width() >= p.minimumSizeHint().width() for p in parts)
        )


def test_the_first_histogram_has_a_roof(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    finish(qtbot, session)
    panel.tabs.setCurrentIndex(TABS.index("inside"))
    for name in ("activations", "gradients"):
        figure = panel.plots.figures[name]
        figure.draw(session.recording)
        _, outline = figure.plot._points[figure._first]
        assert outline.max() < figure.plot._home[3]
        assert "share of" in figure.plot.counted.text()


def test_few_dead_units_are_seen(panel: TrainingPanel, session: TrainingSession, qtbot) -> None:
    finish(qtbot, session)
    figure = panel.plots.figures["dead"]
    figure.draw(session.recording)
    _, _, low, high = figure.plot._home
    most = np.nanmax(session.recording.observations.since()[-1])
    assert low < 0 and (high <= max(2.2 * most, 5) or high < 9)


def test_a_long_reading_is_whole_and_nothing_shines_through(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    finish(qtbot, session)
    plot = panel.plots.figures["loss"].plot
    for width in (300, 420):
        panel.resize(width, 700)
        qtbot.waitUntil(lambda w=width: abs(plot.width() - w) < 60)
        plot.hovered.emit(200.0)
        reading = plot.reading
        assert "batch" in reading.text() and plot.rect().contains(reading.geometry())
        assert reading.width() >= reading.minimumSizeHint().width()
        corner = reading.grab().toImage().pixelColor(1, 1)
        assert corner == panel._appearance.theme.panel


def test_units_that_were_dead_from_the_first_step_are_not_the_learning_rates_fault(
    qtbot, session: TrainingSession, panel: TrainingPanel
) -> None:
    """Weights that are all 0 stay so, however small the steps are."""
    session.configure(weight_init_std=0.0, learning_rate=1e-7)
    until(qtbot, session, Phase.READY)
    step(qtbot, session, 1)
    panel.notice.refresh()
    words = panel.notice.words.text()
    assert "initial weights" in words and "learning rate" not in words
    panel.notice.remedy.click()
    qtbot.waitUntil(lambda: session.recording.steps > 1, timeout=LONG)
    session.pause()
    until(qtbot, session, Phase.PAUSED)
    assert session.settings.initialization == "he"
    assert not session.recording.has_collapsed


def test_what_helps_the_next_run_does_not_change_the_one_that_gave_way(
    qtbot, session: TrainingSession, panel: TrainingPanel
) -> None:
    step(qtbot, session, LEAST)
    session.recording.trainer.network.params["W1"][:] = -1.0
    session.recording.trainer.network.params["b1"][:] = -1.0
    step(qtbot, session, 1)
    qtbot.waitUntil(lambda: session.recording.has_collapsed, timeout=LONG)
    panel.notice.refresh()
    panel.notice.remedy.click()
    assert session.settings.learning_rate == pytest.approx(0.01)
    until(qtbot, session, Phase.FINISHED)
    assert session.recording.config.learning_rate == pytest.approx(0.01)
    session.bring_back()
    until(qtbot, session, Phase.PAUSED)
    assert session.recording.trainer.state().config.learning_rate == 0.1
    assert session.settings.learning_rate == 0.1 and not session.recording.changes


def test_a_rate_that_no_step_has_used_is_none_of_the_run(qtbot, session: TrainingSession) -> None:
    """Whether or not the run has been written down in between."""
    session.configure(learning_rate=0.1)
    step(qtbot, session, 3)
    session.configure(learning_rate=0.5)
    trainer = session.recording.trainer
    for _ in range(2):
        experiment = kept(session.recording, "x", 0)
        assert experiment is not None and not experiment.altered
        assert (experiment.config.learning_rate, experiment.changes) == (0.1, ())
        assert trainer is not None and trainer.state().config.learning_rate == 0.5
    step(qtbot, session, 1)
    experiment = kept(session.recording, "x", 0)
    assert experiment is not None and experiment.config.learning_rate == 0.5
    assert [(each.iteration, each.before) for each in experiment.changes] == [(3, 0.1)]


def test_of_a_run_that_is_being_opened_no_step_is_made_up(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    """Steps are counted in images, which are still being read."""
    finish(qtbot, session)
    recording = session.recording
    begun, gate = recording.checkpoint(recording.trainer.state()), Event()
    session._load = lambda: bars() if gate.wait(LONG) else pytest.fail("they are never read")
    session.open(begun)
    assert session.phase is Phase.LOADING and "%" in panel.readout.accuracy.text()
    assert panel.readout.caption.text() == "Test accuracy"
    panel.plots.draw_all()
    assert panel.plots.figures["accuracy"].reading(1.0, session.recording) is None
    gate.set()
    until(qtbot, session, Phase.FINISHED)
    assert panel.readout.caption.text() == "Test, step 400"


def test_of_a_finished_run_that_is_opened_it_does_not_say_that_it_goes_on(
    qtbot, session: TrainingSession, translator: Translator, tmp_path: Path
) -> None:
    files, said = RunFiles(session, translator), list[str]()
    files.told.connect(lambda message, _: said.append(message.text("en")))
    path = tmp_path / "run.npz"
    finish(qtbot, session)
    files.save(path)
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    files.open(path)
    until(qtbot, session, Phase.FINISHED)
    assert "goes on; “Again” begins a new run." in said[-1]
    opened = session.recording
    session.start()
    assert session.recording is not opened


def test_a_short_run_took_some_time() -> None:
    """It was "Finished; last 276 steps in 0:00"."""
    times = [time_taken(seconds) for seconds in (0.001, 0.24, 0.7, 62.0)]
    assert times == ["0.1\u202fs", "0.2\u202fs", "0:01", "1:02"]

"""The settings as somebody uses them: presets, what changes at once, what waits; runs as files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from core.format import whole
from core.network import PARAMETERS
from core.schedules import Constant
from core.training import LIVE, Trainer, TrainingConfig
from core.training.checkpoint import load, save
from core.training.presets import PRESETS
from core.training.rollback import EVERY, PROBATION
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training import Phase, TrainingPanel, TrainingSession
from gui.training.arrangement import TABS
from gui.training.fields import show, whole_field
from gui.training.settings_fields import fixed_fields, live_fields
from tests.core.runs import after, bars
from tests.gui.test_training import click, losses, train, until

RUN = TrainingConfig(hidden=8, batch_size=10, iterations=1_000_000, initialization="he")


@pytest.fixture
def session(qapp, qtbot) -> Iterator[TrainingSession]:
    session = TrainingSession(bars)
    session.configure(**vars(RUN))
    with until(qtbot, session, Phase.READY):
        session.prepare()
    yield session
    assert session.close()


@pytest.fixture
def panel(
    qapp, prepared: Appearance, translator: Translator, session: TrainingSession, qtbot
) -> TrainingPanel:
    panel = TrainingPanel(prepared, translator, session)
    prepared.dress(qapp)
    qtbot.addWidget(panel)
    panel.resize(310, 620)
    panel.show()
    panel.tabs.setCurrentIndex(TABS.index("settings"))
    return panel


def choose(panel: TrainingPanel, name: str, value: object) -> None:
    field = panel.controls.fields[name]
    field.setCurrentIndex(field.findData(value))


def shown(panel: TrainingPanel) -> set[str]:
    return {name for name, field in panel.controls.fields.items() if field.isVisibleTo(panel)}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fills_in_everything_but_the_seed(
    panel: TrainingPanel, session: TrainingSession, qtbot, name: str
) -> None:
    panel.controls.fields["seed"].setValue(7)
    presets = panel.controls.presets
    presets.setCurrentIndex(presets.findData(name))
    presets.activated.emit(presets.currentIndex())
    assert vars(session.settings) == vars(PRESETS[name].config) | {"seed": 7}
    assert presets.about.isVisible()
    panel.controls.fields["hidden"].setValue(51)
    assert presets.currentData() is None and not presets.about.isVisible()


def test_only_what_has_a_meaning_is_shown(panel: TrainingPanel) -> None:
    assert not {"momentum", "decay_factor", "weight_init_std"} & shown(panel)
    choose(panel, "optimizer", "nesterov")
    assert {"momentum", "momentum_annealing"} <= shown(panel)
    choose(panel, "schedule", "plateau")
    assert {"decay_factor", "decay_epochs"} <= shown(panel)
    choose(panel, "initialization", "normal")
    assert "weight_init_std" in shown(panel)
    everything = set(vars(TrainingConfig()))
    assert shown(panel) == everything == set(panel.controls.fields)


def test_annealing_brings_its_end_along(panel: TrainingPanel, session: TrainingSession) -> None:
    choose(panel, "optimizer", "momentum")
    panel.controls.fields["momentum_annealing"].click()
    assert (session.settings.momentum_annealing, session.settings.momentum) == (True, 0.99)
    panel.controls.fields["momentum_annealing"].click()
    assert session.settings.momentum == 0.9


def test_live_settings_count_at_once_and_the_others_are_marked(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    train(qtbot, session, 10)
    fields, labels = panel.controls.fields, panel.controls.labels
    fields["batch_size"].setValue(20)
    fields["weight_decay"].setValue(0.01)
    choose(panel, "schedule", "cosine")
    assert not panel.controls.later.isVisible()
    train(qtbot, session, 5)
    trainer = session.recording.trainer
    assert trainer is not None and trainer.config == session.settings
    assert {change.setting for change in session.recording.changes} == {
        "batch_size",
        "weight_decay",
        "schedule",
    }
    fields["hidden"].setValue(9)
    assert panel.controls.later.isVisible()
    assert {n for n, label in labels.items() if label.property("tone") == "forward"} == {"hidden"}


def choose_preset(panel: TrainingPanel, name: str) -> None:
    presets = panel.controls.presets
    presets.setCurrentIndex(presets.findData(name))
    presets.activated.emit(presets.currentIndex())


def go_on(qtbot, session: TrainingSession) -> TrainingConfig:
    """Some more steps; the settings that they are taken with."""
    train(qtbot, session, 5)
    assert session.recording.trainer is not None
    return session.recording.trainer.config


@pytest.mark.parametrize(
    "change",
    [
        lambda panel: choose(panel, "optimizer", "adam"),
        lambda panel: choose_preset(panel, "studio"),
        lambda panel: panel._session.configure(hidden=20, learning_rate=0.5),  # from the search
    ],
    ids=["optimizer", "preset", "search"],
)
def test_what_comes_with_a_setting_that_needs_a_reset_waits_with_it(
    panel: TrainingPanel, session: TrainingSession, qtbot, change
) -> None:
    train(qtbot, session, 10)
    change(panel)
    assert panel.controls.later.isVisible()
    assert panel.controls.labels["learning_rate"].property("tone") == "forward"
    assert go_on(qtbot, session) == RUN and session.recording.changes == ()
    panel.controls.fields["learning_rate"].setValue(0.002)  # it waits: of the next run
    panel.controls.fields["weight_decay"].setValue(0.001)  # and this does not
    assert go_on(qtbot, session) == replace(RUN, weight_decay=0.001)
    wanted = session.settings
    assert (wanted.learning_rate, wanted.weight_decay) == (0.002, 0.001)
    with until(qtbot, session, Phase.READY):
        session.reset()
    assert session.recording.config == wanted and not panel.controls.later.isVisible()


def test_back_to_the_optimizer_that_runs_is_back_to_all_that_it_has(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    train(qtbot, session, 10)
    panel.controls.fields["learning_rate"].setValue(0.03)
    choose(panel, "optimizer", "adam")
    choose(panel, "optimizer", "sgd")
    assert not panel.controls.later.isVisible() and session.settings.learning_rate == 0.03
    assert go_on(qtbot, session) == replace(RUN, learning_rate=0.03)


def test_what_the_run_makes_no_use_of_is_not_noted_as_its_change(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    train(qtbot, session, 10)
    choose(panel, "optimizer", "momentum")
    panel.controls.fields["momentum_annealing"].click()
    assert go_on(qtbot, session) == RUN and session.settings.momentum_annealing


def test_what_was_changed_is_listed_with_its_step(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    train(qtbot, session, 10)
    done = session.recording.steps
    panel.controls.fields["learning_rate"].setValue(0.05)
    train(qtbot, session, 5)
    changes = panel.controls.changes
    lines = changes.lines
    assert f"step {done + 1} · Learning rate: 0.1 → 0.05" == lines[0].text()
    assert lines[0].isVisibleTo(panel) and not lines[1].isVisibleTo(panel)
    for rate in (0.04, 0.03, 0.02, 0.01):
        panel.controls.fields["learning_rate"].setValue(rate)
        train(qtbot, session, 2)
    assert lines[4].isVisibleTo(panel) and not changes.earlier.isVisibleTo(panel)
    for rate in (0.02, 0.03):
        panel.controls.fields["learning_rate"].setValue(rate)
        train(qtbot, session, 2)
    assert changes.earlier.isVisibleTo(panel) and changes.earlier.text() == "… and 2 earlier"
    with until(qtbot, session, Phase.READY):
        session.reset()
    assert not panel.controls.changes.isVisibleTo(panel)


def test_settings_turned_while_it_trains_make_the_run_that_was_noted(
    session: TrainingSession, qtbot
) -> None:
    """The run that the window did can be done again from its record alone."""
    session.start()
    for number, rate in enumerate((0.05, 0.2, 0.1), 1):
        seen = session.recording.steps
        qtbot.waitUntil(lambda n=seen: session.recording.steps > n + 20)
        session.configure(learning_rate=rate, batch_size=int(100 * rate))
        qtbot.waitUntil(lambda n=number: len(steps_of_changes(session)) == n)
    with until(qtbot, session, Phase.PAUSED):
        session.pause()
    again = Trainer(bars(), RUN)
    found = []
    for iteration in range(session.recording.steps):
        noted = {c.setting: c.after for c in session.recording.changes if c.iteration == iteration}
        if noted:
            again.configure(replace(again.config, **noted))
        found += [result.loss for result in after(again, 1)]
    assert found == losses(session)


def steps_of_changes(session: TrainingSession) -> set[int]:
    return {change.iteration for change in session.recording.changes}


@pytest.mark.parametrize("width", [310, 370])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_form_is_as_narrow_as_the_dock(
    panel: TrainingPanel, translator: Translator, width: int, language: str, theme: str, qtbot
) -> None:
    translator.set_language(language)
    panel._appearance.set_theme(theme)
    choose(panel, "optimizer", "nesterov")
    choose(panel, "schedule", "step")
    choose(panel, "initialization", "normal")
    panel.resize(panel._appearance.px(width), panel._appearance.px(620))
    qtbot.waitUntil(lambda: panel.width() == panel._appearance.px(width))
    QApplication.processEvents()
    for name, field in panel.controls.fields.items():
        label = panel.controls.labels[name]
        for part in (field, label):
            right = part.mapTo(panel, part.rect().topRight()).x()
            assert 0 < right <= panel.width(), name
        assert label.width() >= widest_word(label), name
        assert field.width() >= panel._appearance.px(24), name
    panel._appearance.set_theme("light")


def widest_word(label) -> int:
    words = label.text().split() if label.text().isascii() else list(label.text())
    return max(label.fontMetrics().horizontalAdvance(word) for word in words)


# Runs in files.


def answer(monkeypatch: pytest.MonkeyPatch, name: str, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))


def parameters(session: TrainingSession) -> dict[str, np.ndarray]:
    trainer = session.recording.trainer
    assert trainer is not None
    return {name: trainer.network.params[name].copy() for name in PARAMETERS}


def test_a_run_is_saved_and_goes_on_another_day_to_the_bit(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path: Path, monkeypatch
) -> None:
    files = panel.controls.files
    assert not files.save.isEnabled()
    train(qtbot, session, 30)
    answer(monkeypatch, "getSaveFileName", tmp_path / "mine")
    click(qtbot, files.save)
    assert "mine.npz" in files.words.text() and str(session.recording.steps) in files.words.text()
    done = session.recording.steps
    train(qtbot, session, 30)
    whole = losses(session)
    session.reset()
    answer(monkeypatch, "getOpenFileName", tmp_path / "mine.npz")
    with until(qtbot, session, Phase.PAUSED):
        click(qtbot, files.open)
    assert session.recording.steps == done and losses(session) == whole[:done]
    assert session.can_freeze
    train(qtbot, session, len(whole) - done)
    assert losses(session)[: len(whole)] == whole


def test_a_run_is_saved_while_it_goes_on(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path: Path
) -> None:
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > 20)
    with qtbot.waitSignal(panel.controls.files.files.told):
        panel.controls.files.files.save(tmp_path / "run.npz")
    assert session.phase is Phase.RUNNING
    kept = load(tmp_path / "run.npz")
    assert len(kept.losses) == kept.state.iteration > 20
    again = Trainer.resumed(bars(), kept.state)
    with until(qtbot, session, Phase.PAUSED):
        session.pause()
    after(again, session.recording.steps - kept.state.iteration)
    for name, value in parameters(session).items():
        np.testing.assert_array_equal(value, again.network.params[name])


def test_what_was_changed_at_rest_is_saved_too(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path: Path
) -> None:
    train(qtbot, session, 10)
    panel.controls.fields["learning_rate"].setValue(0.05)
    panel.controls.files.files.save(tmp_path / "run.npz")
    kept = load(tmp_path / "run.npz").state
    assert kept.config.learning_rate == 0.05 and kept.changes[-1].after == 0.05


def test_a_finished_run_is_opened_as_finished(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path: Path
) -> None:
    with until(qtbot, session, Phase.READY):
        session.configure(iterations=30)
    with until(qtbot, session, Phase.FINISHED):
        session.start()
    panel.controls.files.files.save(tmp_path / "run.npz")
    session.reset()
    with until(qtbot, session, Phase.FINISHED):
        panel.controls.files.files.open(tmp_path / "run.npz")
    assert session.recording.steps == 30


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 and so on"])
def test_a_file_that_is_no_run_is_refused_in_place_and_the_run_stays(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path: Path, content: bytes | None
) -> None:
    train(qtbot, session, 10)
    path = tmp_path / "no.npz"
    if content is not None:
        path.write_bytes(content)
    before = session.recording
    panel.tabs.setCurrentIndex(0)
    panel.controls.files.files.open(path)
    assert session.recording is before and session.phase is Phase.PAUSED
    assert panel.controls.files.words.isVisible() and "no.npz" in panel.controls.files.words.text()


def test_a_run_on_other_data_is_refused(
    panel: TrainingPanel, session: TrainingSession, qtbot, tmp_path: Path
) -> None:
    train(qtbot, session, 10)
    panel.controls.files.files.save(tmp_path / "run.npz")
    kept = load(tmp_path / "run.npz")
    other = type(kept)(kept.state, type(kept.data)("cats", "0" * 64), kept.losses, kept.accuracies)
    save(tmp_path / "other.npz", other)
    panel.controls.files.files.open(tmp_path / "other.npz")
    assert "cats" in panel.controls.files.words.text() and session.phase is Phase.PAUSED


# Taken back.


@pytest.fixture
def ruined(session: TrainingSession, panel: TrainingPanel, qtbot) -> int:
    """A run that went well until its learning rate was raised to an absurd one: with those that
    can be chosen, the units may die before the loss explodes."""
    train(qtbot, session, EVERY + PROBATION + 5)
    done = session.recording.steps
    assert session.recording.trainer is not None
    trainer = session.recording.trainer
    trainer.config = replace(trainer.config, learning_rate=100.0)
    trainer.schedule = Constant(base_lr=1e6)
    with until(qtbot, session, Phase.DIVERGED):
        session.start()
    return done


def test_a_run_that_diverged_tells_why_and_can_be_taken_back(
    panel: TrainingPanel, session: TrainingSession, ruined: int, qtbot
) -> None:
    notice = panel.notice
    said = notice.words.text()
    assert "curvature" in said and "SGD is stable below 2" in said
    before = losses(session)
    with until(qtbot, session, Phase.PAUSED):
        click(qtbot, notice.rewind)
    assert not notice.isVisible()
    steps = session.recording.steps
    assert 0 < steps <= ruined and ruined - steps <= EVERY + PROBATION
    assert losses(session) == before[:steps]
    assert session.settings.learning_rate == 0.1 and session.recording.changes == ()
    train(qtbot, session, ruined - steps)
    assert losses(session)[:ruined] == before[:ruined]


def test_what_waited_for_a_reset_still_waits_when_a_run_is_taken_back(
    panel: TrainingPanel, session: TrainingSession, ruined: int, qtbot
) -> None:
    hidden = session.settings.hidden
    session.configure(hidden=hidden + 3)
    with until(qtbot, session, Phase.PAUSED):
        click(qtbot, panel.notice.rewind)
    assert session.settings.hidden == hidden + 3 and session.running.hidden == hidden
    assert session.awaits_reset == ("hidden",)
    assert session.recording.trainer.config.hidden == hidden


def test_it_can_also_start_over_with_what_would_have_gone_well(
    panel: TrainingPanel, session: TrainingSession, ruined: int, qtbot
) -> None:
    found = session.recording.diagnosis
    assert found is not None and found.setting == "learning_rate"
    with until(qtbot, session, Phase.RUNNING):
        click(qtbot, panel.notice.remedy)
    assert session.settings.learning_rate == found.remedy < 10
    qtbot.waitUntil(lambda: session.recording.steps > 100)
    assert session.phase is Phase.RUNNING


def test_every_setting_has_a_field_in_the_right_group(translator: Translator, qapp) -> None:
    live, fixed = live_fields(translator), fixed_fields(translator)
    assert set(live) == LIVE
    assert set(fixed) == set(vars(TrainingConfig())) - LIVE


@pytest.mark.parametrize("typed", ["20000", "20 000", "20\u202f000"])
def test_a_whole_number_is_written_in_groups_and_typed_as_one_likes(qtbot, typed: str) -> None:
    field = whole_field(1, 10_000_000, 100)
    qtbot.addWidget(field)
    show(field, 10_000)
    assert field.text() == whole(10_000)
    field.selectAll()
    for letter in typed:
        qtbot.keyClicks(field, letter) if letter.isascii() else field.lineEdit().insert(letter)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (field.value(), field.text()) == (20_000, whole(20_000))
    field.stepBy(1)
    assert field.text() == whole(20_100)
    for letters in ("x", "-", "."):
        qtbot.keyClicks(field, letters)
    assert field.value() == 20_100


def test_a_digit_amid_groups_stays_where_it_was_typed(qtbot) -> None:
    field = whole_field(1, 10_000_000, 100)
    qtbot.addWidget(field)
    show(field, 10_000)
    field.lineEdit().setCursorPosition(1)
    qtbot.keyClicks(field, "23")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 1_230_000

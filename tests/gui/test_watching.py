"""What one watches while a net trains: curves that zoom and are saved, histograms, mistakes."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from core.datasets import Dataset
from core.engine import Array
from core.format import whole
from core.network import PARAMETERS
from core.training import scaled
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training import Phase, TrainingPanel, TrainingSession
from gui.training.arrangement import TABS
from gui.training.views.confusion import ConfusionMatrix
from gui.training.views.figure import Figure
from gui.training.views.saving import RIM, SaveButton

LONG = 60_000  # ms; the machine may be busy with something else
FIGURES = ("loss", "accuracy", "rate", "ratios", "norms", "activations", "gradients", "dead")


def bars() -> Dataset:
    """The class is where the bright row of the image is, with noise around it."""
    rng = np.random.default_rng(7)
    t = rng.integers(10, size=260).astype(np.uint8)
    x = rng.integers(60, size=(260, 28, 28)).astype(np.uint8)
    x[np.arange(260), 2 * t + 4] = 255
    x = x.reshape(260, 784)
    return Dataset("bars", x[:200], t[:200], x[200:], t[200:])


@pytest.fixture
def session(qapp) -> Iterator[TrainingSession]:
    session = TrainingSession(bars)
    session.configure(hidden=8, batch_size=10, iterations=240)
    yield session
    assert session.close(), "training did not end within a second"


@pytest.fixture
def panel(
    qapp, prepared: Appearance, translator: Translator, session: TrainingSession, qtbot
) -> Iterator[TrainingPanel]:
    """With room for everything at once."""
    panel = TrainingPanel(prepared, translator, session)
    prepared.dress(qapp)
    qtbot.addWidget(panel)
    panel.resize(1600, 900)
    panel.show()
    yield panel
    assert panel.close_work(), "a thread of the panel did not end within a second"


@pytest.fixture
def trained(panel: TrainingPanel, session: TrainingSession, qtbot) -> TrainingPanel:
    with until(qtbot, session, Phase.FINISHED):
        session.start()
    return panel


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system's dialog is told to save, under the name that it is offered."""

    def answer(parent: QWidget, title: str, start: str, kinds: str) -> tuple[str, str]:
        return str(tmp_path / Path(start).name), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    monkeypatch.setattr(SaveButton, "folder", tmp_path)
    return tmp_path


def until(qtbot, session: TrainingSession, phase: Phase):
    return qtbot.waitSignal(session.state_changed, check_params_cb=lambda now: now is phase)


def figure(panel: TrainingPanel, name: str) -> Figure:
    return panel.plots.figures[name]


def drag(qtbot, plot: QWidget, start: tuple[float, float], end: tuple[float, float]) -> None:
    """With the left button, between two places given as shares of the curves' rectangle."""
    frame = plot._frame()

    def at(x: float, y: float) -> QPoint:
        return QPoint(
            round(frame.left() + x * frame.width()), round(frame.top() + y * frame.height())
        )

    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=at(*start))
    qtbot.mouseMove(plot.viewport(), at(*end))
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=at(*end))


def rows(path: Path) -> dict[str, list[str]]:
    """A CSV file by column."""
    with path.open(encoding="utf-8", newline="") as stream:
        names, *table = csv.reader(stream)
    return dict(zip(names, map(list, zip(*table, strict=True)), strict=True))


# Curves.


def test_every_figure_is_there_and_draws(trained: TrainingPanel) -> None:
    assert tuple(trained.plots.figures) == FIGURES
    for name in FIGURES:
        plot = figure(trained, name).plot
        assert figure(trained, name).is_seen, name
        assert plot._points, name
        assert all(np.isfinite(y).any() for _, y in plot._points.values()), name


def test_norms_and_ratios_are_those_that_were_measured(
    trained: TrainingPanel, session: TrainingSession
) -> None:
    history = session.recording.observations
    found = dict(zip(history.columns, history.since(), strict=True))
    assert found["iteration"][0] == 0 and len(found["iteration"]) >= 5
    for view, quantity in (("norms", "norm"), ("ratios", "ratio")):
        curves = figure(trained, view)._curves
        assert set(curves) == set(PARAMETERS)
        for name, curve in curves.items():
            x, y = figure(trained, view).plot._points[curve]
            np.testing.assert_array_equal(x, found["iteration"] + 1)
            np.testing.assert_array_equal(y, found[f"{quantity}_{name}"])


def test_the_guide_at_one_thousandth_is_always_in_view(trained: TrainingPanel) -> None:
    _, _, low, high = figure(trained, "ratios").plot.seen
    assert low < -3 < high


def test_the_rate_changes_where_it_was_changed(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    for steps in (3, 5):
        while session.recording.steps < steps:
            with qtbot.waitSignal(session.refreshed):
                session.step()
        session.configure(learning_rate=0.025)
    table = figure(panel, "rate").table(session.recording)
    assert table["from_step"].tolist() == [1, 4]
    assert table["learning_rate"].tolist() == [0.1, 0.025]
    assert figure(panel, "rate").reading(3.2, session.recording)[1].endswith("0.1")
    assert figure(panel, "rate").reading(4.1, session.recording)[1].endswith("0.025")


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_only_relus_have_a_curve_of_dead_units(
    panel: TrainingPanel, session: TrainingSession, qtbot, activation: str
) -> None:
    session.configure(activation=activation)
    with until(qtbot, session, Phase.FINISHED):
        session.start()
    plot = figure(panel, "dead").plot
    assert bool(plot._points) is (activation == "relu")
    assert plot.blank.isVisible() is (activation == "tanh")


@pytest.mark.parametrize("name", FIGURES)
def test_the_mouse_reads_every_figure(trained: TrainingPanel, qtbot, name: str) -> None:
    plot = figure(trained, name).plot
    qtbot.mouseMove(plot.viewport(), plot._frame().center())
    qtbot.waitUntil(plot.reading.isVisible)
    assert any(letter.isdigit() for letter in plot.reading.text())
    assert plot.rect().contains(plot.reading.geometry())


def test_a_histogram_for_each_layer(trained: TrainingPanel, session: TrainingSession) -> None:
    for view in ("activations", "gradients"):
        shown = figure(trained, view)
        for index in range(shown.layers.count()):
            shown.layers.setCurrentIndex(index)
            newest = session.recording.observation.histograms[shown.tensor]
            edges, shares = shown.plot._points[shown._bars]
            assert len(edges) == len(shares) + 1
            assert shares.sum() == pytest.approx(1.0)
            assert (shares > 0).sum() <= (np.array(newest.counts) > 0).sum()
            left, right, _, _ = shown.plot.seen
            full = np.flatnonzero(shares)
            assert left <= edges[full[0]] and edges[full[-1] + 1] <= right


@pytest.mark.parametrize("view", ["activations", "gradients"])
def test_histograms_over_the_run(
    trained: TrainingPanel, session: TrainingSession, qtbot, view: str
) -> None:
    shown = figure(trained, view)
    before = shown.plot.seen
    qtbot.mouseClick(shown.over, Qt.MouseButton.LeftButton)
    picture = shown.plot._heat
    assert picture.isVisible() and not shown._bars.isVisible()
    assert picture.image.shape == (64, 240, 3)  # a column for each step of a short run
    assert len(np.unique(picture.image.reshape(-1, 3), axis=0)) > 10
    assert shown.plot.seen[:2] == (0.0, 240)
    step, words = shown.reading(100.0, session.recording)
    assert abs(step - 100) <= 50 and words.startswith(f"step {whole(step)} ")
    qtbot.mouseClick(shown.over, Qt.MouseButton.LeftButton)
    assert shown._bars.isVisible() and not picture.isVisible()
    assert shown.plot.seen == before


def test_unseen_figures_do_not_draw(trained: TrainingPanel, session: TrainingSession) -> None:
    trained.resize(340, 420)
    assert figure(trained, "loss").is_seen and not figure(trained, "ratios").is_seen
    trained.tabs.setCurrentIndex(TABS.index("inside"))
    assert not figure(trained, "loss").is_seen and figure(trained, "ratios").is_seen
    assert not figure(trained, "dead").is_seen
    bar = trained.plots.inside.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert figure(trained, "dead").is_seen and not figure(trained, "ratios").is_seen


# Looking nearer.


def test_a_drag_looks_nearer_and_a_double_click_goes_back(trained: TrainingPanel, qtbot) -> None:
    shown = figure(trained, "loss")
    plot, whole = shown.plot, shown.plot.seen
    drag(qtbot, plot, (0.25, 0.2), (0.5, 0.8))
    left, right, low, high = plot.seen
    width, height = whole[1] - whole[0], whole[3] - whole[2]
    assert (left - whole[0]) / width == pytest.approx(0.25, abs=0.02)
    assert (right - whole[0]) / width == pytest.approx(0.5, abs=0.02)
    assert (whole[3] - high) / height == pytest.approx(0.2, abs=0.05)
    assert (whole[3] - low) / height == pytest.approx(0.8, abs=0.05)
    assert shown.back.isVisible()
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot._frame().center())
    assert plot.seen == whole and not shown.back.isVisible()


def test_a_flat_drag_keeps_the_height(trained: TrainingPanel, qtbot) -> None:
    plot = figure(trained, "loss").plot
    whole = plot.seen
    drag(qtbot, plot, (0.25, 0.5), (0.5, 0.51))
    assert plot.is_zoomed
    assert plot.seen[2:] == pytest.approx(whole[2:], abs=0.03 * (whole[3] - whole[2]))


def test_a_click_is_no_drag(trained: TrainingPanel, qtbot) -> None:
    plot = figure(trained, "loss").plot
    drag(qtbot, plot, (0.5, 0.5), (0.503, 0.5))
    assert not plot.is_zoomed


def test_nearer_there_is_more_to_see(panel: TrainingPanel, session: TrainingSession, qtbot) -> None:
    """Where points were thinned, all of the part are drawn."""
    session.configure(iterations=4000)
    with until(qtbot, session, Phase.FINISHED):
        session.start()
    shown = figure(panel, "loss")
    assert len(shown._raw.getData()[0]) < 4000
    shown.plot.zoom_to((1000.0, 1100.0, 0.0, 3.0))
    x, y = shown._raw.getData()
    assert x.tolist() == list(range(999, 1102))
    np.testing.assert_array_equal(y, session.recording.losses.since()[1][998:1101])


def test_a_part_stays_while_the_run_goes_on_and_the_whole_follows(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    session.configure(iterations=1_000_000)
    session.start()
    qtbot.waitUntil(lambda: session.recording.steps > 300)
    plot = figure(panel, "loss").plot
    part = (50.0, 100.0, 0.0, 2.0)
    plot.zoom_to(part)
    steps = session.recording.steps
    qtbot.waitUntil(lambda: session.recording.steps > steps + 300)
    with until(qtbot, session, Phase.PAUSED):
        session.pause()
    assert plot.seen == part
    panel.plots.figures["loss"].back.click()
    assert plot.seen[1] == session.recording.steps


def test_another_run_is_seen_whole(trained: TrainingPanel, session: TrainingSession, qtbot) -> None:
    plot = figure(trained, "loss").plot
    plot.zoom_to((50.0, 100.0, 0.0, 2.0))
    with until(qtbot, session, Phase.FINISHED):
        session.start()
    assert not plot.is_zoomed


def test_the_right_button_goes_back_and_else_offers_to_save(trained: TrainingPanel, qtbot) -> None:
    shown = figure(trained, "norms")
    shown.plot.zoom_to((50.0, 100.0, -3.0, 0.0))
    right_click(shown.plot)
    assert not shown.plot.is_zoomed
    assert not shown.heading.save.findChildren(QMenu)
    right_click(shown.plot)
    (menu,) = shown.heading.save.findChildren(QMenu)
    words = [action.text() for action in menu.actions()]
    assert len(words) == 4 and any("CSV" in each for each in words)
    menu.close()


def right_click(plot: QWidget) -> None:
    from PySide6.QtGui import QContextMenuEvent

    place = plot._frame().center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, plot.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(plot.viewport(), event)


# Saving.


@pytest.mark.parametrize("name", FIGURES)
def test_one_click_saves_picture_and_numbers(
    trained: TrainingPanel, session: TrainingSession, folder: Path, qtbot, name: str
) -> None:
    shown = figure(trained, name)
    with qtbot.waitSignal(shown.heading.save.exporter.finished):
        qtbot.mouseClick(shown.heading.save, Qt.MouseButton.LeftButton)
    layer = {"activations": "-A1", "gradients": "-dW1"}.get(name, "")
    name += layer
    assert {path.name for path in folder.iterdir()} == {f"{name}.png", f"{name}.csv"}
    picture = QImage(str(folder / f"{name}.png"))
    assert picture.size() == framed(shown)
    assert colours(picture) > 20
    found = rows(folder / f"{name}.csv")
    for column, values in shown.table(session.recording).items():
        np.testing.assert_array_equal(np.array(found[column], float), values)  # to the bit
    assert f"{name}.png" in shown.heading.told.text()


@pytest.mark.parametrize("name", ["activations", "gradients"])
def test_what_is_saved_of_a_layer_says_which_it_is(
    trained: TrainingPanel, session: TrainingSession, name: str
) -> None:
    shown, tops = figure(trained, name), []
    for index in range(2):
        shown.layers.setCurrentIndex(index)
        sheet = shown.sheet()
        assert sheet is not None and sheet.name == f"{name}-{shown.tensor}"
        assert f"{shown.tensor}_count" in sheet.columns
        tops.append(sheet.picture.copy(0, 0, sheet.picture.width(), 2 * shown.heading.height()))
    assert tops[0] != tops[1], "the line above the plot names the layer"


def framed(shown: QWidget) -> QSize:
    """Of a picture of it: twice as sharp, with a rim."""
    return (shown.size() + QSize(2 * RIM, 2 * RIM)) * 2


def colours(picture: QImage) -> int:
    """Different colours along some lines of a picture: there is something in it."""
    lines = range(0, picture.height(), 7)
    return len({picture.pixel(x, y) for y in lines for x in range(0, picture.width(), 3)})


def test_a_file_that_nobody_asked_about_is_not_written_over(
    trained: TrainingPanel, folder: Path, qtbot
) -> None:
    (folder / "loss.csv").write_text("mine", encoding="utf-8")
    shown = figure(trained, "loss")
    with qtbot.waitSignal(shown.heading.save.exporter.finished):
        shown.heading.save.ask_both()
    assert (folder / "loss.csv").read_text(encoding="utf-8") == "mine"
    assert len(rows(folder / "loss-2.csv")["step"]) == 240


def test_what_cannot_be_written_is_said_in_place(
    trained: TrainingPanel, folder: Path, qtbot
) -> None:
    (folder / "loss.png").mkdir()
    shown = figure(trained, "loss")
    with qtbot.waitSignal(shown.heading.save.exporter.failed):
        shown.heading.save.ask_picture()
    assert str(folder / "loss.png") in shown.heading.told.text()


def test_a_picture_is_copied(trained: TrainingPanel) -> None:
    shown = figure(trained, "ratios")
    shown.heading.save.copy()
    assert QApplication.clipboard().image().size() == framed(shown)
    QApplication.clipboard().clear()


# Mistakes.


@pytest.fixture
def read(trained: TrainingPanel, qtbot) -> TrainingPanel:
    """The trained net has read the test images."""
    reader = trained.mistakes.reader
    steps = trained._session.recording.steps
    qtbot.waitUntil(lambda: reader.job is not None and reader.job.steps == steps)
    return trained


def expected(panel: TrainingPanel, images: Array) -> Array:
    """What the net says after its last step, computed here."""
    params = panel._session.recording.trainer.network.params
    hidden = np.maximum(scaled(images) @ params["W1"] + params["b1"], 0)
    return (hidden @ params["W2"] + params["b2"]).argmax(axis=1)


def test_the_matrix_is_that_of_the_net_as_it_stands(read: TrainingPanel) -> None:
    data = bars()
    predicted = expected(read, data.x_test)
    table = np.zeros((10, 10), int)
    np.add.at(table, (data.t_test, predicted), 1)
    np.testing.assert_array_equal(read.mistakes.reader.reading.confusion, table)
    wrong = int((predicted != data.t_test).sum())
    assert f"{wrong} of 60" in read.mistakes.status.text()
    assert len(read.mistakes.images.images) == wrong


def test_a_cell_shows_its_images(read: TrainingPanel, qtbot) -> None:
    page = read.mistakes
    label = int(page.reader.reading.confusion.diagonal().argmax())
    count = int(page.reader.reading.confusion[label, label])
    qtbot.mouseMove(page.matrix, page.matrix.place_of((label, label)))
    assert page.pointed.text().startswith(f"{label} read as {label}: {count} of")
    where = page.matrix.place_of((label, label))
    qtbot.mouseClick(page.matrix, Qt.MouseButton.LeftButton, pos=where)
    shown = page.images.images
    assert len(shown) == count and {(one.label, one.guess) for one in shown} == {(label, label)}
    assert [one.confidence for one in shown] == sorted((s.confidence for s in shown), reverse=True)
    assert page.list_heading.title.text() == f"{label} read as {label}: {count}"
    qtbot.keyClick(page.matrix, Qt.Key.Key_Escape)
    assert page.matrix.cell is None
    assert page.list_heading.title.text() == "Worst mistakes"


def test_the_keyboard_walks_over_the_matrix(read: TrainingPanel, qtbot) -> None:
    matrix = read.mistakes.matrix
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(matrix, key)
    qtbot.keyClick(matrix, Qt.Key.Key_Left)
    assert matrix.cell == (1, 9)


def test_an_image_is_opened_in_the_net_that_read_it(read: TrainingPanel, qtbot) -> None:
    page = read.mistakes
    page.matrix.choose((4, int(page.reader.reading.confusion[4].argmax())))
    image = page.images.images[0]
    with qtbot.waitSignal(page.opened) as opened:
        where = page.images.place(0).center()
        qtbot.mouseClick(page.images, Qt.MouseButton.LeftButton, pos=where)
    document, position = opened.args
    session = read._session
    snapshot, trained = session.current, session.recording.trainer.network.params
    assert position == snapshot.trace.forward_count  # where it has been misread
    assert f"step {session.recording.steps}:" in page.status.text()
    np.testing.assert_array_equal(document.values["X"], scaled(image.pixels[None]))
    assert document.values["t"].tolist() == [4]
    for name in PARAMETERS:
        np.testing.assert_array_equal(document.values[name], trained[name])


def test_the_other_set_is_read_when_it_is_chosen(read: TrainingPanel, qtbot) -> None:
    page = read.mistakes
    page.sets.setCurrentIndex(page.sets.findData("train"))
    qtbot.waitUntil(lambda: page.reader.job.set == "train")
    assert page.reader.reading.confusion.sum() == 200
    assert "of 200" in page.status.text()


def test_nobody_reads_what_nobody_looks_at(trained: TrainingPanel, session, qtbot) -> None:
    trained.resize(340, 420)
    reader = trained.mistakes.reader
    before = reader.job
    with until(qtbot, session, Phase.FINISHED):
        session.start()
    assert reader.job is before and not reader.task.running
    trained.tabs.setCurrentIndex(TABS.index("mistakes"))
    qtbot.waitUntil(lambda: reader.job is not None and reader.job.snapshot is session.current)


def test_it_is_read_again_while_training_goes_on(
    panel: TrainingPanel, session: TrainingSession, qtbot
) -> None:
    session.configure(iterations=1_000_000)
    session.start()
    reader = panel.mistakes.reader
    read_at = []
    reader.done.connect(lambda: read_at.append(reader.job.snapshot.iteration))
    qtbot.waitUntil(lambda: len(set(read_at)) >= 2, timeout=LONG)
    assert read_at == sorted(set(read_at))
    assert session.phase is Phase.RUNNING


@pytest.mark.parametrize("name", ["confusion", "mistakes"])
def test_mistakes_are_saved_too(read: TrainingPanel, folder: Path, qtbot, name: str) -> None:
    page = read.mistakes
    page.matrix.choose((4, int(page.reader.reading.confusion[4].argmax())))
    heading = page.heading if name == "confusion" else page.list_heading
    with qtbot.waitSignal(heading.save.exporter.finished):
        heading.save.ask_both()
    found = rows(folder / f"{name}.csv")
    if name == "confusion":
        table = np.array([found[f"read_as_{guess}"] for guess in range(10)], int).T
        np.testing.assert_array_equal(table, page.reader.reading.confusion)
    else:
        assert [int(i) for i in found["index"]] == [one.index for one in page.images.images]
    assert not QImage(str(folder / f"{name}.png")).isNull()


def test_before_there_is_a_net_the_page_says_so(
    dressed: Appearance, translator: Translator, session: TrainingSession, qtbot
) -> None:
    panel = TrainingPanel(dressed, translator, session)
    qtbot.addWidget(panel)
    assert panel.mistakes.status.text().startswith("As soon as")
    assert panel.mistakes.confusion_sheet() is None and panel.mistakes.images_sheet() is None
    assert panel.close_work()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_every_view_is_painted_in_every_look(
    read: TrainingPanel, dressed: Appearance, translator: Translator, theme: str, language: str
) -> None:
    dressed.set_theme(theme)
    translator.set_language(language)
    for tab in range(len(TABS)):
        read.tabs.setCurrentIndex(tab)
        assert not read.grab().isNull()


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("count", [7, 42, 395, 1117])
def test_a_number_of_the_matrix_fits_its_cell_and_is_never_left_out(
    dressed: Appearance, translator: Translator, qtbot, theme: str, count: int
) -> None:
    dressed.set_theme(theme)
    matrix = ConfusionMatrix(dressed, translator)
    qtbot.addWidget(matrix)
    for room in range(10, 40):
        words, font = matrix.writing(count, room)
        assert words in (str(count), "1.1k", "1k")
        assert QFontMetrics(font).horizontalAdvance(words) <= room + 1

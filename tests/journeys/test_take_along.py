"""What is on the stage is taken along: from the panel, the clipboard, the command line."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

import app
from core.documents.document import read
from core.documents.file import Saved, write
from gui.export import video
from gui.export.choices import Choices
from gui.export.film import pixels
from gui.export.frame_painter import FramePainter, Look
from gui.export.panel import ExportPanel
from gui.export.picture import image
from gui.export.request import KINDS
from gui.main_window import MainWindow
from tests.journeys.conftest import Open
from tests.layout_items import kept_items

ROOT = Path(app.__file__).parent


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def export(qtbot: QtBot, window: MainWindow, kind: str) -> str:
    """Choose a kind of file, press the button, wait; what the panel says in the end."""
    panel = window.documents.panel
    panel.open(kind)
    panel.start_button.click()
    qtbot.waitUntil(lambda: not panel.exporter.running, timeout=30_000)
    return panel.state.text()


@pytest.mark.parametrize(
    ("kind", "name", "start"),
    [
        ("png", "chain_rule.png", b"\x89PNG"),
        ("svg", "chain_rule.svg", b"<?xml"),
        ("pdf", "chain_rule.pdf", b"%PDF"),
        ("derivation", "chain_rule-derivation.pdf", b"%PDF"),
    ],
)
def test_each_kind_of_file_can_be_had(qtbot, window, folder, kind, name, start) -> None:
    said = export(qtbot, window, kind)
    assert names(folder) == [name]
    assert (folder / name).read_bytes().startswith(start)
    assert name in said
    assert window.documents.panel.show_button.isVisible()


def test_a_picture_shows_the_moment_that_is_on_the_stage(qtbot, window, folder) -> None:
    export(qtbot, window, "png")
    first = QImage(str(folder / "chain_rule.png"))
    window.player.to_end()
    export(qtbot, window, "png")
    last = QImage(str(folder / "chain_rule.png"))
    assert first.size().width() == last.size().width()
    assert first != last


def test_the_window_stays_usable_while_a_film_is_made(qtbot, window: MainWindow, folder) -> None:
    panel = window.documents.panel
    panel.open("gif")
    assert "that look alike are stored as one" in panel.about.text(), "it has fewer frames"
    panel.start_button.click()
    qtbot.waitUntil(lambda: panel.exporter.running and panel.bar.value() > 2, timeout=10_000)
    assert panel.cancel_button.isVisible() and not panel.choices.isVisible()
    assert names(folder) == [] or all(".part" in name for name in names(folder))
    window.workbench.set_value("a", 9.0)  # the film is that of the run that was on the stage
    window.player.to_end()
    assert "9" in window.stage.scene.nodes["a"].tooltip()
    qtbot.waitUntil(lambda: not panel.exporter.running, timeout=30_000)
    assert names(folder) == ["chain_rule.gif"]
    with Image.open(folder / "chain_rule.gif") as film:
        assert film.n_frames > 20
        assert film.n_frames < int(re.search(r"(\d+) frames", panel.state.text())[1])
    assert "alike" not in panel.state.text(), "said once"


@pytest.mark.parametrize("how", ["cancel", "close", "quit"])
def test_a_film_that_is_cancelled_leaves_nothing(qtbot, window, folder, how) -> None:
    panel = window.documents.panel
    panel.open("gif")
    panel.start_button.click()
    qtbot.waitUntil(lambda: panel.bar.value() > 2, timeout=10_000)
    {"cancel": panel.cancel_button.click, "close": panel.leave, "quit": window.close}[how]()
    assert not panel.exporter.running
    assert names(folder) == []
    if how == "cancel":
        assert "nothing was written" in panel.state.text()


def test_a_failure_is_said_in_the_panel(qtbot, window, folder, monkeypatch) -> None:
    from gui.export import gif

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gif.GifEncoder, "_write", full)
    said = export(qtbot, window, "gif")
    assert "no space left" in said and "\n" not in said
    assert names(folder) == []
    assert window.documents.panel.start_button.isVisible()


def test_without_an_encoder_the_panel_says_how_to_get_one(window, monkeypatch) -> None:
    monkeypatch.setattr(video, "available", lambda: False)
    panel = window.documents.panel
    panel.open("mp4")
    assert not panel.start_button.isEnabled()
    assert "ffmpeg" in panel.about.text()
    panel.choices.choose("gif")
    assert panel.start_button.isEnabled()


def test_a_film_that_is_too_long_is_refused_before_it_begins(window, monkeypatch) -> None:
    panel = window.documents.panel
    panel.open("gif")
    monkeypatch.setattr("core.film.MOST_FRAMES", 100)
    panel.choices.speed.setCurrentIndex(0)
    assert "more than 100 frames" in panel.about.text()
    assert not panel.start_button.isEnabled()
    panel.choices.speed.setCurrentIndex(3)
    assert panel.start_button.isEnabled()


def test_escape_closes_the_panel(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.documents.panel
    window.actions_by_name["export"].trigger()
    assert panel.isVisible()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isHidden() and window.stage.view.hasFocus()


@pytest.mark.parametrize("kind", ["png", "gif"])
@pytest.mark.parametrize("by", ["mouse", "space"])
def test_the_keyboard_stays_in_the_panel(qtbot, window: MainWindow, folder, kind, by) -> None:
    panel = window.documents.panel
    window.actions_by_name["export"].trigger()
    panel.choices.choose(kind)
    if by == "mouse":
        qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    else:
        panel.start_button.setFocus()
        qtbot.keyClick(panel.start_button, Qt.Key.Key_Space)
    assert panel.exporter.running and window.focusWidget() is panel.cancel_button
    qtbot.waitUntil(lambda: not panel.exporter.running, timeout=30_000)
    assert len(names(folder)) == 1
    focus = window.focusWidget()
    assert focus is not None and focus.isVisible() and panel.isAncestorOf(focus)
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert panel.isHidden() and window.stage.view.hasFocus()


@pytest.mark.parametrize("by", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_a_film_is_cancelled_by_the_keyboard(qtbot, window: MainWindow, folder, by) -> None:
    panel = window.documents.panel
    window.actions_by_name["export"].trigger()
    panel.choices.choose("gif")
    panel.start_button.setFocus()
    qtbot.keyClick(panel.start_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.bar.value() > 2, timeout=10_000)
    qtbot.keyClick(window.focusWidget(), by)
    assert not panel.exporter.running and names(folder) == []
    assert panel.isVisible() and panel.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert panel.isHidden()


def test_the_picture_in_the_clipboard_is_that_of_the_stage(window: MainWindow) -> None:
    window.player.to_end()
    window.actions_by_name["copy_picture"].trigger()
    image = QGuiApplication.clipboard().image()
    assert image.width() > 500
    forward = window.appearance.theme.forward
    colours = pixels(image).reshape(-1, 3).astype(int)
    near = np.abs(colours - [forward.red(), forward.green(), forward.blue()]).max(axis=1) < 12
    assert near.sum() > 100
    assert "clipboard" in window.stage.caption.text()


def test_the_panel_speaks_both_languages_and_fits(qtbot, window: MainWindow) -> None:
    panel = window.documents.panel
    for theme in ("light", "projector"):
        window.appearance.set_theme(theme)
        for language in ("en", "zh_CN"):
            window.translator.set_language(language)
            for kind in ("png", "gif", "derivation"):
                panel.open(kind)
                qtbot.wait(1)
                assert window.rect().contains(panel.geometry())
                assert panel.height() >= panel.minimumSizeHint().height()
    panel.leave()
    assert panel.isHidden()


# the command line


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = app.main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_export_writes_what_the_name_says(qapp, capsys, tmp_path, suffix) -> None:
    file = tmp_path / f"f.{suffix}"
    code, out, err = run(capsys, "export", "e = (a+b)*(b+1)", "a=2", "b=1", "-o", str(file))
    assert (code, out.strip(), err) == (0, str(file), "")
    assert names(tmp_path) == [file.name]


def test_export_a_film_of_a_document(qapp, capsys, tmp_path) -> None:
    document = tmp_path / "square.backprop"
    document.write_bytes(write(Saved(read("y = x * x", {"x": 5.0}))))
    film = tmp_path / "f.gif"
    code, _, err = run(
        capsys, "export", str(document), "--size", "320x200", "--speed=4", "-o", str(film)
    )
    assert code == 0 and "of" in err
    with Image.open(film) as found:
        assert found.size == (320, 200)


def test_export_a_derivation_of_what_begins_with_a_minus(qapp, capsys, tmp_path) -> None:
    file = tmp_path / "d.pdf"
    code, _, _ = run(
        capsys, "export", "-x * y", "x=2", "y=3", "--as", "derivation", "-o", str(file)
    )
    assert code == 0
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a +", "-o", "f.png"), "complete formula"),
        (("a", "a=1", "-o", ""), "no name of a file"),
        (("a + b", "a=1", "-o", "f.png"), "No value for b"),
        (("a + b", "a=1", "b=2", "-o", "f.doc"), "--as"),
        (("a + b", "a=1", "b=2", "-o", "no/such/f.png"), "cannot be written"),
        (("a + b", "a=1", "b=2", "--rate=60", "-o", "f.gif"), "frames per second"),
        (("gone.backprop", "-o", "f.png"), "There is no file"),
        (("a + b",), "-o"),
    ],
)
def test_export_says_what_is_wrong(qapp, capsys, tmp_path, monkeypatch, arguments, words) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "export", *arguments)
    assert (code, out) == (2, "")
    assert words in err and err.count("\n") == 1
    assert names(tmp_path) == []


def test_a_file_named_on_the_command_line_is_opened_in_the_window() -> None:
    from core.arguments import parse

    for arguments in (["square.backprop"], ["window", "--theme", "dark", "square.backprop"]):
        parsed = parse(arguments, "en")
        assert (parsed.command, parsed.file) == ("window", Path("square.backprop"))
    assert parse(["explain", "x"], "en").file is None
    assert parse(["--theme", "dark"], "en").file is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_ctrl_c_leaves_no_half_film(tmp_path: Path) -> None:
    film = tmp_path / "f.gif"
    command = [
        sys.executable,
        "app.py",
        "export",
        "y = x * x",
        "x=3",
        "--speed=0.1",
        "-o",
        str(film),
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "of" in process.stderr.readline()  # a tenth is done
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 130
    assert names(tmp_path) == []


def test_the_copied_picture_of_a_large_graph_shows_its_nodes(window: MainWindow) -> None:
    body = " + ".join(f"sin(x{i})*2" for i in range(20))
    window.director.open_expression(f"y = {body}", {f"x{i}": np.asarray(1.0) for i in range(20)})
    window.player.to_end()
    assert window.documents.panel.copy_picture()
    subject = window.documents.subject()
    assert subject is not None
    canvas = FramePainter(subject.trace, Look())
    for node in canvas._scene.nodes:
        assert canvas._scene.nodes[node] is not None
    whole = image(canvas, subject.position, 2.0)
    assert (pixels(QGuiApplication.clipboard().image()) == pixels(whole)).all()


def test_with_reduced_motion_what_is_taken_along_is_what_is_shown(window: MainWindow) -> None:
    """The playhead is in the middle of an event, of which only the result will be shown."""
    window.appearance.set_reduced_motion(True)
    window.player.seek(8.0)
    window.player.play()
    window.player.playback.advance(0.3)
    window.player.pause()
    assert window.player.playback.position > 8.0 == window.stage.frame.position
    assert window.documents.subject().position == window.documents.take().position == 8.0


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_panel_leaves_something_of_a_small_stage_to_be_seen(open_window, qtbot, theme) -> None:
    window = open_window(theme=theme, size=(1024, 768))
    window.documents.panel.open("gif")
    panel, stage = window.documents.panel, window.stage
    qtbot.waitUntil(lambda: window.rect().contains(panel.geometry()))
    top = stage.mapTo(window, stage.rect().topLeft()).y()
    assert panel.geometry().top() - top > 0.2 * stage.height()


def test_escape_on_the_stage_closes_the_panel_before_the_tool(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.docks.show("explore")
    window.explore.choose("nudge")
    window.actions_by_name["export"].trigger()
    view, panel = window.stage.view, window.documents.panel
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert panel.isHidden() and window.explore.current == "nudge"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert window.explore.current != "nudge"


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_choice_of_the_panel_is_cut(
    qtbot: QtBot, open_window: Open, theme: str, language: str
) -> None:
    window = open_window(language, theme, size=(1024, 768))
    panel = window.documents.panel
    for kind in KINDS:
        panel.open(kind)
        qtbot.waitUntil(lambda: not cut(panel))


def test_the_panel_comes_to_rest(qtbot: QtBot, window: MainWindow, monkeypatch) -> None:
    """To be placed asks for no other place, again and again."""
    panel, placed = window.documents.panel, []
    panel.open("png")
    qtbot.waitUntil(lambda: not cut(panel) and not panel._settle.isActive())
    take_width = panel.choices.take_width
    monkeypatch.setattr(panel.choices, "take_width", lambda w: placed.append(take_width(w)))
    for _ in range(50):
        QApplication.processEvents()
    assert len(placed) <= 2


def test_the_fields_are_placed_without_their_layouts_items(
    qtbot: QtBot, window: MainWindow
) -> None:
    choices = Choices(window.appearance, window.translator)
    qtbot.addWidget(choices)
    choices.choose("gif")
    for width in (900, 200):
        choices.take_width(width)
    assert kept_items() == []


def cut(panel: ExportPanel) -> list[str]:
    """What is chosen in the fields that are smaller than they must be."""
    fields = [field for field in panel.findChildren(QComboBox) if field.isVisible()]
    return [
        field.currentText()
        for field in fields
        if field.width() < field.sizeHint().width()
        or field.height() < field.minimumSizeHint().height()
    ]

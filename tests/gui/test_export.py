"""What is taken along: opened again, and looked at for its meaning."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from core.documents.document import read
from core.film import FIRST_REST, LAST_REST, positions
from core.messages import StudioError, text
from core.playback import seconds
from core.trace import Trace, run
from gui.export import video
from gui.export.blocks import Block
from gui.export.derivation import derivation_pages
from gui.export.film import FilmSettings, film, pixels
from gui.export.frame_painter import FramePainter, Look
from gui.export.job import Job
from gui.export.picture import image, picture
from gui.theme import THEMES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def trace() -> Trace:
    document = read("e = (a + b) * (b + 1)", {"a": 2.0, "b": 1.0})
    return run(document.graph, document.values)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


# pictures


@pytest.mark.parametrize("theme", THEMES)
def test_a_png_has_the_ground_of_its_theme_and_its_size_follows_the_scale(
    qapp, trace, tmp_path, theme
):
    canvas = FramePainter(trace, Look(theme))
    for scale in (1, 3):
        Job(picture(canvas, tmp_path / "p.png", "png", 4.0, scale)).run()
        found = QImage(str(tmp_path / "p.png"))
        natural = canvas.natural_size(4.0)
        assert abs(found.width() - scale * natural.width()) <= 2
        assert abs(found.height() - scale * natural.height()) <= 2
        assert found.pixelColor(2, 2) == THEMES[theme].panel
    assert names(tmp_path) == ["p.png"]


def test_a_huge_graph_gives_a_picture_that_can_be_opened(qapp):
    document = read("; ".join(["y0 = x + x", *(f"y{i} = y{i - 1} + x" for i in range(1, 300))]))
    trace = run(document.graph, document.values)
    canvas = FramePainter(trace, Look())
    found = image(canvas, 5.0, 4.0)
    natural = canvas.natural_size(5.0)
    assert found.width() * found.height() <= 40.1e6 < 16 * natural.width() * natural.height()


def test_another_moment_is_another_picture(qapp, trace):
    canvas = FramePainter(trace, Look(caption=False))
    start, end = (pixels(image(canvas, at)) for at in (0.0, float(len(trace))))
    assert start.shape == end.shape
    assert (start != end).any()
    assert (pixels(image(canvas, 0.0)) == start).all()


def test_a_picture_of_the_start_does_not_say_which_key_to_press(qapp, trace, tmp_path):
    canvas = FramePainter(trace, Look())
    Job(picture(canvas, tmp_path / "p.svg", "svg", 0.0)).run()
    root = ElementTree.parse(tmp_path / "p.svg").getroot()
    said = " ".join("".join(node.itertext()) for node in root.iter())
    assert "Space" in text("stage.caption.start") and "Space" not in said
    assert canvas.natural_size(0.0).height() < canvas.natural_size(1.0).height()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_svg_holds_its_texts_as_text(qapp, trace, tmp_path, language):
    canvas = FramePainter(trace, Look("light", language))
    Job(picture(canvas, tmp_path / "p.svg", "svg", float(len(trace)))).run()
    root = ElementTree.parse(tmp_path / "p.svg").getroot()
    said = " ".join("".join(node.itertext()) for node in root.iter())
    for words in ("a", "b", "6", "= 3 + 2 = 5"):
        assert words in said
    end = text("stage.caption.end", language, output="e")
    assert end.replace(" ", "")[:12] in said.replace(" ", "")


def test_the_text_of_an_svg_is_as_wide_as_it_was_painted(qapp, trace, tmp_path):
    canvas = FramePainter(trace, Look("light", "en"))
    Job(picture(canvas, tmp_path / "p.svg", "svg", float(len(trace)))).run()
    runs = [n for n in ElementTree.parse(tmp_path / "p.svg").iter() if n.tag.endswith("text")]
    sums = [n for n in runs if "= 3 + 2 = 5" in (n.text or "")]
    assert sums and all(n.get("font-family").endswith(",sans-serif") for n in runs)
    size = float(sums[0].get("font-size"))
    letters = len(sums[0].text)
    assert 0.3 * size * letters < float(sums[0].get("textLength")) < 0.9 * size * letters


def test_a_pdf_is_one_page_of_vectors(qapp, trace, tmp_path):
    Job(picture(FramePainter(trace, Look()), tmp_path / "p.pdf", "pdf", 3.0)).run()
    data = (tmp_path / "p.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert pages(data) == 1
    assert b"/FontFile2" in data
    assert b"/Subtype /Image" not in data


def pages(data: bytes) -> int:
    counts = re.findall(rb"/Count (\d+)", data)
    return max(map(int, counts))


# the derivation


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_derivation_has_pages_with_embedded_fonts(qapp, trace, tmp_path, language):
    path = tmp_path / "d.pdf"
    written = Job(derivation_pages(trace, "e = (a + b) * (b + 1)", path, language)).run()
    data = path.read_bytes()
    assert data.startswith(b"%PDF")
    assert pages(data) == written.count == 2
    assert b"/FontFile2" in data


def test_what_a_derivation_gives_and_finds_is_written_out_as_in_its_formulas(
    qapp, tmp_path, monkeypatch
):
    """X = [4×2] stood beside arrays with their numbers."""
    said: list[str] = []
    write = Block.write
    monkeypatch.setattr(Block, "write", lambda *a: said.append(a[1]) or write(*a))
    document = read("L = sum(X * X)", {"X": np.arange(8.0).reshape(4, 2)})
    Job(derivation_pages(run(document.graph, document.values), "", tmp_path / "d.pdf")).run()
    assert any("X = [[0, 1], [2, 3], [4, 5], [6, 7]]" in text for text in said)
    assert "∂L/∂X = [[0, 2], [4, 6], [8, 10], [12, 14]]" in said


def test_a_long_derivation_tells_its_progress_and_can_be_left(qapp, tmp_path):
    document = read("; ".join(["y0 = x * x", *(f"y{i} = y{i - 1} + x" for i in range(1, 60))]))
    trace = run(document.graph, document.values)
    job = Job(derivation_pages(trace, document.text, tmp_path / "d.pdf"))
    for _ in range(20):
        assert job.advance()
    assert 0 < job.progress.done < job.progress.total == len(trace)
    job.cancel()
    assert names(tmp_path) == []


# films


def test_a_film_shows_every_event_at_an_even_rate(trace):
    moments = positions(trace, rate=20)
    assert moments[0] == 0.0 and moments[-1] == len(trace)
    assert list(moments) == sorted(moments)
    assert set(map(int, moments)) == set(range(len(trace) + 1))
    lasting = sum(map(seconds, trace.events)) + FIRST_REST + LAST_REST
    assert len(moments) / 20 == pytest.approx(lasting, abs=0.1)
    quick = positions(trace, rate=20, speed=4.0)
    rest = (FIRST_REST + LAST_REST) * 20
    assert len(quick) - rest == pytest.approx((len(moments) - rest) / 4, abs=2)


def test_a_film_of_a_part(trace):
    moments = positions(trace, 10, start=3.0, end=5.0)
    assert (moments[0], moments[-1]) == (3.0, 5.0)
    assert set(positions(trace, 10, start=99.0)) == {float(len(trace))}


def test_a_film_without_end_is_refused(trace, monkeypatch):
    monkeypatch.setattr("core.film.MOST_FRAMES", 50)
    with pytest.raises(StudioError, match="more than 50 frames"):
        positions(trace, 30)


SMALL = FilmSettings("gif", (320, 180), 10, speed=2.0)


def test_a_gif_plays_what_was_painted(qapp, trace, tmp_path):
    written = Job(film(trace, tmp_path / "f.gif", SMALL)).run()
    assert names(tmp_path) == ["f.gif"]
    moments = positions(trace, SMALL.rate, SMALL.speed)
    assert written.count == len(moments)
    canvas = FramePainter(trace, SMALL.look)
    with Image.open(tmp_path / "f.gif") as found:
        assert found.size == (320, 180)
        assert 10 < found.n_frames < len(moments)  # what rests is one long frame
        lasting, frames = 0, []
        for i in range(found.n_frames):
            found.seek(i)
            lasting += found.info["duration"]
            frames.append(np.asarray(found.convert("RGB"), int))
        assert found.info["loop"] == 0
    assert lasting == 100 * len(moments)
    panel = canvas.appearance.theme.panel
    assert tuple(frames[0][2, 2]) == (panel.red(), panel.green(), panel.blue())
    painted = [pixels(image_of(canvas, at)) for at in (0.0, float(len(trace)))]
    for frame, truth in zip((frames[0], frames[-1]), painted, strict=True):
        assert np.abs(frame - truth).mean() < 1.0
    assert (frames[0] != frames[-1]).any()


def image_of(canvas: FramePainter, position: float) -> QImage:
    from PySide6.QtCore import QSize

    from gui.export.picture import sheet

    return sheet(canvas, position, QSize(320, 180), 0.5, canvas.longest_caption)


def test_the_same_settings_give_the_same_film(qapp, trace, tmp_path):
    for name in ("one.gif", "two.gif"):
        Job(film(trace, tmp_path / name, SMALL)).run()
    assert (tmp_path / "one.gif").read_bytes() == (tmp_path / "two.gif").read_bytes()


def without_ffmpeg(monkeypatch) -> None:
    monkeypatch.setattr(video.shutil, "which", lambda program: None)


def test_an_mp4_has_all_its_frames(qapp, trace, tmp_path, monkeypatch):
    cv2 = pytest.importorskip("cv2")
    without_ffmpeg(monkeypatch)
    settings = FilmSettings("mp4", (321, 181), 30, speed=4.0)
    written = Job(film(trace, tmp_path / "f.mp4", settings)).run()
    reader = cv2.VideoCapture(str(tmp_path / "f.mp4"))
    frames = []
    while (frame := reader.read())[0]:
        frames.append(frame[1].astype(int))
    assert len(frames) == written.count
    assert frames[0].shape == (180, 320, 3)
    assert np.abs(frames[0] - frames[-1]).max() > 60
    reader.release()


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from gui.export.video import OpenCvEncoder

path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
encoder = OpenCvEncoder(path, (64, 64), 30)
noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
for i in range(40):
    encoder.add(np.roll(noise, i, 1))
try:
    encoder.finish()
except Exception as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there a file cannot be kept small")
@pytest.mark.parametrize(("most", "said"), [(10_000_000, ""), (20_000, "StudioError")])
def test_a_film_that_cannot_be_written_whole_is_none(tmp_path, most, said):
    """OpenCV says nothing of a disk that is full."""
    pytest.importorskip("cv2")
    command = [sys.executable, "-c", FULL, str(tmp_path / "f.mp4"), str(most)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, said)
    assert done.stderr == ""


class NoFile:
    """OpenCV, where it could not begin a file: its writer is not open."""

    class VideoWriter:
        fourcc = staticmethod(lambda *letters: 0)

        def __init__(self, *arguments):
            pass

        def isOpened(self):
            return False


@pytest.mark.parametrize("begun", [True, False], ids=["on the way", "from the start"])
def test_a_full_disk_keeps_the_old_mp4(qapp, trace, tmp_path, monkeypatch, begun):
    pytest.importorskip("cv2")
    without_ffmpeg(monkeypatch)
    (tmp_path / "f.mp4").write_bytes(b"the old one")
    usage = shutil.disk_usage(tmp_path)._replace(free=0)
    monkeypatch.setattr(video.shutil, "disk_usage", lambda path: usage)
    monkeypatch.setattr(video.OpenCvEncoder, "_found", lambda self: 3)
    if not begun:
        monkeypatch.setattr(video, "_opencv", lambda: NoFile)
    with pytest.raises(StudioError, match="no space left"):
        Job(film(trace, tmp_path / "f.mp4", FilmSettings("mp4", (320, 180), 24, 8.0))).run()
    assert (tmp_path / "f.mp4").read_bytes() == b"the old one"
    assert names(tmp_path) == ["f.mp4"]


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_ffmpeg_is_used_where_there_is_one(qapp, trace, tmp_path):
    written = Job(film(trace, tmp_path / "f.mp4", FilmSettings("mp4", (320, 180), 24))).run()
    data = (tmp_path / "f.mp4").read_bytes()
    assert written.count > 100 and data[4:8] == b"ftyp"


def fake_ffmpeg(folder: Path, then: str) -> str:
    """A program that knows one encoder, and then does as it is told."""
    script = folder / "ffmpeg"
    script.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "if '-encoders' in sys.argv:\n    print(' V..... libx264  H.264')\n    sys.exit()\n" + then
    )
    script.chmod(0o755)
    return str(script)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_what_the_encoder_says_is_passed_on(qapp, trace, tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "out").mkdir()
    then = "sys.stderr.write('Conversion failed: No space left on device')\nsys.exit(1)\n"
    program = fake_ffmpeg(tmp_path / "bin", then)
    monkeypatch.setattr(video.shutil, "which", lambda name: program)
    with pytest.raises(StudioError, match="No space left on device"):
        Job(film(trace, tmp_path / "out" / "f.mp4", FilmSettings("mp4", (320, 180), 24))).run()
    assert names(tmp_path / "out") == []


def test_without_an_encoder_a_sentence_says_how_to_get_one(qapp, trace, tmp_path, monkeypatch):
    without_ffmpeg(monkeypatch)
    monkeypatch.setattr(video.importlib.util, "find_spec", lambda name: None)
    assert not video.available()
    with pytest.raises(StudioError, match="ffmpeg"):
        Job(film(trace, tmp_path / "f.mp4", FilmSettings("mp4", (320, 180), 24))).run()
    assert names(tmp_path) == []


@pytest.mark.parametrize("steps", [0, 1, 5, 40])
def test_a_film_that_is_left_leaves_nothing(qapp, trace, tmp_path, steps):
    job = Job(film(trace, tmp_path / "f.gif", SMALL))
    for _ in range(steps):
        job.advance()
    job.cancel()
    assert names(tmp_path) == []


def test_a_full_disk_costs_one_sentence_and_no_half_film(qapp, trace, tmp_path, monkeypatch):
    from gui.export import gif

    def full(*_):
        raise OSError(28, "No space left on device")

    (tmp_path / "f.gif").write_bytes(b"the old one")
    monkeypatch.setattr(gif.GifEncoder, "_write", full)
    with pytest.raises(StudioError, match="no space left"):
        Job(film(trace, tmp_path / "f.gif", SMALL)).run()
    assert (tmp_path / "f.gif").read_bytes() == b"the old one"
    assert names(tmp_path) == ["f.gif"]


def test_nothing_is_written_where_nothing_can_be(qapp, trace, tmp_path):
    canvas = FramePainter(trace, Look())
    for job in (
        Job(picture(canvas, tmp_path / "no" / "p.png", "png", 0.0)),
        Job(derivation_pages(trace, "", tmp_path / "no" / "d.pdf")),
        Job(film(trace, tmp_path / "no" / "f.gif", SMALL)),
    ):
        with pytest.raises(StudioError, match="cannot be written"):
            job.run()


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_an_encoder_that_hangs_holds_nobody_up(qapp, trace, tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "out").mkdir()
    ended = tmp_path / "ended"  # is written when it has slept its fill
    script = f"import time\ntime.sleep(30)\nopen({str(ended)!r}, 'w').close()\n"
    program = fake_ffmpeg(tmp_path / "bin", script)
    monkeypatch.setattr(video.shutil, "which", lambda name: program)
    job = Job(film(trace, tmp_path / "out" / "f.mp4", FilmSettings("mp4", (640, 360), 24)))
    while job.advance() and not job.progress.idle:
        pass
    job.cancel()
    assert not ended.exists(), "nobody has waited for its end"
    assert names(tmp_path / "out") == []


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "derivation"])
def test_a_full_disk_leaves_the_old_picture(qapp, trace, tmp_path, monkeypatch, kind):
    path = tmp_path / "old.pdf"
    path.write_bytes(b"old")

    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    if kind == "derivation":
        steps = derivation_pages(trace, "e", path)
    else:
        steps = picture(FramePainter(trace, Look()), path, kind, 3.0)
    with pytest.raises(StudioError, match=r"old\.pdf cannot be written: there is no space left"):
        Job(steps).run()
    assert path.read_bytes() == b"old" and names(tmp_path) == ["old.pdf"]

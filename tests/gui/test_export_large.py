"""Pictures of graphs that are too large to be drawn whole at once: the first one is complete."""

import re
import zlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from core.trace import Trace, run
from gui.export.film import FilmSettings, _Studio, pixels
from gui.export.frame_painter import FramePainter, Look
from gui.export.job import Job
from gui.export.picture import image, picture
from gui.stage.highlight import NOTHING
from tests.big_graphs import dag


def traced(nodes: int) -> Trace:
    graph = dag(nodes)
    return run(graph, {leaf.id: np.asarray(0.5) for leaf in graph.leaves})


@pytest.mark.parametrize("nodes", [44, 99, 1000])
def test_the_first_picture_shows_every_node(qapp, nodes: int) -> None:
    trace = traced(nodes)
    canvas = FramePainter(trace, Look(caption=False))
    first, second = (image(canvas, float(len(trace))) for _ in range(2))
    assert first == second


def test_a_picture_from_afar_shows_every_node_at_once(qapp) -> None:
    trace = traced(99)
    canvas = FramePainter(trace, Look(caption=False))
    first, second = (pixels(image(canvas, float(len(trace)), 0.2)) for _ in range(2))
    assert (first == second).all()


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_the_first_drawing_shows_every_node(qapp, tmp_path: Path, kind: str) -> None:
    trace = traced(44)
    canvas = FramePainter(trace, Look(caption=False))
    made = []
    for _ in range(2):
        Job(picture(canvas, tmp_path / f"p.{kind}", kind, float(len(trace)))).run()
        made.append((tmp_path / f"p.{kind}").read_bytes())
    first, second = made if kind == "svg" else map(_drawn, made)
    assert first == second


def _drawn(pdf: bytes) -> list[bytes]:
    """What the pages of a PDF paint; its dates differ from one to the next."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = [zlib.decompress(stream) for stream in found if stream.startswith(b"x")]
    return [stream for stream in unpacked if b" re\n" in stream or b" l\n" in stream]


def test_the_first_frame_of_a_film_shows_every_node(qapp) -> None:
    trace = traced(44)
    studio = _Studio(trace, FilmSettings(), NOTHING)
    first, second = (studio.frame(float(len(trace))) for _ in range(2))
    assert (first == second).all()


def test_the_picture_of_a_derivation_shows_every_node(qapp) -> None:
    trace = traced(44)
    canvas = FramePainter(trace, Look(caption=False))
    canvas.show(float(len(trace)))
    made = []
    for _ in range(2):
        sheet = QImage(QSize(800, 500), QImage.Format.Format_RGB32)
        sheet.fill(0)
        painter = QPainter(sheet)
        canvas.paint_graph(painter, QRectF(0, 0, 800, 500), largest=1.0)
        painter.end()
        made.append(sheet)
    assert made[0] == made[1]

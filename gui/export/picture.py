"""The stage as a picture: PNG for slides, SVG and PDF for print, each letter still a letter."""

from collections.abc import Generator
from math import sqrt
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from core.files import Part, unwritable
from gui.export.canvas import Canvas
from gui.export.job import Progress, Written
from gui.export.svg_text import fix_widths

SCALES = (1, 2, 3, 4)
_MOST_PIXELS = 40e6  # of a PNG: a thousand nodes are a large sheet; SVG and PDF have no such limit
_POINTS = 0.75  # a pixel of the screen is 1/96 inch
_RESOLUTION = 1200


def picture(
    canvas: Canvas, path: Path, kind: str, position: float, scale: float = 2.0
) -> Generator[Progress | Written]:
    """Write the moment `position` as "png", "svg" or "pdf"; `scale` enlarges a PNG.

    Raises:
        StudioError: the file cannot be written.
    """
    part = Part(path)
    try:
        yield Progress(0, 1)
        if kind == "png":
            yield from _saved(image(canvas, position, scale), part.path, path)
        elif kind == "svg":
            _svg(canvas, part.path, position)
        else:
            _pdf(canvas, part.path, position)
        part.keep()
        yield Written(path)
    finally:
        part.drop()


def _saved(made: QImage, part: Path, path: Path) -> Generator[Progress]:
    """Pack the image in a thread, for a large one takes seconds."""
    done: list[bool] = []
    packing = Thread(target=lambda: done.append(made.save(str(part))), name="packing")
    packing.start()
    try:
        while packing.is_alive():
            yield Progress(0, 1, idle=True)
    finally:
        packing.join()
    if done != [True]:
        raise unwritable(path, OSError(part.name))


def image(canvas: Canvas, position: float, scale: float = 1.0) -> QImage:
    """The moment as an image, `scale` times its natural size."""
    natural = canvas.natural_size(position)
    scale = min(scale, sqrt(_MOST_PIXELS / (natural.width() * natural.height())))
    return sheet(canvas, position, (natural * scale).toSize(), scale)


def sheet(
    canvas: Canvas,
    position: float,
    size: QSize,
    scale: float,
    caption_height: float | None = None,
) -> QImage:
    """The moment on a sheet of so many pixels, its letters `scale` times as large as on a screen.

    See `Canvas.paint` about the height of the caption."""
    made = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    canvas.paint(painter, QSizeF(size) / scale, position, caption_height)
    painter.end()
    return made


def _svg(canvas: Canvas, path: Path, position: float) -> None:
    size = canvas.natural_size(position)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setFileName(str(path))
    generator.setSize(size.toSize())
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle("Backprop Studio")
    generator.setResolution(96)
    _paint(canvas, QPainter(generator), size, position, path)
    path.write_text(fix_widths(path.read_text(encoding="utf-8")), encoding="utf-8")


def _pdf(canvas: Canvas, path: Path, position: float) -> None:
    size = canvas.natural_size(position)
    writer = QPdfWriter(str(path))
    page = QPageSize(size * _POINTS, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageSize(page)
    writer.setPageMargins(QMarginsF())
    writer.setResolution(_RESOLUTION)
    writer.setCreator("Backprop Studio")
    painter = QPainter(writer)
    painter.scale(_RESOLUTION / 96, _RESOLUTION / 96)
    _paint(canvas, painter, size, position, path)


def _paint(canvas: Canvas, painter: QPainter, size: QSizeF, position: float, path: Path) -> None:
    if not painter.isActive():
        raise unwritable(path, OSError(path.name))
    canvas.paint(painter, size, position)
    if not painter.end() or not path.stat().st_size:
        raise unwritable(path, OSError(path.name))

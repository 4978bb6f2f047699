"""The stage as a picture: PNG for slides, SVG and PDF for print, each letter still a letter."""

from collections.abc import Generator
from math import sqrt
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from core.files import Part, unwritable
from gui.export.frame_painter import FramePainter
from gui.export.job import Progress, Written
from gui.export.pdf_text import as_written
from gui.export.png import png
from gui.export.svg_text import fix_widths

SCALES = (1, 2, 3, 4)
_MOST_PIXELS = 40e6  # of a PNG: a thousand nodes are a large sheet; SVG and PDF have no such limit
_POINTS = 0.75  # a pixel of the screen is 1/96 inch
_RESOLUTION = 1200


def picture(
    canvas: FramePainter, path: Path, kind: str, position: float, scale: float = 2.0
) -> Generator[Progress | Written]:
    """Write the moment `position` as "png", "svg" or "pdf"; `scale` enlarges a PNG.

    Raises:
        StudioError: the file cannot be written.
    """
    part = Part(path)
    try:
        yield Progress(0, 1)
        if kind == "png":
            data = yield from _packed(image(canvas, position, scale))
        else:
            data = (_svg if kind == "svg" else _pdf)(canvas, position, path)
        part.path.write_bytes(data)  # Qt's writers say nothing when the disk is full; this does
        part.keep()
        yield Written(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        part.drop()


def memory() -> QBuffer:
    """Where Qt writes a file first."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    return buffer


def _packed(made: QImage) -> Generator[Progress, None, bytes]:
    """Pack the image in a thread, for a large one takes seconds. Whoever cancels waits for one
    piece of it at most."""
    pieces: list[bytes] = []
    cancelled = Event()

    def pack() -> None:
        for piece in png(made):
            if cancelled.is_set():
                return
            pieces.append(piece)

    packing = Thread(target=pack, name="packing")
    packing.start()
    try:
        while packing.is_alive():
            yield Progress(0, 1, idle=True)
    finally:
        cancelled.set()
        packing.join()
    return b"".join(pieces)


def image(canvas: FramePainter, position: float, scale: float = 1.0) -> QImage:
    """The moment as an image, `scale` times its natural size."""
    natural = canvas.natural_size(position)
    scale = min(scale, sqrt(_MOST_PIXELS / (natural.width() * natural.height())))
    return sheet(canvas, position, (natural * scale).toSize(), scale)


def sheet(
    canvas: FramePainter,
    position: float,
    size: QSize,
    scale: float,
    caption_height: float | None = None,
) -> QImage:
    """The moment on a sheet of so many pixels, its letters `scale` times as large as on a screen.

    See `FramePainter.paint` about the height of the caption."""
    made = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    canvas.paint(painter, QSizeF(size) / scale, position, caption_height)
    painter.end()
    return made


def _svg(canvas: FramePainter, position: float, path: Path) -> bytes:
    buffer, size = memory(), canvas.natural_size(position)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(size.toSize())
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle("Backprop Studio")
    generator.setResolution(96)
    _paint(canvas, QPainter(generator), size, position, path)
    return fix_widths(bytes(buffer.data().data()).decode()).encode()


def _pdf(canvas: FramePainter, position: float, path: Path) -> bytes:
    buffer, size = memory(), canvas.natural_size(position)
    writer = QPdfWriter(buffer)
    page = QPageSize(size * _POINTS, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageSize(page)
    writer.setPageMargins(QMarginsF())
    writer.setResolution(_RESOLUTION)
    writer.setCreator("Backprop Studio")
    painter = QPainter(writer)
    painter.scale(_RESOLUTION / 96, _RESOLUTION / 96)
    _paint(canvas, painter, size, position, path)
    return as_written(bytes(buffer.data().data()))


def _paint(
    canvas: FramePainter, painter: QPainter, size: QSizeF, position: float, path: Path
) -> None:
    if not painter.isActive():
        raise unwritable(path, OSError("Qt"))
    canvas.paint(painter, size, position)
    if not painter.end():
        raise unwritable(path, OSError("Qt"))

"""A race as a file: a picture, an animation, or its paths as a table.

Encoders, threads and whole files are those of `gui/export`; here is what they are fed.
"""

from collections.abc import Generator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QIODevice, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from core.engine import Array
from core.files import Part, unwritable, write_whole
from core.surfaces.report import race_csv
from gui.arena.race_sheet import RaceScene, RaceSheet, pixels
from gui.export.encoding import Encoding
from gui.export.gif import GifEncoder
from gui.export.job import Progress, Written
from gui.export.picture import memory
from gui.export.video import Encoder, video_encoder

KINDS = ("png", "svg", "gif", "mp4", "csv")
PICTURE = (1600, 1200)
FILM = (960, 720)
_RATES = {"gif": 20, "mp4": 30}
_REST = 1.2  # seconds that the last frame stands
_SAMPLES = 5


def export(
    kind: str, scene: RaceScene, position: float, path: Path
) -> Generator[Progress | Written]:
    """Write the race as one of `KINDS`; a picture shows `position`.

    Raises:
        StudioError: the file cannot be written, or there is no encoder.
    """
    if kind == "csv":
        write_whole(path, race_csv(scene.setup, scene.paths).encode())
        yield Written(path)
    elif kind in _RATES:
        yield from _film(kind, scene, path)
    else:
        yield from _picture(kind, scene, position, path)


def _picture(
    kind: str, scene: RaceScene, position: float, path: Path
) -> Generator[Progress | Written]:
    part, sheet = Part(path), RaceSheet(scene, PICTURE)
    try:
        buffer = memory()  # Qt's writers say nothing when the disk is full; Python does
        if kind == "svg":
            _svg(sheet, position, buffer)
        elif not sheet.image(position).save(buffer, "PNG"):  # type: ignore[call-overload]
            raise OSError("PNG")
        part.path.write_bytes(bytes(buffer.data().data()))
        part.keep()
        yield Written(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        sheet.close()
        part.drop()


def _svg(sheet: RaceSheet, position: float, device: QIODevice) -> None:
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(device)
    generator.setSize(sheet.size)
    generator.setViewBox(QRectF(0, 0, sheet.size.width(), sheet.size.height()))
    generator.setResolution(sheet.dots_per_inch)  # or numbers at the axes would shrink
    generator.setTitle("Backprop Studio")
    painter = QPainter(generator)
    sheet.paint(painter, position)
    painter.end()


def _film(kind: str, scene: RaceScene, path: Path) -> Generator[Progress | Written]:
    part, sheet = Part(path), RaceSheet(scene, FILM)
    encoding: Encoding | None = None
    try:
        moments = _moments(sheet.seconds, scene.setup.steps, _RATES[kind])
        yield Progress(0, len(moments))
        some = np.linspace(0, len(moments) - 1, _SAMPLES).astype(int)
        samples = [pixels(sheet.image(moments[i])) for i in some] if kind == "gif" else []
        encoding = Encoding(lambda: _encoder(kind, part.path, sheet, samples))
        for done, position in enumerate(moments, start=1):
            frame = pixels(sheet.image(position))
            while not encoding.offer(frame):
                yield Progress(done, len(moments), idle=True)
            yield Progress(done, len(moments))
        while not encoding.offer(None):
            yield Progress(len(moments), len(moments), idle=True)
        while not encoding.over:
            yield Progress(len(moments), len(moments), idle=True)
        part.keep()
        yield Written(path, len(moments))
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        if encoding is not None:
            encoding.close()
        sheet.close()
        part.drop()


def _moments(seconds: float, steps: int, rate: int) -> list[float]:
    """The position of every frame; the last one stands for a while."""
    moving = np.linspace(0, steps, max(2, round(seconds * rate)))
    return [*map(float, moving), *[float(steps)] * round(_REST * rate)]


def _encoder(kind: str, path: Path, sheet: RaceSheet, samples: list[Array]) -> Encoder:
    size = sheet.size.width(), sheet.size.height()
    if kind == "mp4":
        return video_encoder(path, size, _RATES[kind])
    theme = sheet.appearance.theme
    exact = [(c.red(), c.green(), c.blue()) for c in (theme.panel, theme.ink, theme.muted)]
    return GifEncoder(path, _RATES[kind], samples, exact)

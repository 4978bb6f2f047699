"""A race as a file: a picture, an animation, or its paths as a table.

Encoders, threads and whole files are those of `gui/export`; here is what they are fed.
"""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from core.files import Part, unwritable, write_whole
from gui.arena.race_sheet import RaceSheet
from gui.export.filming import filming
from gui.export.job import Progress, Written
from gui.export.picture import memory
from gui.export.png import png

KINDS = ("png", "svg", "gif", "mp4", "csv")
PICTURE = (1600, 1200)
FILM = (960, 720)
_RATES = {"gif": 20, "mp4": 30}
_REST = 1.2  # seconds that the last frame stands

Value = TypeVar("Value")


class Scene(Protocol):
    """What is saved: a race, as it is to be seen now."""

    @property
    def steps(self) -> int: ...
    def recording(self) -> Generator[object, None, "Scene"]: ...  # the same, with all its paths
    def sheet(self, size: tuple[int, int]) -> RaceSheet: ...
    def table(self) -> Iterator[str]: ...  # as CSV, a few milliseconds at a time


def export(kind: str, scene: Scene, position: float, path: Path) -> Generator[Progress | Written]:
    """Write the race as one of `KINDS`; a picture shows `position`.

    Raises:
        StudioError: the file cannot be written, or there is no encoder.
    """
    scene = yield from _untimed(scene.recording())
    if kind == "csv":
        yield from _table(scene, path)
    elif kind in _RATES:
        yield from _film(kind, scene, path)
    else:
        yield from _picture(kind, scene, position, path)


def _table(scene: Scene, path: Path) -> Generator[Progress | Written]:
    blocks: list[bytes] = []
    for block in scene.table():
        blocks.append(block.encode())
        yield Progress(0, 1)
    write_whole(path, b"".join(blocks))
    yield Written(path)


def _picture(kind: str, scene: Scene, position: float, path: Path) -> Generator[Progress | Written]:
    part, sheet = Part(path), scene.sheet(PICTURE)
    try:
        yield from _untimed(sheet.completing())
        data = _svg(sheet, position) if kind == "svg" else b"".join(png(sheet.image(position)))
        part.path.write_bytes(data)  # Qt's writers say nothing when the disk is full; this does
        part.keep()
        yield Written(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        sheet.close()
        part.drop()


def _svg(sheet: RaceSheet, position: float) -> bytes:
    buffer = memory()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(sheet.size)
    generator.setViewBox(QRectF(0, 0, sheet.size.width(), sheet.size.height()))
    generator.setResolution(sheet.dots_per_inch)  # or numbers at the axes would shrink
    generator.setTitle("Backprop Studio")
    painter = QPainter(generator)
    sheet.paint(painter, position)
    painter.end()
    return bytes(buffer.data().data())


def _film(kind: str, scene: Scene, path: Path) -> Generator[Progress | Written]:
    sheet = scene.sheet(FILM)
    try:
        yield from _untimed(sheet.completing())
        moments = _moments(sheet.seconds, scene.steps, _RATES[kind])
        yield from filming(kind, sheet, moments, _RATES[kind], path)
    finally:
        sheet.close()


def _untimed(work: Generator[object, None, Value]) -> Generator[Progress, None, Value]:
    """Work of which nobody knows how long it takes, and what it returns."""
    while True:
        yield Progress(0, 1)
        try:
            next(work)
        except StopIteration as end:
            value: Value = end.value
            return value


def _moments(seconds: float, steps: int, rate: int) -> list[float]:
    """The position of every frame; the last one stands for a while."""
    moving = np.linspace(0, steps, max(2, round(seconds * rate)))
    return [*map(float, moving), *[float(steps)] * round(_REST * rate)]

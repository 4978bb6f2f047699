"""Our own writer of PNG files: whatever opens them sees the image, and one can stop at any time."""

import io
from itertools import repeat

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from core.language.expression import parse
from core.trace import run
from gui.export import picture
from gui.export.frame_painter import FramePainter, Look
from gui.export.job import Job
from gui.export.png import png


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (333, 1), (1, 400), (1001, 777)])
def test_others_see_the_same_image(qapp, size) -> None:
    width, height = size
    noise = np.random.default_rng(0).integers(0, 255, (height, width, 4), dtype=np.uint8)
    image = QImage(noise.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
    image.setDotsPerMeterX(3780)
    data = b"".join(png(image))
    with Image.open(io.BytesIO(data)) as found:
        found.load()
        assert found.format == "PNG" and found.mode == "RGB" and found.size == size
        assert (np.asarray(found) == noise[..., 2::-1]).all()  # Qt keeps blue first
    again = QImage.fromData(data)
    assert again.convertToFormat(image.format()) == image
    assert again.dotsPerMeterX() == 3780


def test_a_picture_that_would_take_for_ever_can_be_left(qapp, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(picture, "png", lambda image: repeat(b""))
    trace = run(parse("y = a + b"), {"a": 1.0, "b": 2.0})
    job = Job(picture.picture(FramePainter(trace, Look()), tmp_path / "p.png", "png", 1.0))
    for _ in range(5):
        assert job.advance()
    job.cancel()  # it returns
    assert list(tmp_path.iterdir()) == []

"""The thread that encodes: it can be left at any moment, and leaves nothing behind."""

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from core.files import Part
from gui.export import encoder_thread
from gui.export.encoder_thread import EncoderThread
from gui.export.gif import GifEncoder

LONG = 60.0  # seconds; the machine may be busy with something else


def test_an_encoder_that_is_made_after_the_export_has_gone_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_thread, "_PATIENCE", 0.0)
    part, may_go_on = Part(tmp_path / "a.gif"), Event()

    def make() -> GifEncoder:
        assert may_go_on.wait(LONG)
        return GifEncoder(part.path, 20, [np.zeros((4, 4, 3), np.uint8)])

    under_way = EncoderThread(make)
    under_way.close()
    part.drop()
    may_go_on.set()
    under_way._thread.join(LONG)
    assert not under_way._thread.is_alive()
    assert list(tmp_path.iterdir()) == []

"""A picture of a scene is written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.messages import StudioError
from gui.render import save


def test_where_the_disk_is_full_nothing_is_left_and_the_old_picture_stays(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = QLabel("a scene")
    qtbot.addWidget(label)
    wanted = tmp_path / "new" / "scene.png"
    save(label, wanted)
    old = wanted.read_bytes()
    assert old.startswith(b"\x89PNG")

    def full(*_) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    label.setText("another")
    with pytest.raises(StudioError) as refused:
        save(label, wanted)
    assert refused.value.message.key == "export.error.unwritable"
    assert wanted.read_bytes() == old and list(wanted.parent.iterdir()) == [wanted]

"""What is remembered outlives damage to it, and a program that was ended from outside."""

import base64
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from gui.settings import Settings
from tests.journeys.conftest import Open

LAYOUT = "window/layout"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The layouts that Qt is given from now on."""
    given: list[bytes] = []
    restore = QMainWindow.restoreState

    def note(window: QMainWindow, state: QByteArray, version: int) -> bool:
        given.append(bytes(state.data()))
        return restore(window, state, version)

    monkeypatch.setattr(QMainWindow, "restoreState", note)
    return given


def test_bytes_come_back_as_they_were_put(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    data = bytes(range(256))
    settings.put_bytes(LAYOUT, QByteArray(data))
    settings.save()
    assert bytes(Settings(tmp_path / "s.ini").get_bytes(LAYOUT).data()) == data


@pytest.mark.parametrize("kind", ["damaged", "of an older version", "no text", "too many"])
def test_a_layout_that_is_not_what_was_written_never_comes_to_qt(
    open_window: Open, given: list[bytes], tmp_path: Path, kind: str
) -> None:
    """From one wrong byte Qt makes an area of docks that there is not, and ends the program."""
    open_window().close()
    settings = Settings(tmp_path / "settings.ini")
    text, checksum = settings.get(LAYOUT, ["", ""])
    data = bytearray(base64.b64decode(text))
    data[13] = 1
    wrong = base64.b64encode(data).decode()
    instead = {
        "damaged": [wrong, checksum],
        "of an older version": wrong,
        "no text": [[wrong], checksum],
        "too many": [wrong, checksum, checksum],
    }
    settings.put(LAYOUT, instead[kind])
    settings.save()
    given.clear()
    window = open_window()
    assert given == [b""] and window.docks["card"].isVisible()


def test_a_layout_over_which_the_program_ended_is_not_tried_again(
    open_window: Open, given: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another start finds if Qt never comes back from the layout."""
    file, found = tmp_path / "settings.ini", tmp_path / "as_it_ended.ini"
    open_window().close()
    with monkeypatch.context() as ended:
        restore = QMainWindow.restoreState

        def end(*how: object) -> bool:
            shutil.copy(file, found)
            return restore(*how)

        ended.setattr(QMainWindow, "restoreState", end)
        open_window().close()
    assert given[-1], "a layout that went well is tried again"
    shutil.copy(found, file)
    for _ in range(2):
        open_window()
        assert given[-1] == b"", "also where that start ended before it wrote another layout"


def test_looks_and_language_are_written_when_they_change(open_window: Open, tmp_path: Path) -> None:
    """A program that is killed closes nothing: the next day finds what is in the file now."""
    window = open_window()

    def written() -> list[object]:
        settings = Settings(tmp_path / "settings.ini")
        keys = {"theme": "", "language": "", "scale": 0.0, "reduced_motion": False}
        return [settings.get(f"look/{key}", default) for key, default in keys.items()]

    window.appearance.set_theme("dark")
    assert written()[0] == "dark"
    window.handlers.switch_language()
    assert written()[1] == "zh_CN"
    window.appearance.set_scale(1.25)
    assert written()[2] == 1.25
    window.appearance.set_reduced_motion(True)
    assert written()[3] is True

"""Who deletes what only a reference cycle keeps, and when."""

import gc
import threading
from collections.abc import Iterator
from weakref import ref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.garbage import GarbageCollector, collecting_between_events


class Ring(QObject):
    """Keeps itself, and notes by whom it is deleted."""

    def __init__(self, found: list[threading.Thread]) -> None:
        super().__init__()
        self.me = self
        self._found = found

    def __del__(self) -> None:
        self._found.append(threading.current_thread())


@pytest.fixture
def garbage(qapp) -> Iterator[GarbageCollector]:
    before = gc.isenabled()
    gc.enable()
    collector = GarbageCollector()
    yield collector
    collector.stop()
    assert not gc.isenabled()  # what is left of a window is deleted later still
    if before:
        gc.enable()


def make_many(kept: list[list[int]]) -> None:
    """More objects than Python lets go by without looking for garbage."""
    kept += [[] for _ in range(200_000)]


def test_a_worker_deletes_nothing_of_the_window(garbage: GarbageCollector, qtbot: QtBot) -> None:
    found: list[threading.Thread] = []
    gone = ref(Ring(found))
    kept: list[list[int]] = []
    worker = threading.Thread(target=make_many, args=[kept])
    worker.start()
    worker.join()
    assert gone() is not None and not found
    qtbot.waitUntil(lambda: gone() is None)
    assert found == [threading.main_thread()]


def test_nothing_is_looked_through_while_little_was_made(
    garbage: GarbageCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(gc, "collect", looked.append)
    monkeypatch.setattr(gc, "get_count", lambda: (19_000, 20, 10))
    garbage.collect()
    assert looked == []
    monkeypatch.setattr(gc, "get_count", lambda: (21_000, 21, 10))
    garbage.collect()
    assert looked == [1]


def test_what_is_left_of_a_window_is_collected_with_its_end(qapp) -> None:
    found: list[threading.Thread] = []
    with collecting_between_events():
        Ring(found)
    assert found == [threading.main_thread()] and not gc.isenabled()

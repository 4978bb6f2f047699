"""A file that somebody else has written is not overwritten with what was kept here without a
question."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.documents.document import read
from core.documents.file import Saved, write
from gui.documents.drafts import Drafts
from gui.main_window import MainWindow
from tests.journeys.conftest import Open

THEIRS = write(Saved(read("y = x + 7", {"x": 99.0})))


def stands(window: MainWindow) -> tuple[str, float]:
    document = window.workbench.document
    assert document is not None
    return document.expression, float(document.values["x"])


def kill(window: MainWindow, tmp_path: Path) -> None:
    """As a crash leaves it: the copy is there, and nobody holds its lock."""
    window.documents.autosave.write()
    copies = {p: p.read_bytes() for p in (tmp_path / "state" / "open").glob("*.backprop")}
    window.close()
    for path, data in copies.items():
        path.write_bytes(data)


def close(window: MainWindow, tmp_path: Path) -> None:
    assert window.close()


def saved(open_window: Open, path: Path) -> MainWindow:
    window = open_window()
    window.director.open_expression("y = x * x", {"x": np.array(5.0)})
    assert window.documents.session.save_as(path)
    return window


End = Callable[[MainWindow, Path], None]


def test_what_was_saved_opens_as_it_is_now(open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "A.backprop"
    saved(open_window, path).close()
    path.write_bytes(THEIRS)
    window = open_window()
    assert stands(window) == ("y = x + 7", 99.0)
    assert window.windowTitle() == "A.backprop[*]" and not window.isWindowModified()
    assert window.notice.isVisible() and "A.backprop" in window.notice.sentence.text()
    assert window.documents.session.save() and "y = x + 7" in path.read_text()


@pytest.mark.parametrize("end", [close, kill])
def test_unsaved_changes_ask_before_they_replace_it(
    open_window: Open, tmp_path: Path, end: End
) -> None:
    path = tmp_path / "A.backprop"
    window = saved(open_window, path)
    window.workbench.set_value("x", 6.0)
    end(window, tmp_path)
    path.write_bytes(THEIRS)
    window = open_window()
    if end is kill:
        window.documents.offer.choices[0].click()
    assert stands(window) == ("y = x * x", 6.0) and window.isWindowModified()
    assert window.notice.isVisible() and "unsaved" in window.notice.sentence.text()
    assert not window.documents.session.save() and path.read_bytes() == THEIRS
    offer = window.documents.offer
    assert offer.isVisible() and offer.choices[0].text() == "Overwrite it"
    assert not window.notice.isVisible(), "it has said the same"


def test_what_nobody_changed_asks_nothing(open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "A.backprop"
    window = saved(open_window, path)
    window.workbench.set_value("x", 6.0)
    assert window.documents.session.save()
    window.workbench.undo()  # a version from before the saving, which was this window's own
    window.close()
    window = open_window()
    assert not window.notice.isVisible() and stands(window)[1] == 5.0
    assert window.isWindowModified() and window.documents.session.save()


def test_a_draft_older_than_the_file_says_so_and_asks(open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "A.backprop"
    window = saved(open_window, path)
    window.workbench.set_value("x", 6.0)
    window.director.open("gates")
    path.write_bytes(THEIRS)
    assert window.documents.session.open(path)
    assert "has been changed since" in window.documents.offer.sentence.text()
    window.documents.offer.choices[0].click()
    assert stands(window) == ("y = x * x", 6.0)
    assert not window.documents.session.save() and path.read_bytes() == THEIRS
    window.workbench.undo()  # back to what the file holds: that is no older one
    assert not window.isWindowModified()
    window.workbench.set_value("x", 8.0)
    assert window.documents.session.save()


def test_what_an_older_version_kept_asks_where_the_file_is_another(
    open_window: Open, tmp_path: Path
) -> None:
    """It noted down nothing of the file."""
    path = tmp_path / "A.backprop"
    saved(open_window, path).close()
    kept = tmp_path / "state" / "drafts" / "stage.backprop"
    old = json.loads(kept.read_text())
    del old["digest"], old["unsaved"]
    kept.write_text(json.dumps(old))
    path.write_bytes(THEIRS)
    window = open_window()
    assert stands(window) == ("y = x * x", 5.0) and window.isWindowModified()
    assert not window.documents.session.save() and path.read_bytes() == THEIRS


def test_a_draft_is_found_though_its_file_has_another_name(
    open_window: Open, tmp_path: Path
) -> None:
    path, renamed = tmp_path / "A.backprop", tmp_path / "B.backprop"
    window = saved(open_window, path)
    window.workbench.set_value("x", 6.0)
    window.director.open("gates")
    renamed.write_bytes(path.read_bytes())  # a copy of it has no draft …
    assert window.documents.session.open(renamed)
    assert not window.documents.offer.isVisible()
    path.unlink()  # … until it is the file
    assert window.documents.session.open(renamed)
    assert "B.backprop" in window.documents.offer.sentence.text()
    window.documents.offer.choices[0].click()
    assert stands(window)[1] == 6.0 and window.documents.session.save()
    assert window.documents.session.open(renamed) and not window.documents.offer.isVisible()


def test_an_old_draft_asks_too(open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "A.backprop"
    window = saved(open_window, path)
    changes = Saved(read("y = x * x", {"x": 6.0}))
    Drafts(tmp_path / "state" / "drafts").keep(path, changes)
    assert window.documents.session.open(path)
    window.documents.offer.choices[0].click()
    assert stands(window)[1] == 6.0 and not window.documents.session.save()

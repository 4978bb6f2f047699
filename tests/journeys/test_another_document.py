"""What belongs to one document is gone when another one is opened."""

from pathlib import Path

import pytest

from gui.main_window import MainWindow


@pytest.mark.parametrize("key", ["neuron", "two_layer_net"])
def test_the_selection_does_not_go_over_to_another_document(window: MainWindow, key: str) -> None:
    """A node may have the same name there: Del would be for a node that nobody has chosen."""
    view = window.stage.view
    view.select("d")
    window.director.open(key)
    assert view.selection == ""


def test_an_edit_keeps_the_selection(window: MainWindow) -> None:
    view = window.stage.view
    view.select("d")
    window.workbench.set_value("a", 5.0)
    assert view.selection == "d"


def test_what_was_said_of_a_file_is_gone_when_something_else_is_opened(
    window: MainWindow, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{")
    window.documents.session.open(damaged)
    assert window.notice.isVisible() and window.notice.property("tone") == "error"
    window.director.open("neuron")
    assert not window.notice.isVisible()

"""Asks where something is to be saved."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.files import is_there


def ask_where(
    parent: QWidget | None, title: str, place: Path, kinds: str, suffix: str
) -> Path | None:
    """Where the user wants a file that ends with `suffix` (".csv"); None if nowhere.

    The system's dialog asks before a file is written over, but knows only the name that was typed.
    So if that needs a suffix and there is a file of the whole name, it asks once more, with it.
    """
    while True:
        found, _ = QFileDialog.getSaveFileName(parent, title, str(place), kinds)
        if not found:
            return None
        place = Path(found)
        if place.suffix.lower() == suffix:
            return place
        place = place.with_name(place.name + suffix)
        if not is_there(place):
            return place


def kind_of(suffix: str) -> str:
    """The filter of a format that needs no other name: "CSV (*.csv)"."""
    return f"{suffix[1:].upper()} (*{suffix})"

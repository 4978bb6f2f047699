"""Asks where a table is to be saved."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_path(parent: QWidget, title: str, name: str, form: str) -> Path | None:
    """Where the user wants a file of that form; None if nowhere."""
    place = str(Path.home() / f"{name}.{form}")
    kinds = f"{form.upper()} (*.{form})"
    found, _ = QFileDialog.getSaveFileName(parent, title, place, kinds)
    if not found:
        return None
    path = Path(found)
    return path if path.suffix else path.with_suffix(f".{form}")

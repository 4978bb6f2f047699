"""What is done with files in the pictures of the window: see `gui/render/stage.py`."""

from pathlib import Path
from tempfile import gettempdir

from PySide6.QtWidgets import QApplication, QWidget

from core.messages import Message
from gui.documents.menu import FileMenu
from gui.main_window import MainWindow

_ENOUGH = 0.4  # of a film, in the picture of its progress


def file_menu(window: MainWindow) -> QWidget:
    """The File menu, open."""
    menu = window.findChild(FileMenu)
    assert isinstance(menu, FileMenu)
    menu.resize(menu.sizeHint())  # `adjustSize` would cut it to two thirds of the screen
    return menu


def choose_export(window: MainWindow) -> None:
    """The export panel, with the choices for a film."""
    window.documents.panel.open("gif")


def export_film(window: MainWindow) -> None:
    """A film under way; closing the window cancels it."""
    panel = window.documents.panel
    panel.open("gif")
    panel.export(panel.choices.request, Path(gettempdir()) / "chain_rule.gif")
    while panel.exporter.running and panel.bar.value() < _ENOUGH * panel.bar.maximum():
        QApplication.processEvents()


def export_race(window: MainWindow) -> None:
    """An animation of the race under way, and the table of its paths, which waits."""
    saver, bar = window.arena.saver, window.arena.controls.saving.bar
    saver.save("gif", Path(gettempdir()) / "race.gif")
    while saver.running and bar.value() < _ENOUGH * bar.maximum():
        QApplication.processEvents()
    saver.save("csv", Path(gettempdir()) / "race.csv")


def offer_recovery(window: MainWindow) -> None:
    """What is said after a crash."""
    choices = [
        ("export.choice.restore", window.documents.offer.hide),
        ("export.choice.discard", window.documents.offer.hide),
    ]
    text = {"text": window.expression.text}
    window.documents.offer.say(Message("export.file.crashed", text), choices=choices)

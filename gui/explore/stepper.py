"""Buttons that go through something step by step, and a clock that presses one of them."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import IconButton, space

_KEYS = {"to_start": "Home", "step_back": "←", "play": "Space", "step": "→", "to_end": "End"}


class Stepper(QWidget):
    """To the start, back, play, on, to the end. What a step is, its owner knows."""

    stepped = Signal(int)  # one on (+1) or one back (−1)
    sought = Signal(int)  # to the start (−1) or to the end (+1)
    ticked = Signal()  # while it plays

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        words: str,
        interval: int,
        parent: QWidget | None = None,
    ) -> None:
        """`words` is where the tooltips are, `explore.<tool>.`; `interval` in milliseconds."""
        super().__init__(parent)
        self._clock = QTimer(self, interval=interval)
        self._clock.timeout.connect(self.ticked)
        self._words = words
        self.buttons = {
            name: IconButton(
                name,
                appearance,
                translator,
                key=f"{words}{name}",
                keys=keys,
                role="forward" if name == "play" else "ink",
                side=15,
            )
            for name, keys in _KEYS.items()
        }
        row = QHBoxLayout(self)
        for button in self.buttons.values():
            row.addWidget(button)
        space(row, appearance, gap=0)
        self.buttons["to_start"].clicked.connect(lambda: self._seek(-1))
        self.buttons["step_back"].clicked.connect(lambda: self._step(-1))
        self.buttons["play"].clicked.connect(self.toggle)
        self.buttons["step"].clicked.connect(lambda: self._step(+1))
        self.buttons["to_end"].clicked.connect(lambda: self._seek(+1))

    def press(self, name: str) -> bool:
        """What a key does; False if there is nothing on that side."""
        button = self.buttons[name]
        possible = button.isEnabled()
        button.click()
        return possible

    @property
    def playing(self) -> bool:
        return self._clock.isActive()

    @Slot()
    def toggle(self) -> None:
        """Play or pause; the first step comes at once."""
        if self.playing:
            self.pause()
        else:
            self._clock.start()
            self.buttons["play"].show_icon("pause", f"{self._words}pause")
            self.ticked.emit()

    @Slot()
    def pause(self) -> None:
        if self.playing:
            self._clock.stop()
            self.buttons["play"].show_icon("play", f"{self._words}play")

    def show_ends(self, *, first: bool, last: bool) -> None:
        """Is there nothing before, or nothing after?"""
        for name in ("to_start", "step_back"):
            self.buttons[name].setEnabled(not first)
        for name in ("step", "to_end"):
            self.buttons[name].setEnabled(not last)

    def _seek(self, direction: int) -> None:
        self.pause()
        self.sought.emit(direction)

    def _step(self, direction: int) -> None:
        self.pause()
        self.stepped.emit(direction)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pause()

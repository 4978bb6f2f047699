"""The values beside the code: what the rule got, and what it gave."""

from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.explain.in_step import Argument
from gui.appearance import Appearance

_LONG = 24  # letters
_SPACE = "\u00a0"  # at which no line is broken


class ArgumentLine(QLabel):
    """`dout = 1   x = c = 3   out = e = 6   →  d_x = 2`, broken between pairs, a long one after a
    comma or before its value; values of the forward pass in its colour, gradients in theirs."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shown: tuple[Argument, ...] = ()
        self.setProperty("role", "mono")
        self.setWordWrap(True)
        self.setMinimumWidth(1)  # long numbers do not make the card wider
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        appearance.changed.connect(self._write)

    @property
    def words(self) -> str:
        """All of it as plain text."""
        return "   ".join(map(_words, self._shown))

    def show_arguments(self, shown: tuple[Argument, ...]) -> None:
        self._shown = shown
        self.setVisible(bool(shown))
        self.setAccessibleName(self.words)
        self._write()

    @Slot()
    def _write(self) -> None:
        theme = self._appearance.theme
        pairs = (
            f'<span style="color:{(theme.backward_text if a.gradient else theme.forward).name()};'
            f'font-weight:{700 if a.result else 400}">'
            f"{escape(_unbroken(_words(a)))}</span>"
            for a in self._shown
        )
        self.setText(f"{_SPACE} ".join(pairs))


def _words(argument: Argument) -> str:
    arrow = "→ " if argument.result else ""
    return f"{arrow}{argument.words}"


def _unbroken(words: str) -> str:
    unbroken = words.replace(" ", _SPACE).replace(f",{_SPACE}", ", ")
    return unbroken.replace(f"={_SPACE}", "= ") if len(words) > _LONG else unbroken

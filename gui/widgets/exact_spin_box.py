"""A number field whose value keeps all of its digits: only what is written is rounded.

A field that held what it shows would not notice when somebody types just that, and so could not
be set to it; and what is too small for its digits could not be typed at all.
"""

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from gui.widgets.typed_number import bare, read_number, state_of

_DECIMALS = 323  # as many as Qt knows: its own rounding is out of the way


class ExactSpinBox(QDoubleSpinBox):
    """Typed as `typed_number` reads it. A text that nobody has typed stands for the exact value."""

    _typed = False  # since the value was last set

    def __init__(self, parent: QWidget | None = None, **properties: Any) -> None:
        super().__init__(parent, decimals=_DECIMALS, **properties)
        self.lineEdit().textEdited.connect(self._on_typed)
        self.editingFinished.connect(self._on_finished)

    def setValue(self, value: float) -> None:
        self._typed = False
        super().setValue(value)

    def valueFromText(self, text: str) -> float:
        number = self._read(text)
        return self.value() if number is None or not self._typed else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        number = self._read(text)
        return state_of(self, text, number, *self._range(number)), text, position

    def fixup(self, text: str) -> str:
        """With all digits: what is shown may be rounded beyond an end of the field."""
        number = self._read(text)
        if number is None:
            return repr(self.value())
        low, high = self._range(number)
        return repr(min(max(number, low), high))

    def _read(self, text: str) -> float | None:
        """The number that was typed, if the field may have one like it."""
        return read_number(bare(self, text))

    def _range(self, number: float | None) -> tuple[float, float]:
        """From where to where the field goes on the side of this number."""
        return self.minimum(), self.maximum()

    @Slot()
    def _on_typed(self) -> None:
        self._typed = True

    @Slot()
    def _on_finished(self) -> None:
        self._typed = False

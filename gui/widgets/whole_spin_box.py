"""A field for whole numbers."""

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox

from core.format import whole
from gui.widgets.typed_number import bare, read_whole, state_of


class WholeSpinBox(QSpinBox):
    """Typed as `typed_number` reads it, and written as everywhere; words may stand around the
    number."""

    def textFromValue(self, value: int) -> str:
        return whole(value)

    def valueFromText(self, text: str) -> int:
        number = self._read(text)
        return self.value() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        number = self._read(text)
        return state_of(self, text, number, self.minimum(), self.maximum()), text, position

    def fixup(self, text: str) -> str:
        number = self._read(text)
        number = self.value() if number is None else number
        return self.textFromValue(min(max(number, self.minimum()), self.maximum()))

    def _read(self, text: str) -> int | None:
        return read_whole(bare(self, text))

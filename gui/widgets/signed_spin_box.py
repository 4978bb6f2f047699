"""A number field on an even scale, as for coordinates: its minus is the one that stands everywhere
else."""

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from core.format import MINUS
from gui.widgets.log_spin_box import number_text
from gui.widgets.typed_number import read_number, state_of


class SignedSpinBox(QDoubleSpinBox):
    """Written without zeros at the end; typed as `typed_number` reads it."""

    def textFromValue(self, value: float) -> str:
        return number_text(round(value, self.decimals()) + 0.0).replace("-", MINUS)  # no -0

    def valueFromText(self, text: str) -> float:
        number = self._read(text)
        return self.value() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        typed = text.removeprefix(self.prefix())
        state = state_of(typed, self._read(text), self.minimum(), self.maximum())
        return state, text, position

    def fixup(self, text: str) -> str:
        number = self._read(text)
        number = self.value() if number is None else number
        return self.textFromValue(min(max(number, self.minimum()), self.maximum()))

    def _read(self, text: str) -> float | None:
        """What is too small for the field's digits is not taken for 0."""
        number = read_number(text.removeprefix(self.prefix()))
        return None if number and not round(number, self.decimals()) else number

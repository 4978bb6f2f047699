"""A number field for coordinates: its minus is the one that stands everywhere else."""

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from core.format import MINUS
from gui.widgets.log_spin_box import number_text


class SignedSpinBox(QDoubleSpinBox):
    """Written without zeros at the end; typed with − or with the hyphen of the keyboard."""

    def textFromValue(self, value: float) -> str:
        return number_text(round(value, self.decimals()) + 0.0).replace("-", MINUS)  # no -0

    def valueFromText(self, text: str) -> float:
        return super().valueFromText(text.replace(MINUS, "-"))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state, *_ = super().validate(text.replace(MINUS, "-"), position)
        return state, text, position

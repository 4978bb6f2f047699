"""A number field on an even scale, as for coordinates: its minus is the one that stands everywhere
else."""

from typing import Any

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.format import MINUS
from gui.widgets.exact_spin_box import ExactSpinBox
from gui.widgets.log_spin_box import DIGITS, number_text

_MARGIN = 2  # unscaled pixels that Qt leaves free at either end of a text


class SignedSpinBox(ExactSpinBox):
    """The wheel and the arrows come to numbers of so many `places` after the point. In a narrow
    field fewer digits are written: a number that is cut off would be another one."""

    def __init__(
        self, parent: QWidget | None = None, *, places: int = 2, **properties: Any
    ) -> None:
        super().__init__(parent, **properties)
        self._places = places

    def textFromValue(self, value: float) -> str:
        value += 0.0  # no -0
        texts = [number_text(value, n).replace("-", MINUS) for n in range(DIGITS, 0, -1)]
        return next((text for text in texts if self._fits(text)), texts[-1])

    def stepBy(self, steps: int) -> None:
        self.interpretText()
        self.setValue(round(self.value() + steps * self.singleStep(), self._places))
        self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write_again()

    def _write_again(self) -> None:
        if not self._typed:
            self.setValue(self.value())

    def _fits(self, text: str) -> bool:
        if not self.isVisible():
            return True
        words = self.prefix() + text + self.suffix()
        room = self.lineEdit().contentsRect().width() - 2 * _MARGIN
        return self.fontMetrics().horizontalAdvance(words) <= room

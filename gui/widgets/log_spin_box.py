"""A number field for quantities that live on a logarithmic scale, such as learning rates.

Typing is read as `typed_number` says. The wheel and the arrows walk 1, 2, 5, 10 … through the
decades; with Shift held they move by 10 %.
"""

from decimal import Decimal
from math import ceil, floor, log10

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from gui.widgets.exact_spin_box import ExactSpinBox
from gui.widgets.typed_number import read_number

DIGITS = 6
_MANTISSAS = (1, 2, 5, 10)
_NEARLY = 1e-6  # relative; two numbers closer than this are the same rung


class LogSpinBox(ExactSpinBox):
    """A positive number between two bounds, stepped by factors instead of differences."""

    def __init__(
        self,
        value: float = 0.01,
        minimum: float = 1e-6,
        maximum: float = 10.0,
        parent: QWidget | None = None,
        *,
        zero: bool = False,
    ) -> None:
        """With `zero`, 0 stands below the least number on the scale."""
        if not 0 < minimum < maximum:
            raise ValueError(f"the bounds {minimum} and {maximum} do not span a range above zero")
        self._least = minimum  # Qt asks for these while it makes the field
        self._zero = zero
        super().__init__(parent)
        self.setLocale(QLocale.c())  # "0.001" everywhere, as in code
        self.setRange(0.0 if zero else minimum, maximum)
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setValue(value)

    def textFromValue(self, value: float) -> str:
        return number_text(value)

    def stepBy(self, steps: int) -> None:
        # Qt multiplies the steps by ten while Ctrl is held; a decade is already three rungs.
        count = max(-3, min(3, steps))
        fine = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.interpretText()
        value = self.value()
        if not value:
            value = self._least if count > 0 else 0.0
        else:
            value = _clean(value * 1.1**count) if fine else rung(value, count)
        self.setValue(0.0 if self._zero and value < self._least * (1 - _NEARLY) else value)
        self.selectAll()

    def _read(self, text: str) -> float | None:
        if self._zero and read_number(text) == 0:
            return 0.0
        return parse_number(text)

    def _range(self, number: float | None) -> tuple[float, float]:
        least = self.minimum() if number == self.minimum() else self._least
        return least, self.maximum()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel steps only a field that has the focus: scrolling past must not change it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _clean(value: float) -> float:
    """Without the last digits, which are of the arithmetic: 0.011 is not 0.011000000000000001."""
    return float(f"{value:.12g}")


def rung(value: float, steps: int) -> float:
    """The number `steps` rungs up or down the ladder … 0.5, 1, 2, 5, 10, 20 …"""
    for _ in range(abs(steps)):
        value = _next_rung(value, up=steps > 0)
    return value


def _next_rung(value: float, *, up: bool) -> float:
    decade = floor(log10(value) + _NEARLY) if up else ceil(log10(value) - _NEARLY) - 1
    rungs = [float(Decimal(m).scaleb(decade)) for m in _MANTISSAS]
    if up:
        return next(r for r in rungs if r > value * (1 + _NEARLY))
    return next(r for r in reversed(rungs) if r < value * (1 - _NEARLY))


def number_text(value: float, digits: int = DIGITS) -> str:
    """0.001 as "0.001", but 0.00001 as "1e-5": short, and good to be typed again."""
    text = f"{value:.{digits}g}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def parse_number(text: str) -> float | None:
    """The positive number that was typed, or None while it is none."""
    number = read_number(text)
    return number if number is not None and number > 0 else None

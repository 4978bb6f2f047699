"""The kinds of fields that the settings need, all set and read in the same way."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import CalmWheel, SignedSpinBox, WholeSpinBox

LARGEST = 2**31 - 1  # of a QSpinBox

Field = QComboBox | QSpinBox | QDoubleSpinBox | QCheckBox


def whole_field(low: float, high: float, step: int) -> QSpinBox:
    """A whole number."""
    field = WholeSpinBox()
    field.setRange(int(low), int(min(high, LARGEST)))
    field.setSingleStep(step)
    field.setKeyboardTracking(False)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    CalmWheel((field,), field)
    return field


def decimal(low: float, high: float, step: float, places: int) -> QDoubleSpinBox:
    """A number on an even scale."""
    field = SignedSpinBox(places=places)
    field.setRange(low, high)
    field.setSingleStep(step)
    field.setKeyboardTracking(False)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    CalmWheel((field,), field)
    return field


def switch() -> QCheckBox:
    """On or off."""
    field = QCheckBox()
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return field


def choice(labels: Mapping[str, str], translator: Translator) -> QComboBox:
    """One of several values; `labels` gives the message key of each."""
    field = QComboBox()
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    CalmWheel((field,), field)
    for index, (value, key) in enumerate(labels.items()):
        field.addItem("", value)
        translator.bind(partial(field.setItemText, index), key)
    return field


def slim(field: QComboBox, appearance: Appearance) -> QComboBox:
    """Low enough for the heading of a plot."""
    _Slim(field, appearance)
    return field


class _Slim(QObject):
    """A child of the field, which follows the scale."""

    def __init__(self, field: QComboBox, appearance: Appearance) -> None:
        super().__init__(field)
        self._field, self._appearance = field, appearance
        appearance.changed.connect(self.apply)
        self.apply()

    @Slot()
    def apply(self) -> None:
        px = self._appearance.px
        air = f"padding: {px(1)}px {px(20)}px {px(1)}px {px(6)}px;"
        rules = f"QComboBox, QComboBox:focus, QComboBox:on {{ {air} }}"
        rules += f"QComboBox::drop-down {{ width: {px(18)}px; }}"
        self._field.setMinimumWidth(px(56))  # it may be squeezed; its list shows all
        self._field.setFont(self._appearance.font("small"))
        self._field.setStyleSheet(rules)


def show(field: Field, value: object) -> None:
    """Let the field show a value of its kind."""
    if isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value))
    elif isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QDoubleSpinBox):
        field.setValue(float(str(value)))
    else:
        field.setValue(max(min(int(str(value)), field.maximum()), field.minimum()))


def on_change(field: Field, act: Callable[[object], object]) -> None:
    """Call `act` with the value whenever somebody has changed it."""
    if isinstance(field, QComboBox):
        field.currentIndexChanged.connect(lambda _: act(field.currentData()))
    elif isinstance(field, QCheckBox):
        field.toggled.connect(act)
    else:
        field.valueChanged.connect(act)

"""One hyperparameter under the hand: its name, a slider, and a field for the number."""

from collections.abc import Callable
from math import log10
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLabel, QSlider, QSpinBox, QWidget

from core.hyperparameter import Hyperparameter
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import CalmWheel, LogSpinBox, SignedSpinBox, WholeSpinBox

_POSITIONS = 1000
_DECADES = 1.75  # of a slider to either side of the value that it began with
_MEMORY = 0.99  # shares that come so near to 1 are chosen by what is missing to it
_PLACES = 5
_FIELD = (86, 30)  # unscaled pixels
_SLIDER = 40


class SettingRow(QObject):
    """The widgets of one row; `changed` while somebody drags, `settled` when they let go."""

    changed = Signal(str, object)
    settled = Signal()

    def __init__(
        self,
        setting: Hyperparameter[Any],
        usual: Any,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.name = setting.name
        self._appearance, self._translator = appearance, translator
        self._to_position, self._to_value = _scale(setting, usual)
        self.label = QLabel(parent)
        self.label.setProperty("role", "muted")
        self.label.setWordWrap(True)  # where a page is narrow, or it would be cut off at the right
        self.slider: QSlider | None = None
        self.field = self._make_field(setting, parent)
        if not isinstance(self.field, QCheckBox):
            self.slider = QSlider(Qt.Orientation.Horizontal, parent)
            self.slider.setRange(0, _POSITIONS)
            self.slider.setSingleStep(10)
            self.slider.valueChanged.connect(self._on_slider)
            self.slider.sliderReleased.connect(self.settled)
            self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.label.setBuddy(self.field)
        CalmWheel((self.slider, self.field), self)
        translator.bind(self.label.setText, setting.label)
        for widget in self.widgets:
            translator.bind(widget.setToolTip, setting.explanation)
        for control in self.controls:
            translator.bind(control.setAccessibleName, setting.label)
        self.fit()

    @property
    def widgets(self) -> list[QWidget]:
        return [self.label, *self.controls]

    @property
    def controls(self) -> list[QWidget]:
        """As they are read."""
        return [each for each in (self.slider, self.field) if each is not None]

    def switch_off(self, reason: Message) -> None:
        """It has no effect, and says why not."""
        for control in self.widgets:
            control.setEnabled(False)
            self._translator.bind(control.setToolTip, reason)

    def show_value(self, value: Any) -> None:
        """Show a value without telling anybody."""
        with QSignalBlocker(self.field):
            if isinstance(self.field, QCheckBox):
                self.field.setChecked(bool(value))
            else:
                self.field.setValue(value)
        if self.slider is not None:
            with QSignalBlocker(self.slider):
                if not self.slider.isSliderDown():
                    self.slider.setValue(round(_POSITIONS * self._to_position(float(value))))

    def fit(self) -> None:
        if self.slider is not None:
            self.slider.setMinimumWidth(self._appearance.px(_SLIDER))
        if not isinstance(self.field, QCheckBox):
            self.field.setFixedSize(*(self._appearance.px(side) for side in _FIELD))

    def _make_field(
        self, setting: Hyperparameter[Any], parent: QWidget
    ) -> QCheckBox | QSpinBox | QDoubleSpinBox:
        if isinstance(setting.default, bool):
            box = QCheckBox(parent)
            box.toggled.connect(self._on_field)
            return box
        field: QSpinBox | QDoubleSpinBox
        if isinstance(setting.default, int):
            field = WholeSpinBox(parent)
            field.setRange(int(setting.low), int(setting.high))
        elif setting.log:
            field = LogSpinBox(setting.default, setting.low, setting.high, parent=parent)
        else:
            field = SignedSpinBox(parent, places=_PLACES)
            field.setRange(setting.low, setting.high)
            field.setSingleStep(0.01)
        field.setKeyboardTracking(False)
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.valueChanged.connect(self._on_field)
        return field

    @Slot(int)
    def _on_slider(self, position: int) -> None:
        value = self._to_value(position / _POSITIONS)
        with QSignalBlocker(self.field):
            if isinstance(self.field, QSpinBox):
                self.field.setValue(round(value))
            elif isinstance(self.field, QDoubleSpinBox):
                self.field.setValue(value)
        whole = isinstance(self.field, QSpinBox)
        self.changed.emit(self.name, round(value) if whole else value)
        if self.slider is not None and not self.slider.isSliderDown():
            self.settled.emit()

    @Slot(object)
    def _on_field(self, value: object) -> None:
        self.changed.emit(self.name, value)
        self.settled.emit()


def _scale(
    setting: Hyperparameter[Any], usual: Any
) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """From a value to its place on the slider, 0 to 1, and back to a value of three digits."""
    low, high = float(setting.low), float(setting.high)
    if setting.log:
        middle = float(usual) or float(setting.default)
        low, high = max(low, middle * 10**-_DECADES), min(high, middle * 10**_DECADES)
        span = log10(high / low)
        return (
            lambda value: min(max(log10(max(value, low) / low) / span, 0.0), 1.0),
            lambda place: float(f"{low * 10 ** (span * place):.3g}"),
        )
    if high < 1 and high > _MEMORY and low == 0:
        decades = -log10(1 - high)
        return (
            lambda value: min(max(-log10(max(1 - value, 1 - high)) / decades, 0.0), 1.0),
            lambda place: round(1 - 10 ** (-decades * place), 5),
        )
    return (
        lambda value: (value - low) / (high - low),
        lambda place: float(f"{low + (high - low) * place:.3g}"),
    )

"""What is raced on, and for how long; and the formula and the lesson where there is room."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.surfaces import STEPS_RANGE, SURFACES, RaceSetup
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import IconButton, space


class Controls(QWidget):
    """Shows a setup with `show_setup`; emits what somebody changes."""

    surface_chosen = Signal(str)
    steps_chosen = Signal(int)
    rates_wanted = Signal(bool)
    reset_wanted = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self.surfaces = QComboBox()
        self.steps = QSpinBox()
        self.rates = QToolButton()
        self.reset = IconButton(
            "reset", appearance, translator, key="arena.controls.reset", side=18
        )
        self._formula = QLabel()
        self._formula.setWordWrap(True)
        self._formula.setProperty("role", "mono")
        self._lesson = QLabel()
        self._lesson.setProperty("role", "caption")
        self._lesson.setWordWrap(True)
        self._length = QWidget()  # of the race: caption and field
        self._fill()
        self._lay_out(appearance)

    def show_setup(self, setup: RaceSetup) -> None:
        """Show a setup without telling anybody that it has changed."""
        with QSignalBlocker(self.surfaces), QSignalBlocker(self.steps):
            self.surfaces.setCurrentIndex(self.surfaces.findData(setup.surface_name))
            self.steps.setValue(setup.steps)
        formula = _readable(setup.surface.expression)
        self._translator.bind(self._formula.setText, "arena.controls.formula", formula=formula)
        self._translator.bind(self._lesson.setText, setup.surface.lesson)

    def arrange(self, *, wide: bool, tall: bool) -> None:
        """With room there is everything; else length and learning rates wait behind a button."""
        self._formula.setVisible(wide and tall)
        self._lesson.setVisible(wide and tall)
        self._length.setVisible(wide or self.rates.isChecked())
        self.rates.setVisible(not wide)

    def _fill(self) -> None:
        for i, (name, surface) in enumerate(SURFACES.items()):
            self.surfaces.addItem("", name)
            self._translator.bind(partial(self.surfaces.setItemText, i), surface.label)
        self._translator.bind(self.surfaces.setAccessibleName, "arena.controls.surface")
        self._translator.bind(self.surfaces.setToolTip, "arena.controls.surface")
        self.steps.setRange(*STEPS_RANGE)
        self.steps.setSingleStep(10)
        self.steps.setKeyboardTracking(False)
        self._translator.bind(self.steps.setAccessibleName, "arena.controls.steps_hint")
        self._translator.bind(self.steps.setToolTip, "arena.controls.steps_hint")
        self.rates.setCheckable(True)
        self._translator.bind(self.rates.setText, "arena.legend.rate")
        self._translator.bind(self.rates.setAccessibleName, "arena.controls.rates")
        self._translator.bind(self.rates.setToolTip, "arena.controls.rates")
        self.surfaces.currentIndexChanged.connect(self._on_surface)
        self.steps.valueChanged.connect(self.steps_chosen)
        self.rates.toggled.connect(self.rates_wanted)
        self.reset.clicked.connect(self.reset_wanted)

    def _lay_out(self, appearance: Appearance) -> None:
        top = QHBoxLayout()
        space(top, appearance, gap=4)
        top.addWidget(self.surfaces, 1)
        top.addWidget(self.rates)
        top.addWidget(self.reset)
        caption = QLabel()
        caption.setProperty("role", "muted")
        caption.setBuddy(self.steps)
        self._translator.bind(caption.setText, "arena.controls.steps")
        bottom = QHBoxLayout(self._length)
        space(bottom, appearance, margins=(7, 0, 0, 0), gap=8)
        bottom.addWidget(caption, 1)
        bottom.addWidget(self.steps)
        column = QVBoxLayout(self)
        space(column, appearance, gap=6)
        column.addLayout(top)
        for widget in (self._formula, self._lesson, self._length):
            column.addWidget(widget)

    @Slot(int)
    def _on_surface(self, index: int) -> None:
        self.surface_chosen.emit(self.surfaces.itemData(index))


def _readable(expression: str) -> str:
    """The formula as one writes it: x², not x**2."""
    for power, sign in (("**2", "²"), ("**3", "³"), (" * ", "·"), ("*", "·"), ("-", "−")):
        expression = expression.replace(power, sign)
    return expression

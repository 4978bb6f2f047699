"""Which element of an array: a field for each axis, or all of them together."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import CalmWheel, WholeSpinBox, space

_AXES = 4


class ElementChooser(QWidget):
    """Hidden for a single number. `index` is None when all elements are meant."""

    changed = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance = appearance
        self._shape: tuple[int, ...] = ()
        self.axes = [WholeSpinBox() for _ in range(_AXES)]
        CalmWheel(self.axes, self)
        self.all = QCheckBox()
        label = QLabel()
        label.setProperty("role", "muted")
        translator.bind(label.setText, "explore.element.element")
        translator.bind(self.all.setText, "explore.element.all")
        translator.bind(self.all.setToolTip, "explore.element.all_hint")
        row = QHBoxLayout(self)
        row.addWidget(label)
        for i, axis in enumerate(self.axes):
            translator.bind(axis.setAccessibleName, "explore.element.axis", n=i)
            translator.bind(axis.setToolTip, "explore.element.axis", n=i)
            axis.valueChanged.connect(self._on_change)
            row.addWidget(axis, 1)
        row.addWidget(self.all)
        space(row, appearance, gap=6)
        self.all.toggled.connect(self._on_change)
        appearance.changed.connect(self._fit)
        self._fit()
        self.show_shape(())

    def show_shape(self, shape: tuple[int, ...]) -> None:
        """Offer the elements of an array of this shape; keep the chosen one where there is one."""
        self._shape = shape
        for i, axis in enumerate(self.axes):
            with QSignalBlocker(axis):
                axis.setRange(0, max(0, shape[i] - 1) if i < len(shape) else 0)
            axis.setVisible(i < len(shape))
        self._arrange()
        self.setVisible(bool(shape))

    @property
    def index(self) -> tuple[int, ...] | None:
        if self._shape and self.all.isChecked():
            return None
        return tuple(axis.value() for axis in self.axes[: len(self._shape)])

    @Slot()
    def _fit(self) -> None:
        """Four fields have to stand side by side in a narrow dock."""
        for axis in self.axes:
            axis.setMinimumWidth(self._appearance.px(50))

    @Slot()
    def _on_change(self) -> None:
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        for axis in self.axes:
            axis.setEnabled(not self.all.isChecked())

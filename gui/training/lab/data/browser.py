"""Looking through the data set: by half, by digit, by number; and one image from near."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from core.datasets import Dataset
from core.datasets.selection import Split, chosen, half
from core.format import whole
from core.messages import Message
from gui.training.fields import choice, whole_field
from gui.training.lab.data.close_up import CloseUp
from gui.training.lab.data.image_grid import ImageGrid
from gui.training.lab.data.mean_strip import MeanStrip
from gui.training.lab.page import LabContext
from gui.widgets import FlowLayout, nest, space


class Browser(QWidget):
    """Shows one data set at a time."""

    opened = Signal(object)  # a Document: the net on one of the images

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        appearance, translator = context.appearance, context.translator
        self._translator = translator
        self._data: Dataset | None = None
        self.split: QComboBox = choice({s: f"lab_data.split.{s}" for s in Split}, translator)
        self.split.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.number = whole_field(0, 0, 1)
        self.means = MeanStrip(appearance, translator)
        self.grid = ImageGrid(appearance, translator)
        self.about = QLabel(wordWrap=True)
        self.about.setProperty("role", "caption")
        self.close_up = CloseUp(context)
        self._arrange(context)
        self.split.currentIndexChanged.connect(self._on_split)
        self.number.valueChanged.connect(self._on_number)
        self.means.chosen.connect(self._on_digit)
        self.grid.selected.connect(self._on_selected)
        self.grid.activated.connect(self.close_up.open)
        self.close_up.opened.connect(self.opened)

    def show_data(self, data: Dataset) -> None:
        """Look at another data set, from its beginning."""
        if data is not self._data:
            self._data = data
            with QSignalBlocker(self.means):
                self.means.choose(None)
            self._on_split()

    @Slot()
    def _on_split(self) -> None:
        if self._data is None:
            return
        images, labels = half(self._data, self._split())
        with QSignalBlocker(self.number):
            self.number.setRange(0, len(images) - 1)
        self.means.show_images(images, labels)
        self._on_digit()

    @Slot()
    def _on_digit(self) -> None:
        """Other images are to be seen; the first of them is looked at."""
        if self._data is None:
            return
        images, labels = half(self._data, self._split())
        shown = chosen(labels, self.means.digit)
        self.grid.show_images(images, labels, shown)
        key = "all" if self.means.digit is None else "digit"
        fields = {"count": whole(len(shown)), "digit": self.means.digit or 0}
        self._translator.bind(self.about.setText, f"lab_data.means.{key}", **fields)
        if len(shown):
            self.grid.select(int(shown[0]))

    @Slot(int)
    def _on_number(self, position: int) -> None:
        """An image that is hidden by the choice of a digit shows itself, and the others with it."""
        if not self.grid.select(position):
            digit = self.means.digit
            self.means.choose(None)
            self.grid.select(position)
            fields = {"position": whole(position), "label": self.close_up.label_shown}
            words = Message("lab_data.means.lifted", fields | {"digit": digit})
            self._translator.bind(self.about.setText, words)

    @Slot(int)
    def _on_selected(self, position: int) -> None:
        if self._data is None:
            return
        images, labels = half(self._data, self._split())
        with QSignalBlocker(self.number):
            self.number.setValue(position)
        self.close_up.show_image(images[position], int(labels[position]))

    def _set_prefix(self, words: str) -> None:
        self.number.setPrefix(f"{words} ")

    def _split(self) -> Split:
        return Split(self.split.currentData())

    def _arrange(self, context: LabContext) -> None:
        row, column = FlowLayout(), QVBoxLayout(self)
        self._translator.bind(self._set_prefix, "lab_data.number.prefix")
        self._translator.bind(self.number.setAccessibleName, "lab_data.number.name")
        self._translator.bind(self.number.setToolTip, "lab_data.number.tip")
        self._translator.bind(self.split.setAccessibleName, "lab_data.split.name")
        row.addWidget(self.split)
        row.addWidget(self.number)
        nest(column, row)
        column.addWidget(self.means)
        column.addWidget(self.about)
        column.addWidget(self.grid, 1)
        column.addWidget(self.close_up)
        space(row, context.appearance, gap=8)
        space(column, context.appearance, gap=7)

"""The examples to the left of the stage: a click opens one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets.spacing import space


class ExamplesPanel(QWidget):
    """A numbered list; under it, what there is to see in the chosen example.

    An example is known by its key: its words are `stage.example.<key>` and
    `stage.example.<key>_about`.
    """

    chosen = Signal(str)

    def __init__(
        self,
        keys: Sequence[str],
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._translator = translator
        self._keys = list(keys)
        self.list = QListWidget()
        self.list.setProperty("role", "lessons")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        for key in keys:
            item = QListWidgetItem(self.list)
            item.setData(Qt.ItemDataRole.UserRole, key)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setProperty("role", "muted")
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addWidget(self.about)
        layout.addStretch(1)
        self.about.setContentsMargins(10, 6, 8, 0)
        space(layout, appearance, margins=(6, 2, 6, 10), gap=8)
        translator.bind(self.list.setAccessibleName, "window.dock.examples")
        translator.changed.connect(self._say)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self._say()

    @property
    def current(self) -> str:
        """The key of the marked example; empty if none is."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else ""

    def mark(self, key: str) -> None:
        """Mark an example that was opened elsewhere; an unknown key marks none."""
        self.list.setCurrentRow(self._keys.index(key) if key in self._keys else -1)
        self._describe()

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        self._describe()
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    @Slot()
    def _say(self) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            title = self._translator.tr(f"stage.example.{item.data(Qt.ItemDataRole.UserRole)}")
            item.setText(f"{row + 1}  {title}")
            item.setToolTip(title)
        self._describe()

    def _describe(self) -> None:
        key = self.current
        self.about.setText(self._translator.tr(f"stage.example.{key}_about") if key else "")
        self.about.setVisible(bool(key))

"""Where PyTorch is not installed: the command that brings it, to be copied."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gui import torch_gradients
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import nest, space

_MOMENT = 4000  # milliseconds that it is said to have been copied


class TorchBox(QWidget):
    """A sentence, the command, and a button."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._translator = translator
        self.words = QLabel(wordWrap=True)
        self.words.setProperty("role", "muted")
        self.command = QLineEdit(torch_gradients.command(), readOnly=True)
        self.command.setProperty("role", "code")
        self.command.setCursorPosition(0)
        self.copy = QPushButton()
        self._over = QTimer(self, singleShot=True, interval=_MOMENT)
        self._over.timeout.connect(self._offer)
        translator.bind(self.words.setText, "lab_gradient_check.torch.missing")
        translator.bind(self.command.setAccessibleName, "lab_gradient_check.torch.missing")
        self.command.setToolTip(torch_gradients.command())
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.addWidget(self.command, 1)
        row.addWidget(self.copy)
        column.addWidget(self.words)
        nest(column, row)
        space(row, appearance, gap=6)
        space(column, appearance, gap=5)
        self.copy.clicked.connect(self._copy)
        self._offer()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self._translator.bind(self.copy.setText, "lab_gradient_check.torch.copied")
        self._over.start()

    @Slot()
    def _offer(self) -> None:
        self._translator.bind(self.copy.setText, "lab_gradient_check.torch.copy")

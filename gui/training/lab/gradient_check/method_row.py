"""One of those who race: its name, a sentence, a figure to be read from the back row, and a bar."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import nest, space

_FINE = 1000  # steps of the bar


class MethodRow(QFrame):
    """`tone` is the style sheet's name of the figure's colour."""

    def __init__(
        self,
        title: str,
        tone: str,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._translator = translator
        self.title = QLabel(wordWrap=True)
        self.figure = QLabel()
        self.figure.setProperty("role", "display")
        self.figure.setProperty("tone", tone)
        self.bar = QProgressBar(textVisible=False, maximum=_FINE)
        self.words = QLabel(wordWrap=True)
        self.words.setProperty("role", "caption")
        translator.bind(self.title.setText, title)
        translator.bind(self.bar.setAccessibleName, title)
        told, row, column = QVBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        told.addStretch(1)
        told.addWidget(self.title)
        told.addWidget(self.words)
        told.addStretch(1)
        nest(row, told, 1)  # beside the figure, which is as high: all who race are to be seen
        row.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignRight)
        nest(column, row)
        column.addWidget(self.bar)
        space(told, appearance, gap=0)
        space(row, appearance, gap=8)
        space(column, appearance, margins=(12, 5, 12, 8), gap=4)

    def show_status(self, figure: str, share: float, words: Message | None) -> None:
        """`share` of its way is done."""
        self.figure.setText(figure)
        self.bar.setValue(round(_FINE * share))
        self.words.setVisible(words is not None)
        if words is not None:
            self._translator.bind(self.words.setText, words)

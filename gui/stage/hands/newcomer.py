"""One line for whoever sees the stage for the first time. It goes after the first use, for good."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import IconButton, space

_EDGE = 6  # pixels to the corner of the stage


class Newcomer(QFrame):
    """Lies in the lower left corner of `ground`."""

    def __init__(self, appearance: Appearance, translator: Translator, ground: QWidget) -> None:
        super().__init__(ground)
        self.setProperty("role", "well")
        self._look = appearance
        self._ground = ground
        self.seen = False
        words = QLabel()
        words.setProperty("role", "muted")
        translator.bind(words.setText, "canvas.hint.newcomer")
        translator.bind(self.setAccessibleName, "canvas.hint.newcomer")
        close = IconButton("close", appearance, translator, key="canvas.hint.close", side=12)
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.addWidget(words)
        row.addWidget(close)
        space(row, appearance, margins=(10, 2, 3, 2), gap=4)
        ground.installEventFilter(self)
        appearance.changed.connect(self._place)
        translator.changed.connect(self._place, Qt.ConnectionType.QueuedConnection)

    def dismiss(self) -> None:
        """It is known now."""
        self.seen = True
        self.hide()

    def remember(self, seen: bool) -> None:
        """Was it dismissed on another day?"""
        self.seen = seen
        self.setVisible(not seen)

    def _place(self) -> None:
        if self.seen:
            return
        self.adjustSize()
        edge = self._look.px(_EDGE)
        self.move(edge, self._ground.height() - self.height() - edge)
        self.setHidden(self.width() + 2 * edge > self._ground.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

"""The export panel as one sees it: its widgets, and where it lies, over the foot of the stage.

It never asks for room, so that the stage need not be laid out anew for it.
"""

from PySide6.QtCore import QRect, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.appearance import Appearance
from gui.export.choices import Choices
from gui.i18n import Translator
from gui.widgets import IconButton, hand_keyboard_on, nest, space
from gui.widgets.overlay import inside

_WIDTH, _WIDEST, _EDGE = 560, 900, 16  # unscaled pixels
_SHARE = 0.55  # of the stage's height, which it may cover


class PanelFace(QFrame):
    """Lies `over` the stage, in `window`."""

    def __init__(
        self, appearance: Appearance, translator: Translator, over: QWidget, window: QWidget
    ) -> None:
        super().__init__(window)
        self.setProperty("role", "panel")
        self._over, self._window = over, window
        self._appearance = appearance
        self._translator = translator
        self.choices = Choices(appearance, translator)
        self.title, self.about, self.state = QLabel(), QLabel(), QLabel()
        self.bar = QProgressBar()
        self.close_button = IconButton("close", appearance, translator, side=14)
        self.start_button, self.cancel_button = QPushButton(), QPushButton()
        self.show_button = QPushButton()
        self._arrange()

    # what is seen

    def busy(self) -> None:
        """An export is under way. Who has the keyboard here can cancel it."""
        self.cancel_button.show()
        self.bar.show()
        hand_keyboard_on((self.choices, self.start_button, self.show_button), self.cancel_button)
        self.choices.hide()
        self.about.hide()
        self.start_button.hide()
        self.show_button.hide()
        self.place()

    def rest(self) -> None:
        """Something can be chosen and begun."""
        self.choices.show()
        self.about.show()
        self.start_button.show()
        hand_keyboard_on((self.cancel_button, self.show_button), self.choices.kind)
        self.show_button.hide()
        self.cancel_button.hide()
        self.bar.hide()
        self.place()

    # where it is

    @Slot()
    def place(self) -> None:
        """At the foot of the stage. Where it would cover most of that, or more than that: low and
        wide at the foot of the window, over what plays, which nobody needs meanwhile."""
        if self.isHidden():
            return
        edge = self._appearance.px(_EDGE)
        window, stage = self._window.rect(), self._over.rect()
        stage.moveTopLeft(self._over.mapTo(self._window, stage.topLeft()))
        room = stage.adjusted(edge, edge, -edge, -edge)
        width = min(self._appearance.px(_WIDTH), window.width() - 2 * edge)
        height = self._height_for(width)
        if height > _SHARE * stage.height():
            room = window.adjusted(edge, edge, -edge, -edge)
            width = min(self._appearance.px(_WIDEST), room.width())
            height = self._height_for(width)
        wanted = QRect(0, 0, width, height)
        wanted.moveCenter(stage.center())
        wanted.moveBottom(room.bottom())
        self.setGeometry(inside(wanted, window.adjusted(edge, edge, -edge, -edge)))
        self.raise_()

    def _height_for(self, width: int) -> int:
        layout, edge = self.layout(), self.contentsMargins()
        assert layout is not None
        self.choices.take_width(width - layout.contentsMargins().left() * 2)
        layout.activate()
        height = layout.heightForWidth(width) + edge.top() + edge.bottom()
        return max(height, self.minimumSizeHint().height())

    # how it is made

    def _arrange(self) -> None:
        self.title.setProperty("role", "title")
        self.about.setProperty("role", "muted")
        for label in (self.about, self.state):
            label.setWordWrap(True)
        self.bar.setTextVisible(False)
        head, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        words = QVBoxLayout()
        words.addWidget(self.about)
        words.addWidget(self.state)
        nest(foot, words, 1)
        for button in (self.show_button, self.cancel_button, self.start_button):
            foot.addWidget(button)
        nest(column, head)
        column.addWidget(self.choices)
        column.addWidget(self.bar)
        nest(column, foot)
        space(head, self._appearance, gap=8)
        space(words, self._appearance, gap=2)
        space(foot, self._appearance, gap=8)
        space(column, self._appearance, margins=(14, 8, 10, 10), gap=8)
        for setter, name in (
            (self.title.setText, "title"),
            (self.start_button.setText, "start"),
            (self.cancel_button.setText, "cancel"),
            (self.show_button.setText, "show"),
            (self.bar.setAccessibleName, "progress"),
        ):
            self._translator.bind(setter, f"export.panel.{name}")

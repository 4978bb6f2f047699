"""The field in which a value or a name is typed, right where it stands on the stage.

Enter takes the text, Esc leaves everything as it was. What cannot be done with it is explained
under the field, and the text stays to be put right.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from core.messages import Message, StudioError
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import restyle
from gui.widgets.overlay import inside

Take = Callable[[str], None]


_COMES_BACK = (  # the focus, from a menu or from another window: what was typed is kept
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)


class InlineField(QLineEdit):
    """One field, moved to whatever is edited."""

    closed = Signal()

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self._appearance = appearance
        self._translator = translator
        self._take: Take = _nothing
        self._open = False
        self.setProperty("role", "code")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem = QLabel(parent)
        self._problem.setProperty("role", "notice")
        self._problem.setProperty("tone", "error")
        self._problem.setWordWrap(True)
        self._problem.setMargin(6)
        self.textEdited.connect(self._forgive)
        self.returnPressed.connect(self._finish)
        parent.installEventFilter(self)
        self.hide()
        self._problem.hide()

    @property
    def problem(self) -> str:
        """The sentence that is shown under the field; empty if there is none."""
        return self._problem.text() if self._problem.isVisibleTo(self._ground) else ""

    def open(self, name: Message, text: str, place: QRect, take: Take) -> None:
        """Edit `text` over `place`, in the parent's coordinates, and where that is too small for a
        field also under it and to its right: the name stands above it, or before it. Enter calls
        `take`, which may raise a StudioError; `name` is what a screen reader calls the field."""
        self._take = take
        self._translator.bind(self.setAccessibleName, name)
        self.setText(text)
        self._forgive()
        height = self.sizeHint().height()
        ground = self._ground.rect()
        wide = self.fontMetrics().horizontalAdvance(self.text()) + self._appearance.px(40)
        over = QRect(0, 0, max(place.width(), wide, self._appearance.px(96)), height)
        over.moveCenter(place.center())
        over.moveTopLeft(QPoint(max(over.left(), place.left()), max(over.top(), place.top())))
        self.setGeometry(inside(over, ground))
        self._open = True
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_field(self) -> None:
        """Leave everything as it is."""
        if self._open:
            self._open = False
            self._problem.hide()
            if self.hasFocus():
                self.closed.emit()  # the focus goes on before Qt would pass it to the next widget
            self.hide()

    def _finish(self) -> None:
        try:
            self._take(self.text())
        except StudioError as error:
            self._complain(error)
        else:
            self.close_field()

    def _complain(self, error: StudioError) -> None:
        restyle(self, invalid=True)
        self._translator.bind(self._problem.setText, error.message)
        ground, gap = self._ground.rect(), self._appearance.px(4)
        width = min(max(self.width(), self._appearance.px(280)), ground.width())
        place = QRect(0, 0, width, self._problem.heightForWidth(width))
        place.moveCenter(self.geometry().center())
        place.moveTop(self.geometry().bottom() + 1 + gap)
        if place.bottom() > ground.bottom():
            place.moveBottom(self.geometry().top() - 1 - gap)
        self._problem.setGeometry(inside(place, ground))
        self._problem.show()
        self._problem.raise_()

    def _forgive(self) -> None:
        restyle(self, invalid=False)
        self._problem.hide()

    def event(self, event: QEvent) -> bool:
        """Escape is for this field, also while the window is presenting."""
        overrides = event.type() is QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_field()
            return
        super().keyPressEvent(event)
        event.accept()  # Enter is for this field, not for the stage under it

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _COMES_BACK:
            self.close_field()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Wheel):
            self.close_field()
        return super().eventFilter(watched, event)


def _nothing(text: str) -> None:
    """Nobody has asked for a text yet."""

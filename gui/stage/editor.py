"""The field in which a leaf's value is edited, right on its node.

Enter takes the value, Esc keeps the old one. What cannot be read is explained under the field
and changes nothing.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from core.engine import Array
from core.format import MINUS
from core.literals import read_value
from core.messages import StudioError
from gui.appearance import Appearance
from gui.i18n import Translator

MOST_NUMBERS = 400  # of an array that is edited as text


class LeafEditor(QLineEdit):
    """One field, moved to whatever leaf is edited."""

    accepted = Signal(str, object)  # node id, array
    closed = Signal()

    def __init__(self, appearance: Appearance, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self._appearance = appearance
        self._translator = translator
        self._node = ""
        self._open = False
        self.setProperty("role", "code")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem = QLabel(parent)
        self._problem.setProperty("role", "notice")
        self._problem.setProperty("tone", "error")
        self._problem.setWordWrap(True)
        self._problem.setMargin(6)
        self.textEdited.connect(self._forgive)
        self.returnPressed.connect(self._take)
        parent.installEventFilter(self)
        self.hide()
        self._problem.hide()

    @property
    def node(self) -> str:
        return self._node

    @property
    def problem(self) -> str:
        """The sentence that is shown under the field; empty if there is none."""
        return self._problem.text() if self._problem.isVisibleTo(self._ground) else ""

    def open(self, node: str, value: Array, place: QRect) -> None:
        """Edit `value` over `place`, in the parent's coordinates."""
        self._node = node
        self.setText(literal(value))
        self._forgive()
        height = self.sizeHint().height()
        parent = self._ground.rect()
        text = self.fontMetrics().horizontalAdvance(self.text()) + self._appearance.px(40)
        width = min(max(place.width(), text, self._appearance.px(96)), parent.width())
        left = min(max(place.center().x() - width // 2, 0), parent.width() - width)
        top = min(max(place.center().y() - height // 2, 0), parent.height() - height)
        self.setGeometry(left, top, width, height)
        self._open = True
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_field(self) -> None:
        """Leave the value as it is."""
        if self._open:
            self._open = False
            self._problem.hide()
            if self.hasFocus():
                self.closed.emit()  # the focus goes on before Qt would pass it to the next widget
            self.hide()

    def _take(self) -> None:
        try:
            value = read_value(self.text(), self._node)
        except StudioError as error:
            self._complain(error)
            return
        node = self._node
        self.close_field()
        self.accepted.emit(node, value)

    def _complain(self, error: StudioError) -> None:
        self._mark(True)
        self._translator.bind(self._problem.setText, error.message)
        parent = self._ground.rect()
        width = min(max(self.width(), self._appearance.px(280)), parent.width())
        height = self._problem.heightForWidth(width)
        left = min(max(self.geometry().center().x() - width // 2, 0), parent.width() - width)
        top = self.geometry().bottom() + self._appearance.px(4)
        if top + height > parent.height():
            top = self.geometry().top() - height - self._appearance.px(4)
        self._problem.setGeometry(QRect(QPoint(left, top), self._problem.size()))
        self._problem.resize(width, height)
        self._problem.show()
        self._problem.raise_()

    def _forgive(self) -> None:
        self._mark(False)
        self._problem.hide()

    def _mark(self, invalid: bool) -> None:
        if self.property("invalid") != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_field()
            return
        super().keyPressEvent(event)
        event.accept()  # Enter is for this field, not for the stage under it

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.close_field()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Wheel):
            self.close_field()
        return super().eventFilter(watched, event)


def literal(value: Array) -> str:
    """The text that `core.literals.read_value` reads back as `value`."""
    if value.ndim == 0:
        return f"{float(value):.12g}".replace("-", MINUS)
    return "[" + ", ".join(literal(part) for part in value) + "]"

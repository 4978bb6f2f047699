"""A check box whose words go on in a second line where they find too little room."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
_HIGH = 10_000  # pixels, of room that nobody will need


class WrappingCheckBox(QCheckBox):
    """Qt's own has one line, and makes its panel as wide as that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        one_line = super().sizeHint().height()
        return max(one_line, self._words(width - self._before).height() + 2 * self._edge)

    def hasHeightForWidth(self) -> bool:
        return True

    def minimumSizeHint(self) -> QSize:
        """Room for the longest word."""
        widest = self._words(0).width()
        return QSize(self._before + widest, super().sizeHint().height())

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's box beside words of ours."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        one_line = super().sizeHint().height()
        whole, option.rect = option.rect, QRect(0, 0, self.width(), min(one_line, self.height()))
        if self.heightForWidth(self.width()) <= one_line:
            option.rect = whole
        painter.drawControl(QStyle.ControlElement.CE_CheckBox, option)
        words = self._words(self.width() - self._before)
        top = max((option.rect.height() - self.fontMetrics().height()) // 2, 0)
        words.moveTo(self._before, option.rect.top() + top)
        role = self.foregroundRole()
        style, enabled = self.style(), self.isEnabled()
        style.drawItemText(painter, words, int(_FLAGS), self.palette(), enabled, self.text(), role)

    @property
    def _before(self) -> int:
        """What the box and the gap after it take."""
        return super().sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())

    @property
    def _edge(self) -> int:
        return max((super().sizeHint().height() - self.fontMetrics().height()) // 2, 0)

    def _words(self, width: int) -> QRect:
        """How large the words are in so much width."""
        room = QRect(0, 0, max(width, 1), _HIGH)
        return self.fontMetrics().boundingRect(room, int(_FLAGS), self.text())

"""An image of 28×28 pixels with a caption under it: ink, or signed numbers as colours."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import space

_SIDE = 78  # pixels


class SmallPicture(QWidget):
    """`key` names its caption, and `<key>_tip` what it means."""

    def __init__(
        self,
        key: str,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.face = _Face(appearance)
        self.caption = QLabel(wordWrap=True)
        self.caption.setProperty("role", "caption")
        translator.bind(self.caption.setText, key)
        translator.bind(self.setToolTip, f"{key}_tip")
        translator.bind(self.setAccessibleName, key)
        column = QVBoxLayout(self)
        column.addWidget(self.face)
        column.addWidget(self.caption)
        column.addStretch(1)
        space(column, appearance, gap=3)

    def show_picture(self, picture: QImage | None) -> None:
        self.face.picture = picture
        self.face.update()


class _Face(QWidget):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.picture: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        side = self._appearance.px(_SIDE)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, side = QPainter(self), min(self.width(), self.height())
        place = QRect(0, 0, side, side)
        if self.picture is not None:
            painter.drawImage(place, self.picture)
        painter.setPen(QPen(self._appearance.theme.border, self._appearance.px(1)))
        painter.drawRect(place.adjusted(0, 0, -1, -1))

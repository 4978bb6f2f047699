"""An image of 28×28 pixels with a caption under or beside it: ink, or signed numbers as colours."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QWidget

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import space

_SIDE, _SMALL = 78, 62  # pixels


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
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.addWidget(self.face)
        self._row.addWidget(self.caption)
        self._row.addStretch(1)
        space(self._row, appearance, gap=3)

    def make_small(self, small: bool) -> None:
        """Whether the room is so low that the caption has to stand beside the picture."""
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if small else direction.TopToBottom)
        self.face.make_small(small)

    def show_picture(self, picture: QImage | None) -> None:
        self.face.picture = picture
        self.face.update()


class _Face(QWidget):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.picture: QImage | None = None
        self._side = _SIDE
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.updateGeometry)

    def make_small(self, small: bool) -> None:
        self._side = _SMALL if small else _SIDE
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = self._appearance.px(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, side = QPainter(self), min(self.width(), self.height())
        place = QRect(0, 0, side, side)
        if self.picture is not None:
            painter.drawImage(place, self.picture)
        painter.setPen(QPen(self._appearance.theme.border, self._appearance.px(1)))
        painter.drawRect(place.adjusted(0, 0, -1, -1))

"""The mean image of each digit in a row: what the digits have in common, and the way to see only
one of them."""

import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.dataset import CLASSES, SIDE
from core.datasets.selection import Images, counts, means
from core.format import whole
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.digit_image import ink

_LARGEST, _GAP = 56, 4  # pixels
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class MeanStrip(QWidget):
    """A click on a digit chooses it, another click all of them again."""

    chosen = Signal(object)  # the digit, or None for all of them

    own_keys = frozenset(_STEPS)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._translator = appearance, translator
        self.digit: int | None = None
        self._means = np.zeros((CLASSES, SIDE * SIDE), np.uint8)
        self._counts = np.zeros(CLASSES, int)
        self._pictures: list[QImage] = []
        self._hovered: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        translator.bind(self.setAccessibleName, "lab_data.means.name")
        appearance.changed.connect(self._redraw)

    def show_images(self, images: Images, labels: Images) -> None:
        """The means of other images."""
        self._means = np.rint(means(images, labels)).astype(np.uint8)
        self._counts = counts(labels)
        self._redraw()

    def choose(self, digit: int | None) -> None:
        """Look at one digit, or at all of them."""
        if digit != self.digit:
            self.digit = digit
            self.update()
            self.chosen.emit(digit)

    def sizeHint(self) -> QSize:
        width = self._appearance.px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = self._appearance.px(160)
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        return self._side(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, px = QPainter(self), self._appearance.theme, self._appearance.px
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for digit, picture in enumerate(self._pictures):
            place = self._place(digit)
            painter.setOpacity(1.0 if self.digit in (None, digit) else 0.35)
            painter.drawImage(place, picture)
            lit = digit in (self.digit, self._hovered)
            painter.setOpacity(1.0)
            painter.setPen(QPen(theme.forward if lit else theme.border, px(2 if lit else 1)))
            painter.drawRect(place.adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        digit = self._digit_at(event.position().toPoint().x())
        if event.button() is Qt.MouseButton.LeftButton and digit is not None:
            self.choose(None if digit == self.digit else digit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._digit_at(event.position().toPoint().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose themselves, arrows the neighbours, Escape all."""
        key, typed = event.key(), event.text()
        if key in _STEPS:
            here = -1 if self.digit is None and _STEPS[Qt.Key(key)] > 0 else (self.digit or 0)
            self.choose((here + _STEPS[Qt.Key(key)]) % CLASSES)
        elif typed.isdigit() and typed.isascii():
            self.choose(int(typed))
        elif key == Qt.Key.Key_Escape and self.digit is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def _hover(self, digit: int | None) -> None:
        if digit != self._hovered:
            self._hovered = digit
            self.update()
            if digit is not None:
                fields = {"digit": digit, "count": whole(self._counts[digit])}
                words = Message("lab_data.means.of", fields)
                self._translator.bind(self.setToolTip, words)

    def _side(self, width: int) -> int:
        gaps = (CLASSES - 1) * self._appearance.px(_GAP)
        return max(min((width - gaps) // CLASSES, self._appearance.px(_LARGEST)), 1)

    def _place(self, digit: int) -> QRect:
        side = self._side(self.width())
        return QRect(digit * (side + self._appearance.px(_GAP)), 0, side, side)

    def _digit_at(self, x: int) -> int | None:
        return next((d for d in range(CLASSES) if self._place(d).contains(x, 0)), None)

    def _redraw(self) -> None:
        theme = self._appearance.theme
        self._pictures = [ink(mean.reshape(SIDE, SIDE), theme) for mean in self._means]
        self.updateGeometry()
        self.update()

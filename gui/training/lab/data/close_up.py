"""One image, large, with its label and what the net reads in it at the moment."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.datasets.dataset import SIDE
from core.datasets.selection import Images
from core.messages import Message
from core.scenes.single import document_of, read_image
from core.training import Snapshot, scaled
from gui.appearance import Appearance
from gui.training.digit_image import ink
from gui.training.lab.page import LabContext
from gui.training.number_formats import percent
from gui.widgets import nest, space

_SIDE = 74  # pixels


class CloseUp(QWidget):
    """Follows the training session: what the net reads changes while it learns."""

    opened = Signal(object)  # a Document: the net on this image

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._bench = context
        self._image: Images | None = None
        self._label = 0
        self.picture = Picture(context.appearance)
        self.label, self.reading = QLabel(), QLabel(wordWrap=True)
        self.label.setProperty("role", "title")
        self.stage = QPushButton()
        context.translator.bind(self.stage.setText, "lab_data.button.stage")
        context.translator.bind(self.stage.setToolTip, "lab_data.tip.stage")
        self.stage.clicked.connect(self.open)
        words, row = QVBoxLayout(), QHBoxLayout(self)
        words.addWidget(self.label)
        words.addWidget(self.reading)
        words.addStretch(1)
        words.addWidget(self.stage, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.picture)
        nest(row, words, 1)
        space(words, context.appearance, gap=3)
        space(row, context.appearance, gap=12)
        context.session.snapshot.connect(self.refresh)

    @property
    def label_shown(self) -> int:
        return self._label

    def show_image(self, image: Images, label: int) -> None:
        """Look at another image (D,) of bytes."""
        self._image, self._label = image, label
        self.picture.show_image(image)
        fields = {"label": label}
        self._bench.translator.bind(self.label.setText, "lab_data.image.label", **fields)
        self.refresh()

    @Slot()
    def open(self) -> None:
        """Put the net on the stage, with this image."""
        snapshot = self._snapshot()
        if snapshot is not None and self._image is not None:
            image = scaled(self._image)
            self.opened.emit(document_of(snapshot.graph, snapshot.leaves, image, self._label))

    @Slot()
    def refresh(self) -> None:
        """Let the net read the image anew."""
        if self.isHidden() or self._image is None:
            return
        snapshot = self._snapshot()
        self.stage.setEnabled(snapshot is not None)
        if snapshot is None:
            message = Message("lab_data.image.unread")
        else:
            found = read_image(snapshot.graph, snapshot.leaves, scaled(self._image), self._label)
            share = float(found.probabilities[found.read])
            fields = {"read": found.read, "share": percent(share)}
            kind = "right" if found.read == self._label else "wrong"
            if not snapshot.iteration:  # the weights before the first step
                kind = "untrained"
            message = Message(f"lab_data.image.{kind}", fields)
        self._bench.translator.bind(self.reading.setText, message)

    def _snapshot(self) -> Snapshot | None:
        """The net as it is, if it reads images of this size."""
        snapshot = self._bench.session.current
        if snapshot is None or self._image is None:
            return None
        fits = snapshot.leaves["W1"].shape[0] == len(self._image)
        return snapshot if fits else None


class Picture(QWidget):
    """The image itself."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._pixels: Images = np.zeros((SIDE, SIDE), np.uint8)
        appearance.changed.connect(self.updateGeometry)

    def show_image(self, image: Images) -> None:
        self._pixels = image.reshape(SIDE, SIDE)
        self.update()

    def sizeHint(self) -> QSize:
        side = self._appearance.px(_SIDE)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, side = QPainter(self), min(self.width(), self.height())
        place = QRect(0, 0, side, side)
        painter.drawImage(place, ink(self._pixels, self._appearance.theme))
        painter.setPen(QPen(self._appearance.theme.border, self._appearance.px(1)))
        painter.drawRect(place.adjusted(0, 0, -1, -1))

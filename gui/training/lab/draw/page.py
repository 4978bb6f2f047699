"""One draws, the net reads along: forward to the probabilities, backward to the pixels."""

from typing import ClassVar

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.datasets.dataset import PIXELS, SIDE
from core.digits.freehand import Stroke, image_of
from core.messages import Message
from core.scenes.single import Reading, document_of, read_image
from core.training import Snapshot, scaled
from gui.heat import limit_of, signed
from gui.training.ink import ink
from gui.training.lab.draw.bars import Bars
from gui.training.lab.draw.paper import Paper
from gui.training.lab.draw.small_picture import SmallPicture
from gui.training.lab.page import Bench, LabPage
from gui.training.phase import Phase
from gui.widgets import FlowLayout, space


class DrawPage(LabPage):
    key: ClassVar[str] = "draw"

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        appearance, translator = bench.appearance, bench.translator
        self._active = False  # whether somebody looks
        self.paper = Paper(appearance, translator)
        self.bars = Bars(appearance, translator)
        self.seen = SmallPicture("lab_draw.picture.seen", appearance, translator)
        self.pixels = SmallPicture("lab_draw.picture.gradient", appearance, translator)
        self.verdict = QLabel(wordWrap=True)
        self.verdict.setProperty("role", "title")
        self.advice = QLabel(wordWrap=True)
        self.advice.setProperty("role", "caption")
        self.undo, self.clear, self.train = (
            self._button(name) for name in ("undo", "clear", "train")
        )
        self.follow = QCheckBox()
        translator.bind(self.follow.setText, "lab_draw.button.follow")
        translator.bind(self.follow.setToolTip, "lab_draw.tip.follow")
        self._arrange()
        self._connect()
        self._show(None)

    @property
    def image(self) -> np.ndarray:
        """What the net sees: (784,) float32 in 0 … 1."""
        return scaled(image_of(self.paper.strokes).ravel())

    def enter(self) -> None:
        self._active = True
        self.bench.session.prepare()
        self.refresh()

    def leave(self) -> None:
        self._active = False

    @Slot()
    def refresh(self) -> None:
        """Read the drawing with the net as it is now."""
        if not self._active:
            return
        snapshot = self._snapshot()
        blank = self.paper.blank
        for button in (self.undo, self.clear):
            button.setEnabled(not blank)
        self.train.setVisible(self.bench.session.phase is Phase.READY)
        reading = None
        if not blank and snapshot is not None:
            wanted = self.bars.wanted
            reading = read_image(snapshot.graph, snapshot.leaves, self.image, wanted)
        self._show(reading)
        if reading is not None and snapshot is not None and self.follow.isChecked():
            graph, leaves = snapshot.graph, snapshot.leaves
            self.followed.emit(document_of(graph, leaves, self.image, reading.label))

    def demonstrate(self) -> None:
        """A three, as somebody might draw it, on the stage as well."""
        self.follow.setChecked(True)
        turn = np.linspace(-2.4, 1.5, 24)
        above = np.stack([0.45 + 0.18 * np.cos(turn), 0.32 + 0.15 * np.sin(turn)], axis=1)
        turn = np.linspace(-1.5, 2.5, 24)
        below = np.stack([0.45 + 0.22 * np.cos(turn), 0.65 + 0.19 * np.sin(turn)], axis=1)
        points = np.concatenate([above, below])
        self.paper.draw([Stroke(points, np.ones(len(points)))])

    def _show(self, reading: Reading | None) -> None:
        theme, bind = self.bench.appearance.theme, self.bench.translator.bind
        self.bars.show_shares(None if reading is None else reading.probabilities)
        if reading is None:
            for picture in (self.seen, self.pixels):
                picture.show_picture(None)
            bind(self.verdict.setText, Message("lab_draw.verdict.none"))
            bind(self.advice.setText, Message("lab_draw.advice.none"))
            return
        self.seen.show_picture(ink(image_of(self.paper.strokes), theme))
        gradient = reading.gradient.reshape(SIDE, SIDE)
        self.pixels.show_picture(signed(gradient, limit_of(gradient), theme))
        bind(self.verdict.setText, "lab_draw.verdict.read", digit=reading.read)
        asked = "own" if self.bars.wanted is None else "other"
        bind(self.advice.setText, f"lab_draw.advice.{asked}", digit=reading.label)

    def _snapshot(self) -> Snapshot | None:
        """The net as it is, if it reads images of this size."""
        snapshot = self.bench.session.current
        fits = snapshot is not None and snapshot.leaves["W1"].shape[0] == PIXELS
        return snapshot if fits else None

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        self.bench.translator.bind(button.setText, f"lab_draw.button.{name}")
        self.bench.translator.bind(button.setToolTip, f"lab_draw.tip.{name}")
        return button

    def _connect(self) -> None:
        session = self.bench.session
        self.undo.clicked.connect(self.paper.undo)
        self.clear.clicked.connect(self.paper.clear)
        self.train.clicked.connect(session.start)
        self.paper.changed.connect(self.refresh)
        self.bars.asked.connect(self.refresh)
        self.follow.toggled.connect(self.refresh)
        session.snapshot.connect(self.refresh)
        session.state_changed.connect(self.refresh)
        self.bench.appearance.changed.connect(self.refresh)

    def _arrange(self) -> None:
        appearance = self.bench.appearance
        buttons, reading = FlowLayout(), QHBoxLayout()
        for button in (self.undo, self.clear, self.train):
            buttons.addWidget(button)
        pictures = QVBoxLayout()
        pictures.addWidget(self.seen)
        pictures.addWidget(self.pixels)
        pictures.addStretch(1)
        reading.addWidget(self.paper, 1, Qt.AlignmentFlag.AlignTop)
        reading.addLayout(pictures)
        column = QVBoxLayout(self)
        for row in (reading, buttons, self.verdict, self.bars, self.advice, self.follow):
            if isinstance(row, QWidget):
                column.addWidget(row)
            else:
                column.addLayout(row)
        column.addStretch(1)
        space(buttons, appearance, gap=6)
        space(pictures, appearance, gap=6)
        space(reading, appearance, gap=12)
        space(column, appearance, gap=8)

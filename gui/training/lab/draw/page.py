"""One draws, the net reads along: forward to the probabilities, backward to the pixels."""

from typing import ClassVar

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.datasets.dataset import PIXELS, SIDE
from core.digits.freehand import Stroke, image_of
from core.messages import Message
from core.scenes.single import Reading, document_of, read_image
from core.training import Snapshot, scaled
from gui.heat import limit_of, signed
from gui.training.digit_image import ink
from gui.training.lab.draw.arrangement import Arrangement
from gui.training.lab.draw.bars import Bars
from gui.training.lab.draw.drawing_canvas import Paper
from gui.training.lab.draw.small_picture import SmallPicture
from gui.training.lab.page import LabContext, LabPage
from gui.training.phase import Phase
from gui.widgets import FlowLayout, IconButton, VisibleRoom, nest, space


class DrawPage(LabPage):
    key: ClassVar[str] = "draw"

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        appearance, translator = context.appearance, context.translator
        self._active = False  # whether somebody looks
        self.paper = Paper(appearance, translator)
        self.bars = Bars(appearance, translator)
        self.seen = SmallPicture("lab_draw.picture.seen", appearance, translator)
        self.pixels = SmallPicture("lab_draw.picture.gradient", appearance, translator)
        self.verdict = QLabel()
        self.verdict.setProperty("role", "title")
        self.advice = QLabel(wordWrap=True)
        self.advice.setProperty("role", "caption")
        self.undo, self.clear = (
            IconButton(icon, appearance, translator, key=f"lab_draw.button.{name}", side=15)
            for name, icon in (("undo", "undo"), ("clear", "reset"))
        )
        self.train = QPushButton()
        translator.bind(self.train.setText, "lab_draw.button.train")
        translator.bind(self.train.setToolTip, "lab_draw.tip.train")
        self.follow = QCheckBox()
        translator.bind(self.follow.setText, "lab_draw.button.follow")
        translator.bind(self.follow.setToolTip, "lab_draw.tip.follow")
        self.arrangement: Arrangement | None = None
        self._room = VisibleRoom(self)
        self._grid = self._lay_out()
        self._arrange()
        self._connect()
        self._show(None)

    @property
    def image(self) -> np.ndarray:
        """What the net sees: (784,) float32 in 0 … 1."""
        return scaled(image_of(self.paper.strokes).ravel())

    @property
    def following(self) -> bool:
        return self.follow.isChecked()

    def enter(self) -> None:
        self._active = True
        self.context.session.prepare()
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
        self.train.setVisible(self.context.session.phase is Phase.READY)
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
        theme, bind = self.context.appearance.theme, self.context.translator.bind
        self.bars.show_shares(None if reading is None else reading.probabilities)
        if reading is None:
            for picture in (self.seen, self.pixels):
                picture.show_picture(None)
            self.verdict.hide()
            bind(self.advice.setText, Message("lab_draw.advice.none"))
            return
        self.seen.show_picture(ink(image_of(self.paper.strokes), theme))
        gradient = reading.gradient.reshape(SIDE, SIDE)
        self.pixels.show_picture(signed(gradient, limit_of(gradient), theme))
        kind = "guess" if self.context.session.phase is Phase.READY else "read"
        bind(self.verdict.setText, f"lab_draw.verdict.{kind}", digit=reading.read)
        self.verdict.show()
        asked = kind if kind == "guess" else "own" if self.bars.wanted is None else "other"
        bind(self.advice.setText, f"lab_draw.advice.{asked}", digit=reading.label)

    def _snapshot(self) -> Snapshot | None:
        """The net as it is, if it reads images of this size."""
        snapshot = self.context.session.current
        fits = snapshot is not None and snapshot.leaves["W1"].shape[0] == PIXELS
        return snapshot if fits else None

    def _connect(self) -> None:
        session = self.context.session
        self.undo.clicked.connect(self.paper.undo)
        self.clear.clicked.connect(self.paper.clear)
        self.train.clicked.connect(session.start)
        self.paper.changed.connect(self.refresh)
        self.bars.asked.connect(self.refresh)
        self.follow.toggled.connect(self.refresh)
        self.follow.toggled.connect(self.following_changed)
        session.snapshot.connect(self.refresh)
        session.state_changed.connect(self.refresh)
        self.context.appearance.changed.connect(self.refresh)
        self.context.appearance.changed.connect(self._arrange)
        self._room.changed.connect(self._arrange)

    def _lay_out(self) -> QGridLayout:
        appearance = self.context.appearance
        left, buttons, grid = QWidget(), QWidget(), QGridLayout(self)
        for part in (left, buttons):
            part.setProperty("role", "bare")
        column, tools, row = QVBoxLayout(left), FlowLayout(), FlowLayout(buttons)
        for tool in (self.undo, self.clear, self.verdict):
            tools.addWidget(tool)
        column.addWidget(self.paper)
        nest(column, tools)
        column.addStretch(1)
        for button in (self.train, self.follow):
            row.addWidget(button)
        space(tools, appearance, gap=2)
        space(column, appearance, gap=4)
        space(row, appearance, gap=4)
        space(grid, appearance, gap=8)
        self._parts = {
            "left": left,
            "bars": self.bars,
            "seen": self.seen,
            "pixels": self.pixels,
            "buttons": buttons,
            "advice": self.advice,
        }
        return grid

    @Slot()
    def _arrange(self) -> None:
        """As there is room for it."""
        factor = self.context.appearance.factor
        arrangement = Arrangement.fitting(self._room.width / factor, self._room.height / factor)
        if arrangement is not self.arrangement:
            self.arrangement = arrangement
            arrangement.lay_out(self._grid, self._parts)
            self.paper.keep_within(arrangement.paper)
            for part in (self.bars, self.pixels):
                part.make_small(arrangement is Arrangement.LOW)

"""What the net misreads: the confusion matrix, and the images that it is most wrong about."""

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.documents.document import Document
from core.format import whole
from core.messages import Message
from core.training import scaled
from core.training.predictions import Progress
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.fields import choice, slim
from gui.training.number_formats import percent
from gui.training.session import TrainingSession
from gui.training.views.confusion import Cell, ConfusionMatrix
from gui.training.views.heading import Heading
from gui.training.views.images import MOST, ImageGrid, Shown
from gui.training.views.reader import SETS, Reader
from gui.training.views.saving import Sheet, picture_of
from gui.widgets import ElidedLabel, SteadyScrollArea, VisibleRoom, space

_WIDE = 560  # pixels: matrix and images side by side


class MistakesPage(SteadyScrollArea):
    """Follows the session by itself, while somebody looks."""

    opened = Signal(object, float)  # a Document: one image in the net that misread it; a position

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.reader = Reader(session, self)
        self.matrix = ConfusionMatrix(appearance, translator)
        self.images = ImageGrid(appearance)
        self.status, self.pointed = ElidedLabel(), ElidedLabel()
        names = {name: f"watch.set.{name}" for name in SETS}
        self.sets = slim(choice(names, translator), appearance)
        self.heading, self.list_heading = self._make_headings()
        self._inner, self._scroller = QWidget(), SteadyScrollArea()
        self._sides = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._inner)
        self._compose()
        self._room = VisibleRoom(self.matrix)
        self._room.changed.connect(self._arrange)
        self.matrix.chosen.connect(self._choose_cell)
        self.matrix.pointed.connect(self._say_cell)
        self.images.pointed.connect(self._say_image)
        self.images.opened.connect(self.open_image)
        self.sets.currentIndexChanged.connect(self._choose_set)
        self.reader.done.connect(self._on_read)
        self.reader.emptied.connect(self._show_nothing)
        self.reader.progressed.connect(self._on_progress)
        self.reader.failed.connect(self._say)
        session.snapshot.connect(self.look)
        session.state_changed.connect(self.look)
        self._show_nothing()

    def close_work(self) -> bool:
        """End the thread; False if it did not end within a second."""
        return self.reader.task.close()

    @Slot()
    def look(self) -> None:
        if self.isVisible():
            self.reader.look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Side by side, the images scrolling for themselves; or one above the other as one page."""
        wide = self.width() >= self._appearance.px(_WIDE)
        direction = QBoxLayout.Direction
        self._sides.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        # Never as needed: a bar that comes leaves less width, thus more rows, and one that goes …
        bar = Qt.ScrollBarPolicy
        self._scroller.setVerticalScrollBarPolicy(
            bar.ScrollBarAlwaysOn if wide else bar.ScrollBarAlwaysOff
        )
        room = self._room.height
        self.matrix.setMinimumHeight(0 if wide else self.matrix.height_for(self.width(), room))
        self._scroller.setMinimumHeight(0 if wide else self.images.sizeHint().height())

    @Slot()
    def _choose_set(self) -> None:
        self.reader.set = str(self.sets.currentData())
        self.look()

    # what the reader says

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self.reader.waited_for:
            fields = {"done": whole(progress.done), "total": whole(progress.total)}
            self._say(Message("watch.mistakes.busy", fields))

    @Slot()
    def _on_read(self) -> None:
        reading, job = self.reader.reading, self.reader.job
        assert reading is not None and job is not None
        self.matrix.show_reading(reading)
        self._show_images(self.matrix.cell)
        fields = {
            "step": whole(job.steps),
            "right": percent(reading.accuracy),
            "wrong": whole(len(reading.mistakes)),
            "total": whole(len(reading.labels)),
        }
        self._say(Message("watch.mistakes.status", fields))
        self.look()  # something newer may have come meanwhile

    @Slot()
    def _show_nothing(self) -> None:
        self.matrix.show_reading(None)
        self.images.show_images([])
        self._translator.bind(self.list_heading.title.setText, "watch.mistakes.title")
        self._say(Message("watch.mistakes.none"))
        self._say_hint()

    # what is shown

    @Slot(object)
    def _choose_cell(self, cell: Cell | None) -> None:
        self._show_images(cell)
        if cell is not None:  # whoever chose it wants to see them
            self._sides.activate()
            top = self.list_heading.mapTo(self._inner, QPoint()).y()
            self.verticalScrollBar().setValue(top)

    def _show_images(self, cell: Cell | None) -> None:
        """The worst mistakes, or the images of one cell."""
        reading, job = self.reader.reading, self.reader.job
        if reading is None or job is None:
            return
        found = reading.mistakes if cell is None else reading.cell(*cell)
        self.images.show_images(
            [
                Shown(
                    int(i),
                    job.images[i],
                    int(reading.labels[i]),
                    int(reading.predicted[i]),
                    float(reading.confidence[i]),
                )
                for i in found[:MOST]
            ]
        )
        self._arrange()
        label, guess = cell or (0, 0)
        fields = {"label": label, "guess": guess, "count": whole(len(found))}
        key = "worst" if cell is None else "cell"
        self._translator.bind(self.list_heading.title.setText, f"watch.mistakes.{key}", **fields)
        self._say_hint()

    @Slot(object)
    def open_image(self, image: Shown) -> None:
        """The net with just this image, the parameters being those that it was read with; at the
        end of the forward pass, where it has been misread."""
        job = self.reader.job
        assert job is not None
        values = dict(job.params)
        values["X"] = scaled(image.pixels[None, :])
        values["t"] = np.array([image.label], np.uint8)
        end = job.snapshot.trace.forward_count
        self.opened.emit(Document(job.snapshot.graph, values), float(end))

    # what is said

    @Slot(object)
    def _say(self, message: Message) -> None:
        self._translator.bind(self.status.setText, message)

    @Slot(object)
    def _say_cell(self, cell: Cell | None) -> None:
        if cell is None or self.reader.reading is None:
            self._say_hint()
            return
        row = self.reader.reading.confusion[cell[0]]
        fields = {
            "label": cell[0],
            "guess": cell[1],
            "count": whole(int(row[cell[1]])),
            "row": whole(int(row.sum())),
            "share": percent(float(row[cell[1]] / max(row.sum(), 1))),
        }
        self._translator.bind(self.pointed.setText, "watch.mistakes.pointed", **fields)

    @Slot(object)
    def _say_image(self, image: Shown | None) -> None:
        if image is None:
            self._say_hint()
            return
        fields = {
            "index": whole(image.index),
            "label": image.label,
            "guess": image.guess,
            "share": percent(image.confidence),
        }
        self._translator.bind(self.pointed.setText, "watch.mistakes.image", **fields)

    def _say_hint(self) -> None:
        empty = self.reader.reading is not None and not self.images.images
        key = "none_here" if empty else "hint"
        self._translator.bind(self.pointed.setText, f"watch.mistakes.{key}")

    # how it is laid out

    def _make_headings(self) -> tuple[Heading, Heading]:
        words = self._appearance, self._translator
        one = Heading("watch.confusion.title", "watch.confusion.tip", self.confusion_sheet, *words)
        other = Heading("watch.mistakes.title", "watch.mistakes.tip", self.images_sheet, *words)
        return one, other

    def _compose(self) -> None:
        for label in (self.status, self.pointed):
            label.setProperty("role", "caption")
        self._translator.bind(self.sets.setAccessibleName, "watch.set.choose")
        self.heading.add_tool(self.sets)
        for area, inside in ((self, self._inner), (self._scroller, self.images)):
            _make_quiet(area, inside)
        for parts, share in (
            ((self.heading, self.status, self.matrix), 3),
            ((self.list_heading, self.pointed, self._scroller), 2),
        ):
            side = QWidget()
            side.setProperty("role", "bare")
            rows = QVBoxLayout(side)
            for part in parts:
                rows.addWidget(part, 1 if part is parts[-1] else 0)
            space(rows, self._appearance, gap=3)
            self._sides.addWidget(side, share)
        space(self._sides, self._appearance, gap=10)

    # what is saved

    def confusion_sheet(self) -> Sheet | None:
        """A row for each label: how many of its images were read as each class."""
        if self.reader.reading is None:
            return None
        table = self.reader.reading.confusion
        columns = {"label": np.arange(len(table))}
        columns |= {f"read_as_{guess}": table[:, guess] for guess in range(len(table))}
        return Sheet("confusion", picture_of(self.matrix, self._appearance.theme.panel), columns)

    def images_sheet(self) -> Sheet | None:
        """A row for each image that is listed."""
        shown = self.images.images
        if not shown:
            return None
        names = ("index", "label", "guess", "confidence")
        columns = {name: np.array([getattr(each, name) for each in shown]) for name in names}
        return Sheet("mistakes", picture_of(self.images, self._appearance.theme.panel), columns)


def _make_quiet(area: QScrollArea, inside: QWidget) -> None:
    """Without a ground of its own."""
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)

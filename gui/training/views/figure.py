"""A plot of a run with its heading: a legend, and the buttons to zoom back and to save."""

from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.engine import Array
from core.format import whole
from core.training import Change
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.axis import Wording
from gui.training.change_words import change_sentence
from gui.training.legend_key import LegendKey
from gui.training.plot import Colour, Plot
from gui.training.recording import Recording
from gui.training.views.heading import Heading
from gui.training.views.saving import Sheet, picture_of
from gui.widgets import IconButton, space


class Figure(QWidget):
    """Subclasses draw their curves; what is drawn here they also say, and write into a table.

    Its words are `<words>.<name>`, `<name>_name` for screen readers and `<name>_tip`.
    """

    name: ClassVar[str]
    words: ClassVar[str] = "watch.figure"
    over_steps = True  # whether the steps of the run are what goes across
    y_wording: ClassVar[Wording]
    x_wording: ClassVar[Wording] = whole

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._recording: Recording | None = None
        self._pointed: float | None = None  # where the mouse is
        key = f"{self.words}.{self.name}"
        self.plot = Plot(appearance, type(self).x_wording, type(self).y_wording, self)
        self.plot.hovered.connect(self._read)
        translator.bind(self.plot.setAccessibleName, f"{key}_name")
        self.heading = Heading(key, f"{key}_tip", self.sheet, appearance, translator)
        self.back = IconButton("zoom_out", appearance, translator, key="watch.zoom.back", side=15)
        self.back.clicked.connect(self.plot.zoom_back)
        self.back.hide()
        self.heading.add_tool(self.back)
        self.plot.zoomed.connect(self.back.setVisible)
        self.plot.menu_wanted.connect(self.heading.save.open_menu)
        rows = QVBoxLayout(self)
        rows.addWidget(self.heading)
        rows.addWidget(self.plot, 1)
        space(rows, appearance, gap=2)
        self.plot.reading.setParent(self)  # in place of the heading: it covers no curve there
        self.plot.reading.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    # what subclasses say

    def draw(self, recording: Recording) -> None:
        raise NotImplementedError

    def is_unwatched(self, recording: Recording) -> bool:
        """Whether there are steps, but nothing that could be drawn of them."""
        return False

    def reading(self, x: float, recording: Recording) -> tuple[float, str] | None:
        """The nearest place that there is something to say about, and what."""
        raise NotImplementedError

    def table(self, recording: Recording) -> dict[str, Array]:
        """The numbers behind the curves, column by column."""
        raise NotImplementedError

    def add_key(self, key: str, colour: Colour, width: float) -> LegendKey:
        """Another sample in the legend; `key` is that of its word."""
        sample = LegendKey(self._appearance, self._translator, key, colour, width)
        self.heading.add(sample)
        return sample

    @property
    def sheet_name(self) -> str:
        """What a file is called unless somebody calls it otherwise."""
        return self.name

    # what the panel asks for

    @property
    def is_seen(self) -> bool:
        """Whether anything of it is to be seen."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def show_run(self, recording: Recording) -> None:
        """Draw what a run has left."""
        if recording is not self._recording:
            self._recording = recording
            self.heading.tell_nothing()
            self.plot.zoom_back()
        if self.is_seen:
            unwatched = recording.steps > 0 and self.is_unwatched(recording)
            self.plot.say_blank(self._translator.tr("watch.blank.unwatched") if unwatched else "")
            self.draw(recording)
            steps = {change.iteration + 1 for change in self._changes}
            self.plot.mark(sorted(steps))
            if self._pointed is not None:
                self._say_reading()  # what is under the mouse has become another
            self.plot.viewport().update()

    def paint_now(self) -> None:
        self.plot.viewport().repaint()

    def sheet(self) -> Sheet | None:
        """What is to be saved; None before there is a run."""
        if self._recording is None:
            return None
        table = self.table(self._recording)
        tools = [each for each in self.heading.findChildren(QWidget) if self._is_tool(each)]
        self._pointed, pointed = None, self._pointed
        self._say_reading()  # which stands where the picture has its heading
        picture = picture_of(self, self._appearance.theme.panel, tools)
        self._pointed = pointed
        self._say_reading()
        return Sheet(self.sheet_name, picture, table)

    def _is_tool(self, widget: QWidget) -> bool:
        return widget.focusPolicy() is not Qt.FocusPolicy.NoFocus or widget is self.heading.told

    @property
    def _changes(self) -> tuple[Change, ...]:
        """The settings that were changed on the way, if steps go across."""
        return self._recording.changes if self._recording is not None and self.over_steps else ()

    @Slot(object)
    def _read(self, x: float | None) -> None:
        self._pointed = x
        if x is not None:
            self.heading.tell_nothing()
        self._say_reading()

    def _say_reading(self) -> None:
        """What the curves read under the mouse; at a mark, what became different there."""
        found, x = None, self._pointed
        if x is not None and self._recording is not None:
            at = [c for c in self._changes if abs(c.iteration + 1 - x) <= self.plot.reach]
            said = "\n".join(change_sentence(c).text(self._translator.language) for c in at)
            found = (at[-1].iteration + 1, said) if at else self.reading(x, self._recording)
        self.plot.show_reading(*(found or (None,)))
        reading, line = self.plot.reading, self.heading.geometry()
        reading.setGeometry(0, 0, self.width(), max(reading.height(), line.bottom() + 1))
        reading.raise_()

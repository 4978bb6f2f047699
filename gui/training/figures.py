"""Six figures of a run, each with its caption before it, in as much room as there is."""

from collections.abc import Mapping
from enum import Enum, auto

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from core.history import MEAN_OF
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.gauge import RatioGauge
from gui.widgets import space

NOTHING = "—"
FIGURES = ("loss", "speed", "epoch", "time_left", "dead", "ratio")
_WIDEST = {"loss": "0.0000", "speed": "0000", "time_left": "00:00"}  # as a rule
_LEAST = ("time_left", "speed", "epoch", "ratio", "dead", "loss")  # who goes first
_GAP, _ROW_GAP = 8, 2  # unscaled pixels


class Form(Enum):
    PAIR = auto()  # two columns of three
    SINGLE = auto()  # the first of these columns only
    COLUMN = auto()  # all six below each other, or as many as the height allows


class Figures(QWidget):
    """`values` and `captions` by the name of the figure."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self._appearance, self._translator = appearance, translator
        self._form, self._ratio_told, self._most = Form.PAIR, True, len(FIGURES)
        self.values = {name: caption_label("ink") for name in FIGURES}
        self.captions = {name: caption_label() for name in FIGURES}
        self.gauge = RatioGauge(appearance)
        self._ratio_row = QWidget()
        self._ratio_row.setProperty("role", "bare")
        self._grid = QGridLayout(self)
        self._compose()

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """The figures of the moment; an empty one is not known."""
        for name, value in self.values.items():
            value.setText(texts[name] or NOTHING)
            value.ensurePolished()
            value.setMinimumWidth(
                value.fontMetrics().horizontalAdvance(_widest(name, value.text()))
            )
        self._show()

    def arrange(self, form: Form, *, ratio_told: bool) -> None:
        """`ratio_told`: whether the update ratio is told in digits beside its gauge."""
        self._ratio_told = ratio_told
        if form is not self._form:
            self._form = form
            self._place()
        self._show()

    @property
    def pair_width(self) -> int:
        """Pixels that two columns need, with nothing cut."""
        width = 0
        for names in (FIGURES[::2], FIGURES[1::2]):
            width += max(self.captions[name].sizeHint().width() for name in names)
            width += max(self._width_of(name) for name in names)
        return width + 4 * self._appearance.px(_GAP)

    def fit(self, height: int) -> None:
        """In a column: leave out what so many pixels have no room for. What is not known goes
        first, then what counts least."""
        pitch = self.captions["loss"].sizeHint().height() + self._appearance.px(_ROW_GAP)
        self._most = max((height + self._appearance.px(_ROW_GAP)) // pitch, 1)
        self._show()

    def _width_of(self, name: str) -> int:
        if name != "ratio":
            return self.values[name].sizeHint().width()
        told = self.values[name].sizeHint().width() + self._appearance.px(_GAP)
        return self.gauge.minimumSizeHint().width() + told * self._ratio_told

    def _show(self) -> None:
        """Those that there is room for."""
        shown = set(FIGURES)
        if self._form is Form.SINGLE:
            shown = set(FIGURES[::2])
        elif self._form is Form.COLUMN:
            unknown = [name for name in _LEAST if self.values[name].text() == NOTHING]
            order = unknown + [name for name in _LEAST if name not in unknown]
            shown = set(order[max(len(order) - self._most, 0) :])
        for name, value in self.values.items():
            self.captions[name].setVisible(name in shown)
            (self._ratio_row if name == "ratio" else value).setVisible(name in shown)
        self.values["ratio"].setVisible(self._ratio_told)
        self.gauge.setVisible(self._form is not Form.COLUMN)

    def _compose(self) -> None:
        bind = self._translator.bind
        for name, value in self.values.items():
            caption = self.captions[name]
            bind(caption.setText, f"training.readout.{name}")
            bind(value.setAccessibleName, f"training.readout.{name}")
            if name != "time_left":
                for part in (caption, value):
                    bind(part.setToolTip, f"training.readout.{name}_tip", n=MEAN_OF)
        bind(self.gauge.setToolTip, "training.readout.ratio_tip")
        row = QHBoxLayout(self._ratio_row)
        row.addWidget(self.values["ratio"])
        row.addWidget(self.gauge, 1)
        self._place()
        space(row, self._appearance, gap=_GAP)
        space(self._grid, self._appearance, gap=_GAP, row_gap=_ROW_GAP)

    def _place(self) -> None:
        one = self._form is Form.COLUMN
        for index, name in enumerate(FIGURES):
            row, column = (index, 0) if one else divmod(index, 2)
            value = self._ratio_row if name == "ratio" else self.values[name]
            self._grid.addWidget(self.captions[name], row, 3 * column)
            self._grid.addWidget(value, row, 3 * column + 1)
        for column, stretch in ((1, one), (2, not one)):
            self._grid.setColumnStretch(column, int(stretch))
        self._grid.setColumnStretch(4, 0 if one else 4)


def _widest(name: str, text: str) -> str:
    """What may come, so that nothing has to move for it."""
    if " / " in text:
        total = text.rpartition(" / ")[2]
        return f"{total} / {total}"
    usual = _WIDEST.get(name, "")
    return usual if len(usual) > len(text) else text


def caption_label(tone: str = "") -> QLabel:
    label = QLabel()
    label.setProperty("role", "caption")
    if tone:
        label.setProperty("tone", tone)
    return label

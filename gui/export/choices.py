"""The controls of the export panel: which file, and what matters for that kind of file."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from gui.appearance import Appearance
from gui.export.frame_painter import Look
from gui.export.picture import SCALES
from gui.export.request import FILMS, KINDS, RATES, SIZES, SPEEDS, STARTING_RATE, Request
from gui.i18n import Translator
from gui.theme import THEMES
from gui.widgets import CalmWheel, space

AS_SHOWN = "shown"
_MOST_PAIRS = 3  # of a label and a field, side by side
_PARTS = ("all", "before", "after")
_STARTING_SIZE = {"gif": (960, 540), "mp4": (1280, 720)}
_FILM = ("theme", "size", "rate", "speed", "part", "caption")
_FIELDS: dict[str, tuple[str, ...]] = {  # what matters for each kind of file
    "png": ("theme", "scale", "caption"),
    "svg": ("theme", "caption"),
    "pdf": ("theme", "caption"),
    "gif": _FILM,
    "mp4": _FILM,
    "derivation": (),
}


class Choices(QWidget):
    """`request` is what they say at the moment."""

    changed = Signal()

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self.kind = self._combo(KINDS, "export.kind.{}")
        self._kind_label = self._label("kind", self.kind)
        self.theme = self._combo((AS_SHOWN, *THEMES), "export.theme.{}")
        self.scale = self._combo(SCALES, "", lambda scale: f"{scale} ×")
        self.pixels = self._combo(SIZES, "", lambda size: f"{size[0]} × {size[1]}")
        self.rate = self._combo((), "")
        self.speed = self._combo(SPEEDS, "", lambda speed: f"{speed:g} ×")
        self.part = self._combo(_PARTS, "export.part.{}")
        self.caption = QCheckBox(self)
        self.caption.setChecked(True)
        translator.bind(self.caption.setText, "export.panel.caption")
        self.caption.toggled.connect(self.changed)
        self.scale.setCurrentIndex(SCALES.index(2))
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        fields: dict[str, QWidget] = {
            "theme": self.theme,
            "scale": self.scale,
            "size": self.pixels,
            "rate": self.rate,
            "speed": self.speed,
            "part": self.part,
        }
        self._fields: dict[str, tuple[QLabel | None, QWidget]] = {
            name: (self._label(name, field), field) for name, field in fields.items()
        }
        self._fields["caption"] = None, self.caption
        self._sizes: dict[QWidget, QSize] = {}  # as each field wished it when it was last placed
        self._pairs = 2
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        space(self._grid, appearance, gap=12, row_gap=6)
        for combo in (self.theme, self.scale, self.pixels, self.rate, self.speed, self.part):
            combo.currentIndexChanged.connect(self.changed)
        self.kind.currentIndexChanged.connect(self._suit)
        self._suit()

    @property
    def request(self) -> Request:
        kind: str = self.kind.currentData()
        theme: str = self.theme.currentData()
        look = Look(
            self._appearance.theme.name if theme == AS_SHOWN else theme,
            self._translator.language,
            self.caption.isChecked(),
        )
        request = Request(kind, look, self.scale.currentData())
        if kind not in FILMS:
            return request
        return replace(
            request,
            size=tuple(self.pixels.currentData()),
            rate=self.rate.currentData(),
            speed=self.speed.currentData(),
            part=self.part.currentData(),
        )

    def choose(self, kind: str) -> None:
        self.kind.setCurrentIndex(KINDS.index(kind))

    # the controls

    def _combo(
        self, values: Sequence[object], key: str, shown: Callable[..., str] = str
    ) -> QComboBox:
        combo = QComboBox(self)
        CalmWheel((combo,), self)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for i, value in enumerate(values):
            combo.addItem("" if key else shown(value), value)
            if key:
                self._translator.bind(partial(combo.setItemText, i), key.format(value))
        return combo

    def _label(self, name: str, field: QWidget) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", "muted")
        label.setBuddy(field)
        self._translator.bind(label.setText, f"export.panel.{name}")
        self._translator.bind(field.setAccessibleName, f"export.panel.{name}")
        return label

    @Slot()
    def _suit(self) -> None:
        """Show what matters for this kind of file."""
        kind = self.kind.currentData()
        self._place()
        if kind in FILMS:
            self._offer_rates(kind)
            self.pixels.setCurrentIndex(SIZES.index(_STARTING_SIZE[kind]))
        self.changed.emit()

    def take_width(self, width: int) -> None:
        """Be so wide, with as many fields side by side as that has room for."""
        self.setFixedWidth(width)
        pairs = next(n for n in range(_MOST_PAIRS, 0, -1) if n == 1 or self._needed(n) <= width)
        if pairs != self._pairs:
            self._pairs = pairs
            self._place()
        for _, field in self._fields.values():
            if self._sizes.get(field) != field.sizeHint():
                self._sizes[field] = field.sizeHint()
                field.updateGeometry()  # its letters have grown since its size was asked for
        self._grid.activate()

    def _needed(self, pairs: int) -> int:
        """The width of so many pairs of columns, whatever may be chosen in them."""
        names, gap, width = _FIELDS[self.kind.currentData()], self._grid.horizontalSpacing(), 0
        for column in range(pairs):
            parts = [self._fields[name] for name in names[column::pairs]]
            labels = [label.sizeHint().width() + gap for label, _ in parts if label is not None]
            fields = [field.sizeHint().width() for label, field in parts if label is not None]
            alone = [field.sizeHint().width() for label, field in parts if label is None]
            width += max(max(labels, default=0) + max(fields, default=0), *alone, 0)
        return width + (pairs - 1) * gap

    def _place(self) -> None:
        """The kind of file, and below it the rest in one to three pairs of columns."""
        names = _FIELDS[self.kind.currentData()]
        for name, (label, field) in self._fields.items():
            for part in filter(None, (label, field)):
                self._grid.removeWidget(part)
                part.setVisible(name in names)
        self._grid.addWidget(self._kind_label, 0, 0)
        self._grid.addWidget(self.kind, 0, 1, 1, 2 * self._pairs - 1)
        for i, name in enumerate(names):
            row, column = divmod(i, self._pairs)
            label, field = self._fields[name]
            if label is None:
                self._grid.addWidget(field, row + 1, 2 * column, 1, 2)
            else:
                self._grid.addWidget(label, row + 1, 2 * column)
                self._grid.addWidget(field, row + 1, 2 * column + 1)
        for pair in range(1, _MOST_PAIRS):
            self._grid.setColumnStretch(2 * pair + 1, int(pair < self._pairs))

    def _offer_rates(self, kind: str) -> None:
        self.rate.blockSignals(True)
        self.rate.clear()
        for rate in RATES[kind]:
            self.rate.addItem(str(rate), rate)
        self.rate.setCurrentIndex(RATES[kind].index(STARTING_RATE[kind]))
        self.rate.blockSignals(False)

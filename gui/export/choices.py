"""The controls of the export panel: which file, and what matters for that kind of file."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from gui.appearance import Appearance
from gui.export.canvas import Look
from gui.export.picture import SCALES
from gui.export.request import FILMS, KINDS, RATES, SIZES, SPEEDS, Request
from gui.i18n import Translator
from gui.theme import THEMES
from gui.widgets import space

AS_SHOWN = "shown"
_PARTS = ("all", "before", "after")
_STARTING_SIZE = {"gif": (960, 540), "mp4": (1280, 720)}
_STARTING_RATE = {"gif": 20, "mp4": 30}


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
        self.theme = self._combo((AS_SHOWN, *THEMES), "export.theme.{}")
        self.scale = self._combo(SCALES, "", lambda scale: f"{scale} ×")
        self.pixels = self._combo(SIZES, "", lambda size: f"{size[0]} × {size[1]}")
        self.rate = self._combo((), "")
        self.speed = self._combo(SPEEDS, "", lambda speed: f"{speed:g} ×")
        self.part = self._combo(_PARTS, "export.part.{}")
        self.caption = QCheckBox()
        self.caption.setChecked(True)
        translator.bind(self.caption.setText, "export.panel.caption")
        self.caption.toggled.connect(self.changed)
        self.scale.setCurrentIndex(SCALES.index(2))
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self._rows: list[tuple[QLabel | None, QWidget]] = []
        self._arrange()
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
        combo = QComboBox()
        for i, value in enumerate(values):
            combo.addItem("" if key else shown(value), value)
            if key:
                self._translator.bind(partial(combo.setItemText, i), key.format(value))
        combo.currentIndexChanged.connect(self.changed)
        return combo

    def _arrange(self) -> None:
        """Labels and fields in two pairs of columns."""
        grid = QGridLayout(self)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("kind", self.kind),
            ("theme", self.theme),
            ("scale", self.scale),
            ("size", self.pixels),
            ("rate", self.rate),
            ("speed", self.speed),
            ("part", self.part),
            ("", self.caption),
        )
        for i, (name, field) in enumerate(fields):
            row, column = divmod(i, 2)
            if not name:
                grid.addWidget(field, row, 2 * column, 1, 2)
                continue
            label = QLabel()
            label.setProperty("role", "muted")
            label.setBuddy(field)
            self._translator.bind(label.setText, f"export.panel.{name}")
            self._translator.bind(field.setAccessibleName, f"export.panel.{name}")
            grid.addWidget(label, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
            self._rows.append((label, field))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        space(grid, self._appearance, gap=12, row_gap=6)

    @Slot()
    def _suit(self) -> None:
        """Show what matters for this kind of file."""
        kind = self.kind.currentData()
        film = kind in FILMS
        wanted: dict[QWidget, bool] = {
            self.kind: True,
            self.theme: kind != "derivation",
            self.scale: kind == "png",
            **dict.fromkeys((self.pixels, self.rate, self.speed, self.part), film),
        }
        for label, field in self._rows:
            field.setVisible(wanted[field])
            if label is not None:
                label.setVisible(wanted[field])
        self.caption.setVisible(kind != "derivation")
        if film:
            self._offer_rates(kind)
            self.pixels.setCurrentIndex(SIZES.index(_STARTING_SIZE[kind]))
        self.changed.emit()

    def _offer_rates(self, kind: str) -> None:
        self.rate.blockSignals(True)
        self.rate.clear()
        for rate in RATES[kind]:
            self.rate.addItem(str(rate), rate)
        self.rate.setCurrentIndex(RATES[kind].index(_STARTING_RATE[kind]))
        self.rate.blockSignals(False)

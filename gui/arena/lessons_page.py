"""The page of lessons: each opens with one click, and says what to look at."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.surfaces.race.presets import PRESETS
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.widgets import space
from gui.widgets.choice_card import ChoiceCard


class LessonsPage(QWidget):
    """One card for each lesson."""

    chosen = Signal(str)

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.cards: dict[str, ChoiceCard] = {}
        column = QVBoxLayout(self)
        for name, preset in PRESETS.items():
            card = ChoiceCard(preset.title, preset.about, appearance, translator)
            card.clicked.connect(partial(self.chosen.emit, name))
            column.addWidget(card)
            self.cards[name] = card
        column.addStretch(1)
        space(column, appearance, margins=(0, 0, 4, 4), gap=8)

"""What the tool for forward and reverse mode looks like: its widgets, and where they stand."""

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.explore.sweeps import Mode
from gui.appearance import Appearance
from gui.explore.stepped import SteppedTool
from gui.explore.stepper import Stepper
from gui.i18n import Translator
from gui.widgets import CalmWheel, FlowLayout, Sentence, WholeSpinBox, nest, space
from gui.widgets.sheet import Sheet
from gui.workbench import Workbench

_PACE = 650  # milliseconds a node


class SweepsFace(SteppedTool):
    """The counts, the two modes, the buttons, and what the sweeps have found."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self.modes = {mode: QPushButton() for mode in Mode}
        self.counts = Sentence()
        self.table = Sheet(appearance, 2)
        self.stepper = Stepper(appearance, translator, "explore.sweeps.", _PACE)
        self.number = WholeSpinBox(minimum=1)
        CalmWheel((self.number,), self)
        self.trouble = Sentence()
        self.found = Sheet(appearance, 2)
        self._lay_out()

    def _lay_out(self) -> None:
        bind = self._translator.bind
        switch, below, column = QHBoxLayout(), FlowLayout(), QVBoxLayout(self)
        self.group = QButtonGroup(self)
        for i, (mode, button) in enumerate(self.modes.items()):
            bind(button.setText, f"explore.sweeps.{mode}")
            bind(button.setToolTip, f"explore.sweeps.{mode}_hint")
            button.setCheckable(True)
            self.group.addButton(button, i)
            switch.addWidget(button, 1)
        bind(self.number.setAccessibleName, "explore.sweeps.number")
        bind(self.number.setToolTip, "explore.sweeps.number")
        below.addWidget(self.stepper)
        below.addWidget(self.number)
        column.addWidget(self.counts)
        column.addWidget(self.table)
        nest(column, switch)
        nest(column, below)
        column.addWidget(self.trouble)
        column.addWidget(self.found)
        column.addStretch(1)
        for row in (switch, below):
            space(row, self._appearance, gap=6)
        space(column, self._appearance, gap=9)

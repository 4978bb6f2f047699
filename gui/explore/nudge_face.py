"""What the tool that pushes a node looks like: its widgets, and where they stand."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from gui.appearance import Appearance
from gui.explore.element import ElementChooser
from gui.explore.log_chart import LogChart
from gui.explore.tool import Tool
from gui.i18n import Translator
from gui.widgets import CalmWheel, Sentence, nest, space
from gui.widgets.sheet import Sheet
from gui.workbench import Workbench

STEPS = 10  # slider positions in a decade
_SMALLEST = -15  # the power of ten at the slider's left end
_START = -2


class NudgeFace(Tool):
    """A node, an ε, two buttons that push, the figures, and the errors over all ε."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self.nodes = QComboBox()
        self.element = ElementChooser(appearance, translator)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        CalmWheel((self.nodes, self.slider), self)
        self.slider.setRange(_SMALLEST * STEPS, 0)
        self.slider.setPageStep(STEPS)
        self.slider.setValue(_START * STEPS)
        self.epsilon_label = QLabel()
        self.down, self.up = QPushButton(), QPushButton()
        for button in (self.down, self.up):
            button.setCheckable(True)
        self.figures = Sheet(appearance, 2)
        self.chart = LogChart(appearance, log_x=True)
        self.regime = Sentence()
        self._lay_out()

    def _lay_out(self) -> None:
        bind = self._translator.bind
        label = QLabel()
        label.setProperty("role", "muted")
        bind(label.setText, "explore.nudge.node")
        self.regime.setProperty("role", "muted")
        bind(self.nodes.setAccessibleName, "explore.nudge.node")
        bind(self.nodes.setToolTip, "explore.nudge.node_hint")
        bind(self.slider.setAccessibleName, "explore.nudge.epsilon")
        bind(self.slider.setToolTip, "explore.nudge.epsilon_hint")
        for button in (self.up, self.down):
            bind(button.setToolTip, "explore.nudge.push_hint")
        above, middle, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        above.addWidget(label)
        above.addWidget(self.nodes, 1)
        middle.addWidget(self.slider, 1)
        middle.addWidget(self.epsilon_label)
        buttons.addWidget(self.down, 1)
        buttons.addWidget(self.up, 1)
        column = QVBoxLayout(self)
        nest(column, above)
        column.addWidget(self.element)
        nest(column, middle)
        nest(column, buttons)
        column.addWidget(self.figures)
        column.addWidget(self.chart, 1)
        column.addWidget(self.regime)
        for row in (above, middle, buttons):
            space(row, self._appearance, gap=8)
        space(column, self._appearance, gap=8)

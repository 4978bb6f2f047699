"""What the tool that walks paths looks like: its widgets, and where they stand."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.explore.ladder import LadderBox
from gui.explore.path_list import PathList
from gui.explore.stepped import SteppedTool
from gui.explore.stepper import Stepper
from gui.i18n import Translator
from gui.widgets import CalmWheel, FlowLayout, Sentence, WholeSpinBox, nest, space
from gui.widgets.sheet import Sheet
from gui.workbench import Workbench

_PACE = 420  # milliseconds an edge


class PathsFace(SteppedTool):
    """The node, the buttons, the list of paths, their sum, what they cost, and the ladder."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self.nodes = QComboBox()
        self.number = WholeSpinBox(minimum=1)
        CalmWheel((self.nodes, self.number), self)
        self.stepper = Stepper(appearance, translator, "explore.paths.", _PACE)
        self.list = PathList(appearance)
        self.arrows = Sentence()
        self.sum = Sentence()
        self.work = Sheet(appearance, 3)
        self.patience = Sentence()
        self.ladder = LadderBox(appearance, translator)
        self._lay_out()

    def _lay_out(self) -> None:
        bind = self._translator.bind
        label = QLabel()
        bind(label.setText, "explore.paths.node")
        label.setBuddy(self.nodes)
        bind(self.nodes.setAccessibleName, "explore.paths.node")
        bind(self.nodes.setToolTip, "explore.paths.node_hint")
        bind(self.number.setAccessibleName, "explore.paths.number")
        bind(self.arrows.setText, "explore.paths.arrows")
        for words in (label, self.patience, self.arrows):
            words.setProperty("role", "muted")
        above, below, column = QHBoxLayout(), FlowLayout(), QVBoxLayout(self)
        above.addWidget(label)
        above.addWidget(self.nodes, 1)
        below.addWidget(self.stepper)
        below.addWidget(self.number)
        nest(column, above)
        nest(column, below)
        for part in (self.list, self.arrows, self.sum, self.work, self.patience, self.ladder):
            column.addWidget(part)
        column.addStretch(1)
        for row in (above, below):
            space(row, self._appearance, gap=6)
        space(column, self._appearance, gap=9)

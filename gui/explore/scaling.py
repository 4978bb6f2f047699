"""Why data are scaled: one step of gradient descent, with inputs of different sizes."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.documents.document import read
from core.format import number
from core.language.expression import parse
from core.messages import Message
from core.scenes import scaling
from core.scenes.descent import descend
from core.trace import Trace
from gui.appearance import Appearance
from gui.explore.tool import Tool
from gui.i18n import Translator
from gui.widgets import CalmWheel, FlowLayout, LogSpinBox, nest, space
from gui.widgets.sheet import Row, Sheet
from gui.workbench import Workbench

_GRAPH = parse(scaling.EXPRESSION)


class ScalingTool(Tool):
    """k on the stage is the scale. The table compares it with 1 and 1000; a button takes the
    step for real."""

    key = "scaling"

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self.k = LogSpinBox(1.0, 0.01, 10_000.0)
        self.rate = LogSpinBox(scaling.LEARNING_RATE, 1e-9, 10.0)
        CalmWheel((self.k, self.rate), self)
        self.table = Sheet(appearance, 4)
        self.verdict, self.hint = QLabel(), QLabel()
        for label in (self.verdict, self.hint):
            label.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        self.presets = {k: QPushButton(f"k = {number(k)}") for k in scaling.SCALES}
        self.step, self.open = QPushButton(), QPushButton()
        self._fields = QWidget()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        tr, look = self._translator, self._appearance
        tr.bind(self.step.setText, "scenes.scaling.step")
        tr.bind(self.open.setText, "scenes.scaling.open")
        fields, presets, column = QGridLayout(self._fields), FlowLayout(), QVBoxLayout(self)
        for row, (name, field) in enumerate((("k", self.k), ("rate", self.rate))):
            label = QLabel(wordWrap=True)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            tr.bind(label.setText, f"scenes.scaling.{name}")
            tr.bind(field.setAccessibleName, f"scenes.scaling.{name}")
            fields.addWidget(label, row, 0)
            fields.addWidget(field, row, 1)
        fields.setColumnStretch(0, 1)
        for button in (*self.presets.values(), self.step):
            presets.addWidget(button)
        nest(fields, presets, 2, 0, 1, 2)
        for widget in (self._fields, self.table, self.verdict, self.hint, self.open):
            column.addWidget(widget)
        column.addStretch(1)
        for layout in (fields, presets):
            space(layout, look, gap=6)
        space(column, look, gap=10)

    def _connect(self) -> None:
        self.k.valueChanged.connect(self.set_scale)
        self.rate.valueChanged.connect(self._look)
        for k, button in self.presets.items():
            button.clicked.connect(lambda _=False, k=k: self.set_scale(k))
        self.step.clicked.connect(self.take_step)
        self.open.clicked.connect(self._open)

    # what it is told

    @property
    def stands(self) -> bool:
        """Is the example on the stage, with numbers for k and w? An array would be many scales."""
        if self.trace is None or self.trace.graph != _GRAPH:
            return False
        return all(self.trace.values[name].size == 1 for name in ("k", "w"))

    def look(self, trace: Trace) -> None:
        stands = self.stands
        for widget in (self._fields, self.table, self.verdict):
            widget.setVisible(stands)
        self.open.setVisible(not stands)
        name = "hint" if stands else "elsewhere"
        self._translator.bind(self.hint.setText, f"scenes.scaling.{name}")
        if not stands:
            return
        k = trace.values["k"].item()
        self.k.blockSignals(True)
        self.k.setValue(k)
        self.k.blockSignals(False)
        self._compare(trace, k)

    def _compare(self, trace: Trace, k: float) -> None:
        tr = self._translator.tr
        rate = self.rate.value()
        steps = [
            scaling.one_step(trace.values, scale, rate) for scale in sorted({*scaling.SCALES, k})
        ]
        header = [tr(f"scenes.scaling.{name}") for name in ("scale", "gradient", "before", "after")]
        rows = [
            Row(
                (
                    number(step.k),
                    number(step.gradient, 3),
                    number(step.before, 3),
                    number(step.after, 3),
                ),
                "error" if not step.after < step.before else "ink",
                strong=step.k == k,
            )
            for step in steps
        ]
        self.table.show_rows(header, rows)
        first, last = steps[0], steps[-1]
        ratio = number(abs(last.gradient / first.gradient), 3) if first.gradient else "∞"
        fields = {"low": number(first.k), "high": number(last.k), "ratio": ratio}
        burst = not last.after < last.before
        key = "scenes.scaling.burst" if burst else "scenes.scaling.fine"
        self._translator.bind(self.verdict.setText, key, **fields)

    # what it does

    @Slot(float)
    def set_scale(self, k: float) -> None:
        """Inputs k times as large, and w as much smaller: the same line in another unit."""
        if not self.stands or self.trace is None:
            return
        changed = scaling.rescaled(self.trace.values, k)
        self._bench.set_values(changed, Message("scenes.scaling.scaled", {"k": number(k)}))

    @Slot()
    def take_step(self) -> None:
        """One step of gradient descent with what stands on the stage."""
        if not self.stands or self.trace is None:
            return
        trace, rate = self.trace, self.rate.value()
        moved = descend(trace.values, trace.gradients, scaling.PARAMETERS, rate)
        self._bench.set_values(moved, Message("scenes.fit.descent"))

    @Slot()
    def _open(self) -> None:
        self.opened.emit(read(scaling.EXPRESSION, scaling.values()))

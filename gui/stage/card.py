"""The chain-rule card: the event of the moment as formulas, in a sentence, and in code."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.derivation import Kind, Line, derivation
from core.graph import Edge
from core.messages import Message
from core.names import called
from core.playback import Frame
from core.trace import Accumulate, Event, Forward, Propagate, Seed
from gui.appearance import Appearance
from gui.formula import FormulaLabel
from gui.i18n import Translator
from gui.stage.code_view import CodeView, listing
from gui.widgets import Card, space

_MOST_LINES = 3


class ChainRuleCard(Card):
    """Follows the frames. What it shows changes once an event, not once a frame."""

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, "stage.card.idle", parent)
        self.setProperty("role", "bare")  # it stands in a dock, which has a frame
        self._appearance = appearance
        self._shown: Event | None = None
        self.lines = [_FormulaLine(appearance) for _ in range(_MOST_LINES)]
        self.why = QLabel()
        self.why.setProperty("role", "muted")
        self.why.setWordWrap(True)
        self.code = CodeView(appearance)
        self.body.addWidget(self._scrolled())
        self._say_idle()

    def _scrolled(self) -> QScrollArea:
        """Formulas, sentence and code, one below the other, in whatever height there is."""
        content, area = QWidget(), QScrollArea()
        content.setProperty("role", "bare")
        column = QVBoxLayout(content)
        for part in (*self.lines, self.why, self.code):
            column.addWidget(part)
        column.addStretch(1)
        space(column, self._appearance, margins=(0, 0, 6, 0), gap=10)
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    @Slot(object)
    def set_frame(self, frame: Frame) -> None:
        """Explain the event of `frame`."""
        event = frame.event
        if event is self._shown:
            return
        self._shown = event
        if event is None:
            self._say_idle()
            return
        index = frame.index if frame.progress > 0 else frame.index - 1
        written = derivation(frame.trace, index)
        for i, label in enumerate(self.lines):
            label.show_line(written[i] if i < len(written) else None)
        self._explain(frame, event)

    def _explain(self, frame: Frame, event: Event) -> None:
        """Heading, sentence and code."""
        graph = frame.trace.graph
        node, slot = _place(event)
        op = graph.node(node).op
        title, fields = _title(event), {"node": called(graph, node), "op": op.symbol if op else ""}
        if op is None and isinstance(event, Forward):
            title = "stage.card.leaf"
        self.set_title(Message(f"{title}", fields))
        why = _why(event, op.explanation if op else None)
        self.why.setVisible(why is not None)
        if why is not None:
            self._translator.bind(self.why.setText, why, **fields)
        code = listing(op, slot) if op and isinstance(event, Forward | Propagate) else None
        self.code.setVisible(code is not None)
        if code is not None:
            self.code.show_listing(code)

    def _say_idle(self) -> None:
        self.set_title("stage.card.idle")
        for label in self.lines:
            label.show_line(None)
        self._translator.bind(self.why.setText, "stage.card.start")
        self.why.show()
        self.code.hide()


def _place(event: Event) -> tuple[str, int | None]:
    """The node whose op is explained, and the input whose rule runs."""
    match event:
        case Propagate(edge=Edge(target=target, slot=slot)):
            return target, slot
        case Forward(node=node) | Seed(node=node) | Accumulate(node=node):
            return node, None


def _title(event: Event) -> str:
    match event:
        case Forward():
            return "stage.card.forward"
        case Seed():
            return "stage.card.seed"
        case Propagate():
            return "stage.card.backward"
        case Accumulate():
            return "stage.card.accumulate"


def _why(event: Event, explanation: str | None) -> str | None:
    match event:
        case Propagate():
            return explanation
        case Seed():
            return "stage.card.why_seed"
        case Accumulate():
            return "stage.card.why_accumulate"
        case Forward():
            return None


class _FormulaLine(QWidget):
    """One line: a formula, or its plain text where a name cannot be typeset."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.formula = FormulaLabel(appearance, enlarged=1.3)
        self.text = QLabel()
        self.text.setProperty("role", "title")
        self.text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.formula)
        column.addWidget(self.text)

    def show_line(self, line: Line | None) -> None:
        self.setVisible(line is not None)
        if line is None:
            return
        set_in_tex = bool(line.tex)
        self.formula.setVisible(set_in_tex)
        self.text.setVisible(not set_in_tex)
        self.formula.set_role("ink" if line.kind is Kind.RULE else "backward_text")
        self.formula.set_formula(line.tex, line.plain)
        self.text.setText(line.plain)

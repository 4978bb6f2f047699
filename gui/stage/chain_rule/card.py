"""The chain-rule card: the event of the moment as formulas, in a sentence, and in code."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.engine import is_scalar
from core.explain.derivation import derivation
from core.explain.formulas import Kind
from core.explain.in_step import arguments
from core.explain.listing.shown import listing
from core.explain.why import why
from core.graph import Edge, Role
from core.messages import Message
from core.names import called
from core.playback import Frame
from core.trace import Accumulate, Event, Forward, Propagate, Seed, result
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.stage.chain_rule.argument_line import ArgumentLine
from gui.stage.chain_rule.code_view import CodeView
from gui.stage.chain_rule.copy_menu import CopyMenu
from gui.stage.chain_rule.derivation_line import DerivationLine
from gui.stage.chain_rule.formula_prefetch import FormulaPrefetch
from gui.stage.chain_rule.running_strip import MOST_LINES, RunningStrip
from gui.widgets import Card, QuietScrollBar, Sentence, space


class _Look(NamedTuple):
    """One way to show a step, and how many of the running lines must be seen for it (None: all)."""

    short: bool  # is the method that does not run a single line?
    tight: bool  # are the headings gone that the formulas can do without?
    must_show: int | None


_LOOKS = (
    _Look(short=False, tight=False, must_show=None),
    _Look(short=True, tight=False, must_show=MOST_LINES),
    _Look(short=True, tight=True, must_show=MOST_LINES),
)

Subject = tuple[type[Event], Edge | str]  # the kind of an event, and where it is


class ChainRuleCard(Card):
    """Follows the frames. What it shows changes once an event, not once a frame."""

    out_of_date = Signal(bool)  # are there other numbers by now?

    def __init__(
        self, appearance: Appearance, translator: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, translator, "stage.card.idle", parent)
        self.setProperty("role", "bare")  # it stands in a dock, which has a frame
        self.setProperty("scrolls", True)  # all but its heading, so the dock need not
        self.heading.setWordWrap(True)
        self.heading.setMinimumWidth(1)  # large letters do not make the card wider
        self._appearance = appearance
        self._shown: Event | None = None
        self._subject: Subject | None = None
        self.lines = [DerivationLine(kind, appearance, translator) for kind in Kind]
        self._prefetch = FormulaPrefetch(self.lines, self)
        self.why = Sentence()
        self.why.setProperty("role", "muted")
        self.why.setMinimumWidth(1)
        self.code = CodeView(appearance)
        self.arguments = ArgumentLine(appearance)
        self.copy_menu = CopyMenu(translator)
        self.header.addWidget(self.copy_menu)
        self.body.addWidget(self.copy_menu.said)
        self.body.addWidget(self._scrolled())
        later = QTimer(self, singleShot=True, interval=0)  # once the new letters are there
        later.timeout.connect(self._fit)
        appearance.changed.connect(later.start)
        translator.changed.connect(later.start)
        self._say_idle()

    def _scrolled(self) -> QScrollArea:
        """Formulas, sentence and code, one below the other, in whatever height there is."""
        content, area = QWidget(), QScrollArea()
        content.setProperty("role", "bare")
        column = QVBoxLayout(content)
        for part in (*self.lines, self.why, self.code, self.arguments):
            column.addWidget(part)
        self._laid_out = (*self.lines, content, area.viewport(), self)
        column.addStretch(1)
        space(column, self._appearance, gap=10)
        self._area = area
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBar(QuietScrollBar())
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.strip = RunningStrip(self.code, area, self._appearance)
        return area

    @Slot(object)
    def set_frame(self, frame: Frame) -> None:
        """Explain the event of `frame`."""
        event = frame.event
        if event is self._shown and event is not None:
            return
        self._shown, self._subject = event, _subject(event) if event is not None else None
        self.out_of_date.emit(False)
        index = frame.index if frame.progress > 0 else frame.index - 1
        self.copy_menu.set_step(frame.trace, index if event is not None else None)
        self._prefetch.expect_beside(frame.trace, index)
        if event is None:
            self._say_idle()
        else:
            self._tell(frame, event, index)
        self._fit()

    def _tell(self, frame: Frame, event: Event, index: int) -> None:
        written = {line.kind: line for line in derivation(frame.trace, index)}
        for label in self.lines:
            label.show_line(written.get(label.kind), isinstance(event, Forward), len(written) > 1)
        self._name(frame, event)
        self._explain(why(frame.trace, index))
        self._show_code(frame, event)
        self.arguments.show_arguments(arguments(frame.trace, index))

    def _fit(self) -> None:
        """Lay it out so that the lines of code that run are seen. Where there is no room for them,
        the method that does not run folds; then the headings go that the formulas can do without;
        then the running lines alone stand at the lower edge. Each time from the beginning: how it
        looks depends on its size, and not on the size or the step before."""
        self._lay_out()
        self.code.fit()  # to the width that it has now
        for look in _LOOKS:
            for line in self.lines:
                line.set_tight(look.tight)
            self._lay_out()
            reach = self.code.y() + self.code.would_run_until(look.short, look.must_show)
            if self.code.isHidden() or reach <= self._area.viewport().height():
                break
        self.code.set_short(look.short)
        self._lay_out()
        self.strip.follow()

    def _lay_out(self) -> None:
        """Give each line its room now, the inner ones first: a paint event that came between would
        cut off what has become higher."""
        for widget in self._laid_out:
            QCoreApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest.value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def fall_behind(self) -> None:
        """Other steps go by, too quickly for formulas to be set."""
        self._shown = None
        self.out_of_date.emit(True)

    @Slot(object)
    def follow(self, frame: Frame) -> None:
        """Another run, while a hand moves a number: single numbers change at once, arrays take too
        long to set and wait for the next `set_frame`. At another event than the one that is shown
        everything is set, since rule and heading are others, too."""
        event = frame.event
        if event is None:
            return
        index = frame.index if frame.progress > 0 else frame.index - 1
        upstream = event.upstream if isinstance(event, Propagate) else result(event)
        if not (is_scalar(upstream) and is_scalar(result(event))):
            self.out_of_date.emit(True)
            return
        if _subject(event) != self._subject:
            self.set_frame(frame)
            return
        self._shown = None
        written = {line.kind: line for line in derivation(frame.trace, index)}
        for label in self.lines:
            label.follow(written.get(label.kind))
        self.arguments.show_arguments(arguments(frame.trace, index))
        self._explain(why(frame.trace, index))
        self._lay_out()

    def _name(self, frame: Frame, event: Event) -> None:
        graph, (node, _) = frame.trace.graph, _place(event)
        op = graph.node(node).op
        title = _title(event)
        if op is None and isinstance(event, Forward):
            constant = graph.node(node).role is Role.CONSTANT
            title = f"stage.card.{'constant' if constant else 'leaf'}"
        fields = {"node": called(graph, node), "op": op.symbol if op else ""}
        self.set_title(Message(title, fields))

    def _explain(self, reason: Message | None) -> None:
        self.why.setVisible(reason is not None)
        if reason is not None:
            self._translator.bind(self.why.setText, reason)

    def _show_code(self, frame: Frame, event: Event) -> None:
        node, slot = _place(event)
        op = frame.trace.op(node)
        code = listing(op, slot) if op and isinstance(event, Forward | Propagate) else None
        self.code.setVisible(code is not None)
        if code is not None:
            self.code.show_listing(code)

    def _say_idle(self) -> None:
        self.set_title("stage.card.idle")
        for label in self.lines:
            label.show_line(None, forward=True)
        self._explain(Message("stage.card.start"))
        self.code.hide()
        self.arguments.show_arguments(())


def _subject(event: Event) -> Subject:
    """What is told, whatever its numbers are."""
    return type(event), event.edge if isinstance(event, Propagate) else event.node


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

"""The misconception lab: switch a mistake on, and see which gradients it spoils, and why."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.documents.document import read
from core.explore.causes import Account, accounts, together
from core.explore.findings import EXAMPLE_FOR, Finding, finding
from core.explore.mistakes import FlawedTrace, Mistake, run
from core.explore.verdict import FEWEST, Silence, Verdict, spot, verdicts
from core.format import number
from core.graph import Edge
from core.messages import Message
from core.trace import Trace
from gui.appearance import Appearance
from gui.explore.tool import Tool
from gui.i18n import Translator
from gui.stage.highlight import Highlight, Tone
from gui.widgets import Sentence, WrappingCheckBox, nest, restyle, space
from gui.widgets.sheet import Row, Sheet
from gui.workbench import Workbench

_ROWS = FEWEST  # gradients in the table, wrong ones first
_ACCOUNTS = 4  # wrong gradients whose causes are told


class MistakesTool(Tool):
    """A switch for each mistake, a sentence about it, and a table of verdicts."""

    key = "mistakes"
    of_result = True

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        workbench: Workbench,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, translator, workbench, parent)
        self.switches = {mistake: WrappingCheckBox() for mistake in Mistake}
        self.sentences = {mistake: Sentence() for mistake in Mistake}
        self.examples = {mistake: QPushButton() for mistake in Mistake}
        self.summary = Sentence()
        self.right = QPushButton()
        self.table = Sheet(appearance, 3)
        self.accounts = Sentence()
        self._verdicts: dict[str, Verdict] = {}
        self._findings: dict[Mistake, Finding] = {}
        self._accounts: tuple[Account, ...] = ()
        self._arrived: frozenset[str] | None = None
        self._lay_out()
        self._connect()

    @property
    def mistakes(self) -> frozenset[Mistake]:
        return frozenset(m for m, switch in self.switches.items() if switch.isChecked())

    # what it is told

    def enter(self) -> None:
        super().enter()
        if self.mistakes:
            self._run()

    def demonstrate(self) -> None:
        self.switches[Mistake.OVERWRITE].setChecked(True)

    def look(self, trace: Trace) -> None:
        self._verdicts = verdicts(trace)
        chosen, self._accounts = self.mistakes, ()
        self._findings = {}
        if isinstance(trace, FlawedTrace) and len(trace.mistakes) > 1:
            self._findings = together(trace)
            self._accounts = accounts(trace, self._verdicts, _ACCOUNTS)
        elif len(chosen) == 1:
            leaves = {leaf.id: trace.values[leaf.id] for leaf in trace.graph.leaves}
            self._findings = {m: finding(trace.graph, leaves, m) for m in chosen}
        self._show_findings()
        self._show_accounts()
        self._say_what_matters()
        self._show_summary()
        self._show_table(trace)
        self._arrived = None
        self._light(trace)

    def follow(self) -> None:
        """Gradients turn red when they arrive."""
        assert self.trace is not None
        self._light(self.trace)

    # switching

    @Slot()
    def _switch(self) -> None:
        """Another set of mistakes: the workbench runs the graph with them."""
        if not self.active:
            return
        self._run()
        self.moved.emit()
        self._say_what_matters()

    def _say_what_matters(self) -> None:
        """Above the stage: of one mistake what it does, of several the first gradient that is
        wrong, and why."""
        if len(self._findings) > 1:
            said = [account.first for account in self._accounts]
        else:
            said = [found.sentence for found in self._findings.values() if found.matters]
        self.say(said[0] if said else None)

    @Slot()
    def _run(self) -> None:
        chosen = self.mistakes
        self.runner_changed.emit(partial(run, mistakes=chosen) if chosen else None)

    @Slot()
    def put_right(self) -> None:
        """All switches off."""
        for switch in self.switches.values():
            switch.blockSignals(True)
            switch.setChecked(False)
            switch.blockSignals(False)
        self._switch()

    def _open_example(self, mistake: Mistake) -> None:
        example = EXAMPLE_FOR[mistake]
        self.opened.emit(read(example.expression, example.values))

    # showing

    def _show_findings(self) -> None:
        for mistake in Mistake:
            found = self._findings.get(mistake)
            self.sentences[mistake].setVisible(found is not None)
            alone = len(self._findings) == 1  # beside others it might not matter there either
            self.examples[mistake].setVisible(alone and found is not None and not found.matters)
            if found is not None:
                self._translator.bind(self.sentences[mistake].setText, found.sentence)
        self.right.setEnabled(bool(self.mistakes))

    def _show_accounts(self) -> None:
        """Of several mistakes: what makes each gradient wrong, the first ones in full."""
        say, lines = self._translator.say, list[str]()
        for account in self._accounts[:_ACCOUNTS]:
            lines.append(say(account.sentence))
            lines += [f"• {say(cause.sentence)}" for cause in account.causes]
        self.accounts.setText("\n".join(lines))
        self.accounts.setVisible(bool(lines))

    def _show_summary(self) -> None:
        """How many gradients are wrong, or agree; and how many there is no saying of."""
        every = self._verdicts.values()
        wrong = sum(v.wrong for v in every)
        agree = sum(v.silence is None for v in every)
        kind = "wrong" if wrong else "right" if agree == len(every) else "partly"
        lines = [Message(f"explore.mistakes.{kind}", {"n": wrong or agree, "total": len(every)})]
        for silence in Silence:
            if silent := sum(v.silence is silence for v in every):
                lines.append(Message(f"explore.mistakes.silent_{silence}", {"n": silent}))
        if self._bench.locked and self.mistakes:
            lines, wrong = [Message("explore.mistakes.training")], 0
        self.summary.setText("\n".join(map(self._translator.say, lines)))
        restyle(self.summary, tone="error" if wrong else "parameter" if agree else "muted")

    def _show_table(self, trace: Trace) -> None:
        tr = self._translator.tr
        entries = sorted(
            self._verdicts.items(),
            key=lambda entry: (entry[1].silence is Silence.UNMEASURED, not entry[1].wrong),
        )
        rows = [
            Row(
                (spot(trace.graph, node, found.index), number(found.yours), self._measured(found)),
                "error" if found.wrong else "ink",
                strong=found.wrong,
            )
            for node, found in entries[:_ROWS]
        ]
        if len(entries) > _ROWS:
            rows.append(Row((tr("explore.mistakes.more", n=len(entries) - _ROWS), "", ""), "muted"))
        header = ("", tr("explore.mistakes.yours"), tr("explore.mistakes.numerical"))
        self.table.show_rows(header, rows)

    def _measured(self, found: Verdict) -> str:
        """What finite differences say, or why they say nothing."""
        if found.numerical is None:
            return self._translator.tr(f"explore.mistakes.cell_{found.silence}")
        return number(found.numerical)

    def _light(self, trace: Trace) -> None:
        """Mark every gradient that has arrived: that it is wrong, or that it was confirmed."""
        over = self.over(trace)
        arrived = frozenset(node for node in self._verdicts if trace.total_index[node] < over)
        if arrived == self._arrived:
            return
        self._arrived = arrived
        tones: dict[str, Tone] = {}
        notes: dict[str | Edge, str] = {}
        for node, found in self._verdicts.items():
            if node not in arrived:
                continue
            if found.wrong or not found.silence:
                tones[node] = Tone.WRONG if found.wrong else Tone.RIGHT
            if found.wrong and found.silence is not Silence.UNMEASURED:
                notes[node] = f"{number(found.yours)} ≠ {number(found.right)}"
            elif found.silence is Silence.KINK:
                notes[node] = self._translator.tr("explore.mistakes.note_kink")
        self.highlighted.emit(Highlight(tones, {}, notes))

    # its parts

    def _connect(self) -> None:
        for mistake in Mistake:
            self.switches[mistake].toggled.connect(self._switch)
            self.examples[mistake].clicked.connect(partial(self._open_example, mistake))
        self.right.clicked.connect(self.put_right)

    def _lay_out(self) -> None:
        bind = self._translator.bind
        column, foot = QVBoxLayout(self), QHBoxLayout()
        for mistake in Mistake:
            bind(self.switches[mistake].setText, f"explore.mistakes.{mistake}")
            bind(self.switches[mistake].setToolTip, f"explore.mistakes.{mistake}_hint")
            bind(self.examples[mistake].setText, "explore.mistakes.example")
            bind(self.right.setText, "explore.mistakes.put_right")
            self.sentences[mistake].setProperty("role", "muted")
            for part in (self.sentences[mistake], self.examples[mistake]):
                part.hide()
            column.addWidget(self.switches[mistake])
            column.addWidget(self.sentences[mistake])
            column.addWidget(self.examples[mistake])
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.right)
        nest(column, foot)
        column.addWidget(self.table)
        column.addWidget(self.accounts)
        column.addStretch(1)
        space(foot, self._appearance, gap=8)
        space(column, self._appearance, gap=6)

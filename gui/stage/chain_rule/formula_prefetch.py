"""Sets the formulas of the next step ahead of time, or of the one before for who goes back.

A step of several matrices takes too long to set for an animation. Between two frames there is time
for one piece.
"""

from collections import deque
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QTimer, Slot

from core.explain.breaking import pieces
from core.explain.derivation import derivation
from core.explain.formulas import Kind
from core.trace import Forward, Trace
from gui.stage.chain_rule.derivation_line import DerivationLine, role_of

_PAUSE = 45  # milliseconds between two pieces


class FormulaPrefetch(QObject):
    """Knows the lines of the card, and the formulas that they will show next."""

    def __init__(self, lines: Iterable[DerivationLine], parent: QObject) -> None:
        super().__init__(parent)
        self._lines: Mapping[Kind, DerivationLine] = {line.kind: line for line in lines}
        self._waiting: deque[tuple[DerivationLine, str, str]] = deque()
        self._last = -1  # the event that was shown last
        self._timer = QTimer(self, interval=_PAUSE)
        self._timer.timeout.connect(self._set_one)

    def expect_beside(self, trace: Trace, index: int) -> None:
        """Event `index` is shown: who came back to it goes on back, as from the last one."""
        self._waiting.clear()
        back = index < self._last or index + 1 == len(trace)
        self._last = index
        index += -1 if back and index > 0 else 1
        if index >= len(trace):
            return
        forward = isinstance(trace.events[index], Forward)
        for line in derivation(trace, index):
            role = role_of(line.kind, forward)
            shown = self._lines[line.kind]
            self._waiting.extend((shown, piece, role) for piece in pieces(line.tex))
        self._timer.start()

    @Slot()
    def _set_one(self) -> None:
        if self._waiting:
            line, piece, role = self._waiting.popleft()
            line.formula.prepare(piece, role)
        if not self._waiting:
            self._timer.stop()

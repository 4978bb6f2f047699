"""The lines of a rule with their numbers, all of one step and in letters of one size."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.appearance import Appearance
from gui.arena.rule_rows import assignments
from gui.formula_figures import form
from gui.formula_paragraph import FormulaParagraph, parts
from gui.widgets import space

_AT_ONCE = 2  # pieces with other signs than any before: each takes up to 10 ms
_LINES = 4
_LARGEST = 1.25  # of a title: serif letters look smaller than the interface's
_LEAST = 0.9  # of the smallest letters, all of them on a projector: rather scrolled than smaller
_SIZES, _USUAL = 9, 4  # from the largest to the least; those before the usual one are for much room
_READABLE = 0.85  # rather so much smaller than in more rows
_GAP = 3  # unscaled pixels


class StepLines(QWidget):
    """`show_lines` sets them; `fit` finds the size at which they are seen whole. They are of one
    step, or there are none: of a rule that is new they come when all of them are set."""

    changed = Signal()  # others are set, or gone

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.rule = ""  # in symbols, of what is shown
        self._wanted: Sequence[str] = ()
        self._wanted_rule = ""
        self._fitted: tuple[object, ...] = ()  # for what; so large, and so high
        self._found, self._highest, self._below = 1.0, dict[FormulaParagraph, int](), 0
        self._prepared: set[str] = set()  # forms of pieces: with other numbers they cost little
        self.lines = [FormulaParagraph(appearance, enlarged=_LARGEST) for _ in range(_LINES)]
        column = QVBoxLayout(self)
        for line in self.lines:
            column.addWidget(line)
            line.hide()
        space(column, appearance, margins=(0, 0, 0, 0), gap=_GAP)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    @property
    def setting(self) -> bool:
        """Whether they are still to be set."""
        return self._next.isActive()

    def show_lines(self, lines: Sequence[str], rule: str = "") -> None:
        """Set these, at most four, which are of this rule: at once, unless much in them has other
        signs than any before."""
        self._wanted, self._wanted_rule = lines, rule
        if len(self._missing) > _AT_ONCE:
            self.setMinimumHeight(self.height())  # until they come, the bars keep their height
            self._put((), "")
            self._next.start()
            return
        self.finish()

    @Slot()
    def _go_on(self) -> None:
        """One more between two events."""
        missing = self._missing
        if missing:
            self._prepare(missing[0])
            self._next.start()
        else:
            self._put(self._wanted, self._wanted_rule)

    def finish(self) -> None:
        """Set all now, as for a picture."""
        self._next.stop()
        for piece in self._missing:
            self._prepare(piece)
        self._put(self._wanted, self._wanted_rule)

    @property
    def _missing(self) -> list[str]:
        """The pieces that would take long, one of each form."""
        pieces = [part for line in self._wanted for part in parts(line)]
        pieces += assignments(self._wanted_rule)
        forms = {_form(piece): piece for piece in pieces}
        return [piece for form, piece in forms.items() if form not in self._prepared]

    def _prepare(self, piece: str) -> None:
        self.lines[0].prepare(piece, "ink")
        self._prepared.add(_form(piece))

    def _put(self, lines: Sequence[str], rule: str) -> None:
        wanted = [*lines, *[""] * _LINES][:_LINES]
        if [line.tex for line in self.lines] == wanted and rule == self.rule:
            return
        self.rule = rule
        if lines:
            self.setMinimumHeight(0)
        for line, tex in zip(self.lines, wanted, strict=True):
            line.set_formula(tex)
            line.setVisible(bool(tex))
        self.changed.emit()

    # one size for all of them

    def fit(self, width: int, room: int, below: int) -> bool:
        """As large as they are seen without scrolling, with so much below them; but not smaller
        than can be read: then that is scrolled to. From one step of a rule to the next they neither
        grow nor move. Whether anything has changed."""
        shown = [line for line in self.lines if line.tex]
        wanted = (self.rule, width, room, self._scales)
        if wanted != self._fitted:
            self._fitted, self._found, self._highest, self._below = wanted, 1.0, {}, 0
        elif below <= self._below and all(
            line.height_of(width) <= self._highest.get(line, -1) for line in shown
        ):
            return False
        self._below = max(self._below, below)
        found = min(self._found, self._most(shown, width, room, self._below))
        if found != self._found:
            self._found, self._highest = found, {}
        for line in shown:
            line.share(found)
            self._highest[line] = max(self._highest.get(line, 0), line.height_of(width))
            line.setMinimumHeight(self._highest[line])
            line.setMaximumSize(width, self._highest[line])  # with a scroll bar or without
        return True

    def _most(self, shown: Sequence[FormulaParagraph], width: int, room: int, below: int) -> float:
        scales = self._scales

        def fits(i: int, more: int) -> bool:
            return self._height(shown, width, scales[i]) + more <= room

        def largest(more: int, start: int) -> int:
            sizes = range(start, _SIZES)
            at = bisect_left(sizes, True, key=lambda i: fits(i, more))
            return sizes[min(at, len(sizes) - 1)]

        i = largest(below, 0)
        if not fits(i, below):
            i = largest(0, _USUAL)
        near = [scale for scale in scales if _READABLE * scales[i] <= scale <= scales[i]]
        return min(near, key=lambda scale: self._rows(shown, width, scale))

    @property
    def _scales(self) -> list[float]:
        largest = self._appearance.text_px("title") * _LARGEST
        share = 1.0 if self._appearance.theme.name == "projector" else _LEAST
        least = self._appearance.text_px("small") * share / largest
        return [float(scale) for scale in np.geomspace(1.0, least, _SIZES)]

    def _height(self, shown: Sequence[FormulaParagraph], width: int, scale: float) -> int:
        gaps = self._appearance.px(_GAP) * max(len(shown) - 1, 0)
        return gaps + sum(line.height_of(width, scale) for line in shown)

    @staticmethod
    def _rows(shown: Sequence[FormulaParagraph], width: int, scale: float) -> int:
        return sum(len({p.baseline for p in line.placed(width, scale)}) for line in shown)


def _form(piece: str) -> str:
    found = form(piece)
    return piece if found is None else found.tex

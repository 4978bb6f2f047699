"""A formula that may be long: broken before an equals sign where the line is full, and a side that
is much too wide before a summand."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.explain.breaking import pieces, summands
from gui.appearance import Appearance
from gui.formula import Formula, in_a_line, typeset

_READABLE = 0.82  # of the full size: rather a little smaller than broken
_LEGIBLE = 0.6  # of the full size: rather a sum in two rows than smaller


@dataclass(frozen=True)
class Placed:
    """A piece of the formula, and where it stands."""

    formula: Formula
    corner: QPointF
    scale: float

    @property
    def area(self) -> QRectF:
        return QRectF(self.corner, self.formula.size * self.scale)

    @property
    def baseline(self) -> int:
        """The pixel of the height at which its row stands."""
        return round(self.corner.y() + self.formula.baseline * self.scale)


class FormulaParagraph(QWidget):
    """Shows one formula in as many rows as its width takes; a piece that is still too wide is
    made smaller, never clipped."""

    def __init__(
        self, appearance: Appearance, *, enlarged: float = 1.25, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._enlarged = enlarged  # serif letters look smaller than the interface's
        self._role = "ink"
        self._tex = self._passing = ""
        self._shared: float | None = None
        self._heights: dict[tuple[int, float | None], int] = {}  # asked for many times a layout
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self._on_appearance)

    @property
    def tex(self) -> str:
        return self._tex

    def set_formula(self, tex: str, spoken: str = "") -> None:
        """Show another formula; `spoken` is how a screen reader says it."""
        if self._passing:
            self.setMinimumHeight(0)
        self._tex, self._passing = tex, ""
        self.setAccessibleName(spoken or tex)
        self._on_appearance()

    def pass_by(self, text: str) -> None:
        """Show a text that the next one follows within a frame: in the same place, not typeset."""
        self.setMinimumHeight(self.height())  # what stands below does not tremble
        self._tex, self._passing = "", text
        self._heights.clear()
        self.update()

    @property
    def passing(self) -> str:
        """What passes by at the moment; empty if the formula itself is shown."""
        return self._passing

    def share(self, scale: float) -> None:
        """Its letters have this part of the full size, as those of other formulas around it: a
        piece that is too wide is broken, and smaller only if it can be broken no more. The name
        before the first equals sign does not stand alone then."""
        if scale != self._shared:
            self._shared = scale
            self._on_appearance()

    def set_role(self, role: str) -> None:
        """Paint it in another of the theme's colours."""
        self._role = role
        self.update()

    def placed(self, width: float, shared: float | None = None) -> list[Placed]:
        """The pieces of the formula in rows of `width`, on common baselines; as if they had to
        share this scale, if one is given."""
        shared = self._shared if shared is None else shared
        if shared is None:
            return self._in_rows(width, _READABLE, _LEGIBLE)
        return [
            Placed(piece.formula, piece.corner * shared, piece.scale * shared)
            for piece in self._in_rows(width / shared, 1.0, 1.0)
        ]

    def _in_rows(self, width: float, readable: float, legible: float) -> list[Placed]:
        together = readable == 1.0  # as pieces of one size are: a name with the side after it
        pieces = self._pieces(width / legible, width if together else float("inf"))
        rows: list[list[Formula]] = [[]]
        room = width if readable * self._across(pieces) > width else float("inf")
        for piece in pieces:
            needed = piece.size.width() + (self._gap if rows[-1] else 0)
            if rows[-1] and needed > room:
                rows.append([])
                room, needed = width, piece.size.width()
            rows[-1].append(piece)
            room -= needed
        found: list[Placed] = []
        top = 0.0
        for row in filter(None, rows):
            found += self._row(row, top, width)
            top = max(piece.area.bottom() for piece in found) + self._gap * 2
        return found

    def _row(self, row: list[Formula], top: float, width: float) -> list[Placed]:
        scale = min(1.0, width / self._across(row))
        baseline, left = top + max(f.baseline for f in row) * scale, 0.0
        placed: list[Placed] = []
        for formula in row:
            placed.append(
                Placed(formula, QPointF(left, baseline - formula.baseline * scale), scale)
            )
            left += (formula.size.width() + self._gap) * scale
        return placed

    def _across(self, row: list[Formula]) -> float:
        gaps = self._gap * (len(row) - 1)
        return max(sum(formula.size.width() for formula in row) + gaps, 1.0)

    @property
    def _gap(self) -> float:
        return self._appearance.text_px("title") * 0.1

    def prepare(self, piece: str, role: str) -> Formula:
        """Set a piece, as it would be shown here in the colour of `role`."""
        size = self._appearance.text_px("title") * self._enlarged
        colour: QColor = getattr(self._appearance.theme, role)
        return typeset(piece, size, colour)

    def _pieces(self, widest: float, leading: float) -> list[Formula]:
        """As wide as that at the most, where they can be broken; the name and the side that follows
        it, as wide as `leading`."""
        if self._passing:
            size = self._appearance.text_px("title") * self._enlarged
            colour: QColor = getattr(self._appearance.theme, self._role)
            return [in_a_line(x, size, colour, tight=True) for x in _spaced(self._passing)]
        found: list[Formula] = []
        for piece in pieces(self._tex):
            formula = self.prepare(piece, self._role)
            named = len(found) == 1 and self._across([*found, formula]) > leading
            if formula.size.width() <= widest and not named:
                found.append(formula)
            else:
                found += [self.prepare(term, self._role) for term in _terms(piece)]
        return found

    def heightForWidth(self, width: int) -> int:
        return self.height_of(width)

    def height_of(self, width: int, shared: float | None = None) -> int:
        """In pixels, also if it had to share this scale."""
        asked = width, shared
        if asked not in self._heights:
            found = self.placed(max(width, 1), shared)
            self._heights[asked] = int(max((piece.area.bottom() for piece in found), default=0)) + 1
        return self._heights[asked]

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 0 else self._appearance.px(300)
        return QSize(self._appearance.px(240), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(60), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for piece in self.placed(self.width()):
            piece.formula.paint(painter, piece.corner, piece.scale)

    def _on_appearance(self) -> None:
        self._heights.clear()
        self.updateGeometry()
        self.update()


def parts(tex: str) -> list[str]:
    """All that it can be cut into: its pieces, and the summands of these."""
    return [part for piece in pieces(tex) for part in dict.fromkeys((piece, *_terms(piece)))]


def _terms(piece: str) -> list[str]:
    first, *others = summands(piece)
    return [first, *("{} " + term for term in others)]  # a plus between two, not a sign


def _spaced(text: str) -> list[str]:
    """Plain pieces with the gaps that typeset ones have: before =, and narrow ones around ·."""
    narrow = text.replace(" · ", "\N{SIX-PER-EM SPACE}\N{DOT OPERATOR}\N{SIX-PER-EM SPACE}")
    return [f"\N{FOUR-PER-EM SPACE}{each}" if each[0] == "=" else each for each in pieces(narrow)]

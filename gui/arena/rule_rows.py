"""A rule in symbols, its assignments beside each other where there is room."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.appearance import Appearance
from gui.formula import Formula, typeset

_ENVIRONMENT = (r"\begin{aligned}", r"\end{aligned}", "&")
_BREAKS = r"\\", r"\qquad"
_GAP, _BETWEEN = 16, 3  # unscaled pixels between two in a row, and between rows
_ENLARGED = 1.15  # serif letters look smaller than the interface's


class RuleRows(QWidget):
    """In rows, as a text: below each other they would not be seen beneath a map."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance, self._rule = appearance, ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self._on_change)

    @property
    def rule(self) -> str:
        return self._rule

    def show_rule(self, rule: str) -> None:
        """In TeX; an empty one is shown as nothing."""
        if rule != self._rule:
            self._rule = rule
            self.setAccessibleName(rule)
            self._on_change()

    def heightForWidth(self, width: int) -> int:
        placed = self._placed(width)
        return (
            max(
                (int(at.y() + each.size.height() * scale) for each, at, scale in placed), default=-1
            )
            + 1
        )

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(240), self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(60), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for formula, corner, scale in self._placed(self.width()):
            formula.paint(painter, corner, scale)

    def _placed(self, width: int) -> list[tuple[Formula, QPointF, float]]:
        """Each with its corner, the ones of a row on one baseline; what is too wide is smaller."""
        size, colour = self._appearance.text_px("small") * _ENLARGED, self._appearance.theme.muted
        px, rows, x = self._appearance.px, [list[tuple[Formula, float]]()], 0.0
        for tex in assignments(self._rule):
            formula = typeset(tex, size, colour)
            if rows[-1] and x + formula.size.width() > width:
                rows.append([])
                x = 0.0
            rows[-1].append((formula, x))
            x += formula.size.width() + px(_GAP)
        found, top = [], 0.0
        for row in filter(None, rows):
            scale = min(1.0, width / max(x + each.size.width() for each, x in row))
            baseline = top + max(each.baseline for each, _ in row) * scale
            found += [(f, QPointF(x * scale, baseline - f.baseline * scale), scale) for f, x in row]
            top = max(at.y() + f.size.height() * s for f, at, s in found) + px(_BETWEEN)
        return found

    def _on_change(self) -> None:
        self.updateGeometry()
        self.update()


@lru_cache(maxsize=32)
def assignments(rule: str) -> tuple[str, ...]:
    """Each by itself, in TeX."""
    for sign in _ENVIRONMENT:
        rule = rule.replace(sign, "")
    for sign in _BREAKS:
        rule = rule.replace(sign, "\n")
    return tuple(line.strip() for line in rule.splitlines() if line.strip())

"""Formulas in TeX, typeset by ziamath and kept for the next time.

Setting a formula takes milliseconds and the first one 0.2 s more, so ziamath is imported when the
first formula is wanted, and what was set is cached by its TeX, size and colour. ziamath has no
Chinese characters: words belong into labels beside the formula. A formula that cannot be set is
shown as its plain text, never as nothing.
"""

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.appearance import Appearance, Step, readable_in_pdf
from gui.formula_figures import Digits, Exchange, Outlines, form
from gui.formula_rows import measure_where_needed

_REMEMBERED = 512
_SET_AT, _SET_IN = 20.0, "#0a0b0c"  # the size and the colour in which ziamath sets
_HAT = re.compile(r"\\hat\{(\w)\}")
_RULE = re.compile(r"\\begin\{aligned\}.*?\\end\{aligned\}", re.DOTALL)
# Rows of letters alone would stand closer than those with brackets. Not in a matrix: what comes
# after it is no longer the first in its cell, so that a minus would stand as between two numbers.
_STRUT = r" & \vphantom{(}"
_MATRIX = re.compile(r"\\begin\{pmatrix\}.*?\\end\{pmatrix\}", re.DOTALL)
_APART = r" \; &"  # or a minus would be as near to the number before as to its own
_UNSETTABLE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")  # no glyphs: ziamath would draw boxes


@dataclass(frozen=True)
class Formula:
    """A formula that has been set; lengths in pixels, `baseline` from its top."""

    tex: str
    size: QSizeF
    baseline: float
    colour: str
    renderer: QSvgRenderer | None  # None: to be shown as plain text
    font: QFont

    def paint(self, painter: QPainter, corner: QPointF, scale: float = 1.0) -> None:
        """Paint it with its top left at `corner`."""
        area = QRectF(corner, self.size * scale)
        if self.renderer is not None:
            self.renderer.render(painter, area)
            return
        painter.save()
        painter.translate(corner)
        painter.scale(scale, scale)
        painter.setFont(self.font)
        painter.setPen(QColor(self.colour))
        painter.drawText(QPointF(0, self.baseline), self.tex)
        painter.restore()

    def pixmap(self, ratio: float = 1.0) -> QPixmap:
        """A picture of it on a transparent ground, for a screen of that pixel ratio."""
        pixels = (self.size * ratio).toSize() + QSize(1, 1)
        pixmap = QPixmap(pixels)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QPointF())
        painter.end()
        return pixmap


def typeset(tex: str, size: float, colour: QColor) -> Formula:
    """Set `tex` at a font size of so many pixels."""
    return _typeset(tex, size, colour.name())


@lru_cache(maxsize=_REMEMBERED)
def _typeset(tex: str, size: float, colour: str) -> Formula:
    svg = None if _UNSETTABLE.search(tex) else _svg(tex, size, colour)
    if svg is None:
        return in_a_line(tex, size, QColor(colour))
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    box = renderer.viewBoxF()
    return Formula(tex, box.size(), -box.top(), colour, renderer, QFont())


def in_a_line(text: str, size: float, colour: QColor, *, tight: bool = False) -> Formula:
    """Plain text in the letters of formulas: at once, whatever it says. A `tight` one is as high
    as its figures, like a formula that has been set."""
    font = QFont(["STIX Two Text", "Times New Roman", "Noto Serif", "Noto Sans CJK SC"])
    font.setPixelSize(max(1, round(size)))
    readable_in_pdf(font)
    metrics = QFontMetricsF(font)
    width, up, height = metrics.horizontalAdvance(text), metrics.ascent(), metrics.height()
    if tight:
        up = -metrics.tightBoundingRect("0").top()
        height = up
    return Formula(text, QSizeF(width, height), up, colour.name(), None, font)


def _svg(tex: str, size: float, colour: str) -> str | None:
    """The formula as SVG; None if ziamath does not understand it."""
    outlines = _outlines(tex)
    if outlines is None:
        return None
    scale = size / _SET_AT
    left, top, width, height = (side * scale for side in outlines[0])
    head = f'width="{width}" height="{height}" viewBox="{left} {top} {width} {height}"'
    body = f'<g transform="scale({scale})">{outlines[1].replace(_SET_IN, colour)}</g>'
    # In a PDF, QtSvg draws outlines even where there is to be none, and letters look bold.
    return f'<svg xmlns="http://www.w3.org/2000/svg" stroke-width="0" {head}>{body}</svg>'


@lru_cache(maxsize=_REMEMBERED)
def _outlines(tex: str) -> Outlines | None:
    """The box of a formula and its letters as SVG: set once, for all sizes and colours, so that
    another theme or size costs no setting; and for all numbers, where only these are new."""
    found = form(tex)
    exchange = _exchange(found.tex) if found and found.numbers else None
    if found is None or exchange is None or exchange.places != len(found.numbers):
        return _set(tex)
    return exchange.put(found.numbers)


@lru_cache(maxsize=_REMEMBERED)
def _exchange(tex: str) -> Exchange | None:
    outlines = _set(tex)
    return None if outlines is None else Exchange(outlines, *_digits())


@lru_cache(maxsize=1)
def _digits() -> tuple[Digits, Digits]:
    return Digits.set_by(_set), Digits.set_by(_set, power=True)


def _set(tex: str) -> Outlines | None:
    """As ziamath sets it, which takes 10 ms."""
    ziamath = _ziamath()
    tex = tex.replace(r"\mathbf{1}", "𝟏")  # it has bold figures, but not by this name
    # Its own hat is wide, and what bears it stands in a column as if it reached far to the left.
    tex = _HAT.sub(r"{\\overset ˆ \1}", tex)
    tex = _RULE.sub(lambda rule: rule[0].replace(" &", _STRUT), tex)
    tex = _MATRIX.sub(lambda matrix: f"{{{matrix[0].replace(' &', _APART)}}}", tex)
    tex = _bracketed(tex)  # in a group, a matrix does not grow with the one beside it
    try:
        svg: str = ziamath.Latex(tex, size=_SET_AT, color=_SET_IN).svg()
    except Exception:  # its parser raises whatever the misunderstanding led to
        return None
    box = re.search(r'viewBox="([^"]*)"', svg)
    assert box is not None
    sides = tuple(map(float, box[1].split()))
    return sides, svg[svg.index(">") + 1 : svg.rindex("</svg>")]


def _bracketed(tex: str) -> str:
    """With brackets around matrices that are as high as these."""
    opened: list[tuple[int, int]] = []
    grown: dict[int, str] = {}
    depth = 0
    for at, sign in enumerate(tex):
        depth += (sign == "{") - (sign == "}")
        if sign == "(":
            opened.append((at, depth))
        elif sign == ")" and opened:
            start, level = opened.pop()
            free = not tex[:start].endswith(r"\left") and level == depth
            if free and r"\begin{pmatrix}" in tex[start:at]:
                grown |= {start: r"\left(", at: r"\right)"}
    return "".join(grown.get(at, sign) for at, sign in enumerate(tex))


@lru_cache(maxsize=1)
def _ziamath() -> ModuleType:
    """The library; its import waits for the first formula."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it loads its fonts the old way
        import ziamath
    ziamath.config.svg2 = False  # QtSvg silently drops SVG 2
    measure_where_needed()
    return ziamath


class FormulaLabel(QWidget):
    """Shows one formula, made smaller where it would not fit, never clipped."""

    def __init__(
        self,
        appearance: Appearance,
        tex: str = "",
        *,
        spoken: str = "",
        step: Step = "title",
        enlarged: float = 1.25,
        role: str = "ink",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._step: Step = step
        self._enlarged = enlarged  # serif letters look smaller than the interface's
        self._role = role
        self._tex = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._on_appearance)
        self.set_formula(tex, spoken)

    @property
    def tex(self) -> str:
        return self._tex

    def set_formula(self, tex: str, spoken: str = "") -> None:
        """Show another formula; `spoken` is how a screen reader says it."""
        self._tex = tex
        self.setAccessibleName(spoken or tex)
        self.updateGeometry()
        self.update()

    def set_role(self, role: str) -> None:
        """Paint it in another of the theme's colours."""
        self._role = role
        self.update()

    def formula(self) -> Formula | None:
        """The formula at its full size, or None if there is nothing to show."""
        if not self._tex.strip():
            return None
        size = self._appearance.text_px(self._step) * self._enlarged
        colour: QColor = getattr(self._appearance.theme, self._role)
        return typeset(self._tex, size, colour)

    def shown_rect(self) -> QRectF:
        """Where in the widget the formula stands."""
        formula = self.formula()
        if formula is None:
            return QRectF()
        size, scale = formula.size, self._scale(formula.size)
        return QRectF(QPointF(0, (self.height() - size.height() * scale) / 2), size * scale)

    def sizeHint(self) -> QSize:
        formula = self.formula()
        return formula.size.toSize() + QSize(1, 1) if formula else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        wanted = self.sizeHint()
        return QSize(min(wanted.width(), self._appearance.px(60)), wanted.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        formula = self.formula()
        if formula is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        formula.paint(painter, self.shown_rect().topLeft(), self._scale(formula.size))

    def _scale(self, size: QSizeF) -> float:
        return min(1.0, self.width() / size.width(), self.height() / size.height())

    def _on_appearance(self) -> None:
        self.updateGeometry()
        self.update()

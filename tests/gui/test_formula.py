"""Formulas are set once, fit where they stand, and never vanish."""

import subprocess
import sys
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from core.explain.breaking import pieces
from core.optimizers.adaptive import Adam, AdamW
from core.optimizers.momentum import Nesterov
from gui.appearance import Appearance
from gui.formula import FormulaLabel, _outlines, typeset
from gui.formula_paragraph import FormulaParagraph

CHAIN = r"\frac{\partial L}{\partial W_1} = X^\top \cdot \frac{\partial L}{\partial A_1}"
INK = QColor("#1d2733")
FORMAT = QImage.Format.Format_ARGB32
UNSETTABLE = [r"\frac{1}", r"\foo{", "{", "学习率"]


def inked(image: QImage | QPixmap, alpha: int = 8) -> QRectF:
    """The smallest rectangle around what is painted."""
    image = image if isinstance(image, QImage) else image.toImage()
    points = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > alpha
    ]
    xs, ys = zip(*points, strict=True)
    return QRectF(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


def painted(label: FormulaLabel) -> QImage:
    """The label on a transparent ground with a border of 10 pixels around it."""
    image = QImage(label.width() + 20, label.height() + 20, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    flags = label.RenderFlag.DrawChildren
    label.render(image, label.rect().topLeft() + label.rect().topLeft(), renderFlags=flags)
    return image


def test_it_is_set_once(qapp) -> None:
    assert typeset(CHAIN, 20, INK) is typeset(CHAIN, 20, QColor(INK))
    assert typeset(CHAIN, 20, INK) is not typeset(CHAIN, 21, INK)
    assert typeset(CHAIN, 20, INK) is not typeset(CHAIN, 20, QColor("red"))


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_picture_shows_all_of_it(qapp, ratio: float) -> None:
    formula = typeset(CHAIN, 24, INK)
    picture = formula.pixmap(ratio)
    assert picture.devicePixelRatio() == ratio
    ink = inked(picture)
    assert ink.width() > 0.9 * formula.size.width() * ratio
    assert ink.right() <= picture.width() and ink.bottom() <= picture.height()
    assert 0 < formula.baseline < formula.size.height()


@pytest.mark.parametrize("rule", [Adam, AdamW])
def test_the_letter_with_a_hat_is_not_cut(qapp, rule: type[Adam]) -> None:
    """It read n̂: the left leg of m̂ stood outside the box of the formula."""
    formula, edge = typeset(rule.latex, 24, INK), 20
    picture = QImage(formula.size.toSize() + QSize(2 * edge, 2 * edge), FORMAT)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    formula.paint(painter, QPointF(edge, edge))
    painter.end()
    assert QRectF(QPointF(edge, edge), formula.size).contains(inked(picture, alpha=80))


def test_rows_of_a_rule_stand_apart(qapp) -> None:
    """The lines v' ← v and v ← μv − ηg nearly touched, for they have no brackets."""
    picture = typeset(Nesterov.latex, 24, INK).pixmap().toImage()
    filled = [
        any(picture.pixelColor(x, y).alpha() > 80 for x in range(picture.width()))
        for y in range(picture.height())
    ]
    gaps = [len(list(run)) for full, run in groupby(filled) if not full]
    assert gaps[1] >= 6  # the first is above all of them


def test_a_minus_stands_close_to_its_number_in_every_column(qapp) -> None:
    """(0.1  0  − 0.1): what made rows of rules stand apart made it a sign between two numbers."""
    first = typeset(r"\begin{pmatrix} -0.1 & 0 & 0.1 \end{pmatrix}", 24, INK)
    last = typeset(r"\begin{pmatrix} 0.1 & 0 & -0.1 \end{pmatrix}", 24, INK)
    assert last.size.width() == pytest.approx(first.size.width(), abs=0.5)


def test_columns_of_a_matrix_stand_apart_more_than_a_minus_and_its_number(qapp) -> None:
    picture = typeset(r"\begin{pmatrix} 1 & -1 \end{pmatrix}", 60, INK).pixmap().toImage()
    filled = [
        any(picture.pixelColor(x, y).alpha() > 80 for y in range(picture.height()))
        for x in range(picture.width())
    ]
    runs = [(full, len(list(run))) for full, run in groupby(filled)]
    inner = [width for full, width in runs[1:] if not full]  # from the first bracket on
    apart, close = inner[1:3]
    assert apart >= 4 * close, runs


HIGH = r"\begin{pmatrix} 1 \\ 2 \\ 3 \\ 4 \end{pmatrix}"


@pytest.mark.parametrize(
    ("tex", "least", "most"),
    [
        (rf"({HIGH} - {HIGH})^2", 0.8, 1.0),  # stayed one line high
        (rf"\begin{{pmatrix}} 1 \\ 2 \end{{pmatrix}} {HIGH}", 0.3, 0.6),  # as high as that beside
        (rf"(1) {HIGH}", 0.1, 0.3),
    ],
)
def test_brackets_are_as_high_as_what_is_in_them(qapp, tex: str, least: float, most: float) -> None:
    picture = typeset(tex, 24, INK).pixmap().toImage()
    columns = [
        [y for y in range(picture.height()) if picture.pixelColor(x, y).alpha() > 80]
        for x in range(picture.width())
    ]
    first = next(list(run) for inked, run in groupby(columns, bool) if inked)
    ink = {y for column in first for y in column}
    assert least < (max(ink) - min(ink)) / picture.height() < most


def test_it_is_painted_in_its_colour(qapp) -> None:
    picture = typeset("x", 40, QColor("#c24e00")).pixmap().toImage()
    ink = inked(picture, alpha=250).toRect()
    middle = [picture.pixelColor(x, ink.center().y()) for x in range(ink.left(), ink.right())]
    assert {colour.name() for colour in middle if colour.alpha() == 255} == {"#c24e00"}


@pytest.mark.parametrize("tex", UNSETTABLE)
def test_what_cannot_be_set_is_shown_as_plain_text(qapp, tex: str) -> None:
    formula = typeset(tex, 20, INK)
    assert formula.renderer is None
    assert inked(formula.pixmap()).width() > 1


@pytest.mark.parametrize("tex", [CHAIN, *UNSETTABLE])
@pytest.mark.parametrize("width", [30, 80, 150, 400])
@pytest.mark.parametrize("height", [12, 60])
def test_a_label_never_clips(
    appearance: Appearance, qtbot, tex: str, width: int, height: int
) -> None:
    label = FormulaLabel(appearance, tex)
    qtbot.addWidget(label)
    label.resize(width, height)
    shown = label.shown_rect()
    assert QRectF(label.rect()).adjusted(-0.01, -0.01, 0.01, 0.01).contains(shown)
    assert inked(painted(label)).width() <= width
    natural = label.formula().size
    assert shown.width() <= natural.width() + 0.01
    if width > natural.width() and height > natural.height():
        assert shown.width() == pytest.approx(natural.width())


def test_a_label_grows_with_the_scale_and_takes_the_themes_colour(
    appearance: Appearance, qtbot
) -> None:
    label = FormulaLabel(appearance, CHAIN, role="forward")
    qtbot.addWidget(label)
    small = label.sizeHint()
    appearance.set_scale(2)
    appearance.set_theme("dark")
    assert label.sizeHint().width() == pytest.approx(2 * small.width(), abs=4)
    assert label.formula().colour == appearance.theme.forward.name()
    label.set_role("loss")
    assert label.formula().colour == appearance.theme.loss.name()


def test_a_screen_reader_is_told(appearance: Appearance, qtbot) -> None:
    label = FormulaLabel(appearance, "x^2")
    qtbot.addWidget(label)
    assert label.accessibleName() == "x^2"
    label.set_formula(r"\frac{a}{b}", "a over b")
    assert label.accessibleName() == "a over b"


def test_nothing_to_show(appearance: Appearance, qtbot) -> None:
    label = FormulaLabel(appearance)
    qtbot.addWidget(label)
    label.resize(50, 20)
    assert label.formula() is None and label.shown_rect().isEmpty()
    assert label.grab().width() == 50


def test_the_typesetter_is_loaded_for_the_first_formula_only() -> None:
    code = "import sys, gui.formula; sys.exit('ziamath' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


# a formula in rows

LONG = r"\frac{\partial y}{\partial x} = \frac{\partial y}{\partial z} \cdot x = 1 \cdot 2 = 2"


@pytest.fixture
def paragraph(qtbot, dressed: Appearance) -> FormulaParagraph:
    paragraph = FormulaParagraph(dressed)
    qtbot.addWidget(paragraph)
    paragraph.set_formula(LONG, "said")
    return paragraph


def rows(paragraph: FormulaParagraph, width: float) -> int:
    areas = [piece.area for piece in paragraph.placed(width)]
    return 1 + sum(b.top() >= a.bottom() for a, b in pairwise(areas))


def test_a_formula_is_broken_before_equals_signs_only() -> None:
    assert pieces(LONG) == [
        r"\frac{\partial y}{\partial x}",
        r"= \frac{\partial y}{\partial z} \cdot x",
        r"= 1 \cdot 2",
        "= 2",
    ]
    assert pieces(r"x^{a = b} = 1") == ["x^{a = b}", "= 1"]
    assert pieces(r"= X G, \quad G = 3") == ["= X G,", "G = 3"]


@pytest.mark.parametrize("width", [60, 120, 180, 300, 600])
def test_whatever_the_width_nothing_is_clipped(paragraph: FormulaParagraph, width: int) -> None:
    height = paragraph.heightForWidth(width)
    for piece in paragraph.placed(width):
        assert piece.area.left() >= -1 and piece.area.right() <= width + 1
        assert piece.area.top() >= -1 and piece.area.bottom() <= height


def test_less_room_takes_more_rows(paragraph: FormulaParagraph) -> None:
    assert rows(paragraph, 600) == 1
    assert rows(paragraph, 600) < rows(paragraph, 120) <= rows(paragraph, 60)
    paragraph.set_formula("")
    assert paragraph.placed(100) == []


def test_a_little_too_long_is_set_a_little_smaller(paragraph: FormulaParagraph) -> None:
    whole = max(piece.area.right() for piece in paragraph.placed(10_000))
    placed = paragraph.placed(0.9 * whole)
    assert rows(paragraph, 0.9 * whole) == 1
    assert all(0.85 < piece.scale < 1 for piece in placed)


def test_a_long_sum_is_broken_before_it_is_too_small_to_read(paragraph: FormulaParagraph) -> None:
    terms = " + ".join(f"0.0{i}391839122" for i in range(9))
    paragraph.set_formula(rf"\frac{{\partial y}}{{\partial o}} = {terms} + \cdots")
    placed = paragraph.placed(330)
    assert rows(paragraph, 330) > 3 and min(piece.scale for piece in placed) > 0.8
    paragraph.set_formula(f"= ({terms}) \\cdot 2")  # in a bracket nothing is taken apart
    assert rows(paragraph, 330) == 1


def test_another_size_or_colour_costs_no_setting(qapp) -> None:
    """A change of the theme or the zoom would set every formula of the window anew."""
    tex = r"q = \frac{\partial z}{\partial q_7}"
    first = typeset(tex, 20, INK)
    before = _outlines.cache_info().misses
    larger, red = typeset(tex, 40, INK), typeset(tex, 20, QColor("#c24e00"))
    assert _outlines.cache_info().misses == before
    assert larger.size.width() == pytest.approx(2 * first.size.width())
    assert larger.baseline == pytest.approx(2 * first.baseline)
    assert red.size == first.size
    one, other = (inked(formula.pixmap()) for formula in (first, larger))
    assert other.width() == pytest.approx(2 * one.width(), abs=3)

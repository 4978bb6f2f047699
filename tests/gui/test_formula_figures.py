"""Figures exchanged in a formula look as if it had been set with them."""

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from gui import formula
from gui.formula import _outlines, _set
from gui.formula_figures import Outlines, form

LINES = [
    r"\theta = ({-}7,\, 2) - 0.95 \cdot ({-}0.7,\, 4) = ({-}6.33,\, {-}1.8)",
    r"v = 0.9 \cdot 0.1234567 - 0.1 \cdot ({-}1.1111) = {-}80.5",
    r"= 0.99 \cdot (0.02286,\, 0.1806) + 0.01 \cdot ({-}0.1394,\, 2.213 \cdot 10^{{-}15})^2",
    r"= ({-}3.47,\, 1.1 \cdot 10^{{-}5}) - 0.1 \cdot \frac{({-}0.3,\, 0.06)}{(1381.5,\, 451.36)}",
    r"\hat{m} = \frac{m}{0.5695}",
    r"\quad \hat{v} = \frac{v}{0.1} = (0.359,\, 5.56)",
    r"g = \nabla L({-}1,\, 2.5) = (10^{20},\, 0.001)",
]


def picture(outlines: Outlines) -> np.ndarray:
    (left, top, width, height), letters = outlines
    box = f'viewBox="{left} {top} {width} {height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" stroke-width="0" {box}>{letters}</svg>'
    image = QImage(int(width) + 4, int(height) + 4, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, width, height))
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].astype(float)


@pytest.mark.parametrize("tex", LINES)
def test_it_looks_as_if_set_with_them(tex: str, qtbot: QtBot) -> None:
    quick, slow = _outlines(tex), _set(tex)
    assert quick is not None and slow is not None and quick != slow
    assert quick[0] == pytest.approx(slow[0], abs=0.8)  # ink of a 7 is not that of a 0
    first, second = picture(quick), picture(slow)
    high, wide = np.minimum(first.shape, second.shape)
    ink = (255 - second).sum()
    assert abs(first[:high, :wide] - second[:high, :wide]).sum() < 0.2 * ink


def test_other_numbers_are_not_set_again(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    said = r"m = 0.8 \cdot ({-}3.1,\, 1.5) + 0.2 \cdot (0.4,\, 9.7) = ({-}2.4,\, 3.14)"
    assert _outlines(said)
    monkeypatch.setattr(formula, "_set", lambda tex: pytest.fail(tex))
    assert _outlines(said.replace("3.1", "3.123456").replace("{-}2.4", "17"))


@pytest.mark.parametrize(
    "tex", [r"\sqrt{2.5}", r"\begin{pmatrix} 1 & 2 \end{pmatrix}", r"\frac{1.5}{\frac{25}{3.5}}"]
)
def test_what_is_more_than_a_row_is_set(tex: str, qtbot: QtBot) -> None:
    assert _outlines(tex) == _set(tex)
    found = form(tex)
    assert found is None or "frac" in found.tex

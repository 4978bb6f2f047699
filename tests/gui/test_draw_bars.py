"""The bars of a drawn digit."""

import numpy as np
from PySide6.QtGui import QImage

from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.lab.draw.bars import Bars


def test_what_reads_as_nothing_has_no_bar(
    appearance: Appearance, translator: Translator, qtbot
) -> None:
    bars = Bars(appearance, translator)
    qtbot.addWidget(bars)
    bars.resize(240, 200)

    def picture(least: float) -> QImage:
        shares = np.full(10, least)
        shares[3] = 1 - 9 * least
        bars.show_shares(shares)
        return bars.grab().toImage().copy(0, 0, 150, 50)  # rows of the first digits

    assert picture(0.0004) == picture(0.0)  # 0.0 %
    assert picture(0.0006) != picture(0.0)  # 0.1 %

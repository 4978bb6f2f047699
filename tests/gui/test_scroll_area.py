"""A scroll area whose widget wants another size each time it gets one."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets import SteadyScrollArea


class Restless(QWidget):
    """Wants to be higher than the area whenever it is not, and lower whenever it is."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.sizes = 0

    def heightForWidth(self, width: int) -> int:
        return 100 if self.height() > 250 else 400

    def sizeHint(self) -> QSize:
        return QSize(100, 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.sizes += 1
        super().resizeEvent(event)


def test_a_widget_that_never_fits_does_not_end_the_program(qtbot: QtBot) -> None:
    area, widget = SteadyScrollArea(), Restless()
    qtbot.addWidget(area)
    area.setWidget(widget)
    area.resize(200, 200)
    area.show()
    area.resize(220, 210)
    assert 2 <= widget.sizes < 50

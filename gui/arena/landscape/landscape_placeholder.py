"""What stands in the place of the map while there is none: what to do, how far it is, what failed.

While the nets train, their losses grow in a chart: the race can be watched before there is a plane.
"""

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.format import whole
from core.landscape import Recorded
from core.messages import Message
from gui.appearance import Appearance
from gui.arena.landscape.session import LandscapeSession, Phase
from gui.arena.race_chart import RaceChart
from gui.i18n import Translator
from gui.widgets import space


class LandscapePlaceholder(QWidget):
    """Follows a session."""

    def __init__(
        self,
        session: LandscapeSession,
        appearance: Appearance,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._translator = translator
        self._told = False
        self.words = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.about = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.about.setWordWrap(True)
        self.about.setProperty("role", "caption")
        size = session.plan.parameters
        translator.bind(self.about.setText, "landscape.surface.about", n=whole(size))
        self.chart = RaceChart(appearance, translator)
        self.chart.setEnabled(False)  # there is nothing to seek yet
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.button = QPushButton()
        column = self._column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.words)
        column.addWidget(self.about)
        column.addWidget(self.chart, 6)
        column.addWidget(self.bar)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        space(column, appearance, margins=(16, 8, 16, 8), gap=10)
        self.button.clicked.connect(self._on_button)
        session.changed.connect(self.show_phase)
        session.progressed.connect(self.show_progress)
        self.show_phase()

    @Slot()
    def show_phase(self) -> None:
        phase = self._session.phase
        busy = self._session.busy
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0)
        self.chart.hide()
        self._fit()
        tone = "error" if phase is Phase.FAILED else "ink"
        if self.words.property("tone") != tone:
            self.words.setProperty("tone", tone)
            self.words.style().polish(self.words)
        if phase is Phase.FAILED and self._session.failure is not None:
            self._translator.bind(self.words.setText, self._session.failure)
        elif phase is Phase.RECORDING:
            self._translator.bind(self.words.setText, "landscape.busy.loading")
        elif self._session.plan.taking_part:
            self._translator.bind(self.words.setText, "landscape.empty.title")
        else:
            self._translator.bind(self.words.setText, "landscape.error.nobody")
        self.button.setEnabled(busy or bool(self._session.plan.taking_part))
        key = "busy.cancel" if busy else "failed.again" if phase is Phase.FAILED else "empty.button"
        self._translator.bind(self.button.setText, Message(f"landscape.{key}"))
        if busy:
            self.show_progress()

    def set_told(self, told: bool) -> None:
        """Is it said elsewhere what it is about?"""
        self._told = told
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What to do comes first; what it is about is said where there is room."""
        gap = self._column.spacing()
        width = self._column.contentsRect().width()
        parts = (self.words, self.about)
        needed = sum(max(part.heightForWidth(width), 0) + gap for part in parts)
        room = self._column.contentsRect().height() - self.button.sizeHint().height()
        empty = self._session.phase is Phase.EMPTY
        self.about.setVisible(empty and not self._told and needed <= room)

    @Slot()
    def show_progress(self) -> None:
        session = self._session
        if session.phase is Phase.LOOKING:
            percent = round(100 * session.share)
            self._translator.bind(self.words.setText, "landscape.busy.plane", percent=percent)
            self.bar.setRange(0, 100)
            self.bar.setValue(percent)
        elif session.recorded:
            newest = session.recorded[-1]
            self._translator.bind(
                self.words.setText,
                "landscape.busy.training",
                step=newest.step,
                total=session.plan.steps,
            )
            self.bar.setRange(0, newest.total)
            self.bar.setValue(newest.done)
        self._show_losses()

    def _show_losses(self) -> None:
        """The true losses so far."""
        series = by_racer(self._session.recorded)
        length = len(self._session.plan.kept) - 1
        if series:
            self.chart.show_race(series, length, "loss", self._session.plan.steps)
            self.chart.show_position(length)
            self.chart.show()

    @Slot()
    def _on_button(self) -> None:
        if self._session.busy:
            self._session.cancel()
        else:
            self._session.record()


def by_racer(recorded: list[Recorded]) -> dict[str, np.ndarray]:
    """The losses of each racer, in the order in which they were recorded."""
    losses: dict[str, list[float]] = {}
    for item in recorded:
        losses.setdefault(item.id, []).append(item.loss)
    return {id: np.array(values) for id, values in losses.items()}

"""The plots of a run on their two pages: how it progresses, and what happens inside the net.

They are made, and pyqtgraph is imported, when the first step has been taken.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from gui.appearance import Appearance
from gui.guard import guard_overrides
from gui.i18n import Translator
from gui.training.session import TrainingSession
from gui.training.views.gallery import Gallery
from gui.training.views.redraw_scheduler import RedrawScheduler

if TYPE_CHECKING:
    from gui.training.views.figure import Figure

PROGRESS = ("loss", "accuracy", "rate")
_FEW, _MANY = 116, 150  # pixels of height of a view that has few others beside it, or many


class PlotPages(QObject):
    """`figures` by name; empty until `make`."""

    def __init__(
        self,
        appearance: Appearance,
        translator: Translator,
        session: TrainingSession,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._translator = translator
        self._session = session
        self._scheduler = RedrawScheduler(())
        self.log = False  # whether the axis of the loss is logarithmic
        self._log_button: QCheckBox | None = None
        self.figures: dict[str, Figure] = {}
        self.progress, self.inside = (Gallery(appearance, low) for low in (_FEW, _MANY))
        for gallery in (self.progress, self.inside):
            gallery.moved.connect(self.draw_all)
        translator.changed.connect(self.draw_all)

    def make(self) -> None:
        """Make the plots, unless that has been done."""
        if self.figures:
            return
        from gui.training.curves import AccuracyView, LossView
        from gui.training.views import histograms, inside

        guard_overrides()
        loss = LossView(self._appearance, self._translator)
        self._log_button = loss.log
        loss.log.setChecked(self.log)
        loss.log.toggled.connect(self._on_log)
        others = (
            AccuracyView,
            inside.RateView,
            inside.RatiosView,
            inside.NormsView,
            histograms.ActivationsView,
            histograms.GradientsView,
            inside.DeadView,
        )
        figures = [loss, *(kind(self._appearance, self._translator) for kind in others)]
        self.figures = {figure.name: figure for figure in figures}
        self._scheduler = RedrawScheduler(figures)

    def arrange(self, weights: QWidget | None) -> None:
        """Put the plots into their pages; the weights, if given, beside the progress."""
        if self.figures:
            progress = [self.figures[name] for name in PROGRESS]
            inside = [each for name, each in self.figures.items() if name not in PROGRESS]
            self.progress.set_views([*progress, *([] if weights is None else [weights])])
            self.inside.set_views(inside)

    def set_log(self, on: bool) -> None:
        self.log = on
        if self._log_button is not None:
            self._log_button.setChecked(on)

    @Slot()
    def draw(self) -> None:
        """Let the next plot draw, if it is time."""
        self._scheduler.draw(self._session.recording)

    @Slot()
    def draw_all(self) -> None:
        """Let all plots that are seen draw now."""
        self._scheduler.draw_all(self._session.recording)

    def cancel(self) -> None:
        """Leave whatever is being saved."""
        for figure in self.figures.values():
            figure.heading.save.exporter.cancel()

    @Slot(bool)
    def _on_log(self, on: bool) -> None:
        self.log = on

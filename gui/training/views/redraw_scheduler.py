"""Who draws next. However many figures are open, drawing takes a tenth of the time at most.

Figures that nobody sees (behind a tab, scrolled away) take no turn.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.training.recording import Recording
    from gui.training.views.figure import Figure

INTERVAL = 1 / 30  # seconds between two drawings, of any figure
SHARE = 10  # of the time, at most a tenth is spent on drawing


class RedrawScheduler:
    """Asked some thirty times a second; each time at most one figure draws, round and round."""

    def __init__(self, figures: Sequence["Figure"]) -> None:
        self._figures = figures
        self._next = 0
        self._due = 0.0

    def draw(self, recording: "Recording") -> None:
        """Let the next figure that is seen draw, if it is time."""
        begun = perf_counter()
        if begun < self._due:
            return
        for turn in range(len(self._figures)):
            place = (self._next + turn) % len(self._figures)
            figure = self._figures[place]
            if figure.is_seen:
                figure.show_run(recording)
                figure.paint_now()  # at once, so that its time counts
                self._next = place + 1
                break
        self._due = begun + max(INTERVAL, SHARE * (perf_counter() - begun))

    def draw_all(self, recording: "Recording") -> None:
        """Let every figure that is seen draw now: the run is at rest, or the panel was changed."""
        for figure in self._figures:
            figure.show_run(recording)

"""Who draws next. However many figures are open, drawing takes a tenth of the time at most.

Figures that nobody sees (behind a tab, scrolled away) take no turn.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gui.training.throttle import Throttle

if TYPE_CHECKING:
    from gui.training.recording import Recording
    from gui.training.views.figure import Figure

INTERVAL = 1 / 30  # seconds between two drawings, of any figure
SHARE = 0.1  # of the time, at most


class RedrawScheduler:
    """Asked some thirty times a second; each time at most one figure draws, round and round."""

    def __init__(self, figures: Sequence["Figure"]) -> None:
        self._figures = figures
        self._next = 0
        self._throttle = Throttle(INTERVAL, SHARE)

    def draw(self, recording: "Recording") -> None:
        """Let the next figure that is seen draw, if it is time."""
        if self._throttle.is_due:
            with self._throttle:
                self._draw_next(recording)

    def _draw_next(self, recording: "Recording") -> None:
        for turn in range(len(self._figures)):
            place = (self._next + turn) % len(self._figures)
            figure = self._figures[place]
            if figure.is_seen:
                figure.show_run(recording)
                figure.paint_now()  # at once, so that its time counts
                self._next = place + 1
                break

    def draw_all(self, recording: "Recording") -> None:
        """Let every figure that is seen draw now: the run is at rest, or the panel was changed."""
        for figure in self._figures:
            figure.show_run(recording)

"""Reduce the learning rate on a plateau: the one schedule that looks at how the run goes.

The others are formulas of the iteration. This one also depends on the losses so far, and so it has
a memory, `Plateau`, which belongs to the run's state: it is kept in checkpoints and rewound.
"""

import math
from dataclasses import dataclass

THRESHOLD = 1e-4  # a loss that is lower by a smaller share than this has not improved


@dataclass
class Plateau:
    """How often the training loss has stopped improving so far.

    Single losses jump, so that means over `window` iterations are compared (an epoch, usually).
    When the mean has not fallen below the best for `patience` windows, that is one more drop:
    the learning rate is then η₀ · factor^drops. As `ReduceLROnPlateau` of PyTorch and Keras, but
    on the training loss: the test images are not to have a say in the training.
    """

    drops: int = 0
    best: float = math.inf  # lowest mean loss of a window
    waited: int = 0  # windows since then
    total: float = 0.0  # of the losses in the present window
    count: int = 0

    def note(self, loss: float, window: int, patience: int) -> None:
        """One more iteration has had this loss."""
        self.total += loss
        self.count += 1
        if self.count >= window:
            mean = self.total / self.count
            self.total, self.count = 0.0, 0
            self._compare(mean, patience)

    def _compare(self, mean: float, patience: int) -> None:
        if mean < self.best * (1 - THRESHOLD):
            self.best, self.waited = mean, 0
            return
        self.waited += 1
        if self.waited >= patience:
            self.drops, self.waited = self.drops + 1, 0

"""The training panel: a two-layer net learns to read digits while the class watches.

`TrainingSession` runs it in a thread, without a widget; `TrainingPanel` shows it.
"""

from gui.training.panel import TrainingPanel
from gui.training.phase import Phase
from gui.training.session import TrainingSession

__all__ = ["Phase", "TrainingPanel", "TrainingSession"]

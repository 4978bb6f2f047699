"""Waits for the images: work of the laboratory needs the data set of the session."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets import Dataset
from gui.training.phase import Phase
from gui.training.session import TrainingSession


class DatasetRequest(QObject):
    """Hands the data set on, now or as soon as it is loaded; the newest wish counts."""

    failed = Signal(object)  # Message: it cannot be loaded

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wish: Callable[[Dataset], object] | None = None
        session.state_changed.connect(self._look)

    @property
    def awaited(self) -> bool:
        """Whether somebody waits."""
        return self._wish is not None

    def ask(self, act: Callable[[Dataset], object]) -> None:
        """Call `act` with the data set."""
        self._wish = act
        if self._session.data is None:
            self._session.prepare()
        self._look()

    @Slot()
    def forget(self) -> None:
        """Nobody waits any more."""
        self._wish = None

    @Slot()
    def _look(self) -> None:
        wish, data = self._wish, self._session.data
        if wish is None or self._session.phase is Phase.LOADING:
            return  # or its net is not that of the data yet
        if data is not None:
            self._wish = None
            wish(data)
        elif self._session.phase is Phase.FAILED and self._session.failure is not None:
            self._wish = None
            self.failed.emit(self._session.failure)

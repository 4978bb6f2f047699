"""What the window says of training runs outside their panel, and what its File menu can do with
them just now."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction

from core.format import whole
from core.messages import Message
from gui.appearance import Appearance
from gui.i18n import Translator
from gui.training.kept_run import KeptRun
from gui.training.panel import TrainingPanel
from gui.training.run_aside import RunAside
from gui.training.session import TrainingSession
from gui.widgets import Notice

_OFFERED = 60_000  # ms; the File menu offers it longer


class RunNotices(QObject):
    """`way_back` is a notice for the window to place; what became of a file is said in `notice`."""

    def __init__(
        self,
        session: TrainingSession,
        panel: TrainingPanel,
        notice: Notice,
        actions: Mapping[str, QAction],
        appearance: Appearance,
        translator: Translator,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._files = session, panel.controls.files
        self._notice, self._actions = notice, actions
        self.kept = KeptRun(session, self)
        # When the window opens, what is said at once would be hidden as the stage is put back.
        self.kept.told.connect(notice.say, Qt.ConnectionType.QueuedConnection)
        self.way_back = Notice(appearance, translator)
        self._offered = QTimer(self, singleShot=True, interval=_OFFERED)
        self._offered.timeout.connect(self.way_back.hide)
        session.gave_way.connect(self._offer_way_back)
        session.state_changed.connect(self._enable)
        self._files.files.told.connect(self._tell)
        self._enable()

    @Slot(object)
    def _offer_way_back(self, run: RunAside | None) -> None:
        """A run gave way to another one; if nobody wanted that, it comes back."""
        self._enable()
        if run is None:
            self.way_back.hide()
            return
        choices = [("training.aside.back", self._session.bring_back)]
        said = Message("training.aside.gone", {"steps": whole(run.steps)})
        self.way_back.say(said, choices=choices)
        self._offered.start()

    @Slot()
    def _enable(self) -> None:
        self._actions["save_run"].setEnabled(self._files.files.can_save)
        self._actions["bring_back"].setEnabled(self._session.aside is not None)

    @Slot(object, bool)
    def _tell(self, said: Message, good: bool) -> None:
        """What became of a file, where the panel's own words are not to be seen."""
        if not self._files.isVisible():
            self._notice.say(said, "info" if good else "error")
